"""Who must say by which document of its own it implements a parent document, period by period."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from baocao.registry import DocumentAddressee, ExpectedReport, Registry
from baocao.registry.catalogue_checks import DOCUMENT_LIST


@dataclass(frozen=True)
class DocumentDuty:
    """One answer that is due: grain document, unit and period.

    `unit_valid_from` completes the unit's key.
    """

    document_code: str
    unit_code: str
    unit_valid_from: date
    unit_type: str
    form_code: str
    indicator_code: str
    period_code: str
    regime: str


def document_duties(registry: Registry) -> Iterator[DocumentDuty]:
    """Yield every answer due: by the units addressed, in the periods that end after the issue."""
    answered = {code for code, lists in registry.breakdowns.items() if DOCUMENT_LIST in lists}
    asking = {
        (form.form_code, form.form_version)
        for form in registry.forms
        if answered & {item.indicator_code for item in form.items}
    }
    for report in registry.expected_reports():
        if (report.form_code, report.form_version) in asking:
            yield from _duties(registry, report, answered)


def _duties(
    registry: Registry, report: ExpectedReport, answered: set[str]
) -> Iterator[DocumentDuty]:
    period = registry.period(report.period_code, report.regime)
    form = period and registry.form(report.form_code, period.end_date)
    if period is None or form is None:
        return
    documents = {document.document_code: document for document in registry.documents}
    for item in registry.items_due(form, report.unit_type, period):
        document = documents.get(item.category_code)
        if item.indicator_code not in answered or document is None:
            continue
        if document.issued_on <= period.end_date and any(
            _is_addressed(registry, row, report, period.end_date)
            for row in registry.document_addressees
            if row.document_code == document.document_code
        ):
            yield DocumentDuty(
                document_code=document.document_code,
                unit_code=report.unit_code,
                unit_valid_from=report.unit_valid_from,
                unit_type=report.unit_type,
                form_code=report.form_code,
                indicator_code=item.indicator_code,
                period_code=report.period_code,
                regime=report.regime,
            )


def _is_addressed(
    registry: Registry, row: DocumentAddressee, report: ExpectedReport, on: date
) -> bool:
    return (
        row.unit_type == report.unit_type
        and row.unit_code in ("", report.unit_code)
        and registry.is_within(report.unit_code, row.within_unit_code, on, row.tree)
    )
