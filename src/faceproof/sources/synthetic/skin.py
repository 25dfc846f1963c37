"""What the skin looks like: colour, bumps and gloss baked into a face and a neck patch."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from faceproof.sources.synthetic import face_regions as regions
from faceproof.sources.synthetic.arrays import U8, Bool, Floats, Ints
from faceproof.sources.synthetic.creases import age_spots, crease_depth, moles
from faceproof.sources.synthetic.head import Material
from faceproof.sources.synthetic.identity import Identity
from faceproof.sources.synthetic.look import Look, smoothstep
from faceproof.sources.synthetic.mesh import load_mesh
from faceproof.sources.synthetic.noise import add_noise
from faceproof.sources.synthetic.raster import FAR, draw_triangles
from faceproof.sources.synthetic.streams import Purpose, stream

HEIGHT, WIDTH = 960, 640
"""Texels of a patch: about three per pixel of a face 170 px wide."""

RED, GREEN, BLUE, BUMP_X, BUMP_Y, GLOSS = range(6)
"""Channels: square root of linear colour, bump slopes towards x and y about 128, gloss."""

_FLOOD = 24  # texels that colour spreads over the edge of an island


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """The texels of one island: where they are, and what part of the base head they show."""

    covered: Bool
    nearest: tuple[Ints, Ints]
    points: Floats
    lips: Floats
    ears: Floats
    eyelids: Floats


@cache
def _patches() -> tuple[Patch, Patch]:
    return _patch(0), _patch(1)


def _patch(number: int) -> Patch:
    mesh = load_mesh()
    on_patch = (mesh.uv[:, 0, 2] == number) & (mesh.material == Material.SKIN)
    triangles = mesh.triangles[on_patch]
    corners = mesh.uv[on_patch][:, :, :2] * np.array([WIDTH - 1, HEIGHT - 1], np.float32)
    flat = np.concatenate([corners, np.zeros((*corners.shape[:2], 1), np.float32)], 2)
    flat = flat.reshape(-1, 3).astype(np.float32)
    order = np.arange(len(flat), dtype=np.int32).reshape(-1, 3)
    seen = np.full((HEIGHT, WIDTH), -1, np.int32)
    depth = np.full((HEIGHT, WIDTH), FAR, np.float32)
    two_sided = np.full(len(order), Material.SHIRT, np.int32)
    draw_triangles(flat, order, two_sided, np.ones(len(flat), np.float32), depth, seen)
    covered = seen >= 0
    y, x = np.nonzero(covered)
    shares = _barycentric(corners[seen[covered]], np.stack([x, y], 1))
    vertices = triangles[seen[covered]]

    def at_texels(values: Floats) -> Floats:
        mixed = np.einsum("nc,nc...->n...", shares, values[vertices])
        return np.asarray(mixed, np.float32)

    return Patch(
        covered=covered,
        nearest=_nearest(covered),
        points=at_texels(mesh.base),
        lips=at_texels(mesh.lips),
        ears=at_texels(mesh.ears),
        eyelids=at_texels(mesh.eyelids),
    )


def _barycentric(corners: Floats, at: Ints) -> Floats:
    """Weights ``(n, 3)`` of the corners ``(n, 3, 2)`` of triangles at points ``(n, 2)`` in them."""
    exact = corners.astype(np.float64)
    side1, side2 = exact[:, 1] - exact[:, 0], exact[:, 2] - exact[:, 0]
    to_point = at - exact[:, 0]
    area = side1[:, 0] * side2[:, 1] - side2[:, 0] * side1[:, 1]
    w1 = (to_point[:, 0] * side2[:, 1] - side2[:, 0] * to_point[:, 1]) / area
    w2 = (side1[:, 0] * to_point[:, 1] - to_point[:, 0] * side1[:, 1]) / area
    shares = np.clip(np.stack([1 - w1 - w2, w1, w2], 1), 0, 1)
    return np.asarray(shares / shares.sum(1, keepdims=True), np.float32)


def _nearest(covered: Bool) -> tuple[Ints, Ints]:
    """Row and column of the nearest covered texel of every texel within reach."""
    distance, label = cv2.distanceTransformWithLabels(
        (~covered).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    y, x = np.nonzero(covered)
    rows = np.zeros(label.max() + 1, np.int32)
    columns = np.zeros(label.max() + 1, np.int32)
    rows[label[y, x]], columns[label[y, x]] = y, x
    own_y, own_x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.int32)
    near = distance < _FLOOD
    return np.where(near, rows[label], own_y), np.where(near, columns[label], own_x)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grain:
    """One actor's patch: broad, middle, fine mottle, pores, creases and spots, each ``(n,)``."""

    broad: Floats
    middle: Floats
    fine: Floats
    pores: Floats
    creases: Floats
    spots: Floats


def _grain(who: Identity, points: Floats, shift: Floats) -> Grain:
    shifted = (points + shift + 40).astype(np.float32)

    def layer(*octaves: tuple[float, float]) -> Floats:
        out = np.zeros(len(points), np.float32)
        for frequency, amplitude in octaves:
            add_noise(shifted, frequency, int(frequency), amplitude, out)
        return out

    rng = stream(Purpose.SKIN, who.seed, 1)
    broad = layer((2.2, 0.7), (5.0, 0.4))
    return Grain(
        broad=broad,
        middle=layer((13.0, 0.6), (31.0, 0.5)),
        fine=layer((62.0, 0.65), (110.0, 0.5)),
        pores=layer((48.0, 1.0)),
        creases=crease_depth(points, who.age, broad, rng),
        spots=np.maximum(age_spots(points, who.age, rng), moles(points, rng)),
    )


def bake_skin(who: Identity, look: Look) -> U8:
    """The actor's face and neck patches ``(2, HEIGHT, WIDTH, 6)``."""
    shift = stream(Purpose.SKIN, who.seed).uniform(0, 30, 3).astype(np.float32)
    out = np.zeros((2, HEIGHT, WIDTH, 6), np.uint8)
    for number, patch in enumerate(_patches()):
        grain = _grain(who, patch.points, shift)
        hair = _scalp(patch, look, grain) if number == 0 else np.zeros_like(patch.lips)
        colour = _colour(who, look, patch, grain, hair)
        texels = np.zeros((HEIGHT, WIDTH, 6), np.uint8)
        texels[patch.covered, :3] = np.sqrt(np.clip(colour, 0, 1)) * 255
        texels[patch.covered, GLOSS] = _gloss(patch, look, hair)
        texels = texels[patch.nearest]
        height = np.zeros((HEIGHT, WIDTH), np.float32)
        height[patch.covered] = _height(who, patch, grain)
        slope_y, slope_x = np.gradient(height[patch.nearest])
        strength = 110 if number == 0 else 45  # a texel of the neck spans more skin
        # the face island lies on its side: its columns run from crown to chin
        texels[..., BUMP_X] = np.clip(-slope_y * strength, -127, 127) + 128
        texels[..., BUMP_Y] = np.clip(slope_x * strength, -127, 127) + 128
        out[number] = texels
    return out


def _mix(colour: Floats, other: Floats, share: Floats) -> Floats:
    return np.asarray(colour + share[:, None] * (other - colour), np.float32)


def _colour(who: Identity, look: Look, patch: Patch, grain: Grain, hair: Floats) -> Floats:
    """Linear colour ``(n, 3)`` of all texels of a patch."""
    points = patch.points
    front = smoothstep(0.7, 1.2, points[:, 2])
    colour: Floats = np.ones((len(points), 3), np.float32) * look.skin
    own = stream(Purpose.SKIN, who.seed, 2)
    red = _redness(patch, grain, front) * (1.1 - 0.75 * look.tone) * own.uniform(0.5, 1.6)
    colour *= 1 + red[:, None] * np.array([0.09, -0.15, -0.13], np.float32)
    mottle = 0.06 * grain.broad + 0.05 * grain.middle + 0.035 * grain.fine
    mottle *= 1 + 0.7 * who.age
    colour *= 1 + mottle[:, None]
    colour *= 1 - grain.creases[:, None] * np.array([0.34, 0.44, 0.46], np.float32)
    colour *= 1 - grain.spots[:, None] * np.array([0.40, 0.55, 0.62], np.float32)
    freckles = _freckles(who, look, grain, own) * (0.35 + 0.65 * front)
    colour *= 1 - freckles[:, None] * np.array([0.35, 0.6, 0.7], np.float32)
    tired = (0.16 + 0.16 * who.age) * regions.blob(points, 0.30, 7.14, 0.15, 0.07)
    tired += 0.12 * regions.blob(points, 0.32, 7.36, 0.16, 0.07)
    colour *= 1 - (tired * front)[:, None] * np.array([0.5, 0.72, 0.70], np.float32)
    if look.makeup:
        shadow = look.skin * np.array([0.50, 0.40, 0.42], np.float32)
        colour = _mix(colour, shadow, 0.55 * look.makeup * patch.eyelids)
    colour = _lips(look, patch, grain, own, colour)
    colour = _shaved(who, look, patch, grain, colour)
    brow = regions.brow_paint(points, look.brow) * (0.50 + 0.15 * grain.fine)
    colour = _mix(colour, look.brow_hair + 0.12 * look.skin, np.clip(brow, 0, 0.7))
    streaks = look.hair[None] * (0.75 + 0.25 * grain.fine[:, None])
    return np.asarray(colour + hair[:, None] * (streaks - colour), np.float32)


def _redness(patch: Patch, grain: Grain, front: Floats) -> Floats:
    points = patch.points
    red = 0.65 * regions.blob(points, 0.45, 6.98, 0.22, 0.2) * front
    red += 0.45 * regions.blob(points, 0, 6.98, 0.16, 0.14) * (points[:, 2] > 1.5)
    red += 0.3 * regions.blob(points, 0, 6.45, 0.2, 0.12) * front
    red += 0.6 * patch.ears + 0.25 * grain.broad + 0.12 * grain.middle
    return np.asarray(np.clip(red, -0.4, 1.1), np.float32)


def _freckles(who: Identity, look: Look, grain: Grain, rng: np.random.Generator) -> Floats:
    """Small brown dots: many on some light faces, more with age on all."""
    many = rng.uniform(0.5, 1.2) * (rng.random() < 0.35) * (look.tone < 0.45)
    spots = np.clip(grain.pores - 0.62 + 0.15 * who.age + 0.22 * many, 0, 1) * 2.0
    spots *= (0.12 + 0.8 * who.age + 0.9 * many) * (1 - 0.7 * look.tone) * (grain.broad > -0.1)
    return np.asarray(np.clip(spots, 0, 0.45), np.float32)


def _shaved(who: Identity, look: Look, patch: Patch, grain: Grain, colour: Floats) -> Floats:
    """Stubble, the ground of a full beard, or the blue shade of a shave."""
    cover = regions.beard_cover(patch.points) * (1 - np.clip(2 * patch.lips - 0.5, 0, 1))
    if look.has_full_beard:
        under = np.clip(cover * (1.15 + 0.2 * grain.fine), 0, 0.86)
        return _mix(colour, look.hair * 0.85 + look.skin * 0.05, under)
    if look.beard:
        dots = np.clip(0.5 + 0.55 * grain.fine - 0.25 * grain.pores, 0.1, 1.2)
        stubble = np.clip((0.35 + 0.65 * look.beard) * cover * dots, 0, 0.7)
        return _mix(colour, look.hair * 0.8 + look.skin * 0.08, stubble)
    shade = cover * who.is_male * (0.75 - 0.55 * min(1.0, float(look.hair.mean()) * 5))
    return np.asarray(colour * (1 - shade[:, None] * [0.30, 0.24, 0.20]), np.float32)


def _lips(
    look: Look, patch: Patch, grain: Grain, own: np.random.Generator, colour: Floats
) -> Floats:
    natural = np.array([0.82, 0.52, 0.52] if look.tone < 0.5 else [0.80, 0.56, 0.57], np.float32)
    natural = natural * own.uniform([0.88, 0.85, 0.85], [1.08, 1.2, 1.15]).astype(np.float32)
    painted = np.array([0.72, 0.28, 0.30], np.float32) * own.uniform(0.8, 1.15)
    stain = natural + (painted - natural) * 0.7 * look.makeup
    share = np.clip(patch.lips * 1.15 - 0.08, 0, 1) * (0.60 + 0.30 * look.makeup)
    lips = look.skin * stain * (1 + 0.12 * grain.middle + 0.05 * grain.fine)[:, None]
    return _mix(colour, lips.astype(np.float32), share)


def _scalp(patch: Patch, look: Look, grain: Grain) -> Floats:
    """How far hair colours the scalp, 0..1."""
    above = regions.above_hairline(patch.points) - look.hairline_dm
    edge = above + 0.05 * grain.middle + 0.03 * grain.fine
    hair = 1 / (1 + np.exp(-edge * 24)) * (patch.ears < 0.2)
    if look.style == "bald":
        hair *= 0.10 * np.clip(0.75 + 0.5 * grain.fine, 0, 1)
    elif look.style == "buzz":
        hair *= np.clip(0.80 + 0.20 * grain.fine, 0, 1)
    return np.asarray(hair, np.float32)


def _gloss(patch: Patch, look: Look, hair: Floats) -> Floats:
    """0..255, oilier in the T-zone and on lips, dull under hair."""
    zone = regions.blob(patch.points, 0, 7.0, 0.2, 0.35) + regions.blob(
        patch.points, 0, 7.7, 0.5, 0.18
    )
    gloss = look.oiliness * (0.8 + 0.5 * np.clip(zone, 0, 1)) + 0.16 * patch.lips
    return np.asarray(np.clip(gloss * (1 - 0.9 * hair), 0, 1) * 255, np.float32)


def _height(who: Identity, patch: Patch, grain: Grain) -> Floats:
    """Relief for the bumps: pores, mottle, and creases that come with age."""
    loose = 1 + 0.9 * float(smoothstep(0.25, 0.9, who.age))
    fine = 0.40 * grain.middle + 0.75 * grain.fine + 0.6 * np.minimum(grain.pores, 0)
    relief = loose * fine * (1 - 0.5 * patch.lips) - 3.4 * grain.creases
    return np.asarray(relief, np.float32)
