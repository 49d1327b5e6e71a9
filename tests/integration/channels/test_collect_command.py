"""`baocao collect` as its operator calls it: three servers at once, and nothing secret shown."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncssh
import boto3
import pytest
from click.testing import CliRunner
from tests.integration.channels.conftest import SENT, UNIT
from tests.integration.channels.test_mailbox import Post, letter
from tests.support.servers import HOST, PASSWORD, USER, imap_server, s3_server, sftp_server
from tests.unit.ingesting.workbooks import drop

from baocao.cli import cli

WRONG = "Mat-khau-sai-4471"
HEADER = (
    "channel_code,kind,location,connection_id,sender_rule,unit_code,after_taking,"
    "trusted_authserv_id,is_active\n"
)
CHANNELS = """\
sftp,sftp,/nop,sftp,folder,,mark,,yes
sftp-khoa,sftp,/nop,sftp_khoa,folder,,leave,,yes
sftp-sai,sftp,/nop,sftp_sai,folder,,leave,,yes
s3,s3,nop-bao-cao,s3,folder,,mark,,yes
thu,imap,INBOX,thu,unit,01840,leave,,yes
thu-sai,imap,INBOX,thu_sai,unit,01840,leave,,yes
tat,sftp,/nop,khong_co,folder,,leave,,no
"""


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[dict[str, Any]]:
    """Return the environment of the command and the folder of its SFTP server."""
    folder = tmp_path_factory.mktemp("command")
    shutil.copytree(root / "seeds", folder / "seeds")
    (folder / "seeds/reference/channels.csv").write_text(HEADER + CHANNELS)
    (folder / "server/nop").mkdir(parents=True)
    key = asyncssh.generate_private_key("ssh-ed25519")
    private = key.export_private_key().decode()
    with ExitStack() as stack:
        sftp = stack.enter_context(sftp_server(folder / "server"))
        sftp.client_keys.append(key.export_public_key().decode().strip())
        s3 = stack.enter_context(s3_server())
        imap = stack.enter_context(imap_server(folder))
        known = {"host_key": sftp.host_key}
        ca = {"ca_file": str(imap.ca_file)}
        fields = {
            "SFTP": {"port": sftp.port, "extra": known},
            "SFTP_KHOA": {
                "port": sftp.port, "password": "", "extra": known | {"private_key": private}
            },
            "SFTP_SAI": {"port": sftp.port, "password": WRONG, "extra": known},
            "S3": {"conn_type": "aws", "extra": {"endpoint_url": s3}},
            "THU": {"port": imap.tls_port, "extra": ca},
            "THU_SAI": {"port": imap.tls_port, "password": WRONG, "extra": ca},
        }  # fmt: skip
        usual = {"conn_type": "sftp", "host": HOST, "login": USER, "password": PASSWORD}
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")
        }
        environment |= {
            f"AIRFLOW_CONN_{name}": json.dumps(usual | one) for name, one in fields.items()
        }
        environment |= {
            "BAOCAO_HOME": str(folder / "home"),
            "BAOCAO_SEEDS": str(folder / "seeds"),
            "BAOCAO_EXPECTATIONS": str(root / "expectations"),
            "AIRFLOW__LOGGING__LOGGING_LEVEL": "DEBUG",
            "AWS_ACCESS_KEY_ID": "cua-nguoi-khac",
        }
        yield {
            "environment": environment,
            "folder": folder,
            "imap": imap,
            "s3": s3,
            "secrets": [PASSWORD, WRONG, *private.splitlines()[1:-1]],
        }


def command(setup: dict[str, Any], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with all that it logs."""
    call = [str(Path(sys.executable).with_name("baocao")), *arguments]
    environment = setup["environment"]
    return subprocess.run(call, env=environment, capture_output=True, text=True, check=False)


def baocao(setup: dict[str, Any], *arguments: str, **more: str) -> Any:
    """Run the command in this process, which knows Airflow already."""
    environment = setup["environment"] | {"_AIRFLOW_PROCESS_CONTEXT": "client"} | more
    environment["AIRFLOW_HOME"] = os.environ["AIRFLOW_HOME"]
    return CliRunner().invoke(cli, arguments, env=environment, standalone_mode=False)


def put_everywhere(setup: dict[str, Any]) -> None:
    drop(setup["folder"] / "server/nop" / UNIT, "sftp.csv", b"1", SENT)
    account = {"aws_access_key_id": USER, "aws_secret_access_key": PASSWORD}
    client: Any = boto3.client("s3", endpoint_url=setup["s3"], region_name="us-east-1", **account)
    client.create_bucket(Bucket="nop-bao-cao")
    client.put_object(Bucket="nop-bao-cao", Key=f"{UNIT}/s3.csv", Body=b"2")
    post = Post(setup["imap"])
    post.client.append("INBOX", "", None, bytes(letter(("thu.csv", b"3"))))  # pyright: ignore[reportArgumentType]
    post.client.logout()


def test_every_channel_that_works_is_collected_and_no_secret_is_shown(
    setup: dict[str, Any],
) -> None:
    put_everywhere(setup)
    result = command(setup, "collect", "--json")
    channels = {one["channel_code"]: one for one in json.loads(result.stdout)["channels"]}
    assert {code for code, one in channels.items() if one["error"]} == {"sftp-sai", "thu-sai"}
    assert {code: one["counts"].get("taken", 0) for code, one in channels.items()} == {
        "sftp": 1, "sftp-khoa": 1, "sftp-sai": 0, "s3": 1, "thu": 1, "thu-sai": 0,
    }  # fmt: skip
    assert result.returncode == 2
    assert "[debug" in result.stderr, "the test wants to see all that is ever logged"
    again = baocao(setup, "collect", "--channel", "thu")
    assert (again.return_value, "đã lấy từ trước" in again.stdout) == (0, True)
    taken_in = baocao(setup, "ingest", "--json")
    assert sum(json.loads(taken_in.stdout)["files"].values()) == 4
    shown = "".join(one.stdout + one.stderr for one in (result, again, taken_in)).encode()
    home = Path(setup["environment"]["BAOCAO_HOME"])
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert [secret for secret in setup["secrets"] if secret.encode() in shown + kept] == []


def test_an_inbox_that_is_a_url_is_collected_before_it_is_taken_in(setup: dict[str, Any]) -> None:
    place = setup["folder"] / "chung"
    drop(place / UNIT, "a.csv", b"4", SENT)
    home = str(setup["folder"] / "home-url")
    taken_in = baocao(setup, "ingest", "--json", BAOCAO_HOME=home, BAOCAO_INBOX=place.as_uri())
    assert json.loads(taken_in.stdout)["files"]["refused"] == 1
    more = {"BAOCAO_HOME": home, "BAOCAO_INBOX": "sftp:///nop"}
    more["AIRFLOW_CONN_BAOCAO_INBOX"] = setup["environment"]["AIRFLOW_CONN_SFTP"]
    drop(setup["folder"] / "server/nop" / UNIT, "b.csv", b"5", datetime(2025, 1, 1, tzinfo=UTC))
    taken_in = baocao(setup, "ingest", "--json", **more)
    assert "b.csv" in {Path(one["file"]).name for one in json.loads(taken_in.stdout)["refused"]}


def test_a_channel_that_does_not_work_is_named(setup: dict[str, Any]) -> None:
    result = baocao(setup, "collect", "--channel", "tat")
    assert (result.return_value, "sftp-khoa" in result.stderr) == (2, True)
    result = baocao(setup, "collect", BAOCAO_INBOX="khong-co://h/x", AIRFLOW_CONN_BAOCAO_INBOX="{}")
    assert (result.return_value, "khong-co" in result.stderr) == (2, True)
