"""What units and their trees must be together: parents that exist, trees without a cycle."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from baocao.registry.loading import Row, SeedReader
from baocao.registry.tables import TABLES

Rows = dict[str, list[Row]]
Node = tuple[str, str]  # tree, unit code
Span = tuple[date, date]

ADDRESSEES = ("form_addressees", "document_addressees")
FOREVER = date.max


def span_of(row: Row) -> Span:
    """Return the days of a row, the last excluded."""
    values = row.values
    return values["valid_from"], values["valid_to"] or FOREVER


def bearers(rows: Rows) -> dict[str, list[Row]]:
    """Return the rows of each unit code, the earliest first."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows["units"]:
        found[row["unit_code"]].append(row)
    for of_code in found.values():
        of_code.sort(key=lambda row: row["valid_from"])
    return dict(found)


def bearer(found: dict[str, list[Row]], code: str, on: date) -> Row | None:
    """Return the row of the unit that bears a code on a day."""
    for row in found.get(code, []):
        first, last = span_of(row)
        if first <= on < last:
            return row
    return None


def check_units(reader: SeedReader, rows: Rows) -> None:
    """Note every fault of the trees of units, and of who is addressed in them."""
    _check_schemes(reader, rows)
    _check_links(reader, rows)
    _check_cycles(reader, rows)
    _check_roots(reader, rows)


def _check_schemes(reader: SeedReader, rows: Rows) -> None:
    """Reports, trees and successions name a code only, so no two lists may use it on one day."""
    for found in bearers(rows).values():
        for earlier, later in pairwise(found):
            apart = span_of(earlier)[1] <= later["valid_from"]
            if not apart and earlier["scheme"] != later["scheme"]:
                message = (
                    f"mã này cũng là của / the code is also that of {earlier['name_vi']} "
                    f"({earlier['scheme']}, {earlier.line})"
                )
                reader.fault(TABLES["units"], later.line, "unit_code", message)


def _check_links(reader: SeedReader, rows: Rows) -> None:
    """A unit has a parent only while both of them are there."""
    spans = {code: list(_merged(found)) for code, found in bearers(rows).items()}
    for row in rows["unit_parents"]:
        first, last = span_of(row)
        for column in ("unit_code", "parent_unit_code"):
            code = row.values[column]
            begin, end = spans[code][0]
            if begin <= first and last <= end:
                continue
            if not any(begin <= first and last <= end for begin, end in spans[code][1:]):
                message = (
                    f"{code} không tồn tại suốt thời gian này / does not exist all the time "
                    f"({first} - {row['valid_to'] or '…'})"
                )
                reader.fault(TABLES["unit_parents"], row.line, column, message)


def _merged(found: list[Row]) -> Iterator[Span]:
    """Yield the spans in which somebody bears a code, adjoining ones in one."""
    begin, end = span_of(found[0])
    for row in found[1:]:
        first, last = span_of(row)
        if first == end:
            end = last
        else:
            yield begin, end
            begin, end = first, last
    yield begin, end


def _check_cycles(reader: SeedReader, rows: Rows) -> None:
    """No unit is its own ancestor on any day."""
    links: dict[Node, list[Row]] = defaultdict(list)
    for row in rows["unit_parents"]:
        links[row["tree"], row["unit_code"]].append(row)
    for row in _suspects(links):
        if _leads_back(links, row, row["parent_unit_code"], span_of(row), frozenset()):
            first, _ = span_of(row)
            message = f"vòng lặp / a cycle: {row['unit_code']} ({row['tree']}, {first})"
            reader.fault(TABLES["unit_parents"], row.line, "parent_unit_code", message)


def _suspects(links: dict[Node, list[Row]]) -> Iterator[Row]:
    """Yield the links of units in or below a cycle, if all links held at once."""
    above = {
        (tree, code): {(tree, row["parent_unit_code"]) for row in found}
        for (tree, code), found in links.items()
    }
    while clear := [node for node, parents in above.items() if not parents & above.keys()]:
        for node in clear:
            del above[node]
    for node in above:
        yield from links[node]


def _leads_back(
    links: dict[Node, list[Row]], start: Row, code: str, span: Span, passed: frozenset[str]
) -> bool:
    """Return whether the way up from a code comes back to a link's unit while the link holds."""
    if code == start["unit_code"]:
        return True
    if code in passed:
        return False
    for row in links.get((start["tree"], code), []):
        first, last = max(span[0], row["valid_from"]), min(span[1], row["valid_to"] or FOREVER)
        if first < last and _leads_back(
            links, start, row["parent_unit_code"], (first, last), passed | {code}
        ):
            return True
    return False


def _check_roots(reader: SeedReader, rows: Rows) -> None:
    """Who is addressed with all below stands in the tree that is named."""
    roots = {row["within_unit_code"] for name in ADDRESSEES for row in rows.get(name, [])}
    spans: dict[Node, list[Span]] = defaultdict(list)
    for row in rows["unit_parents"]:
        for code in roots & {row["unit_code"], row["parent_unit_code"]}:
            spans[row["tree"], code].append(span_of(row))
    for name in ADDRESSEES:
        for row in rows.get(name, []):
            tree, root = row["tree"], row["within_unit_code"]
            first, last = span_of(row) if "valid_from" in row.values else (date.min, FOREVER)
            if root and not any(a < last and first < b for a, b in spans[tree, root]):
                message = f"{root} không có trong cây / not in the tree {tree!r}"
                reader.fault(TABLES[name], row.line, "within_unit_code", message)
