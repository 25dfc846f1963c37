"""What can somebody who knows, or only asks, a detector make of its answers? Pixels, no labels.

An attack changes the pixels of the face regions that a detector is shown (`View.regions`: RGB
uint8 at the camera's resolution) by at most ``eps`` grey levels of 255 in every channel; the
track, the frames and the file's facts stay. So it stands for somebody who controls the decoded
pixels of an upload. It does not stand for what happens between them and the detector: a codec
that codes the attacked clip again (but for JPEG, which `as_jpeg` asks), a face that is tracked
anew in the changed pixels, or a printed and filmed picture. An adversary who also counts on those
is not tried here, so a figure under attack is an upper bound of what the detector withstands.
"""

from faceproof.benchmark.attacks.against import attackable, gradient_for, possible
from faceproof.benchmark.attacks.apply import pushed
from faceproof.benchmark.attacks.attack import (
    ATTACKS,
    BUDGET,
    LARGEST_EPS,
    STEPS,
    Attack,
    Knows,
    Way,
    attacks_of,
)
from faceproof.benchmark.attacks.pixels import as_jpeg

__all__ = [
    "ATTACKS",
    "BUDGET",
    "LARGEST_EPS",
    "STEPS",
    "Attack",
    "Knows",
    "Way",
    "as_jpeg",
    "attackable",
    "attacks_of",
    "gradient_for",
    "possible",
    "pushed",
]
