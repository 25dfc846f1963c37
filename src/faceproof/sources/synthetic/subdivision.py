"""How the coarse quads become a smooth surface: one level of Catmull-Clark as a sparse matrix.

Reference:
    Catmull & Clark 1978, "Recursively generated B-spline surfaces on arbitrary topological
    meshes", Computer-Aided Design 10(6); open borders are cubic B-spline curves.
"""

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from faceproof.sources.synthetic.arrays import Ints


class Subdivision(NamedTuple):
    """`weights` ``(v + e + q, v)`` maps coarse to fine vertices; the first v rows are the coarse.

    `quads` ``(4 q, 4)`` are the fine quads; the fine quads of coarse quad i are 4 i ... 4 i + 3.
    """

    weights: sp.csr_array
    quads: Ints


class _Edges(NamedTuple):
    ends: Ints  # (e, 2)
    of_quad: Ints  # (q, 4) the edge that leaves each corner
    n_quads: Ints  # (e,) quads that share the edge


def _edges(quads: Ints) -> _Edges:
    pairs = np.sort(np.stack([quads, np.roll(quads, -1, 1)], -1).reshape(-1, 2), 1)
    ends, of_quad = np.unique(pairs, axis=0, return_inverse=True)
    of_quad = of_quad.reshape(-1)
    n_quads = np.bincount(of_quad, minlength=len(ends))
    return _Edges(ends=ends, of_quad=of_quad.reshape(-1, 4), n_quads=n_quads)


def _incidence(
    rows: Ints, columns: Ints, shape: tuple[int, int], weight: float = 1.0
) -> sp.csr_array:
    """A sparse matrix of equal entries; the same place named twice counts twice."""
    return sp.csr_array((np.full(rows.size, weight), (rows.ravel(), columns.ravel())), shape)


def subdivide(quads: Ints, n_vertices: int) -> Subdivision:
    """One Catmull-Clark step for quads ``(q, 4)`` over `n_vertices` vertices."""
    edges = _edges(quads)
    n_quads, n_edges = len(quads), len(edges.ends)
    quad_rows = np.repeat(np.arange(n_quads), 4)
    edge_rows = np.repeat(np.arange(n_edges), 2)
    face_points = _incidence(quad_rows, quads, (n_quads, n_vertices), 1 / 4)
    midpoints = _incidence(edge_rows, edges.ends, (n_edges, n_vertices), 1 / 2)
    edge_quads = _incidence(edges.of_quad.ravel(), quad_rows, (n_edges, n_quads))
    inner = (edges.n_quads == 2).astype(float)
    edge_points = sp.diags_array(1 - inner / 2) @ midpoints + sp.diags_array(inner / 4) @ (
        edge_quads @ face_points
    )
    vertex_points = _vertex_points(quads, n_vertices, edges, face_points, midpoints)
    weights = sp.csr_array(sp.vstack([vertex_points, edge_points, face_points]))
    return Subdivision(weights=weights, quads=_fine_quads(quads, n_vertices, edges))


def _vertex_points(
    quads: Ints,
    n_vertices: int,
    edges: _Edges,
    face_points: sp.csr_array,
    midpoints: sp.csr_array,
) -> sp.csr_array:
    n_quads, n_edges = len(quads), len(edges.ends)
    edge_rows = np.repeat(np.arange(n_edges), 2)
    border = edges.n_quads == 1
    on_border = np.zeros(n_vertices, bool)
    on_border[edges.ends[edges.n_quads != 2].ravel()] = True
    by_edge = _incidence(edges.ends.ravel(), edge_rows, (n_vertices, n_edges))
    by_quad = _incidence(quads.ravel(), np.repeat(np.arange(n_quads), 4), (n_vertices, n_quads))
    valence = np.maximum(by_edge.sum(1), 1)
    touching = np.maximum(by_quad.sum(1), 1)
    inner = (~on_border).astype(float)
    smooth = (
        sp.diags_array(inner / valence / touching) @ (by_quad @ face_points)
        + sp.diags_array(2 * inner / valence**2) @ (by_edge @ midpoints)
        + sp.diags_array(inner * (valence - 3) / valence)
    )
    by_border = by_edge @ sp.diags_array(border.astype(float))
    on_curve = on_border & (by_border.sum(1) == 2)
    curve = sp.diags_array(on_curve / 4) @ (by_border @ midpoints) + sp.diags_array(
        on_curve / 2 + (on_border & ~on_curve)
    )
    return sp.csr_array(smooth + curve)


def _fine_quads(quads: Ints, n_vertices: int, edges: _Edges) -> Ints:
    edge = n_vertices + edges.of_quad
    centre = n_vertices + len(edges.ends) + np.arange(len(quads))
    corners = [np.stack([quads[:, k], edge[:, k], centre, edge[:, k - 1]], 1) for k in range(4)]
    return np.stack(corners, 1).reshape(-1, 4)


def subdivide_corners(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Per-corner values ``(q, 4, c)`` of the fine quads ``(4 q, 4, c)``, linearly."""
    middle = (values + np.roll(values, -1, 1)) / 2
    centre = values.mean(1)
    corners = [
        np.stack([values[:, k], middle[:, k], centre, middle[:, k - 1]], 1) for k in range(4)
    ]
    return np.stack(corners, 1).reshape(-1, 4, values.shape[-1]).astype(np.float32)
