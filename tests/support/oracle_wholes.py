"""Parts and their wholes once more, as plain arithmetic: what `oracle` says of them."""

from collections.abc import Iterator

from baocao.sampling.figures import Figures
from baocao.sampling.lineage import Lineage, ReportKey

FIELDS = ("KT", "VHXH", "QPAN", "HTCT")
# Code, part, whole, and whether a part of nothing is NUM11's.
PAIRS = (
    ("NUM02", "VB05", "VB04", True),
    ("NUM03", "VB10", "VB09", True),
    ("NUM04", "DN02", "DN01", True),
    *(("NUM05", part, "DN04", True) for part in ("DN05", "DN07", "DN09")),
    ("NUM06", "DN04", "DN11", False),
    ("NUM07", "VH02", "VH01", True),
    ("NUM07", "VH05", "VH04", True),
    ("NUM08", "DC02", "DC01", True),
    ("NUM08", "DC06", "DC05", True),
    ("NUM08", "DC09", "DC08", False),
    ("NUM09", "DC15", "DC14", False),
    ("NUM09", "DT03", "DT02", False),
    ("NUM10", "CQ02", "CQ01", True),
    ("DVK02R", "DVK02", "DVK01", True),
    ("DVK02R", "DVK03", "DVK02", False),
)
CODES = frozenset({code for code, *_ in PAIRS} | {"NUM01", "NUM11", "DVK03R"})
# Of enterprises there is one report in all, which bears one fault; the province's own count of
# committees is the whole of a published rate.
NEVER_PUT = frozenset({"NUM01", "NUM04", "NUM06"})


def within(figures: Figures) -> Iterator[str]:
    """Yield the codes of what one report breaks."""
    for code, part, whole, is_rate in PAIRS:
        if part in figures and whole in figures and figures[part] > figures[whole]:
            yield "NUM11" if is_rate and figures[whole] == 0 else code
    if "DVK03" in figures and figures["DVK03"] > 0 == figures["DVK01"]:
        yield "NUM11"
    if figures.get("GQ01", 1) + figures.get("GQ02", 0) == 0 < figures.get("GQ03", 0):
        yield "NUM11"
    models = figures.get("DVK01", 0)
    fields = [figures.get(f"DVK01.{field}", 0) for field in FIELDS]
    if models >= 8 and (min(fields) == 0 or 10 * max(fields) > 7 * models):
        yield "DVK03R"


def below(lineage: Lineage, key: ReportKey, book: dict[ReportKey, Figures]) -> Iterator[str]:
    """Yield NUM01 where a province counts fewer committees than those that have a programme."""
    if "VB01" not in book[key]:
        return
    units = lineage.registry.children(key.unit_code, lineage.period(key).end_date)
    reports = [book.get(key._replace(unit_code=unit), {}) for unit in units]
    programmes = [report["VB02"] for report in reports if "VB02" in report]
    if programmes and book[key]["VB01"] < sum(programmes):
        yield "NUM01"
