"""What a comment on a faulty cell says: code, what was found, what is expected, how to fix it."""

from collections.abc import Sequence

from baocao.receipts.faults import Fault
from baocao.receipts.marking.comments import Note
from baocao.receipts.wording import BLANK

MOST_FAULTS = 4
LONGEST = 1500


def note(faults: Sequence[Fault]) -> Note:
    """Return the note on a cell with these faults, the gravest first."""
    first, *others = faults[:MOST_FAULTS]
    parts = [_body(first)]
    parts += [f"{other.heading}\n{_body(other)}" for other in others]
    if len(faults) > MOST_FAULTS:
        parts.append(f"… và {len(faults) - MOST_FAULTS} điểm khác / and more")
    return Note(first.heading, "\n\n".join(parts)[:LONGEST])


def _body(fault: Fault) -> str:
    lines = [fault.message[0], f"Tìm thấy: {fault.found or BLANK}"]
    if fault.expected[0]:
        lines.append(f"Cần có: {fault.expected[0]}")
    lines.append(f"Cách sửa: {fault.advice[0]}")
    lines.append(f"EN: {fault.message[1]} {fault.advice[1]}")
    return "\n".join(lines)
