"""What the pages of a unit show, in the order in which it is shown."""

from dataclasses import dataclass

from baocao.desk.duties import Duty
from baocao.desk.ledger import Ledger
from baocao.desk.members import Member
from baocao.desk.papers import Paper, Papers
from baocao.desk.scores import Score, own_scores

# As many as fit on a screen; the rest unfolds.
MOST_DONE = 8


@dataclass(frozen=True)
class Line:
    """One duty with the receipt of its last arrival, None where that is another unit's."""

    duty: Duty
    paper: Paper | None
    can_download: bool


@dataclass(frozen=True)
class Board:
    """The main page: what has to be done now, what is coming, what has been done and how well."""

    due: list[Line]
    coming: list[Line]
    done: list[Line]
    older: list[Line]
    scores: list[Score]


def board(member: Member, ledger: Ledger, papers: Papers) -> Board:
    """Return the main page of a unit."""
    receipts = {paper.delivery_id: paper for paper in papers.of(member)}
    lines = [
        Line(
            duty,
            receipts.get(duty.last.delivery_id) if duty.last else None,
            can_download=member.may_send and not duty.is_sent_by_other,
        )
        for duty in member.duties.of(member.unit, ledger, member.settings)
    ]
    done = [line for line in lines if line.duty.is_done]
    open_lines = [line for line in lines if not line.duty.is_done]
    return Board(
        due=[line for line in open_lines if line.duty.is_pressing],
        coming=[line for line in reversed(open_lines) if not line.duty.is_pressing],
        done=done[:MOST_DONE],
        older=done[MOST_DONE:],
        scores=own_scores(member),
    )
