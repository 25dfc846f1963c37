"""How the inner loops are compiled: one decorator for all of them."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba as nb

F = TypeVar("F", bound=Callable[..., Any])

# No reordering of sums: with all of fastmath the same source, compiled twice, gave frames that
# differed in single grey levels, so a fresh clone did not repeat a release. These three flags only
# say that infinities and signed zeros do not occur.
# _nrt: kernels write into arrays they are given and allocate none, so the counting of references
# around every small function, a third of the shading time, is left out.
_EXACT = {"nnan", "ninf", "nsz"}
_OPTIONS: dict[str, Any] = {
    "cache": True,
    "error_model": "numpy",  # a division by zero is no exception, so that loops need not branch
    "fastmath": _EXACT,
    "nogil": True,
    "_nrt": False,
}


def kernel(function: F) -> F:
    """Compile a function to machine code on its first call; the result is cached on disk."""
    compiled: F = nb.njit(**_OPTIONS)(function)
    return compiled
