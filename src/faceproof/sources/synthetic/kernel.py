"""How the inner loops are compiled: one decorator for all of them."""

import hashlib
from collections.abc import Callable
from pathlib import Path
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


def sources_stamp(folder: Path) -> str:
    """Digest of every Python file of a folder: compiled code is good for these sources alone."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


RENDERER_SOURCES = sources_stamp(Path(__file__).parent)
"""Changes whenever the renderer may draw other frames."""


def kernel(function: F) -> F:
    """Compile a function to machine code on its first call; the result is cached on disk.

    numba would keep the cached code of a caller when only the file of a function it calls has
    changed; a pulled change would then film other frames than a fresh clone. Here any change in
    the folder compiles everything anew.
    """
    compiled = nb.njit(**_OPTIONS)(function)
    compiled._cache._cache_file._source_stamp = RENDERER_SOURCES  # noqa: SLF001 - numba has no public way
    return compiled  # type: ignore[no-any-return]
