"""What is each clip called in an export, and on which side does it stand?

Foreign formats know train, val and test. A release with folds hands out fold 0 as test, fold 1 as
val and the others as train; of an undivided one everything is test. `names.csv` beside the export
says which clip each file is, so that nothing is lost in translation.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from faceproof.core import (
    PARTS,
    ActorId,
    Clip,
    Compression,
    Manifest,
    Manipulated,
    Splits,
    write_bytes,
)
from faceproof.core.errors import ManifestError, PlanError
from faceproof.datasets import inside

NAMES_FILE = "names.csv"
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,127}")


class Named(NamedTuple):
    """A clip and what an export calls it.

    Attributes:
        path: relative POSIX path in the export: its file, or the folder of its frames.
        mask: likewise of its mask; None where it has none there.
    """

    clip: Clip
    path: str
    mask: str | None


def chosen_clips(manifest: Manifest, compressions: Sequence[Compression]) -> tuple[Clip, ...]:
    """The clips of a release at these compressions, by id.

    Raises:
        PlanError: the release has nothing at one of them.
    """
    present = {clip.compression for clip in manifest.clips}
    for level in compressions:
        if level not in present:
            raise PlanError(
                f"release {manifest.name!r} holds nothing at compression {level}; expected some "
                f"of {', '.join(sorted(present))}"
            )
    chosen = (clip for clip in manifest.clips if clip.compression in compressions)
    return tuple(sorted(chosen, key=lambda clip: clip.id))


def part_of(clip: Clip, splits: Splits) -> str:
    """``train``, ``val`` or ``test``."""
    return next(part for part, actors in _sides(splits).items() if actors.issuperset(clip.actors))


def _sides(splits: Splits) -> dict[str, frozenset[ActorId]]:
    if splits.parts:
        return {part: frozenset(splits.parts[part]) for part in PARTS}
    test, *others = splits.folds
    val, *train = others or [()]
    return {
        "train": frozenset(actor for fold in train for actor in fold),
        "val": frozenset(val),
        "test": frozenset(test),
    }


def method_folder(clip: Clip) -> str:
    """The name of a fake's method, once it is sure to be one folder's name.

    Raises:
        ManifestError: it is not.
    """
    method = clip.method or ""
    if not _FOLDER.fullmatch(method):
        raise ManifestError(
            f"clip {clip.id}: method {method!r:.80} cannot name a folder; expected letters, "
            "digits, '_', '.' or '-'"
        )
    return method


def stem_of(clip: Clip) -> str:
    """The name of a clip's file without its ending, to call its frames after; never parsed."""
    return PurePosixPath(clip.path).stem


def checked(named: Iterable[Named], root: Path) -> tuple[Named, ...]:
    """The names, once no two clips share one and every file is sure to lie in the release.

    Raises:
        ManifestError: two clips share one, or a path leads out.
    """
    found = tuple(named)
    twice = [path for path, n in Counter(name.path for name in found).items() if n > 1]
    if twice:
        raise ManifestError(f"two clips would be exported as {twice[0]!r}; rename a method")
    for clip, _, _ in found:
        inside(root, clip.path)
    return found


def write_names(folder: Path, named: Iterable[Named], splits: Splits) -> None:
    """Write `names.csv`: every exported clip, its place, and what the manifest says of it."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["clip", "path", "mask", "part", "method", "target", "source"])
    for clip, path, mask in named:
        made = clip.origin if isinstance(clip.origin, Manipulated) else None
        target, source = (made.target, made.source or "") if made else ("", "")
        part = part_of(clip, splits)
        rows.writerow([clip.id, path, mask or "", part, clip.method or "", target, source])
    write_bytes(folder / NAMES_FILE, text.getvalue().encode())
