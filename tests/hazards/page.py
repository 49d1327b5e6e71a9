"""`docs/hazards.md`, made of the two tables, so that it says what the tests hold."""

from collections import defaultdict

from tests.hazards.tables import Expected, cases, hazards

_INTRO = """\
# Forty hazards of submitted files · Bốn mươi điều bất trắc của tệp báo cáo

What people and spreadsheets do to a form, and what becomes of it here: understood exactly or
refused clearly, never guessed. Missing, zero, not applicable and estimated stay apart. Each hazard
is shown by files that code writes and the real `baocao ingest` takes in: `make hazards` prints what
is stated and what was found for every file, `make test` fails where they differ. This page is made
of the same tables (`tests/hazards/*.csv`) by `python -m tests.hazards --page`.

Điều gì xảy ra với biểu mẫu trong tay người và phần mềm bảng tính, và hệ thống xử lý ra sao: hiểu
chính xác hoặc từ chối rõ ràng, không bao giờ đoán. Thiếu, bằng không, không áp dụng và ước tính là
bốn việc khác nhau. Mỗi điều được chứng minh bằng các tệp do mã tạo ra và được nhận qua chính
`baocao ingest`.

How to read it · Cách đọc:

- `TD01=53486`: the figure that lands, where a faultless file says another · số liệu được ghi nhận,
  khi khác với tệp mẫu không có lỗi;
- `~1900`: an estimate · số ước tính; `missing`: blank or withheld · để trống hoặc không lấy;
- `VAL11 TD01`: a finding and its item or cell · lỗi và chỉ tiêu hoặc ô;
- `|`: one delivery after another · lần gửi này rồi lần gửi sau.
"""
_COLUMNS = ("file · tệp", "outcome · kết quả", "findings · lỗi nêu", "figures · số liệu")
_HEAD = f"| {' | '.join(_COLUMNS)} |\n|---|---|---|---|\n"


def _row(case: Expected) -> str:
    cells = (f"`{text}`" if text else "" for text in case[1:])
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def page() -> str:
    """Return the page."""
    of_hazard: dict[int, list[Expected]] = defaultdict(list)
    for case in cases():
        of_hazard[case.hazard].append(case)
    parts = [_INTRO]
    for hazard in hazards():
        rows = "".join(map(_row, of_hazard[hazard.number]))
        parts.append(
            f"\n## {hazard.number}. {hazard.name_vi}\n\n{hazard.name_en}.\n\n"
            f"{hazard.what_happens_vi}\n\n{hazard.what_happens_en}\n\n{_HEAD}{rows}"
        )
    return "".join(parts)
