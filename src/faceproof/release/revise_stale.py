"""What learned from somebody who left? Generators of fakes, and weights of detectors."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from faceproof.core import ActorId, fields, sha256_file
from faceproof.core.errors import ManifestError
from faceproof.datasets.capped import read_capped
from faceproof.detectors import DETECTORS, load
from faceproof.detectors.weights import NUMBERS
from faceproof.release.training import GENERATORS_FILE

STALE = "stale"
_LARGEST = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """Weights that must be trained again before they make or judge anything more.

    Attributes:
        kind: ``generator`` of fakes, or ``detector``.
        name, version: of the method or detector.
        sha256: of the weights.
    """

    kind: str
    name: str
    version: str
    sha256: str


class Generators(NamedTuple):
    """The generators file of the next version, None where there is none, and who in it is stale."""

    data: bytes | None
    stale: tuple[Stale, ...]


def next_generators(root: Path, names: AbstractSet[str]) -> Generators:
    """A release's list of what made its learned fakes, without the people who left.

    Whoever learned from one of them is marked ``"stale": true`` instead, in this version and all
    that follow. Nothing else in the file is changed, whatever a method keeps there.

    Args:
        root: the version that is revised.
        names: ids of who left, and of their clips.

    Raises:
        ManifestError: the file is not a list of generators.
    """
    entries = _entries(root)
    try:
        cleaned = [_marked(entry, names) for entry in entries]
        stale = tuple(_generator(entry) for entry in cleaned if entry.get(STALE))
    except ValueError as error:
        raise _malformed(str(error)) from error
    return Generators(_spelled(cleaned), stale)


def unnamed_generators(root: Path, names: AbstractSet[str]) -> bytes | None:
    """A release's list of generators without some names; None where there is none.

    Raises:
        ManifestError: the file is not a list of generators.
    """
    return _spelled([_cleaned(entry, names) for entry in _entries(root)])


def stale_detectors(folders: Iterable[Path], gone: AbstractSet[ActorId]) -> tuple[Stale, ...]:
    """Those weights of detectors that were fitted or calibrated on somebody who left.

    Args:
        folders: written by `faceproof detect train`.
        gone: who left.

    Raises:
        WeightsError: a folder holds no weights that can be read.
    """
    found = []
    for folder in folders:
        trained = load(folder, DETECTORS)
        if trained.knows & gone:
            found.append(
                Stale(
                    kind="detector",
                    name=trained.detector.name,
                    version=trained.detector.version,
                    sha256=sha256_file(folder / NUMBERS),
                )
            )
    return tuple(found)


def _entries(root: Path) -> list[dict[str, Any]]:
    path = root / GENERATORS_FILE
    if not path.exists():
        return []
    try:
        entries = fields.items(fields.parse_json(read_capped(path, largest=_LARGEST)))
    except ValueError as error:
        raise _malformed(str(error)) from error
    if not all(isinstance(entry, dict) for entry in entries):
        raise _malformed("an entry is not an object")
    return entries


def _spelled(entries: list[dict[str, Any]]) -> bytes | None:
    return f"{json.dumps(entries, indent=2, ensure_ascii=False)}\n".encode() if entries else None


def _malformed(why: str) -> ManifestError:
    return ManifestError(f"{GENERATORS_FILE} is malformed ({why}); restore it")


def _marked(entry: dict[str, Any], names: AbstractSet[str]) -> dict[str, Any]:
    cleaned: dict[str, Any] = _cleaned(entry, names)
    return cleaned if cleaned == entry else cleaned | {STALE: True}


def _cleaned(value: Any, names: AbstractSet[str]) -> Any:
    """A JSON value without some names, be they items of lists or keys of objects."""
    if isinstance(value, dict):
        return {k: _cleaned(v, names) for k, v in value.items() if k not in names}
    if isinstance(value, list):
        kept = (item for item in value if not (isinstance(item, str) and item in names))
        return [_cleaned(item, names) for item in kept]
    return value


def _generator(entry: dict[str, Any]) -> Stale:
    named = fields.only(
        {k: v for k, v in entry.items() if k in {"method", "version", "sha256"}},
        ("method", "version", "sha256"),
    )
    return Stale(
        kind="generator",
        name=fields.text(named["method"]),
        version=fields.text(named["version"]),
        sha256=fields.digest(named["sha256"]),
    )
