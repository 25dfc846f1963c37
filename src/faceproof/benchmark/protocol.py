"""What exactly is asked? The protocol as a TOML file, as JSON, and the default of a release.

A protocol file holds any of the fields of `faceproof.core.Protocol`; what it leaves out takes
the default. ``manifest_digest`` need not be written, but if it is, it must be the release's::

    name = "cross-compression"
    version = "1"
    compressions = ["c40"]
    frames_per_clip = 16
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from faceproof.core import EVENLY, ClipId, Compression, Manifest, Protocol, clip_id, sha256_of
from faceproof.core import fields as take
from faceproof.core.errors import ManifestError, ScoreError
from faceproof.metrics import METRICS
from faceproof.release.vouching import EMBEDDED

WITHIN_RELEASE = "within-release"
VERSION = "1"
FOLDS = "folds"
FACE_POLICY = "principal face; no face is unscored"
_LARGEST = 64 << 20
_MOST_FRAMES = 10_000
_UNITS = ("clip", "frame")
_FIELDS = tuple(field.name for field in fields(Protocol))
_SINCE = {"unit", "sampling", "corruptions", "corruptions_sha256", "attacks", "metrics"}
"""Fields that tables written before they existed do not have."""
_COMPRESSIONS = tuple(level.value for level in Compression)


def default_protocol(manifest: Manifest) -> Protocol:
    """Every test clip of a release, or, where it has folds, every clip pooled out of fold."""
    return _complete({"name": WITHIN_RELEASE, "version": VERSION}, manifest)


def read_protocol(path: Path, manifest: Manifest) -> Protocol:
    """The protocol of a TOML file, for one release.

    Raises:
        ScoreError: the file is unreadable, has an unknown field or a value that cannot be, or
            asks for clips that the release does not hold in that split.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST).decode()
        return _complete(tomllib.loads(text), manifest)
    except OSError as error:
        raise ScoreError(f"{path}: cannot be read ({error.strerror or error})") from error
    except (ValueError, ManifestError) as error:
        raise ScoreError(
            f"protocol {path.name}: {error}; expected a TOML file with any of {', '.join(_FIELDS)}"
        ) from error


def askable(manifest: Manifest, split: str, compressions: tuple[str, ...]) -> tuple[ClipId, ...]:
    """Ids of every clip that a split and these compressions hold, ascending; no label is read.

    Raises:
        ScoreError: the release has no such split.
    """
    splits = manifest.splits
    if split not in splits.parts and not (split == FOLDS and splits.folds):
        has = f"parts {', '.join(splits.parts)}" if splits.parts else f"split {FOLDS!r}"
        raise ScoreError(f"release {manifest.name!r} has no split {split!r}; it has {has}")
    actors = set(splits.parts[split]) if split in splits.parts else None
    return tuple(
        sorted(
            clip.id
            for clip in manifest.clips
            if clip.compression in compressions
            and (actors is None or actors.issuperset(clip.actors))
        )
    )


def check_protocol(protocol: Protocol, manifest: Manifest) -> None:
    """Return only when a protocol asks about this release and clips of its split.

    A release whose clips hold their credentials is not asked about: containers are no secret.

    Raises:
        ScoreError: naming what does not fit.
    """
    if protocol.manifest_digest != manifest.digest():
        raise ScoreError(
            f"protocol {protocol.name!r} is of the release with digest "
            f"{protocol.manifest_digest[:16]}..., but {manifest.name!r} {manifest.version} has "
            f"{manifest.digest()[:16]}...; grade against the release that was scored"
        )
    if EMBEDDED in manifest.tools:
        raise ScoreError(
            f"the clips of {manifest.name!r} hold credentials, and so tell whoever opens them what "
            "is fake; measure on the release that they were exported from"
        )
    open_to = set(askable(manifest, protocol.split, protocol.compressions))
    strange = [asked for asked in protocol.ask if asked not in open_to]
    if strange:
        raise ScoreError(
            f"protocol {protocol.name!r} asks {len(strange)} clips that are not in split "
            f"{protocol.split!r} of {manifest.name!r} at {', '.join(protocol.compressions)}, "
            f"such as {strange[0]!r}"
        )
    if not protocol.ask:
        raise ScoreError(
            f"protocol {protocol.name!r} asks no clip: split {protocol.split!r} of "
            f"{manifest.name!r} holds none at {', '.join(protocol.compressions)}"
        )


def protocol_to_json(protocol: Protocol) -> dict[str, Any]:
    """A protocol as a JSON object; `protocol_from_json` gives the same record back."""
    return {
        **asdict(protocol),
        "compressions": list(protocol.compressions),
        "corruptions": list(protocol.corruptions),
        "attacks": list(protocol.attacks),
        "metrics": list(protocol.metrics),
        "ask": list(protocol.ask),
    }


def protocol_from_json(value: Any) -> Protocol:
    """A protocol from its JSON object, every field given and in range.

    A table written before a protocol had corruptions, attacks, a unit and metrics asked none of
    them, at clip level.

    Raises:
        ValueError: saying which field is missing, unknown or impossible.
        ManifestError: a clip id is malformed.
    """
    given = take.only(_of_today(value), _FIELDS)
    compressions = tuple(take.text(level) for level in take.items(given["compressions"]))
    if not compressions or not set(compressions) <= set(_COMPRESSIONS):
        raise ValueError(f"compressions {compressions} are not some of {', '.join(_COMPRESSIONS)}")
    frames = take.count(given["frames_per_clip"])
    if frames > _MOST_FRAMES:
        raise ValueError(f"frames_per_clip {frames} is over {_MOST_FRAMES}")
    ask = tuple(clip_id(take.text(asked)) for asked in take.items(given["ask"]))
    if len(set(ask)) < len(ask):
        raise ValueError("ask names a clip twice")
    return Protocol(
        name=take.text(given["name"]),
        version=take.text(given["version"]),
        manifest_digest=take.digest(given["manifest_digest"]),
        split=take.text(given["split"]),
        compressions=compressions,
        frames_per_clip=frames,
        face_policy=_one_of(given["face_policy"], (FACE_POLICY,), "face_policy"),
        llr_limit=_between(given["llr_limit"], 0.0, 1000.0, "llr_limit"),
        prior=_between(given["prior"], 0.0, 1.0, "prior"),
        unit=_one_of(given["unit"], _UNITS, "unit"),
        sampling=_one_of(given["sampling"], (EVENLY,), "sampling"),
        corruptions=_names(given["corruptions"]),
        corruptions_sha256=_digest_of(given["corruptions"], given["corruptions_sha256"]),
        attacks=_names(given["attacks"]),
        metrics=tuple(_one_of(name, METRICS, "metric") for name in _names(given["metrics"])),
        ask=ask,
    )


def protocol_digest(protocol: Protocol) -> str:
    """Hex sha256 of everything that was asked."""
    return sha256_of(protocol_to_json(protocol))


_JSON_DEFAULTS = protocol_to_json(Protocol(name="", version="", manifest_digest=""))


def _of_today(value: Any) -> Any:
    if not isinstance(value, Mapping) or _SINCE & set(value):
        return value
    return {**{name: _JSON_DEFAULTS[name] for name in _SINCE}, **value}


def _complete(given: Mapping[str, Any], manifest: Manifest) -> Protocol:
    """A protocol from some of its fields, the rest taken from the release and the defaults."""
    split = given.get("split", "test" if manifest.splits.parts else FOLDS)
    base = {**_JSON_DEFAULTS, "manifest_digest": manifest.digest()}
    present = {clip.compression.value for clip in manifest.clips}
    base |= {
        "name": None,
        "version": None,
        "split": split,
        "compressions": [level for level in _COMPRESSIONS if level in present],
        "ask": [],
    }
    protocol = protocol_from_json({**base, **given})
    if "ask" not in given:
        ask = list(askable(manifest, protocol.split, protocol.compressions))
        protocol = protocol_from_json({**protocol_to_json(protocol), "ask": ask})
    check_protocol(protocol, manifest)
    return protocol


def _one_of(value: Any, known: Iterable[str], name: str) -> str:
    if value not in known:
        raise ValueError(f"{name} {value!r:.80} is not {' or '.join(map(repr, known))}")
    return str(value)


def _digest_of(corruptions: Any, value: Any) -> str:
    if not corruptions and value != "":
        raise ValueError("corruptions_sha256 is given, but no corruptions are")
    return take.digest(value) if corruptions else ""


def _names(value: Any) -> tuple[str, ...]:
    names = tuple(take.text(one) for one in take.items(value))
    if len(set(names)) < len(names):
        raise ValueError(f"{', '.join(names)!s:.80} names one thing twice")
    return names


def _between(value: Any, low: float, high: float, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{name} {value!r:.80} is not a number")
    if not low < value < high:
        raise ValueError(f"{name} {value!r:.80} is not between {low:g} and {high:g}")
    return float(value)
