"""What light leaves a strand: the model of Kajiya & Kay with a shadow map.

Reference:
    Kajiya & Kay 1989, "Rendering fur with three dimensional textures", SIGGRAPH.
"""

import numpy as np

from faceproof.sources.synthetic.arrays import F32, I32, U8
from faceproof.sources.synthetic.kernel import kernel
from faceproof.sources.synthetic.light import AMBIENT, FILL, FILL_COLOUR, KEY, KEY_COLOUR


@kernel
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
