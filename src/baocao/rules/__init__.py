"""Rules about what units report: data in `expectations/rules/`, compiled into tables.

`load` reads and checks them, `load_telling` goes on without those that are broken, `compile_tables`
turns them into the reference tables that the warehouse joins with reported figures. Nothing of a
rule ever becomes SQL text.
"""

from baocao.rules.compiling import compile_tables
from baocao.rules.loading import content_of, load, load_sound, load_telling, tell
from baocao.rules.model import Rule, RuleSet

__all__ = [
    "Rule",
    "RuleSet",
    "compile_tables",
    "content_of",
    "load",
    "load_sound",
    "load_telling",
    "tell",
]
