"""What successions must be: between units that are there, with shares that add up to one."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from baocao.registry.loading import Row, SeedReader
from baocao.registry.tables import TABLES, WHOLE_KINDS
from baocao.registry.unit_checks import Rows, bearer, bearers

EVE = timedelta(days=1)
SHARES = ("weight", "population_weight")
TABLE = TABLES["unit_successions"]


def check_successions(reader: SeedReader, rows: Rows) -> None:
    """Note every fault of the successions."""
    units = bearers(rows)
    handed_on: dict[tuple[str, date], list[Row]] = defaultdict(list)
    for row in rows["unit_successions"]:
        handed_on[row["from_unit_code"], row["effective_date"]].append(row)
        _check_ends(reader, row, units)
    for found in handed_on.values():
        _check_kinds(reader, found)
        for column in SHARES:
            _check_shares(reader, found, column)
    _check_heirs(reader, rows, units, set(handed_on))


def _check_ends(reader: SeedReader, row: Row, units: dict[str, list[Row]]) -> None:
    """The predecessor ends with the eve, and the successor is there on the day."""
    day = row["effective_date"]
    old = bearer(units, row["from_unit_code"], day - EVE)
    if old is None:
        message = f"không ai mang mã này ngày / nobody bears the code on {day - EVE}"
        reader.fault(TABLE, row.line, "from_unit_code", message)
    elif old["valid_to"] != day:
        message = (
            f"{old['name_vi']} không kết thúc ngày này / does not end on {day} "
            f"(units.csv, {old.line})"
        )
        reader.fault(TABLE, row.line, "effective_date", message)
    if bearer(units, row["to_unit_code"], day) is None:
        message = f"không ai mang mã này ngày / nobody bears the code on {day}"
        reader.fault(TABLE, row.line, "to_unit_code", message)


def _check_kinds(reader: SeedReader, found: list[Row]) -> None:
    """Who takes over the whole takes it over alone."""
    for row in found:
        if row["kind"] in WHOLE_KINDS and len(found) > 1:
            others = ", ".join(other["to_unit_code"] for other in found if other is not row)
            message = (
                f"{row['kind']!r} là toàn bộ, nhưng còn có / is the whole, and there is also "
                f"{others}"
            )
            reader.fault(TABLE, row.line, "kind", message)


def _check_shares(reader: SeedReader, found: list[Row], column: str) -> None:
    """Published shares of a unit add up to one, and to no more while some are unpublished."""
    shares = [row[column] for row in found]
    known = [share for share in shares if share is not None]
    total = sum(known, Decimal(0))
    last = found[-1]
    if any(share < 0 for share in known):
        _fault_shares(reader, last, column, "phần âm / a share < 0")
    elif total > 1:
        _fault_shares(reader, last, column, f"tổng / sum {total} > 1")
    elif len(known) == len(shares) and total != 1:
        _fault_shares(reader, last, column, f"tổng / sum {total}, cần / expected 1")
    elif not known and len(shares) == 1:
        message = "đơn vị kế thừa duy nhất, cần 1 / the only successor, expected 1"
        _fault_shares(reader, last, column, message)


def _fault_shares(reader: SeedReader, row: Row, column: str, message: str) -> None:
    source = f"{row['from_unit_code']} ({row['effective_date']})"
    reader.fault(TABLE, row.line, column, f"{source}: {message}")


def _check_heirs(
    reader: SeedReader, rows: Rows, units: dict[str, list[Row]], handed_on: set[tuple[str, date]]
) -> None:
    """What a reporting unit sent has somewhere to stand after the unit's end."""
    parents: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows["unit_parents"]:
        parents[row["tree"], row["unit_code"]].append(row)
    for row in rows["units"]:
        code, end = row["unit_code"], row["valid_to"]
        if end is None or (code, end) in handed_on or ("reporting", code) not in parents:
            continue
        passed = {code}
        above = _parent(parents, code, end - EVE, "reporting")
        # A cycle is a fault of its own; here it only must not be run round.
        while above is not None and above not in passed:
            passed.add(above)
            unit = bearer(units, above, end - EVE)
            if (above, end) in handed_on or (unit is not None and unit["valid_to"] != end):
                break
            above = _parent(parents, above, end - EVE, "reporting", "territorial")
        else:
            message = (
                f"{code} kết thúc {end} mà không có đơn vị kế thừa, cấp trên cũng vậy / "
                "ends without a successor, and so does all above it"
            )
            reader.fault(TABLES["units"], row.line, "valid_to", message)


def _parent(
    parents: dict[tuple[str, str], list[Row]], code: str, on: date, *trees: str
) -> str | None:
    for tree in trees:
        for row in parents.get((tree, code), []):
            if row["valid_from"] <= on and (row["valid_to"] is None or on < row["valid_to"]):
                return row["parent_unit_code"]
    return None
