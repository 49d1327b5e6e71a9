"""Places of faults in a grid of cells."""

import re

from baocao.ingesting.grids import place, split_place

_PLACE = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


def is_place(text: str) -> bool:
    """Tell whether a text is the address of one cell of a sheet, such as D12."""
    if not _PLACE.fullmatch(text):
        return False
    row, column = split_place(text)
    return row < LAST_ROW and column < LAST_COLUMN and place(row, column) == text
