"""How the inner loops are compiled: one decorator for all of them."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba as nb

F = TypeVar("F", bound=Callable[..., Any])

# fastmath: the same machine gives the same bytes, another processor may differ in the last bit.
# _nrt: kernels write into arrays they are given and allocate none, so the counting of references
# around every small function, a third of the shading time, is left out.
_OPTIONS: dict[str, Any] = {"cache": True, "fastmath": True, "nogil": True, "_nrt": False}


def kernel(function: F) -> F:
    """Compile a function to machine code on its first call; the result is cached on disk."""
    compiled: F = nb.njit(**_OPTIONS)(function)
    return compiled
