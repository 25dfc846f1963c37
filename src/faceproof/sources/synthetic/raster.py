"""Which surface a sample sees: depth maps, the visible-triangle buffer, and strands as lines."""

import numpy as np

from faceproof.sources.synthetic.arrays import U8, Floats, Ints
from faceproof.sources.synthetic.head import Material
from faceproof.sources.synthetic.kernel import kernel

FAR = np.float32(1e9)
EMPTY = -1
STRAND = -2
"""Values of the triangle buffer beside triangle numbers."""

_SHIRT = int(Material.SHIRT)
_FIRST_TOOTH = int(Material.UPPER_TEETH)
_LAST_TOOTH = int(Material.LOWER_TEETH)
_LONGEST = 400  # samples of one segment; a longer one is a strand behind the camera


@kernel
def _bounds(a: float, b: float, c: float, size: int) -> tuple[int, int]:
    low = max(0, int(np.ceil(min(a, b, c))))
    return low, min(size - 1, int(np.floor(max(a, b, c))))


@kernel
def draw_depth(points: Floats, triangles: Ints, depth: Floats) -> None:
    """Nearest depth per sample ``(h, w)`` of all triangles, seen from both sides."""
    height, width = depth.shape
    for t in range(triangles.shape[0]):
        a = triangles[t, 0]
        b = triangles[t, 1]
        c = triangles[t, 2]
        x0 = points[a, 0]
        y0 = points[a, 1]
        x1 = points[b, 0] - x0
        y1 = points[b, 1] - y0
        x2 = points[c, 0] - x0
        y2 = points[c, 1] - y0
        area = x1 * y2 - x2 * y1
        if abs(area) < 1e-6:
            continue
        scale = np.float32(1) / area
        first_x, last_x = _bounds(x0, points[b, 0], points[c, 0], width)
        first_y, last_y = _bounds(y0, points[b, 1], points[c, 1], height)
        z0 = points[a, 2]
        dz1 = points[b, 2] - z0
        dz2 = points[c, 2] - z0
        for y in range(first_y, last_y + 1):
            dy = np.float32(y) - y0
            for x in range(first_x, last_x + 1):
                dx = np.float32(x) - x0
                w1 = (dx * y2 - x2 * dy) * scale
                w2 = (x1 * dy - dx * y1) * scale
                if w1 >= 0 and w2 >= 0 and w1 + w2 <= 1:
                    z = z0 + w1 * dz1 + w2 * dz2
                    depth[y, x] = min(depth[y, x], z)


@kernel
def draw_triangles(  # noqa: PLR0917 - kernels take no keywords
    points: Floats, triangles: Ints, material: Ints, cut: Floats, depth: Floats, seen: Ints
) -> None:
    """Depth and number of the nearest front-facing triangle per sample.

    Shirt and teeth show both sides; the shirt ends where the vertex attribute `cut` is below 0.
    """
    height, width = depth.shape
    for t in range(triangles.shape[0]):
        a = triangles[t, 0]
        b = triangles[t, 1]
        c = triangles[t, 2]
        x0 = points[a, 0]
        y0 = points[a, 1]
        x1 = points[b, 0] - x0
        y1 = points[b, 1] - y0
        x2 = points[c, 0] - x0
        y2 = points[c, 1] - y0
        area = x1 * y2 - x2 * y1
        made_of = material[t]
        is_shirt = made_of == _SHIRT
        two_sided = is_shirt or _FIRST_TOOTH <= made_of <= _LAST_TOOTH
        # image y points down, so what faces the camera has negative area
        if abs(area) < 1e-6 or (area > 0 and not two_sided):
            continue
        first_x, last_x = _bounds(x0, points[b, 0], points[c, 0], width)
        first_y, last_y = _bounds(y0, points[b, 1], points[c, 1], height)
        if first_x > last_x or first_y > last_y:
            continue
        scale = np.float32(1) / area
        z0 = points[a, 2]
        dz1 = points[b, 2] - z0
        dz2 = points[c, 2] - z0
        step1 = y2 * scale
        step2 = -y1 * scale
        for y in range(first_y, last_y + 1):
            dx = np.float32(first_x) - x0
            dy = np.float32(y) - y0
            w1 = (dx * y2 - x2 * dy) * scale
            w2 = (x1 * dy - dx * y1) * scale
            for x in range(first_x, last_x + 1):
                if w1 >= 0 and w2 >= 0 and w1 + w2 <= 1:
                    z = z0 + w1 * dz1 + w2 * dz2
                    if z < depth[y, x]:
                        edge = cut[a] + w1 * (cut[b] - cut[a]) + w2 * (cut[c] - cut[a])
                        if not is_shirt or edge >= 0:
                            depth[y, x] = z
                            seen[y, x] = t
                w1 += step1
                w2 += step2


@kernel
def draw_strands(  # noqa: PLR0917 - kernels take no keywords
    points: Floats,
    colours: Floats,
    offsets: Ints,
    widths: Ints,
    visible: U8,
    nearer: np.float32,
    depth: Floats,
    seen: Ints,
    strand_colour: Floats,
) -> None:
    """Strands as depth-tested lines `widths` samples wide, drawn `nearer` dm before the skin."""
    height, width = depth.shape
    for s in range(widths.shape[0]):
        if visible[s] == 0:
            continue
        wide = widths[s]
        for k in range(offsets[s], offsets[s + 1] - 1):
            x0 = points[k, 0]
            y0 = points[k, 1]
            dx = points[k + 1, 0] - x0
            dy = points[k + 1, 1] - y0
            dz = points[k + 1, 2] - points[k, 2]
            steps = int(max(abs(dx), abs(dy))) + 1
            if steps > _LONGEST:
                continue
            # a line wider than a sample grows across its direction
            right = 1 if abs(dx) < abs(dy) else 0
            down = 1 - right
            share = np.float32(1) / np.float32(steps)
            for step in range(steps):
                f = np.float32(step) * share
                z = points[k, 2] + f * dz - nearer
                x = int(x0 + f * dx)
                y = int(y0 + f * dy)
                for _ in range(wide):
                    if 0 <= x < width and 0 <= y < height and z < depth[y, x]:
                        depth[y, x] = z
                        seen[y, x] = STRAND
                        for channel in range(3):
                            near = colours[k, channel]
                            strand_colour[y, x, channel] = near + f * (
                                colours[k + 1, channel] - near
                            )
                    x += right
                    y += down
