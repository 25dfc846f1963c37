"""What did a reader find in somebody else's dataset? Its clips, before anyone opened them.

A foreign tree has no manifest. Its reader parses names, strictly by the pattern that the set
documents, and gives records in the shape of a manifest's. What fits no pattern is listed, never
guessed.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from faceproof.core import (
    ActorId,
    Clip,
    ClipId,
    Compression,
    Manipulated,
    MaskKind,
    MediaFacts,
    Origin,
    Recorded,
    Splits,
    clip_id,
    fields,
)
from faceproof.core.errors import LimitError, ManifestError, StorageError
from faceproof.datasets.release_folder import inside

UNSTATED = "unstated"
_MOST_FILES = 4_000_000
_VIDEOS = frozenset({".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v"})
_STRANGE = re.compile(r"[^A-Za-z0-9_.\-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeClip:
    """One video of a foreign tree.

    Attributes:
        id: made of the set's own names, unique in the tree.
        paths: its one file, or its pictures in order, relative to the tree.
        masks: its mask's one file, or its pictures in order; empty without a mask.
        listed: they are pictures of one video, be it a single one, and no files of their own.
        actors: everyone whose face contributed, the target first, as far as the set tells.
        compression: ``raw`` is the level as published where the set knows no other.
        original: id of the raw clip of another level; None for raw itself.
        origin: what made it; mask and segments are filled in when the files are measured.
        part: ``train``, ``val`` or ``test`` where the set says so.
    """

    id: ClipId
    paths: tuple[str, ...]
    actors: tuple[ActorId, ...]
    origin: Origin
    masks: tuple[str, ...] = ()
    listed: bool = False
    compression: Compression = Compression.RAW
    original: ClipId | None = None
    part: str | None = None

    @property
    def is_fake(self) -> bool:
        """As `Clip.is_fake`."""
        return not isinstance(self.origin, Recorded)

    def measured(self, path: str, sha256: str, media: MediaFacts, mask: str | None) -> Clip:
        """The clip of a release, once its file is in place and probed.

        Every frame of a fake counts as changed, since foreign sets do not say which are.
        """
        origin = self.origin
        if isinstance(origin, Manipulated):
            origin = _completed(origin, media.frames, mask)
        return Clip(
            id=self.id,
            path=path,
            sha256=sha256,
            media=media,
            actors=self.actors,
            compression=self.compression,
            original=self.original,
            origin=origin,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignTree:
    """A dataset as its reader understood it.

    Attributes:
        kind: which reader, such as ``ffpp``.
        title: what people call the set.
        splits: of the actors; undivided where they cannot be parted.
        asked: the published test list of an undivided set; empty where there is none.
        issues: what contradicts itself or is missing; such a tree is not imported.
        notes: what a reader must know: what was not read, left out, or had to be decided.
    """

    kind: str
    title: str
    root: Path
    clips: tuple[TreeClip, ...]
    splits: Splits
    asked: tuple[ClipId, ...] = ()
    issues: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def manipulated(method: str, target: ClipId, source: ClipId | None) -> Manipulated:
    """The origin of a foreign fake, as far as a name can tell."""
    return Manipulated(
        method=method,
        version=UNSTATED,
        target=target,
        source=source,
        mask=None,
        mask_kind=None,
        segments=(),
        seed=0,
    )


def tree_id(name: str, level: Compression = Compression.RAW) -> ClipId:
    """A clip id of a foreign name; what no id may hold becomes ``_``.

    >>> tree_id("Deepfakes-000_003", Compression.C23)
    'Deepfakes-000_003.c23'
    """
    text = _STRANGE.sub("_", name).lstrip("_.-")
    return clip_id(f"{text}.{level}")


def raw_link(name: str, level: Compression) -> ClipId | None:
    """Id of the raw clip of another level."""
    return None if level is Compression.RAW else tree_id(name)


def is_video(path: str) -> bool:
    """Whether a name ends as videos do."""
    return PurePosixPath(path).suffix.lower() in _VIDEOS


def files_of(root: Path) -> list[str]:
    """Relative POSIX path of every file below a tree, sorted; hidden ones are left out.

    Raises:
        LimitError: there are more than any set has.
        ManifestError: a folder is a link, which is never followed.
        StorageError: a folder cannot be read.
    """
    found: list[str] = []
    for folder, folders, files in os.walk(root, onerror=_unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in folders:
            if (Path(folder) / name).is_symlink():
                raise ManifestError(
                    f"{Path(folder) / name}: is a link to a folder; expected the folder itself, "
                    "so that nothing outside the tree is read"
                )
        here = Path(folder).relative_to(root)
        found += [(here / name).as_posix() for name in files if not name.startswith(".")]
        if len(found) > _MOST_FILES:
            raise LimitError(f"{root}: holds over {_MOST_FILES} files, more than any set has")
    return sorted(found)


def foreign_path(text: str) -> str:
    r"""A clean relative path of what a foreign list wrote, Windows separators included.

    Raises:
        ValueError: it leads out of the tree, or is no path.

    >>> foreign_path(".\\frames\\1.png")
    'frames/1.png'
    """
    path = fields.text(text).replace("\\", "/")
    return fields.relative_path(path.removeprefix("./"))


def require_clips(clips: list[TreeClip], root: Path, kind: str) -> list[TreeClip]:
    """The clips a reader found, at least one.

    Raises:
        ManifestError: there is none.
    """
    if not clips:
        raise ManifestError(
            f"{root}: holds no video that is named as {kind} names them; see docs/how-to/imports"
        )
    return clips


def tree_issues(root: Path, clips: Sequence[TreeClip]) -> Iterator[str]:
    """What clips of any set must not have: twins, missing files, links to nothing."""
    yield from (f"two videos would have the id {twin!r}" for twin in _twice(c.id for c in clips))
    for twin in _twice(path for clip in clips for path in clip.paths):
        yield f"{twin}: belongs to two videos"
    by_id = {clip.id: clip for clip in clips}
    has_raw = any(clip.compression is Compression.RAW for clip in clips)
    for clip in clips:
        yield from _missing(root, clip)
        for role, linked in _links(clip):
            if linked not in by_id and has_raw:
                yield f"{clip.paths[0]}: its {role} {linked!r} is not in the tree"


def unmasked(clips: Sequence[TreeClip]) -> Iterator[str]:
    """One line for each method some of whose fakes have no mask."""
    bare = Counter(
        clip.origin.method
        for clip in clips
        if isinstance(clip.origin, Manipulated) and not clip.masks
    )
    yield from (f"{n} files of {method} have no mask" for method, n in sorted(bare.items()))


def some(names: Sequence[str], most: int = 3) -> str:
    """The first few of many names.

    >>> some(["a", "b", "c", "d"], 2)
    'a, b and 2 more'
    """
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _unreadable(error: OSError) -> None:
    raise StorageError(f"{error.filename}: cannot be read ({error.strerror})") from error


def _completed(origin: Manipulated, frames: int, mask: str | None) -> Manipulated:
    return Manipulated(
        method=origin.method,
        version=origin.version,
        target=origin.target,
        source=origin.source,
        mask=mask,
        mask_kind=None if mask is None else MaskKind.UNSTATED,
        segments=((0, frames),),
        seed=origin.seed,
    )


def _missing(root: Path, clip: TreeClip) -> Iterator[str]:
    for path in (*clip.paths, *clip.masks):
        try:
            if not inside(root, path).is_file():
                yield f"{path}: is missing"
        except ManifestError as error:
            yield str(error)


def _links(clip: TreeClip) -> Iterator[tuple[str, ClipId]]:
    if clip.original is not None:
        yield "raw file", clip.original
    if isinstance(clip.origin, Manipulated):
        yield "target", clip.origin.target
        if clip.origin.source is not None:
            yield "source", clip.origin.source


def _twice(items: Iterable[str]) -> list[str]:
    return [item for item, n in Counter(items).items() if n > 1]
