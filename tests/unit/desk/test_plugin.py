"""The desk mounted under a path of another application, as Airflow mounts it."""

import importlib
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.support.desks import OUTSIDE, Bench, Visitor

from baocao.desk import plugin


def test_the_plugin_is_off_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plugin.DeskPlugin.fastapi_apps == []
    monkeypatch.setenv("BAOCAO_DESK_IN_AIRFLOW", "yes")
    (entry,) = importlib.reload(plugin).DeskPlugin.fastapi_apps
    assert (entry["name"], entry["url_prefix"]) == ("baocao_desk", "/nop-bao-cao")
    monkeypatch.delenv("BAOCAO_DESK_IN_AIRFLOW")
    importlib.reload(plugin)


def test_everything_works_under_a_prefix(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "BAOCAO_HOME": bench.home,
        "BAOCAO_SEEDS": bench.root / "seeds",
        "BAOCAO_EXPECTATIONS": bench.root / "expectations",
        "BAOCAO_NOW": bench.now.isoformat(),
    }.items():
        monkeypatch.setenv(name, str(value))
    airflow = FastAPI()
    airflow.mount(plugin.PREFIX, plugin.LazyApp())
    client = TestClient(airflow, base_url=f"{OUTSIDE}{plugin.PREFIX}/")
    visitor = Visitor(bench, client)
    assert visitor.get("history").headers["location"].startswith(f"{plugin.PREFIX}/login?")
    password = bench.account("01840")
    csrf = visitor.csrf("login")
    login = visitor.post("login", csrf=csrf, unit_code="01840", password=password, back="/history")
    assert login.headers["location"] == f"{plugin.PREFIX}/history"
    (cookie,) = login.headers.get_list("set-cookie")
    assert cookie.startswith("baocao-desk=")
    assert f"Path={plugin.PREFIX};" in cookie
    board = visitor.get("")
    links = re.findall(r'(?:href|src|action)="([^"#]+)', board.text)
    assert len(links) > 10
    assert all(link.startswith(f"{plugin.PREFIX}/") for link in links)
    assert client.get(f"{OUTSIDE}{links[0]}").status_code == 200
    sent = client.post(
        "send",
        data={"csrf": visitor.csrf("history")},
        files={"file": ("x.csv", bench.file())},
    )
    assert sent.url.path.startswith(f"{plugin.PREFIX}/receipts/")
