"""Spoiled files through the whole of ingest, with the one question: is each of them answered?"""

import logging
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.fuzz.corpus import Sound
from tests.fuzz.spoiling import (
    spoiled_bytes,
    spoiled_document,
    spoiled_fields,
    spoiled_part,
    spoiled_texts,
)

from baocao.ingesting.pipeline import IngestResult, ingest
from baocao.registry import Registry
from baocao.settings import Settings

WAYS = {
    "package": (spoiled_bytes, spoiled_part, spoiled_part, spoiled_texts, spoiled_texts),
    "text": (spoiled_bytes, spoiled_fields),
    "json": (spoiled_bytes, spoiled_document),
    "bytes": (spoiled_bytes,),
}
SENDER = "BK-TTR"


def spoiled_file(corpus: tuple[Sound, ...], seed: int) -> tuple[str, bytes]:
    """Return the name and the bytes of the file that a seed stands for."""
    random = Random(seed)  # noqa: S311 - reproducible, no secret
    sound = random.choice(corpus)
    content = random.choice(WAYS[sound.kind])(sound.content, random)
    return f"{seed:07d}-{sound.name}", content


def take_in(
    settings: Settings, registry: Registry, corpus: tuple[Sound, ...], seeds: range
) -> tuple[IngestResult, list[str]]:
    """Ingest a range of spoiled files; return what came of them and what was wrong about that.

    Wrong are: an error that nobody foresaw, a file left in the inbox, a file without a receipt.
    """
    folder = settings.inbox / SENDER
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        name, content = spoiled_file(corpus, seed)
        (folder / name).write_bytes(content)
        os.utime(folder / name, (settings.now.timestamp() - 60, settings.now.timestamp() - 60))
    with _errors_logged() as errors:
        result = ingest(settings, registry)
    wrong = list(errors)
    wrong += [f"left in the inbox: {path.name}" for path in _files(folder)]
    answered = sum(result.files.values())
    if answered != len(seeds):
        wrong.append(f"{answered} of {len(seeds)} files answered")
    receipts = len(list(settings.receipts.rglob("*.html")))
    if receipts != answered:
        wrong.append(f"{receipts} receipts for {answered} files")
    return result, wrong


def run(settings: Settings, registry: Registry, corpus: tuple[Sound, ...], seeds: range) -> Counter:
    """Take in many spoiled files, a thousand at a time, each time into an empty home.

    Raises:
        AssertionError: a file was not answered, or an error came that nobody foresaw.
    """
    outcomes: Counter[str] = Counter()
    for start in range(seeds.start, seeds.stop, 1000):
        part = range(start, min(start + 1000, seeds.stop))
        result, wrong = take_in(settings, registry, corpus, part)
        assert not wrong, f"seeds {part}: " + "\n".join(wrong[:20])
        outcomes += result.files
        shutil.rmtree(settings.home)
    return outcomes


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@contextmanager
def _errors_logged() -> Iterator[list[str]]:
    """Collect what is logged as an error: ingest turns what nobody foresaw into a refusal."""
    found: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    collector = Collector(logging.ERROR)
    logging.getLogger("baocao").addHandler(collector)
    try:
        yield found
    finally:
        logging.getLogger("baocao").removeHandler(collector)
