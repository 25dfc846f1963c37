"""How hair grows: strands pulled by comb and gravity over a solid head."""

from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from faceproof.sources.synthetic.arrays import Bool, Floats
from faceproof.sources.synthetic.geometry import areas
from faceproof.sources.synthetic.hair_styles import STYLES, Style
from faceproof.sources.synthetic.head import Material
from faceproof.sources.synthetic.look import Look
from faceproof.sources.synthetic.mesh import load_mesh
from faceproof.sources.synthetic.solid import BARE_EAR, Solid, above_hairline, solid_of
from faceproof.sources.synthetic.strands import Strands, bundle
from faceproof.sources.synthetic.streams import Purpose, stream

_FACE_CENTRE_Z = 0.45
_CLUMPS = 260
_HANGS_DM = 0.66  # from the middle: where long hair passes the neck
_SEEN_FROM_BEHIND = -0.30  # least z of a root's normal whose hair hangs beside the neck


class Roots(NamedTuple):
    """Where strands leave the scalp: points and normals ``(s, 3)``, height above the hairline."""

    points: Floats
    normals: Floats
    height: Floats


class Curves(NamedTuple):
    """Grown strands: points, and normals of the surface below, ``(s, k, 3)`` both."""

    points: Floats
    normals: Floats


def grow_hair(seed: int, look: Look, points: Floats, normals: Floats) -> list[Strands]:
    """All scalp hair of an actor with fine surface `points` and `normals` ``(n_surface, 3)``."""
    if look.style not in STYLES:
        return []
    style = STYLES[look.style]
    rng = stream(Purpose.HAIR, seed)
    roots = _roots(style, look, points, normals, rng)
    n = len(roots.points)
    part = float(rng.uniform(-0.28, 0.28))
    comb = _comb(style, roots, part, rng)
    cut = float(rng.uniform(0.45 if style.comb == "out" else 0.85, 1.15))
    reach = style.length * cut * rng.uniform(0.85, 1.1, n)
    if style.comb not in ("parted", "bun"):
        # shorter at the temples and the nape
        reach *= np.clip(0.30 + roots.height / 0.5, 0.30, 1)
    curves = _grow(style, solid_of(points, normals, look), roots, comb, reach, rng)
    lines = _clump(style, curves.points, rng)
    if style.comb == "parted":
        _show_from_behind(curves.normals)
    keep = ~_crosses_face(lines)
    light = np.linspace(0.12, 1, style.points) ** 0.5
    shade = rng.uniform(0.78, 1.25, (n, 1)) * (1 + 0.04 * rng.normal(size=(n, 3)))
    colours = (look.hair * shade)[keep]
    parts = [bundle(lines[keep], curves.normals[keep], light, colours, width=style.width)]
    if style.comb == "bun":
        parts.append(_bun(look, roots, rng))
    return parts


def _roots(
    style: Style, look: Look, points: Floats, normals: Floats, rng: np.random.Generator
) -> Roots:
    """Roots evenly over the scalp."""
    mesh = load_mesh()
    above = above_hairline(look)
    grows = (above > 0) & (mesh.ears < BARE_EAR) & (mesh.base[:, 1] > 6.3)
    skin = mesh.triangles[mesh.material == Material.SKIN]
    triangles = skin[grows[skin].all(1)]
    area = areas(points, triangles)
    chosen = rng.choice(len(triangles), style.strands, p=area / area.sum())
    shares = rng.dirichlet([1, 1, 1], style.strands)[..., None].astype(np.float32)
    at = triangles[chosen]
    facing = (normals[at] * shares).sum(1)
    facing /= np.linalg.norm(facing, axis=1, keepdims=True)
    height = (above[at] * shares[..., 0]).sum(1)
    return Roots((points[at] * shares).sum(1), facing, height)


def _comb(style: Style, roots: Roots, part: float, rng: np.random.Generator) -> Floats:
    """Unit-like direction ``(s, 3)`` along the scalp in which each strand is combed."""
    x, z = roots.points[:, 0], roots.points[:, 2]
    flat = np.ones(len(x))
    front = np.clip((z - 0.7) / 0.4, 0, 1)
    away = np.tanh((x - part) / 0.10)
    sideways = np.sign(part) if part else 1.0
    match style.comb:
        case "forward":
            comb = np.stack([0.25 * x, -0.35 * flat, 0.45 + 0.3 * front], 1)
        case "side":
            over = -sideways * np.clip(1 - np.abs(x) / 0.7, 0, 1)
            comb = np.stack([0.7 * over + 0.3 * away, -0.25 * flat, 0.35 * front - 0.1], 1)
        case "back":
            comb = np.stack([0.30 * away, -0.25 * flat, -0.6 - 0.5 * front], 1)
        case "parted":
            comb = np.stack([0.95 * away, -0.25 * flat, -0.28 - 0.35 * front], 1)
        case "bun":
            comb = _BUN - roots.points
            comb /= np.linalg.norm(comb, axis=1, keepdims=True)
        case _:
            comb = rng.normal(0, 0.5, roots.points.shape)
    comb = comb + rng.normal(0, 0.05, comb.shape)
    comb -= roots.normals * (comb * roots.normals).sum(1, keepdims=True) * 0.9
    return np.asarray(comb, np.float32)


def _grow(  # noqa: PLR0917 - all of a strand's past meets here
    style: Style, solid: Solid, roots: Roots, comb: Floats, reach: Floats, rng: np.random.Generator
) -> Curves:
    """Step every strand from its root."""
    n = len(roots.points)
    direction: Floats = roots.normals * style.lift + comb
    layer = rng.uniform(0.01, 0.09, n).astype(np.float32) * (style.volume / 0.2)
    step = (reach / (style.points - 1))[:, None]
    at, nearest = roots.points - roots.normals * np.float32(0.01), roots.normals
    track, track_normals = [at], [nearest]
    for k in range(1, style.points):
        direction = direction + rng.normal(0, style.curl + 1e-6, (n, 3)) - [0, style.gravity, 0]
        if style.comb == "bun":
            direction = _BUN - at
            step = np.linalg.norm(direction, axis=1, keepdims=True) / (style.points - k)
        direction = direction - nearest * np.minimum(0, (direction * nearest).sum(1, keepdims=True))
        if style.comb == "parted":
            low = (at[:, 1] < 6.9)[:, None]
            direction = direction * np.where(low, [0.35, 1.0, 0.35], 1.0)
        direction = direction / (np.linalg.norm(direction, axis=1, keepdims=True) + 1e-9)
        onward = (at + direction * step).astype(np.float32)
        at, nearest = solid.keep_out(onward, layer * min(1.0, k / 2), style.volume)
        if style.comb == "parted":
            at = _past_the_shoulder(_off_the_face(at))
        track.append(at)
        track_normals.append(nearest)
    return Curves(np.stack(track, 1).astype(np.float32), np.stack(track_normals, 1))


def _off_the_face(points: Floats) -> Floats:
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


def _past_the_shoulder(points: Floats) -> Floats:
    """Ease points below the ears towards the neck, before or behind the shoulder: hair hangs."""
    out = points.copy()
    low = np.clip((7.05 - points[:, 1]) / 0.6, 0, 1)
    wanted = np.where(points[:, 2] > 0.25, 0.78, -0.45)
    out[:, 2] += 0.4 * low * (wanted - out[:, 2])
    out[:, 0] -= 0.40 * low * (out[:, 0] - np.clip(out[:, 0], -_HANGS_DM, _HANGS_DM))
    return out


def _show_from_behind(normals: Floats) -> None:
    """Turn root normals ``(s, k, 3)`` forward as far as a strand needs in order to be drawn."""
    normals[:, 0, 2] = np.maximum(normals[:, 0, 2], _SEEN_FROM_BEHIND)


def _clump(style: Style, curves: Floats, rng: np.random.Generator) -> Floats:
    """Bend strands towards the shape of a guide strand nearby, more towards the tips."""
    if not style.clump:
        return curves
    guides = rng.choice(len(curves), min(_CLUMPS, len(curves)), replace=False)
    _, nearest = cKDTree(curves[guides, 0]).query(curves[:, 0])
    guide = curves[guides[nearest]]
    share = style.clump * np.linspace(0, 1, curves.shape[1])[None, :, None] ** 1.3
    return np.asarray(curves + share * (guide - curves) * 0.85, np.float32)


def _crosses_face(curves: Floats) -> Bool:
    """Strands that end up before the eyes or the throat ``(s,)``."""
    x, y, z = np.abs(curves[..., 0]), curves[..., 1], curves[..., 2]
    before_eyes = (x < 0.52) & (z > 0.9) & (y < 7.66)
    before_throat = (x < 0.52) & (z > 0.40) & (y < 6.9)
    return np.asarray((before_eyes | before_throat).any(1))


_BUN = np.array([0.0, 7.75, -0.80])


def _bun(look: Look, roots: Roots, rng: np.random.Generator) -> Strands:
    """A knot of hair behind the crown."""
    n, k = 1400, 7
    axis = rng.normal(size=(n, 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    side = np.cross(axis, rng.normal(size=(n, 3)))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    angle = (rng.uniform(0, 6.28, (n, 1)) + np.linspace(0, 2.4, k))[..., None]
    out = np.cos(angle) * side[:, None] + np.sin(angle) * np.cross(axis, side)[:, None]
    lift = roots.points[:, 1].max() - 8.25
    centre = _BUN + np.array([0, lift, 0])
    curves = centre + out * rng.uniform(0.27, 0.32, (n, 1, 1))
    shade = rng.uniform(0.78, 1.2, (n, 1))
    light = np.full(k, 0.7)
    return bundle(
        curves.astype(np.float32), out.astype(np.float32), light, look.hair * shade, width=2
    )
