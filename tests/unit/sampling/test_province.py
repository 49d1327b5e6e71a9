import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from baocao.errors import StateError, UsageError
from baocao.sampling.province import make_province
from baocao.sampling.writing_out import SampleRange, write_sample
from baocao.settings import Settings

SHORT = SampleRange(seed=5, first="2025-Q2", last="2025-Q3")


def _settings(home: Path, root: Path) -> Settings:
    return Settings.from_env({"BAOCAO_HOME": str(home), "BAOCAO_SEEDS": str(root / "seeds")})


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder)} {path.stat().st_mtime_ns}".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def test_the_same_seed_writes_the_same_bytes_at_the_same_times(tmp_path, root):
    first = write_sample(_settings(tmp_path / "a", root), wanted=SHORT)
    write_sample(_settings(tmp_path / "b", root), wanted=SHORT)
    assert first.files > 100
    assert _digest(tmp_path / "a" / "inbox") == _digest(tmp_path / "b" / "inbox")
    assert first.truth.read_bytes() == (tmp_path / "b" / "truth.csv").read_bytes()


def test_synthetic_reports_stay_out_of_an_inbox_of_real_ones(tmp_path, root):
    settings = _settings(tmp_path, root)
    real = settings.inbox / "01840" / "bao cao.xlsx"
    real.parent.mkdir(parents=True)
    real.write_bytes(b"real")
    with pytest.raises(StateError, match="--out"):
        write_sample(settings, wanted=SHORT)
    assert [path for path in settings.inbox.rglob("*") if path.is_file()] == [real]
    one = SampleRange(first="2024-S1", last="2024-S1")
    assert write_sample(settings, inbox=tmp_path / "out", wanted=one).files > 20


def test_nothing_hangs_on_the_order_of_sets(root):
    script = (
        "import sys; from pathlib import Path; from baocao.registry import Registry;"
        "from baocao.sampling.province import make_province;"
        f"p = make_province(Registry.load(Path({str(root / 'seeds')!r})), 5, '2025-Q1', '2025-A1');"
        "files = [(d.path, d.received_at, d.pages) for d in p.deliveries];"
        "print(hash('a'), repr(p.truth), repr(files))"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.partition(" ")
        for seed in ("1", "2")
    ]
    assert outputs[0][0] != outputs[1][0]
    assert outputs[0][2] == outputs[1][2]


def test_a_range_holds_its_periods_only(registry):
    province = make_province(registry, first="2024-Q1", last="2024-Q2")
    periods = {delivery.period.period_code for delivery in province.deliveries}
    assert periods == {"2024-Q1", "2024-Q2", "2024-S1"}
    assert {row.period_code for row in province.truth} <= periods


def test_figures_do_not_hang_on_the_range(registry, province):
    short = make_province(registry, first="2024-Q1", last="2024-Q2")
    whole = {page.key: page.figures for d in province.deliveries for page in d.pages}
    held = [(page.key, page.figures) for d in short.deliveries for page in d.pages]
    same = Counter(whole.get(key) == figures for key, figures in held)
    assert same[True] > 8 * same[False]


@pytest.mark.parametrize(("first", "last"), [("2024-Q9", "2024-A1"), ("2025-Q1", "2024-Q1")])
def test_a_range_without_periods_is_refused(registry, first, last):
    with pytest.raises(UsageError):
        make_province(registry, first=first, last=last)


def test_the_province_is_of_natural_size(province):
    assert 1900 <= len(province.deliveries) <= 2300
    kinds = Counter(delivery.kind for delivery in province.deliveries)
    assert kinds["items"] > 1000
    assert kinds["units"] > kinds["sheets"] > 20
    assert kinds["csv"] > kinds["json"] > 20


def test_until_june_2025_districts_send_for_their_communes_and_then_communes_for_themselves(
    registry, province
):
    for delivery in province.deliveries:
        for key in delivery.keys:
            unit = registry.unit(key.unit_code, delivery.period.end_date)
            if unit.unit_type == "COMMUNE" and delivery.period.end_date.isoformat() < "2025-07-01":
                assert registry.parent(key.unit_code, delivery.period.end_date) == delivery.sender
            elif unit.unit_type == "COMMUNE":
                assert len(delivery.pages) == 1


def test_files_of_one_sender_have_names_of_their_own(province):
    paths = [delivery.path for delivery in province.deliveries]
    assert len(paths) == len(set(paths))
    assert not any("/" in delivery.file_name for delivery in province.deliveries)
