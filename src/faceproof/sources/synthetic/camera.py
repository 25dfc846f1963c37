"""How a cheap camera records linear light: lens, sensor, colour, exposure, sharpening, JPEG.

One camera is one seed: the same fixed sensor pattern, lens and white balance for every frame.
"""

import cv2
import numpy as np

from faceproof.sources.synthetic.arrays import U8, U16, Floats
from faceproof.sources.synthetic.kernel import kernel
from faceproof.sources.synthetic.streams import Purpose, stream

_RAW_WHITE = 60000
_NOISE_SIZE = 1024
_CURVE_STEPS = 4096
_AE_SPEED = 0.08
"""Share of an exposure error that a frame corrects."""

_HIGHLIGHT = 0.45
"""Linear level that all but the brightest 7 % of the middle keep: faces keep their colour."""


@kernel
def expose(  # noqa: PLR0917 - kernels take no keywords
    light: Floats, sensor: Floats, gains: Floats, noise: Floats, row0: int, column0: int,
    photons: Floats, raw: U16,
) -> None:  # fmt: skip
    """Light ``(h, w, 3)`` through an RGGB mosaic onto `raw` ``(h, w)``.

    `sensor` ``(h, w)`` is vignette times each photosite's own sensitivity; `photons` holds
    1 / full well and the square of relative read noise; `noise` is a tile of normal numbers.
    """
    height, width = raw.shape
    one = np.float32(1)
    zero = np.float32(0)
    for y in range(height):
        for x in range(width):
            channel = (y & 1) + (x & 1)
            value = min(one, light[y, x, channel] * sensor[y, x] * gains[channel])
            grain = noise[(y + row0) & (_NOISE_SIZE - 1), (x + column0) & (_NOISE_SIZE - 1)]
            value += grain * np.sqrt(value * photons[0] + photons[1])
            raw[y, x] = np.uint16(min(max(value, zero), one) * np.float32(_RAW_WHITE))


@kernel
def develop(
    mosaic: U16, gains: Floats, curve: U8,
    out: U8,
) -> None:  # fmt: skip
    """Demosaiced raw ``(h, w, 3)`` to display BGR through white balance and a tone curve."""
    last = np.float32(_CURVE_STEPS - 1)
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            for channel in range(3):
                value = mosaic[y, x, channel] * gains[channel]
                out[y, x, 2 - channel] = curve[int(min(last, value * last))]


def _tone_curve(contrast: float) -> U8:
    """Linear 0..1 in `_CURVE_STEPS` steps to sRGB with a soft shoulder and some contrast."""
    x = np.linspace(0, 1, _CURVE_STEPS)
    x *= 1.18 / (1 + 0.18 * x)
    srgb = np.where(x < 0.0031308, 12.92 * x, 1.055 * np.maximum(x, 1e-9) ** (1 / 2.4) - 0.055)
    srgb += contrast * srgb * (1 - srgb) * (2 * srgb - 1)
    return np.asarray(np.clip(srgb, 0, 1) * 255 + 0.5).astype(np.uint8)


class Camera:
    """A camera with an exposure that follows the scene; frames must come in order."""

    def __init__(self, width: int, height: int, seed: int, *take: int) -> None:
        rng = stream(Purpose.CAMERA, seed, *take)
        self._rng = stream(Purpose.CAMERA_NOISE, seed, *take)
        y, x = np.mgrid[0:height, 0:width]
        far = ((x - width / 2) ** 2 + (y - height / 2) ** 2) / (width / 2) ** 2
        pattern = cv2.GaussianBlur(rng.normal(0, 0.012, (height, width)), (0, 0), 0.5)
        vignette = 1 - 0.16 * rng.uniform(0.5, 1.3) * far
        self._sensor = np.maximum(vignette * (1 + pattern), 0.05).astype(np.float32)
        full_well, read = rng.uniform(1500, 5000), rng.uniform(2.0, 6.0)
        self._photons = np.array([1 / full_well, (read / full_well) ** 2], np.float32)
        self._blur = float(rng.uniform(0.65, 0.90))
        self._sharpening = float(rng.uniform(0.25, 0.65))
        self._white = np.array([rng.uniform(0.55, 0.70), 1, rng.uniform(0.55, 0.75)])
        self._white_error = np.array([rng.uniform(0.97, 1.04), 1, rng.uniform(0.96, 1.03)])
        self._target = float(rng.uniform(0.17, 0.23))
        self._quality = int(rng.integers(86, 96))
        self._flicker = float(rng.uniform(0, 2 * np.pi))
        self._curve = _tone_curve(float(rng.uniform(0.15, 0.5)))
        self._noise = self._rng.standard_normal((_NOISE_SIZE, _NOISE_SIZE), np.float32)
        self._gain = 0.0
        self._frame = 0
        self._raw = np.empty((height, width), np.uint16)
        self._bgr = np.empty((height, width, 3), np.uint8)

    def record(self, light: Floats) -> U8:
        """The next frame, RGB ``(h, w, 3)``, of linear light ``(h, w, 3)``."""
        exposure = self._exposure(light)
        # also the low-pass filter before a mosaic: without it thin hair turns to confetti
        lens = np.asarray(cv2.GaussianBlur(light, (3, 3), self._blur), np.float32)
        row, column = self._rng.integers(0, _NOISE_SIZE, 2)
        gains = (self._white * exposure).astype(np.float32)
        expose(
            lens, self._sensor, gains, self._noise, int(row), int(column), self._photons, self._raw
        )
        # OpenCV names the mosaic by its second row and column: this is RGGB
        colour = np.asarray(cv2.cvtColor(self._raw, cv2.COLOR_BayerBG2RGB_EA), np.uint16)
        balance = (self._white_error / self._white / _RAW_WHITE).astype(np.float32)
        develop(colour, balance, self._curve, self._bgr)
        soft = cv2.GaussianBlur(self._bgr, (5, 5), 1.1)
        sharp = cv2.addWeighted(self._bgr, 1 + self._sharpening, soft, -self._sharpening, 0)
        return self._through_jpeg(np.asarray(sharp, np.uint8))

    def _exposure(self, light: Floats) -> float:
        """Centre-weighted automatic exposure that spares highlights, with a little flicker."""
        height, width = light.shape[:2]
        middle = light[height // 5 : -height // 5 : 4, width // 3 : -width // 3 : 4, 1]
        wanted = self._target / max(1e-3, float(middle.mean()))
        wanted = min(wanted, _HIGHLIGHT / max(1e-3, float(np.percentile(middle, 93))))
        self._gain = self._gain + _AE_SPEED * (wanted - self._gain) if self._gain else wanted
        self._frame += 1
        flicker = 0.010 * np.sin(self._frame * 0.9 + self._flicker) + self._rng.normal(0, 0.003)
        return self._gain * float(1 + flicker)

    def _through_jpeg(self, bgr: U8) -> U8:
        _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, self._quality])
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), np.uint8)
