"""The flags of a unit on its own page: what it still has to look at, and what was decided."""

from dataclasses import dataclass, field
from datetime import datetime

from baocao.desk.members import Member
from baocao.errors import StateError
from baocao.publishing import current_version
from baocao.reporting.flags import is_flag_of, last_day
from baocao.reporting.reading import Row, open_published
from baocao.settings import Settings

FLAGS = """
select * from reports.rpt_quality_flags
where unit_code = $unit and status in ('open', 'explained', 'waived') and severity <> 'info'
order by severity_rank desc, importance desc nulls last, period_code desc, form_code, flag_id
"""


@dataclass(frozen=True)
class Shown:
    """Flags as of the last published version.

    Attributes:
        as_of: up to when it knows; None before the first.
        open: the gravest first.
        decided: those that an office explained or waived.
    """

    as_of: datetime | None = None
    open: list[Row] = field(default_factory=list)
    decided: list[Row] = field(default_factory=list)


class OpenFlags:
    """Flags by unit; those of a published version are read once."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._version = ""
        self._known: dict[str, tuple[datetime, list[Row]]] = {}

    def of(self, member: Member) -> Shown:
        """Return the flags of a unit; none before anything is published."""
        try:
            as_of, rows = self._rows(member.settings, member.unit.unit_code)
        except StateError:
            return Shown()
        mine = [row for row in rows if is_flag_of(row, member.unit, member.registry)]
        return Shown(
            as_of,
            open=[row for row in mine if row["status"] == "open"],
            decided=[
                {**row, "last_day": row["until_at"] and last_day(row["until_at"])}
                for row in mine
                if row["status"] != "open"
            ],
        )

    def _rows(self, settings: Settings, unit_code: str) -> tuple[datetime, list[Row]]:
        version = current_version(settings)
        if version != self._version:
            self._version, self._known = version, {}
        if unit_code not in self._known:
            with open_published(settings) as published:
                rows = published.rows(FLAGS, {"unit": unit_code})
                self._known[unit_code] = (published.as_of, rows)
        return self._known[unit_code]
