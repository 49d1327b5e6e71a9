"""The quality flags of a small province, with some that are hard to show."""

from collections.abc import Iterable, Iterator

from tests.support.province_rows import AS_OF, Row

ADVICE = ("Kiểm tra lại và gửi bản sửa.", "Check and send a corrected version.")
TEXT_IN_A_CELL = '=HYPERLINK("http://example.com")<script>alert(1)</script>'


def _flag(report: Row, code: str, severity: str, kind: str, number: int) -> Row:
    where = (report["period_code"], report["form_code"], report["unit_code"])
    return {
        "flag_id": "-".join((code, *where, str(number))),
        "check_code": code,
        "check_kind": kind,
        "check_name_vi": f"Tên quy tắc {code}",
        "check_name_en": f"Name of check {code}",
        "severity": severity,
        "importance": 4,
        "unit_code": report["unit_code"],
        "form_code": report["form_code"],
        "period_code": report["period_code"],
        "message_vi": f"Nội dung của {code} ở đơn vị {report['unit_code']}. Cần làm: {ADVICE[0]}",
        "message_en": f"Finding of {code} in unit {report['unit_code']}. What to do: {ADVICE[1]}",
        "status": "open",
        "who_fixes": "unit",
        "advice_vi": ADVICE[0],
        "advice_en": ADVICE[1],
        "first_seen_at": report["received_at"] or AS_OF,
        "times_seen": 1,
    }


def quality_flags(reports: list[Row]) -> list[Row]:
    flags = []
    for number, report in enumerate(reports):
        if report["status"] == "missing":
            flags.append(_flag(report, "REP01", "error", "reporting", number))
        elif report["status"] == "late":
            flags.append(_flag(report, "REP02", "warn", "reporting", number))
        elif report["status"] == "on_time" and number % 4 == 0:
            flags.append(_rule_flag(report, number))
    return flags + list(_odd_flags(reports))


def flag_history(flags: Iterable[Row]) -> list[Row]:
    """Return the present of each flag, as decided where it is not open."""
    about = ("flag_id", "check_code", "unit_code", "form_code", "period_code", "status")
    decision = ("decided_by", "reason", "until_at")
    changes = {"open": "found", "resolved": "corrected"}
    return [
        {
            **{name: flag.get(name) for name in (*about, *decision)},
            "change": changes.get(flag["status"], flag["status"]),
            "known_from": flag["first_seen_at"],
        }
        for flag in flags
    ]


def _rule_flag(report: Row, number: int) -> Row:
    return _flag(report, "SUM01", "error", "rule", number) | {
        "indicator_code": "TD03",
        "category_code": "_T",
        "expected": "TD03 = 25",
        "actual": "TD03 = 27",
        "submission_id": report["submission_id"],
        "sheet": "Biểu",
        "cell": "E12",
        "raw_text": "27",
        "suspect_cells": "Biểu!E12",
        "suspects_vi": "Ô E12 (TD03) đang ghi 27, nếu là 25 thì khớp.",
        "suspects_en": "Cell E12 (TD03) says 27, 25 would fit.",
    }


def _odd_flags(reports: list[Row]) -> Iterator[Row]:
    """Yield flags with what is hard to show: hostile text, a unit gone or unknown, no period."""
    report = next(row for row in reports if row["period_code"] == "2024-A1")
    yield _flag(report, "VAL11", "error", "intake", 9001) | {
        "indicator_code": "DL02",
        "category_code": "KN",
        "file_name": "+tệp lạ.xlsx",
        "sheet": "-Biểu",
        "cell": "C7",
        "raw_text": TEXT_IN_A_CELL,
    }
    yield _flag(report, "VAL10", "block", "intake", 9002) | {"raw_text": "0123456789"}
    yield _flag(report, "REP05", "error", "intake", 9003) | {"unit_code": "01800"}
    yield _flag(report, "UNT03", "block", "intake", 9004) | {"unit_code": None}
    yield _flag(report, "VAL07", "warn", "statistical", 9005) | {"status": "resolved"}
    yield _flag(report, "FIL01", "block", "intake", 9006) | {
        "unit_code": None,
        "form_code": None,
        "period_code": None,
        "file_name": "hỏng.xlsx",
    }
