"""What is made once per actor: shape at rest, skin, hair, shirt and how open each point lies."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from faceproof.sources.synthetic.arrays import U8, Floats, Ints
from faceproof.sources.synthetic.cloth import bake_cloth
from faceproof.sources.synthetic.facial_hair import grow_beard, grow_brows
from faceproof.sources.synthetic.geometry import rotation, vertex_normals
from faceproof.sources.synthetic.hair import grow_hair
from faceproof.sources.synthetic.head import Material, load_head
from faceproof.sources.synthetic.identity import Identity, identity, neutral_head
from faceproof.sources.synthetic.lashes import load_lashes
from faceproof.sources.synthetic.light import shadow_view, to_shadow
from faceproof.sources.synthetic.look import Look, look
from faceproof.sources.synthetic.mesh import Mesh, eye_vertices, head_follow, load_mesh
from faceproof.sources.synthetic.raster import FAR, draw_depth
from faceproof.sources.synthetic.skin import HEIGHT, WIDTH, bake_skin
from faceproof.sources.synthetic.solid import cap_height
from faceproof.sources.synthetic.strands import FREE, Strands, bundle, join

_TEETH_BACK_DM = 0.035  # or they show through rounded lips
_SHIRT_OFF_DM = 0.028
_TEETH_OPENNESS = 0.30  # measured at rest, behind lips that part when teeth are seen
_SKY_DIRECTIONS = 48
_SKY_MAP = 160
_LASH_COLOUR = 0.014


class Eye(NamedTuple):
    """An eyeball at rest."""

    centre: Floats
    radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One synthetic person, ready to be filmed.

    `coarse` ``(v, 3)`` is the head at rest; `padding` ``(n_surface, 3)`` lifts shirt and hair cap
    off the skin; `neckline` and `openness` ``(n_vertices,)`` go with the fine mesh, `casters`
    ``(t, 3)`` are the triangles that throw shadows. The last `n_lash_points` points of `strands`
    are lashes; `follow` ``(n,)`` is how far each strand point turns with the head.
    """

    identity: Identity
    look: Look
    coarse: Floats
    padding: Floats
    rest: Floats
    eyes: tuple[Eye, Eye]
    neckline: Floats
    openness: Floats
    casters: Ints
    texture: U8
    strands: Strands
    follow: Floats
    bound_points: Ints
    n_lash_points: int


def place_eyes(mesh: Mesh, eyes: tuple[Eye, Eye], gaze: tuple[float, float], out: Floats) -> None:
    """Write both eyeballs, turned by yaw and pitch in radians, into fine vertices `out`."""
    turned = mesh.eyeball @ rotation(gaze[0], -gaze[1], 0).T
    for side, eye in enumerate(eyes):
        out[eye_vertices(mesh, side)] = turned * eye.radius + eye.centre


@lru_cache(maxsize=6)
def make_actor(seed: int) -> Actor:
    """The actor of a seed; about a second of one core, kept for the next take."""
    mesh = load_mesh()
    who = identity(seed)
    worn = look(who)
    coarse = neutral_head(who)
    eyes = (_eye(coarse, mesh.helper_eyes[0]), _eye(coarse, mesh.helper_eyes[1]))
    coarse[mesh.teeth, 2] -= _TEETH_BACK_DM
    bare = np.empty((mesh.n_vertices, 3), np.float32)
    bare[: mesh.n_surface] = mesh.refine(coarse)
    place_eyes(mesh, eyes, (0.0, 0.0), bare)
    padding = _padding(mesh, worn, bare)
    rest = bare.copy()
    rest[: mesh.n_surface] += padding
    normals = np.zeros_like(rest)
    vertex_normals(rest, mesh.triangles, normals)
    neckline = _neckline(mesh, worn)
    casters = _casters(neckline)
    strands = _strands(who, worn, rest[: mesh.n_surface], normals[: mesh.n_surface], coarse)
    return Actor(
        identity=who,
        look=worn,
        coarse=coarse,
        padding=padding,
        rest=rest,
        eyes=eyes,
        neckline=neckline,
        openness=_openness(mesh, rest, normals, casters, eyes),
        casters=casters,
        texture=np.concatenate([bake_skin(who, worn), bake_cloth(who, worn, HEIGHT, WIDTH)[None]]),
        strands=strands,
        follow=head_follow(strands.points),
        bound_points=np.nonzero(strands.bound != FREE)[0],
        n_lash_points=load_lashes().between.shape[0] * load_lashes().between.shape[1],
    )


def _eye(coarse: Floats, vertices: Ints) -> Eye:
    centre = coarse[vertices].mean(0)
    return Eye(centre, float(np.linalg.norm(coarse[vertices] - centre, axis=1).mean()))


def _padding(mesh: Mesh, worn: Look, bare: Floats) -> Floats:
    normals = np.zeros_like(bare)
    vertex_normals(bare, mesh.triangles, normals)
    off = cap_height(worn)
    off[mesh.shirt] = _SHIRT_OFF_DM
    return normals[: mesh.n_surface] * off[:, None]


def _neckline(mesh: Mesh, worn: Look) -> Floats:
    """Positive below the shirt's collar; only between the shoulders, or holes appear there."""
    x, y, z = np.abs(mesh.base[:, 0]), mesh.base[:, 1], mesh.base[:, 2]
    out = np.ones(mesh.n_vertices, np.float32)
    v_cut = worn.v_neck_dm * np.clip(1 - x / 0.35, 0, 1) * (z > 0.5)
    collar = 5.98 + worn.neckline_dm - 0.30 * (z - 0.1) - v_cut
    out[: mesh.n_surface] = collar - y + 3 * np.maximum(0, x - 0.72)
    return out


def _casters(neckline: Floats) -> Ints:
    """Shadows need no detail: the coarse quads, whose vertices are also fine vertices, halved."""
    head = load_head()
    solid = (Material.SKIN, Material.MOUTH, Material.SOCKET, Material.SHIRT)
    worn = (head.material != Material.SHIRT) | (neckline[head.quads].min(1) > 0)
    quads = head.quads[np.isin(head.material, solid) & worn]
    halves = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return np.ascontiguousarray(halves, np.int32)


def _openness(
    mesh: Mesh, rest: Floats, normals: Floats, casters: Ints, eyes: tuple[Eye, Eye]
) -> Floats:
    """Share of the sky each vertex sees, 0..1, from depth maps in many directions."""
    seen, total = np.zeros(mesh.n_vertices), np.zeros(mesh.n_vertices)
    golden = np.pi * (3 - np.sqrt(5))
    for k in range(_SKY_DIRECTIONS):  # a Fibonacci sphere without its lowest part
        up = 1 - 1.6 * (k + 0.5) / _SKY_DIRECTIONS
        flat = np.sqrt(1 - up * up)
        towards = np.array([flat * np.cos(golden * k), up, flat * np.sin(golden * k)])
        at = to_shadow(rest, shadow_view(towards, _SKY_MAP))
        depth = np.full((_SKY_MAP, _SKY_MAP), FAR, np.float32)
        draw_depth(at, casters, depth)
        cell = np.clip(np.rint(at[:, :2]).astype(int), 0, _SKY_MAP - 1)
        weight = np.maximum(0, normals @ towards)
        seen += weight * (at[:, 2] < depth[cell[:, 1], cell[:, 0]] + 0.05)
        total += weight
    out = np.clip(seen / np.maximum(total, 1e-3) * 1.1, 0.05, 1)
    depth_in_mouth = rest[mesh.mouth, 2] - (eyes[0].centre[2] - 0.12)
    out[mesh.mouth] = np.clip(depth_in_mouth / 0.42, 0.03, 0.75)
    teeth = np.isin(mesh.material, (Material.UPPER_TEETH, Material.LOWER_TEETH))
    toothed = np.unique(mesh.triangles[teeth])
    out[toothed] = np.maximum(out[toothed], _TEETH_OPENNESS)
    out[mesh.n_surface :] = np.clip(out[mesh.n_surface :], 0.25, 0.8)
    out[mesh.shirt] = np.clip(out[mesh.shirt] + 0.15, 0.3, 1)
    return np.asarray(out, np.float32)


def _strands(who: Identity, worn: Look, points: Floats, normals: Floats, coarse: Floats) -> Strands:
    lashes = load_lashes().place(coarse)
    n, k = lashes.shape[:2]
    facing = np.broadcast_to(np.array([0, 0, 1], np.float32), (n, k, 3))
    dark = np.full((n, 3), _LASH_COLOUR)
    return join(
        [
            *grow_hair(who.seed, worn, points, normals),
            *grow_beard(who, worn, points, normals),
            *grow_brows(who, worn, points, normals),
            bundle(lashes, facing, np.full(k, 0.6), dark, width=1),
        ]
    )
