"""The networks are the files that were shipped, and nothing of them calls home."""

import hashlib
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from faceproof.core import sha256_of
from faceproof.core.errors import WeightsError
from faceproof.faces import FACE_MODELS, networks

FOLDER = resources.files("faceproof.faces") / "models"

OFFLINE = """
import os, socket, sys

def refuse(*args, **kwargs):
    os.write(2, b"somebody wanted a socket")
    os._exit(3)

class Socket(socket.socket):
    __init__ = refuse

socket.socket = Socket
socket.create_connection = socket.getaddrinfo = refuse

import numpy as np
from faceproof.faces import track_images
from actors import face_clip

assert len(track_images(face_clip(2))) == 1
import openvino
assert "openvino_telemetry.main" not in sys.modules
"""


@pytest.mark.parametrize("model", networks.Model, ids=lambda model: model.name)
def test_each_model_is_the_file_that_code_and_table_name(model: networks.Model):
    name, digest = model.value
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest
    row = next(line for line in (FOLDER / "README.md").read_text().splitlines() if name in line)
    assert digest in row
    assert "Apache-2.0" in row


def test_the_licence_lies_beside_the_models():
    assert "Apache License" in (FOLDER / "LICENSE").read_text()


def test_the_digest_of_the_models_names_files_and_bytes():
    assert sha256_of(dict(model.value for model in networks.Model)) == FACE_MODELS


def test_another_file_in_a_models_place_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "models").mkdir()
    name, digest = networks.Model.MESH.value
    data = bytearray((FOLDER / name).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "models" / name).write_bytes(data)
    monkeypatch.setattr(networks.resources, "files", lambda _: tmp_path)
    with pytest.raises(WeightsError, match=rf"{name}: sha256 is [0-9a-f]+, expected {digest}"):
        networks.graph_of(networks.Model.MESH)


def test_finding_a_face_opens_no_socket_and_leaves_nothing_at_home(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE],
        env={"HOME": str(home), "PYTHONPATH": ":".join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list(home.iterdir()) == []
