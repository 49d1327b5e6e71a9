"""Faults by kind; each module makes its kind and states how many of each it puts."""

from baocao.sampling.faults.balances import put_balances
from baocao.sampling.faults.cells import put_cells
from baocao.sampling.faults.duties import put_duties
from baocao.sampling.faults.headings import put_headings
from baocao.sampling.faults.history import put_history
from baocao.sampling.faults.inbox import Inbox
from baocao.sampling.faults.missing import put_missing
from baocao.sampling.faults.perfunctory import put_perfunctory
from baocao.sampling.faults.rates import put_rates
from baocao.sampling.faults.refused import put_refused
from baocao.sampling.faults.scene import Scene
from baocao.sampling.faults.sums import put_sums
from baocao.sampling.faults.timing import put_timing
from baocao.sampling.faults.wholes import put_wholes

FIGURE_FAULTS = (
    put_missing,
    put_balances,
    put_history,
    put_sums,
    put_duties,
    put_perfunctory,
    put_wholes,
)


def put_figure_faults(scene: Scene) -> None:
    """Put the faults that lie in the figures, or in there being none."""
    for put in FIGURE_FAULTS:
        put(scene)


def put_file_faults(inbox: Inbox) -> None:
    """Put the faults that lie in how reports are written down and sent."""
    for put in (put_refused, put_headings, put_cells, put_rates, put_timing):
        put(inbox)
