"""The truth about hidden sets, for workers that were given it; no page and no web process reads it.

`FACEPROOF_LABELS` names a folder of sealed files. It is given to workers alone, and a worker
without it leaves scoring to others. A file is found by its digest, which the public index states:
what it is called does not matter, and labels cannot be changed unseen.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from faceproof.benchmark.hidden import Truth, read_truth
from faceproof.core import sha256_file
from faceproof.core.errors import StorageError
from faceproof.service.place import LABELS

_SUFFIXES = {".json", ".csv"}


def has_labels() -> bool:
    """Whether this process may know what is fake."""
    return bool(os.environ.get(LABELS))


def truth_of(labels_sha256: str) -> Truth:
    """What is true of the hidden set whose index states this digest.

    Raises:
        StorageError: no file in the folder has it.
        ScoreError: it is a CSV that is malformed.
        ManifestError: it is a sealed file that is malformed.
    """
    folder = Path(os.environ[LABELS])
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES)
        for path in files:
            stat = path.stat()
            if _digest(path, stat.st_mtime_ns, stat.st_size) == labels_sha256:
                return _truth(path, labels_sha256)
    except OSError as error:
        raise StorageError(f"labels cannot be read ({type(error).__name__})") from error
    raise StorageError(
        f"no labels with sha256 {labels_sha256[:16]}... are here; put the set's sealed file into "
        "the worker's folder of labels"
    )


@lru_cache(maxsize=256)
def _digest(path: Path, _changed: int, _size: int) -> str:
    return sha256_file(path)


@lru_cache(maxsize=2)
def _truth(path: Path, labels_sha256: str) -> Truth:
    truth = read_truth(path)
    if truth.sha256 != labels_sha256:
        raise StorageError("labels were changed while they were read")
    return truth
