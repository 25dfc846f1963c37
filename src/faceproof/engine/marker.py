"""Is this job done already, with its outputs still as it left them?

A marker is ``<markers>/<key>.json``: the result, and path, size and sha256 of every output. Paths
are relative to the folder that holds ``markers``, so a moved tree still counts as done.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from faceproof.core import canonical_json, sha256_file, write_bytes
from faceproof.core.errors import StorageError
from faceproof.engine.job import Done


class Finished(NamedTuple):
    """The result that a marker keeps; a record of its own, since a result may be None."""

    result: Any


def read_marker(markers: Path, key: str) -> Finished | None:
    """The result of a finished job; None where it has to run (again)."""
    try:
        marker = json.loads((markers / f"{key}.json").read_bytes())
        outputs = marker["outputs"]
        if marker["key"] == key and all(_is_whole(markers.parent, o) for o in outputs):
            return Finished(marker["result"])
    except (OSError, ValueError, KeyError, TypeError, StorageError):
        return None  # a marker that says nothing useful is no marker: the job runs
    return None


def write_marker(markers: Path, key: str, label: str, done: Done) -> Any:
    """Writes the marker of a job that just ended; returns its result as JSON gives it back.

    Raises:
        StorageError: an output is missing, or the marker cannot be written.
    """
    outputs = [_described(markers.parent, path) for path in done.outputs]
    data = canonical_json({"key": key, "label": label, "result": done.result, "outputs": outputs})
    write_bytes(markers / f"{key}.json", data)
    return json.loads(data)["result"]


def _described(root: Path, path: Path) -> dict[str, Any]:
    digest = sha256_file(path)
    relative = Path(os.path.relpath(path, root)).as_posix()
    return {"path": relative, "size": path.stat().st_size, "sha256": digest}


def _is_whole(root: Path, output: Mapping[str, Any]) -> bool:
    path = root / output["path"]
    return path.stat().st_size == output["size"] and hmac.compare_digest(
        sha256_file(path), output["sha256"]
    )
