"""What light leaves a strand: the model of Kajiya & Kay with a shadow map.

Reference:
    Kajiya & Kay 1989, "Rendering fur with three dimensional textures", SIGGRAPH.
"""

import numpy as np

from faceproof.sources.synthetic.arrays import U8, Floats, Ints
from faceproof.sources.synthetic.kernel import kernel
from faceproof.sources.synthetic.light import AMBIENT, FILL, FILL_COLOUR, KEY, KEY_COLOUR
from faceproof.sources.synthetic.shade import Lighting
from faceproof.sources.synthetic.vectors import (
    ONE,
    ZERO,
    Vector,
    clamp,
    dot,
    plus,
    row,
    times,
    unit,
)

_AWAY = np.float32(-0.35)  # a root that faces this far away hides its strand
_SHADOW_BIAS = np.float32(0.10)
_SHADOW_FALL = np.float32(6)  # hair lets light through: shadows deepen over a sixth of a dm


@kernel
def _reaches(lighting: Lighting, at: Vector) -> np.float32:
    """Share of the key light that reaches a point in hair."""
    view = lighting.to_shadow
    size = lighting.shadow.shape[0]
    x = int(dot(row(view, 0), at) + view[0, 3])
    y = int(dot(row(view, 1), at) + view[1, 3])
    if x < 0 or y < 0 or x >= size or y >= size:
        return ONE
    deep = dot(row(view, 2), at) + view[2, 3]
    return clamp(ONE - (deep - lighting.shadow[y, x] - _SHADOW_BIAS) * _SHADOW_FALL)


@kernel
def _sine(cosine: np.float32) -> np.float32:
    out: np.float32 = np.sqrt(max(ZERO, ONE - cosine * cosine))
    return out


@kernel
def _radiance(
    colour: Vector, along: Vector, normal: Vector, at: Vector, lighting: Lighting
) -> Vector:
    """Diffuse, a coloured broad and a white narrow highlight of one strand point."""
    lights = lighting.lights
    key = row(lights, KEY)
    fill = row(lights, FILL)
    camera = lighting.camera
    to_camera = unit((camera[0] - at[0], camera[1] - at[1], camera[2] - at[2]))
    lit = _reaches(lighting, at)
    cos_key = dot(along, key)
    cos_view = dot(along, to_camera)
    sin_key = _sine(cos_key)
    faces_key = max(ZERO, (dot(normal, key) + np.float32(0.35)) / np.float32(1.35))
    faces_fill = max(ZERO, (dot(normal, fill) + np.float32(0.5)) / np.float32(1.5))
    mirror = max(ZERO, sin_key * _sine(cos_view) - cos_key * cos_view)
    for _ in range(3):
        mirror *= mirror
    broad = mirror * np.sqrt(mirror) * faces_key * lit * np.float32(0.6)  # power 12
    narrow = mirror * mirror
    narrow = narrow * narrow * narrow * mirror * faces_key * lit * np.float32(0.04)  # power 56
    direct = sin_key * faces_key * (np.float32(0.12) + np.float32(0.88) * lit) * np.float32(0.9)
    sky = np.float32(0.7) + np.float32(0.3) * normal[1]
    key_colour = row(lights, KEY_COLOUR)
    white = plus(
        times(key_colour, direct + broad),
        plus(
            times(row(lights, FILL_COLOUR), _sine(dot(along, fill)) * faces_fill),
            times(row(lights, AMBIENT), sky),
        ),
    )
    own = (colour[0] * white[0], colour[1] * white[1], colour[2] * white[2])
    return plus(own, times(key_colour, narrow))


@kernel
def shade_strands(  # noqa: PLR0917 - kernels take no keywords
    points: Floats,
    normals: Floats,
    light: Floats,
    colours: Floats,
    offsets: Ints,
    rotation: Floats,
    lighting: Lighting,
    visible: U8,
    radiance: Floats,
) -> None:
    """Radiance ``(n, 3)`` of strand points, and which strands face the camera at all.

    `points` are where they stand now; `normals` are at rest and turn by `rotation`.
    """
    for s in range(offsets.shape[0] - 1):
        first = offsets[s]
        last = offsets[s + 1] - 1
        root = dot(row(rotation, 2), row(normals, first))
        visible[s] = 1 if root > _AWAY else 0
        if visible[s] == 0:
            continue
        for k in range(first, last + 1):
            ahead = min(k + 1, last)
            along = unit(plus(row(points, ahead), times(row(points, ahead - 1), -ONE)))
            rest = row(normals, k)
            normal = (
                dot(row(rotation, 0), rest),
                dot(row(rotation, 1), rest),
                dot(row(rotation, 2), rest),
            )
            out = _radiance(row(colours, k), along, normal, row(points, k), lighting)
            open_ = np.float32(0.35) + np.float32(0.65) * light[k]
            radiance[k, 0] = out[0] * open_
            radiance[k, 1] = out[1] * open_
            radiance[k, 2] = out[2] * open_
