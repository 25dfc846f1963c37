"""What the renderer draws: the subdivided head with eyeballs, its triangles, UVs and regions."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from faceproof.sources.synthetic.arrays import Bool, Floats, Ints
from faceproof.sources.synthetic.cloth import cloth_uv
from faceproof.sources.synthetic.head import Head, Material, load_head
from faceproof.sources.synthetic.look import smoothstep
from faceproof.sources.synthetic.subdivision import subdivide, subdivide_corners

_LASHES = tuple(m for m in Material if m >= Material.LOWER_LASH_LEFT)

# the two islands of the maker's UV atlas that skin lies on: u0, v0, u1, v1
_FACE_ISLAND = (0.635, 0.14, 1.0, 0.84)
_NECK_ISLAND = (0.21, 0.81, 0.55, 0.99)
_SOCKET_UV = (0.62, 0.556)  # eye sockets borrow a spot of the cheekbone

_EYE_RINGS, _EYE_SECTORS = 16, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesh:
    """Everything about the drawn surface that all actors share.

    Vertices ``0 .. n_surface`` come from the coarse head through the sparse matrix `indptr`,
    `indices`, `weights` (coarse vertex i is fine vertex i); then follow two eyeballs of
    ``len(eyeball)`` each. `uv` ``(t, 3, 3)`` is u, v in 0..1 and the patch (0 face, 1 neck, 2
    shirt). `follow` says how far a vertex turns with the head: 1 skull, 0 shoulders.
    """

    n_surface: int
    n_vertices: int
    indptr: Ints
    indices: Ints
    weights: Floats
    triangles: Ints
    material: Ints
    uv: Floats
    base: Floats
    lips: Floats
    ears: Floats
    eyelids: Floats
    follow: Floats
    eyeball: Floats
    helper_eyes: tuple[Ints, Ints]
    teeth: Ints
    mouth: Ints
    shirt: Ints
    landmarks: Ints

    def refine(self, coarse: Floats) -> Floats:
        """Coarse positions ``(v, c)`` carried to the fine surface ``(n_surface, c)``."""
        products = self.weights[:, None] * coarse[self.indices]
        return np.add.reduceat(products, self.indptr[:-1], axis=0).astype(np.float32)


def eye_vertices(mesh: Mesh, side: int) -> slice:
    """Fine vertices of the eyeball of `side` (0 the actor's left, 1 right)."""
    start = mesh.n_surface + side * len(mesh.eyeball)
    return slice(start, start + len(mesh.eyeball))


@cache
def load_mesh() -> Mesh:
    """The mesh of the head asset, built once."""
    head = load_head()
    drawn = ~np.isin(head.material, (Material.LEFT_EYE, *_LASHES))
    fine = subdivide(head.quads[drawn], len(head.base))
    indptr = fine.weights.indptr.astype(np.int32)
    base = (fine.weights @ head.base).astype(np.float32)
    triangles, material, uv = _surface(head, drawn, fine.quads, base)
    eyeball, eye_triangles = _eyeball()
    n_surface, n_eye = len(base), len(eyeball)
    triangles = np.concatenate(
        [triangles, eye_triangles + n_surface, eye_triangles + n_surface + n_eye]
    ).astype(np.int32)
    eyes = np.repeat([Material.LEFT_EYE, Material.RIGHT_EYE], len(eye_triangles))
    material = np.concatenate([material, eyes]).astype(np.int32)
    uv = np.concatenate([uv, np.zeros((len(eyes), 3, 3), np.float32)])
    helper = head.vertices_of(Material.LEFT_EYE)
    inside = (Material.MOUTH, Material.TONGUE, Material.UPPER_TEETH, Material.LOWER_TEETH)
    return Mesh(
        n_surface=n_surface,
        n_vertices=n_surface + 2 * n_eye,
        indptr=indptr,
        indices=fine.weights.indices.astype(np.int32),
        weights=fine.weights.data.astype(np.float32),
        triangles=triangles,
        material=material,
        uv=uv,
        base=base,
        lips=(fine.weights @ head.lips).astype(np.float32),
        ears=(fine.weights @ head.ears).astype(np.float32),
        eyelids=(fine.weights @ head.eyelids).astype(np.float32),
        follow=np.concatenate([head_follow(base), np.ones(2 * n_eye, np.float32)]),
        eyeball=eyeball,
        helper_eyes=(helper[head.base[helper, 0] > 0], helper[head.base[helper, 0] < 0]),
        teeth=head.vertices_of(Material.UPPER_TEETH, Material.LOWER_TEETH),
        mouth=np.unique(triangles[np.isin(material, inside)]),
        shirt=np.unique(triangles[material == Material.SHIRT]),
        landmarks=head.landmarks,
    )


def head_follow(points: Floats) -> Floats:
    """How far points ``(n, 3)`` in dm turn with the head.

    The border slants backwards: the chin must turn with the face, the nape with the shoulders.
    """
    return smoothstep(5.75, 6.45, points[:, 1] + 0.55 * (points[:, 2] - 0.45))


def _surface(head: Head, drawn: Bool, quads: Ints, base: Floats) -> tuple[Ints, Ints, Floats]:
    corner_uv = subdivide_corners(head.corner_uv[drawn])
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    corner_uv = np.concatenate([corner_uv[:, [0, 1, 2]], corner_uv[:, [0, 2, 3]]])
    material = np.tile(np.repeat(head.material[drawn], 4), 2)
    top_y = base[triangles, 1].min(1)
    wide_x = np.abs(base[triangles, 0]).max(1)
    # skin under the shirt would poke through it
    hidden = ((top_y < 5.62) & (wide_x > 0.45)) | ((top_y < 5.85) & (wide_x > 0.8))
    seen = ~(hidden & (material == Material.SKIN))
    uv = _patches(corner_uv)
    uv[material == Material.SOCKET] = (*_SOCKET_UV, 0)
    shirt = material == Material.SHIRT
    uv[shirt, :, :2], uv[shirt, :, 2] = cloth_uv(base[triangles[shirt]]), 2
    return triangles[seen], material[seen], uv[seen]


def _patches(corner_uv: Floats) -> Floats:
    u, v = corner_uv[..., 0], corner_uv[..., 1]
    on_face = (u.min(1) >= _FACE_ISLAND[0]) & (v.min(1) >= _FACE_ISLAND[1])
    out = np.zeros((len(corner_uv), 3, 3), np.float32)
    for island, here in ((_FACE_ISLAND, on_face), (_NECK_ISLAND, ~on_face)):
        out[here, :, 0] = (u[here] - island[0]) / (island[2] - island[0])
        out[here, :, 1] = (v[here] - island[1]) / (island[3] - island[1])
    out = np.clip(out, 0, 1)
    out[..., 2] = (~on_face)[:, None]
    return out


def _eyeball() -> tuple[Floats, Ints]:
    """A unit sphere open at the back, its pole to +z, with the bulge of a cornea."""
    polar = np.linspace(0, np.pi * 0.72, _EYE_RINGS + 1)[1:, None]
    around = 2 * np.pi * np.arange(_EYE_SECTORS)[None] / _EYE_SECTORS
    rings = np.stack(
        [
            np.sin(polar) * np.cos(around),
            np.sin(polar) * np.sin(around),
            np.broadcast_to(np.cos(polar), (_EYE_RINGS, _EYE_SECTORS)),
        ],
        -1,
    )
    points = np.concatenate([[[0.0, 0.0, 1.0]], rings.reshape(-1, 3)])
    radius = np.hypot(points[:, 0], points[:, 1])
    points *= (1 + 0.045 * np.exp(-((radius / 0.42) ** 4)) * (points[:, 2] > 0))[:, None]
    sector = np.arange(_EYE_SECTORS)
    following = (sector + 1) % _EYE_SECTORS
    fan = np.stack([np.zeros_like(sector), 1 + sector, 1 + following], 1)
    ring = 1 + _EYE_SECTORS * np.arange(_EYE_RINGS - 1)[:, None]
    a, b = ring + sector, ring + following
    strips = [
        np.stack([a, a + _EYE_SECTORS, b], -1),
        np.stack([b, a + _EYE_SECTORS, b + _EYE_SECTORS], -1),
    ]
    triangles = np.concatenate([fan, *(strip.reshape(-1, 3) for strip in strips)])
    return points.astype(np.float32), triangles
