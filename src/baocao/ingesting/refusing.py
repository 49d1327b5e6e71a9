"""Refusing a whole file, and the limits beyond which any kind of file is refused."""

from baocao.ingesting.model import Both, Text

MOST_CELLS = 2_000_000


class FileRefused(Exception):  # noqa: N818 - it names the outcome, not a programming error
    """The whole file cannot be taken in; carries a finding code and what was found."""

    def __init__(self, finding_code: str, found: Text, expected: Text = "") -> None:
        """Keep the finding.

        Args:
            finding_code: FIL01 … FIL09.
            found: what the file is, for the finding's text.
            expected: what it should have been.
        """
        super().__init__(f"{finding_code}: {found}")
        self.finding_code = finding_code
        self.found = found
        self.expected = expected


def check_extent(cells: int) -> None:
    """Refuse sheets that span more cells than any form has: a few bytes can claim billions.

    Args:
        cells: the filled areas of all sheets from A1 on.

    Raises:
        FileRefused: FIL07.
    """
    if cells > MOST_CELLS:
        raise FileRefused("FIL07", Both(f"{cells} ô", f"{cells} cells"), f"{MOST_CELLS}")


def damaged() -> FileRefused:
    """Return the refusal of a file that its reader cannot decode; never the error's own text."""
    what = Both("nội dung bên trong bị hỏng", "what is inside is damaged")
    return FileRefused("FIL01", what)
