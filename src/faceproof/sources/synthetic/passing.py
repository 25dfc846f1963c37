"""What passes before a face: the actor's hand, alone, with a phone or with a cup."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.geometry import rotation
from faceproof.sources.synthetic.head import Material
from faceproof.sources.synthetic.things import Thing, assemble, creased, rounded, tube

SLEEVE, PHONE, SCREEN, CUP, NAIL = range(17, 22)
"""Materials: rows 1 to 5 of the renderer's finishes."""

# linear colour, shine, sharpness
_PHONE_FINISH = (0.012, 0.012, 0.014, 0.30, 5)
_SCREEN_FINISH = (0.008, 0.010, 0.016, 0.55, 7)
_CUP_FINISH = (0.62, 0.58, 0.52, 0.35, 5)

_CHEEK_UV, _CHEEK_REACH = (0.62, 0.556), 0.018  # of the face's texture, on the cheekbone
_SKIN = int(Material.SKIN)

_FIRST_S = (0.3, 1.1)
_LASTS_S = (1.9, 2.8)
_PAUSE_S = (2.0, 4.5)
_AWAY_DM = 3.2  # how far under its highest point it waits, out of the picture


class Pass(NamedTuple):
    """A thing in the world: its turn ``(3, 3)`` and place ``(3,)`` in dm."""

    turn: Floats
    place: Floats


def finishes(glasses: Floats, cloth: Floats, skin: Floats) -> Floats:
    """Rows ``(6, 5)`` for the materials of glasses and passing things."""
    return np.array(
        [
            glasses,
            [*cloth, 0.03, 3],
            _PHONE_FINISH,
            _SCREEN_FINISH,
            _CUP_FINISH,
            [*(0.9 * skin + 0.1 * np.array([0.70, 0.42, 0.38])), 0.16, 5],
        ],
        np.float32,
    )


def _flesh(path: Floats, radii: Floats, *, sectors: int = 12) -> Thing:
    return tube(path, radii, _SKIN, sectors=sectors, uv_at=_CHEEK_UV, uv_reach=_CHEEK_REACH)


def _finger(
    root: tuple[float, float], length: float, radius: float, spread: float, curl: float
) -> list[Thing]:
    """A finger that bends at three joints, and its nail."""
    t = np.linspace(0, 1, 22)
    bend = curl * (0.25 + 0.9 * t)
    step = length / (len(t) - 1)
    y = np.cumsum(np.cos(bend)) * step
    z = -np.cumsum(np.sin(bend)) * step
    path = np.stack([root[0] + spread * y, root[1] - 0.10 + y, z], 1)
    joints = sum(0.10 * np.exp(-(((t - at) / 0.07) ** 2)) for at in (0.14, 0.48, 0.76))
    radii = radius * (1.08 - 0.30 * t) * (0.96 + joints) * rounded(len(t), 0, 0.14)
    over = np.array([0.0, np.sin(bend[-3]), np.cos(bend[-3])])
    nail = path[-4] + over * radius * 0.66
    ahead = path[-2] - path[-5]
    ahead /= np.linalg.norm(ahead)
    along = np.linspace(-1, 1, 9)[:, None]
    plate = np.sqrt(1 - along[:, 0] ** 4) * radius * 0.56
    return [
        _flesh(path, radii, sectors=10),
        tube(
            nail + along * ahead * radius * 0.72,
            np.stack([plate, plate * 0.22], 1), NAIL, sectors=8, up=tuple(over),
        ),
    ]  # fmt: skip


def hand(curl: float = 0.35) -> Thing:
    """A right hand seen from its back: fingers to +y, thumb to -x, forearm and sleeve below."""
    t = np.linspace(0, 1, 16)
    palm = np.stack([0 * t, -0.50 + 1.08 * t, 0.02 * np.sin(np.pi * t)], 1)
    wide = np.interp(t, [0, 0.25, 0.6, 0.9, 1], [0.26, 0.31, 0.385, 0.40, 0.36])
    deep = np.interp(t, [0, 0.3, 0.7, 1], [0.19, 0.17, 0.135, 0.115])
    dome = rounded(16, 0, 0.12)
    parts = [_flesh(palm, np.stack([wide * dome, deep * dome], 1), sectors=18)]
    roots = ((-0.285, 0.46, 0.82, -0.09), (-0.095, 0.53, 0.91, -0.02), (0.100, 0.50, 0.85, 0.05),
             (0.280, 0.40, 0.66, 0.14))  # fmt: skip
    for number, (x, y, length, spread) in enumerate(roots):
        radius = 0.098 - 0.010 * (number == 3)
        parts += _finger((x, y), length, radius, spread, curl * (1 + 0.15 * number))
    s = np.linspace(0, 1, 16)
    thumb = np.stack([-0.17 - 0.42 * s**0.8, -0.28 + 0.72 * s, -0.03 - 0.16 * s], 1)
    radii = np.interp(s, [0, 0.35, 0.62, 0.8, 1], [0.17, 0.135, 0.108, 0.108, 0.08])
    parts.append(_flesh(thumb, radii * rounded(16, 0, 0.12), sectors=10))
    arm = np.stack([0 * t, -0.42 - 1.0 * t, -0.01 * t], 1)
    thick = np.stack([0.25 + 0.09 * t, 0.185 + 0.10 * t], 1)
    parts.append(_flesh(arm, thick, sectors=16))
    cuff = np.stack([0 * t, -0.98 - 3.2 * t, -0.02 * t], 1)
    folds = 1 + 0.035 * np.sin(np.arange(16) * 2.1)
    wide = np.interp(t, [0, 0.02, 0.3, 1], [0.335, 0.375, 0.43, 0.55]) * folds
    parts.append(tube(cuff, np.stack([wide, wide * 0.82], 1), SLEEVE, sectors=16))
    return assemble(creased(parts))


def _slab(half_width: float, half_height: float, half_depth: float, material: int) -> Thing:
    """A plate with round corners, its faces towards +z and -z."""
    inset = np.array([0.0, 0.80, 0.94, 1.0, 1.0, 0.94, 0.80, 0.0])
    depth = np.array([-1.0, -1.0, -0.8, -0.4, 0.4, 0.8, 1.0, 1.0]) * half_depth
    depth = depth + np.linspace(-1e-3, 1e-3, len(depth))
    path = np.stack([0 * depth, 0 * depth, depth], 1)
    # an ellipse's ring pushed out to a rounded rectangle
    part = tube(path, np.stack([inset, inset], 1), material, sectors=32, up=(0, 1, 0))
    flat = part.points[:, :2].astype(np.float64)
    radius = np.linalg.norm(flat, axis=1)
    angle = np.arctan2(flat[:, 1], flat[:, 0])
    square = (np.abs(np.cos(angle)) ** 7 + np.abs(np.sin(angle)) ** 7) ** (-1 / 7)
    part.points[:, 0] = half_width * radius * square * np.cos(angle)
    part.points[:, 1] = half_height * radius * square * np.sin(angle)
    return part


def phone() -> Thing:
    """A hand that holds a phone, whose screen looks at the face."""
    slab = _slab(0.36, 0.76, 0.045, PHONE).moved(np.eye(3), (0.02, 0.62, -0.21))
    lens = _slab(0.085, 0.10, 0.012, SCREEN).moved(np.eye(3), (0.22, 1.22, -0.155))
    return assemble([hand(0.75), slab, lens])


def cup() -> Thing:
    """A hand that grips a cup from the side."""
    t = np.linspace(0, 1, 20)
    wall = np.stack([0 * t, -0.5 + 1.0 * t, 0 * t], 1)
    radii = (0.30 + 0.09 * t) * rounded(20, 0.03, 0)
    rim_in = np.stack([0 * t, 0.5 - 0.9 * t, 0 * t], 1)
    inner = (0.385 - 0.09 * t) * rounded(20, 0, 0.03) * 0.96
    body = assemble(
        [
            tube(wall, radii, CUP, sectors=28),
            tube(rim_in, inner, CUP, sectors=28),
        ]
    )
    inner_from = 20 * 28
    body.openness[inner_from:] = 0.25
    grip = hand(1.15).moved(rotation(0.0, 0.0, -1.15), (-0.42, 0.0, 0.30))
    return assemble([body.moved(rotation(0, 0.10, 0), (0.05, 0.12, -0.12)), grip])


THINGS: dict[str, Callable[[], Thing]] = {"hand": hand, "phone": phone, "cup": cup}
"""Add a thing by adding a line; a scene names it. All stand before the face with it at -z."""

_REACH = {"hand": (0.34, 6.30, 2.12), "phone": (0.50, 6.15, 2.05), "cup": (0.16, 6.14, 2.35)}
_LEAN = {"hand": 0.42, "phone": 0.30, "cup": 0.0}


class Passing:
    """Where a thing is at a time in seconds that only grows."""

    def __init__(self, name: str, rng: np.random.Generator) -> None:
        self._rng = rng
        self._side = float(rng.choice([-1, 1]))
        self._reach = np.array(_REACH[name]) + rng.normal(0, [0.08, 0.07, 0.03])
        self._lean = _LEAN[name] + rng.normal(0, 0.08)
        self._turn = rng.normal(0, 0.12, 2)
        self._start_s = rng.uniform(*_FIRST_S)
        self._lasts_s = rng.uniform(*_LASTS_S)
        self._across = float(rng.uniform(0.10, 0.35)) * (1 if name != "cup" else 0.3)

    @property
    def side(self) -> float:
        """1 where it comes from the actor's left, -1 from the right."""
        return self._side

    def __call__(self, time_s: float) -> Pass | None:
        """Where it is, or none between two passes."""
        while time_s > self._start_s + self._lasts_s:
            self._start_s += self._lasts_s + self._rng.uniform(*_PAUSE_S)
            self._lasts_s = self._rng.uniform(*_LASTS_S)
        share = (time_s - self._start_s) / self._lasts_s
        if share < 0:
            return None
        risen = _ease(min(1.0, share / 0.32)) * _ease(min(1.0, (1 - share) / 0.32))
        offset = np.array(
            [
                self._side * (0.9 * (1 - risen) - self._across * (share - 0.5)),
                -_AWAY_DM * (1 - risen) + 0.05 * np.sin(7 * share),
                0.35 * (1 - risen),
            ]
        )
        place = self._reach * [self._side, 1, 1] + offset
        lean = self._side * (self._lean + 0.35 * (1 - risen))
        return Pass(rotation(self._turn[0], self._turn[1], lean), place.astype(np.float32))


def _ease(x: float) -> float:
    return float(x * x * (3 - 2 * x))
