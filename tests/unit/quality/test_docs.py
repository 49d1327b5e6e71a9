"""What a sender wrote is text in Great Expectations' own pages, whatever it looks like."""

import dataclasses
from html.parser import HTMLParser

import pytest
from tests.support.landed import good_tables, land
from tests.support.states import settings_in

from baocao.quality import check
from baocao.quality.great import escaped

FILE_NAME = "F-TCD <svg onload=alert(1)>.csv"


class _Elements(HTMLParser):
    """Collects the elements of a page in the order in which a browser meets them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.fixture
def pages(tmp_path, root):
    """The pages of a check that found such a name where it may not be, by their suite."""
    settings = dataclasses.replace(
        settings_in(tmp_path), seeds=root / "seeds", expectations=root / "expectations"
    )
    tables = good_tables()
    tables["files"][0].update(file_name=FILE_NAME, outcome=FILE_NAME, size_bytes=-1)
    tables["files"].append(dict(tables["files"][0]))
    tables["findings"][0].update(file_name=FILE_NAME, severity=FILE_NAME)
    land(settings, "b1", tables)
    result = check(settings, "landing")
    assert FILE_NAME in {
        value for one in result.failures for row in one.rows for value in row.values()
    }
    found = {path: path.read_text() for path in settings.data_docs.glob("landing/*/**/*.html")}
    assert found
    return found


def test_a_file_name_that_is_markup_makes_no_element(pages):
    shown = [page for page in pages.values() if "svg onload" in page]
    assert len(shown) == 2, "files and findings show the name"
    for page in shown:
        assert "F-TCD &lt;svg onload=alert(1)&gt;.csv" in page
        assert "&amp;lt;" not in page
        assert "svg" not in {tag for tag, _ in _Elements(page).seen}


def test_a_page_runs_our_script_and_nothing_else(pages):
    for path, page in pages.items():
        elements = _Elements(page).seen
        place = [tag for tag, _ in elements].index("head")
        tag, policy = elements[place + 1]
        assert (tag, policy.get("http-equiv")) == ("meta", "Content-Security-Policy"), path
        assert not [attrs for _, attrs in elements if (attrs.get("onclick") or "").endswith("()")]
        rules = (policy["content"] or "").split("; ")
        assert "default-src 'none'" in rules
        assert "script-src 'self' file:" in rules


def test_text_is_escaped_at_any_depth_and_numbers_stay_numbers():
    assert escaped({"a": ["<b>", 1, None, {"<c>": ("&", 2.5)}]}) == {
        "a": ["&lt;b&gt;", 1, None, {"&lt;c&gt;": ("&amp;", 2.5)}]
    }
