"""Splits in the shape of FaceForensics++: lists of pairs of zero-padded numbers.

A pair ``[a, b]`` stands for the originals a and b and the fakes a_b and b_a. DFD's names begin
with the same numbers, so tools of FaceForensics++ that match names by pair read a release. They
are derived files: this package reads its splits from `release.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

from faceproof.core import PARTS, ActorId, Clip, Manifest, Splits, write_bytes
from faceproof.core.files import storage_error

SPLITS_FOLDER = "splits"
_OURS = re.compile(r"(train|val|test|undivided|fold-\d+)\.json")


def split_names(splits: Splits) -> tuple[str, ...]:
    """The names of the groups: ``train val test``, ``fold-0 fold-1 ...``, or ``undivided``."""
    if splits.parts:
        return PARTS
    if splits.is_undivided:
        return ("undivided",)
    return tuple(f"fold-{index}" for index in range(len(splits.folds)))


def split_files(manifest: Manifest, numbers: Mapping[ActorId, str]) -> dict[str, bytes]:
    """The content of each file of `splits/` by its path in the release.

    A method without source names its fakes by the target twice, so they ask for the pair
    ``[a, a]``; so does a person of whom there are originals only.
    """
    groups: dict[int | None, list[Clip]] = {}
    for clip in manifest.clips:
        groups.setdefault(manifest.splits.group_of(clip.actors), []).append(clip)
    return {
        f"{SPLITS_FOLDER}/{name}.json": _spelled(_pairs(groups.get(index, []), numbers))
        for index, name in enumerate(split_names(manifest.splits))
    }


def write_split_files(root: Path, manifest: Manifest, numbers: Mapping[ActorId, str]) -> None:
    """Write `splits/`, and take away files of an earlier split that this one does not have.

    Raises:
        StorageError: the folder cannot be written.
    """
    content = split_files(manifest, numbers)
    for path, data in content.items():
        write_bytes(root / path, data)
    folder = root / SPLITS_FOLDER
    try:
        for file in folder.iterdir():
            if _OURS.fullmatch(file.name) and f"{SPLITS_FOLDER}/{file.name}" not in content:
                file.unlink()
    except OSError as error:
        raise storage_error(folder, error) from error


def _pairs(clips: Iterable[Clip], numbers: Mapping[ActorId, str]) -> set[tuple[str, str]]:
    named = [(clip, [numbers[actor] for actor in clip.actors]) for clip in clips]
    pairs = {
        (min(target, other), max(target, other))
        for clip, (target, *sources) in named
        if clip.is_fake
        for other in sources or [target]
    }
    paired = set(chain.from_iterable(pairs))
    return pairs | {(n, n) for _, people in named for n in people if n not in paired}


def _spelled(pairs: Iterable[tuple[str, str]]) -> bytes:
    return f"{json.dumps(sorted(pairs), indent=2)}\n".encode()
