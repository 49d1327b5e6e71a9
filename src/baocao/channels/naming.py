"""Names that came from outside, made fit to be names of files in the inbox."""

import os
import re
import unicodedata
from pathlib import PurePosixPath

from baocao.files import short_hash
from baocao.ingesting.discovering import CHANNEL_MARK, is_unfinished

# File systems take 255 bytes; `.part` comes behind, and receipts put an id before it.
MOST_BYTES = 180
LONGEST_ENDING = 8
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
_BLANKS = re.compile(r"\s+")
WITHOUT_NAME = "khong-ten"
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def file_key(*parts: str) -> str:
    """Return what names a file in the inbox: a hash in letters alone.

    Nine digits in a row, as a hash has them now and then, would be taken for an identity number.
    """
    return short_hash(*parts).translate(_LETTERS)


def safe_name(name: str) -> str:
    """Return a file name without folders, control signs or anything that ingest would pass over.

    The ending stays, since the sender means something by it; a long name loses its middle.
    """
    text = os.fsencode(name).decode("utf-8", "replace")
    last = PurePosixPath(text.replace("\\", "/")).name
    clean = _BLANKS.sub(" ", _NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", last)))
    clean = _shortened(clean.strip().rstrip(". "))
    if not clean or not clean.strip("._ "):
        return WITHOUT_NAME
    # A name that means "not finished yet" to ingest would lie in the inbox for ever.
    clean = f"{clean}_" if is_unfinished(f"_{clean}") else clean
    return f"_{clean}" if is_unfinished(clean) else clean


def _shortened(name: str) -> str:
    if len(name.encode()) <= MOST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = f"{dot}{ending}" if stem and len(ending) <= LONGEST_ENDING else ""
    stem = name.removesuffix(ending)
    return stem.encode()[: MOST_BYTES - len(ending.encode())].decode("utf-8", "ignore") + ending


def folder_of(sender: str, channel_code: str, key: str) -> PurePosixPath:
    """Return the folder in the inbox for one file: no two files ever share it."""
    return PurePosixPath(sender, f"{CHANNEL_MARK}{channel_code}", key)
