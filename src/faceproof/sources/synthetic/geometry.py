"""The kernels that move and measure the mesh: morphs, subdivision, normals, turning, projection.

The same machine gives the same bytes; another processor may differ in the last bit of a float.
"""

import numpy as np

from faceproof.sources.synthetic.arrays import Floats, Ints
from faceproof.sources.synthetic.kernel import kernel


@kernel
def add_units(points: Floats, indptr: Ints, indices: Ints, deltas: Floats, levels: Floats) -> None:
    """Add each expression unit's sparse displacement times its level to points ``(v, 3)``."""
    for unit in range(levels.shape[0]):
        level = levels[unit]
        if level == 0:
            continue
        for k in range(indptr[unit], indptr[unit + 1]):
            for axis in range(3):
                points[indices[k], axis] += level * deltas[k, axis]


@kernel
def refine(indptr: Ints, indices: Ints, weights: Floats, coarse: Floats, fine: Floats) -> None:
    """Multiply coarse points by the sparse subdivision matrix, adding to what `fine` holds."""
    for row in range(indptr.shape[0] - 1):
        x = np.float32(0)
        y = np.float32(0)
        z = np.float32(0)
        for k in range(indptr[row], indptr[row + 1]):
            weight = weights[k]
            column = indices[k]
            x += weight * coarse[column, 0]
            y += weight * coarse[column, 1]
            z += weight * coarse[column, 2]
        fine[row, 0] += x
        fine[row, 1] += y
        fine[row, 2] += z


@kernel
def vertex_normals(points: Floats, triangles: Ints, normals: Floats) -> None:
    """Area-weighted unit normals ``(n, 3)``."""
    normals[:] = 0
    for t in range(triangles.shape[0]):
        a = triangles[t, 0]
        b = triangles[t, 1]
        c = triangles[t, 2]
        ux = points[b, 0] - points[a, 0]
        uy = points[b, 1] - points[a, 1]
        uz = points[b, 2] - points[a, 2]
        wx = points[c, 0] - points[a, 0]
        wy = points[c, 1] - points[a, 1]
        wz = points[c, 2] - points[a, 2]
        nx = uy * wz - uz * wy
        ny = uz * wx - ux * wz
        nz = ux * wy - uy * wx
        for corner in (a, b, c):
            normals[corner, 0] += nx
            normals[corner, 1] += ny
            normals[corner, 2] += nz
    for k in range(normals.shape[0]):
        length = np.sqrt(normals[k, 0] ** 2 + normals[k, 1] ** 2 + normals[k, 2] ** 2)
        scale = np.float32(1) / (length + np.float32(1e-10))
        for axis in range(3):
            normals[k, axis] *= scale


@kernel
def turn(points: Floats, follow: Floats, pose: Floats, out: Floats) -> None:
    """Turn points about the neck as far as they follow the head.

    `pose` ``(3, 5)``: rotation, pivot (column 3) and shift (column 4) in dm.
    """
    for k in range(points.shape[0]):
        x = points[k, 0] - pose[0, 3]
        y = points[k, 1] - pose[1, 3]
        z = points[k, 2] - pose[2, 3]
        for axis in range(3):
            turned = pose[axis, 0] * x + pose[axis, 1] * y + pose[axis, 2] * z + pose[axis, 3]
            moved = follow[k] * (turned - points[k, axis])
            sway = pose[axis, 4] * (np.float32(0.3) + np.float32(0.7) * follow[k])
            out[k, axis] = points[k, axis] + moved + sway


@kernel
def project(points: Floats, camera: Floats, samples: int, out: Floats) -> None:
    """Samples x, y and depth ``(n, 3)`` of points; `camera` is x, y, z, focal_px, cx, cy."""
    half = np.float32(0.5)
    for k in range(points.shape[0]):
        depth = camera[2] - points[k, 2]
        scale = camera[3] / depth
        out[k, 0] = ((points[k, 0] - camera[0]) * scale + camera[4]) * samples - half
        out[k, 1] = ((camera[1] - points[k, 1]) * scale + camera[5]) * samples - half
        out[k, 2] = depth


def rotation(yaw: float, pitch: float, roll: float) -> Floats:
    """Rotation ``(3, 3)`` about y, then x, then z, in radians."""
    cy, sy = np.cos(yaw), np.sin(yaw)
    cp, sp = np.cos(pitch), np.sin(pitch)
    cr, sr = np.cos(roll), np.sin(roll)
    about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    return np.asarray(about_z @ about_x @ about_y, np.float32)


def areas(points: Floats, triangles: Ints) -> Floats:
    """Twice the area ``(t,)`` of triangles ``(t, 3)``."""
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    return np.asarray(np.linalg.norm(np.cross(b - a, c - a), axis=1))
