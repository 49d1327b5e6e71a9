"""Twenty thousand spoiled files: no crash, no hang (a test's own limit), always a receipt."""

import pytest
from tests.fuzz.corpus import sound_files
from tests.fuzz.running import run, spoiled_file, take_in

from baocao.settings import Settings

FILES, PARTS = 20_000, 10


@pytest.fixture(scope="module")
def corpus(registry):
    return sound_files(registry)


@pytest.fixture
def settings(tmp_path):
    env = {"BAOCAO_HOME": str(tmp_path / "home"), "BAOCAO_NOW": "2026-09-30T17:00:00Z"}
    return Settings.from_env(env)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_spoiled_file_is_answered(settings, registry, corpus, part):
    size = FILES // PARTS
    outcomes = run(settings, registry, corpus, range(part * size, (part + 1) * size))
    assert sum(outcomes.values()) == size
    # Spoiling that leaves nothing readable, or everything, would test little.
    assert outcomes["read"] > size // 20
    assert outcomes["refused"] > size // 20


def test_the_sound_files_are_read(settings, registry, corpus):
    folder = settings.inbox / "BK-TTR"
    folder.mkdir(parents=True)
    for sound in corpus:
        (folder / sound.name).write_bytes(sound.content)
    result, wrong = take_in(settings, registry, corpus, range(0))
    assert [one for one in wrong if "answered" not in one] == []
    assert +result.files == {"read": len(corpus)}


def test_a_seed_stands_for_one_file(corpus):
    assert spoiled_file(corpus, 7) == spoiled_file(corpus, 7) != spoiled_file(corpus, 8)
