"""Parts of packages that are the same in many files: styles, themes, comments, hidden sheets.

What was found out about a part is known by its bytes, all of them; nothing is taken for granted
because of a name, a size or a check-sum. Few and small parts are kept, so that memory has an end.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
S = TypeVar("S", bytes, str)
T = TypeVar("T")
MOST_PARTS = 256
LONGEST_PART = 128 * 1024


def remembered(
    function: Callable[Concatenate[S, P], T],
) -> Callable[Concatenate[S, P], T]:
    """Return a function of a part, or a piece of one, that computes once what it says of it.

    What it raises is not kept; what it returns must not be changed.
    """
    return remembering(MOST_PARTS, LONGEST_PART)(function)


def remembering(
    most: int, longest: int
) -> Callable[[Callable[Concatenate[S, P], T]], Callable[Concatenate[S, P], T]]:
    """Return what does as `remembered` does, for pieces of another number and size.

    Args:
        most: how many are kept, the last ones that were asked for.
        longest: length of the longest that are kept.
    """

    def decorate(function: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
        known = lru_cache(maxsize=most)(function)

        @wraps(function)
        def of(part: S, *others: P.args, **more: P.kwargs) -> T:
            if len(part) > longest:
                return function(part, *others, **more)
            return known(part, *others, **more)

        return of

    return decorate
