"""The whole way of the published facts: from invented figures in files to a published version."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from baocao.errors import UsageError
from baocao.facts.books import Book
from baocao.facts.composing import compose
from baocao.facts.delivering import write_inbox
from baocao.facts.inventing import invent
from baocao.facts.judging import Judgement, judge
from baocao.facts.published import Fact, check_facts, read_facts
from baocao.registry import Registry
from baocao.registry.tables import TABLES
from baocao.settings import Settings

# After the last article, and before the reform: the provinces are those that the articles name.
PRESENT = datetime(2024, 1, 31, 10, tzinfo=UTC)
Say = Callable[[str], None]
SEEDS = "seeds"


@dataclass(frozen=True)
class Evidence:
    """What a warehouse of the facts was made of.

    Attributes:
        settings: its home, and the composed seeds.
        facts: what was printed.
        book: the invented figures.
    """

    settings: Settings
    facts: list[Fact]
    book: Book


def prepare(settings: Settings, home: Path) -> Evidence:
    """Compose the seeds and write the files into the inbox of a home of their own.

    Args:
        settings: this province's seeds, expectations and dbt project.
        home: a folder that holds nothing yet.

    Raises:
        ConfigError: the seeds, the overlay or the facts are not fit to be used.
    """
    provinces = {fact.province_code for fact in read_facts(settings.seeds)}
    compose(settings.seeds, home / SEEDS, provinces)
    evidence = read_evidence(settings, home)
    write_inbox(evidence.book, evidence.settings.inbox)
    return evidence


def read_evidence(settings: Settings, home: Path) -> Evidence:
    """Return what a home was prepared with: the same figures again, for nothing in them is chance.

    Args:
        settings: where the facts are.
        home: a home with composed seeds.

    Raises:
        ConfigError: the seeds or the facts are not fit to be used.
    """
    facts, seeds = read_facts(settings.seeds), home / SEEDS
    registry = Registry.load(seeds)
    check_facts(facts, registry)
    own = replace(settings, home=home, seeds=seeds, inbox=home / "inbox", now=PRESENT)
    return Evidence(own, facts, invent(registry, facts, _issuers(seeds)))


def _issuers(seeds: Path) -> dict[str, str]:
    with (seeds / TABLES["documents"].path).open(encoding="utf-8", newline="") as file:
        return {row["document_code"]: row["issuer_unit_code"] for row in csv.DictReader(file)}


def publish_evidence(evidence: Evidence, say: Say) -> None:
    """Ingest what lies in the inbox, build, check and publish.

    Raises:
        BuildFailed: dbt reported an error.
        PublishRefused: a gate is red.
    """
    # Each of these brings libraries along that inventing figures has no use for.
    from baocao.building import build
    from baocao.ingesting.pipeline import ingest
    from baocao.publishing import publish
    from baocao.quality import check

    say("2/4 nạp / ingest")
    ingest(evidence.settings, evidence.book.registry)
    say("3/4 dựng kho / build")
    build(evidence.settings)
    say("4/4 kiểm tra, công bố / check, publish")
    check(evidence.settings)
    publish(evidence.settings)


def judge_published(evidence: Evidence) -> list[Judgement]:
    """Return the judgement of every fact on the current published version.

    Raises:
        StateError: nothing is published.
    """
    from baocao.publishing import connect_published

    with connect_published(evidence.settings) as connection:
        return judge(connection, evidence.book, evidence.facts)


def measure(settings: Settings, say: Say, home: Path | None = None) -> list[Judgement]:
    """Make, ingest, build, check and publish the facts' provinces; return the judgements.

    Args:
        settings: seeds, expectations and dbt project to measure.
        say: told of each step as it begins.
        home: where to keep the warehouse, or where one was kept, which is only read again; None
            for a folder that is removed again.

    Raises:
        UsageError: the folder holds something else.
        StateError: what was kept there was never published.
    """
    if home is None:
        with TemporaryDirectory(prefix="baocao-facts-") as folder:
            return measure(settings, say, Path(folder))
    if (home / SEEDS).is_dir():
        return judge_published(read_evidence(settings, home))
    if home.exists() and any(home.iterdir()):
        raise UsageError(
            f"{home}: thư mục có thứ khác, cần thư mục trống / "
            "the folder holds something else, expected an empty one"
        )
    say("1/4 số liệu giả lập của các đơn vị / invented figures of the units")
    evidence = prepare(settings, home)
    publish_evidence(evidence, say)
    return judge_published(evidence)
