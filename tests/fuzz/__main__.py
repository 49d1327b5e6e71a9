"""A longer run: `python -m tests.fuzz --files 500000 --from 20000`; stops at what is wrong."""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.corpus import sound_files
from tests.fuzz.running import run

from baocao.registry import Registry
from baocao.settings import Settings

STEP = 10_000


def main() -> None:
    """Take in files seed by seed and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=500_000)
    parser.add_argument("--from", dest="first", type=int, default=20_000)
    wanted = parser.parse_args()
    outcomes: Counter[str] = Counter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        env = {"BAOCAO_HOME": str(Path(folder, "home")), "BAOCAO_NOW": "2026-09-30T17:00:00Z"}
        settings = Settings.from_env(env)
        registry = Registry.load(settings.seeds)
        corpus = sound_files(registry)
        end = wanted.first + wanted.files
        for start in range(wanted.first, end, STEP):
            outcomes += run(settings, registry, corpus, range(start, min(start + STEP, end)))
            seconds = time.monotonic() - began
            print(f"{sum(outcomes.values())} files, {seconds:.0f} s: {dict(outcomes)}", flush=True)


if __name__ == "__main__":
    main()
