import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao import chained_log
from baocao.errors import StateError


def _log(folder, count=4):
    path = folder / "log.jsonl"
    for number in range(count):
        chained_log.append(path, {"by": "Văn phòng", "what": number})
    return path


def _rewrite(path, lines):
    path.chmod(0o600)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_an_untouched_log_reads_back_whole(tmp_path):
    path = _log(tmp_path)
    assert [entry["what"] for entry in chained_log.read(path)] == [0, 1, 2, 3]
    assert list(chained_log.broken_lines(path)) == []
    assert path.stat().st_mode & 0o777 == chained_log.READ_ONLY


def test_a_log_that_is_not_there_is_empty(tmp_path):
    assert chained_log.read(tmp_path / "log.jsonl") == []
    assert list(chained_log.broken_lines(tmp_path / "log.jsonl")) == []


@given(line=st.integers(0, 3), what=st.integers(4, 99))
def test_an_altered_line_shows_also_the_last_one(tmp_path_factory, line, what):
    path = _log(tmp_path_factory.mktemp("log"))
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[line] = json.dumps({**json.loads(lines[line]), "what": what}, ensure_ascii=False)
    _rewrite(path, lines)
    assert line + 1 in list(chained_log.broken_lines(path))


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_a_line_taken_out_of_the_middle_shows(tmp_path, taken):
    path = _log(tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    del lines[taken]
    _rewrite(path, lines)
    assert list(chained_log.broken_lines(path)) == [taken + 1]


def test_a_log_that_is_no_json_is_named(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(StateError, match=r"log\.jsonl"):
        chained_log.read(path)
