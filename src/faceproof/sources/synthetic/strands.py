"""What a strand is: hair, brow, beard and lash hairs as polylines in one flat record."""

from dataclasses import dataclass

import numpy as np

from faceproof.sources.synthetic.arrays import Floats, Ints

FREE = -1
"""Bound to no vertex: the strand turns with the head and ignores expression."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strands:
    """Polylines of one actor at rest.

    Per point: `points` ``(n, 3)`` in dm, `normals` ``(n, 3)`` of the surface below, `light`
    ``(n,)`` how open to light it lies (0 root of dense hair, 1 tip), `colours` ``(n, 3)`` linear,
    `bound` ``(n,)`` the fine vertex it moves with, or `FREE`. Per strand: `offsets` ``(s + 1,)``
    into the points and `widths` ``(s,)`` in samples.
    """

    points: Floats
    normals: Floats
    light: Floats
    colours: Floats
    bound: Ints
    offsets: Ints
    widths: Ints


def bundle(
    curves: Floats,
    normals: Floats,
    light: Floats,
    colours: Floats,
    *,
    width: int | Ints,
    bound: Ints | None = None,
) -> Strands:
    """Strands of equally many points each.

    Args:
        curves: points ``(s, k, 3)``.
        normals: ``(s, k, 3)``.
        light: ``(k,)``, the same for all.
        colours: one per strand ``(s, 3)``.
        width: samples, one for all or ``(s,)``.
        bound: fine vertex per strand ``(s,)``, none for free hair.
    """
    n_strands, n_points = curves.shape[:2]
    vertices = np.full(n_strands, FREE) if bound is None else bound
    return Strands(
        points=np.asarray(curves.reshape(-1, 3), np.float32),
        normals=np.asarray(normals.reshape(-1, 3), np.float32),
        light=np.tile(light, n_strands).astype(np.float32),
        colours=np.repeat(colours, n_points, 0).astype(np.float32),
        bound=np.repeat(vertices, n_points).astype(np.int32),
        offsets=(n_points * np.arange(n_strands + 1)).astype(np.int32),
        widths=np.broadcast_to(np.asarray(width, np.int32), (n_strands,)).copy(),
    )


def join(parts: list[Strands]) -> Strands:
    """All strands in one record."""
    starts = np.cumsum([0, *(len(part.points) for part in parts)])
    offsets = [part.offsets[:-1] + start for part, start in zip(parts, starts[:-1], strict=True)]
    return Strands(
        points=np.concatenate([part.points for part in parts]),
        normals=np.concatenate([part.normals for part in parts]),
        light=np.concatenate([part.light for part in parts]),
        colours=np.concatenate([part.colours for part in parts]),
        bound=np.concatenate([part.bound for part in parts]),
        offsets=np.concatenate([*offsets, starts[-1:]]).astype(np.int32),
        widths=np.concatenate([part.widths for part in parts]),
    )
