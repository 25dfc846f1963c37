"""In a worker: look at one file once, and let every detector of a list write down what it sees."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from faceproof.core import Cost, Unscored
from faceproof.core.errors import FaceError, FaceproofError, StorageError
from faceproof.detectors.kept import Described, Describer, Followed, Kept, Told
from faceproof.detectors.looking import open_view
from faceproof.detectors.view import View
from faceproof.engine import Done


class Subject(NamedTuple):
    """A clip's file, its sha256, and what people call it."""

    file: Path
    content: str
    label: str


class Part(NamedTuple):
    """One detector's part of a look, and the key under which it is kept."""

    key: str
    describer: Describer


def look(subject: Subject, parts: Sequence[Part], frames: int, kept: Kept) -> Done:
    """Keep what each detector says of one file; one that refuses does not stop the others.

    Args:
        subject: what is looked at.
        parts: who looks.
        frames: evenly spread frames to look at.
        kept: where it goes; a face that was followed before is not followed again.

    Raises:
        MediaError: the file is not a video or image that can be read.
    """
    outputs: list[Path] = []
    with tempfile.TemporaryDirectory() as folder:
        seen = _see(subject, frames, kept, Path(folder))
        for part in parts:
            told = seen
            if isinstance(told, _Seen):
                told = _describe(part.describer, told, subject.file)
            outputs += kept.tell(part.key, subject.label, told)
    return Done(result=None, outputs=tuple(outputs))


def unscored(reason: str, file: Path) -> Unscored:
    """A reason without the file's path, which may hold the label and belongs beside it anyway."""
    return Unscored(reason=reason.replace(str(file), file.name).removeprefix(f"{file.name}: "))


class _Seen(NamedTuple):
    view: View
    look_s: float


def _see(subject: Subject, frames: int, kept: Kept, folder: Path) -> _Seen | Told:
    """A view with its crops, or why there is none; the cost is that of a first look, always."""
    known = kept.followed(subject.content)
    track = known.track if known else None
    began = time.process_time()
    try:
        view = open_view(subject.file, frames=frames, folder=folder, track=track)
    except FaceError as error:
        spent = Cost(look=time.process_time() - began, own=0.0)
        return Told(unscored(str(error), subject.file), spent)
    view.crops()
    if known is not None:
        return _Seen(view, known.look_s)
    look_s = time.process_time() - began
    kept.follow(subject.content, subject.label, Followed(view.track, look_s))
    return _Seen(view, look_s)


def _describe(describer: Describer, seen: _Seen, file: Path) -> Told:
    began = time.process_time()
    what: Described | Unscored
    try:
        features = describer.describe(seen.view)
        what = Described(features=features, frame_index=seen.view.frame_index)
    except StorageError:
        raise  # says nothing about the clip
    except FaceproofError as error:
        what = unscored(str(error), file)
    return Told(what, Cost(look=seen.look_s, own=time.process_time() - began))
