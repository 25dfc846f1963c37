"""One face, upright and of one size, out of a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from faceproof.faces.picture import ArrayPicture, Picture, Rgb
from faceproof.faces.region import Points, Region, draw

# Points that neither jaw nor lids move: eye corners, bridge and base of the nose; mouth corners,
# which do move a little, hold the scale of a head that turns.
_STABLE = (33, 133, 362, 263, 168, 6, 2, 61, 291)
