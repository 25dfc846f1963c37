"""Where lashes grow: hairs along the asset's lash strips, which blink with the lids."""

from functools import cache
from typing import NamedTuple

import numpy as np

from faceproof.sources.synthetic.arrays import Floats, Ints
from faceproof.sources.synthetic.head import Material, load_head

_ROWS = 5  # of every strip; the outermost row would draw spikes
_UPPER = (Material.UPPER_LASH_LEFT, Material.UPPER_LASH_RIGHT)
_STRIPS = tuple(m for m in Material if m >= Material.LOWER_LASH_LEFT)
N_POINTS = 4


class Lashes(NamedTuple):
    """Each point of a lash lies between two coarse vertices.

    `between` ``(s, 4, 2)`` are coarse vertices, `shares` ``(s, 4, 2)`` their weights.
    """

    between: Ints
    shares: Floats

    def place(self, coarse: Floats) -> Floats:
        """Points ``(s, 4, 3)`` for coarse positions ``(v, 3)``."""
        out = (coarse[self.between] * self.shares[..., None]).sum(2)
        return np.asarray(out, np.float32)


@cache
def load_lashes() -> Lashes:
    """The lashes of all actors: evenly spread with a fixed jitter, denser above."""
    rng = np.random.default_rng(1)
    between, shares = [], []
    for strip in _STRIPS:
        rows = _rows(strip)[:4] if strip in _UPPER else _rows(strip)[[0, 0, 1, 2]]
        n_columns = rows.shape[1]
        n_lashes = int((4.0 if strip in _UPPER else 1.5) * n_columns)
        along = (np.arange(n_lashes) + rng.uniform(0.1, 0.9, n_lashes)) / n_lashes
        column = along * (n_columns - 1.001)
        left = column.astype(int)
        share = (column - left)[:, None]
        between.append(np.stack([rows[:, left].T, rows[:, left + 1].T], -1))
        pair = np.stack([1 - share, share], -1)
        shares.append(np.broadcast_to(pair, (n_lashes, N_POINTS, 2)))
    return Lashes(np.concatenate(between), np.concatenate(shares).astype(np.float32))


def _neighbours(quads: Ints) -> dict[int, set[int]]:
    out: dict[int, set[int]] = {int(vertex): set() for vertex in np.unique(quads)}
    for quad in quads.tolist():
        for here, there in zip(quad, quad[1:] + quad[:1], strict=True):
            out[here].add(there)
            out[there].add(here)
    return out


def _border(near: dict[int, set[int]], corner: int, second: int) -> list[int]:
    """The border from a corner of the grid through `second` to the next corner."""
    path = [corner, second]
    while len(near[path[-1]]) == 3:
        path.append(next(v for v in near[path[-1]] if v != path[-2] and len(near[v]) < 4))
    return path


def _rows(strip: Material) -> Ints:
    """The strip's grid ``(5, columns)``, root row first, from -x to +x."""
    head = load_head()
    near = _neighbours(head.quads[head.material == strip])
    skin = head.base[head.vertices_of(Material.SKIN, Material.SOCKET)]

    def gap_dm(path: list[int]) -> float:
        gaps = np.linalg.norm(skin[None] - head.base[path][:, None], axis=2).min(1)
        return float(gaps.mean())

    corners = [vertex for vertex, around in near.items() if len(around) == 2]
    sides = [_border(near, corner, second) for corner in corners for second in sorted(near[corner])]
    root = min((side for side in sides if len(side) * _ROWS == len(near)), key=gap_dm)
    rows, seen = [root], set(root)
    while len(rows) < _ROWS:
        rows.append([next(iter(near[vertex] - seen)) for vertex in rows[-1]])
        seen |= set(rows[-1])
    grid = np.array(rows)
    return grid[:, np.argsort(head.base[grid[0], 0])]
