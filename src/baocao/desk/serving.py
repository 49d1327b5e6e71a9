"""Serving the desk by itself, beside Airflow."""

import logging
import os
import sys
from collections.abc import Sequence

import click
import uvicorn

from baocao.desk.app import create_app
from baocao.desk.clock import running_settings
from baocao.desk.service import Desk

HOST, PORT = "127.0.0.1", 8090
MOST_CONNECTIONS = 200
GRACE_SECONDS = 20


def serve(host: str = HOST, port: int = PORT, proxies: Sequence[str] = ()) -> None:
    """Serve the page until interrupted.

    Args:
        host: the address to listen on.
        port: the port to listen on.
        proxies: addresses of TLS proxies whose word about visitors is believed.

    Raises:
        UsageError: a setting cannot be used.
        ConfigError: the reference data have faults.
    """
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    app = create_app(Desk(running_settings(os.environ)))
    click.echo(f"Trang nộp báo cáo / upload page: http://{host}:{port}", err=True)
    uvicorn.run(
        app,
        host=host,
        port=port,
        # Requests are not listed: their addresses name receipts, and their senders are people.
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
