"""What is in the sealed file of a hidden set? The salt, and the truth about every clip."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faceproof.core import (
    Clip,
    ClipId,
    Compression,
    Manipulated,
    clip_from_json,
    clip_to_json,
    fields,
)
from faceproof.core.errors import ManifestError
from faceproof.core.files import storage_error
from faceproof.datasets.capped import read_capped
from faceproof.release.blind_choice import SALT_BYTES, Choice, blind_id

FORMAT = 1
_LARGEST = 512 << 20
_OWNER_ALONE = 0o600
_FIELDS = ("faceproof_labels", "release", "split", "compression", "choice", "salt", "clips")
_ROW = ("id", "label", "method", "target", "mask", "clip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The truth about a hidden set.

    Attributes:
        name, version, digest: of the release that it was taken from.
        split, compression, choice: what was taken of it.
        salt: hidden ids follow from it and the release's clip ids.
        clips: as the release knows them, by their hidden ids, ascending.
        masks: digest of each fake's mask by its path in the release.
    """

    name: str
    version: str
    digest: str
    split: str
    compression: Compression
    choice: Choice
    salt: bytes
    clips: Mapping[ClipId, Clip]
    masks: Mapping[str, str]


def labels_text(labels: Labels) -> bytes:
    """The sealed file's bytes."""
    value = {
        "faceproof_labels": FORMAT,
        "release": {"name": labels.name, "version": labels.version, "digest": labels.digest},
        "split": labels.split,
        "compression": labels.compression.value,
        "choice": labels.choice.value,
        "salt": labels.salt.hex(),
        "clips": [_row(name, clip, labels.masks) for name, clip in labels.clips.items()],
    }
    return f"{json.dumps(value, indent=1, ensure_ascii=False)}\n".encode()


def read_labels(path: Path) -> Labels:
    """The labels in a sealed file, each derived again from its clip's record.

    Raises:
        ManifestError: it is absent, or not as `faceproof release blind` writes it.
    """
    try:
        return _labels(fields.only(fields.parse_json(read_capped(path, largest=_LARGEST)), _FIELDS))
    except (ValueError, ManifestError) as error:
        raise ManifestError(
            f"{path}: is not the sealed file of a hidden set ({error}); give the one that "
            "`faceproof release blind` wrote"
        ) from error


def write_sealed(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, and that was not there before.

    Raises:
        StorageError: it is there, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ALONE)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - of a descriptor with its mode
            os.fchmod(descriptor, _OWNER_ALONE)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
    except OSError as error:
        raise storage_error(path, error) from error


def _row(name: ClipId, clip: Clip, masks: Mapping[str, str]) -> dict[str, Any]:
    mask = mask_of(clip)
    return {
        "id": name,
        "label": "fake" if clip.is_fake else "real",
        "method": clip.method,
        "target": clip.target,
        "mask": None if mask is None else {"path": mask, "sha256": masks[mask]},
        "clip": clip_to_json(clip),
    }


def _labels(value: Mapping[str, Any]) -> Labels:
    if fields.count(value["faceproof_labels"]) != FORMAT:
        raise ValueError(f"format {value['faceproof_labels']} is not {FORMAT}: update faceproof")
    release = fields.only(value["release"], ("name", "version", "digest"))
    salt = bytes.fromhex(fields.digest(value["salt"]))
    assert len(salt) == SALT_BYTES  # noqa: S101 - a hex sha256 has as many digits
    rows = [fields.only(row, _ROW) for row in fields.items(value["clips"])]
    masks = dict(_masks(rows))
    return Labels(
        name=fields.text(release["name"]),
        version=fields.text(release["version"]),
        digest=fields.digest(release["digest"]),
        split=fields.text(value["split"]),
        compression=Compression(value["compression"]),
        choice=Choice(value["choice"]),
        salt=salt,
        clips=dict(_clips(rows, salt, masks)),
        masks=masks,
    )


def _masks(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if row["mask"] is not None:
            mask = fields.only(row["mask"], ("path", "sha256"))
            yield fields.relative_path(mask["path"]), fields.digest(mask["sha256"])


def _clips(
    rows: Sequence[Mapping[str, Any]], salt: bytes, masks: Mapping[str, str]
) -> Iterator[tuple[ClipId, Clip]]:
    before = ""
    for row in rows:
        clip = clip_from_json(row["clip"])
        name = blind_id(salt, clip.id)
        if mask_of(clip) not in {None, *masks} or row != _row(name, clip, masks):
            raise ValueError(f"the line of {name} contradicts the record of its clip")
        if not before < name:
            raise ValueError(f"{name} follows {before}: ids must ascend")
        before = name
        yield name, clip


def mask_of(clip: Clip) -> str | None:
    """Path of a fake's mask in its release; None where there is none."""
    return clip.origin.mask if isinstance(clip.origin, Manipulated) else None
