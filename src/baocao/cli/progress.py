"""A bar on standard error for work that takes long, where somebody looks at a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn


@contextmanager
def bar(label: str, *, hidden: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that is told how many steps are done and how many there are.

    Args:
        label: what is being done, Vietnamese first.
        hidden: show nothing even on a terminal.
    """
    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    hidden = hidden or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
