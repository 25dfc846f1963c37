"""Do the sides of a split share anything that lets a detector remember instead of detect?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from faceproof.core import PARTS
from faceproof.core.errors import ManifestError
from faceproof.datasets import RELEASE_FILE
from faceproof.datasets.ffpp_lists import FfppLists, read_ffpp_lists
from faceproof.datasets.manifest_file import read_clips
from faceproof.datasets.release_file import check_is_folder
from faceproof.engine import Progress
from faceproof.release.lint_release import apart, looked_at, release_leaks


class Leak(NamedTuple):
    """Two things on two sides that belong together.

    Attributes:
        a, b: as the lists or the manifest call them.
        splits: the side of each, in their order.
        reason: what they share.
    """

    a: str
    b: str
    splits: tuple[str, str]
    reason: str


class Lint(NamedTuple):
    """What was found, and what could not be looked for.

    Attributes:
        unchecked: in words; a clean list says nothing about these.
    """

    leaks: tuple[Leak, ...]
    unchecked: tuple[str, ...]


def lint(folder: Path, *, progress: Progress | None = None) -> Lint:
    """Every leak of a release folder, or of the split lists of FaceForensics++.

    Args:
        folder: holds ``release.json``, or ``train.json``, ``val.json`` and ``test.json``.
        progress: told of each recording whose pictures are compared.

    Raises:
        ManifestError: it is neither, or its files are malformed.
        MediaError: a recording cannot be read.
    """
    check_is_folder(folder)
    if (folder / RELEASE_FILE).exists():
        found = release_leaks(folder, progress=progress)
        return Lint(tuple(sorted(Leak(*leak) for leak in found)), ())
    if not any((folder / where / "train.json").exists() for where in ("", "splits")):
        raise ManifestError(
            f"{folder}: holds neither {RELEASE_FILE} nor train.json; expected a release folder, or "
            "the split lists of FaceForensics++"
        )
    lists = read_ffpp_lists(folder)
    unchecked = () if lists.videos else ("source videos: conversion_dict.json is missing",)
    return Lint(tuple(list_leaks(lists)), unchecked)


def pictures_to_compare(folder: Path) -> int:
    """How many recordings `lint` will tell of; none of the lists of FaceForensics++.

    Raises:
        ManifestError: the release's records are malformed.
    """
    return len(looked_at(read_clips(folder))) if (folder / RELEASE_FILE).exists() else 0


def list_leaks(lists: FfppLists) -> Iterator[Leak]:
    """Leaks of FaceForensics++'s lists, by number.

    Raises:
        ManifestError: a list names a recording of which ``conversion_dict.json`` does not say
            from which video it is, so that it cannot be cleared.
    """
    sides = {number: lists.parts_of(number) for part in PARTS for number in lists.numbers(part)}
    unknown = sorted(set(sides) - set(lists.videos)) if lists.videos else []
    if unknown:
        raise ManifestError(
            f"conversion_dict.json: says of {len(unknown)} listed recordings, such as "
            f"{unknown[0]}, not which video they are from; expected all of them"
        )
    yield from _named_twice(sides)
    yield from _same_video(sides, lists.videos)


def _named_twice(sides: Mapping[str, tuple[str, ...]]) -> Iterator[Leak]:
    """A recording on two sides; every pair that takes it there has its halves on two sides too."""
    for number in sorted(sides):
        for first, second in combinations(sides[number], 2):
            yield Leak(number, number, (first, second), "the same recording is in both lists")


def _same_video(sides: Mapping[str, tuple[str, ...]], videos: Mapping[str, str]) -> Iterator[Leak]:
    cuts: dict[str, list[str]] = {}
    for number in sorted(sides):
        if number in videos:
            cuts.setdefault(videos[number], []).append(number)
    for video, numbers in sorted(cuts.items(), key=lambda item: item[1]):
        for a, b in combinations(numbers, 2):
            yield from (
                Leak(a, b, splits, f"same source video {video}")
                for splits in apart(sides[a], sides[b])
            )
