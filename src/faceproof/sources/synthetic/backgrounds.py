"""What stands behind the actor: painted, out-of-focus rooms and streets."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from faceproof.sources.synthetic.arrays import Floats

MARGIN = 0.20
"""A background is wider than the picture by this share of its height on each side, to pan."""

Colour = tuple[float, float, float] | Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """Linear RGB to paint on; x and y run from 0 to 1, whatever the size."""

    pixels: Floats
    rng: np.random.Generator

    def fill(self, colour: Colour) -> None:
        """One colour everywhere, brighter around a random point."""
        height, width = self.pixels.shape[:2]
        x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
        cx, cy = self.rng.uniform(0, 1), self.rng.uniform(0, 0.5)
        glow = 0.6 + 0.55 * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) * 2.2)
        self.pixels[:] = np.asarray(colour) * glow[..., None]

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
        """A filled rectangle."""
        height, width = self.pixels.shape[:2]
        rows = slice(max(0, round(y0 * height)), max(0, round(y1 * height)))
        columns = slice(max(0, round(x0 * width)), max(0, round(x1 * width)))
        self.pixels[rows, columns] = colour

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A filled circle; its radius is a share of the height."""
        height, width = self.pixels.shape[:2]
        at = (round(x * width), round(y * height))
        paint = tuple(float(c) for c in colour)
        cv2.circle(self.pixels, at, max(1, round(radius * height)), paint, -1, cv2.LINE_AA)

    def tint(self, saturation: tuple[int, int], value: tuple[int, int]) -> Floats:
        """A random linear colour; saturation and value 0..255."""
        rng = self.rng
        hsv = [rng.integers(0, 180), rng.integers(*saturation), rng.integers(*value)]
        rgb = cv2.cvtColor(np.array([[hsv]], np.uint8), cv2.COLOR_HSV2RGB)[0, 0] / 255.0
        return np.asarray(rgb**2.2, np.float32)


def paint_wall(canvas: Canvas) -> None:
    """A wall with a framed picture and a door."""
    canvas.fill(canvas.tint((8, 60), (110, 210)))
    x = float(canvas.rng.uniform(0.0, 0.7))
    canvas.box(x, 0.10, x + 0.2, 1.0, (0.16, 0.10, 0.06))
    canvas.box(x + 0.03, 0.18, x + 0.17, 0.5, (0.12, 0.075, 0.045))
    x = (x + 0.42) % 0.8
    canvas.box(x, 0.15, x + 0.17, 0.45, (0.03, 0.03, 0.03))
    canvas.box(x + 0.012, 0.17, x + 0.158, 0.43, canvas.tint((30, 160), (60, 220)))


def paint_kitchen(canvas: Canvas) -> None:
    """Cupboards above a tiled wall, a worktop with jars, a bright window."""
    rng = canvas.rng
    canvas.fill(canvas.tint((5, 40), (150, 220)))
    for x in np.arange(0, 1, 0.035):
        canvas.box(x, 0.38, x + 0.003, 0.74, (0.30, 0.29, 0.27))
    for y in np.arange(0.38, 0.74, 0.06):
        canvas.box(0, y, 1, y + 0.006, (0.30, 0.29, 0.27))
    door = canvas.tint((20, 110), (60, 190))
    for x in np.arange(-0.02, 1, 0.14):
        canvas.box(x, 0.0, x + 0.13, 0.36, door * rng.uniform(0.9, 1.1))
        canvas.box(x + 0.11, 0.26, x + 0.117, 0.33, (0.4, 0.4, 0.4))
    window = float(rng.uniform(0.02, 0.75))
    canvas.box(window, 0.04, window + 0.22, 0.60, (1.0, 1.08, 1.2))
    canvas.box(window + 0.105, 0.04, window + 0.115, 0.60, (0.35, 0.34, 0.32))
    canvas.box(0, 0.74, 1, 0.79, canvas.tint((10, 60), (40, 120)))
    canvas.box(0, 0.79, 1, 1, door * 0.7)
    for x in rng.uniform(0, 1, 9):
        tall, wide = rng.uniform(0.05, 0.16), rng.uniform(0.02, 0.05)
        canvas.box(x, 0.74 - tall, x + wide, 0.74, canvas.tint((20, 190), (40, 220)))


def paint_couch(canvas: Canvas) -> None:
    """A couch before a bookshelf."""
    rng = canvas.rng
    canvas.fill(canvas.tint((10, 70), (80, 170)))
    left = float(rng.uniform(-0.1, 0.45))
    canvas.box(left, 0.0, left + 0.55, 0.8, (0.10, 0.06, 0.035))
    for shelf in np.arange(0.0, 0.75, 0.17):
        x = left + 0.01
        while x < left + 0.52:
            wide, tall = rng.uniform(0.010, 0.028), rng.uniform(0.09, 0.15)
            book = canvas.tint((40, 160), (40, 170))
            canvas.box(x, shelf + 0.16 - tall, x + wide * 0.9, shelf + 0.16, book)
            x += wide
    couch = canvas.tint((20, 120), (40, 140))
    canvas.box(0.06, 0.68, 0.94, 1.0, couch)
    canvas.box(0.495, 0.69, 0.505, 1.0, couch * 0.5)
    canvas.box(0.02, 0.78, 0.10, 1.0, couch * 0.8)
    canvas.box(0.90, 0.78, 0.98, 1.0, couch * 0.8)


def paint_stage(canvas: Canvas) -> None:
    """A curtain with folds, spots of light and an emblem."""
    rng = canvas.rng
    height, width = canvas.pixels.shape[:2]
    canvas.fill(canvas.tint((90, 210), (40, 110)))
    x = np.linspace(0, 1, width)
    folds = 0.7 + 0.3 * np.sin(2 * np.pi * (22 * x + 0.7 * np.sin(9 * x + rng.uniform(0, 6))))
    canvas.pixels[:] *= folds[None, :, None].astype(np.float32)
    canvas.pixels[:] *= np.linspace(1.2, 0.5, height)[:, None, None].astype(np.float32)
    emblem = canvas.tint((0, 120), (150, 240))
    centre = float(rng.choice([0.2, 0.8]))
    canvas.disc(centre, 0.3, 0.16, emblem)
    canvas.disc(centre, 0.3, 0.12, emblem * 0.3)
    for spot in rng.uniform(0, 1, 4):
        canvas.disc(spot, 0.02, 0.03, (2.2, 2.0, 1.7))


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


PAINTERS: dict[str, Callable[[Canvas], None]] = {
    "wall": paint_wall,
    "kitchen": paint_kitchen,
    "couch": paint_couch,
    "stage": paint_stage,
    "park": paint_park,
}


def paint(kind: str, width: int, height: int, rng: np.random.Generator) -> Floats:
    """A blurred background in linear RGB ``(height, width + 2 * margin, 3)``, wider to pan.

    Args:
        kind: key of `PAINTERS`.
        width: of the picture, pixels.
        height: of the picture, pixels.
        rng: the room's stream.
    """
    whole = width + 2 * round(MARGIN * height)
    # painted at one fixed size, so that the room does not depend on the resolution
    pixels = np.zeros((240, round(240 * whole / height), 3), np.float32)
    canvas = Canvas(pixels=pixels, rng=rng)
    PAINTERS[kind](canvas)
    pixels += rng.normal(0, 0.01, (*pixels.shape[:2], 1))
    soft = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(3.0, 5.5))
    large = cv2.resize(soft, (whole, height), interpolation=cv2.INTER_CUBIC)
    return np.maximum(large, 0.002).astype(np.float32)
