"""Which surface a sample sees: depth maps, the visible-triangle buffer, and strands as lines."""

import numpy as np

from faceproof.sources.synthetic.arrays import U8, Floats, Ints
from faceproof.sources.synthetic.head import Material
from faceproof.sources.synthetic.kernel import kernel

FAR = np.float32(1e9)
EMPTY = -1
STRAND = -2
"""Values of the triangle buffer beside triangle numbers; `STRAND - k` is the segment at point k."""

_SHIRT = int(Material.SHIRT)
_FIRST_TOOTH = int(Material.UPPER_TEETH)
_LAST_TOOTH = int(Material.LOWER_TEETH)
_OVERLAP = np.float32(1 / 512)  # samples by which triangles reach over their edges
_LONGEST = 400  # samples of one segment; a longer one is a strand behind the camera


@kernel
def _bounds(a: float, b: float, c: float, size: int) -> tuple[int, int]:
    low = max(0, int(np.ceil(min(a, b, c))))
    return low, min(size - 1, int(np.floor(max(a, b, c))))


@kernel
def _span(
    share: np.float32, step: np.float32, x0: np.float32, left: np.float32, right: np.float32
) -> tuple[np.float32, np.float32]:
    """Narrow left..right to where a share, which is `share` at `x0`, is not negative.

    A hair wider than exact: neighbours overlap and leave no gap.
    """
    if abs(step) < np.float32(1e-12):
        return (left, right) if share >= 0 else (left, left - np.float32(1))
    border = x0 - share / step
    if step > 0:
        return max(left, border - _OVERLAP), right
    return left, min(right, border + _OVERLAP)


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
        step1 = y2 * scale
        step2 = -y1 * scale
        step_z = step1 * dz1 + step2 * dz2
        for y in range(first_y, last_y + 1):
            dy = np.float32(y) - y0
            w1 = -x2 * dy * scale  # at x0
            w2 = x1 * dy * scale
            left, right = _span(w1, step1, x0, np.float32(first_x), np.float32(last_x))
            left, right = _span(w2, step2, x0, left, right)
            left, right = _span(np.float32(1) - w1 - w2, -step1 - step2, x0, left, right)
            first = int(np.ceil(left))
            z = z0 + w1 * dz1 + w2 * dz2 + (np.float32(first) - x0) * step_z
            for x in range(first, int(np.floor(right)) + 1):
                here = z + np.float32(x - first) * step_z
                depth[y, x] = min(depth[y, x], here)


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
            dy = np.float32(y) - y0
            w1 = -x2 * dy * scale  # at x0
            w2 = x1 * dy * scale
            left, right = _span(w1, step1, x0, np.float32(first_x), np.float32(last_x))
            left, right = _span(w2, step2, x0, left, right)
            left, right = _span(np.float32(1) - w1 - w2, -step1 - step2, x0, left, right)
            dx = np.ceil(left) - x0
            w1 += dx * step1
            w2 += dx * step2
            z = z0 + w1 * dz1 + w2 * dz2
            step_z = step1 * dz1 + step2 * dz2
            first = int(np.ceil(left))
            for x in range(first, int(np.floor(right)) + 1):
                here = z + np.float32(x - first) * step_z
                if here < depth[y, x]:
                    if is_shirt:
                        k = np.float32(x - first)
                        along1 = (w1 + k * step1) * (cut[b] - cut[a])
                        along2 = (w2 + k * step2) * (cut[c] - cut[a])
                        if cut[a] + along1 + along2 < 0:
                            continue
                    depth[y, x] = here
                    seen[y, x] = t


@kernel
def draw_strands(  # noqa: PLR0917 - kernels take no keywords
    points: Floats,
    offsets: Ints,
    widths: Ints,
    visible: U8,
    nearer: np.float32,
    depth: Floats,
    seen: Ints,
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
            dx *= share
            dy *= share
            dz *= share
            z0 = points[k, 2] - nearer
            for step in range(steps):
                f = np.float32(step)
                z = z0 + f * dz
                x = int(x0 + f * dx)
                y = int(y0 + f * dy)
                for _ in range(wide):
                    if 0 <= x < width and 0 <= y < height and z < depth[y, x]:
                        depth[y, x] = z
                        seen[y, x] = STRAND - k
                    x += right
                    y += down
