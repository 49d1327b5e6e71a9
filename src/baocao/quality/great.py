"""Great Expectations at work: the only module that imports it.

The library comes in when a check runs and not before, with its telemetry off: unless the operator
has set GX_ANALYTICS_ENABLED to `true`, it counts as `false`.
"""

import html
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from baocao.quality.suites import Expectation, Suite
from baocao.quality.verdict import Failure, SuiteResult
from baocao.settings import Settings

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.data_context.store.store import (
        DataDocsSiteConfigTypedDict,
    )
    from great_expectations.expectations.expectation import Expectation as GreatExpectation

TELEMETRY_SWITCH = "GX_ANALYTICS_ENABLED"
SHOWN_ROWS = 5


class Examiner:
    """Runs suites on frames and keeps the results for the Data Docs of one stage."""

    def __init__(self, settings: Settings, stage: str) -> None:
        """Import Great Expectations and open a context that writes nothing by itself."""
        # Asked at import by the versions that send anything.
        telemetry = os.environ.setdefault(TELEMETRY_SWITCH, "false").lower() == "true"
        import great_expectations as gx
        from great_expectations.core.run_identifier import RunIdentifier
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )

        self._gx = gx
        self._stage = stage
        stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
        config = DataContextConfig(store_backend_defaults=stores, analytics_enabled=telemetry)
        self._context = gx.get_context(mode="ephemeral", project_config=config)
        self._context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self._source = self._context.data_sources.add_pandas(stage)
        self._run = RunIdentifier(run_name=stage, run_time=settings.now)

    def examine(
        self, suite: Suite, frame: "pd.DataFrame", values: dict[str, list[str]]
    ) -> SuiteResult:
        """Evaluate one suite on one frame.

        Args:
            suite: what must hold.
            frame: the columns that the suite looks at.
            values: allowed values by the name of their set.
        """
        gx = self._gx
        asset = self._source.add_dataframe_asset(suite.name)
        wanted = list(_great_expectations(suite, values, frame))
        expectations = gx.ExpectationSuite(
            name=suite.name,
            expectations=wanted,
            notes=f"{suite.title_vi} / {suite.title_en}",
        )
        definition = gx.ValidationDefinition(
            name=suite.name,
            data=asset.add_batch_definition_whole_dataframe(suite.name),
            suite=self._context.suites.add(expectations),
        )
        result = self._context.validation_definitions.add(definition).run(
            batch_parameters={"dataframe": frame},
            result_format={
                "result_format": "SUMMARY",
                "partial_unexpected_count": SHOWN_ROWS,
                "unexpected_index_column_names": [key for key in suite.key if key in frame],
            },
            run_id=self._run,
        )
        failures = [_failure(suite, one) for one in result.results if not one.success]
        return SuiteResult(
            suite=suite.name,
            title_vi=suite.title_vi,
            title_en=suite.title_en,
            rows=len(frame),
            evaluated=len(wanted),
            failures=failures,
        )

    def write_docs(self, folder: Path) -> None:
        """Write Great Expectations' pages about what was examined into a folder."""
        site: dict[str, Any] = {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(folder),
            },
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        }
        self._escape_what_was_found()
        self._context.add_data_docs_site(self._stage, cast("DataDocsSiteConfigTypedDict", site))
        self._context.build_data_docs(site_names=[self._stage])

    def _escape_what_was_found(self) -> None:
        """Make text out of the markup in the results that the pages are made from.

        Great Expectations writes the values that it found into its pages as they are, and a sender
        chooses some of them: the name of a file, the text of a cell.
        """
        store = self._context.validation_results_store
        for key in store.list_keys():
            results: Any = store.get(key)
            for one in results.results:
                one.result = escaped(one.result)
                one.exception_info = escaped(one.exception_info)
            store.set(key, results)


def escaped(value: Any) -> Any:
    """Return text, and the text anywhere in lists and dictionaries, with its markup escaped."""
    if isinstance(value, str):
        return html.escape(value)
    if isinstance(value, dict):
        return {escaped(name): escaped(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(escaped(one) for one in value)
    return value


def _great_expectations(
    suite: Suite, values: dict[str, list[str]], frame: "pd.DataFrame"
) -> Iterator["GreatExpectation"]:
    """Yield a suite's expectations as Great Expectations knows them; promised columns first."""
    from great_expectations.expectations.registry import get_expectation_impl

    for expectation in [*_promised_columns(suite), *suite.expectations]:
        yield get_expectation_impl(expectation.type)(**_arguments(expectation, values, frame))


def _promised_columns(suite: Suite) -> list[Expectation]:
    if not suite.columns:
        return []
    return [
        Expectation(
            type="expect_table_columns_to_match_set",
            kwargs={"column_set": suite.columns, "exact_match": False},
            severity="critical",
            notes_vi="Các cột đã hứa với người đọc.",
            notes_en="The columns that readers were promised.",
        )
    ]


def _arguments(
    expectation: Expectation, values: dict[str, list[str]], frame: "pd.DataFrame"
) -> dict[str, Any]:
    arguments = {
        **expectation.kwargs,
        "severity": expectation.severity,
        "notes": f"{expectation.notes_vi} / {expectation.notes_en}",
        "meta": {"notes_vi": expectation.notes_vi, "notes_en": expectation.notes_en},
    }
    if expectation.value_set_of:
        # Great Expectations copies its arguments many times over, and there are 14,000 units; an
        # allowed value that does not occur decides nothing.
        column = expectation.kwargs["column"]
        found = set(frame[column].dropna()) if column in frame else set()
        allowed = values[expectation.value_set_of]
        arguments["value_set"] = [one for one in allowed if one in found] or allowed[:1]
    if expectation.where:
        arguments["row_condition"] = _condition(expectation.where)
    return arguments


def _condition(where: dict[str, list[Any]]) -> Any:
    from great_expectations.expectations.row_conditions import Column

    # A frame holds booleans as text.
    plain = {c: [str(v).lower() if isinstance(v, bool) else v for v in where[c]] for c in where}
    conditions = [Column(column).is_in(allowed) for column, allowed in plain.items()]
    whole = conditions[0]
    for condition in conditions[1:]:
        whole = whole & condition
    return whole


def _failure(suite: Suite, result: "ExpectationValidationResult") -> Failure:
    config: Any = result.expectation_config
    expected = Expectation(config.type, dict(config.kwargs), config.severity.value, **config.meta)
    return Failure(
        suite=suite.name,
        expectation=expected.type,
        subject=expected.subject,
        severity=expected.severity,
        notes_vi=expected.notes_vi,
        notes_en=expected.notes_en,
        found=_found(result),
        unexpected=result.result.get("unexpected_count"),
        rows=[
            {name: _shown(value) for name, value in row.items()}
            for row in result.result.get("partial_unexpected_index_list") or []
        ],
    )


def _shown(value: Any) -> str:
    """Return a value as people write it: frames hold whole numbers as floats, blanks as NaN."""
    if isinstance(value, tuple):
        return ", ".join(_shown(part) for part in value)
    if value is None or value != value:
        return "trống / blank"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _found(result: "ExpectationValidationResult") -> str:
    """Return in words what was found instead."""
    outcome = result.result
    if not outcome:
        return f"không đánh giá được / could not be evaluated: {_exception(result)}"
    if "unexpected_count" in outcome:
        samples = list(dict.fromkeys(_shown(one) for one in outcome["partial_unexpected_list"]))
        counts = f"{outcome['unexpected_count']}/{outcome['element_count']} dòng / rows"
        return f"{counts}: {', '.join(samples)}"
    missing = outcome.get("details", {}).get("mismatched", {}).get("missing")
    if missing:
        return f"thiếu cột / missing columns: {', '.join(missing)}"
    return f"tìm thấy / found {outcome.get('observed_value')}"


def _exception(result: "ExpectationValidationResult") -> str:
    info = result.exception_info or {}
    parts = [info] if "exception_message" in info else list(info.values())
    return "; ".join(part["exception_message"] for part in parts if isinstance(part, dict))
