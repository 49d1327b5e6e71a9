from collections import Counter, defaultdict
from dataclasses import replace

from tests.support.oracle import CODES, violations
from tests.support.oracle_wholes import NEVER_PUT

from baocao.sampling.faults.scene import SIZES
from baocao.sampling.figures import Figures
from baocao.sampling.lineage import Lineage, ReportKey
from baocao.sampling.province import Province, make_province
from baocao.settings import vietnam_day

LEAST_OF_EACH_CHECK = 2
# One trade union reports what this is about.
ONE_REPORT_IN_ALL = {"NUM05"}
UNREADABLE = {"damaged", "empty", "encrypted", "macro", "cut_utf16", "scan"}
# Checks that take a report out, so that nothing is known of its figures.
REFUSING = {"VAL01", "VAL04", "VAL10", "UNT02", "UNT03", "UNT04", "PER07", "REP05", "REP06"}


def _accepted(province: Province) -> dict[ReportKey, Figures]:
    """Return the figures of the last readable version of each report."""
    refused_files = {row.file_name for row in province.truth if row.check_code in REFUSING}
    refused_files |= {row.file_name for row in province.truth if row.check_code.startswith("FIL0")}
    book: dict[ReportKey, Figures] = {}
    for delivery in province.deliveries:
        whole = len(delivery.pages) == 1 and delivery.path in refused_files
        for page in delivery.pages:
            if not whole and delivery.kind not in UNREADABLE:
                book[page.key] = page.figures
    return book


def _assert_broken_as_told(
    lineage: Lineage, province: Province, besides: frozenset[str] = frozenset()
) -> None:
    """Figures break the rules that the truth says, and no others but some that only ask."""
    told = {
        (row.check_code, ReportKey(row.unit_code, row.form_code, row.period_code))
        for row in province.truth
        if row.check_code in CODES
    }
    # Cells left empty are faults of the file; the figures behind them are in order.
    empty = {
        (row.check_code, ReportKey(row.unit_code, row.form_code, row.period_code))
        for row in province.truth
        if row.note == "results left empty"
    }
    broken = violations(lineage, _accepted(province))
    assert told - empty <= broken
    assert {one for one in broken - told if one[0] not in besides} == set()
    assert len(empty) == 4


def test_figures_break_the_rules_that_the_truth_says_and_no_others(lineage, province):
    _assert_broken_as_told(lineage, province)


def test_every_check_is_put_in_more_than_once(province):
    counts = Counter(row.check_code for row in province.truth)
    rare = {code for code, count in counts.items() if count < LEAST_OF_EACH_CHECK}
    assert rare == ONE_REPORT_IN_ALL
    assert counts.keys() >= CODES - NEVER_PUT


def test_the_page_on_the_sample_lists_every_class_with_its_checks(province, root):
    page = (root / "docs/sample-province.md").read_text(encoding="utf-8")
    table = page.partition("| fault class |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines()[2:]]
    listed = {name.strip() for names, _ in rows for name in names.split(",")}
    assert listed == {row.fault_class for row in province.truth}


def test_faults_are_spread_over_forms_periods_and_units(province):
    assert {row.form_code for row in province.truth} >= {"F-TCD", "F-QCDC", "F-DVK", "F-VB", "F-VH"}
    assert len({row.period_code for row in province.truth}) == 15 + 3 + 4 + 1
    assert len({row.unit_code for row in province.truth}) > 150


def test_a_report_bears_one_fault_at_most(province):
    faults: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in province.truth:
        faults[row.unit_code, row.form_code, row.period_code].add(row.fault_id)
    assert {key: ids for key, ids in faults.items() if len(ids) > 1} == {}


def _assert_late_as_told(lineage, province):
    """The first good version of a report comes after its own due day where the truth says so."""
    told = {row.key for row in province.truth if row.check_code == "REP02"}
    first_good = {}
    bad = {
        row.file_name
        for row in province.truth
        if row.check_code in REFUSING or row.check_code.startswith("FIL")
    }
    for delivery in province.deliveries:
        for page in delivery.pages:
            if delivery.path not in bad and page.key in lineage.expected:
                first_good.setdefault(page.key, delivery)
    late = {
        ("REP02", *key)
        for key, delivery in first_good.items()
        if vietnam_day(delivery.received_at) > lineage.expected[key].due_date
    }
    assert late == told


def test_only_reports_that_the_truth_calls_late_come_after_the_deadline(lineage, province):
    _assert_late_as_told(lineage, province)


def test_reports_in_one_file_can_have_two_due_days(registry):
    """Here districts have the province's day; they send their communes' reports with their own."""
    rows = tuple(
        replace(row, due_day="province") if row.unit_type == "DISTRICT" else row
        for row in registry.addressees
    )
    changed = replace(registry, addressees=rows)
    made = make_province(changed, first="2023-Q1", last="2024-A1")
    lineage = Lineage(changed)
    _assert_late_as_told(lineage, made)
    days = [{lineage.expected[key].due_date for key in one.keys} for one in made.deliveries]
    assert any(len(dues) == 2 for dues in days)


def test_some_reports_come_within_the_last_and_the_first_hour(province):
    hours = {
        (vietnam_day(d.received_at) - d.period.due_date).days
        for d in province.deliveries
        if d.received_at.hour in (16, 17)
    }
    # 23:30 in Vietnam is 16:30 UTC of the same day, 00:10 is 17:10 UTC of the day before.
    assert {0, 1} <= hours


def test_reports_that_the_truth_calls_missing_are_in_no_file(lineage, province):
    sent = {page.key for delivery in province.deliveries for page in delivery.pages}
    missing = {
        ReportKey(row.unit_code, row.form_code, row.period_code)
        for row in province.truth
        if row.check_code == "REP01"
    }
    due = {
        key for key in lineage.expected if lineage.period(key).end_date.isoformat() < "2026-09-15"
    }
    assert missing == due - sent


def test_every_row_but_missing_reports_names_a_file(province):
    paths = {delivery.path for delivery in province.deliveries}
    for row in province.truth:
        assert (row.file_name in paths) == (row.check_code != "REP01"), row


def test_other_seeds_keep_truth_and_figures_together(registry, lineage):
    """Faults of all sizes too, whatever else a large one could have broken."""
    other = make_province(registry, seed=7, mixes_sizes=True)
    assert len(other.truth) > 400
    assert {row.size for row in other.truth} >= set(map(str, SIZES))
    # A figure that is far off may move what is usual as well.
    _assert_broken_as_told(lineage, other, besides=frozenset({"VAL07"}))
    keys = Counter(row.key for row in other.truth)
    assert {key for key, count in keys.items() if count > 1} == set()
