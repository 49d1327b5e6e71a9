"""`make hazards`: prints the table, hazard by hazard, with what was found; 1 on a difference.

`python -m tests.hazards FILE …` runs some files of the table, `--page` writes docs/hazards.md.
"""

import sys
import tempfile
from pathlib import Path

from tests.hazards.page import page
from tests.hazards.running import ROOT, Run, differences
from tests.hazards.tables import cases


def main(files: list[str]) -> int:
    """Run the table, or some files of it, and print it."""
    if files == ["--page"]:
        (ROOT / "docs" / "hazards.md").write_text(page(), encoding="utf-8")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        wanted = [row for row in cases() if not files or row.file in files]
        run = Run(Path(folder) / "home", [row.file for row in wanted])
        faults = 0
        for row in wanted:
            found = run.found(row.file)
            wrong = differences(row, found)
            faults += bool(wrong)
            expected = " · ".join(text for text in row[2:] if text)
            got = " · ".join(text for text in found if text) if wrong else "="
            print(f"{row.hazard:>2}  {row.file:<34} {expected}\n{'':>4}{'':<34}  {got}")
    print(f"{len(wanted)} files, {faults} otherwise than stated")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
