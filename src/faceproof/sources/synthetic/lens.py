"""What a spectacle lens adds: a little tint, and the room and its lights mirrored faintly."""

import numpy as np

from faceproof.sources.synthetic.arrays import Floats, Ints
from faceproof.sources.synthetic.kernel import kernel
from faceproof.sources.synthetic.light import AMBIENT, FILL, FILL_COLOUR, KEY, KEY_COLOUR
from faceproof.sources.synthetic.shade import SAMPLES, Lighting
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

_CURVE_DM = np.float32(1.1)  # radius of the front of a lens
_MIRRORS = np.float32(0.045)
_LAMP = np.float32(0.93)  # cosine from a light's middle to its soft edge
_SOFT = np.float32(18)
_BRIGHT = np.float32(5)  # a lamp's own radiance against the light it casts


@kernel
def _mirrored(normal: Vector, to_camera: Vector, lights: Floats) -> Vector:
    """Radiance of the room in the mirrored direction."""
    facing = dot(normal, to_camera)
    away = plus(times(normal, np.float32(2) * facing), times(to_camera, -ONE))
    key = clamp((dot(away, row(lights, KEY)) - _LAMP) * _SOFT) * _BRIGHT
    fill = clamp((dot(away, row(lights, FILL)) - _LAMP) * _SOFT) * _BRIGHT
    sky = np.float32(0.6) + np.float32(0.5) * away[1]
    room = plus(times(row(lights, AMBIENT), sky), times(row(lights, FILL_COLOUR), fill))
    edge = ONE - max(ZERO, facing)
    share = _MIRRORS * (ONE + np.float32(8) * edge * edge * edge)
    return times(plus(room, times(row(lights, KEY_COLOUR), key)), share)


@kernel
def glaze(  # noqa: PLR0917 - kernels take no keywords
    points: Floats, screen: Floats, triangles: Ints, tint: np.float32, lighting: Lighting,
    depth: Floats, image: Floats,
) -> None:  # fmt: skip
    """Cover what lies behind lenses in the linear image ``(h, w, 3)``, sample by sample.

    Args:
        points: of both lenses in dm where they stand now ``(n, 3)``.
        screen: the same as samples x, y and depth.
        triangles: fans around each lens's middle, which is their first corner ``(t, 3)``.
        tint: share of light the lens takes.
        lighting: lights and camera.
        depth: of each sample of the picture, dm.
        image: result.
    """
    share = ONE / np.float32(SAMPLES * SAMPLES)
    height, width = depth.shape
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        middle = row(points, a)
        out_b = plus(row(points, b), times(middle, -ONE))
        out_c = plus(row(points, c), times(middle, -ONE))
        flat = unit(
            (
                out_b[1] * out_c[2] - out_b[2] * out_c[1],
                out_b[2] * out_c[0] - out_b[0] * out_c[2],
                out_b[0] * out_c[1] - out_b[1] * out_c[0],
            )
        )
        x1, y1 = screen[b, 0] - screen[a, 0], screen[b, 1] - screen[a, 1]
        x2, y2 = screen[c, 0] - screen[a, 0], screen[c, 1] - screen[a, 1]
        area = x1 * y2 - x2 * y1
        if abs(area) < np.float32(1e-6):
            continue
        left = min(screen[a, 0], screen[b, 0], screen[c, 0])
        right = max(screen[a, 0], screen[b, 0], screen[c, 0])
        top = min(screen[a, 1], screen[b, 1], screen[c, 1])
        bottom = max(screen[a, 1], screen[b, 1], screen[c, 1])
        for y in range(max(0, int(np.ceil(top))), min(height - 1, int(np.floor(bottom))) + 1):
            for x in range(max(0, int(np.ceil(left))), min(width - 1, int(np.floor(right))) + 1):
                dx = np.float32(x) - screen[a, 0]
                dy = np.float32(y) - screen[a, 1]
                w1 = (dx * y2 - x2 * dy) / area
                w2 = (x1 * dy - dx * y1) / area
                if w1 < 0 or w2 <= 0 or w1 + w2 > 1:
                    continue
                here = screen[a, 2] + w1 * (screen[b, 2] - screen[a, 2])
                here += w2 * (screen[c, 2] - screen[a, 2])
                if here > depth[y, x]:
                    continue
                outward = plus(times(out_b, w1), times(out_c, w2))
                at = plus(middle, outward)
                camera = lighting.camera
                to_camera = unit((camera[0] - at[0], camera[1] - at[1], camera[2] - at[2]))
                normal = unit(plus(flat, times(outward, ONE / _CURVE_DM)))
                light = _mirrored(normal, to_camera, lighting.lights)
                v, u = y // SAMPLES, x // SAMPLES
                for channel in range(3):
                    kept = image[v, u, channel] * (ONE - tint * share)
                    image[v, u, channel] = kept + light[channel] * share
