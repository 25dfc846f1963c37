"""How is it said in Dutch? English text to Dutch, with the same names in braces.

`tests/check/test_dutch.py` demands every sentence that can be said, and none besides.
"""

from collections.abc import Mapping

from faceproof.check.dutch.answers import ANSWERS
from faceproof.check.dutch.page import PAGE
from faceproof.check.dutch.reasons import REASONS
from faceproof.check.dutch.steps import STEPS

DUTCH: Mapping[str, str] = {**ANSWERS, **REASONS, **STEPS, **PAGE}

__all__ = ["DUTCH"]
