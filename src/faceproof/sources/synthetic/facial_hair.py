"""How brows and beards grow: short hairs bound to the vertices that expressions move."""

import numpy as np
from scipy.spatial import cKDTree

from faceproof.sources.synthetic import face_regions as regions
from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.geometry import areas
from faceproof.sources.synthetic.head import Material
from faceproof.sources.synthetic.identity import Identity
from faceproof.sources.synthetic.look import Look
from faceproof.sources.synthetic.mesh import load_mesh
from faceproof.sources.synthetic.strands import Strands, bundle
from faceproof.sources.synthetic.streams import Purpose, stream

_BROW_HAIRS = 190
_BEARD_HAIRS = 8200


def grow_brows(who: Identity, look: Look, points: Floats, normals: Floats) -> list[Strands]:
    """Both brows, on fine surface `points` with `normals` ``(n_surface, 3)``."""
    mesh = load_mesh()
    rng = stream(Purpose.BROWS, who.seed)
    front = np.nonzero((mesh.base[:, 2] > 0.9) & (mesh.base[:, 1] > 7.2))[0]
    tree = cKDTree(mesh.base[front, :2])
    n = int(_BROW_HAIRS * look.brow)
    out = []
    for side in (1, -1):
        along = rng.random(n) ** 0.9
        off = rng.uniform(-0.85, 0.85, n) * regions.brow_half_width(along) * look.brow
        flat = np.stack([side * regions.brow_x(along), regions.brow_height(along) + off], 1)
        vertex = front[tree.query(flat)[1]]
        normal = normals[vertex]
        root = points[vertex] + normal * 0.004
        root[:, :2] += flat - mesh.base[vertex, :2]
        # hairs rise at the nose and lie down towards the temple, upper ones lean over
        angle = np.radians(66 - 78 * along - 260 * off + rng.normal(0, 9, n))
        lean = np.stack([side * np.cos(angle), np.sin(angle), np.zeros(n)], 1)
        lean -= normal * (lean * normal).sum(1, keepdims=True)
        length = rng.uniform(0.035, 0.065, n)[:, None]
        middle = root + (lean + 0.15 * normal) * length * 0.5
        tip = root + (lean + np.array([side * 0.25, -0.12, 0])) * length
        colours = (look.brow_hair + 0.09 * look.skin) * rng.uniform(0.7, 1.25, (n, 1))
        out.append(
            bundle(
                np.stack([root, middle, tip], 1),
                np.repeat(normal[:, None], 3, 1),
                np.full(3, 0.8),
                colours,
                width=1,
                bound=vertex,
            )
        )
    return out


def grow_beard(who: Identity, look: Look, points: Floats, normals: Floats) -> list[Strands]:
    """A full beard, or nothing: stubble is paint."""
    if not look.has_full_beard:
        return []
    mesh = load_mesh()
    rng = stream(Purpose.BEARD, who.seed)
    skin = np.unique(mesh.triangles[mesh.material == Material.SKIN])
    cover = regions.beard_cover(mesh.base[skin])
    triangles = mesh.triangles[mesh.material == Material.SKIN]
    weight = np.zeros(mesh.n_surface)
    weight[skin] = np.where(cover > 0.10, cover**1.8, 0)
    chance = areas(points, triangles) * weight[triangles].min(1)
    n = int(_BEARD_HAIRS * (0.5 + 0.5 * look.beard))
    at = triangles[rng.choice(len(triangles), n, p=chance / chance.sum())]
    shares = rng.dirichlet([1, 1, 1], n)[..., None].astype(np.float32)
    root, normal = (points[at] * shares).sum(1), (normals[at] * shares).sum(1)
    down = np.array([0, -1, 0.1]) + rng.normal(0, 0.38, (n, 3))
    down -= normal * (down * normal).sum(1, keepdims=True)
    down /= np.linalg.norm(down, axis=1, keepdims=True)
    cover_here = (np.where(weight > 0, weight, 0)[at] * shares[..., 0]).sum(1)[:, None]
    length = (0.020 + 0.060 * look.beard) * rng.uniform(0.6, 1.1, n)[:, None]
    length *= 0.45 + 0.55 * np.clip(cover_here / 0.6, 0, 1)  # short where it begins
    aside = np.cross(normal, down) * rng.normal(0, 0.30, (n, 1))
    middle = root + (0.5 * down + 0.24 * normal + 0.5 * aside) * length
    tip = root + (0.92 * down + 0.10 * normal - 0.2 * aside) * length
    colours = (0.86 * look.hair + 0.07 * look.skin) * rng.uniform(0.75, 1.25, (n, 1))
    return [
        bundle(
            np.stack([root, middle, tip], 1),
            np.repeat(normal[:, None], 3, 1),
            np.array([0.25, 0.6, 0.95]),
            colours,
            width=1,
            bound=at[:, 0],
        )
    ]
