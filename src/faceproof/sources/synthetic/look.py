"""What a seed wears on its shape: skin, hair, beard, eyes, clothes."""

from dataclasses import dataclass

import cv2
import numpy as np

from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.identity import Identity
from faceproof.sources.synthetic.streams import Purpose, stream

# sRGB from the lightest to the darkest skin
_SKIN = np.array(
    [
        [0.90, 0.72, 0.64],
        [0.84, 0.64, 0.53],
        [0.70, 0.50, 0.38],
        [0.50, 0.33, 0.235],
        [0.32, 0.205, 0.15],
    ]
)
# linear RGB
_DARK_HAIR = np.array([[0.010, 0.008, 0.007], [0.020, 0.013, 0.010], [0.035, 0.020, 0.012]])
_LIGHT_HAIR = np.array(
    [
        [0.030, 0.017, 0.010],
        [0.075, 0.040, 0.020],
        [0.20, 0.125, 0.060],
        [0.20, 0.065, 0.022],
        [0.33, 0.235, 0.125],
    ]
)
_GREY_HAIR = np.array([0.30, 0.29, 0.28])
_IRIS = np.array(
    [
        [0.060, 0.028, 0.011],
        [0.110, 0.050, 0.020],
        [0.14, 0.20, 0.27],
        [0.10, 0.13, 0.06],
        [0.15, 0.16, 0.15],
    ]
)
_CURLY_ANCESTRY = 0.55

# chances of hair styles: men, women, and both with tightly curled hair
_MEN = {"short": 0.30, "crop": 0.20, "swept": 0.18, "buzz": 0.14, "bald": 0.08, "curly": 0.10}
_WOMEN = {"long": 0.34, "bob": 0.24, "tied": 0.22, "short": 0.08, "curly": 0.12}
_MEN_CURLED = {"curly": 0.30, "crop": 0.15, "buzz": 0.38, "bald": 0.17}
_WOMEN_CURLED = {"curly": 0.55, "tied": 0.30, "buzz": 0.15}

_GLASSES_YOUNG, _GLASSES_OLD = 0.12, 0.75  # chances at age 0 and 1
_GLASSES = ("round", "wire", "square", "half_rim", "rimless")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The surface of an actor; colours are linear RGB ``(3,)``.

    `tone` runs from 0 (light) to 1 (dark), `grey` and `beard` (stubble to full) from 0 to 1,
    `hairline_dm` lowers (-) or raises (+) the hairline, `brow` scales the thickness of the brows.
    `glasses` is a key of `glasses.FRAMES`, or none.
    """

    tone: float
    skin: Floats
    hair: Floats
    brow_hair: Floats
    style: str
    grey: float
    beard: float
    has_full_beard: bool
    hairline_dm: float
    brow: float
    makeup: float
    iris: Floats
    cloth: Floats
    neckline_dm: float
    v_neck_dm: float
    oiliness: float
    glasses: str | None = None


def smoothstep(low: float, high: float, x: Floats | float) -> Floats:
    """0 below `low`, 1 above `high`, smooth between; falls where low > high.

    >>> float(smoothstep(0, 1, 0.5))
    0.5
    """
    t = np.clip((np.asarray(x) - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def look(who: Identity) -> Look:
    """The look of an identity. Skin tone leans on ancestry but is drawn widely around it."""
    rng = stream(Purpose.LOOK, who.seed)
    leaning = float(np.dot(who.ancestry, [0.80, 0.34, 0.20]))
    tone = float(np.clip(leaning + rng.normal(0, 0.13), 0.02, 0.98))
    grey = float(smoothstep(0.42, 0.85, who.age + rng.normal(0, 0.10)))
    natural = _natural_hair(tone, rng)
    hair = natural * (1 - grey) + grey * _GREY_HAIR
    style = _style(who, rng)
    bearded = who.is_male and rng.random() < 0.62
    beard = float(rng.uniform(0.2, 1.0)) if bearded else 0.0
    full = bearded and rng.random() < 0.55
    brow_hair = np.minimum(natural, 0.075) * (1 - 0.5 * grey) + 0.5 * grey * _GREY_HAIR * 0.5
    eyes = _IRIS[rng.integers(0, len(_IRIS)) if tone < 0.33 else rng.integers(0, 2)]
    clothes = stream(Purpose.CLOTHES, who.seed)
    return Look(
        tone=tone,
        skin=_skin(tone, rng),
        hair=hair.astype(np.float32),
        brow_hair=brow_hair.astype(np.float32),
        style=style,
        grey=grey,
        beard=beard,
        has_full_beard=bool(full),
        hairline_dm=float(rng.uniform(-0.10, 0.02) + 0.10 * grey * who.is_male),
        brow=float(rng.uniform(0.75, 1.1) * (0.95 + 0.35 * who.masculinity)),
        makeup=0.0 if who.is_male else float(rng.uniform(0.1, 1.0)),
        iris=eyes.astype(np.float32),
        cloth=_cloth(clothes),
        neckline_dm=float(clothes.uniform(-0.18, 0.04)),
        v_neck_dm=float(clothes.uniform(0, 0.25) * (clothes.random() < 0.4)),
        oiliness=float(rng.uniform(0.10, 0.20)),
        glasses=_glasses(who),
    )


def _glasses(who: Identity) -> str | None:
    """Spectacles on some of the young and most of the old."""
    rng = stream(Purpose.GLASSES, who.seed)
    wears = rng.random() < _GLASSES_YOUNG + (_GLASSES_OLD - _GLASSES_YOUNG) * who.age
    return str(rng.choice(_GLASSES)) if wears else None


def _skin(tone: float, rng: np.random.Generator) -> Floats:
    colour = [np.interp(tone * 4, range(5), _SKIN[:, channel]) for channel in range(3)]
    warm = rng.normal(0, 0.018)
    shifted = np.array(colour) * [1 + warm * 0.4, 1, 1 - warm]
    return np.asarray(shifted**2.2, np.float32)


def _natural_hair(tone: float, rng: np.random.Generator) -> Floats:
    palette = _DARK_HAIR if rng.random() < (tone - 0.12) * 3 else _LIGHT_HAIR
    colour = palette[rng.integers(0, len(palette))] * rng.uniform(0.8, 1.25)
    return np.asarray(colour, np.float32)


def _style(who: Identity, rng: np.random.Generator) -> str:
    curled = who.ancestry[0] > _CURLY_ANCESTRY
    if who.is_male:
        chances = _MEN_CURLED if curled else _MEN
    else:
        chances = _WOMEN_CURLED if curled else _WOMEN
    return str(rng.choice(list(chances), p=list(chances.values())))


def _cloth(rng: np.random.Generator) -> Floats:
    hsv = np.array([[[rng.integers(0, 180), rng.integers(10, 120), rng.integers(30, 190)]]])
    rgb = cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2RGB)[0, 0] / 255.0
    return np.asarray(rgb**2.2 * 0.7 + 0.008, np.float32)
