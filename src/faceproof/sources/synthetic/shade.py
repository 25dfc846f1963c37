"""What light leaves a visible sample, and how the samples of a pixel become its colour.

Skin is a wrapped diffuse with a different wrap per colour (light bleeds further in red), two
specular lobes and bumps; a shadow map shades the key light, baked openness the rest.
"""

from typing import NamedTuple

import numpy as np

from faceproof.sources.synthetic.arrays import U8, Floats, Ints
from faceproof.sources.synthetic.head import Material
from faceproof.sources.synthetic.kernel import kernel
from faceproof.sources.synthetic.light import AMBIENT, FILL, FILL_COLOUR, KEY, KEY_COLOUR
from faceproof.sources.synthetic.matter import Matter, eyeball, plain, surface
from faceproof.sources.synthetic.raster import EMPTY, STRAND
from faceproof.sources.synthetic.vectors import (
    ONE,
    ZERO,
    Vector,
    blend,
    blend_scalar,
    clamp,
    dot,
    plus,
    row,
    times,
    unit,
)

SAMPLES = 2
"""Per side of a pixel: four samples."""

FIRST_FINISH = 16
"""Materials from here on are rows of `Paint.finishes`."""

_SHIRT = int(Material.SHIRT)
_LEFT_EYE = int(Material.LEFT_EYE)
_NIGHT = np.float32(-0.5)  # cosine under which no bump or wrap brings the key light back
_RUN_DM = np.float32(0.04)  # samples of a pixel this close in depth share one shading


class Stage(NamedTuple):
    """The mesh as it stands: per triangle, per vertex, and `screen` samples x, y, depth.

    Triangles from `n_worn` on are no part of the actor.
    """

    triangles: Ints
    material: Ints
    uv: Floats
    points: Floats
    normals: Floats
    screen: Floats
    openness: Floats
    neckline: Floats
    n_worn: int


class Paintbrush(NamedTuple):
    """Strand points on the screen ``(n, 3)`` and their radiance ``(n, 3)``."""

    screen: Floats
    radiance: Floats


class Paint(NamedTuple):
    """Skin and cloth patches, iris ``(3,)``, eye frames ``(2, 3, 3)``, eye heights and radius.

    `finishes` ``(n, 5)``: linear colour, shine and sharpness (2 to that power) of plain things.
    """

    texture: U8
    iris: Floats
    to_eye: Floats
    eye_heights: Floats
    finishes: Floats


class Lighting(NamedTuple):
    """`lights` as `light.set_up` gives them, the key's way `to_shadow` and map, `camera` in dm."""

    lights: Floats
    to_shadow: Floats
    shadow: Floats
    camera: Floats


@kernel
def _lit(shadow: Floats, view: Floats, at: Vector, bias: np.float32) -> np.float32:
    """Share of the key light that arrives: a smooth 3 x 3 filter of the shadow map."""
    lx = dot(row(view, 0), at) + view[0, 3]
    ly = dot(row(view, 1), at) + view[1, 3]
    lz = dot(row(view, 2), at) + view[2, 3] - bias
    size = shadow.shape[0]
    x = int(lx)
    y = int(ly)
    if x < 2 or y < 2 or x >= size - 3 or y >= size - 3:
        return ONE
    fx = lx - np.float32(x)
    fy = ly - np.float32(y)
    total = ZERO
    for j in range(4):
        v = y - 1 + j
        line = (ONE - fx) * np.float32(shadow[v, x - 1] > lz)
        line += np.float32(shadow[v, x] > lz) + np.float32(shadow[v, x + 1] > lz)
        line += fx * np.float32(shadow[v, x + 2] > lz)
        if j == 0:
            line *= ONE - fy
        elif j == 3:
            line *= fy
        total += line
    return total * np.float32(1 / 9)


@kernel
def _diffuse(  # noqa: PLR0917 - kernels take no keywords
    lights: Floats, k: int, towards: Vector, wrap: np.float32, lit: np.float32,
    openness: np.float32, glow: np.float32,
) -> np.float32:  # fmt: skip
    """Light of colour channel `k` that a white surface would return.

    `towards`: cosines to key and fill, and the share of the sky seen by the normal.
    """
    soft = lit * (ONE + glow * np.float32(0.5) * (ONE - lit))
    floor = np.float32(0.03) + np.float32(0.03) * glow
    open_ = openness * (ONE + glow * np.float32(0.2) * (ONE - openness))
    spread = ONE / (ONE + wrap)
    key = max(ZERO, (towards[0] + wrap) * spread) * (floor + (ONE - floor) * soft)
    fill = max(ZERO, (towards[1] + wrap) * spread)
    direct = lights[KEY_COLOUR, k] * key * (np.float32(0.45) + np.float32(0.55) * openness)
    indirect = lights[FILL_COLOUR, k] * fill + lights[AMBIENT, k] * towards[2]
    out: np.float32 = direct + indirect * open_
    return out


@kernel
def _illuminate(
    matter: Matter, to_camera: Vector, openness: np.float32, lights: Floats, lit: np.float32
) -> Vector:
    """Radiance of a surface towards the camera."""
    normal = unit(matter.normal)
    key = row(lights, KEY)
    fill = row(lights, FILL)
    towards_key = dot(normal, key)
    towards_fill = dot(normal, fill)
    edge = ONE - max(ZERO, dot(normal, to_camera))
    fresnel = np.float32(0.46) + np.float32(1.3) * edge * edge * edge
    key_half = max(ZERO, dot(normal, unit(plus(key, to_camera))))
    fill_half = max(ZERO, dot(normal, unit(plus(fill, to_camera))))
    wide = key_half * key_half
    wide = wide * wide * wide
    for _ in range(matter.squarings):
        key_half *= key_half
        fill_half *= fill_half
    # what lies in a fold mirrors the fold: no rim of light between lips and at lids
    strength = matter.shine * fresnel * clamp(openness * np.float32(1.6))
    gain = strength * np.float32(1 << matter.squarings) * np.float32(0.05)
    sheen = strength * np.float32(0.12) * wide * matter.glow
    key_shine = (gain * key_half + sheen) * max(ZERO, towards_key) * lit
    fill_shine = gain * fill_half * max(ZERO, towards_fill) * openness
    sky = np.float32(0.72) + np.float32(0.28) * normal[1]
    towards = (towards_key, towards_fill, sky)
    colour, wrap, glow = matter.colour, matter.wrap, matter.glow
    r = colour[0] * _diffuse(lights, 0, towards, wrap[0], lit, openness, glow)
    g = colour[1] * _diffuse(lights, 1, towards, wrap[1], lit, openness, ZERO)
    b = colour[2] * _diffuse(lights, 2, towards, wrap[2], lit, openness, ZERO)
    shine = plus(
        times(row(lights, KEY_COLOUR), key_shine), times(row(lights, FILL_COLOUR), fill_shine)
    )
    return plus((r, g, b), shine)


@kernel
def _shares(screen: Floats, corners: tuple[int, int, int], at_px: tuple[int, int]) -> Vector:
    """Barycentric weights of a sample in a triangle."""
    a, b, c = corners
    x1 = screen[b, 0] - screen[a, 0]
    y1 = screen[b, 1] - screen[a, 1]
    x2 = screen[c, 0] - screen[a, 0]
    y2 = screen[c, 1] - screen[a, 1]
    dx = np.float32(at_px[0]) - screen[a, 0]
    dy = np.float32(at_px[1]) - screen[a, 1]
    scale = ONE / (x1 * y2 - x2 * y1)
    w1 = (dx * y2 - x2 * dy) * scale
    w2 = (x1 * dy - dx * y1) * scale
    return ONE - w1 - w2, w1, w2


@kernel
def _shade(
    stage: Stage, paint: Paint, lighting: Lighting, t: int, at_px: tuple[int, int]
) -> Vector:
    """Radiance of triangle `t` at a sample x, y."""
    corners = (stage.triangles[t, 0], stage.triangles[t, 1], stage.triangles[t, 2])
    shares = _shares(stage.screen, corners, at_px)
    normal = unit(blend(stage.normals, corners, shares))
    at = blend(stage.points, corners, shares)
    openness = blend_scalar(stage.openness, corners, shares)
    made_of = stage.material[t]
    bias = np.float32(0.05)
    is_eye = _LEFT_EYE <= made_of < FIRST_FINISH
    if made_of >= FIRST_FINISH:
        matter = plain(normal, paint.finishes, made_of - FIRST_FINISH)
    elif is_eye:
        side = made_of - _LEFT_EYE
        # the upper lid and its lashes shade the eye below them
        up = (at[1] - paint.eye_heights[side]) / paint.eye_heights[2]
        lid = clamp(up * np.float32(2.4) + np.float32(0.20))
        matter = eyeball(normal, paint.to_eye[side], paint.iris, lid)
        bias = np.float32(0.11)
    else:
        uv = blend(stage.uv[t], (0, 1, 2), shares)
        collar = ONE
        if made_of == _SHIRT:
            collar = blend_scalar(stage.neckline, corners, shares)
        matter = surface(made_of, collar, normal, paint.texture, uv)
    openness *= matter.shade
    slope = dot(normal, row(lighting.lights, KEY))
    lit = ZERO
    if slope > _NIGHT:
        bias += np.float32(0.08) * (ONE - abs(slope))
        lit = _lit(lighting.shadow, lighting.to_shadow, at, bias)
    if is_eye:
        lit *= openness * np.float32(0.7) + np.float32(0.3)
    camera = lighting.camera
    to_camera = unit((camera[0] - at[0], camera[1] - at[1], camera[2] - at[2]))
    return _illuminate(matter, to_camera, openness, lighting.lights, lit)


@kernel
def _along_strand(strands: Paintbrush, k: int, at_px: tuple[int, int]) -> Vector:
    """Radiance of the strand segment that starts at point `k`, where a sample sees it."""
    dx = strands.screen[k + 1, 0] - strands.screen[k, 0]
    dy = strands.screen[k + 1, 1] - strands.screen[k, 1]
    far = dx * (np.float32(at_px[0]) - strands.screen[k, 0])
    far += dy * (np.float32(at_px[1]) - strands.screen[k, 1])
    share = clamp(far / (dx * dx + dy * dy + np.float32(1e-6)))
    near = times(row(strands.radiance, k), ONE - share)
    return plus(near, times(row(strands.radiance, k + 1), share))


@kernel
def shade_pixels(  # noqa: PLR0917 - kernels take no keywords
    depth: Floats,
    seen: Ints,
    strands: Paintbrush,
    stage: Stage,
    paint: Paint,
    lighting: Lighting,
    background: Floats,
    image: Floats,
    mask: U8,
) -> None:
    """Average the samples of each pixel into linear `image` ``(h, w, 3)`` and cover `mask`.

    Neighbouring samples of one pixel on the same material and depth are shaded once.

    Args:
        depth: of each sample, dm ``(h * SAMPLES, w * SAMPLES)``.
        seen: triangle of each sample, `EMPTY`, or `STRAND` less the point of a strand.
        strands: what a sample on a strand shows.
        stage: the mesh.
        paint: its colours.
        lighting: lights and camera.
        background: linear ``(h, w, 3)``.
        image: result.
        mask: result, 0..255; what passes before the actor does not count.
    """
    share = ONE / np.float32(SAMPLES * SAMPLES)
    for y in range(mask.shape[0]):
        for x in range(mask.shape[1]):
            total = (ZERO, ZERO, ZERO)
            shaded = total
            covered = 0
            empty = 0
            last_material = -1
            last_depth = ZERO
            for v in range(y * SAMPLES, (y + 1) * SAMPLES):
                for u in range(x * SAMPLES, (x + 1) * SAMPLES):
                    t = seen[v, u]
                    if t == EMPTY:
                        empty += 1
                        continue
                    covered += t < stage.n_worn
                    if t <= STRAND:
                        total = plus(total, _along_strand(strands, STRAND - t, (u, v)))
                        continue
                    made_of = stage.material[t]
                    here = depth[v, u]
                    if made_of != last_material or abs(here - last_depth) >= _RUN_DM:
                        shaded = _shade(stage, paint, lighting, t, (u, v))
                        last_material = made_of
                        last_depth = here
                    total = plus(total, shaded)
            if empty:
                total = plus(total, times(row(background[y], x), np.float32(empty)))
            image[y, x, 0] = total[0] * share
            image[y, x, 1] = total[1] * share
            image[y, x, 2] = total[2] * share
            mask[y, x] = covered * 255 // (SAMPLES * SAMPLES)
