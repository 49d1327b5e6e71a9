"""Text of an expression → syntax tree, with line and column of what cannot be understood."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from lark import Lark, Token, Tree, UnexpectedInput
from lark.exceptions import UnexpectedEOF

from baocao.registry import TOTAL
from baocao.rules.model import (
    CARRIED,
    CATEGORY_PLACEHOLDER,
    ITEM_PLACEHOLDER,
    OWN,
    PAIR_OPERATORS,
    PERIOD_FUNCTIONS,
    REPORTED,
    SAME,
    SOURCE_FUNCTIONS,
    UNIT_FUNCTIONS,
    WINDOW_FUNCTIONS,
    Atom,
    Comparison,
    Reference,
    Side,
    Window,
)

MAX_DECIMALS = 4
# A figure has at most 12 digits before the point; the warehouse keeps 14 for it times its factor.
MAX_FACTOR = 100
FUNCTIONS = (*PERIOD_FUNCTIONS, *UNIT_FUNCTIONS, *SOURCE_FUNCTIONS, *WINDOW_FUNCTIONS, "sum")

Linear = dict[Atom | None, Decimal]  # None is the constant


class ExpressionError(ValueError):
    """An expression that cannot be understood; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        """Keep the place of the fault inside the expression."""
        super().__init__(message)
        self.line = line
        self.column = column


@cache
def _parser() -> Lark:
    grammar = resources.files("baocao.rules").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start=["comparison", "atom"], propagate_positions=True)


def _parse(text: str, start: str) -> Tree[Token]:
    try:
        return _parser().parse(text, start=start)
    except UnexpectedInput as error:
        token = getattr(error, "token", None)
        if isinstance(error, UnexpectedEOF) or (token is not None and token.type == "$END"):
            # lark knows no place for the end of the text, or that of the last token.
            lines = text.split("\n")
            message, line, column = (
                "biểu thức chưa hết / the expression ends too early",
                len(lines),
                len(lines[-1]) + 1,
            )
        else:
            found = str(token) if token is not None else text[error.pos_in_stream or 0]
            message, line, column = (
                f"không đọc được / cannot read {found!r}",
                error.line,
                error.column,
            )
        raise ExpressionError(message, line, column) from error


def _tree(node: Tree[Token] | Token) -> Tree[Token]:
    if not isinstance(node, Tree):
        raise TypeError(f"{node!r}: the grammar puts a tree here")
    return node


def _error(message: str, node: Tree[Token] | Token) -> ExpressionError:
    place: Any = node if isinstance(node, Token) else node.meta
    return ExpressionError(message, place.line, place.column)


def parse_expression(text: str) -> Comparison:
    """Return the comparison that a text states.

    Raises:
        ExpressionError: the text is not of the language, or not linear.
    """
    first, operator, second = _parse(text, "comparison").children
    left, right = _tree(first), _tree(second)
    comparison = Comparison(_side(_sum(left)), str(operator), _side(_sum(right)))
    if not comparison.references:
        raise _error("hai vế không có chỉ tiêu nào / no figure is named on either side", left)
    if comparison.operator in PAIR_OPERATORS:
        for side, node in ((comparison.left, left), (comparison.right, right)):
            if not side.references or len(side.references) < len(side.terms) or side.constant:
                raise _error(
                    f"{comparison.operator}: chỉ ghép chỉ tiêu / pairs figures, not numbers", node
                )
    return comparison


def parse_atom(text: str) -> Atom:
    """Return the figure or window length that a text names, as in the keys of examples.

    Raises:
        ExpressionError: the text names neither.
    """
    return _atom(_parse(text, "atom"))


def _side(linear: Linear) -> Side:
    terms = tuple((factor, atom) for atom, factor in linear.items() if atom is not None)
    return Side(constant=linear.get(None, Decimal(0)), terms=terms)


def _sum(node: Tree[Token]) -> Linear:
    total: Linear = {}
    factor = Decimal(1)
    for child in node.children:
        if isinstance(child, Tree):
            for atom, value in _value(child).items():
                total[atom] = total.get(atom, Decimal(0)) + factor * value
            factor = Decimal(1)
        elif child is not None:
            factor = Decimal(-1 if child == "-" else 1)
    cancelled = [atom.text for atom, value in total.items() if atom is not None and value == 0]
    if cancelled:
        raise _error(f"{cancelled[0]}: tự triệt tiêu / cancels out", node)
    large = [atom.text for atom, value in total.items() if atom and abs(value) > MAX_FACTOR]
    if large:
        raise _error(f"{large[0]}: hệ số quá / factor is more than {MAX_FACTOR}", node)
    return {atom: _checked(value, node) for atom, value in total.items()}


def _checked(value: Decimal, node: Tree[Token]) -> Decimal:
    if value != round(value, MAX_DECIMALS):
        raise _error(
            f"{value}: quá {MAX_DECIMALS} chữ số lẻ / more than {MAX_DECIMALS} decimals", node
        )
    return value


def _value(node: Tree[Token]) -> Linear:
    if node.data == "sum":
        return _sum(node)
    if node.data == "product":
        return _product([child for child in node.children if isinstance(child, Tree)])
    if node.data == "number":
        return {None: Decimal(str(node.children[0]))}
    return {_atom(node): Decimal(1)}


def _product(factors: Iterable[Tree[Token]]) -> Linear:
    result: Linear = {None: Decimal(1)}
    for node in factors:
        value = _value(node)
        if set(result) != {None}:
            if set(value) != {None}:
                raise _error("không nhân hai chỉ tiêu / two figures cannot be multiplied", node)
            result, value = value, result
        constant = result[None]
        result = {atom: constant * factor for atom, factor in value.items()}
    return result


def _atom(node: Tree[Token]) -> Atom:
    if node.data == "item":
        if len(node.children) == 1:
            return Reference(ITEM_PLACEHOLDER)
        form, indicator, category = node.children
        return Reference(
            str(indicator),
            str(category) if category is not None else TOTAL,
            form_code=str(form).removesuffix(".") if form is not None else "",
        )
    return _function(node)


def _function(node: Tree[Token]) -> Atom:
    name, argument = node.children[0], (*node.children, None)[1]
    if name not in FUNCTIONS:
        raise _error(
            f"hàm lạ / unknown function {str(name)!r}; known: {', '.join(FUNCTIONS)}", node
        )
    if name in WINDOW_FUNCTIONS:
        if argument is not None:
            raise _error(f"{name}(): trong ngoặc để trống / takes nothing in its brackets", node)
        return Window(str(name))
    if not isinstance(argument, Tree):
        raise _error(f"{name}(): thiếu chỉ tiêu / needs a figure in its brackets", node)
    inner, code_list = _tree(argument.children[0]), argument.children[1]
    reference = _atom(inner)
    if not isinstance(reference, Reference):
        raise _error(f"{name}(): cần chỉ tiêu / needs a figure, not a length of time", inner)
    if name == "sum":
        return _sum_by(reference, code_list, node)
    if code_list is not None:
        raise _error(
            f"chỉ sum() có `by` / only sum() takes `by`: {name}(sum(… by {code_list}))", node
        )
    return _shifted(str(name), reference, node)


def _sum_by(reference: Reference, code_list: Any, node: Tree[Token]) -> Reference:
    if code_list is None or code_list == CATEGORY_PLACEHOLDER:
        raise _error("sum(): thiếu danh mục / needs a code list: sum(DL02 by CL_PETITION)", node)
    plain = Reference(reference.indicator_code, form_code=reference.form_code)
    if reference != plain or reference.indicator_code.startswith("$"):
        raise _error(
            "sum(): chỉ nhận mã chỉ tiêu / takes an indicator without category or function", node
        )
    return replace(reference, code_list=str(code_list))


def _shifted(name: str, reference: Reference, node: Tree[Token]) -> Reference:
    shifted = _with_function(name, reference, node)
    plain = (shifted.source, shifted.unit_relation, shifted.form_code) == (REPORTED, OWN, "")
    if shifted.period_relation == CARRIED and not plain:
        raise _error(
            f"{shifted.text}: carried() chỉ nhận số của chính báo cáo / "
            "carried() takes a figure of the report itself",
            node,
        )
    return shifted


def _with_function(name: str, reference: Reference, node: Tree[Token]) -> Reference:
    if name in PERIOD_FUNCTIONS and reference.period_relation == SAME:
        return replace(reference, period_relation=PERIOD_FUNCTIONS[name])
    if name in SOURCE_FUNCTIONS and reference.source == REPORTED:
        return replace(reference, source=SOURCE_FUNCTIONS[name])
    if name in UNIT_FUNCTIONS and reference.unit_relation == OWN:
        return replace(reference, unit_relation=UNIT_FUNCTIONS[name])
    raise _error(f"{name}(): lồng hàm cùng loại / around another function of its kind", node)
