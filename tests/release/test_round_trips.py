"""What is exported and read back has the same labels, methods, people, pairs and sides."""

from __future__ import annotations

import csv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from release_studio import TODAY

from faceproof.core import Clip, Compression, Manifest, Manipulated
from faceproof.datasets import ForeignTree, TreeClip, read_manifest, read_tree
from faceproof.release import export, import_tree, verify
from faceproof.sources import Ledger


class Told(NamedTuple):
    """What a set says of one clip, without the ids by which it says it."""

    fake: bool
    method: str | None
    level: Compression
    part: int | None
    masked: bool
    target: str
    source: str | None


def of_release(manifest: Manifest, clip: Clip, *, with_source: bool) -> Told:
    made = clip.origin if isinstance(clip.origin, Manipulated) else None
    return Told(
        clip.is_fake,
        clip.method,
        clip.compression,
        manifest.splits.group_of(clip.actors),
        made is not None and made.mask is not None,
        made.target if made else (clip.original or clip.id),
        made.source if made and with_source else None,
    )


def of_tree(
    tree: ForeignTree, clip: TreeClip, ours: Callable[[Any], str], groups: dict[int, int]
) -> Told:
    made = clip.origin if isinstance(clip.origin, Manipulated) else None
    group = tree.splits.group_of(clip.actors)
    return Told(
        clip.is_fake,
        made.method if made else None,
        clip.compression,
        None if group is None else groups[group],
        bool(clip.masks),
        ours(made.target if made else (clip.original or clip.id)),
        ours(made.source) if made and made.source else None,
    )


def named(out: Path) -> dict[str, str]:
    """Our clip id of each exported path."""
    with (out / "names.csv").open() as file:
        return {row["path"]: row["clip"] for row in csv.DictReader(file)}


def exported(free: tuple[Path, Ledger], out: Path, form: str, **options: Any) -> Path:
    with ThreadPoolExecutor(1) as executor:
        return export(
            free[0], format=form, out=out, ledger=free[1], on=TODAY, executor=executor, **options
        )


# Folds leave as test (0), val (1) and train (2): parts are train, val, test.
FOLD_OF_PART = {0: 2, 1: 1, 2: 0}
SAME = {0: 0, 1: 1, 2: 2}


@pytest.mark.parametrize("form", ["ffpp", "dfd", "deepfakebench"])
def test_a_release_comes_back_as_it_left(
    free: tuple[Path, Ledger], tmp_path: Path, form: str
) -> None:
    options = {"compressions": list(Compression)[::2]} if form == "deepfakebench" else {}
    out = exported(free, tmp_path / "out", form, **options)
    manifest = read_manifest(free[0])
    tree = read_tree(out, form=form)
    assert tree.issues == ()
    clip_of = {clip.path: str(clip.id) for clip in manifest.clips} if form == "dfd" else named(out)
    place = {c.paths[0] if form != "deepfakebench" else c.paths[0].rsplit("/", 1)[0]: c
             for c in tree.clips}  # fmt: skip
    assert set(place) == set(clip_of)
    raw_of = {
        clip.original or clip.id: manifest.by_id[clip_of[path]].original or clip_of[path]  # type: ignore[index]
        for path, clip in place.items()
    }
    groups = SAME if form == "dfd" else FOLD_OF_PART
    for path, clip in place.items():
        ours = manifest.by_id[clip_of[path]]  # type: ignore[index]
        told = of_tree(tree, clip, lambda link: str(raw_of[link]), groups)
        assert told == of_release(manifest, ours, with_source=form == "ffpp")
        assert len(clip.actors) == len(ours.actors)


def test_people_of_an_ffpp_export_are_those_of_the_release(
    free: tuple[Path, Ledger], tmp_path: Path
) -> None:
    out = exported(free, tmp_path / "out", "ffpp")
    clip_of, manifest = named(out), read_manifest(free[0])
    seen: dict[str, str] = {}
    for clip in read_tree(out).clips:
        ours = manifest.by_id[clip_of[clip.paths[0]]]  # type: ignore[index]
        for actor, person in zip(clip.actors, ours.actors, strict=True):
            assert seen.setdefault(actor, person) == person
    assert len(set(seen.values())) == len(seen) == 6


def test_an_export_is_imported_as_a_release_that_verifies(
    free: tuple[Path, Ledger], tmp_path: Path
) -> None:
    tree = read_tree(exported(free, tmp_path / "out", "ffpp"))
    with ThreadPoolExecutor(1) as executor:
        made = import_tree(tree, out=tmp_path / "back", tell=pytest.fail, executor=executor)
    assert verify(tmp_path / "back") == []
    ours = read_manifest(free[0])
    assert sorted(c.sha256 for c in made.manifest.clips) == sorted(c.sha256 for c in ours.clips)
