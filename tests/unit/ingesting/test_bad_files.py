"""Every kind of bad file: its own finding code, a receipt in both languages, the rest untouched."""

import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from openpyxl import Workbook
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import (
    csv_lines,
    drop,
    items_book,
    make_report,
    part_of,
    saved,
    value_set,
    with_part,
    zipped,
)

from baocao.ingesting.archiving import archive_path, quarantine_path
from baocao.ingesting.formats.kinds import OLE2
from baocao.ingesting.formats.xls import ENCRYPTED_STREAM
from baocao.registry import Registry
from baocao.settings import MEBIBYTE

SHEET = "xl/worksheets/sheet1.xml"
Make = Callable[[Registry], bytes]


def good(registry: Registry, **changes: object) -> bytes:
    return items_book(make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", **changes))


def without_items(registry: Registry) -> bytes:
    report = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1")
    report.left_out = {item.code for item in report.items}
    return items_book(report)


def a_bomb(registry: Registry) -> bytes:
    return with_part(good(registry), "xl/a.xml", b"0" * (201 * MEBIBYTE))


def far_corners(registry: Registry) -> bytes:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    sheet = part_of(good(registry), SHEET).replace(b"</sheetData>", far)
    return with_part(good(registry), SHEET, sheet)


def blank_sheet(_registry: Registry) -> bytes:
    return saved(Workbook())


def csv_of(registry: Registry) -> str:
    return csv_lines(make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", notes={"TD01": "đủ"}))


WHOLE_FILES: list[tuple[str, str, str, Make]] = [
    ("damaged", "a.xlsx", "FIL01", lambda r: good(r)[:3000]),
    ("bytes named xlsx", "a.xlsx", "FIL01", lambda _: b"\1\2\3 Bao cao quy I"),
    ("text named xlsx", "a.xlsx", "FIL03", lambda _: b"Bao cao quy I"),
    ("broken XML", "a.xlsx", "FIL01", lambda r: with_part(good(r), SHEET, b"<worksheet><sheetD")),
    ("broken JSON", "a.json", "FIL01", lambda r: value_set(
        make_report(r, "BK-TTR", "F-TCD", "2024-Q1"))[:-40]),
    ("deep JSON", "a.json", "FIL01", lambda _: b"[" * 100_000),
    ("broken CSV", "a.csv", "FIL01", lambda _: b'unit_code,"form'),
    ("empty", "a.xlsx", "FIL02", lambda _: b""),
    ("blank workbook", "a.xlsx", "FIL02", blank_sheet),
    ("no records", "a.json", "FIL02", lambda _: b"[]"),
    ("header only", "a.csv", "FIL02", lambda r: csv_of(r).split("\r\n")[0].encode()),
    ("unknown form", "a.xlsx", "FIL03", lambda r: good(r, form_text="F-XYZ")),
    ("no form named", "a.xlsx", "FIL03", lambda r: good(r, form_text="")),
    ("no items", "a.xlsx", "FIL03", without_items),
    ("other JSON", "a.json", "FIL03", lambda _: b'{"a": 1}'),
    ("other CSV", "a.csv", "FIL03", lambda _: "Họ tên;Lớp\r\nA;1\r\n".encode()),
    ("password", "a.xlsx", "FIL04", lambda _: OLE2 + b"\0" * 512 + ENCRYPTED_STREAM),
    ("macros", "a.xlsm", "FIL05", lambda r: good(r, values={"TD01": 9})),
    ("hidden macros", "a.xlsx", "FIL05", lambda r: with_part(good(r), "xl/vbaProject.bin", b"1")),
    ("zip bomb", "a.xlsx", "FIL07", a_bomb),
    ("far corners", "a.xlsx", "FIL07", far_corners),
    ("no encoding", "a.csv", "FIL08", lambda r: csv_of(r).encode() + b"\xff\xfe\xfd\xfc"),
    ("broken UTF-16", "a.csv", "FIL08", lambda r: csv_of(r).encode("utf-16")[:-1]),
    ("hollow .xls", "a.xls", "FIL01", lambda _: OLE2 + b"\0" * 512),
    ("scan", "a.pdf", "FIL09", lambda _: b"%PDF-1.7"),
    ("scan named xlsx", "a.xlsx", "FIL09", lambda _: b"%PDF-1.7"),
    ("Word", "a.docx", "FIL09", lambda _: zipped({"word/document.xml": b"<w/>"})),
    ("archive", "a.zip", "FIL09", lambda r: zipped({"bieu.xlsx": good(r)})),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "code", "make"),
    [(name, code, make) for _, name, code, make in WHOLE_FILES],
    ids=[what for what, *_ in WHOLE_FILES],
)
def test_a_file_that_cannot_be_taken_in(
    name: str, code: str, make: Make, office: Office, registry: Registry
) -> None:
    content = make(registry)
    drop(office.inbox("BK-SNV"), name, content)
    drop(office.inbox("BK-TTR"), "tốt.xlsx", good(registry))

    result = office.ingest()

    assert (result.files["refused"], result.files["read"]) == (1, 1)
    assert office.codes() == [code]
    assert office.outcomes() == {None: "rejected", "BK-TTR": "accepted"}
    (file,) = [row for row in office.rows("files") if row["outcome"] == "refused"]
    hostile = code in ("FIL05", "FIL07")
    kept, other = archive_path, quarantine_path
    if hostile:
        kept, other = other, kept
    path = kept(office.settings, file["file_sha256"])
    assert path.read_bytes() == content
    assert not other(office.settings, file["file_sha256"]).exists()
    if hostile:
        modes = [one.stat().st_mode & 0o777 for one in (path, path.parent, path.parents[1])]
        assert modes == [0o600, 0o700, 0o700]
    assert not any(path.is_file() for path in office.settings.inbox.rglob("*"))
    (page,) = [path for path in office.receipts() if path.parent.name == "BK-SNV"]
    text = page.read_text(encoding="utf-8")
    (finding,) = office.rows("findings")
    for message in ("message_vi", "message_en"):
        assert finding[message] in text.replace("&#39;", "'")
    assert "Cách xử lý:" in text
    assert "What to do:" in text
    assert json.loads(page.with_suffix(".json").read_text())["findings"][0]["finding_code"] == code


def test_a_file_over_the_limit_is_kept_without_being_read(
    office: Office, registry: Registry
) -> None:
    office.settings = replace(office.settings, max_file_bytes=2000)
    content = good(registry)
    drop(office.inbox("BK-TTR"), "a.xlsx", content)
    office.ingest()
    assert office.codes() == ["FIL06"]
    (file,) = office.rows("files")
    assert archive_path(office.settings, file["file_sha256"]).read_bytes() == content


def test_the_form_and_period_of_a_refused_file_come_from_its_name(office: Office) -> None:
    drop(office.inbox("BK-TTR"), "BC F-TCD quy I nam 2024.xlsx", b"")
    office.ingest()
    (row,) = office.rows("submissions")
    assert (row["sender_unit_code"], row["form_code"], row["period_code"]) == (
        "BK-TTR", "F-TCD", "2024-Q1",
    )  # fmt: skip
    assert row["unit_code"] is None


def test_an_error_of_our_own_stays_with_its_file(
    office: Office,
    registry: Registry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    import baocao.ingesting.examining as examining

    real, secret = examining.read_file, "bí" + " mật"

    def fails(name: str, *rest: object) -> object:
        if name == "b.xlsx":
            raise ZeroDivisionError(secret)
        return real(name, *rest)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(examining, "read_file", fails)
    drop(office.inbox("BK-SNV"), "b.xlsx", b"PK")
    drop(office.inbox("BK-TTR"), "a.xlsx", good(registry))
    assert office.ingest().files["read"] == 1
    assert office.codes() == ["FIL01"]
    assert "ZeroDivisionError" in caplog.text
    assert secret not in caplog.text


def test_a_rust_panic_in_the_reader_is_a_refusal(
    office: Office, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        """What a panic in the reader looks like from Python: no Exception."""

    def panics(_content: io.BytesIO) -> None:
        raise PanicException

    monkeypatch.setattr(
        "baocao.ingesting.formats.xlsx.CalamineWorkbook.from_filelike", panics, raising=False
    )
    drop(office.inbox("BK-TTR"), "a.xlsx", good(registry))
    office.ingest()
    assert office.codes() == ["FIL01"]
