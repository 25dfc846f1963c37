"""What rooms and streets are painted with: flat shapes of linear colour."""

from dataclasses import dataclass

import cv2
import numpy as np

from faceproof.sources.synthetic.arrays import Floats

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
        return self._colour(self.rng.integers(0, 180), saturation, value)

    def plaster(self, saturation: tuple[int, int], value: tuple[int, int]) -> Floats:
        """A colour that walls, doors and furniture have: mostly warm, at times blue or green."""
        hue = self.rng.integers(6, 28) if self.rng.random() < 0.7 else self.rng.integers(60, 118)
        return self._colour(hue, saturation, value)

    def _colour(self, hue: np.int64, saturation: tuple[int, int], value: tuple[int, int]) -> Floats:
        rng = self.rng
        hsv = [hue, rng.integers(*saturation), rng.integers(*value)]
        rgb = cv2.cvtColor(np.array([[hsv]], np.uint8), cv2.COLOR_HSV2RGB)[0, 0] / 255.0
        return np.asarray(rgb**2.2, np.float32)

    def fade(self, top: Colour, bottom: Colour, y0: float = 0.0, y1: float = 1.0) -> None:
        """A band across the whole width whose colour runs from `top` to `bottom`."""
        height = self.pixels.shape[0]
        rows = slice(round(y0 * height), round(y1 * height))
        down = np.linspace(0, 1, rows.stop - rows.start)[:, None, None]
        self.pixels[rows] = np.asarray(top) * (1 - down) + np.asarray(bottom) * down

    def quad(self, corners: list[tuple[float, float]], colour: Colour) -> None:
        """A filled shape with straight sides; its corners may lie outside."""
        height, width = self.pixels.shape[:2]
        points = np.rint(np.asarray(corners) * [width, height]).astype(np.int32)
        paint = tuple(float(c) for c in colour)
        cv2.fillPoly(self.pixels, [points], paint, cv2.LINE_AA)
