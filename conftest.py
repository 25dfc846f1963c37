"""Wakes Django in a folder of its own, and leaves out modules whose packages are missing."""

import os
import tempfile
from importlib.util import find_spec
from pathlib import Path

import django

data = Path(os.environ.get("FACEPROOF_DATA") or tempfile.mkdtemp(prefix="faceproof-tests-"))
data /= os.environ.get("PYTEST_XDIST_WORKER", "")  # two of one folder would share a storage
data.mkdir(mode=0o700, exist_ok=True)
(data / "static").mkdir(exist_ok=True)
os.environ["FACEPROOF_DATA"] = str(data)
os.environ["DJANGO_SETTINGS_MODULE"] = "faceproof.service.settings"
django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]  # or workers would read the settings before this file

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
