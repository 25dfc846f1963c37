"""All hashes of a registry in memory, and in one file so that the next search need not gather."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy
from numpy.typing import NDArray

from faceproof.core import sha256_of, write_bytes
from faceproof.core.errors import StorageError
from faceproof.provenance.pdq import WORDS
from faceproof.provenance.registry.entry import digests_in, read_kept
from faceproof.provenance.registry.views import GROUPS, Window

INDEX = "index.safetensors"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Index:
    """Hashes of all originals, one after the other, by group of windows.

    Attributes:
        digests: sha256 of each original.
        rows: of each group the hashes, uint64 ``(n, 4)``.
        time_s: of each group when the picture of each hash was shown, float32 ``(n,)``.
        starts: of each group where each original begins, and the end, int64 ``(originals + 1,)``.
    """

    digests: tuple[str, ...]
    rows: tuple[NDArray[np.uint64], ...]
    time_s: tuple[NDArray[np.float32], ...]
    starts: tuple[NDArray[np.int64], ...]

    @property
    def bytes(self) -> int:
        """Memory that a search needs for it."""
        return sum(array.nbytes for part in (self.rows, self.time_s, self.starts) for array in part)


def read_index(folder: Path) -> Index:
    """The hashes of a registry; gathered again where originals were added since.

    Raises:
        RegistryError: a fingerprint in it is broken.
        StorageError: a file cannot be read.
    """
    digests = digests_in(folder)
    known = _kept_index(folder, digests)
    if known is not None:
        return known
    index = gather(digests, folder)
    if digests:
        with suppress(StorageError):  # a registry that one may only read is searched all the same
            write_bytes(folder / INDEX, safetensors.numpy.save(_arrays(index), _of(digests)))
    return index


def gather(digests: Sequence[str], folder: Path) -> Index:
    """Put the fingerprints of some originals one after the other.

    Raises:
        RegistryError: one of them is broken.
        StorageError: one of them cannot be read.
    """
    rows: list[list[NDArray[np.uint64]]] = [[np.zeros((0, WORDS), np.uint64)] for _ in _GROUPS]
    times: list[list[NDArray[np.float32]]] = [[np.zeros(0, np.float32)] for _ in _GROUPS]
    counts = np.zeros((GROUPS, len(digests)), np.int64)
    for number, digest in enumerate(digests):
        kept = read_kept(folder, digest).fingerprint
        groups = group_of(kept.window)
        for group in _GROUPS:
            chosen = groups == group
            rows[group].append(kept.hash[chosen])
            times[group].append(kept.time_s[kept.of[chosen]].astype(np.float32))
            counts[group, number] = chosen.sum()
    return Index(
        digests=tuple(digests),
        rows=tuple(np.concatenate(part) for part in rows),
        time_s=tuple(np.concatenate(part) for part in times),
        starts=tuple(np.append(0, np.cumsum(count)) for count in counts),
    )


_GROUPS = range(GROUPS)
_GROUP_OF = np.array([window.group for window in Window], np.int64)


def group_of(window: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The group of each window."""
    return np.asarray(_GROUP_OF[window], np.int64)


def _of(digests: Sequence[str]) -> dict[str, str]:
    return {"originals": sha256_of(list(digests))}


def _arrays(index: Index) -> dict[str, NDArray[Any]]:
    parts: dict[str, tuple[NDArray[Any], ...]] = {
        "rows": index.rows,
        "time_s": index.time_s,
        "starts": index.starts,
    }
    return {f"{name}.{group}": part[group] for name, part in parts.items() for group in _GROUPS}


def _kept_index(folder: Path, digests: tuple[str, ...]) -> Index | None:
    """The index as it was written, if it is whole and of just these originals."""
    path = folder / INDEX
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            if (file.metadata() or {}) != _of(digests):
                return None
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no dict
        index = Index(
            digests=digests,
            rows=tuple(arrays[f"rows.{group}"] for group in _GROUPS),
            time_s=tuple(arrays[f"time_s.{group}"] for group in _GROUPS),
            starts=tuple(arrays[f"starts.{group}"] for group in _GROUPS),
        )
    except (OSError, KeyError, safetensors.SafetensorError):
        return None  # it is only a copy
    return index if all(_fits(index, group) for group in _GROUPS) else None


def _fits(index: Index, group: int) -> bool:
    """Whether a group is of the form that a search may trust."""
    rows, time_s, starts = index.rows[group], index.time_s[group], index.starts[group]
    forms: Mapping[Any, bool] = {
        "rows": rows.dtype == np.uint64 and rows.shape[1:] == (WORDS,),
        "times": time_s.dtype == np.float32 and time_s.shape == rows.shape[:1],
        "starts": starts.dtype == np.int64 and starts.shape == (len(index.digests) + 1,),
    }
    if not all(forms.values()):
        return False
    return bool(starts[0] == 0 and starts[-1] == len(rows) and (np.diff(starts) >= 0).all())
