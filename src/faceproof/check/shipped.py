"""Where do scores of the weights that come with the package lie?"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from faceproof.core.errors import ScoreError


def shipped_band(detector: str) -> Path:
    """The file with the band of a detector's shipped weights.

    Raises:
        ScoreError: there is none.
    """
    path = Path(str(resources.files("faceproof.check"))) / "bands" / f"{detector}.json"
    if not path.is_file():
        raise ScoreError(
            f"no band of {detector} comes along; make one with `faceproof bench band` and give "
            "--band"
        )
    return path
