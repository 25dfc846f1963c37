"""What the shirt looks like: weave, pattern, folds, on one flat patch seen from the front."""

import cv2
import numpy as np

from faceproof.sources.synthetic.arrays import U8, Floats
from faceproof.sources.synthetic.identity import Identity
from faceproof.sources.synthetic.look import Look
from faceproof.sources.synthetic.noise import add_noise
from faceproof.sources.synthetic.streams import Purpose, stream

LEFT_DM, RIGHT_DM = -3.0, 3.0
LOW_DM, HIGH_DM = 4.2, 6.5
"""The part of the base mesh's front that the patch covers."""

_PATTERNS = {"plain": 0.42, "stripes": 0.18, "knit": 0.16, "checks": 0.10, "placket": 0.14}
_FOLD_DEPTH = 0.030


def cloth_uv(points: Floats) -> Floats:
    """Patch coordinates u, v in 0..1 of base positions ``(..., 3)``."""
    u = (points[..., 0] - LEFT_DM) / (RIGHT_DM - LEFT_DM)
    v = (points[..., 1] - LOW_DM) / (HIGH_DM - LOW_DM)
    return np.clip(np.stack([u, v], -1), 0, 1).astype(np.float32)


def bake_cloth(who: Identity, look: Look, height: int, width: int) -> U8:
    """The shirt's patch ``(height, width, 6)``: channels as in `skin`."""
    rng = stream(Purpose.CLOTHES, who.seed, 1)
    x, y = np.meshgrid(np.linspace(LEFT_DM, RIGHT_DM, width), np.linspace(LOW_DM, HIGH_DM, height))
    x, y = x.astype(np.float32), y.astype(np.float32)
    pattern = str(rng.choice(list(_PATTERNS), p=list(_PATTERNS.values())))
    shade = _pattern(pattern, x, y, rng)
    second = look.cloth * rng.uniform(0.25, 0.6) if look.cloth.max() > 0.12 else look.cloth + 0.25
    colour = look.cloth + shade[..., None] * (second - look.cloth)
    weave = rng.normal(0, 0.05, (height, width, 1))
    folds = _folds(x, y, rng)
    slope_y, slope_x = np.gradient(folds)
    out = np.zeros((height, width, 6), np.uint8)
    out[..., :3] = np.sqrt(np.clip(colour * (1 + weave), 0, 1)) * 255
    out[..., 3] = np.clip(-slope_x * width / (RIGHT_DM - LEFT_DM) * 400, -127, 127) + 128
    out[..., 4] = np.clip(-slope_y * height / (HIGH_DM - LOW_DM) * 400, -127, 127) + 128
    out[..., 5] = 5
    return out


def _pattern(name: str, x: Floats, y: Floats, rng: np.random.Generator) -> Floats:
    """Where the second colour shows, 0..1."""
    pitch = float(rng.uniform(0.16, 0.42))
    bands = (np.mod(y, pitch) < 0.35 * pitch).astype(np.float32)
    posts = (np.mod(x, pitch) < 0.35 * pitch).astype(np.float32)
    match name:
        case "stripes":
            out = 0.8 * bands
        case "checks":
            out = 0.4 * bands + 0.4 * posts
        case "knit":
            rib = np.sin(x * 95) * np.sin(y * 70)
            out = 0.25 + 0.25 * rib
        case "placket":
            seam = (np.abs(np.abs(x) - 0.16) < 0.010) * 0.7
            row = np.abs(np.mod(y, 0.42) - 0.21)
            out = np.maximum(seam, (x * x + row * row < 0.035**2) * 1.0)
        case _:
            out = np.zeros_like(x)
    return np.asarray(out, np.float32)


def _folds(x: Floats, y: Floats, rng: np.random.Generator) -> Floats:
    """Height in dm of soft folds: they hang, and pull from the armpits."""
    start = rng.uniform(5, 20, 3)
    coarse = np.s_[::4, ::4]  # folds are broad: a sixteenth of the texels tells them
    across, down = x[coarse], y[coarse]
    pull = np.abs(across) + 0.9 * (down - 4.6)
    out = np.zeros(across.size, np.float32)
    for stretch_x, stretch_y, share in ((1.7, 0.7, 0.8), (3.4, 1.1, 0.35)):
        at = np.stack([across * stretch_x, down * stretch_y, pull * stretch_x], -1)
        shifted = (at.reshape(-1, 3) + start + 20).astype(np.float32)
        add_noise(shifted, 1.0, 3, share, out)
    small = out.reshape(across.shape) * _FOLD_DEPTH
    size = (x.shape[1], x.shape[0])
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_CUBIC), np.float32)
