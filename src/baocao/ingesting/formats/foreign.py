"""What is not taken: each kind known by its first bytes or its parts, with what to send instead."""

import re
from typing import NoReturn

from baocao.ingesting.model import Both
from baocao.ingesting.refusing import FileRefused

HEAD = 4096
_OLDER_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
AS_WORKBOOK = Both(
    "Chép số liệu vào biểu mẫu Excel do tỉnh cấp rồi gửi tệp đó.",
    "Copy the figures into the province's Excel form and send that.",
)
SAVE_AS = Both(
    "Mở trong Excel, lưu dạng .xlsx rồi gửi lại.",
    "Open it in Excel, save it as .xlsx and send that.",
)
_ORIGINAL = Both(
    "Gửi chính tệp Excel đã dùng để in hoặc ký bản này.",
    "Send the Excel file that this was printed or signed from.",
)
_ATTACHMENT = Both("Gửi tệp đính kèm, không gửi thư.", "Send the attachment, not the message.")
_PLAIN_MAIL = Both(
    "Gửi lại từ Outlook ở dạng HTML hoặc văn bản thuần (không phải Rich Text).",
    "Send it again from Outlook as HTML or plain text, not Rich Text.",
)
_UNPACKED = Both(
    "Giải nén rồi gửi từng tệp bảng tính.", "Unpack it and send each spreadsheet by itself."
)
# First bytes of what is not taken: what it is, and what to send instead.
_FOREIGN: tuple[tuple[bytes, Both, Both], ...] = (
    (b"%PDF", Both("tệp PDF", "a PDF file"), _ORIGINAL),
    (b"\xff\xd8\xff", Both("ảnh (JPEG)", "a picture (JPEG)"), _ORIGINAL),
    (b"\x89PNG", Both("ảnh (PNG)", "a picture (PNG)"), _ORIGINAL),
    (b"GIF8", Both("ảnh (GIF)", "a picture (GIF)"), _ORIGINAL),
    (b"II*\0", Both("ảnh quét (TIFF)", "a scan (TIFF)"), _ORIGINAL),
    (b"MM\0*", Both("ảnh quét (TIFF)", "a scan (TIFF)"), _ORIGINAL),
    (b"Rar!\x1a\x07", Both("tệp nén RAR", "a RAR archive"), _UNPACKED),
    (b"7z\xbc\xaf\x27\x1c", Both("tệp nén 7-Zip", "a 7-Zip archive"), _UNPACKED),
    (b"\x1f\x8b", Both("tệp nén gzip", "a gzip archive"), _UNPACKED),
    (b"{\\rtf", Both("tài liệu RTF (Word)", "an RTF document (Word)"), AS_WORKBOOK),
    (b"MZ\x90\0", Both("chương trình chạy được", "a program"), AS_WORKBOOK),
    (b"\x7fELF", Both("chương trình chạy được", "a program"), AS_WORKBOOK),
    (b"\x78\x9f\x3e\x22", Both("winmail.dat của Outlook", "Outlook's winmail.dat"), _PLAIN_MAIL),
    (b"SQLite format 3", Both("cơ sở dữ liệu", "a database"), AS_WORKBOOK),
    (b"\0\x01\0\0Standard", Both("cơ sở dữ liệu Access", "an Access database"), AS_WORKBOOK),
)
# A signed or encrypted message, or a signature: a sequence that holds an object identifier.
_SIGNED = re.compile(rb"\x30[\x80-\x84].{0,4}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07", re.DOTALL)
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z-]*:[^\n]*\r?\n(?:[ \t][^\n]*\n)*){2}", re.ASCII)
_MAIL_MARK = re.compile(rb"(?im)^(?:MIME-Version|Received|Message-ID|Return-Path):")
_PACKAGES = (
    (
        "word/document.xml",
        Both("tài liệu Word (.docx)", "a Word document (.docx)"),
        AS_WORKBOOK,
    ),
    ("ppt/presentation.xml", Both("trình chiếu (.pptx)", "slides (.pptx)"), AS_WORKBOOK),
    (
        "xl/workbook.bin",
        Both("bảng tính nhị phân (.xlsb)", "a binary workbook (.xlsb)"),
        SAVE_AS,
    ),
)
_DOCUMENTS = (
    ("WordDocument", Both("tài liệu Word (.doc)", "a Word document (.doc)"), AS_WORKBOOK),
    ("PowerPoint Document", Both("trình chiếu (.ppt)", "slides (.ppt)"), AS_WORKBOOK),
    ("__properties_version1.0", Both("thư Outlook (.msg)", "an Outlook message"), _ATTACHMENT),
)
_ARCHIVED = (".xlsx", ".xls", ".ods", ".csv", ".json", ".pdf", ".docx", ".doc")


def refuse_foreign(content: bytes) -> None:
    """Refuse a file whose first bytes say that it is no spreadsheet.

    Raises:
        FileRefused: FIL09.
    """
    for mark, what, instead in _FOREIGN:
        if content.startswith(mark):
            raise FileRefused("FIL09", what, instead)
    if content.startswith(_OLDER_BIFF):
        what = Both("bảng tính Excel 4 hoặc cũ hơn", "a workbook of Excel 4 or older")
        raise FileRefused("FIL09", what, SAVE_AS)
    if content.startswith(b"PK"):
        what = Both("tệp nén rỗng hoặc nhiều phần", "an archive, empty or in pieces")
        raise FileRefused("FIL09", what, _UNPACKED)
    head = content[:HEAD]
    if _SIGNED.match(head):
        what = Both("tệp ký số hoặc mã hóa (.p7m)", "a signed or encrypted file (.p7m)")
        raise FileRefused("FIL09", what, _ORIGINAL)
    if _MAIL.match(head) and _MAIL_MARK.search(head):
        if b"multipart/related" in head:
            what = Both("trang web một tệp (.mht)", "a web archive (.mht)")
            raise FileRefused("FIL09", what, SAVE_AS)
        raise FileRefused("FIL09", Both("thư điện tử", "an e-mail message"), _ATTACHMENT)


def refuse_package(names: set[str]) -> NoReturn:
    """Refuse a zip file that is no spreadsheet, saying what it is.

    Args:
        names: the names of its parts in small letters.

    Raises:
        FileRefused: FIL09, or FIL01 for what cannot be named.
    """
    for mark, what, instead in _PACKAGES:
        if mark in names:
            raise FileRefused("FIL09", what, instead)
    if any(name.endswith(_ARCHIVED) for name in names):
        raise FileRefused("FIL09", Both("tệp nén ZIP", "a ZIP archive"), _UNPACKED)
    what = Both("tệp nén không chứa bảng tính", "an archive without a workbook")
    raise FileRefused("FIL01", what)


def refuse_document(names: set[str]) -> NoReturn:
    """Refuse an OLE2 file that is no workbook, saying what it is.

    Args:
        names: the names of its streams and storages.

    Raises:
        FileRefused: FIL09.
    """
    for mark, what, instead in _DOCUMENTS:
        if mark in names:
            raise FileRefused("FIL09", what, instead)
    raise FileRefused("FIL09", Both("tệp OLE2 không phải bảng tính", "an OLE2 file, no workbook"))
