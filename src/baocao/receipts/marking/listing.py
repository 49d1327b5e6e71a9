"""The sheet that lists all findings, added to a workbook at its end.

A hidden column keeps what each marked cell looked like before, so that the next round can give it
back.
"""

import json
from collections.abc import Iterator, Sequence
from math import ceil
from xml.sax.saxutils import escape, quoteattr

from baocao.ingesting.grids import column_letters
from baocao.receipts.faults import Fault
from baocao.receipts.marking.looks import Looks
from baocao.receipts.wording import BLANK, SEVERITIES
from baocao.reporting.sheets import MAX_TEXT, neutral

TITLE = "Lỗi cần sửa"
MOST_ROWS = 5000
COLUMNS = (
    ("STT", 5), ("Trang tính", 11), ("Ô", 8), ("Mã lỗi", 8), ("Mức độ", 13),
    ("Đơn vị, chỉ tiêu", 27), ("Tìm thấy", 16), ("Cần có", 19), ("Nội dung", 38), ("Cách sửa", 34),
    ("English", 36),
)  # fmt: skip
CELL_COLUMN, SEVERITY_COLUMN, KEPT_COLUMN = 2, 4, len(COLUMNS)
HEADING = (
    "Danh sách lỗi và điểm cần kiểm tra",
    "Sửa các ô được tô màu (bấm cột “Ô” để đến ô đó), lưu rồi gửi lại chính tệp này.",
    "Correct the coloured cells (column “Ô” leads there), save, and send this file again.",
)
HEADER_ROW = len(HEADING) + 1
# Heights in points: of the title, a line of text, and the tallest row that Excel shows.
TITLE_HEIGHT, LINE_HEIGHT, TALLEST = 22, 13.5, 400
Kept = dict[tuple[str, str], str]


def texts(fault: Fault, number: int) -> tuple[str, ...]:
    """Return one line of the list, in the order of `COLUMNS`."""
    return (
        str(number),
        fault.sheet,
        fault.cell,
        fault.code,
        SEVERITIES[fault.severity][0],
        "\n".join(text for text in (fault.unit, fault.item) if text),
        fault.found or BLANK * bool(fault.cell),
        fault.expected[0],
        fault.message[0],
        fault.advice[0],
        f"{fault.message[1]} {fault.advice[1]}",
    )


def height(line: Sequence[str]) -> float:
    """Return how high a row must be for its texts, which no program measures when it opens."""
    lines = [
        sum(max(1, ceil(len(piece) / width)) for piece in text.split("\n"))
        for text, (_, width) in zip(line, COLUMNS, strict=True)
    ]
    return min(max(lines) * LINE_HEIGHT + 3, TALLEST)


def listed(faults: Sequence[Fault]) -> list[Fault]:
    """Return the faults that the list shows, the gravest first; a list has an end."""
    return sorted(faults, key=lambda fault: fault.rank)[:MOST_ROWS]


def sheet_xml(
    main: str, faults: Sequence[Fault], names: dict[str, str], looks: Looks, kept: Kept
) -> bytes:
    """Return the list as a worksheet part.

    Args:
        main: the namespace of cells.
        faults: what is listed.
        names: the sheets of the workbook by the name that faults use.
        looks: the workbook's styles.
        kept: the fill that marked cells had, by sheet and cell.
    """
    shown = listed(faults)
    rows = "".join([*_heading(looks), *_rows(shown, names, looks, kept)])
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, (_, width) in enumerate(COLUMNS, start=1)
    )
    hidden = f'<col min="{KEPT_COLUMN + 1}" max="{KEPT_COLUMN + 1}" width="9" hidden="1"/>'
    top = f"A{HEADER_ROW + 1}"
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<worksheet xmlns="{main}"><sheetPr><tabColor rgb="FFC0392B"/>'
        '<pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView showGridLines="0"'
        f' workbookViewId="0"><pane ySplit="{HEADER_ROW}" topLeftCell="{top}"'
        f' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}{hidden}</cols><sheetData>{rows}</sheetData>{_links(shown, names)}"
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )
    return text.encode()


def _heading(looks: Looks) -> Iterator[str]:
    for number, line in enumerate(HEADING, start=1):
        style = looks.of_list("note" if number > 1 else "title")
        tall = f' ht="{TITLE_HEIGHT}" customHeight="1"' if number == 1 else ""
        yield f'<row r="{number}"{tall}>{_cell(number, 0, line, style)}</row>'
    header = looks.of_list("header")
    cells = "".join(
        _cell(HEADER_ROW, column, title, header) for column, (title, _) in enumerate(COLUMNS)
    )
    yield f'<row r="{HEADER_ROW}" ht="24" customHeight="1">{cells}</row>'


def _rows(
    faults: Sequence[Fault], names: dict[str, str], looks: Looks, kept: Kept
) -> Iterator[str]:
    for number, fault in enumerate(faults, start=1):
        row = HEADER_ROW + number
        styles = dict.fromkeys(range(len(COLUMNS)), looks.of_list("text"))
        styles[SEVERITY_COLUMN] = looks.of_list(fault.severity)
        if fault.cell and fault.sheet in names:
            styles[CELL_COLUMN] = looks.of_list("link")
        line = texts(fault, number)
        cells = "".join(
            _cell(row, column, text, styles[column]) for column, text in enumerate(line)
        )
        place = (fault.sheet, fault.cell)
        if place in kept:
            memory = json.dumps([*place, kept[place]], ensure_ascii=False)
            cells += _cell(row, KEPT_COLUMN, memory, 0)
        yield f'<row r="{row}" ht="{height(line)}" customHeight="1">{cells}</row>'


def _cell(row: int, column: int, text: str, style: int) -> str:
    where = f'r="{column_letters(column)}{row}" s="{style}"'
    if not text:
        return f"<c {where}/>"
    if text.isascii() and text.isdigit() and column == 0:
        return f"<c {where}><v>{text}</v></c>"
    safe = escape(neutral(text)[:MAX_TEXT])
    return f'<c {where} t="inlineStr"><is><t xml:space="preserve">{safe}</t></is></c>'


def _links(faults: Sequence[Fault], names: dict[str, str]) -> str:
    links = "".join(
        f'<hyperlink ref="{column_letters(CELL_COLUMN)}{HEADER_ROW + number}"'
        f" location={quoteattr(_location(names[fault.sheet], fault.cell))}/>"
        for number, fault in enumerate(faults, start=1)
        if fault.cell and fault.sheet in names
    )
    return f"<hyperlinks>{links}</hyperlinks>" if links else ""


def _location(sheet: str, cell: str) -> str:
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"
