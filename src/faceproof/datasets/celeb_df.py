"""What is in a tree of Celeb-DF v2? Celebrities by number, and a test list where 1 means real.

    Celeb-real/id0_0000.mp4
    YouTube-real/00000.mp4
    Celeb-synthesis/id0_id1_0000.mp4      recording id0_0000 with the face of id1
    List_of_testing_videos.txt            ``<label> <path>``, **1 = real**

Nearly everybody is swapped with everybody, so the people cannot be parted: the set is undivided,
and its published test list is kept as a list of clips.

Reference:
    Li et al., "Celeb-DF: A Large-scale Challenging Dataset for DeepFake Forensics", CVPR 2020.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from faceproof.core import Recorded, actor_id
from faceproof.core.errors import ManifestError
from faceproof.datasets.capped import read_capped
from faceproof.datasets.foreign_splits import parted, undivided
from faceproof.datasets.foreign_tree import (
    ForeignTree,
    TreeClip,
    files_of,
    foreign_path,
    is_video,
    manipulated,
    require_clips,
    tree_id,
    tree_issues,
    unmasked,
)

TEST_LIST = "List_of_testing_videos.txt"
METHOD = "Celeb-synthesis"
_REAL_LABEL = "1"  # the other way round from every other set
_CELEBRITY = re.compile(r"Celeb-real/((id[0-9]{1,4})_([0-9]{4}))\.mp4")
_YOUTUBE = re.compile(r"YouTube-real/([0-9]{5})\.mp4")
_FAKE = re.compile(r"Celeb-synthesis/((id[0-9]{1,4})_(id[0-9]{1,4})_([0-9]{4}))\.mp4")
_LARGEST = 8 << 20


def read_celeb_df(root: Path) -> ForeignTree:
    """The recordings, fakes and test list of Celeb-DF v2 in a folder.

    Raises:
        ManifestError: the test list is too large or not text.
    """
    files = files_of(root)
    clips = require_clips(list(_clips(files)), root, "celeb-df")
    issues = [*tree_issues(root, clips), *_strangers(files)]
    if (root / TEST_LIST).is_file():
        test, wrong = _test_list(root / TEST_LIST, {clip.paths[0]: clip for clip in clips})
        clips = [replace(c, part="test" if c.paths[0] in test else "train") for c in clips]
        parts = undivided(
            clips,
            f"undivided: Celeb-DF swaps nearly everybody with everybody; the {len(test)} videos "
            "of its test list are kept as a protocol",
        )
        issues += wrong
    else:
        parts = parted(clips)
    return ForeignTree(
        kind="celeb-df",
        title="Celeb-DF v2",
        root=root,
        clips=tuple(clips),
        splits=parts.splits,
        asked=parts.asked,
        issues=tuple(issues),
        notes=(*parts.notes, *unmasked(clips)),
    )


def _clips(files: Sequence[str]) -> Iterator[TreeClip]:
    for path in files:
        if match := _CELEBRITY.fullmatch(path):
            yield TreeClip(
                id=tree_id(match[1]),
                paths=(path,),
                actors=(actor_id(match[2]),),
                origin=Recorded(scene="celebrity", take=int(match[3])),
            )
        elif match := _YOUTUBE.fullmatch(path):
            yield TreeClip(
                id=tree_id(f"youtube-{match[1]}"),
                paths=(path,),
                actors=(actor_id(f"youtube-{match[1]}"),),
                origin=Recorded(scene="youtube"),
            )
        elif match := _FAKE.fullmatch(path):
            yield TreeClip(
                id=tree_id(match[1]),
                paths=(path,),
                actors=tuple(actor_id(a) for a in dict.fromkeys((match[2], match[3]))),
                origin=manipulated(METHOD, tree_id(f"{match[2]}_{match[4]}"), None),
            )


def _strangers(files: Sequence[str]) -> Iterator[str]:
    for path in files:
        if is_video(path) and not any(p.fullmatch(path) for p in (_CELEBRITY, _YOUTUBE, _FAKE)):
            yield f"{path}: is not named as Celeb-DF names its files"


def _test_list(path: Path, clips: Mapping[str, TreeClip]) -> tuple[set[str], list[str]]:
    """Paths that the list names, and what is wrong with it."""
    try:
        lines = read_capped(path, largest=_LARGEST).decode().splitlines()
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path.name}: byte {error.start + 1} is not UTF-8") from error
    test: set[str] = set()
    wrong = []
    for number, line in enumerate(filter(None, lines), 1):
        problem, name = _line(line, clips)
        if problem or name in test:
            wrong.append(f"{TEST_LIST} line {number}: {problem or f'{name} stands twice'}")
        test.add(name)
    return test, wrong


def _line(line: str, clips: Mapping[str, TreeClip]) -> tuple[str | None, str]:
    label, _, rest = line.strip().partition(" ")
    try:
        path = foreign_path(rest.strip())
    except ValueError as error:
        return str(error), ""
    if label not in {"0", "1"}:
        return f"label {label!r:.20} is not 0 or 1", path
    if path not in clips:
        return f"{path} is not in the tree", path
    if clips[path].is_fake == (label == _REAL_LABEL):
        says = "real" if label == _REAL_LABEL else "fake"
        return f"calls {path} {says} (1 = real), its folder says otherwise", path
    return None, path
