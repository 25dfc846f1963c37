"""Which modules can be imported for their doctests? Those with torch need the extra `train`."""

from importlib.util import find_spec
from pathlib import Path

WITH_TORCH = (
    "manipulations/teaching.py",
    "manipulations/deepfakes_teacher.py",
    "manipulations/neuraltextures_teacher.py",
    "detectors/mesonet_torch.py",
    "detectors/blend/network_torch.py",
    "detectors/blend/pupil_torch.py",
    "detectors/blend/teach_torch.py",
    "detectors/blend/twin_torch.py",
    "benchmark/attacks/crop_torch.py",
    "benchmark/attacks/gradient_torch.py",
)

collect_ignore = [
    str(Path("src") / "faceproof" / name) for name in WITH_TORCH if find_spec("torch") is None
]
