"""Documents of the level above that a unit has not implemented when it should have."""

from datetime import timedelta
from functools import partial

from baocao.registry.documents import document_duties
from baocao.sampling.faults.scene import Mark, Scene
from baocao.sampling.lineage import ReportKey
from baocao.sampling.other_forms import ANSWER, PROVINCE_FORM


def not_implemented(
    scene: Scene, key: ReportKey, duties: dict[ReportKey, list[str]], is_blank: bool
) -> list[Mark] | None:
    """A unit answers no, or leaves blank, what was due."""
    if key not in duties:
        return None
    code = f"{ANSWER}.{scene.dice.pick(tuple(duties[key]), 'document', key)}"
    if is_blank:
        del scene.book[key][code]
    else:
        scene.book[key][code] = 0
    return [Mark("REP12", key, ANSWER, f"{code} {'left blank' if is_blank else 'answered no'}")]


def put_documents(scene: Scene) -> None:
    """Put all faults of this kind."""
    registry = scene.lineage.registry
    due = {
        document.document_code: document.issued_on + timedelta(days=document.due_days)
        for document in registry.documents
    }
    duties: dict[ReportKey, list[str]] = {}
    for duty in document_duties(registry):
        key = ReportKey(duty.unit_code, duty.form_code, duty.period_code)
        if scene.has(key) and scene.period(key).end_date > due[duty.document_code]:
            duties.setdefault(key, []).append(duty.document_code)
    candidates = list(scene.where(PROVINCE_FORM, "S"))
    for count, is_blank in ((10, False), (6, True)):
        change = partial(not_implemented, scene, duties=duties, is_blank=is_blank)
        scene.inject("document", count, candidates, change)
