"""Channels: from SFTP, S3, other fsspec places and mailboxes into the local inbox.

Ingest alone reads the inbox; nothing here looks into a workbook.
"""

from baocao.channels.collecting import collect, collect_inbox, collect_one
from baocao.channels.model import ChannelRefused, ChannelUnreachable, Collected

__all__ = [
    "ChannelRefused",
    "ChannelUnreachable",
    "Collected",
    "collect",
    "collect_inbox",
    "collect_one",
]
