"""Reports that never arrive: a commune left out of its district's file, a unit, a whole file."""

from baocao.sampling.faults.scene import Fault, Mark, Scene
from baocao.sampling.lineage import ReportKey


def put_missing(scene: Scene) -> None:
    """Leave reports out; whole files of districts first, while all their reports are free."""
    _leave_out_files(scene, 2)
    by_parent = [key for key in scene.keys if _sent_by_parent(scene, key)]
    by_itself = [key for key in scene.keys if not _is_in_district_file(scene, key)]
    scene.inject("missing", 14, by_parent, lambda key: _leave_out(scene, key))
    scene.inject("missing", 36, by_itself, lambda key: _leave_out(scene, key))


def _sent_by_parent(scene: Scene, key: ReportKey) -> bool:
    return scene.lineage.expected[key].sender_unit_code != key.unit_code


def _is_in_district_file(scene: Scene, key: ReportKey) -> bool:
    return _sent_by_parent(scene, key) or scene.unit(key).unit_type == "DISTRICT"


def _leave_out(scene: Scene, key: ReportKey) -> list[Mark]:
    scene.left_out.add(key)
    return [Mark("REP01", key, "", "never sent")]


def _leave_out_files(scene: Scene, count: int) -> None:
    districts = [key for key in scene.keys if scene.unit(key).unit_type == "DISTRICT"]
    expected = scene.lineage.expected
    put, wanted = 0, scene.scaled(count)
    for own in scene.dice.shuffled(districts, "missing files"):
        envelope = (own.form_code, own.period_code)
        together = [
            key
            for key in scene.keys
            if (key.form_code, key.period_code) == envelope
            and expected[key].sender_unit_code == own.unit_code
        ]
        if put < wanted and all(scene.is_free(key) for key in together):
            for key in together:
                scene.take(key)
            marks = [_leave_out(scene, key)[0] for key in together]
            scene.faults.append(Fault("missing", tuple(marks)))
            put += 1
