"""The files of the real installation: valid, pinned, no secrets, services watched and confined."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from baocao.orchestrating.policy import COLLECTOR_QUEUE

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LONG_RUNNING = sorted(set(SERVICES) - {"init"})

PINNED_BY_DIGEST = re.compile(r"[a-z0-9/._-]+:[\w.-]*\d[\w.-]*@sha256:[0-9a-f]{64}")
SECRET_NAME = re.compile(r"PASSWORD|SECRET|KEY|TOKEN|_AUTH$")


def variables_of(text: str) -> set[str]:
    return set(re.findall(r"\$\{([A-Z_]+)", text))


def env_file(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of what `docker compose` and `scripts/make-env` read."""
    (tmp_path / "scripts").mkdir()
    for name in ("docker-compose.yml", ".env.example", "scripts/make-env"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def make_env(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(project / "scripts/make-env"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def compose(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the real Docker Compose, which reads the file and .env but needs no engine for that."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(project)}
    return subprocess.run(
        [BIN / "docker-compose", *arguments],
        cwd=project, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def rendered(project: Path) -> dict[str, Any]:
    """Return the file as Compose sees it: variables filled in, defaults spelled out."""
    result = compose(project, "config", "--format", "json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_follows_the_compose_specification() -> None:
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec"]
    result = subprocess.run(
        [*command, ROOT / "docker-compose.yml"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def test_has_the_components_of_the_installation() -> None:
    assert set(SERVICES) == {
        "postgres", "redis", "init", "api-server", "scheduler", "dag-processor", "triggerer",
        "worker", "worker-collector", "worker-writer", "desk",
    }  # fmt: skip


def test_compose_accepts_it_with_a_made_env(project: Path) -> None:
    assert make_env(project).returncode == 0
    assert compose(project, "config", "-q").stderr == ""


def test_compose_refuses_when_a_variable_is_missing(project: Path) -> None:
    make_env(project)
    complete = env_file(project / ".env")
    for name in sorted(complete):
        kept = [f"{key}={value}" for key, value in complete.items() if key != name]
        (project / ".env").write_text("\n".join(kept) + "\n")
        result = compose(project, "config", "-q")
        assert result.returncode != 0, f"{name} missing, yet accepted"
        assert name in result.stderr


def test_example_names_exactly_the_variables_in_use() -> None:
    used = variables_of((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert set(env_file(ROOT / ".env.example")) == used


def test_no_variable_has_a_default_beside_the_example() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert re.findall(r"\$\{[A-Z_]+(?!:\?|[A-Z_])", text) == []
    assert re.findall(r"(?<!\$)\$[A-Za-z]", text) == []


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name: str) -> None:
    service = SERVICES[name]
    if "build" in service:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert service["image"] == f"baocao:{project['version']}"
    else:
        assert PINNED_BY_DIGEST.fullmatch(service["image"])


def test_dockerfile_builds_on_a_pinned_image_from_the_lock_and_not_as_root() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    default = re.search(r"^ARG PYTHON_IMAGE=(\S+)$", text, re.MULTILINE)
    assert default
    assert PINNED_BY_DIGEST.fullmatch(default[1])
    assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {"${PYTHON_IMAGE}"}
    assert text.count("--require-hashes") == text.count("pip install --req") + 1
    assert re.findall(r"^USER (.*)$", text, re.MULTILINE)[-1] == "10001:10001"


def test_dockerfile_passes_hadolint() -> None:
    command = [BIN / "hadolint", ROOT / "Dockerfile"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_are_variables(name: str) -> None:
    for key, value in SERVICES[name].get("environment", {}).items():
        if SECRET_NAME.search(key):
            assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", value), f"{name}: {key}"
        for password in re.findall(r"://[^:/@]*:([^@]+)@", value):
            assert re.fullmatch(r"\$\{[A-Z_]+_PASSWORD:\?[^}]+\}", password), f"{name}: {key}"


def test_first_password_reaches_only_the_service_that_uses_it() -> None:
    holders = {name for name, s in SERVICES.items() if "AIRFLOW_ADMIN_PASSWORD" in str(s)}
    assert holders == {"init"}


def test_the_upload_page_holds_none_of_airflows_secrets(project: Path) -> None:
    make_env(project)
    desk = rendered(project)["services"]["desk"]
    assert set(desk["environment"]) == {"BAOCAO_DESK_SECRET", "DO_NOT_TRACK"}
    assert set(desk["networks"]) == {"frontend"}


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_long_running_services_are_watched_and_restarted(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_services_have_no_more_rights_than_they_need(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert service["user"].split(":")[0] not in {"", "0", "root"}
    assert "privileged" not in service
    assert "cap_add" not in service


def test_only_the_pages_are_reachable_and_only_from_this_machine(project: Path) -> None:
    make_env(project)
    services = rendered(project)["services"]
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert sorted(ports) == ["api-server", "desk"]
    assert [port["host_ip"] for published in ports.values() for port in published] == [
        "127.0.0.1",
        "127.0.0.1",
    ]
    assert COMPOSE["networks"]["backend"] == {"internal": True}
    assert {n for n, s in SERVICES.items() if "frontend" in s["networks"]} == {
        "api-server",
        "desk",
    }


def test_airflow_waits_for_its_database_its_queue_and_the_first_set_up(project: Path) -> None:
    make_env(project)
    for name, service in rendered(project)["services"].items():
        if "build" in service:
            expected = {"postgres": "service_healthy", "redis": "service_healthy"}
            expected |= {} if name == "init" else {"init": "service_completed_successfully"}
            if name == "desk":
                expected = {"init": "service_completed_successfully"}
            found = {needed: how["condition"] for needed, how in service["depends_on"].items()}
            assert found == expected, name


def test_one_process_alone_serves_the_writers_queue() -> None:
    serving = {
        name: service["command"]
        for name, service in SERVICES.items()
        if "worker" in service.get("command", [])
    }
    queues = {name: command[command.index("-q") + 1] for name, command in serving.items()}
    assert queues == {
        "worker": "default",
        "worker-collector": COLLECTOR_QUEUE,
        "worker-writer": "duckdb_writer",
    }
    writer = serving["worker-writer"]
    assert writer[writer.index("-c") + 1] == "1"
    assert SERVICES["worker-writer"]["deploy"] == {"replicas": 1}
    assert "pools set duckdb_writer 1" in SERVICES["init"]["command"][-1]


def test_only_the_collector_can_call_out_and_nobody_can_call_it() -> None:
    assert COMPOSE["networks"]["outward"] == {}
    assert {n for n, s in SERVICES.items() if "outward" in s["networks"]} == {"worker-collector"}
    assert "ports" not in SERVICES["worker-collector"]


def test_make_env_generates_every_secret_privately(project: Path) -> None:
    assert make_env(project).returncode == 0
    path = project / ".env"
    values = env_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert all(values.values())
    secrets = [values[name] for name in values if re.search(r"PASSWORD|SECRET|KEY", name)]
    assert len(set(secrets)) == len(secrets) == 7
    assert min(map(len, secrets)) >= 24
    assert values["BAOCAO_UID"] != "0"
    assert (project / values["BAOCAO_STATE_DIR"] / "inbox").is_dir()


def test_make_env_is_different_everywhere(project: Path, tmp_path: Path) -> None:
    make_env(project)
    make_env(project, str(tmp_path / "other.env"))
    one, other = env_file(project / ".env"), env_file(tmp_path / "other.env")
    assert {name for name in one if one[name] != other[name]} == {
        name for name in one if re.search(r"PASSWORD|SECRET|KEY", name)
    }


def test_make_env_keeps_what_is_set_and_adds_what_is_new(project: Path) -> None:
    make_env(project)
    before = env_file(project / ".env")
    lines = [f"{k}={v}" for k, v in before.items() if k != "REDIS_PASSWORD"]
    edited = "\n".join([*lines, "OWN_VARIABLE=kept"]).replace("BAOCAO_PORT=8080", "BAOCAO_PORT=81")
    (project / ".env").write_text(edited + "\n")
    assert make_env(project).returncode == 0
    after = env_file(project / ".env")
    assert after["BAOCAO_PORT"] == "81"
    assert after["OWN_VARIABLE"] == "kept"
    assert after["REDIS_PASSWORD"] not in {"", before["REDIS_PASSWORD"]}
    unchanged = set(before) - {"REDIS_PASSWORD", "BAOCAO_PORT"}
    assert {name: after[name] for name in unchanged} == {name: before[name] for name in unchanged}


def test_make_env_refuses_a_call_it_does_not_know(project: Path) -> None:
    result = make_env(project, "--help")
    assert result.returncode == 2
    assert "usage" in result.stderr
