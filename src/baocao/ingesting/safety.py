"""What every step may ask about a file as a whole: the refusal, the limits, the media type.

Whether a file is safe to open is decided by the module of its kind in `formats`, before any reader
of cells sees it.
"""

from baocao.ingesting.formats.kinds import ending
from baocao.ingesting.refusing import MOST_CELLS, FileRefused

__all__ = ["MEDIA_TYPES", "MOST_CELLS", "FileRefused", "media_type"]

MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".csv": "text/csv",
    ".json": "application/json",
    ".htm": "text/html",
    ".html": "text/html",
    ".xml": "application/xml",
    ".txt": "text/plain",
    ".tsv": "text/tab-separated-values",
}
UNKNOWN = "application/octet-stream"


def media_type(name: str) -> str:
    """Return the media type that a file's name claims."""
    return MEDIA_TYPES.get(ending(name), UNKNOWN)
