"""What receipts told senders about their figures."""

import json
from collections import Counter

from baocao.settings import Settings

ReportKey = tuple[str, str, str]


def rules_told(settings: Settings) -> dict[ReportKey, Counter[str]]:
    """Return the rules that the last accepted version of each report breaks, by its receipt."""
    told: dict[ReportKey, tuple[int, Counter[str]]] = {}
    for path in settings.receipts.glob("*/*.json"):
        if ".marked." in path.name:
            continue
        for report in json.loads(path.read_text(encoding="utf-8"))["reports"]:
            if not report["outcome"].startswith("accepted"):
                continue
            key = (report["unit_code"], report["form_code"], report["period_code"])
            rules = Counter(rule["rule_code"] for rule in report["rules"])
            told[key] = max(told.get(key, (0, Counter())), (report["version"], rules), key=_version)
    return {key: rules for key, (_, rules) in told.items() if rules}


def _version(told: tuple[int, Counter[str]]) -> int:
    return told[0]
