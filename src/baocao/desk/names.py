"""File names as units type them, made fit for the inbox."""

import re

from baocao.ingesting.text import clean

LONGEST_BYTES = 150
NO_NAME = "tep"
# What the file systems of offices do not allow.
_SPECIAL = re.compile(r'[<>:"|?*]')
# The inbox leaves alone what begins or ends like a file that is still being written.
_UNFINISHED = re.compile(r"\.(part|partial|filepart|crdownload|tmp|swp)$", re.IGNORECASE)


def clean_name(name: str) -> str:
    """Return the last part of a path as a plain name: no folders, no controls, not hidden.

    Its ending stays, so that the receipt names the file as its sender knows it.
    """
    last = re.split(r"[/\\]", clean(name))[-1]
    plain = " ".join(_SPECIAL.sub("_", last).split()).lstrip(".~$ ").rstrip(". ")
    shown = _UNFINISHED.sub(r".\1_", plain) or NO_NAME
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = shown, "", ""
    room = LONGEST_BYTES - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip() + dot + ending
