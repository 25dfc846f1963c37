"""What is to be said of each clip of a release? Its manifest line, in C2PA's words.

1. A recording of a person was created by ``digitalCapture``, a rendered one by
   ``algorithmicMedia``.
2. A fake was edited; its parent is its target's recording. The source type says no more than is
   known of the method: ``compositeWithTrainedAlgorithmicMedia`` of one that learned,
   ``compositeSynthetic`` where somebody rendered is in it, ``compositeCapture`` where warped and
   blended pictures of people are all there is, and ``composite`` of an outside tool's clip.
3. A compressed clip was transcoded; its parent is its bit-exact one.

Where a release holds no bit-exact clips, a compressed one tells its whole history itself, and a
fake's parent is its target's recording at the same compression.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from faceproof.core import (
    Clip,
    ClipId,
    Compression,
    Generated,
    Manipulated,
    Recorded,
    Step,
    clip_to_json,
)
from faceproof.manipulations import MANIPULATIONS, Learned
from faceproof.provenance import Claim

RECORD = "org.faceproof.clip"
"""Label of the assertion that holds the clip's line of the manifest."""

_Renditions = Mapping[tuple[ClipId, Compression], Clip]
_LONGEST = 200  # characters of a description
_OPENED = Step(action="c2pa.opened")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of a clip.

    Attributes:
        parent: the clip that it was made from; None where the release holds none.
    """

    clip: Clip
    claim: Claim
    parent: Clip | None

    @property
    def is_captured(self) -> bool:
        """A camera saw it, and nobody put anything in."""
        return isinstance(self.clip.origin, Recorded) and not self.clip.synthetic


def said_of(clips: Iterable[Clip]) -> tuple[tuple[Said, ...], ...]:
    """What is said of each clip, in rounds: parents stand in an earlier one than their children.

    Args:
        clips: of one release; whoever is not among them is nobody's parent.
    """
    ordered = sorted(clips, key=lambda clip: clip.id)
    renditions = {(raw_id(clip), clip.compression): clip for clip in ordered}
    rounds: dict[int, list[Said]] = defaultdict(list)
    for clip in ordered:
        rounds[_generation(clip, renditions)].append(_said(clip, renditions))
    return tuple(tuple(rounds[number]) for number in sorted(rounds))


def raw_id(clip: Clip) -> ClipId:
    """The id that all compressions of one recording or fake share."""
    return clip.original or clip.id


def _generation(clip: Clip, renditions: _Renditions) -> int:
    parent = _parent(clip, renditions)
    return 0 if parent is None else 1 + _generation(parent, renditions)


def _parent(clip: Clip, renditions: _Renditions) -> Clip | None:
    raw = renditions.get((raw_id(clip), Compression.RAW))
    if raw is not None and clip.compression is not Compression.RAW:
        return raw
    if not isinstance(clip.origin, Manipulated):
        return None
    for compression in (Compression.RAW, clip.compression):
        recording = renditions.get((clip.origin.target, compression))
        if recording is not None and isinstance(recording.origin, Recorded):
            return recording
    return None


def _said(clip: Clip, renditions: _Renditions) -> Said:
    parent = _parent(clip, renditions)
    transcoded = Step(action="c2pa.transcoded", description=f"to {clip.compression}")
    later = () if clip.compression is Compression.RAW else (transcoded,)
    steps = (
        (_OPENED, *later)
        if parent is not None and raw_id(parent) == raw_id(clip)
        else (*_made(clip, parent, renditions), *later)
    )
    claim = Claim(
        title=PurePosixPath(clip.path).name,
        steps=steps,
        assertions={RECORD: clip_to_json(clip)},
    )
    return Said(clip=clip, claim=claim, parent=parent)


def _made(clip: Clip, parent: Clip | None, renditions: _Renditions) -> tuple[Step, ...]:
    match clip.origin:
        case Recorded():
            kind = "algorithmicMedia" if clip.synthetic else "digitalCapture"
            return (Step(action="c2pa.created", source_type=kind),)
        case Generated(tool=tool, version=version):  # by what kind of tool is not known
            told = _plain(f"made by {tool}, version {version}")
            return (Step(action="c2pa.created", source_type="composite", description=told),)
        case Manipulated() as made:
            kind = _source_type(clip, made, renditions)
            told = _plain(f"face manipulated by {made.method}, version {made.version}")
            if parent is None:
                return (Step(action="c2pa.created", source_type=kind, description=told),)
            return _OPENED, Step(action="c2pa.edited", source_type=kind, description=told)


def _source_type(clip: Clip, made: Manipulated, renditions: _Renditions) -> str:
    method = MANIPULATIONS.get(made.method)
    if method is None:
        return "composite"
    if issubclass(method, Learned):
        return "compositeWithTrainedAlgorithmicMedia"
    rendered = clip.synthetic or (made.source is not None and _is_rendered(made.source, renditions))
    return "compositeSynthetic" if rendered else "compositeCapture"


def _is_rendered(recording: ClipId, renditions: _Renditions) -> bool:
    found = (renditions.get((recording, compression)) for compression in Compression)
    return any(clip is not None and clip.synthetic for clip in found)


def _plain(text: str) -> str:
    """As those who read credentials show it."""
    return "".join(c if c.isprintable() else " " for c in text[:_LONGEST]).strip()
