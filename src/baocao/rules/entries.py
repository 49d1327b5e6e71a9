"""One YAML file of rules → Rule objects, each fault with its place."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from baocao.registry import Registry
from baocao.rules.examples import ExampleError
from baocao.rules.expanding import expand
from baocao.rules.kinds import judge_example
from baocao.rules.model import (
    CATEGORY_PLACEHOLDER,
    ITEM_PLACEHOLDER,
    PAIR_OPERATORS,
    Comparison,
    Condition,
    ForEach,
    Place,
    Rule,
    Tolerance,
    When,
)
from baocao.rules.parsing import ExpressionError, parse_expression
from baocao.rules.reading import Document, Path_, parse_day
from baocao.rules.statistic import named_codes

if TYPE_CHECKING:
    from baocao.errors import ConfigFault

COPIED = (
    "rule_code",
    "name_vi",
    "name_en",
    "check_kind",
    "severity",
    "importance",
    "who_fixes",
    "advice_vi",
    "advice_en",
    "legal_basis",
)


class EntryReader:
    """Reads the rules of one file, collecting faults."""

    def __init__(
        self, document: Document, validator: Draft202012Validator, registry: Registry
    ) -> None:
        self.document = document
        self.validator = validator
        self.registry = registry
        self.faults: list[ConfigFault] = []

    def rules(self) -> list[Rule]:
        """Return the rules without a fault."""
        entries = self.document.data if isinstance(self.document.data, list) else [None]
        broken = self._against_schema()
        rules = []
        for position, entry in enumerate(entries):
            if position in broken or entry is None:
                continue
            before = len(self.faults)
            rule = self._rule(entry, position)
            if rule is not None and len(self.faults) == before:
                rules.append(rule)
        return rules

    def _fault(self, path: Path_, message: str) -> None:
        self.faults.append(self.document.fault(path, message))

    def _against_schema(self) -> set[int]:
        broken: set[int] = set()
        for error in self.validator.iter_errors(self.document.data):
            path: Path_ = tuple(error.absolute_path)
            if path:
                broken.add(int(path[0]))
            message = error.message
            if error.validator == "not" and not error.validator_value:
                message = "loại này không có mục này / this field does not belong to its kind"
            self._fault(path, message)
        return broken

    def _rule(self, entry: dict[str, Any], position: int) -> Rule | None:
        conditions = self._conditions(entry, position)
        if conditions is None:
            return None
        missing = entry.get("missing", {})
        tolerance = entry.get("tolerance", {"kind": "absolute", "value": 0})
        rule = Rule(
            form_codes=self._form_codes(entry, position),
            conditions=tuple(conditions),
            left_missing=missing.get("left", "skip_if_any"),
            right_missing=missing.get("right", "skip_if_any"),
            tolerance=Tolerance(tolerance["kind"], tolerance["value"]),
            message_vi=entry.get("message_vi", ""),
            message_en=entry.get("message_en", ""),
            params=entry.get("params", {}),
            passing=_as_tuple(entry["examples"]["pass"]),
            failing=_as_tuple(entry["examples"]["fail"]),
            place=Place(self.document.name, self.document.mark((position,)).line),
            **{name: entry[name] for name in COPIED},
        )
        self._check_parts(rule, entry, position)
        self._check_params(rule, position)
        self._check_examples(rule, entry, position)
        return rule

    def _form_codes(self, entry: dict[str, Any], position: int) -> tuple[str, ...]:
        if entry["check_kind"] == "reporting":
            return ()
        listed = tuple(entry.get("for_each", {}).get("forms", ()))
        if ("form_code" in entry) == bool(listed):
            self._fault(
                (position,),
                "cần một trong hai / give one of form_code, for_each.forms",
            )
            return ()
        known = {form.form_code for form in self.registry.forms}
        codes = listed or (entry["form_code"],)
        for code in codes:
            if code not in known:
                path = (position, "for_each", "forms") if listed else (position, "form_code")
                self._fault(
                    path,
                    f"{code}: không có / no form of forms.csv; known: {', '.join(sorted(known))}",
                )
        return codes

    def _conditions(self, entry: dict[str, Any], position: int) -> list[Condition] | None:
        before = len(self.faults)
        listed = entry.get("conditions")
        entries = listed if listed is not None else [entry]
        conditions = []
        for number, one in enumerate(entries, start=1):
            path: Path_ = (position, "conditions", number - 1) if listed else (position,)
            for_each = _for_each(one.get("for_each", entry.get("for_each", {})))
            when = self._when(one.get("when", {}), (*path, "when"))
            text = one.get("expression", "")
            comparison = self._comparison(text, for_each, (*path, "expression")) if text else None
            given = self._given(one.get("given", ""), for_each, (*path, "given"))
            conditions.append(Condition(number, text, comparison, when, for_each, given))
        return conditions if len(self.faults) == before else None

    def _given(self, text: str, for_each: ForEach, path: Path_) -> Comparison | None:
        given = self._parsed(text, path) if text else None
        if given is None:
            return None
        if given.operator in PAIR_OPERATORS:
            self._fault(path, f"{given.operator}: không dùng ở đây / has no place here")
        known = {ITEM_PLACEHOLDER: for_each.items or for_each.rates}
        known[CATEGORY_PLACEHOLDER] = ",".join(for_each.categories)
        for placeholder, stands_for in known.items():
            if placeholder in _placeholders(given) and not stands_for:
                self._fault(path, f"{placeholder}: phải đi với / goes together with for_each")
        return given

    def _comparison(self, text: str, for_each: ForEach, path: Path_) -> Comparison | None:
        comparison = self._parsed(text, path)
        if comparison is None:
            return None
        used = _placeholders(comparison)
        for placeholder, kind, given in (
            (ITEM_PLACEHOLDER, "items", bool(for_each.items or for_each.rates)),
            (CATEGORY_PLACEHOLDER, "categories", bool(for_each.categories)),
        ):
            if (placeholder in used) != given:
                self._fault(
                    path, f"{placeholder}: phải đi với / goes together with for_each.{kind}"
                )
        return comparison

    def _parsed(self, text: str, path: Path_) -> Comparison | None:
        try:
            return parse_expression(text)
        except ExpressionError as error:
            fault = self.document.fault_in_text(path, str(error), error.line, error.column)
            self.faults.append(fault)
            return None

    def _when(self, entry: dict[str, Any], path: Path_) -> When:
        days = {
            name: parse_day(entry[name]) for name in ("valid_from", "valid_to") if name in entry
        }
        for name, day in days.items():
            if day is None:
                self._fault(
                    (*path, name),
                    f"tìm thấy / found {entry[name]!r}; cần / expected a day like 2025-07-01",
                )
        known = {
            "unit_types": {row.unit_type for row in self.registry.addressees},
            "period_types": {kind for form in self.registry.forms for kind, _ in form.periods},
        }
        for name, codes in known.items():
            for code in entry.get(name, ()):
                if code not in codes:
                    listed = ", ".join(sorted(codes))
                    message = f"{code}: không biểu nào hỏi / no form asks it; known: {listed}"
                    self._fault((*path, name), message)
        return When(
            unit_types=tuple(entry.get("unit_types", ())),
            period_types=tuple(entry.get("period_types", ())),
            valid_from=days.get("valid_from"),
            valid_to=days.get("valid_to"),
            whole_period=entry.get("whole_period", False),
        )

    def _check_parts(self, rule: Rule, entry: dict[str, Any], position: int) -> None:
        if not rule.form_codes:
            return
        _, problems = expand(rule, self.registry)
        for problem in problems:
            path: Path_ = (position,)
            if "conditions" in entry:
                path = (*path, "conditions", problem.condition_number - 1)
            one = entry.get("conditions", [entry])[problem.condition_number - 1]
            field = "given" if problem.is_given else "expression"
            path = (*path, field)
            text = one.get(field, "")
            line, column = _find(text, problem.name)
            fault = self.document.fault_in_text(path, problem.message, line, column)
            self.faults.append(fault if text else self.document.fault((position,), problem.message))

    def _check_params(self, rule: Rule, position: int) -> None:
        for name, code in named_codes(rule.params):
            if code not in self.registry.indicators:
                message = f"{code}: không phải chỉ tiêu / is no indicator of indicators.csv"
                self._fault((position, "params", name), message)

    def _check_examples(self, rule: Rule, entry: dict[str, Any], position: int) -> None:
        for kind, examples in (("pass", rule.passing), ("fail", rule.failing)):
            for number, example in enumerate(examples):
                path: Path_ = (position, "examples", kind)
                if isinstance(entry["examples"][kind], list):
                    path = (*path, number)
                try:
                    verdict = judge_example(rule, example)
                except ExampleError as error:
                    self._fault(path, str(error))
                    continue
                if verdict != kind:
                    self._fault(
                        path, f"ví dụ cho kết quả / this example gives {verdict}, not {kind}"
                    )


def _as_tuple(examples: Any) -> tuple[dict[str, Any], ...]:
    return tuple(examples) if isinstance(examples, list) else (examples,)


def _for_each(entry: Mapping[str, Any]) -> ForEach:
    return ForEach(
        forms=tuple(entry.get("forms", ())),
        indicator_kinds=tuple(entry.get("indicator_kinds", ())),
        items=entry.get("items", ""),
        categories=tuple(entry.get("categories", ())),
        indicators=tuple(entry.get("indicators", ())),
        rates=entry.get("rates", ""),
    )


def _placeholders(comparison: Comparison) -> set[str]:
    codes = {reference.indicator_code for reference in comparison.references}
    return codes | {reference.category_code for reference in comparison.references}


def _find(text: str, name: str) -> tuple[int, int]:
    """Return line and column of a name's first occurrence in an expression."""
    before = text[: max(text.find(name), 0)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
