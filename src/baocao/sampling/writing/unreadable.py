"""Files that cannot be taken in, each in its own way."""

import io
import zipfile

from baocao.sampling.dice import Dice

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR = 512
FIXED_TIME = (2023, 1, 1, 0, 0, 0)


def damaged(content: bytes) -> bytes:
    """Return the first half of a file, as left by a broken upload."""
    return content[: len(content) // 2]


def encrypted(dice: Dice) -> bytes:
    """Return an OLE2 container with the streams of a workbook that has a password."""
    names = [name.encode("utf-16-le") for name in ("EncryptionInfo", "EncryptedPackage")]
    noise = b"".join(dice.draw("noise", n).to_bytes(8, "big") for n in range(SECTOR // 2))
    return OLE2.ljust(SECTOR, b"\0") + b"".join(n.ljust(SECTOR // 4, b"\0") for n in names) + noise


def with_macro(content: bytes) -> bytes:
    """Return a workbook with an (empty) macro project in it."""
    result = io.BytesIO(content)
    with zipfile.ZipFile(result, "a") as package:
        package.writestr(
            zipfile.ZipInfo("xl/vbaProject.bin", FIXED_TIME), OLE2.ljust(SECTOR, b"\0")
        )
    return result.getvalue()


def scanned() -> bytes:
    """Return a page of paper: a PDF without text."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def cut_within_a_letter(content: bytes) -> bytes:
    """Return a CSV file as an old program saves "Unicode text", its last byte lost on the way."""
    return content.decode("utf-8-sig").encode("utf-16")[:-1]
