"""Which places outside an actor may stand in: painters of a park, a street, a square, a cafe."""

import numpy as np

from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.canvas import Canvas

_GLASS = np.array([0.10, 0.13, 0.17])


def paint_park(canvas: Canvas) -> None:
    """Trees, grass and sky with bokeh."""
    rng = canvas.rng
    height = canvas.pixels.shape[0]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    ground = np.array([0.11, 0.17, 0.06], np.float32) * (0.5 + down)
    sky = np.array([0.55, 0.66, 0.80], np.float32) * np.clip(1 - down * 1.7, 0, 1)
    canvas.pixels[:] = ground + sky
    for _ in range(90):
        leaf = rng.uniform(0.03, 0.35, 3) * [0.6, 1.0, 0.35]
        canvas.disc(rng.uniform(0, 1), rng.beta(2, 2.6) * 0.75, rng.uniform(0.02, 0.07), leaf)
    for _ in range(30):
        flare = rng.uniform(0.4, 1.3, 3) * [0.9, 1.0, 0.7]
        canvas.disc(rng.uniform(0, 1), rng.uniform(0, 0.5), rng.uniform(0.008, 0.025), flare)
    for x in rng.uniform(0, 1, 3):
        canvas.box(x, 0.0, x + rng.uniform(0.015, 0.04), 0.72, (0.06, 0.045, 0.03))


def paint_street(canvas: Canvas) -> None:
    """House fronts on both sides, parked cars, a pale sky at the end of the street."""
    rng = canvas.rng
    _sky(canvas)
    canvas.fade((0.16, 0.16, 0.165), (0.07, 0.07, 0.075), 0.62, 1.0)
    middle = float(rng.uniform(0.42, 0.58))
    for side in (-1, 1):
        x = middle + side * 0.55
        while abs(x - middle) > 0.09:
            wide = 0.30 * abs(x - middle) + 0.02
            top = 0.46 - 1.1 * abs(x - middle) + rng.uniform(-0.05, 0.05)
            _house(canvas, sorted((x, x - side * wide)), max(-0.05, top))
            x -= side * wide
    for x in rng.uniform(0, 1, 5):
        wide = 0.06 + 0.26 * abs(x - middle)
        _car(canvas, float(x), 0.66 + 0.14 * abs(x - middle), wide)


def paint_square(canvas: Canvas) -> None:
    """A wide place: a row of far houses, trees in tubs, people one can guess."""
    rng = canvas.rng
    _sky(canvas)
    x = -0.05
    while x < 1:
        wide = float(rng.uniform(0.10, 0.22))
        _house(canvas, [x, x + wide], float(rng.uniform(0.08, 0.30)))
        x += wide
    canvas.fade((0.30, 0.28, 0.25), (0.20, 0.19, 0.17), 0.62, 1.0)
    for x in rng.uniform(0, 1, 9):
        coat, tall = canvas.tint((10, 150), (20, 170)), rng.uniform(0.10, 0.18)
        canvas.box(x, 0.68 - tall, x + 0.022, 0.70, coat)
        canvas.disc(
            x + 0.011, 0.67 - tall, 0.018, np.array([0.35, 0.22, 0.15]) * rng.uniform(0.3, 1.2)
        )
    for x in rng.uniform(0, 1, 3):
        for _ in range(30):
            leaf = rng.uniform(0.03, 0.22, 3) * [0.6, 1.0, 0.3]
            canvas.disc(x + rng.normal(0, 0.04), rng.normal(0.36, 0.08), 0.03, leaf)
        canvas.box(x - 0.006, 0.40, x + 0.006, 0.74, (0.06, 0.045, 0.03))


def paint_cafe(canvas: Canvas) -> None:
    """A shop window with an awning and warm lamps, tables and chairs on the pavement."""
    rng = canvas.rng
    canvas.fill(canvas.plaster((10, 110), (70, 180)))
    canvas.box(0.04, 0.24, 0.96, 0.74, (0.05, 0.038, 0.028))
    for x in np.arange(0.06, 0.94, 0.22):
        canvas.box(x, 0.27, x + 0.20, 0.71, np.array([0.24, 0.15, 0.08]) * rng.uniform(0.6, 1.4))
    for x in rng.uniform(0.06, 0.94, 9):
        canvas.disc(
            x, rng.uniform(0.32, 0.45), 0.022, np.array([2.0, 1.4, 0.7]) * rng.uniform(0.4, 1)
        )
    one, other = canvas.tint((80, 200), (70, 170)), np.array([0.55, 0.53, 0.48])
    for k, x in enumerate(np.arange(-0.01, 1.0, 0.05)):
        stripe = one if k % 2 else other
        canvas.quad([(x, 0.08), (x + 0.05, 0.08), (x + 0.055, 0.25), (x - 0.005, 0.25)], stripe)
    canvas.fade((0.26, 0.25, 0.235), (0.17, 0.165, 0.16), 0.76, 1.0)
    seat = canvas.tint((20, 140), (30, 130))
    for x in np.arange(rng.uniform(-0.05, 0.06), 1, 0.24):
        canvas.box(x, 0.70, x + 0.11, 0.72, (0.42, 0.40, 0.37))
        canvas.box(x + 0.05, 0.72, x + 0.06, 0.90, (0.03, 0.03, 0.03))
        canvas.box(x + 0.13, 0.58, x + 0.19, 0.84, seat)


def _sky(canvas: Canvas) -> None:
    bright = canvas.rng.uniform(0.75, 1.1)
    canvas.fade(np.array([0.50, 0.62, 0.80]) * bright, np.array([0.80, 0.84, 0.88]) * bright)


def _house(canvas: Canvas, sides: list[float], top: float) -> None:
    """A front with rows of windows, down to the pavement."""
    left, right = sides
    front: Floats = canvas.plaster((10, 110), (80, 200)) * np.float32(0.8)
    canvas.box(left, top, right, 0.66, front)
    wide = right - left
    for y in np.arange(top + 0.04, 0.58, 0.11):
        for x in np.arange(left + 0.12 * wide, right - 0.15 * wide, 0.28 * wide):
            canvas.box(x, y, x + 0.16 * wide, y + 0.065, _GLASS * canvas.rng.uniform(0.5, 3))
    canvas.box(left, top, right, top + 0.012, front * np.float32(0.5))


def _car(canvas: Canvas, x: float, y: float, wide: float) -> None:
    body = canvas.tint((20, 200), (40, 200))
    canvas.box(x, y, x + wide, y + 0.35 * wide, body)
    canvas.quad(
        [
            (x + 0.18 * wide, y - 0.3 * wide),
            (x + 0.78 * wide, y - 0.3 * wide),
            (x + 0.95 * wide, y),
            (x + 0.05 * wide, y),
        ],
        _GLASS,
    )
    for wheel in (0.2, 0.8):
        canvas.disc(x + wheel * wide, y + 0.36 * wide, 0.13 * wide, (0.01, 0.01, 0.01))
