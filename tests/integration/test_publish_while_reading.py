"""Readers in another process, while versions are published as fast as they can be."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.states import checked_build, settings_in

from baocao import publishing

PUBLISHES = 25

# Every table of a build says which build it is of: two numbers in one answer are a mixed read.
READER = """
import json, pathlib, sys
import duckdb

current = pathlib.Path(sys.argv[1]) / "published" / "current" / "marts.duckdb"
stop = pathlib.Path(sys.argv[2])
keeps_open = sys.argv[3] == "keeps"
query = (
    "select build_no, count(*) from (select build_no from marts.marts.fct_a "
    "union all select build_no from marts.marts.fct_b "
    "union all select build_no from marts.reports.rpt_a) group by build_no"
)
kept = duckdb.connect(current.resolve(), read_only=True) if keeps_open else None
seen, reads, is_last = [], 0, False
print("reading", flush=True)
while not is_last:
    # Whatever was published before the stop is there to be seen by the last reading.
    is_last = stop.exists()
    connection = kept or duckdb.connect(current, read_only=True)
    answer = connection.execute(query).fetchall()
    if kept is None:
        connection.close()
    assert len(answer) == 1 and answer[0][1] == 201, answer
    reads += 1
    if not seen or seen[-1] != answer[0][0]:
        seen.append(answer[0][0])
print(json.dumps({"reads": reads, "seen": seen}))
"""


def _start_reader(home: Path, stop: Path, kind: str) -> subprocess.Popen[str]:
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(home), str(stop), kind],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "reading\n"
    return reader


@pytest.fixture
def observed(tmp_path: Path) -> dict[str, dict]:
    """What a reader that opens for each query and one that keeps its connection saw."""
    settings = settings_in(tmp_path / "home")
    checked_build(settings, 1)
    publishing.publish(settings)
    stop = tmp_path / "stop"
    readers = {kind: _start_reader(settings.home, stop, kind) for kind in ("opens", "keeps")}
    for number in range(2, PUBLISHES + 2):
        checked_build(settings, number)
        publishing.publish(settings)
    stop.touch()
    answers = {}
    for kind, reader in readers.items():
        output, errors = reader.communicate(timeout=60)
        assert reader.returncode == 0, errors
        answers[kind] = json.loads(output)
    return answers


def test_readers_see_whole_versions_that_only_move_forward(observed: dict[str, dict]) -> None:
    opens, keeps = observed["opens"], observed["keeps"]
    assert opens["seen"] == sorted(opens["seen"])
    assert len(opens["seen"]) > 3, "the reader saw the versions change under it"
    assert opens["seen"][-1] == PUBLISHES + 1
    assert keeps["seen"] == [1], "an open connection keeps the version it opened"
    assert min(opens["reads"], keeps["reads"]) > PUBLISHES
