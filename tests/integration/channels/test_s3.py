"""The S3 channel against a real S3 server."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from tests.integration.channels.conftest import OTHER_UNIT, UNIT, CollectingOffice, channel_of
from tests.support.servers import PASSWORD, USER, s3_server

from baocao.channels import ChannelRefused, ChannelUnreachable
from baocao.errors import UsageError
from baocao.registry.channels import Channel

BUCKET = "nop-bao-cao"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_server() as url:
        yield url


@pytest.fixture
def bucket(endpoint: str) -> Iterator[Any]:
    """Return an empty bucket, as its senders see it."""
    s3: Any = boto3.resource(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=USER,
        aws_secret_access_key=PASSWORD,
        region_name="us-east-1",
        config=Config(proxies={}),
    )
    bucket = s3.create_bucket(Bucket=BUCKET)
    yield bucket
    bucket.objects.delete()
    bucket.delete()


@pytest.fixture
def channel(endpoint: str, connect: Callable[..., str]) -> Channel:
    connection_id = connect("aws", host="", extra={"endpoint_url": endpoint})
    return channel_of("s3", f"{BUCKET}/2026", connection_id)


def now() -> datetime:
    """Return the present: the server stamps objects with the machine's time."""
    return datetime.now(UTC) + timedelta(seconds=2)


def test_an_object_comes_in_once_with_the_time_that_the_server_gave_it(
    office: CollectingOffice, channel: Channel, bucket: Any
) -> None:
    bucket.put_object(Key=f"2026/{UNIT}/Báo cáo quý III.csv", Body=b"x")
    bucket.put_object(Key=f"2026/{OTHER_UNIT}/", Body=b"")
    bucket.put_object(Key=f"2025/{UNIT}/cu.csv", Body=b"y")
    assert office.collect(channel, now()).counts["taken"] == 1
    assert office.inbox_files() == {f"{UNIT}/Báo cáo quý III.csv": b"x"}
    office.ingest()
    (file,) = office.rows("files")
    written = bucket.Object(f"2026/{UNIT}/Báo cáo quý III.csv").last_modified
    assert file["received_at"] == written
    assert office.collect(channel, now()).counts == {"known": 1}
    assert office.inbox_files() == {}


def test_what_was_taken_bears_a_tag_and_stays_where_it_is(
    office: CollectingOffice, channel: Channel, bucket: Any
) -> None:
    key = f"2026/{UNIT}/a.csv"
    bucket.put_object(Key=key, Body=b"x", Tagging="loai=quy")
    office.collect(channel, now())
    client = bucket.meta.client
    tags = client.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"loai": "quy", "baocao": "da-nhan"}
    assert client.get_object(Bucket=BUCKET, Key=key)["Body"].read() == b"x"


def test_an_object_that_was_replaced_is_a_new_delivery(
    office: CollectingOffice, channel: Channel, bucket: Any
) -> None:
    for body in (b"old", b"new"):
        bucket.put_object(Key=f"2026/{UNIT}/a.csv", Body=body)
        assert office.collect(channel, now()).counts["taken"] == 1
        office.ingest()
    assert len(office.rows("files")) == 2


def test_what_is_set_up_wrong_is_named(
    office: CollectingOffice, bucket: Any, endpoint: str, connect: Callable[..., str]
) -> None:
    def collect(location: str, url: str) -> None:
        connection_id = connect("aws", host="", extra={"endpoint_url": url})
        office.collect(channel_of("s3", location, connection_id), now())

    with pytest.raises(ChannelRefused, match="FileNotFoundError"):
        collect("khong-co/2026", endpoint)
    with pytest.raises(ChannelUnreachable, match="s3-thu"):
        collect(BUCKET, "http://127.0.0.1:9")
    with pytest.raises(UsageError, match="https"):
        collect(BUCKET, "http://s3.example.org")
