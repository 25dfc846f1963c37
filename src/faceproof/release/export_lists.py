"""How do frame-wise tools want to be told of a release? DeepfakeBench, GenD, ForensicHub.

All three get frames as PNG and a list of them; they differ in the list and in the folders.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from faceproof.core import PARTS, Clip, ClipId, Splits, write_bytes
from faceproof.core.errors import ManifestError
from faceproof.datasets import ReleaseFolder
from faceproof.datasets.deepfakebench import METHODS
from faceproof.release.export_frames import Extracted, Workers, extract, has_mask
from faceproof.release.export_names import (
    Named,
    checked,
    method_folder,
    part_of,
    stem_of,
    write_names,
)

# The only set for which DeepfakeBench expects compressions, so releases go by its name.
DEEPFAKEBENCH_SET = "FaceForensics++"
_LABELS = {method: label for label, method in METHODS.items() if label.startswith("FF-")}
_REAL = "FF-real"

Lists = dict[str, bytes]


class FrameFormat(NamedTuple):
    """One way to lay frames out and to list them.

    Attributes:
        place: what a clip's folder is called, given the release's name.
        lists: the content of each list file, by its path.
    """

    place: Callable[[Clip, str], Named]
    lists: Callable[[Sequence[Clip], Mapping[ClipId, Extracted], Splits], Lists]


def write_frame_format(
    release: ReleaseFolder,
    clips: Sequence[Clip],
    folder: Path,
    form: FrameFormat,
    *,
    frames: int,
    workers: Workers,
) -> None:
    """Extract frames of clips into the folders of a format, and write its lists.

    Raises:
        ManifestError: two clips share a name, or a method's would be read as real.
        MediaError: a clip does not decode whole.
    """
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", release.manifest.name).strip(".-") or "release"
    named = checked((form.place(clip, name) for clip in clips), release.root)
    extracted = extract(release, named, folder, frames=frames, workers=workers)
    splits = release.manifest.splits
    for path, data in form.lists(clips, extracted, splits).items():
        write_bytes(folder / path, data)
    write_names(folder, named, splits)


def deepfakebench_label(clip: Clip) -> str:
    """The label by which DeepfakeBench knows a method; ``FF-<method>`` where it knows none."""
    if not clip.is_fake:
        return _REAL
    method = method_folder(clip)
    return _LABELS.get(method, f"FF-{method}")


def _deepfakebench_place(clip: Clip, _: str) -> Named:
    made = f"manipulated_sequences/{method_folder(clip)}" if clip.is_fake else None
    base = f"{DEEPFAKEBENCH_SET}/{made or 'original_sequences/actors'}/{clip.compression}"
    stem = stem_of(clip)
    mask = f"{base}/masks/{stem}" if has_mask(clip) else None
    return Named(clip, f"{base}/frames/{stem}", mask)


def _deepfakebench_lists(
    clips: Sequence[Clip], extracted: Mapping[ClipId, Extracted], splits: Splits
) -> Lists:
    labels = {deepfakebench_label(clip) for clip in clips}
    levels = sorted({clip.compression.value for clip in clips})
    content: dict[str, Any] = {
        label: {part: {level: {} for level in levels} for part in PARTS} for label in sorted(labels)
    }
    for clip in clips:
        label = deepfakebench_label(clip)
        frames, masks = extracted[clip.id]
        entry = {"label": label, "frames": list(frames), "masks": list(masks)}
        content[label][part_of(clip, splits)][clip.compression.value][stem_of(clip)] = entry
    return {f"{DEEPFAKEBENCH_SET}.json": _json({DEEPFAKEBENCH_SET: content})}


def _gend_place(clip: Clip, release: str) -> Named:
    source = "real"
    if clip.is_fake:
        source = method_folder(clip)
        if "real" in source.lower():
            raise ManifestError(
                f"clip {clip.id}: GenD takes a folder whose name holds 'real' for recordings, and "
                f"method {source!r} is one; rename the method or use another format"
            )
    return Named(clip, f"{release}-{clip.compression}/{source}/{stem_of(clip)}", None)


def _gend_lists(
    clips: Sequence[Clip], extracted: Mapping[ClipId, Extracted], splits: Splits
) -> Lists:
    return {
        f"{part}.txt": "".join(
            f"{frame}\n"
            for clip in clips
            if part_of(clip, splits) == part
            for frame in extracted[clip.id].frames
        ).encode()
        for part in PARTS
    }


def _forensichub_place(clip: Clip, _: str) -> Named:
    kind = f"fake/{method_folder(clip)}" if clip.is_fake else "real"
    return Named(clip, f"frames/{clip.compression}/{kind}/{stem_of(clip)}", None)


def _forensichub_lists(
    clips: Sequence[Clip], extracted: Mapping[ClipId, Extracted], splits: Splits
) -> Lists:
    return {
        f"{part}.json": _json(
            [
                {"path": frame, "label": int(clip.is_fake)}
                for clip in clips
                if part_of(clip, splits) == part
                for frame in extracted[clip.id].frames
            ]
        )
        for part in PARTS
    }


def _json(value: object) -> bytes:
    return f"{json.dumps(value, indent=1, ensure_ascii=False)}\n".encode()


FRAME_FORMATS: dict[str, FrameFormat] = {
    "deepfakebench": FrameFormat(_deepfakebench_place, _deepfakebench_lists),
    "gend": FrameFormat(_gend_place, _gend_lists),
    "forensichub": FrameFormat(_forensichub_place, _forensichub_lists),
}
