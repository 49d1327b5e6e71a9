"""The house law: what every tracked file of this repository keeps to."""

import ast
import fnmatch
import importlib.metadata
import re
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("runtime", "dev", "server", "bootstrap")
MAKE_TARGETS = {
    "help", "demo", "test", "lint", "scoreboard", "facts", "bench", "bench-national", "up", "down",
    "build", "docs", "clean",
}  # fmt: skip

# Written in pieces, so that this file keeps the law as well.
HOSTS = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.", "deb.debian" + ".org")
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|home/[a-z]+|Users/\w+)/\w")
LEFTOVERS = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
EVADED_TESTS = re.compile(
    r"pytest\.mark\.(?:skip|xfail)|pytest\." + r"(?:skip|xfail|importorskip)\(|unittest\.mock"
)

# Named by what we install, imported by what it is called inside.
MODULE_OF = {"apache-airflow": "airflow", "dbt-core": "dbt", "pyyaml": "yaml"}
# Installed for others: dbt's adapter, a version bound that all share, what reads FastAPI's forms;
# a provider's module is a part of Airflow's.
NOT_IMPORTED = {
    "dbt-duckdb", "sqlalchemy", "python-multipart", "apache-airflow-providers-smtp",
}  # fmt: skip


def tracked(*patterns: str) -> list[Path]:
    """Return the tracked and the new files that git does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in output.split("\0") if name and (path := ROOT / name).is_file()]


def text_files() -> dict[str, str]:
    """Return every tracked file that is text, by its name from the root."""
    found = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            found[path.relative_to(ROOT).as_posix()] = content.decode("utf-8")
    return found


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def offenders(pattern: re.Pattern[str], files: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in files.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def requirement_names(path: Path) -> list[str]:
    """Return the direct requirements of an .in file, normalised; `-r` and `-c` lines left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    names = [re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line) for line in lines]
    return [re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name]


def locked(path: Path) -> dict[str, set[str]]:
    """Return package → versions of a lock; a package may have one version per Python."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9.-]+)==([^ ;\\]+)", path.read_text(), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def imported_modules(folder: str) -> dict[str, set[str]]:
    """Return outside module → files of the folder that import it, at any level."""
    found: dict[str, set[str]] = {}
    for path in tracked(f"{folder}/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for name in names:
                found.setdefault(name.split(".")[0], set()).add(path.name)
    ours = {"baocao", "tests", "benchmarks", "dags"}
    return {m: files for m, files in found.items() if m not in sys.stdlib_module_names | ours}


def test_nothing_names_a_machine_or_a_package_registry() -> None:
    files = text_files()
    assert offenders(MACHINE_PATHS, files) == []
    assert offenders(re.compile("|".join(map(re.escape, HOSTS))), files) == []


def test_nothing_is_left_over() -> None:
    assert offenders(LEFTOVERS, text_files()) == []
    assert offenders(re.compile(r"(?i)\bissues? #?\d"), text_files()) == []


def test_no_test_is_evaded() -> None:
    files = {name: text for name, text in text_files().items() if name.startswith("tests/")}
    assert offenders(EVADED_TESTS, files) == []


def test_text_is_clean() -> None:
    faults = []
    for name, text in text_files().items():
        if text != unicodedata.normalize("NFC", text):
            faults.append(f"{name}: not in Unicode form NFC")
        if "\r" in text:
            faults.append(f"{name}: carriage returns")
        if text and not text.endswith("\n"):
            faults.append(f"{name}: no newline at the end")
        if re.search(r"[ \t]+$", text, re.MULTILINE):
            faults.append(f"{name}: blanks at the end of a line")
    assert faults == []


def test_state_and_secrets_are_not_tracked() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in tracked()}
    assert not names & {"uv.lock", ".env", "poetry.lock"}
    assert [n for n in names if n.startswith(("var/", "data/", ".venv/"))] == []
    private_key = re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY-----")
    assert offenders(private_key, text_files()) == []
    assert [p.name for p in tracked() if p.stat().st_size > 2_000_000] == []


@pytest.mark.parametrize(
    ("pattern", "limit"),
    [
        ("dags/*.py", 80),
        ("dbt_project/models/*.sql", 120),
        ("dbt_project/macros/*.sql", 120),
        ("src/*.py", 300),
        ("tests/*.py", 300),
        ("benchmarks/*.py", 300),
    ],
)
def test_files_stay_small(pattern: str, limit: int) -> None:
    sizes = {str(path.relative_to(ROOT)): lines_of(path) for path in tracked(pattern)}
    assert {name: size for name, size in sizes.items() if size > limit} == {}


def test_functions_stay_small() -> None:
    long = []
    for path in tracked("src/*.py", "dags/*.py", "benchmarks/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > 50:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length}")
    assert long == []


def test_readme_and_ci_run_the_same_test_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    commands = "".join(re.findall(r"```console\n(.*?)```", readme, re.DOTALL))
    assert re.search(r"^make test\b", commands, re.MULTILINE)
    assert re.search(r"^exec timeout .* make test </dev/null$", script, re.MULTILINE)


def test_make_help_lists_every_target() -> None:
    result = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = set(re.findall(r"^  make ([a-z-]+) ", result.stdout, re.MULTILINE))
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony
    assert listed == set(phony[1].split())
    assert listed >= MAKE_TARGETS


@pytest.mark.parametrize("name", LOCKS)
def test_locks_carry_hashes_and_fit_their_source(name: str) -> None:
    lock = ROOT / f"requirements/{name}.txt"
    text = lock.read_text(encoding="utf-8")
    entries = re.findall(r"^[a-z0-9.-]+==.*?(?=^[a-z0-9.-]+==|\Z)", text, re.MULTILINE | re.DOTALL)
    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"^(?:-|https?:).*$", text, re.MULTILINE) == []
    wanted = set(requirement_names(lock.with_suffix(".in")))
    if name in {"dev", "server"}:
        wanted |= set(requirement_names(ROOT / "requirements/runtime.in"))
    assert wanted - set(locked(lock)) == set()


@pytest.mark.parametrize("name", ["dev", "server"])
def test_tests_and_server_run_the_versions_of_the_runtime_lock(name: str) -> None:
    runtime, other = (locked(ROOT / f"requirements/{lock}.txt") for lock in ("runtime", name))
    assert {package: other.get(package) for package in runtime} == runtime


def test_imports_are_declared_and_declarations_used() -> None:
    runtime = requirement_names(ROOT / "requirements/runtime.in")
    known = {MODULE_OF.get(name, name.replace("-", "_")): name for name in runtime}
    modules = imported_modules("src") | imported_modules("dags")
    assert {module: files for module, files in modules.items() if module not in known} == {}
    assert {name for module, name in known.items() if module not in modules} == NOT_IMPORTED


def test_imports_of_tests_are_installed_by_a_direct_requirement() -> None:
    direct = {n for lock in ("runtime", "dev") for n in requirement_names(_source(lock))}
    distributions = importlib.metadata.packages_distributions()
    missing = {}
    for module, files in (imported_modules("tests") | imported_modules("benchmarks")).items():
        names = {MODULE_OF.get(module, module), *distributions.get(module, [])}
        normal = {re.sub(r"[-_.]+", "-", name).lower() for name in names}
        is_airflow = any(name.startswith("apache-airflow") for name in normal)
        if not is_airflow and not normal & direct:
            missing[module] = files
    assert missing == {}


def _source(name: str) -> Path:
    return ROOT / f"requirements/{name}.in"


def test_data_files_of_the_package_are_packaged() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["baocao"]
    data = [p.relative_to(ROOT / "src/baocao") for p in tracked("src/baocao") if p.suffix != ".py"]
    endings = [pattern.removeprefix("**/") for pattern in patterns]
    left_out = [p for p in data if not any(fnmatch.fnmatch(p.name, ending) for ending in endings)]
    assert left_out == []


def test_supported_pythons_are_said_once_and_the_same_everywhere() -> None:
    project = PROJECT["project"]
    assert project["requires-python"] == ">=3.11,<3.14"
    classifiers = "".join(project["classifiers"])
    assert re.findall(r"Python :: (3\.\d+)", classifiers) == ["3.11", "3.12", "3.13"]
    assert "Python 3.11 to 3.13" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert PROJECT["tool"]["ruff"]["target-version"] == "py311"


def test_changelog_describes_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[?([\w.]+)", text, re.MULTILINE)
    assert headings[:2] == ["Unreleased", PROJECT["project"]["version"]]


def test_hooks_need_nothing_from_outside() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    assert {hook["language"] for repo in config["repos"] for hook in repo["hooks"]} == {"system"}
