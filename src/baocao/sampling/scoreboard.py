"""The truth about the sample province against the flags that were published."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from baocao.publishing import connect_published
from baocao.sampling.truth import TruthRow, read_truth
from baocao.settings import Settings

Key = tuple[str, str, str, str]
LOWEST_RECALL = 1.0
LOWEST_PRECISION = 0.98
# These ask to look again: of a report that bears a fault they are right whatever the fault is.
ASKING = ("statistical", "perfunctory")
NOTHING_INJECTED = "(không có / none)"


@dataclass(frozen=True)
class FalseAlarm:
    """A flag of which the truth knows nothing."""

    check_code: str
    unit_code: str
    form_code: str
    period_code: str
    message_vi: str
    check_kind: str = ""

    @property
    def key(self) -> Key:
        """Return what the truth is matched by."""
        return (self.check_code, self.unit_code, self.form_code, self.period_code)


@dataclass(frozen=True)
class Score:
    """How one fault class fared: flags to find, found, missed, and false alarms of its checks."""

    fault_class: str
    injected: int
    found: int
    missed: int
    false_alarms: int

    @property
    def recall(self) -> float:
        """Return the share of the injected that was found."""
        return self.found / self.injected if self.injected else 1.0

    @property
    def precision(self) -> float:
        """Return the share of what was raised that is true."""
        raised = self.found + self.false_alarms
        return self.found / raised if raised else 1.0

    @property
    def is_good(self) -> bool:
        """Return whether recall and precision are at or above the bar."""
        return self.recall >= LOWEST_RECALL and self.precision >= LOWEST_PRECISION


@dataclass(frozen=True)
class Scoreboard:
    """Scores by class and overall, with every miss and every false alarm."""

    scores: tuple[Score, ...]
    total: Score
    misses: tuple[TruthRow, ...]
    false_alarms: tuple[FalseAlarm, ...]

    @property
    def is_good(self) -> bool:
        """Return whether the whole and every class with injections are at or above the bar."""
        return self.total.is_good and all(score.is_good for score in self.scores if score.injected)


def compare(truth: Iterable[TruthRow], flags: Iterable[FalseAlarm]) -> Scoreboard:
    """Return the scoreboard of flags against the truth.

    Flags count once for each check, unit, form and period: a rule with several parts may raise
    several for one fault. A statistical or perfunctory flag on a report that bears a fault is no
    false alarm.

    Args:
        truth: what must be found.
        flags: everything that was raised about reports in force and about files.
    """
    rows = list({(row.fault_class, row.key): row for row in truth}.values())
    raised: dict[Key, FalseAlarm] = {flag.key: flag for flag in flags}
    wanted = {row.key for row in rows}
    faulty = {row.key[1:] for row in rows}
    misses = tuple(sorted(row for row in rows if row.key not in raised))
    alarms = tuple(
        flag
        for key, flag in sorted(raised.items())
        if key not in wanted and not (flag.check_kind in ASKING and key[1:] in faulty)
    )
    home_class = _class_of_check(rows)
    by_class = Counter(home_class.get(flag.check_code, NOTHING_INJECTED) for flag in alarms)
    injected = Counter(row.fault_class for row in rows)
    missed = Counter(row.fault_class for row in misses)
    scores = tuple(
        Score(name, injected[name], injected[name] - missed[name], missed[name], by_class[name])
        for name in sorted(injected.keys() | by_class.keys())
    )
    total = Score("", len(rows), len(rows) - len(misses), len(misses), len(alarms))
    return Scoreboard(scores, total, misses, alarms)


def _class_of_check(rows: list[TruthRow]) -> dict[str, str]:
    """Return for each check the class that it mostly belongs to."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[row.check_code][row.fault_class] += 1
    return {check: classes.most_common(1)[0][0] for check, classes in counts.items()}


def combined(boards: Iterable[Scoreboard]) -> Scoreboard:
    """Return the scoreboard of several provinces together."""
    boards = list(boards)
    names = sorted({score.fault_class for board in boards for score in board.scores})
    by_class = [[s for board in boards for s in board.scores if s.fault_class == n] for n in names]
    return Scoreboard(
        tuple(_added(name, scores) for name, scores in zip(names, by_class, strict=True)),
        _added("", [board.total for board in boards]),
        tuple(row for board in boards for row in board.misses),
        tuple(flag for board in boards for flag in board.false_alarms),
    )


def _added(name: str, scores: list[Score]) -> Score:
    counts = [(one.injected, one.found, one.missed, one.false_alarms) for one in scores]
    return Score(name, *(sum(column) for column in zip(*counts, strict=True)))


def by_size(truth: Iterable[TruthRow], misses: Iterable[TruthRow]) -> tuple[Score, ...]:
    """Return how faults of each size fared, the smallest first; those without one are left out."""
    sizes = Counter(row.size for row in truth if row.size)
    missed = Counter(row.size for row in misses)
    return tuple(
        Score(size, count, count - missed[size], missed[size], 0)
        for size, count in sorted(sizes.items(), key=lambda item: int(item[0]))
    )


def published_scoreboard(settings: Settings, truth: Path) -> Scoreboard:
    """Return the scoreboard of the current published version.

    Raises:
        UsageError: there is no truth file.
        StateError: nothing is published.
    """
    rows = read_truth(truth)
    with connect_published(settings) as connection:
        return compare(rows, _flags(connection))


def built_scoreboard(settings: Settings, truth: Path) -> Scoreboard:
    """Return the scoreboard of what is built, published or not.

    Raises:
        UsageError: there is no truth file.
    """
    rows = read_truth(truth)
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        return compare(rows, _flags(connection))


def _flags(connection: duckdb.DuckDBPyConnection) -> list[FalseAlarm]:
    found = connection.execute(
        """
        select
            check_code,
            coalesce(unit_code, ''),
            coalesce(form_code, ''),
            coalesce(period_code, ''),
            coalesce(message_vi, ''),
            check_kind
        from marts.fct_quality_flags
        -- What a report showed before it was sent again is no alarm about the one in force.
        where status <> 'resolved' or check_kind = 'intake'
        order by all
        """
    ).fetchall()
    return [FalseAlarm(*row) for row in found]
