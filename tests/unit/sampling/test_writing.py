"""What the real reader finds in the files is what was written into them."""

import io
import zipfile
from collections import Counter
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from baocao.ingesting.layouts import Layouts
from baocao.ingesting.numbers import read_number
from baocao.ingesting.reading import read_file
from baocao.ingesting.safety import FileRefused
from baocao.ingesting.text import fold
from baocao.sampling.dice import Dice
from baocao.sampling.wording import MANNERS, manner_of
from baocao.sampling.writing import content_of
from baocao.sampling.writing.manner import Manner, typed, typed_number

MEBIBYTE = 1024 * 1024
EXPECTED = {
    "damaged": "FIL01",
    "empty": "FIL02",
    "encrypted": "FIL04",
    "macro": "FIL05",
    "cut_utf16": "FIL08",
    "scan": "FIL09",
}


@pytest.fixture(scope="module")
def layouts(registry):
    return Layouts(registry)


@pytest.fixture(scope="module")
def some_deliveries(province):
    """Return every tenth readable file, among them all kinds."""
    readable = [d for d in province.deliveries if d.kind not in EXPECTED and not d.copy_of]
    return readable[::10]


def _read(delivery, lineage, layouts):
    content = content_of(delivery, lineage, Dice("1"))
    return read_file(delivery.file_name, content, layouts, 200 * MEBIBYTE)


def test_every_kind_of_file_is_read_back_as_written(lineage, layouts, some_deliveries):
    kinds = Counter()
    for delivery in some_deliveries:
        if any(page.raw or page.notes or page.form_text not in page.key for page in delivery.pages):
            continue
        found = _read(delivery, lineage, layouts)
        reports = [report for report in found.reports if not report.is_claimed]
        assert len(reports) == len(delivery.pages), delivery.path
        for page, report in zip(delivery.pages, reports, strict=True):
            read = {
                value.item_code: read_number(value.raw, 0).value
                for value in report.values
                if value.raw != ""
            }
            wanted = {c: f for c, f in page.figures.items() if f or c in read}
            assert read == wanted, (delivery.path, page.key)
        kinds[delivery.kind] += 1
    assert kinds.keys() == {"items", "units", "sheets", "csv", "json"}


def test_claimed_totals_are_the_sums_of_the_rows_but_for_the_faults(lineage, layouts, province):
    seen = 0
    for delivery in province.deliveries:
        if len(delivery.keys) == 1 or delivery.kind not in ("units", "sheets"):
            continue
        if not delivery.claimed and seen % 20:
            seen += 1
            continue
        seen += 1
        claimed = [r for r in _read(delivery, lineage, layouts).reports if r.is_claimed]
        assert len(claimed) == 1
        for value in claimed[0].values:
            total = sum(page.figures.get(value.item_code, 0) for page in delivery.pages)
            wrong = delivery.claimed.get(value.item_code, 0)
            assert read_number(value.raw, 0).value == total + wrong, (delivery.path, value)
    assert seen > 100


def test_files_that_cannot_be_taken_in_are_refused_for_the_reason_meant(lineage, layouts, province):
    seen = set()
    for delivery in province.deliveries:
        if delivery.kind in EXPECTED:
            with pytest.raises(FileRefused) as refusal:
                _read(delivery, lineage, layouts)
            assert refusal.value.finding_code == EXPECTED[delivery.kind]
            seen.add(delivery.kind)
    assert seen == EXPECTED.keys()


def test_every_sheet_says_that_its_figures_are_synthetic(lineage, some_deliveries):
    for delivery in some_deliveries:
        content = content_of(delivery, lineage, Dice("1"))
        if delivery.kind in ("csv", "json"):
            assert "SYNTHETIC DATA" in content.decode("utf-8-sig")
            continue
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in workbook.sheet_names:
            cells = [cell for row in workbook.get_sheet_by_name(name).to_python() for cell in row]
            assert any("synthetic data" in fold(cell) for cell in cells if isinstance(cell, str))


def test_some_units_type_in_each_manner_and_old_fonts_are_named_in_the_file(lineage, province):
    dice = Dice("20230101")
    senders = {d.sender: d for d in province.deliveries if d.kind in ("items", "units")}
    manners = {
        sender: manner_of(lineage.unit(delivery.pages[-1].key), dice)
        for sender, delivery in senders.items()
        if delivery.is_owed
    }
    counts = Counter(manners.values())
    assert counts.keys() == set(MANNERS)
    assert counts["unicode"] > 0.8 * sum(counts.values())
    for manner, is_old in (("tcvn3", True), ("unicode", False)):
        sender = next(sender for sender, own in manners.items() if own == manner)
        with zipfile.ZipFile(io.BytesIO(content_of(senders[sender], lineage, dice))) as book:
            assert (".VnTime" in book.read("xl/styles.xml").decode()) is is_old


@pytest.mark.parametrize("manner", MANNERS)
def test_a_report_in_each_manner_reads_the_same(lineage, layouts, province, manner, monkeypatch):
    monkeypatch.setattr("baocao.sampling.writing.manner.manner_of", lambda *_: manner)
    delivery = next(d for d in province.deliveries if d.kind == "items" and not d.pages[0].raw)
    report = _read(delivery, lineage, layouts).reports[0]
    assert report.unit_code is not None
    assert report.unit_code.text == delivery.pages[0].key.unit_code
    assert len(report.values) == len(delivery.pages[0].figures)


@pytest.mark.parametrize("number", ["number", "text", "decimal comma", "spaces"])
@pytest.mark.parametrize("figure", [1, 12, 999, 1234, 12345])
def test_figures_typed_as_text_stay_the_figures(number, figure):
    manner = Manner("unicode", 0, number, 0, 0, 0, split_labels=False, code_first=False)
    assert read_number(typed_number(figure, manner), 0).value == figure


def test_a_zero_that_is_compulsory_or_part_of_a_sum_is_never_left_blank(registry):
    manner = Manner("unicode", "", "number", 0, 0, 0, split_labels=False, code_first=False)
    items = {item.code: item for form in registry.forms for item in form.items}
    assert typed(0, items["GQ06"], manner) == 0
    assert typed(0, items["DL02.KN"], manner) == 0
    assert typed(0, items["TD05"], manner) == ""


def test_the_same_file_twice_is_the_same_bytes(lineage, some_deliveries):
    for delivery in some_deliveries[::10]:
        again = replace(delivery)
        first, second = (content_of(d, lineage, Dice("1")) for d in (delivery, again))
        assert first == second
