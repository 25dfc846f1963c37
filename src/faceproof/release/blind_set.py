"""What does everybody see of a hidden set? `index.json`, one file a clip, and SHA256SUMS.

Everything lies in one folder. The names are the hidden ids, and nothing else is said of a clip:
what is the same for all of them stands once, what differs is not told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from faceproof.core import Clip, ClipId, clip_id, clip_to_json, fields, sha256_file, write_bytes
from faceproof.core.errors import ManifestError
from faceproof.datasets.capped import read_capped
from faceproof.provenance import PrivateKey, sign
from faceproof.release.problem import Problem
from faceproof.release.seal import SUMS_FILE, public_hex, root_of, signed_bytes, sums_text

INDEX_FILE = "index.json"
FORMAT = 1
_LARGEST = 64 << 20
_FIELDS = (
    "faceproof_hidden", "clips", "media", "labels_sha256", "merkle_root", "key", "signature",
)  # fmt: skip


def file_name(name: ClipId) -> str:
    """The file of a hidden clip."""
    return f"{name}.mp4"


def write_index(
    folder: Path,
    clips: Mapping[ClipId, Clip],
    *,
    labels_sha256: str,
    key: PrivateKey | None,
) -> None:
    """Write ``SHA256SUMS`` and the sealed index beside the media.

    Args:
        folder: the public folder, with a file for each clip.
        clips: by their hidden ids.
        labels_sha256: of the sealed file, so that labels cannot be changed later unseen.
        key: the steward's; None leaves the index unsigned.
    """
    sums = {file_name(name): sha256_file(folder / file_name(name)) for name in clips}
    write_bytes(folder / SUMS_FILE, sums_text(sums))
    content: dict[str, Any] = {
        "faceproof_hidden": FORMAT,
        "clips": sorted(clips),
        "media": _in_common(tuple(clips.values())),
        "labels_sha256": labels_sha256,
        "merkle_root": root_of(sums),
        "key": None,
        "signature": None,
    }
    if key is not None:
        content["key"] = public_hex(key.public_key())
        content["signature"] = sign(key, signed_bytes(content))
    write_bytes(folder / INDEX_FILE, _spelled(content))


def read_index(folder: Path) -> dict[str, Any]:
    """The checked fields of a hidden set's index.

    Raises:
        ManifestError: it is absent, or not as `faceproof release blind` writes it.
    """
    data = read_capped(folder / INDEX_FILE, largest=_LARGEST)
    try:
        value = _checked(fields.parse_json(data))
    except (ValueError, ManifestError) as error:
        raise _malformed(str(error)) from error
    if _spelled(value) != data:
        raise _malformed("not written as a build writes it: edited by hand?")
    return value


def hidden_problems(index: Mapping[str, Any], digests: Mapping[str, str]) -> Iterator[Problem]:
    """In what the files of a hidden set are not those of its index."""
    expected = {file_name(name) for name in index["clips"]}
    for name in sorted(expected - set(digests)):
        yield Problem(name, "is missing: the file of a clip of the index")
    for name in sorted(set(digests) - expected - {INDEX_FILE, SUMS_FILE}):
        yield Problem(name, "belongs to no clip of the index")


def _checked(content: Any) -> dict[str, Any]:
    value = dict(fields.only(content, _FIELDS))
    if fields.count(value["faceproof_hidden"]) != FORMAT:
        raise ValueError(f"format {value['faceproof_hidden']} is not {FORMAT}")
    names = [clip_id(fields.text(name)) for name in fields.items(value["clips"])]
    if names != sorted(set(names)):
        raise ValueError("ids do not ascend, or one stands twice")
    fields.digest(value["labels_sha256"])
    fields.digest(value["merkle_root"])
    signed = [fields.text(value[n]) for n in ("key", "signature") if value[n] is not None]
    if len(signed) == 1:
        raise ValueError("a signature needs its key: expected both or neither")
    return value


def _malformed(why: str) -> ManifestError:
    return ManifestError(f"{INDEX_FILE} is malformed ({why}); copy it again")


def _in_common(clips: Sequence[Clip]) -> dict[str, Any]:
    """The media facts that are the same for all."""
    facts = [clip_to_json(clip)["media"] for clip in clips]
    return {k: v for k, v in facts[0].items() if all(other[k] == v for other in facts)}


def _spelled(content: Mapping[str, Any]) -> bytes:
    ordered = {name: content[name] for name in _FIELDS}
    return f"{json.dumps(ordered, indent=1, ensure_ascii=False)}\n".encode()
