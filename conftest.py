"""Gives the service a folder of its own before Django reads its settings, and wakes Django."""

import os
import tempfile
from pathlib import Path

import django

os.environ.setdefault("FACEPROOF_DATA", tempfile.mkdtemp(prefix="faceproof-tests-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "faceproof.service.settings")
(Path(os.environ["FACEPROOF_DATA"]) / "static").mkdir(exist_ok=True)
django.setup()

# Several share a name and hold no examples; pytest loads them in any case.
collect_ignore_glob = ["*/conftest.py"]
