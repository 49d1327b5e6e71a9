"""What a part of a rule says to people, in Vietnamese and English.

Messages are templates. Everything that is known beforehand (items, names, expressions, advice)
is filled in here; the figures are filled in by the warehouse, which finds `{left}`, `{right}`,
`{difference}`, `{low}`, `{high}` and `{where}` (sheet and cell of the main element), and of reports
that may be perfunctory `{other_unit}`, `{other_unit_name}`, `{other_period}`, `{odds}`, `{digit}`.
"""

from dataclasses import dataclass
from decimal import Decimal

from baocao.registry import TOTAL
from baocao.rules.expanding import Part
from baocao.rules.model import (
    CARRIED,
    CHILDREN,
    CLAIMED,
    COMPUTED,
    FILE_ROWS,
    FIRST_HALF,
    OWN,
    PARENT,
    PARTS,
    PREDECESSORS,
    PREVIOUS,
    REPORTED,
    SAME,
    YEAR_AGO,
    Atom,
    Reference,
    Rule,
    Side,
    Window,
)
from baocao.rules.naming import Named


@dataclass(frozen=True)
class Language:
    """The words of one language."""

    suffix: str
    relations: dict[str, str]
    atoms: dict[str, str]
    comparison: str
    pair: dict[str, str]
    names: str
    name: str
    remedy: str


VIETNAMESE = Language(
    suffix="vi",
    relations={
        "==": "phải bằng",
        "!=": "phải khác",
        "<=": "không được lớn hơn",
        "<": "phải nhỏ hơn",
        ">=": "không được nhỏ hơn",
        ">": "phải lớn hơn",
    },
    atoms={
        "sum": "tổng {} theo {}",
        PREVIOUS: "{} kỳ trước",
        YEAR_AGO: "{} cùng kỳ năm trước",
        PARTS: "tổng {} của các kỳ trong năm",
        FIRST_HALF: "{} 6 tháng đầu năm",
        CARRIED: "{} chuyển sang từ báo cáo liền trước (kể cả của đơn vị tiền thân)",
        CLAIMED: "{} ở dòng Tổng cộng",
        FILE_ROWS: "tổng {} của các dòng",
        CHILDREN: "tổng {} của các đơn vị cấp dưới",
        PARENT: "{} của đơn vị cấp trên",
        PREDECESSORS: "tổng {} của các đơn vị tiền thân",
        COMPUTED: "{} tính từ số liệu của báo cáo",
        "form": "{} của biểu {}",
        "weeks": "số tuần trong kỳ",
        "months": "số tháng trong kỳ",
    },
    comparison=(
        "{item} ({item_name}){where}: {left_figure}, {relation} {right_figure}; lệch {difference}."
    ),
    pair={
        "compulsory_pair": (
            "{item} ({item_name}){where}: {left_text} và {right_text} phải cùng có số liệu "
            "hoặc cùng bỏ trống."
        ),
        "exclusive_pair": (
            "{item} ({item_name}){where}: {left_text} và {right_text} không được cùng có số liệu."
        ),
    },
    names="{message} Trong đó {names}.",
    name="{code} là “{name}”",
    remedy="{message} Cần làm: {advice}",
)

ENGLISH = Language(
    suffix="en",
    relations={
        "==": "must equal",
        "!=": "must differ from",
        "<=": "must not exceed",
        "<": "must be less than",
        ">=": "must not be less than",
        ">": "must be more than",
    },
    atoms={
        "sum": "the sum of {} over {}",
        PREVIOUS: "{} of the previous period",
        YEAR_AGO: "{} of the same period last year",
        PARTS: "the sum of {} over the periods of the year",
        FIRST_HALF: "{} of the first half-year",
        CARRIED: "{} carried over from the report just before (predecessors' included)",
        CLAIMED: "{} in the total row",
        FILE_ROWS: "the sum of {} over the rows",
        CHILDREN: "the sum of {} over the units below",
        PARENT: "{} of the unit above",
        PREDECESSORS: "the sum of {} over the predecessors",
        COMPUTED: "{} worked out from the report's figures",
        "form": "{} of form {}",
        "weeks": "the weeks of the period",
        "months": "the months of the period",
    },
    comparison=(
        "{item} ({item_name}){where}: {left_figure}, {relation} {right_figure}; "
        "off by {difference}."
    ),
    pair={
        "compulsory_pair": (
            "{item} ({item_name}){where}: {left_text} and {right_text} must both be filled in "
            "or both be blank."
        ),
        "exclusive_pair": (
            "{item} ({item_name}){where}: {left_text} and {right_text} must not both be filled in."
        ),
    },
    names="{message} Here {names}.",
    name="{code} is “{name}”",
    remedy="{message} What to do: {advice}",
)


def message(rule: Rule, part: Part | None, language: Language) -> str:
    """Return the template of a flag's message, with what to do at its end."""
    advice = getattr(rule, f"advice_{language.suffix}")
    stated = statement(rule, part, language)
    return _replace(language.remedy, {"message": stated, "advice": advice})


def statement(rule: Rule, part: Part | None, language: Language) -> str:
    """Return the template of what a rule says of a report that breaks it."""
    text = getattr(rule, f"message_{language.suffix}")
    if not text:
        if part is None or part.comparison is None:
            raise ValueError(f"{rule.rule_code}: no message in {language.suffix}")
        operator = part.comparison.operator
        text = language.pair.get(operator, language.comparison)
        text = _with_names(text, part, language)
    return _replace(text, _known(part, language)) if part is not None else text


def _with_names(text: str, part: Part, language: Language) -> str:
    """Add what the other figures of a comparison are called; the main one is named already."""
    said = {
        name.code: name.name(language.suffix)
        for name in part.names
        if (part.main is None or name.code != part.main.code) and _says(part, name)
    }
    if not said:
        return text
    pieces = [_replace(language.name, {"code": c, "name": name}) for c, name in said.items()]
    return _replace(language.names, {"message": text, "names": ", ".join(pieces)})


def _says(part: Part, name: Named) -> bool:
    """Return whether a comparison says the code of a figure; a sum says that of its total."""
    if part.comparison is None:
        return False
    return any(
        reference.indicator_code == name.indicator_code
        and (TOTAL if reference.code_list else reference.category_code) == name.category_code
        for reference in part.comparison.references
    )


def fill_in(template: str, figures: dict[str, str]) -> str:
    """Return a message with what is found of `{left}`, `{right}`, `{where}` and the like."""
    return _replace(template, figures)


def side_text(part: Part, side: str, language: Language) -> str:
    """Return one side of a part's comparison in words: `DL01 + DL02 - DL03`."""
    if part.comparison is None:
        raise ValueError(f"{part.part_code}: has no sides")
    content: Side = getattr(part.comparison, side)
    pieces: list[str] = []
    for factor, atom in content.terms:
        name = _atom_text(atom, part, language)
        size = abs(factor)
        text = name if size == 1 else f"{_number_text(size, language)} × {name}"
        pieces.append(f"{'-' if factor < 0 else '+'} {text}")
    if content.constant or not pieces:
        sign = "-" if content.constant < 0 else "+"
        pieces.append(f"{sign} {_number_text(abs(content.constant), language)}")
    first = pieces[0].removeprefix("+ ").replace("- ", "-", 1)
    return " ".join([first, *pieces[1:]])


def _atom_text(atom: Atom, part: Part, language: Language) -> str:
    if isinstance(atom, Window):
        return language.atoms[atom.name]
    text = _item_text(atom, part, language)
    if atom.form_code:
        text = language.atoms["form"].format(text, atom.form_code)
    if atom.source != REPORTED:
        text = language.atoms[atom.source].format(text)
    if atom.period_relation != SAME:
        text = language.atoms[atom.period_relation].format(text)
    if atom.unit_relation != OWN:
        text = language.atoms[atom.unit_relation].format(text)
    return text


def _item_text(reference: Reference, part: Part, language: Language) -> str:
    if reference.code_list:
        members = {term.category_code for term in part.terms if term.reference == reference}
        names = [
            name.category(language.suffix)
            for name in part.names
            if name.indicator_code == reference.indicator_code and name.category_code in members
        ]
        return language.atoms["sum"].format(reference.indicator_code, "; ".join(names))
    if reference.category_code == TOTAL:
        return reference.indicator_code
    return f"{reference.indicator_code}.{reference.category_code}"


def _number_text(number: Decimal, language: Language) -> str:
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if language is VIETNAMESE else text


def _known(part: Part, language: Language) -> dict[str, str]:
    known: dict[str, str] = {}
    if part.main is not None:
        known["item"] = part.main.code
        known["item_name"] = getattr(part.main, f"label_{language.suffix}")
    if part.comparison is not None:
        known["relation"] = language.relations.get(part.comparison.operator, "")
        for side in ("left", "right"):
            text = side_text(part, side, language)
            known[f"{side}_text"] = text
            # A side of numbers alone needs no figure beside them.
            plain = not getattr(part.comparison, side).terms
            known[f"{side}_figure"] = text if plain else f"{text} = {{{side}}}"
    return known


def _replace(template: str, known: dict[str, str]) -> str:
    """Fill in what is known; other placeholders stay, braces need no doubling."""
    for name, value in known.items():
        template = template.replace(f"{{{name}}}", value)
    return template
