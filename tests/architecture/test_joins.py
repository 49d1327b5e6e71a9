"""Left joins in which DuckDB would compare every row with every other."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
FILES = sorted([*(PROJECT / "models").rglob("*.sql"), *(PROJECT / "macros").rglob("*.sql")])
COMMENT = re.compile(r"--[^\n]*")
LEFT_JOIN = re.compile(
    r"left join (?:\{\{[^}]*\}\} as |\([^\n]*\) as )?(?P<name>\w+)\s+on\b(?P<conditions>.*?)"
    r"(?=\n\s*(?:left join|inner join|cross join|full join|where|group by|order by|having|union"
    r"|select|\)|\{%|,)|\Z)",
    re.DOTALL,
)


def one_sided(sql: str) -> list[str]:
    """Return the conditions of left joins that do not name what is joined."""
    return [
        " ".join(condition.split())
        for join in LEFT_JOIN.finditer(COMMENT.sub("", sql))
        for condition in re.split(r"\n\s+and ", join["conditions"])
        if condition.strip() and f"{join['name']}." not in condition
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_condition_of_a_left_join_names_what_is_joined(path: Path) -> None:
    """A condition on the rows that all stay anyway keeps DuckDB from joining by keys."""
    assert one_sided(path.read_text(encoding="utf-8")) == []


def test_a_condition_on_one_side_alone_is_found() -> None:
    sql = "select 1\nfrom a\nleft join b\n    on\n        a.x = b.x\n        and a.kind = 'k'\n"
    assert one_sided(sql) == ["a.kind = 'k'"]
    assert one_sided(sql.replace("a.kind", "b.kind")) == []
