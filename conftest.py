"""Wakes Django in a folder of its own, and leaves out modules whose packages are missing."""

import os
import tempfile
from importlib.util import find_spec
from pathlib import Path

import django

os.environ.setdefault("FACEPROOF_DATA", tempfile.mkdtemp(prefix="faceproof-tests-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "faceproof.service.settings")
(Path(os.environ["FACEPROOF_DATA"]) / "static").mkdir(exist_ok=True)
django.setup()

WITH_TORCH = (
    "manipulations/teaching.py",
    "manipulations/deepfakes_teacher.py",
    "manipulations/neuraltextures_teacher.py",
    "detectors/mesonet_torch.py",
    "detectors/blend/drill_torch.py",
    "detectors/blend/network_torch.py",
    "detectors/blend/pupil_torch.py",
    "detectors/blend/teach_torch.py",
    "detectors/blend/twin_torch.py",
    "benchmark/attacks/crop_torch.py",
    "benchmark/attacks/gradient_torch.py",
)
WITH_BROWSER = ("browsing.py", "fetching.py", "steps.py")

collect_ignore = [
    str(Path("src") / "faceproof" / name) for name in WITH_TORCH if find_spec("torch") is None
] + [
    str(Path("tests") / "service" / name)
    for name in WITH_BROWSER
    if find_spec("axe_core_python") is None
]
# Several share a name and hold no examples; pytest loads them in any case.
collect_ignore_glob = ["*/conftest.py"]
