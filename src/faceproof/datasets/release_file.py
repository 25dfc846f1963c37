"""What does a release say of itself? `release.json`: its name, people, splits, counts and seal."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from faceproof.core import PARTS, ActorId, Manifest, Splits, actor_id, fields, write_bytes
from faceproof.core.errors import ManifestError
from faceproof.datasets.capped import read_capped

RELEASE_FILE = "release.json"
FORMAT = 1
_LARGEST = 4 << 20
_NUMBER = re.compile(r"[0-9]{2,6}")
_FIELDS = (
    "faceproof", "name", "version", "licence", "scopes", "parents", "tools", "splits", "actors",
    "counts", "digest", "merkle_root", "key", "signature",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much a release holds; `frames` are those of every file, each compression counted."""

    clips: int
    originals: int
    fakes: int
    actors: int
    frames: int


def count_clips(manifest: Manifest) -> Counts:
    """The counts that `release.json` states."""
    fakes = sum(clip.is_fake for clip in manifest.clips)
    return Counts(
        clips=len(manifest.clips),
        originals=len(manifest.clips) - fakes,
        fakes=fakes,
        actors=sum(map(len, manifest.splits.groups)),
        frames=sum(clip.media.frames for clip in manifest.clips),
    )


def release_fields(manifest: Manifest, numbers: Mapping[ActorId, str]) -> dict[str, Any]:
    """The fields of an unsealed `release.json`.

    Args:
        manifest: what the release holds.
        numbers: the digits by which file names call each actor of the splits, two as in DFD.

    Raises:
        ManifestError: an actor has no number, or two share one.
    """
    _check_numbers(manifest.splits, numbers)
    return {
        "faceproof": FORMAT,
        "name": manifest.name,
        "version": manifest.version,
        "licence": manifest.licence,
        "scopes": list(manifest.scopes),
        "parents": list(manifest.parents),
        "tools": dict(sorted(manifest.tools.items())),
        "splits": _splits_to_json(manifest.splits),
        "actors": dict(sorted(numbers.items(), key=lambda item: item[1])),
        "counts": asdict(count_clips(manifest)),
        "digest": manifest.digest(),
        "merkle_root": None,
        "key": None,
        "signature": None,
    }


def write_release_json(root: Path, content: Mapping[str, Any]) -> None:
    """Write `release.json` whole, after checking every field as a reader would.

    Raises:
        ManifestError: a field is missing, unknown or malformed.
        StorageError: the folder cannot be written.
    """
    try:
        _checked(content)
    except (ValueError, ManifestError) as error:
        raise malformed(root, str(error)) from error
    data = json.dumps({name: content[name] for name in _FIELDS}, indent=2, ensure_ascii=False)
    write_bytes(root / RELEASE_FILE, f"{data}\n".encode())


def read_release_json(root: Path) -> dict[str, Any]:
    """The checked fields of a release's `release.json`.

    Raises:
        ManifestError: it is absent, too large, or a field is missing, unknown or malformed.
    """
    check_is_folder(root)
    data = read_capped(root / RELEASE_FILE, largest=_LARGEST)
    try:
        return _checked(fields.parse_json(data))
    except (ValueError, ManifestError) as error:
        raise malformed(root, str(error)) from error


def check_is_folder(root: Path) -> None:
    """Return only when a folder stands where one was named.

    Raises:
        ManifestError: nothing does, or a file.
    """
    if not root.exists():
        raise ManifestError(f"{root}: does not exist; expected a folder")
    if not root.is_dir():
        raise ManifestError(f"{root}: is not a folder; expected one")


def malformed(root: Path, why: str) -> ManifestError:
    """The error of a release whose `release.json` is not what it should be."""
    return ManifestError(
        f"{root / RELEASE_FILE} is malformed ({why}); restore it or build the release again"
    )


def splits_from_json(value: Any) -> Splits:
    """Splits from their field in `release.json`, actors by id.

    Raises:
        ValueError: the field is malformed.
        ManifestError: the splits contradict themselves.
    """
    match value:
        case {"parts": Mapping() as parts, **rest} if not rest:
            return Splits(parts={fields.text(part): _actors(parts[part]) for part in parts})
        case {"folds": list(folds), **rest} if not rest:
            return Splits(folds=tuple(map(_actors, folds)))
    raise ValueError("splits are not an object with either 'parts' or 'folds'")


def _splits_to_json(splits: Splits) -> dict[str, Any]:
    if splits.parts:
        return {"parts": {part: list(splits.parts[part]) for part in PARTS}}
    return {"folds": [list(fold) for fold in splits.folds]}


def _actors(value: Any) -> tuple[ActorId, ...]:
    return tuple(actor_id(fields.text(actor)) for actor in fields.items(value))


def _check_numbers(splits: Splits, numbers: Mapping[ActorId, str]) -> None:
    people = {actor for group in splits.groups for actor in group}
    if odd := sorted(people ^ set(numbers)):
        raise ManifestError(
            f"actor {odd[0]!r} stands in only one of the splits and the actor numbers; expected "
            "a number for exactly the actors of the splits"
        )
    if wrong := sorted(number for number in numbers.values() if not _NUMBER.fullmatch(number)):
        raise ManifestError(
            f"actor number {wrong[0]!r:.40} is not two digits, as DFD's names have, or up to six"
        )
    shared = [number for number, n in Counter(numbers.values()).items() if n > 1]
    if shared:
        raise ManifestError(f"actor number {shared[0]!r} belongs to two actors; change one")


def _checked(content: Any) -> dict[str, Any]:
    value = dict(fields.only(content, _FIELDS))
    _check_format(value["faceproof"])
    _check_identity(value)
    numbers = {actor_id(name): fields.text(n) for name, n in _object(value, "actors").items()}
    _check_numbers(splits_from_json(value["splits"]), numbers)
    for number in fields.only(value["counts"], Counts.__slots__).values():
        fields.count(number, least=0)
    _check_seal(value)
    return value


def _check_format(value: Any) -> None:
    if fields.count(value) != FORMAT:
        raise ValueError(f"format {value} is not {FORMAT}, the one known here: update faceproof")


def _check_identity(value: Mapping[str, Any]) -> None:
    for name in ("name", "version", "licence"):
        fields.text(value[name])
    for scope in fields.items(value["scopes"]):
        fields.text(scope)
    for parent in fields.items(value["parents"]):
        fields.digest(parent)
    for tool, version in _object(value, "tools").items():
        fields.text(tool)
        fields.text(version)
    fields.digest(value["digest"])


def _check_seal(value: Mapping[str, Any]) -> None:
    if value["merkle_root"] is not None:
        fields.digest(value["merkle_root"])
    signed = [value[name] for name in ("key", "signature") if value[name] is not None]
    if len(signed) == 1 or (signed and value["merkle_root"] is None):
        raise ValueError("a signature needs its key and the Merkle root: expected all or none")
    for part in signed:
        fields.text(part)


def _object(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    if not isinstance(value[name], Mapping):
        raise ValueError(f"field {name!r} is not an object")  # noqa: TRY004 - one error for all
    found: Mapping[str, Any] = value[name]
    return found
