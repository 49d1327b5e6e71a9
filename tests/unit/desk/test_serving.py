"""The command that serves the page: behind a proxy, quiet, and ended by a signal."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from tests.support.desks import Bench

COMMAND = (sys.executable, "-c", "from baocao.cli import main; main()", "desk", "serve")


@contextmanager
def served(bench: Bench, *options: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    """Run `baocao desk serve` and yield a client of it and its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = os.environ | {
        "BAOCAO_HOME": str(bench.home),
        "BAOCAO_SEEDS": str(bench.root / "seeds"),
        "BAOCAO_NOW": bench.now.isoformat(),
    }
    command = [*COMMAND, "--port", str(port), *options]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                deadline = time.monotonic() + 60
                while time.monotonic() < deadline and process.poll() is None:
                    try:
                        client.get("/healthz")
                        break
                    except httpx.ConnectError:
                        time.sleep(0.1)
                yield client, process
        finally:
            process.terminate()


def test_behind_a_proxy_visitors_are_who_the_proxy_says(bench: Bench) -> None:
    proxied = {"x-forwarded-proto": "https", "x-forwarded-for": "10.1.2.3", "host": "bc.example"}
    with served(bench, "--trusted-proxy", "127.0.0.1") as (client, process):
        login = client.get("/login?secret=1", headers=proxied)
        assert login.headers["set-cookie"].startswith("__Host-baocao-desk=")
        assert "strict-transport-security" in login.headers
        assert "server" not in login.headers
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=30)[1]
    assert "upload page: http://127.0.0.1:" in said
    assert "/login" not in said, "requests are not listed"
    assert "Traceback" not in said


def test_without_a_proxy_nobody_is_believed(bench: Bench) -> None:
    with served(bench) as (client, _):
        login = client.get("/login", headers={"x-forwarded-proto": "https"})
        assert login.headers["set-cookie"].startswith("baocao-desk=")
        assert "strict-transport-security" not in login.headers
