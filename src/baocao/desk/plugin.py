"""The desk inside Airflow's api-server, for installations that serve nothing else.

Off unless BAOCAO_DESK_IN_AIRFLOW is set: the page is for units, and a server of its own keeps them
away from Airflow.
"""

import asyncio
import os
from typing import Any

from airflow.plugins_manager import AirflowPlugin

PREFIX = "/nop-bao-cao"


class LazyApp:
    """Makes the application when it is first asked: every part of Airflow loads every plugin."""

    def __init__(self) -> None:
        """Make nothing yet."""
        self._app: Any = None
        self._lock = asyncio.Lock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on."""
        async with self._lock:
            if self._app is None:
                self._app = await asyncio.to_thread(self._make)
        await self._app(scope, receive, send)

    def _make(self) -> Any:
        from baocao.desk.app import create_app
        from baocao.desk.clock import running_settings
        from baocao.desk.service import Desk

        desk = Desk(running_settings(os.environ))
        # Airflow does not tell mounted applications that it starts.
        desk.intake.resume()
        return create_app(desk)


class DeskPlugin(AirflowPlugin):
    """Mounts the desk."""

    name = "baocao_desk"
    fastapi_apps = (
        [{"app": LazyApp(), "url_prefix": PREFIX, "name": "baocao_desk"}]
        if os.environ.get("BAOCAO_DESK_IN_AIRFLOW")
        else []
    )
