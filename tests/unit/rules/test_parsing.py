from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from baocao.rules.model import Comparison, Reference, Window
from baocao.rules.parsing import ExpressionError, parse_atom, parse_expression

ONE = Decimal(1)


def terms(text: str) -> dict:
    return {atom: factor for factor, atom in parse_expression(text).left.terms}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TD03 == 1", {Reference("TD03"): 1}),
        ("DL02[KN] == 1", {Reference("DL02", "KN"): 1}),
        ("TD01 - TD02 == 1", {Reference("TD01"): 1, Reference("TD02"): -1}),
        ("-TD01 == 1", {Reference("TD01"): -1}),
        ("+ TD01 == 1", {Reference("TD01"): 1}),
        ("TD01 + TD01 == 1", {Reference("TD01"): 2}),
        ("2 * TD01 * 1.5 == 1", {Reference("TD01"): 3}),
        ("TD01 - 2 * (TD02 - TD04) == 1",
         {Reference("TD01"): 1, Reference("TD02"): -2, Reference("TD04"): 2}),
        ("(TD01 + TD02) * 3 == 1", {Reference("TD01"): 3, Reference("TD02"): 3}),
        ("prev(DL04) == 1", {Reference("DL04", period_relation="previous"): 1}),
        ("year_ago(DL04[KN]) == 1", {Reference("DL04", "KN", period_relation="year_ago"): 1}),
        ("sum(DL02 by CL_PETITION) == 1", {Reference("DL02", code_list="CL_PETITION"): 1}),
        ("prev(sum(DL02 by CL_PETITION)) == 1",
         {Reference("DL02", code_list="CL_PETITION", period_relation="previous"): 1}),
        ("children(prev(TD01)) == 1",
         {Reference("TD01", period_relation="previous", unit_relation="children"): 1}),
        ("prev(predecessors(TD01)) == 1",
         {Reference("TD01", period_relation="previous", unit_relation="predecessors"): 1}),
        ("parent(claimed(TD01)) == 1",
         {Reference("TD01", source="claimed", unit_relation="parent"): 1}),
        ("computed(VB11) == 1", {Reference("VB11", source="computed"): 1}),
        ("numerator($X) == 1", {Reference("$X", source="numerator"): 1}),
        ("F-VH.VH04 == 1", {Reference("VH04", form_code="F-VH"): 1}),
        ("TD01-F-VH.VH04[KN] == 1",
         {Reference("TD01"): 1, Reference("VH04", "KN", form_code="F-VH"): -1}),
        ("sum(F-DVK.DVK01 by CL_DVK_FIELD) == 1",
         {Reference("DVK01", code_list="CL_DVK_FIELD", form_code="F-DVK"): 1}),
        ("claimed($X) == 1", {Reference("$X", source="claimed"): 1}),
        ("first_half(DL01[$C]) == 1", {Reference("DL01", "$C", period_relation="first_half"): 1}),
        ("carried(DL04[$C]) == 1", {Reference("DL04", "$C", period_relation="carried"): 1}),
        ("2 * weeks() + TD01 == 1", {Window("weeks"): 2, Reference("TD01"): 1}),
    ],
)  # fmt: skip
def test_a_side_is_a_sum_of_factors_and_figures(text: str, expected: dict) -> None:
    assert terms(text) == {atom: Decimal(factor) for atom, factor in expected.items()}


def test_numbers_add_up_to_the_constant_of_their_side() -> None:
    comparison = parse_expression("TD01 + 2 - 0.5 <= 2 * (TD02 - 3)")
    assert comparison.left.constant == Decimal("1.5")
    assert comparison.right.constant == -6
    assert comparison.operator == "<="


@pytest.mark.parametrize(
    "operator", ["==", "!=", "<", "<=", ">", ">=", "compulsory_pair", "exclusive_pair"]
)
def test_every_operator_joins_two_sides(operator: str) -> None:
    assert parse_expression(f"TD01 {operator} TD02").operator == operator


@pytest.mark.parametrize(
    ("text", "column", "part"),
    [
        ("TD03 = TD01", 6, "cannot read '='"),
        ("TD03 == TD01 TD02", 14, "cannot read 'TD02'"),
        ("TD03 ==", 8, "ends too early"),
        ("", 1, "ends too early"),
        ("TD03 == prv(TD01)", 9, "unknown function 'prv'"),
        ("TD03 == TD01 * TD02", 16, "cannot be multiplied"),
        ("1 == 2", 1, "no figure is named"),
        ("weeks() == 13", 1, "no figure is named"),
        ("TD01 - TD01 == 3", 1, "cancels out"),
        ("TD01 == prev(prev(TD02))", 9, "another function of its kind"),
        ("TD01 == claimed(file_rows(TD02))", 9, "another function of its kind"),
        ("TD01 == parent(children(TD02))", 9, "another function of its kind"),
        ("TD01 == computed(numerator(TD02))", 9, "another function of its kind"),
        ("TD01 == claimed(carried(TD02))", 9, "a figure of the report itself"),
        ("TD01 == carried(children(TD02))", 9, "a figure of the report itself"),
        ("TD01 == carried(F-VH.VH01)", 9, "a figure of the report itself"),
        ("TD01 == F-VH VH01", 9, "cannot read 'F'"),
        ("TD01 == sum(TD02)", 9, "needs a code list"),
        ("TD01 == sum(TD02[KN] by CL_PETITION)", 9, "without category"),
        ("TD01 == sum($X by CL_PETITION)", 9, "without category"),
        ("TD01 == prev(TD02 by CL_PETITION)", 9, "only sum() takes `by`"),
        ("TD01 == weeks(TD02)", 9, "takes nothing"),
        ("TD01 == prev()", 9, "needs a figure"),
        ("TD01 == prev(weeks())", 14, "not a length of time"),
        ("TD01 == 0.00001", 9, "more than 4 decimals"),
        ("TD01 == 20 * 6 * TD02", 9, "TD02: hệ số quá / factor is more than 100"),
        ("TD01 compulsory_pair 3", 22, "pairs figures"),
        ("TD01 exclusive_pair TD02 + 1", 21, "pairs figures"),
        ("td01 == 3", 3, "cannot read"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_column(
    text: str, column: int, part: str
) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    assert (caught.value.line, caught.value.column) == (1, column)
    assert part in str(caught.value)


def test_lines_of_a_long_expression_are_counted() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("TD03 ==\n  TD01 +\n  prv(TD02)")
    assert (caught.value.line, caught.value.column) == (3, 3)


indicators = st.from_regex(r"[A-Z]{2,4}[0-9]{2}", fullmatch=True) | st.just("$X")
categories = st.sampled_from(["_T", "KN", "TC", "$C"])
SOURCES = ("reported", "claimed", "file_rows", "computed", "numerator", "denominator")
UNITS = ("own", "children", "parent", "predecessors")
numbers = st.decimals(0, 99, places=2).filter(lambda number: number != 0)


@st.composite
def references(draw: st.DrawFn) -> Reference:
    indicator = draw(indicators)
    relation = draw(st.sampled_from(["same", "previous", "year_ago", "parts", "carried"]))
    if relation == "carried":
        return Reference(indicator, period_relation=relation)
    return Reference(
        indicator,
        "_T" if indicator == "$X" else draw(categories),
        period_relation=relation,
        source=draw(st.sampled_from(SOURCES)),
        unit_relation=draw(st.sampled_from(UNITS)),
        form_code="" if indicator == "$X" else draw(st.sampled_from(["", "F-VH", "F-DVK"])),
    )


sides = st.dictionaries(references() | st.just(Window("months")), numbers, min_size=1, max_size=5)


def written(side: dict) -> str:
    return " - ".join(f"{factor} * {atom.text}" for atom, factor in side.items())


def signed(side: dict) -> dict:
    first, *rest = side.items()
    return dict([first, *((atom, -factor) for atom, factor in rest)])


@given(references())
def test_a_reference_reads_back_as_itself(reference: Reference) -> None:
    assert parse_atom(reference.text) == reference


@given(sides, sides, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]))
def test_what_is_written_down_is_read_back(left: dict, right: dict, operator: str) -> None:
    left = {Reference("TD01"): ONE} | left
    comparison = parse_expression(f"{written(left)} {operator} {written(right)}")
    assert isinstance(comparison, Comparison)
    assert {atom: factor for factor, atom in comparison.left.terms} == signed(left)
    assert {atom: factor for factor, atom in comparison.right.terms} == signed(right)


@given(st.text(alphabet="TD013[]() +-*=<>.$XCKNsumbyprev_", max_size=40) | st.text(max_size=20))
@example("TD01 == (((((((((TD02)))))))))")
def test_any_text_is_either_read_or_refused_at_a_place_inside_it(text: str) -> None:
    fault = None
    try:
        parse_expression(text)
    except ExpressionError as error:
        fault = error
    lines = text.split("\n")
    assert fault is None or 1 <= fault.line <= len(lines)
    assert fault is None or 1 <= fault.column <= len(lines[fault.line - 1]) + 1
