"""Sound files made unsound: bytes, parts of packages, texts of cells, fields of records.

Everything follows from a seed, so that any file of a run can be made again.
"""

import json
import re
import zipfile
from io import BytesIO
from random import Random
from typing import Any

from tests.unit.ingesting.workbooks import part_of, with_part

# What real files and hostile ones put where a figure, a name or a code should stand.
NASTY = (
    "", "\0", "1e999", "NaN", "-0", "\ud800", "=1+1", "9" * 400, "٣", "<b>", "﷽" * 40, "\u202e1",
    "1.234.567", "97,57%", "12/12", "không", "-", "…", "１２", "lO", "TRUE", "#REF!", "0x1F", "'12",
    "=HYPERLINK(\"http://a\")", "@SUM(A1)", "Tổng cộng", "Biểu số: F-TCD", "Kỳ báo cáo: quý 9/2099",
    "Mã đơn vị: 99999", "12/KH-UBND ngày 05/3/2023", "53.486", "1 2 3", "\u00a0", "A" * 33000,
)  # fmt: skip
VALUES = (None, True, -1, 0, 1e308, 10**30, [], {}, [[1]], {"a": {}}, *NASTY)
_TEXTS = re.compile(rb">([^<>]{1,200})<")


def spoiled_bytes(content: bytes, random: Random) -> bytes:
    """Return bytes with some of them changed, left out, doubled or cut."""
    data = bytearray(content)
    for _ in range(random.randint(1, 8)):
        at = random.randrange(len(data) or 1)
        length = random.randint(1, 40)
        match random.randrange(5):
            case 0:
                data[at : at + 1] = bytes([random.randrange(256)])
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length]
            case 3:
                data[at:at] = random.choice(NASTY).encode("utf-8", "replace")
            case _:
                other = random.randrange(len(data) or 1)
                data[at : at + length] = data[other : other + length]
    return bytes(data[: random.randrange(len(data))] if random.random() < 0.1 else data)


def spoiled_part(book: bytes, random: Random) -> bytes:
    """Return a sound package in which one XML part is not."""
    part = random.choice(_parts(book))
    return with_part(book, part, spoiled_bytes(part_of(book, part), random))


def spoiled_texts(book: bytes, random: Random) -> bytes:
    """Return a sound package in which some texts and numbers are others."""
    part = random.choice([name for name in _parts(book) if "sheet" in name or "content" in name])
    xml = part_of(book, part)
    places = list(_TEXTS.finditer(xml))
    if not places:
        return spoiled_part(book, random)
    chosen = random.sample(places, min(len(places), random.randint(1, 6)))
    for place in sorted(chosen, key=lambda one: -one.start()):
        text = random.choice(NASTY).encode("utf-8", "replace")
        safe = text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b"\0", b"")
        xml = xml[: place.start(1)] + safe + xml[place.end(1) :]
    return with_part(book, part, xml)


def spoiled_fields(text: bytes, random: Random) -> bytes:
    """Return delimited text with some fields replaced, moved or left out."""
    lines = text.decode().split("\n")
    delimiter = max(",;\t", key=lines[0].count)
    for _ in range(random.randint(1, 6)):
        row = random.randrange(len(lines))
        fields = lines[row].split(delimiter)
        at = random.randrange(len(fields))
        match random.randrange(4):
            case 0:
                fields[at] = random.choice(NASTY)
            case 1:
                del fields[at]
            case 2:
                fields.insert(at, random.choice(fields))
            case _:
                random.shuffle(fields)
        lines[row] = delimiter.join(fields)
    return "\n".join(lines).encode("utf-8", "replace")


def spoiled_document(text: bytes, random: Random) -> bytes:
    """Return JSON in which some values, at any depth, are others."""
    document = json.loads(text)
    for _ in range(random.randint(1, 4)):
        holder, key = random.choice(list(_places(document)))
        holder[key] = random.choice(VALUES)
    return json.dumps(document).encode()


def _places(document: Any) -> Any:
    """Yield each (holder, key) of a document."""
    keys = document if isinstance(document, dict) else range(len(document))
    for key in list(keys):
        yield document, key
        if isinstance(document[key], (dict, list)) and document[key]:
            yield from _places(document[key])


def _parts(package: bytes) -> list[str]:
    """Return the names of a package's XML parts."""
    with zipfile.ZipFile(BytesIO(package)) as archive:
        return [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
