"""How hair grows: styles as numbers, strands pulled by comb and gravity over a solid head."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from faceproof.sources.synthetic import face_regions as regions
from faceproof.sources.synthetic.arrays import F32, I32
from faceproof.sources.synthetic.head import Material
from faceproof.sources.synthetic.look import Look, smoothstep
from faceproof.sources.synthetic.mesh import Mesh, load_mesh
from faceproof.sources.synthetic.strands import Strands, bundle
from faceproof.sources.synthetic.streams import Purpose, stream

_EAR = 0.2  # no hair on ears
_FACE_CENTRE_Z = 0.45
_CLUMPS = 260


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One hair style. Lengths in dm.

    `comb` names the direction field, `lift` is how far a strand stands off at its root against
    lying along the comb, `gravity` and `curl` bend it per step, `clump` gathers tips into locks.
    The scalp itself is raised by `cap` so that no skin shines through, and no strand above the
    ears leaves the scalp by more than `volume`.
    """

    strands: int
    points: int
    length: float
    comb: str
    lift: float
    gravity: float
    curl: float
    clump: float
    cap: float
    volume: float
    width: int = 2


STYLES: dict[str, Style] = {
    "buzz": Style(
        strands=7000, points=2, length=0.035, comb="forward", lift=1.2, gravity=0, curl=0,
        clump=0, cap=0.01, volume=0.1, width=1,
    ),
    "crop": Style(
        strands=7500, points=4, length=0.20, comb="forward", lift=0.55, gravity=0.05, curl=0.05,
        clump=0.35, cap=0.06, volume=0.20,
    ),
    "short": Style(
        strands=7000, points=5, length=0.40, comb="side", lift=0.60, gravity=0.06, curl=0.06,
        clump=0.5, cap=0.10, volume=0.34,
    ),
    "swept": Style(
        strands=6500, points=7, length=0.80, comb="back", lift=0.55, gravity=0.10, curl=0.05,
        clump=0.6, cap=0.12, volume=0.30,
    ),
    "curly": Style(
        strands=7000, points=8, length=0.60, comb="out", lift=1.0, gravity=0.03, curl=0.70,
        clump=0.25, cap=0.12, volume=0.55,
    ),
    "tied": Style(
        strands=6000, points=7, length=1.50, comb="bun", lift=0.10, gravity=0.0, curl=0.01,
        clump=0.4, cap=0.06, volume=0.10,
    ),
    "bob": Style(
        strands=6500, points=10, length=1.45, comb="parted", lift=0.22, gravity=0.34, curl=0.03,
        clump=0.45, cap=0.12, volume=0.22, width=3,
    ),
    "long": Style(
        strands=6000, points=13, length=2.6, comb="parted", lift=0.20, gravity=0.34, curl=0.03,
        clump=0.45, cap=0.12, volume=0.22, width=3,
    ),
}  # fmt: skip
"""A bald head is in no table: it has no strands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solid:
    """What strands may not enter: the surface of one actor at rest."""

    tree: cKDTree
    points: F32
    normals: F32
    is_scalp: F32

    def keep_out(self, points: F32, margin: F32, volume: float) -> tuple[F32, F32]:
        """Points moved to `margin` above the surface, over the scalp to at most `volume` above.

        Returns the points and the normals of the surface nearest to them, both ``(n, 3)``.
        """
        _, nearest = self.tree.query(points)
        normals = self.normals[nearest]
        above = ((points - self.points[nearest]) * normals).sum(1)
        wanted = np.maximum(above, margin)
        capped = np.minimum(wanted, np.maximum(volume, margin))
        wanted = np.where(self.is_scalp[nearest] > 0, capped, wanted)
        moved = points + normals * (wanted - above)[:, None]
        return moved.astype(np.float32), normals


def cap_height(look: Look) -> F32:
    """How far in dm hair raises each fine surface vertex along its normal ``(n_surface,)``."""
    mesh = load_mesh()
    if look.style not in STYLES:
        return np.zeros(mesh.n_surface, np.float32)
    above = _above(mesh, look)
    skull = (mesh.base[:, 1] > 6.35) & (mesh.ears < _EAR)
    return np.asarray(STYLES[look.style].cap * smoothstep(0.0, 0.30, above) * skull, np.float32)


def _above(mesh: Mesh, look: Look) -> F32:
    return np.asarray(regions.above_hairline(mesh.base) - look.hairline_dm, np.float32)


def solid_of(points: F32, normals: F32, look: Look) -> Solid:
    """The solid of fine surface points at rest with hair cap and shirt ``(n_surface, 3)``."""
    mesh = load_mesh()
    outside = np.isin(mesh.material, (Material.SKIN, Material.SHIRT))
    used = np.unique(mesh.triangles[outside])
    scalp = (_above(mesh, look)[used] > 0.05) & (mesh.base[used, 1] > 6.9)
    return Solid(
        tree=cKDTree(points[used]),
        points=points[used],
        normals=normals[used],
        is_scalp=scalp.astype(np.float32),
    )


def grow_hair(seed: int, look: Look, points: F32, normals: F32) -> list[Strands]:
    """All scalp hair of an actor with fine surface `points` and `normals` ``(n_surface, 3)``."""
    if look.style not in STYLES:
        return []
    style = STYLES[look.style]
    rng = stream(Purpose.HAIR, seed)
    roots, root_normals, height = _roots(style, look, points, normals, rng)
    solid = solid_of(points, normals, look)
    part = float(rng.uniform(-0.28, 0.28))
    comb = _comb(style, roots, root_normals, part, rng)
    reach = style.length * float(rng.uniform(0.85, 1.15)) * rng.uniform(0.85, 1.1, len(roots))
    if style.comb not in ("parted", "bun"):
        reach *= np.clip(0.30 + height / 0.5, 0.30, 1)  # shorter at the temples and the nape
    curves, curve_normals = _grow(style, solid, roots, root_normals, comb, reach, rng)
    curves = _clump(style, curves, rng)
    keep = ~_crosses_face(curves)
    light = np.linspace(0.12, 1, style.points) ** 0.5
    shade = rng.uniform(0.78, 1.25, (len(roots), 1)) * (1 + 0.04 * rng.normal(size=(len(roots), 3)))
    parts = [
        bundle(
            curves[keep],
            curve_normals[keep],
            light,
            (look.hair * shade)[keep],
            width=style.width,
        )
    ]
    if style.comb == "bun":
        parts.append(_bun(look, roots, rng))
    return parts


def _roots(
    style: Style, look: Look, points: F32, normals: F32, rng: np.random.Generator
) -> tuple[F32, F32, F32]:
    """Root positions and normals ``(s, 3)``, evenly over the scalp, and height above hairline."""
    mesh = load_mesh()
    above = _above(mesh, look)
    grows = (above > 0) & (mesh.ears < _EAR) & (mesh.base[:, 1] > 6.3)
    skin = mesh.triangles[mesh.material == Material.SKIN]
    triangles = skin[grows[skin].all(1)]
    corner = points[triangles]
    area = np.linalg.norm(
        np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1
    )
    chosen = rng.choice(len(triangles), style.strands, p=area / area.sum())
    shares = rng.dirichlet([1, 1, 1], style.strands)[..., None].astype(np.float32)
    at = triangles[chosen]
    root_normals = (normals[at] * shares).sum(1)
    root_normals /= np.linalg.norm(root_normals, axis=1, keepdims=True)
    return (points[at] * shares).sum(1), root_normals, (above[at] * shares[..., 0]).sum(1)


def _comb(style: Style, roots: F32, normals: F32, part: float, rng: np.random.Generator) -> F32:
    """Unit-like direction ``(s, 3)`` along the scalp in which each strand is combed."""
    n = len(roots)
    front = np.clip((roots[:, 2] - 0.7) / 0.4, 0, 1)
    away = np.tanh((roots[:, 0] - part) / 0.10)
    sideways = np.sign(part) if part else 1.0
    match style.comb:
        case "forward":
            comb = np.stack([0.25 * roots[:, 0], np.full(n, -0.35), 0.45 + 0.3 * front], 1)
        case "side":
            over = -sideways * np.clip(1 - np.abs(roots[:, 0]) / 0.7, 0, 1)
            comb = np.stack([0.7 * over + 0.3 * away, np.full(n, -0.25), 0.35 * front - 0.1], 1)
        case "back":
            comb = np.stack([0.30 * away, np.full(n, -0.25), -0.6 - 0.5 * front], 1)
        case "parted":
            comb = np.stack([0.95 * away, np.full(n, -0.25), -0.28 - 0.35 * front], 1)
        case "bun":
            comb = _BUN - roots
            comb /= np.linalg.norm(comb, axis=1, keepdims=True)
        case _:
            comb = rng.normal(0, 0.5, (n, 3))
    comb = comb + rng.normal(0, 0.05, (n, 3))
    comb -= normals * (comb * normals).sum(1, keepdims=True) * 0.9
    return np.asarray(comb, np.float32)


def _grow(
    style: Style,
    solid: Solid,
    roots: F32,
    normals: F32,
    comb: F32,
    reach: F32,
    rng: np.random.Generator,
) -> tuple[F32, F32]:
    """Step every strand from its root; points and surface normals ``(s, k, 3)``."""
    n = len(roots)
    direction = normals * style.lift + comb
    layer = rng.uniform(0.01, 0.09, n).astype(np.float32)
    step = (reach / (style.points - 1))[:, None]
    at, nearest = roots - normals * 0.01, normals
    track, track_normals = [at], [nearest]
    for k in range(1, style.points):
        direction = direction + np.array([0, -style.gravity, 0])
        direction = direction + rng.normal(0, style.curl + 1e-6, (n, 3))
        if style.comb == "bun":
            direction = _BUN - at
            step = np.linalg.norm(direction, axis=1, keepdims=True) / (style.points - k)
        inward = np.minimum(0, (direction * nearest).sum(1, keepdims=True))
        direction = direction - nearest * inward
        if style.comb == "parted":
            low = (at[:, 1] < 6.9)[:, None]
            direction = direction * np.where(low, [0.35, 1.0, 0.35], 1.0)
        direction = direction / (np.linalg.norm(direction, axis=1, keepdims=True) + 1e-9)
        at = (at + direction * step).astype(np.float32)
        margin = layer * min(1.0, k / 2) * (style.volume / 0.2)
        at, nearest = solid.keep_out(at, margin, style.volume)
        if style.comb == "parted":
            at = _past_the_shoulder(_off_the_face(at))
        track.append(at)
        track_normals.append(nearest)
    return np.stack(track, 1).astype(np.float32), np.stack(track_normals, 1)


def _off_the_face(points: F32) -> F32:
    """Turn points in front of the face about the head's axis until they frame it."""
    out = points.copy()
    x, z = points[:, 0], points[:, 2] - _FACE_CENTRE_Z
    angle = np.arctan2(np.abs(x), z)
    least = np.radians(np.interp(points[:, 1], [6.2, 7.0, 7.5, 7.95], [68, 68, 60, 0]))
    hidden = angle < least
    radius = np.maximum(np.hypot(x, z), 0.80)
    side = np.where(x >= 0, 1.0, -1.0)
    out[hidden, 0] = (side * radius * np.sin(least))[hidden]
    out[hidden, 2] = (radius * np.cos(least) + _FACE_CENTRE_Z)[hidden]
    return out


def _past_the_shoulder(points: F32) -> F32:
    """Ease points below the jaw before or behind the shoulder, so that hair hangs, not lies."""
    out = points.copy()
    low = np.clip((6.75 - points[:, 1]) / 0.5, 0, 1)
    wanted = np.where(points[:, 2] > 0.25, 0.85, -0.55)
    out[:, 2] += 0.5 * low * (wanted - out[:, 2])
    out[:, 0] -= 0.25 * low * (out[:, 0] - np.clip(out[:, 0], -0.85, 0.85))
    return out


def _clump(style: Style, curves: F32, rng: np.random.Generator) -> F32:
    """Bend strands towards the shape of a guide strand nearby, more towards the tips."""
    if not style.clump:
        return curves
    guides = rng.choice(len(curves), min(_CLUMPS, len(curves)), replace=False)
    _, nearest = cKDTree(curves[guides, 0]).query(curves[:, 0])
    guide = curves[guides[nearest]]
    share = style.clump * np.linspace(0, 1, curves.shape[1])[None, :, None] ** 1.3
    return np.asarray(curves + share * (guide - curves) * 0.85, np.float32)


def _crosses_face(curves: F32) -> I32:
    """Strands that end up before the eyes or the throat ``(s,)``."""
    x, y, z = np.abs(curves[..., 0]), curves[..., 1], curves[..., 2]
    before_eyes = (x < 0.52) & (z > 0.9) & (y < 7.66)
    before_throat = (x < 0.52) & (z > 0.40) & (y < 6.9)
    return np.asarray((before_eyes | before_throat).any(1))


_BUN = np.array([0.0, 7.75, -0.80])


def _bun(look: Look, roots: F32, rng: np.random.Generator) -> Strands:
    """A knot of hair behind the crown."""
    n, k = 1400, 7
    axis = rng.normal(size=(n, 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    side = np.cross(axis, rng.normal(size=(n, 3)))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    angle = (rng.uniform(0, 6.28, (n, 1)) + np.linspace(0, 2.4, k))[..., None]
    out = np.cos(angle) * side[:, None] + np.sin(angle) * np.cross(axis, side)[:, None]
    lift = roots[:, 1].max() - 8.25
    centre = _BUN + np.array([0, lift, 0])
    curves = centre + out * rng.uniform(0.27, 0.32, (n, 1, 1))
    shade = rng.uniform(0.78, 1.2, (n, 1))
    light = np.full(k, 0.7)
    return bundle(
        curves.astype(np.float32), out.astype(np.float32), light, look.hair * shade, width=2
    )
