"""What learned from somebody who left or forbids it? Generators of fakes, weights of detectors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from faceproof.core import ActorId, fields, sha256_file
from faceproof.core.errors import ManifestError
from faceproof.datasets.capped import read_capped
from faceproof.detectors import load
from faceproof.detectors.weights import NUMBERS
from faceproof.release.training import GENERATORS_FILE

STALE = "stale"
_LARGEST = 64 << 20


Unwilling = Callable[[str | None], AbstractSet[ActorId]]
"""Who does not allow that a method by this name, or a detector, learns from them."""


class Why(StrEnum):
    """Why weights are stale, without a name: a changelog is public."""

    LEFT = "learned from somebody who left"
    FORBIDDEN = "learned from somebody who does not allow that any more"
    EARLIER = "was stale in an earlier version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """Weights that must be trained again before they make or judge anything more.

    Attributes:
        kind: ``generator`` of fakes, or ``detector``.
        name, version: of the method or detector.
        sha256: of the weights.
        why: in words.
    """

    kind: str
    name: str
    version: str
    sha256: str
    why: Why


class Generators(NamedTuple):
    """The generators file of the next version, None where there is none, and who in it is stale."""

    data: bytes | None
    stale: tuple[Stale, ...]


def next_generators(root: Path, names: AbstractSet[str], unwilling: Unwilling) -> Generators:
    """A release's list of what made its learned fakes, without the people who left.

    Whoever learned from one of them, or from somebody who stays and forbids it, is marked
    ``"stale": true``, in this version and all that follow. Nothing else in the file is changed,
    whatever a method keeps there.

    Args:
        root: the version that is revised.
        names: ids of who left, and of their clips.
        unwilling: who stays and forbids it.

    Raises:
        ManifestError: the file is not a list of generators.
    """
    entries = _entries(root)
    try:
        asked = [(entry, _why(entry, names, unwilling)) for entry in entries]
        stale = tuple(_generator(entry, why) for entry, why in asked if why is not None)
    except ValueError as error:
        raise _malformed(str(error)) from error
    marks = ({} if why is None else {STALE: True} for _, why in asked)
    cleaned = [_cleaned(entry, names) | mark for entry, mark in zip(entries, marks, strict=True)]
    return Generators(_spelled(cleaned), stale)


def unnamed_generators(root: Path, names: AbstractSet[str]) -> bytes | None:
    """A release's list of generators without some names; None where there is none.

    Raises:
        ManifestError: the file is not a list of generators.
    """
    return _spelled([_cleaned(entry, names) for entry in _entries(root)])


def stale_detectors(
    folders: Iterable[Path], gone: AbstractSet[ActorId], unwilling: Unwilling
) -> tuple[Stale, ...]:
    """Those weights of detectors that know somebody who left, or who forbids training.

    Args:
        folders: written by `faceproof detect train`.
        gone: who left.
        unwilling: who forbids it.

    Raises:
        WeightsError: a folder holds no weights that can be read.
    """
    found = []
    for folder in folders:
        trained = load(folder)
        if trained.knows & (gone | unwilling(None)):
            found.append(
                Stale(
                    kind="detector",
                    name=trained.detector.name,
                    version=trained.detector.version,
                    sha256=sha256_file(folder / NUMBERS),
                    why=Why.LEFT if trained.knows & gone else Why.FORBIDDEN,
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


def _why(entry: dict[str, Any], names: AbstractSet[str], unwilling: Unwilling) -> Why | None:
    if _cleaned(entry, names) != entry:
        return Why.LEFT
    if _cleaned(entry, unwilling(fields.text(entry.get("method")))) != entry:
        return Why.FORBIDDEN
    return Why.EARLIER if entry.get(STALE) else None


def _cleaned(value: Any, names: AbstractSet[str]) -> Any:
    """A JSON value without some names, be they items of lists or keys of objects."""
    if isinstance(value, dict):
        return {k: _cleaned(v, names) for k, v in value.items() if k not in names}
    if isinstance(value, list):
        kept = (item for item in value if not (isinstance(item, str) and item in names))
        return [_cleaned(item, names) for item in kept]
    return value


def _generator(entry: dict[str, Any], why: Why) -> Stale:
    named = fields.only(
        {k: v for k, v in entry.items() if k in {"method", "version", "sha256"}},
        ("method", "version", "sha256"),
    )
    return Stale(
        kind="generator",
        name=fields.text(named["method"]),
        version=fields.text(named["version"]),
        sha256=fields.digest(named["sha256"]),
        why=why,
    )
