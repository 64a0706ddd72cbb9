"""Which answers need not be found again? Those to the very same values: an edit changes one zone, the rest stay."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import islice
from threading import Lock
from typing import Any, TypeVar, cast

_Function = TypeVar("_Function", bound=Callable[..., Any])


def kept(most: int) -> Callable[[_Function], _Function]:
    """Keep the answers of a function of frozen values, so many of them, those found last; called without keywords.

    Values are told apart by identity, which costs nothing however large they are; an equal copy is asked about anew.
    """

    def keeping(function: _Function) -> _Function:
        found: dict[tuple[int, ...], tuple[object, tuple[object, ...]]] = {}
        lock = Lock()  # logs are judged beside the window that is looked at

        @wraps(function)
        def ask(*values: object) -> object:
            key = tuple(map(id, values))
            known = found.get(key)
            if known is not None:
                return known[0]
            answer = function(*values)
            with lock:
                if len(found) >= most:
                    for old in list(islice(found, max(most // 2, 1))):
                        del found[old]
                found[key] = answer, values  # the values live on with their answer, so that no id comes again
            return answer

        return cast(_Function, ask)

    return keeping
