"""Which glasses an actor wears: rims, bridge and temples fitted to the head, and two lenses."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from faceproof.sources.synthetic.arrays import Floats, Ints
from faceproof.sources.synthetic.things import Thing, assemble, rounded, superellipse, tube

FINISH = 16
"""The material of a frame: the first row of the renderer's finishes."""

_STEPS = 44
_OFF_SKIN_DM = 0.035
_LENS_DOWN_DM = 0.03  # a lens hangs a little under the pupil
_TILT = 0.13  # its lower edge lies nearer the cheek
_WRAP = 0.16


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A style: lens outline (half sizes in dm, `squareness` 2 round to 5) and wire.

    `rim` is the part of the outline that has a rim, from the top: all 1, half .5, none 0.
    """

    half_width: float
    half_height: float
    squareness: float
    wire_dm: float
    rim: float = 1.0


FRAMES: dict[str, Frame] = {
    "round": Frame(half_width=0.230, half_height=0.205, squareness=2.2, wire_dm=0.016),
    "wire": Frame(half_width=0.228, half_height=0.195, squareness=2.2, wire_dm=0.010),
    "square": Frame(half_width=0.255, half_height=0.165, squareness=3.2, wire_dm=0.018),
    "half_rim": Frame(half_width=0.252, half_height=0.160, squareness=3.0, wire_dm=0.015, rim=0.5),
    "rimless": Frame(half_width=0.245, half_height=0.160, squareness=2.7, wire_dm=0.010, rim=0),
}
"""Add a style by adding a line; a look names it."""

# linear colour, shine, sharpness
_COLOURS = (
    (0.012, 0.011, 0.012, 0.35, 5),
    (0.012, 0.011, 0.012, 0.30, 4),
    (0.085, 0.034, 0.014, 0.35, 5),
    (0.018, 0.040, 0.100, 0.35, 5),
    (0.110, 0.012, 0.018, 0.35, 5),
    (0.300, 0.230, 0.120, 0.90, 5),
    (0.280, 0.280, 0.290, 0.90, 5),
)
_METALS = _COLOURS[-2:]
_METAL_WIRE_DM = 0.012  # thinner frames are of metal
_TINT = (0.02, 0.10)


class Glasses(NamedTuple):
    """The `frame` and, apart because light passes through them, the lenses.

    `lens_points` ``(n, 3)`` and `lens_triangles` ``(t, 3)`` stand in dm on the head at rest;
    `finish` ``(5,)`` and `tint` are of the style.
    """

    frame: Thing
    lens_points: Floats
    lens_triangles: Ints
    finish: Floats
    tint: float


def fit_glasses(
    style: str, skin: Floats, pupils: Floats, ear_tops: Floats, rng: np.random.Generator
) -> Glasses:
    """Glasses of a style on a head.

    Args:
        style: key of `FRAMES`.
        skin: points ``(n, 3)`` of the head at rest that nothing may enter.
        pupils: front of the actor's left and right eye ``(2, 3)``.
        ear_tops: where the temples rest, left and right ``(2, 3)``.
        rng: draws colour and tint.
    """
    frame = FRAMES[style]
    parts, lenses = [], []
    front = _front(frame, skin, pupils)
    for pupil, ear in zip(pupils, ear_tops, strict=True):
        rim = _rim(frame, pupil, front)
        lenses.append(rim)
        if frame.rim:
            parts.append(_wire(frame, rim))
        parts.append(_temple(frame, rim, ear, skin))
    parts.append(_bridge(frame, *lenses))
    points = np.concatenate([np.concatenate([rim.mean(0)[None], rim]) for rim in lenses])
    colours = _METALS if frame.wire_dm < _METAL_WIRE_DM else _COLOURS
    step = np.arange(_STEPS)
    fan = np.stack([np.zeros(_STEPS, int), 1 + step, 1 + (step + 1) % _STEPS], 1)
    return Glasses(
        frame=assemble(parts),
        lens_points=points.astype(np.float32),
        lens_triangles=np.concatenate([fan, fan + 1 + _STEPS]).astype(np.int32),
        finish=np.array(colours[rng.integers(0, len(colours))], np.float32),
        tint=float(rng.uniform(*_TINT)),
    )


def _front(frame: Frame, skin: Floats, pupils: Floats) -> float:
    """How far forward the lenses stand so that brow, lashes and cheek stay behind them."""
    forward = [float(pupils[:, 2].max()) + 0.10]
    for pupil in pupils:
        beside = np.abs(skin[:, 0] - pupil[0]) < frame.half_width * 0.8
        level = np.abs(skin[:, 1] - pupil[1]) < frame.half_height * 0.9
        near = skin[beside & level]
        bend = _bend(near[:, 0], near[:, 1], pupil)
        forward.append(float((near[:, 2] - bend).max()) + _OFF_SKIN_DM)
    return max(forward)


def _bend(x: Floats, y: Floats, pupil: Floats) -> Floats:
    """Depth of a bent and tilted front relative to its middle."""
    return np.asarray(_TILT * (y - pupil[1]) - _WRAP * (np.abs(x) - abs(pupil[0])))


def _rim(frame: Frame, pupil: Floats, front: float) -> Floats:
    outline = superellipse(frame.half_width, frame.half_height, frame.squareness, _STEPS)
    x = pupil[0] * 1.04 + outline[:, 0]
    y = pupil[1] - _LENS_DOWN_DM + outline[:, 1]
    return np.stack([x, y, front + _bend(x, y, pupil)], 1)


def _wire(frame: Frame, rim: Floats) -> Thing:
    if frame.rim == 1:
        return tube(rim, np.full(_STEPS, frame.wire_dm), FINISH, sectors=6, closed=True)
    upper = rim[: int(_STEPS * frame.rim) + 1]  # the outline starts at +x and goes up
    wire = frame.wire_dm * rounded(len(upper), 0.04, 0.04)
    return tube(upper, wire, FINISH, sectors=6)


def _bridge(frame: Frame, left: Floats, right: Floats) -> Thing:
    """An arch over the nose from rim to rim."""
    height = left[:, 1].mean() + 0.30 * frame.half_height
    ends = []
    for rim, inner in ((left, _inner(left)), (right, _inner(right))):
        upper = inner[np.argmin(np.abs(rim[inner, 1] - height))]
        ends.append(rim[upper])
    t = np.linspace(0, 1, 9)[:, None]
    path = ends[0] * (1 - t) + ends[1] * t
    arch = np.sin(np.pi * t[:, 0])
    path[:, 1] += 0.035 * arch
    path[:, 2] += 0.05 * arch
    return tube(path, np.full(9, max(frame.wire_dm * 0.9, 0.010)), FINISH, sectors=6)


def _inner(rim: Floats) -> Ints:
    """The half of a rim's points that lies towards the nose."""
    middle = np.abs(rim[:, 0].mean())
    return np.nonzero(np.abs(rim[:, 0]) < middle)[0]


def _temple(frame: Frame, rim: Floats, ear: Floats, skin: Floats) -> Thing:
    """From the outer upper rim along the side of the head to the ear and down behind it."""
    side = np.sign(ear[0])
    height = rim[:, 1].mean() + 0.45 * frame.half_height
    outer = np.nonzero(np.abs(rim[:, 0]) > np.abs(rim[:, 0]).mean())[0]
    hinge = rim[outer[np.argmin(np.abs(rim[outer, 1] - height))]] + [side * 0.02, 0, 0]
    level = skin[(np.abs(skin[:, 1] - hinge[1]) < 0.08) & (skin[:, 0] * side > 0)]
    t = np.linspace(0, 1, 14)
    path = hinge + t[:, None] * (ear - hinge)
    for k in range(1, len(path)):
        beside = level[np.abs(level[:, 2] - path[k, 2]) < 0.10]
        if len(beside):
            widest = float((beside[:, 0] * side).max()) + frame.wire_dm + 0.01
            path[k, 0] = side * max(abs(path[k, 0]), widest)
    path[0:2, 0] = side * np.maximum(np.abs(path[0:2, 0]), abs(hinge[0]))
    hook = ear + np.array([[0, -0.03, -0.06], [0, -0.12, -0.11], [0, -0.24, -0.13]])
    path = np.concatenate([path, hook])
    wire = np.full(len(path), max(frame.wire_dm, 0.010)) * rounded(len(path), 0.04, 0.06)
    return tube(path, np.stack([wire * 1.25, wire * 0.7], 1), FINISH, sectors=6, up=(1, 0, 0))
