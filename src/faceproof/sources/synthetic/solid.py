"""What strands may not enter: the surface of head and shirt, raised by a cap under the hair."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from faceproof.sources.synthetic import face_regions as regions
from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.hair_styles import STYLES
from faceproof.sources.synthetic.head import Material
from faceproof.sources.synthetic.look import Look, smoothstep
from faceproof.sources.synthetic.mesh import load_mesh

BARE_EAR = 0.2
"""Ear weight of a vertex above which no hair grows."""


def above_hairline(look: Look) -> Floats:
    """How far in dm fine vertices ``(n_surface,)`` lie above this actor's hairline."""
    mesh = load_mesh()
    return np.asarray(regions.above_hairline(mesh.base) - look.hairline_dm, np.float32)


def cap_height(look: Look) -> Floats:
    """How far in dm hair raises each fine surface vertex along its normal ``(n_surface,)``."""
    mesh = load_mesh()
    if look.style not in STYLES:
        return np.zeros(mesh.n_surface, np.float32)
    above = above_hairline(look)
    skull = (mesh.base[:, 1] > 6.35) & (mesh.ears < BARE_EAR)
    return np.asarray(STYLES[look.style].cap * smoothstep(0.0, 0.30, above) * skull, np.float32)


class Lifted(NamedTuple):
    """Points outside a solid, and the normals of its surface nearest to them, ``(n, 3)`` both."""

    points: Floats
    normals: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Solid:
    """What strands may not enter: the surface of one actor at rest."""

    tree: cKDTree
    points: Floats
    normals: Floats
    is_scalp: Floats

    def keep_out(self, points: Floats, margin: Floats, volume: float) -> Lifted:
        """Points moved to `margin` above the surface, over the scalp to at most `volume` above."""
        _, nearest = self.tree.query(points)
        normals = self.normals[nearest]
        above = ((points - self.points[nearest]) * normals).sum(1)
        wanted = np.maximum(above, margin)
        capped = np.minimum(wanted, np.maximum(volume, margin))
        wanted = np.where(self.is_scalp[nearest] > 0, capped, wanted)
        moved = points + normals * (wanted - above)[:, None]
        return Lifted(moved.astype(np.float32), normals)


def solid_of(points: Floats, normals: Floats, look: Look) -> Solid:
    """The solid of fine surface points at rest with hair cap and shirt ``(n_surface, 3)``."""
    mesh = load_mesh()
    outside = np.isin(mesh.material, (Material.SKIN, Material.SHIRT))
    used = np.unique(mesh.triangles[outside])
    scalp = (above_hairline(look)[used] > 0.05) & (mesh.base[used, 1] > 6.9)
    return Solid(
        tree=cKDTree(points[used]),
        points=points[used],
        normals=normals[used],
        is_scalp=scalp.astype(np.float32),
    )
