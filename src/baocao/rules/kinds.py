"""The kinds of checks, a closed list: what each needs, and how its examples are judged.

A kind without expressions brings its judge here and a model of the same verdict columns as
`int_perfunctory_verdicts` in the warehouse.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from baocao.rules import examples, perfunctory, statistic
from baocao.rules.model import HISTORY, PARTS, Rule

TEXT, INTEGER = pa.string(), pa.int32()
# A factor times a figure of 18 digits stays inside the 38 digits of both engines.
FACTOR = pa.decimal128(13, 4)

CHANCE: dict[str, pa.DataType] = {
    "min_values": INTEGER,
    "least_figure": INTEGER,
    "expected_share": FACTOR,
    "alpha": FACTOR,
}

Judge = Callable[[Rule, Mapping[str, Any]], str]


@dataclass(frozen=True)
class Kind:
    """One kind of check.

    Attributes:
        flag_kind: how its flags are grouped for readers.
        judge: the verdict of a rule on one of its examples; raises KeyError where one lacks
            something.
        params: the types of its parameters, by name.
        each_item: whether each chosen item is judged apart, or all of a report together.
        relations: with which other reports the figures of a rule are compared: `history`,
            `predecessors season` (words of model.py: of which units, of which periods).
        independent: whether figures that a rule works out from others of the report are left out.
    """

    flag_kind: str
    judge: Judge
    params: dict[str, pa.DataType] = field(default_factory=dict)
    each_item: bool = False
    relations: Callable[[Rule], tuple[str, ...]] = lambda _: ()
    independent: bool = False


KINDS: dict[str, Kind] = {
    "comparison": Kind("rule", examples.judge_comparison),
    "copied_report": Kind(
        "perfunctory",
        examples.judge_copied,
        {
            "min_values": INTEGER,
            "min_distinct": INTEGER,
            "nearest_period": INTEGER,
            "window_periods": INTEGER,
        },
        relations=lambda _: (HISTORY,),
    ),
    "all_zero": Kind("perfunctory", examples.judge_zero, {"min_values": INTEGER}),
    "like_other_unit": Kind(
        "perfunctory",
        perfunctory.judge_like,
        {"min_values": INTEGER, "min_distinct": INTEGER, "min_share": FACTOR},
    ),
    "round_figures": Kind(
        "perfunctory",
        perfunctory.judge_chance,
        CHANCE | {"multiple": INTEGER},
        relations=lambda _: (PARTS,),
        independent=True,
    ),
    "last_digit": Kind(
        "perfunctory",
        perfunctory.judge_chance,
        CHANCE,
        relations=lambda _: (PARTS,),
        independent=True,
    ),
    "statistic": Kind(
        "statistical",
        statistic.judge_statistic,
        {
            "method": TEXT,
            "baseline": TEXT,
            "comparable": TEXT,
            "window_periods": INTEGER,
            "min_history": INTEGER,
            "threshold": FACTOR,
            "allowance": FACTOR,
            "least_spread": TEXT,
            "per": TEXT,
            "predecessors": TEXT,
            "related": TEXT,
            "low": FACTOR,
            "high": FACTOR,
        },
        each_item=True,
        relations=statistic.relations,
    ),
    "reporting": Kind(
        "reporting", examples.judge_reporting, {"status": TEXT, "min_versions": INTEGER}
    ),
}


def judge_example(rule: Rule, example: Mapping[str, Any]) -> str:
    """Return the verdict of a whole rule on one of its examples.

    Raises:
        ExampleError: the example names what the rule does not, or lacks what it needs.
    """
    try:
        return KINDS[rule.check_kind].judge(rule, example)
    except KeyError as error:
        raise examples.ExampleError(f"{error.args[0]}: thiếu / is missing") from error
    except (TypeError, AttributeError, ArithmeticError) as error:
        raise examples.ExampleError(
            f"không đúng dạng / not of the shape that {rule.check_kind} needs"
        ) from error
