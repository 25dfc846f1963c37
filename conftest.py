"""Which modules can be imported for their doctests? Those that teach need the extra `train`."""

from importlib.util import find_spec
from pathlib import Path

TEACHING = ("teaching.py", "deepfakes_teacher.py", "neuraltextures_teacher.py")

collect_ignore = [
    str(Path("src") / "faceproof" / "manipulations" / name)
    for name in TEACHING
    if find_spec("torch") is None
]
