"""Which plain shapes props are made of: tubes and plates with their triangles and surfaces."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from faceproof.sources.synthetic.arrays import Floats, Ints
from faceproof.sources.synthetic.look import smoothstep

_UV_PER_DM = 2.2  # texture swings to and fro along a tube: no seam
_CREASE_DM = 0.07  # parts nearer than this darken each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A prop at rest: `points` ``(n, 3)`` in dm, outward `triangles` ``(t, 3)``.

    `material` ``(t,)`` and `uv` ``(t, 3, 3)`` are those of the mesh, `openness` ``(n,)`` the share
    of the sky that each point sees.
    """

    points: Floats
    triangles: Ints
    material: Ints
    uv: Floats
    openness: Floats

    def moved(self, turn: Floats, shift: Sequence[float]) -> "Thing":
        """The thing turned by ``(3, 3)``, then shifted by ``(3,)``."""
        return Thing(
            points=(self.points @ np.asarray(turn).T + np.asarray(shift)).astype(np.float32),
            triangles=self.triangles,
            material=self.material,
            uv=self.uv,
            openness=self.openness,
        )


NOTHING = Thing(
    points=np.zeros((0, 3), np.float32),
    triangles=np.zeros((0, 3), np.int32),
    material=np.zeros(0, np.int32),
    uv=np.zeros((0, 3, 3), np.float32),
    openness=np.zeros(0, np.float32),
)


def assemble(parts: Sequence[Thing]) -> Thing:
    """All parts as one thing."""
    starts = np.cumsum([0, *(len(part.points) for part in parts)])
    moved = [part.triangles + start for part, start in zip(parts, starts[:-1], strict=True)]
    return Thing(
        points=np.concatenate([part.points for part in parts]),
        triangles=np.concatenate(moved).astype(np.int32),
        material=np.concatenate([part.material for part in parts]),
        uv=np.concatenate([part.uv for part in parts]),
        openness=np.concatenate([part.openness for part in parts]),
    )


def creased(parts: Sequence[Thing]) -> list[Thing]:
    """Parts that touch, darker where they lie close together."""
    out = []
    for part in parts:
        others = np.concatenate([other.points for other in parts if other is not part])
        gap = np.array([np.linalg.norm(others - point, axis=1).min() for point in part.points])
        openness = part.openness * (0.45 + 0.55 * smoothstep(0, _CREASE_DM, gap))
        out.append(
            Thing(
                points=part.points,
                triangles=part.triangles,
                material=part.material,
                uv=part.uv,
                openness=openness.astype(np.float32),
            )
        )
    return out


def tube(
    path: Floats,
    radii: Floats,
    material: int,
    *,
    sectors: int = 8,
    closed: bool = False,
    uv_at: tuple[float, float] = (0.0, 0.0),
    uv_reach: float = 0.0,
    up: Sequence[float] = (0.0, 0.0, 1.0),
) -> Thing:
    """A tube along a path.

    Args:
        path: points ``(k, 3)``; open tubes end in a point when the last radius is 0.
        radii: ``(k,)``, or ``(k, 2)`` across and along `up`.
        material: of all its triangles.
        sectors: corners of its cross-section.
        closed: whether the path is a ring.
        uv_at: the middle of the piece of texture it wears.
        uv_reach: how far that piece reaches.
        up: a direction that the path never follows.
    """
    path = np.asarray(path, np.float64)
    wide = np.asarray(radii, np.float64)
    wide = np.stack([wide, wide], 1) if wide.ndim == 1 else wide
    ahead = np.roll(path, -1, 0) - np.roll(path, 1, 0) if closed else np.gradient(path, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    across = np.cross(ahead, np.asarray(up, np.float64))
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    over = np.cross(across, ahead)
    angle = 2 * np.pi * np.arange(sectors) / sectors
    ring = (
        across[:, None] * (wide[:, :1] * np.cos(angle))[..., None]
        + over[:, None] * (wide[:, 1:] * np.sin(angle))[..., None]
    )
    n = len(path)
    corner = np.arange(n * sectors).reshape(n, sectors)
    here = corner if closed else corner[:-1]
    there = np.roll(corner, -1, 0) if closed else corner[1:]
    quads = np.stack([here, np.roll(here, -1, 1), np.roll(there, -1, 1), there], -1).reshape(-1, 4)
    triangles = np.concatenate([quads[:, [0, 2, 1]], quads[:, [0, 3, 2]]])
    around = np.broadcast_to(np.cos(angle), (n, sectors))
    length = np.cumsum(np.linalg.norm(np.diff(path, axis=0, prepend=path[:1]), axis=1))
    along = np.broadcast_to(np.sin(_UV_PER_DM * length)[:, None], (n, sectors))
    corner_uv = np.stack(
        [uv_at[0] + uv_reach * around, uv_at[1] + uv_reach * along, np.zeros((n, sectors))], -1
    ).reshape(-1, 3)
    return Thing(
        points=(path[:, None] + ring).reshape(-1, 3).astype(np.float32),
        triangles=triangles.astype(np.int32),
        material=np.full(len(triangles), material, np.int32),
        uv=corner_uv[triangles].astype(np.float32),
        openness=np.full(n * sectors, 0.85, np.float32),
    )


def rounded(n: int, start: float, end: float) -> Floats:
    """Shares ``(n,)`` of a radius along a path of `n` points that ends in two half domes.

    `start` and `end` are the parts of the path, 0..1, that the domes take; 0 leaves it open.
    """
    t = np.linspace(0, 1, n)
    out = np.ones(n)
    if start:
        out *= np.sqrt(np.clip(1 - np.clip(1 - t / start, 0, 1) ** 2, 0, 1))
    if end:
        out *= np.sqrt(np.clip(1 - np.clip(1 - (1 - t) / end, 0, 1) ** 2, 0, 1))
    return out


def superellipse(half_width: float, half_height: float, exponent: float, n: int) -> Floats:
    """Outline ``(n, 2)`` from a circle (exponent 2) to nearly a rectangle."""
    angle = 2 * np.pi * np.arange(n) / n
    power = 2 / exponent
    x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** power
    y = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** power
    return np.stack([half_width * x, half_height * y], 1)
