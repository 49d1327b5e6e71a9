"""Collecting from channels, as tasks: which there are, and one look at one of them."""

from typing import Any

from baocao.registry import Registry
from baocao.registry.channels import Channels
from baocao.settings import Settings


def active_channels(settings: Settings) -> list[str]:
    """Return the codes of the channels to collect from.

    Raises:
        ConfigError: the seeds have faults.
    """
    Registry.load(settings.seeds)
    active = Channels.load(settings.seeds, settings.inbox_url).active
    return [channel.channel_code for channel in active]


def collect_from(settings: Settings, channel_code: str) -> dict[str, Any]:
    """Collect from one channel and return the counts: no names, which may hold personal data.

    Raises:
        ChannelRefused: the channel cannot work as it is set up.
        ChannelUnreachable: its server does not answer.
        UsageError: its Airflow connection is not there.
    """
    from baocao.channels import collect_one

    collected = collect_one(settings, Registry.load(settings.seeds), channel_code)
    return {"channel_code": collected.channel_code, **collected.counts}
