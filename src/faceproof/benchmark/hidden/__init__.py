"""What do answers to a hidden set score, and what of that may be told?"""

from faceproof.benchmark.hidden.answered import check_size, matched, problems_of
from faceproof.benchmark.hidden.measured import (
    FEWEST,
    RANKED_BY,
    SCORER,
    Measured,
    check_parts,
    measure,
    tied,
)
from faceproof.benchmark.hidden.told import COARSE, shown
from faceproof.benchmark.hidden.truth import (
    PUBLIC_SHARE,
    Part,
    Truth,
    part_of,
    read_truth,
    sealed_truth,
)

__all__ = [
    "COARSE",
    "FEWEST",
    "PUBLIC_SHARE",
    "RANKED_BY",
    "SCORER",
    "Measured",
    "Part",
    "Truth",
    "check_parts",
    "check_size",
    "matched",
    "measure",
    "part_of",
    "problems_of",
    "read_truth",
    "sealed_truth",
    "shown",
    "tied",
]
