"""What a file is, by its content; its name decides nothing but is compared."""

import re

from baocao.ingesting.formats.foreign import AS_WORKBOOK, SAVE_AS, refuse_foreign
from baocao.ingesting.model import Both, Problem
from baocao.ingesting.refusing import FileRefused

XLSX, XLS, ODS, HTML, XML2003, CSV, JSON = (
    "xlsx", "xls", "ods", "html", "spreadsheetml", "csv", "json",
)  # fmt: skip
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
HEAD = 4096
# A workbook of Excel 5 or later that is not wrapped in an OLE2 file begins so.
BARE_BIFF = b"\x09\x08"

# What a file name's ending promises; the others promise nothing that can be read.
ENDINGS = {
    ".xlsx": XLSX, ".xls": XLS, ".ods": ODS, ".htm": HTML, ".html": HTML, ".xml": XML2003,
    ".csv": CSV, ".txt": CSV, ".tsv": CSV, ".json": JSON,
}  # fmt: skip
SHOWN = {
    XLSX: Both("bảng tính Excel (.xlsx)", "an Excel workbook (.xlsx)"),
    XLS: Both("bảng tính Excel cũ (.xls)", "an old Excel workbook (.xls)"),
    ODS: Both("bảng tính OpenDocument (.ods)", "an OpenDocument spreadsheet (.ods)"),
    HTML: Both("trang web (HTML)", "a web page (HTML)"),
    XML2003: Both("bảng tính XML 2003", "an XML 2003 spreadsheet"),
    CSV: Both("văn bản (.csv)", "text (.csv)"),
    JSON: Both("JSON", "JSON"),
}
_MACRO_ENDINGS = frozenset({".xlsm", ".xltm", ".xlam"})

_SPREADSHEETML = b"urn:schemas-microsoft-com:office:spreadsheet"
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|meta|body|table|frameset|style|title)[\s>]", re.IGNORECASE
)
_MARKUP = re.compile(rb"<(?:[?!]|[A-Za-z_][\w.-]*(?::[\w.-]+)?(?:[\s/>]))")


def ending(name: str) -> str:
    """Return a file name's ending in small letters with its dot, "" for none."""
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def kind_of(name: str, content: bytes) -> str:
    """Return what a file is, as far as its first bytes tell; a package is looked into later.

    Args:
        name: the file's name; one that promises macros is taken at its word.
        content: the bytes.

    Raises:
        FileRefused: empty (FIL02), with macros (FIL05), or of a kind that is not taken (FIL09).
    """
    if not content.strip(b"\0 \r\n\t"):
        raise FileRefused("FIL02", Both("tệp rỗng", "the file is empty"))
    if ending(name) in _MACRO_ENDINGS:
        raise FileRefused("FIL05", ending(name))
    if content.startswith(ZIP):
        return XLSX
    if content.startswith((OLE2, BARE_BIFF)):
        return XLS
    refuse_foreign(content)
    return _kind_of_text(content)


def _kind_of_text(content: bytes) -> str:
    # UTF-16 text has every ASCII letter beside a zero byte.
    head = content[:HEAD].replace(b"\0", b"")
    head = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    start = head.lstrip()[:1]
    if start in (b"{", b"["):
        return JSON
    if start != b"<" or not _MARKUP.match(head.lstrip()):
        return CSV
    if _SPREADSHEETML in head and b"Workbook" in head:
        return XML2003
    if b"office:document" in head:
        what = Both("OpenDocument dạng XML (.fods)", "flat OpenDocument XML (.fods)")
        raise FileRefused("FIL09", what, SAVE_AS)
    if b"w:wordDocument" in head:
        raise FileRefused("FIL09", Both("tài liệu Word XML", "a Word XML document"), AS_WORKBOOK)
    if _HTML.search(head):
        return HTML
    raise FileRefused("FIL09", Both("tệp XML khác", "some other XML"), AS_WORKBOOK)


def name_problem(name: str, kind: str) -> list[Problem]:
    """Return a finding where a file's ending promises something else than it is."""
    given = ending(name)
    if ENDINGS.get(given) == kind:
        return []
    found = given or Both("không có đuôi tệp", "no file ending")
    return [Problem("FIL12", "", found, SHOWN[kind], is_of_file=True)]
