"""Which text cells of a sheet tell something: most are names of items, and tell nothing.

What a text tells is looked up once for each cell, and whoever looks for a label, an item code or a
day goes through the few cells that have one.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from baocao.ingesting.layouts import (
    TELLS_CODE,
    TELLS_DAY,
    TELLS_FORM,
    TELLS_FROM,
    TELLS_ITEM,
    TELLS_LABEL,
    TELLS_PERSONAL,
    TELLS_REMARK,
    TELLS_VERSION,
    Layouts,
)
from baocao.ingesting.model import TextCell


@dataclass
class Telling:
    """The text cells of a table that tell something, row by row.

    Attributes:
        items: item codes, or headings that stand for items, of any form.
        codes: texts that look like item codes.
        labels: texts that begin with a label of a heading.
        forms: those of them that begin with the label of a form's code.
        days: texts with a day in them.
        spans: texts that may name the first day of the figures.
        versions: texts that name a version.
        remarks: remarks that change the meaning of figures.
        personal: texts with personal data in them.
    """

    items: list[TextCell] = field(default_factory=list)
    codes: list[TextCell] = field(default_factory=list)
    labels: list[TextCell] = field(default_factory=list)
    forms: list[TextCell] = field(default_factory=list)
    days: list[TextCell] = field(default_factory=list)
    spans: list[TextCell] = field(default_factory=list)
    versions: list[TextCell] = field(default_factory=list)
    remarks: list[TextCell] = field(default_factory=list)
    personal: list[TextCell] = field(default_factory=list)


def telling(cells: Iterable[TextCell], layouts: Layouts) -> Telling:
    """Return the cells that tell something."""
    tells = layouts.tells
    found = Telling()
    kinds = (
        (TELLS_ITEM, found.items.append),
        (TELLS_CODE, found.codes.append),
        (TELLS_LABEL, found.labels.append),
        (TELLS_FORM, found.forms.append),
        (TELLS_DAY, found.days.append),
        (TELLS_FROM, found.spans.append),
        (TELLS_VERSION, found.versions.append),
        (TELLS_REMARK, found.remarks.append),
        (TELLS_PERSONAL, found.personal.append),
    )
    lists: dict[int, list] = {}
    for cell in cells:
        told = tells[cell[2]]
        if told:
            if told not in lists:
                lists[told] = [add for kind, add in kinds if told & kind]
            for add in lists[told]:
                add(cell)
    return found


def before(cells: list[TextCell], row: int) -> list[TextCell]:
    """Return the cells above a row."""
    return cells[: bisect_left(cells, (row,))]
