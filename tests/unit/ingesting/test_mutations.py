"""Spoiled files are read or refused, whatever is in them; nothing else ever comes out."""

import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.unit.ingesting.workbooks import (
    csv_lines,
    district_reports,
    items_book,
    make_report,
    part_of,
    totals_of,
    units_book,
    value_set,
    with_part,
)

from baocao.ingesting import findings
from baocao.ingesting.batches import tables_of
from baocao.ingesting.identifying import Identifier
from baocao.ingesting.judging import Judge
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.model import Delivery, FileResult
from baocao.ingesting.reading import read_file
from baocao.ingesting.safety import FileRefused
from baocao.registry import Registry

NOW = datetime(2026, 9, 30, tzinfo=UTC)
NASTY = (
    "", "\0", "1e999", "NaN", "-0", "\ud800", "=1+1", "9" * 400, "٣", "<b>", "﷽" * 40, "\u202e1",
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.floats() | st.integers() | st.text()
ANYTHING = SCALARS | st.sampled_from(NASTY)


class Taker:
    """Reads, judges and lays out for landing, without writing."""

    def __init__(self, registry: Registry, expectations: Path) -> None:
        self.layouts = Layouts(registry)
        identifier = Identifier(registry, self.layouts)
        self.judge = Judge(registry, identifier, findings.load(expectations))
        report = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1")
        district = district_reports(registry)
        table = units_book(district, totals_of(district))
        self.books = (items_book(report), table, with_shared_strings(table))
        self.records = (csv_lines(report), csv_lines(report, ";"), value_set(report).decode())

    def take(self, name: str, content: bytes) -> str:
        """Return the outcome of a file."""
        delivery = Delivery(Path(name), name, name, "BK-TTR", NOW, in_inbox=False)
        result = FileResult(delivery, "d", "h", len(content), "m", "read")
        try:
            found = read_file(name, content, self.layouts, 20 * 2**20)
            take_in = self.judge.quarantine if found.personal_places else self.judge.judge
            result.submissions = take_in(found, delivery, "d")
        except FileRefused as refusal:
            submission, finding = self.judge.refuse(refusal, delivery, "d")
            result.outcome, result.submissions = "refused", [submission]
            result.findings = [finding]
        if result.submissions:
            tables_of([result], "b", NOW)
        return result.outcome


@pytest.fixture(scope="module")
def taker(registry: Registry, root: Path) -> Taker:
    return Taker(registry, root / "expectations")


def with_shared_strings(workbook: bytes) -> bytes:
    """Return a workbook as Excel stores it, with its texts in a part of their own."""
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        active = load_workbook(BytesIO(workbook)).active
        assert isinstance(active, Worksheet)
        for row, values in enumerate(active.values):
            sheet.write_row(row, 0, values)
    return target.getvalue()


def parts_of(workbook: bytes) -> list[str]:
    """Return the names of a workbook's XML parts."""
    with zipfile.ZipFile(BytesIO(workbook)) as package:
        return [name for name in package.namelist() if name.endswith((".xml", ".rels"))]


def spoiled(content: bytes, random: Random) -> bytes:
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


@given(st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_spoiled_packages(taker: Taker, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - reproducible, no secret
    taker.take("a.xlsx", spoiled(random.choice(taker.books), random))


@given(st.integers(0, 2**32))
@settings(max_examples=500, deadline=None)
def test_spoiled_parts_in_sound_packages(taker: Taker, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - reproducible, no secret
    book = random.choice(taker.books)
    part = random.choice(parts_of(book))
    taker.take("a.xlsx", with_part(book, part, spoiled(part_of(book, part), random)))


@given(st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_spoiled_csv_and_json(taker: Taker, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - reproducible, no secret
    content = spoiled(random.choice(taker.records).encode(), random)
    taker.take("a.csv", content)
    taker.take("a.json", content)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_value_in_any_field_of_json(taker: Taker, data: st.DataObject) -> None:
    document = json.loads(taker.records[2])
    targets: list[tuple[Any, str]] = [(document, key) for key in document]
    targets += [(value, key) for value in document["dataValues"] for key in value]
    for _ in range(data.draw(st.integers(1, 4))):
        holder, key = data.draw(st.sampled_from(targets))
        holder[key] = data.draw(ANYTHING | st.lists(ANYTHING, max_size=2))
    taker.take("a.json", json.dumps(document).encode())


def test_unspoiled_files_are_read(taker: Taker) -> None:
    assert [taker.take("a.xlsx", book) for book in taker.books] == ["read"] * 3
    assert [taker.take("a.csv", text.encode()) for text in taker.records[:2]] == ["read"] * 2
    assert taker.take("a.json", taker.records[2].encode()) == "read"
    assert "xl/sharedStrings.xml" in parts_of(taker.books[2])
