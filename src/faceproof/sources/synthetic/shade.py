"""What light leaves a visible sample: skin, eyes, mouth, cloth and strands, and the final pixel.

Skin is a wrapped diffuse with a different wrap per colour (light bleeds further in red), two
specular lobes and a bump texture; hair follows Kajiya & Kay 1989, "Rendering fur with three
dimensional textures", SIGGRAPH.
"""

import numba as nb
import numpy as np

from faceproof.sources.synthetic.arrays import F32, I32, U8
from faceproof.sources.synthetic.head import Material
from faceproof.sources.synthetic.light import AMBIENT, FILL, FILL_COLOUR, KEY, KEY_COLOUR
from faceproof.sources.synthetic.raster import EMPTY, STRAND

_SKIN, _SOCKET, _MOUTH = int(Material.SKIN), int(Material.SOCKET), int(Material.MOUTH)
_TONGUE, _SHIRT = int(Material.TONGUE), int(Material.SHIRT)
_LEFT_EYE = int(Material.LEFT_EYE)

_IRIS_RADIUS = np.float32(0.50)  # of the eyeball's; 11.7 mm across a 24 mm eye
_PUPIL = np.float32(0.36)  # of the iris
_BUMP = np.float32(0.0024)
_DECODE = np.float32(1 / 255**2)  # textures hold the square root of linear colour
_COLLAR_DM = np.float32(0.085)
_RUN_DM = np.float32(0.04)  # samples of a pixel this close in depth share one shading


@nb.njit(cache=True, fastmath=True, nogil=True)
def _lit(shadow: F32, view: F32, x: float, y: float, z: float, bias: float) -> float:
    """Share of the key light that arrives: a smooth 3 x 3 filter of the shadow map."""
    lx = x * view[0, 0] + y * view[0, 1] + z * view[0, 2] + view[0, 3]
    ly = x * view[1, 0] + y * view[1, 1] + z * view[1, 2] + view[1, 3]
    lz = x * view[2, 0] + y * view[2, 1] + z * view[2, 2] + view[2, 3] - bias
    size = shadow.shape[0]
    column = int(lx)
    row = int(ly)
    if column < 2 or row < 2 or column >= size - 3 or row >= size - 3:
        return np.float32(1)
    fx = np.float32(lx - column)
    fy = np.float32(ly - row)
    total = np.float32(0)
    for j in range(-1, 3):
        share_y = np.float32(1)
        if j == -1:
            share_y = 1 - fy
        elif j == 2:
            share_y = fy
        for i in range(-1, 3):
            share = share_y
            if i == -1:
                share *= 1 - fx
            elif i == 2:
                share *= fx
            if shadow[row + j, column + i] > lz:
                total += share
    return total * np.float32(1 / 9)


@nb.njit(cache=True, fastmath=True, nogil=True)
def _texel(texture: U8, patch: int, u: float, v: float, channels: F32) -> None:
    """Bilinear lookup of all six channels, 0..255."""
    height = texture.shape[1]
    width = texture.shape[2]
    x = min(max(u * (width - 1), np.float32(0)), np.float32(width - 1.01))
    y = min(max(v * (height - 1), np.float32(0)), np.float32(height - 1.01))
    column = int(x)
    row = int(y)
    fx = np.float32(x - column)
    fy = np.float32(y - row)
    a = (1 - fx) * (1 - fy)
    b = fx * (1 - fy)
    c = (1 - fx) * fy
    d = fx * fy
    for k in range(6):
        channels[k] = (
            a * texture[patch, row, column, k]
            + b * texture[patch, row, column + 1, k]
            + c * texture[patch, row + 1, column, k]
            + d * texture[patch, row + 1, column + 1, k]
        )


@nb.njit(cache=True, fastmath=True, nogil=True)
def _eye_colour(normal: F32, eye: F32, iris: F32, colour: F32) -> None:
    """Sclera, iris with fibres and dark rim, pupil. `eye` ``(3, 3)`` turns world to eye."""
    x = eye[0, 0] * normal[0] + eye[0, 1] * normal[1] + eye[0, 2] * normal[2]
    y = eye[1, 0] * normal[0] + eye[1, 1] * normal[1] + eye[1, 2] * normal[2]
    z = eye[2, 0] * normal[0] + eye[2, 1] * normal[1] + eye[2, 2] * normal[2]
    radius = np.sqrt(x * x + y * y)
    pink = min(np.float32(1), max(np.float32(0), (radius - np.float32(0.55)) / np.float32(0.4)))
    colour[0] = np.float32(0.46) - np.float32(0.08) * pink
    colour[1] = np.float32(0.42) - np.float32(0.17) * pink
    colour[2] = np.float32(0.395) - np.float32(0.16) * pink
    if z <= 0 or radius >= _IRIS_RADIUS + np.float32(0.06):
        return
    q = radius / _IRIS_RADIUS
    angle = np.arctan2(y, x)
    fibre = np.float32(0.8) + np.float32(0.2) * np.sin(angle * 37 + np.sin(angle * 11) * 2)
    fibre *= np.float32(1.15) - abs(q - np.float32(0.55)) * np.float32(0.8)
    rim = min(np.float32(1), max(np.float32(0), (q - np.float32(0.80)) / np.float32(0.18)))
    fibre *= 1 - np.float32(0.75) * rim
    open_ = min(np.float32(1), max(np.float32(0), (q - _PUPIL) / np.float32(0.07)))
    white = (radius - _IRIS_RADIUS) / np.float32(0.06)
    white = min(np.float32(1), max(np.float32(0), white))
    for k in range(3):
        inside = iris[k] * fibre * open_ + np.float32(0.003)
        colour[k] = inside + white * (colour[k] - inside)


@nb.njit(cache=True, fastmath=True, nogil=True)
def _half_angle(normal: F32, light: F32, to_eye: F32) -> float:
    """Cosine between a normal and the middle of light and view."""
    x = light[0] + to_eye[0]
    y = light[1] + to_eye[1]
    z = light[2] + to_eye[2]
    length = np.sqrt(x * x + y * y + z * z) + np.float32(1e-6)
    dot = (normal[0] * x + normal[1] * y + normal[2] * z) / length
    return max(np.float32(0), dot)


@nb.njit(cache=True, fastmath=True, nogil=True)
def _illuminate(
    normal: F32, to_eye: F32, matter: F32, lights: F32, lit: float, squarings: int, colour: F32
) -> None:
    """Turn a surface colour into radiance, in place.

    `matter`: wrap of red, green, blue, specular strength, openness to ambient light, and how far
    shadows glow (1 skin, 0 else). `squarings` sets the sharpness 2^n of the highlight.
    """
    one = np.float32(1)
    zero = np.float32(0)
    key = lights[KEY]
    fill = lights[FILL]
    towards_key = normal[0] * key[0] + normal[1] * key[1] + normal[2] * key[2]
    towards_fill = normal[0] * fill[0] + normal[1] * fill[1] + normal[2] * fill[2]
    facing = max(zero, normal[0] * to_eye[0] + normal[1] * to_eye[1] + normal[2] * to_eye[2])
    edge = (one - facing) * (one - facing)
    fresnel = np.float32(0.46) + 2 * edge * edge * (one - facing)
    key_half = _half_angle(normal, key, to_eye)
    fill_half = _half_angle(normal, fill, to_eye)
    wide = key_half * key_half
    wide = wide * wide * wide
    for _ in range(squarings):
        key_half *= key_half
        fill_half *= fill_half
    openness = matter[4]
    glow = matter[5]
    gain = matter[3] * (1 << squarings) * np.float32(0.05) * fresnel
    sheen = matter[3] * np.float32(0.12) * fresnel * wide * glow
    key_shine = (gain * key_half + sheen) * max(zero, towards_key) * lit
    fill_shine = gain * fill_half * max(zero, towards_fill) * openness
    sky = np.float32(0.72) + np.float32(0.28) * normal[1]
    under_key = np.float32(0.45) + np.float32(0.55) * openness
    for k in range(3):
        wrap = matter[k]
        red_glow = glow if k == 0 else zero
        soft = lit * (one + red_glow * np.float32(0.5) * (one - lit))
        floor = np.float32(0.03) + np.float32(0.03) * red_glow
        direct = max(zero, (towards_key + wrap) / (one + wrap)) * (floor + (one - floor) * soft)
        indirect = max(zero, (towards_fill + wrap) / (one + wrap)) * lights[FILL_COLOUR, k]
        open_ = openness * (one + red_glow * np.float32(0.2) * (one - openness))
        diffuse = lights[KEY_COLOUR, k] * direct * under_key
        diffuse += (indirect + lights[AMBIENT, k] * sky) * open_
        colour[k] = colour[k] * diffuse
        colour[k] += lights[KEY_COLOUR, k] * key_shine + lights[FILL_COLOUR, k] * fill_shine


@nb.njit(cache=True, fastmath=True, nogil=True)
def _set(out: F32, a: float, b: float, c: float) -> None:
    out[0] = a
    out[1] = b
    out[2] = c


@nb.njit(cache=True, fastmath=True, nogil=True)
def _surface(
    made_of: int, collar: float, normal: F32, texture: U8, uv: F32, channels: F32, matter: F32,
    colour: F32,
) -> int:  # fmt: skip
    """Colour and matter of everything but eyes; returns the sharpness of the highlight.

    `collar` is the distance in dm from the shirt's upper edge.
    """
    if made_of == _SKIN or made_of == _SOCKET or made_of == _SHIRT:  # noqa: PLR1714 - no `in`
        _texel(texture, int(uv[2] + np.float32(0.5)), uv[0], uv[1], channels)
        for k in range(3):
            colour[k] = channels[k] * channels[k] * _DECODE
        normal[0] += (channels[3] - 128) * _BUMP
        normal[1] += (channels[4] - 128) * _BUMP
        matter[3] = channels[5] * np.float32(1 / 255)
        if made_of == _SHIRT:
            _set(matter, 0.1, 0.1, 0.1)
            if collar < _COLLAR_DM:
                hem = (
                    np.float32(0.55)
                    if collar > _COLLAR_DM - np.float32(0.012)
                    else np.float32(0.82)
                )
                for k in range(3):
                    colour[k] *= hem
            return 3
        _set(matter, 0.36, 0.20, 0.13)
        matter[5] = 1
        return 5 if channels[5] > 84 else 4
    if made_of == _MOUTH:
        _set(colour, 0.20, 0.05, 0.045)
        matter[3] = 0.20
        matter[4] *= np.float32(0.5)
        return 5
    if made_of == _TONGUE:
        _set(colour, 0.34, 0.12, 0.11)
        matter[3] = 0.20
        matter[4] *= np.float32(0.8)
        return 5
    _set(colour, 0.56, 0.52, 0.44)  # teeth
    _set(matter, 0.40, 0.38, 0.35)
    matter[3] = 0.35
    if normal[2] < 0:
        for k in range(3):
            normal[k] = -normal[k]
    return 6


@nb.njit(cache=True, fastmath=True, nogil=True)
def shade_pixels(
    depth: F32,
    seen: I32,
    strand_colour: F32,
    screen: F32,
    triangles: I32,
    material: I32,
    points: F32,
    normals: F32,
    uv: F32,
    openness: F32,
    neckline: F32,
    texture: U8,
    paint: F32,
    eyes: F32,
    lights: F32,
    view: F32,
    shadow: F32,
    camera: F32,
    background: F32,
    samples: int,
    image: F32,
    mask: U8,
) -> None:
    """Average the samples of each pixel into linear `image` ``(h, w, 3)`` and cover `mask`.

    Neighbouring samples of one pixel on the same material and depth are shaded once.

    Args:
        depth, seen, strand_colour: sample buffers ``(h * samples, w * samples)``.
        screen: samples x, y and depth of vertices ``(n, 3)``.
        triangles, material, points, normals, uv, openness, neckline: the mesh as it stands.
        texture: face, neck and shirt patches.
        paint: iris colour, then eye heights and radius, ``(2, 3)``.
        eyes: turns world into each eye ``(2, 3, 3)``.
        lights, view, shadow: `light.set_up`, its shadow view and map.
        camera: position first.
        background: linear ``(h, w, 3)``.
        samples: per side of a pixel.
        image, mask: results.
    """
    height, width = mask.shape
    colour = np.zeros(3, np.float32)
    normal = np.zeros(3, np.float32)
    at = np.zeros(3, np.float32)
    to_eye = np.zeros(3, np.float32)
    place = np.zeros(3, np.float32)
    matter = np.zeros(6, np.float32)
    channels = np.zeros(6, np.float32)
    total = np.zeros(3, np.float32)
    share = np.float32(1) / np.float32(samples * samples)
    one = np.float32(1)
    for y in range(height):
        for x in range(width):
            total[:] = 0
            covered = 0
            last_material = -1
            last_depth = np.float32(0)
            for sample in range(samples * samples):
                row = y * samples + sample // samples
                column = x * samples + sample % samples
                t = seen[row, column]
                if t == EMPTY:
                    for k in range(3):
                        total[k] += background[y, x, k]
                    continue
                covered += 1
                if t == STRAND:
                    for k in range(3):
                        total[k] += strand_colour[row, column, k]
                    continue
                made_of = material[t]
                here = depth[row, column]
                if made_of == last_material and abs(here - last_depth) < _RUN_DM:
                    for k in range(3):
                        total[k] += colour[k]
                    continue
                last_material = made_of
                last_depth = here
                a = triangles[t, 0]
                b = triangles[t, 1]
                c = triangles[t, 2]
                x1 = screen[b, 0] - screen[a, 0]
                y1 = screen[b, 1] - screen[a, 1]
                x2 = screen[c, 0] - screen[a, 0]
                y2 = screen[c, 1] - screen[a, 1]
                dx = np.float32(column) - screen[a, 0]
                dy = np.float32(row) - screen[a, 1]
                scale = one / (x1 * y2 - x2 * y1)
                w1 = (dx * y2 - x2 * dy) * scale
                w2 = (x1 * dy - dx * y1) * scale
                w0 = one - w1 - w2
                distance = np.float32(0)
                for k in range(3):
                    normal[k] = w0 * normals[a, k] + w1 * normals[b, k] + w2 * normals[c, k]
                    at[k] = w0 * points[a, k] + w1 * points[b, k] + w2 * points[c, k]
                    place[k] = w0 * uv[t, 0, k] + w1 * uv[t, 1, k] + w2 * uv[t, 2, k]
                    to_eye[k] = camera[k] - at[k]
                    distance += to_eye[k] * to_eye[k]
                matter[4] = w0 * openness[a] + w1 * openness[b] + w2 * openness[c]
                matter[5] = 0
                _set(matter, 0.36, 0.20, 0.13)
                collar = w0 * neckline[a] + w1 * neckline[b] + w2 * neckline[c]
                bias = np.float32(0.05)
                if made_of >= _LEFT_EYE:
                    _eye_colour(normal, eyes[made_of - _LEFT_EYE], paint[0], colour)
                    _set(matter, 0.35, 0.30, 0.30)
                    matter[3] = 1.6
                    # the upper lid and its lashes shade the eye below them
                    up = (at[1] - paint[1, made_of - _LEFT_EYE]) / paint[1, 2]
                    lid = min(one, max(np.float32(0), up * np.float32(2.2) + np.float32(0.15)))
                    matter[4] *= one - np.float32(0.65) * lid
                    bias = np.float32(0.11)
                    squarings = 9
                else:
                    squarings = _surface(
                        made_of, collar, normal, texture, place, channels, matter, colour
                    )
                length = one / np.sqrt(
                    normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]
                )
                distance = one / np.sqrt(distance)
                for k in range(3):
                    normal[k] *= length
                    to_eye[k] *= distance
                slope = abs(
                    normal[0] * lights[KEY, 0]
                    + normal[1] * lights[KEY, 1]
                    + normal[2] * lights[KEY, 2]
                )
                bias += np.float32(0.08) * (one - slope)
                lit = _lit(shadow, view, at[0], at[1], at[2], bias)
                if made_of >= _LEFT_EYE:
                    lit *= matter[4] * np.float32(0.7) + np.float32(0.3)
                _illuminate(normal, to_eye, matter, lights, lit, squarings, colour)
                for k in range(3):
                    total[k] += colour[k]
            for k in range(3):
                image[y, x, k] = total[k] * share
            mask[y, x] = covered * 255 // (samples * samples)


@nb.njit(cache=True, fastmath=True, nogil=True)
def shade_strands(
    points: F32,
    normals: F32,
    light: F32,
    colours: F32,
    offsets: I32,
    rotation: F32,
    lights: F32,
    view: F32,
    shadow: F32,
    camera: F32,
    visible: U8,
    radiance: F32,
) -> None:
    """Radiance ``(n, 3)`` of strand points, and which strands face the camera at all.

    `points` are where they stand now; `normals` are at rest and turn by `rotation`.
    """
    one = np.float32(1)
    zero = np.float32(0)
    size = shadow.shape[0]
    for s in range(offsets.shape[0] - 1):
        first = offsets[s]
        last = offsets[s + 1] - 1
        root = rotation[2, 0] * normals[first, 0] + rotation[2, 1] * normals[first, 1]
        root += rotation[2, 2] * normals[first, 2]
        visible[s] = 1 if root > np.float32(-0.35) else 0
        if visible[s] == 0:
            continue
        for k in range(first, last + 1):
            b = min(k + 1, last)
            tx = points[b, 0] - points[b - 1, 0]
            ty = points[b, 1] - points[b - 1, 1]
            tz = points[b, 2] - points[b - 1, 2]
            length = one / (np.sqrt(tx * tx + ty * ty + tz * tz) + np.float32(1e-6))
            tx *= length
            ty *= length
            tz *= length
            n0 = rotation[0, 0] * normals[k, 0] + rotation[0, 1] * normals[k, 1]
            n0 += rotation[0, 2] * normals[k, 2]
            n1 = rotation[1, 0] * normals[k, 0] + rotation[1, 1] * normals[k, 1]
            n1 += rotation[1, 2] * normals[k, 2]
            n2 = rotation[2, 0] * normals[k, 0] + rotation[2, 1] * normals[k, 1]
            n2 += rotation[2, 2] * normals[k, 2]
            x = points[k, 0]
            y = points[k, 1]
            z = points[k, 2]
            column = int(x * view[0, 0] + y * view[0, 1] + z * view[0, 2] + view[0, 3])
            row = int(x * view[1, 0] + y * view[1, 1] + z * view[1, 2] + view[1, 3])
            deep = x * view[2, 0] + y * view[2, 1] + z * view[2, 2] + view[2, 3]
            lit = one
            if 0 <= column < size and 0 <= row < size:
                behind = (deep - shadow[row, column] - np.float32(0.10)) * np.float32(6)
                lit = min(one, max(zero, one - behind))
            vx = camera[0] - x
            vy = camera[1] - y
            vz = camera[2] - z
            length = one / np.sqrt(vx * vx + vy * vy + vz * vz)
            along_view = (tx * vx + ty * vy + tz * vz) * length
            along_key = tx * lights[KEY, 0] + ty * lights[KEY, 1] + tz * lights[KEY, 2]
            along_fill = tx * lights[FILL, 0] + ty * lights[FILL, 1] + tz * lights[FILL, 2]
            sin_key = np.sqrt(max(zero, one - along_key * along_key))
            sin_fill = np.sqrt(max(zero, one - along_fill * along_fill))
            sin_view = np.sqrt(max(zero, one - along_view * along_view))
            key = n0 * lights[KEY, 0] + n1 * lights[KEY, 1] + n2 * lights[KEY, 2]
            fill = n0 * lights[FILL, 0] + n1 * lights[FILL, 1] + n2 * lights[FILL, 2]
            key = max(zero, (key + np.float32(0.35)) / np.float32(1.35))
            fill = max(zero, (fill + np.float32(0.5)) / np.float32(1.5))
            mirror = max(zero, sin_key * sin_view - along_key * along_view)
            for _ in range(3):
                mirror *= mirror
            broad = mirror * np.sqrt(mirror) * key * lit  # power 12
            narrow = mirror * mirror
            narrow = narrow * narrow * narrow * mirror * key * lit  # power 56
            open_ = np.float32(0.35) + np.float32(0.65) * light[k]
            direct = sin_key * key * (np.float32(0.12) + np.float32(0.88) * lit)
            sky = np.float32(0.7) + np.float32(0.3) * n1
            for c in range(3):
                own = colours[k, c]
                diffuse = lights[KEY_COLOUR, c] * direct * np.float32(0.9)
                diffuse += lights[FILL_COLOUR, c] * sin_fill * fill + lights[AMBIENT, c] * sky
                shine = narrow * np.float32(0.04) + broad * np.float32(0.6) * own
                radiance[k, c] = (own * diffuse + lights[KEY_COLOUR, c] * shine) * open_
