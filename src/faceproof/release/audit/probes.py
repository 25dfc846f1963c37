"""Which trivial detectors are there, what does each see, and may it block a release?

None of them can see the manipulation. An *exact* probe compares a fact that the encoder path makes
equal in a fake and in its own recording, whatever the pictures show; one pair that differs is a
defect of the build, no sample of anything. A *measured* probe compares figures that the codec
moves a little wherever the picture changes; a difference within its tolerance counts as none. A
*reported* probe may see traces of the manipulation itself; it is a baseline, and blocks nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from faceproof.release.audit.background import COLOUR, EDGES, NOISE, SIZE

Measured = Mapping[str, Any]


class Kind(StrEnum):
    """How a probe decides."""

    EXACT = "exact"
    MEASURED = "measured"
    REPORTED = "reported"

    @property
    def blocks(self) -> bool:
        """Whether what it finds blocks a release."""
        return self is not Kind.REPORTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One trivial detector.

    Attributes:
        sees: in words.
        read: of what was measured of a clip; None where that was not measurable. An exact probe
            reads one value, the others a figure for each name.
        tolerance: of a measured probe: the difference of each figure that still counts as none.
    """

    kind: Kind
    sees: str
    read: Callable[[Measured], Any]
    tolerance: Mapping[str, float] | None = None


def _fact(*names: str) -> Callable[[Measured], Any]:
    return lambda clip: [clip["facts"][name] for name in names]


def _gop(clip: Measured) -> Mapping[str, float]:
    facts = clip["facts"]
    return {"interval": math.log2(max(facts["frames"], 1) / max(facts["key_frames"], 1))}


def _quantiser(clip: Measured) -> Mapping[str, float] | None:
    value = clip.get("quantiser")
    return None if value is None else {"quantiser": value}


def _background(*names: str) -> Callable[[Measured], Mapping[str, float] | None]:
    def read(clip: Measured) -> Mapping[str, float] | None:
        found = clip.get("background")
        return None if found is None else {name: found[name] for name in names}

    return read


def _figure(name: str) -> Callable[[Measured], Mapping[str, float] | None]:
    def read(clip: Measured) -> Mapping[str, float] | None:
        value = clip.get(name)
        return None if value is None else {name: value}

    return read


def _thumbnail(clip: Measured) -> Mapping[str, float] | None:
    value = clip.get("thumbnail")
    return None if value is None else {str(i): v for i, v in enumerate(value)}


def _size(clip: Measured) -> Mapping[str, float]:
    return {"size": math.log(max(clip["facts"]["size"], 1))}


def _bitrate(clip: Measured) -> Mapping[str, float]:
    facts = clip["facts"]
    return {"bitrate": math.log(max(facts["size"], 1) / max(facts["duration_s"], 1e-3))}


def _exact(sees: str, *names: str) -> Probe:
    return Probe(kind=Kind.EXACT, sees=sees, read=_fact(*names))


def _measured(sees: str, read: Callable[[Measured], Any], tolerance: Mapping[str, float]) -> Probe:
    return Probe(kind=Kind.MEASURED, sees=sees, read=read, tolerance=tolerance)


def _reported(sees: str, read: Callable[[Measured], Any]) -> Probe:
    return Probe(kind=Kind.REPORTED, sees=sees, read=read)


# Clean builds of benchmarks/audit.py exceed these in 1 of 1,000 figures at c23, in 2 to 9 of 100 at
# c40 and never at raw: docs/explanation/audit.md.
_LEVELS = dict.fromkeys(COLOUR, 0.5)
_NOISE = dict.fromkeys(NOISE, 0.05)
_EDGES = {name: 1.0 if name.startswith("border") else 0.05 for name in EDGES}
_BYTES = dict.fromkeys(SIZE, 0.02)

PROBES: dict[str, Probe] = {
    "container": _exact("format, brands, streams, codec", "container"),
    "metadata": _exact("every tag of the file and its streams", "tags"),
    "encoder": _exact("profile, parameter sets, settings written by x264", "encoder"),
    "picture": _exact("size, pixel format, colour tags, aspect", "picture"),
    "fps": _exact("average frame rate", "fps"),
    "frames": _exact("number of pictures", "frames"),
    "duration": _exact("seconds, time base, steps between pictures", "duration", "timing"),
    "gop": _measured("pictures for each key frame", _gop, {"interval": 0.5}),
    "quantiser": _measured("mean quantiser of the slices", _quantiser, {"quantiser": 1.0}),
    "background_colour": _measured("mean and spread of each colour", _background(*COLOUR), _LEVELS),
    "background_noise": _measured("what is left of smoothing", _background(*NOISE), _NOISE),
    "background_edges": _measured("steps, and lines at borders", _background(*EDGES), _EDGES),
    "background_size": _measured("bytes when coded again", _background(*SIZE), _BYTES),
    "file_size": _reported("bytes of the whole file", _size),
    "bitrate": _reported("bytes a second", _bitrate),
    "thumbnail": _reported("one frame at 8x8 pixels", _thumbnail),
    "face_size": _reported("width of the face", _figure("face_size")),
    "face_sharpness": _reported("steps inside the changed region", _figure("face_edges")),
}
