"""Training is seeded, goes on where it was killed, and gives the same bytes for it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from generators import PEOPLE, trainable, untrained
from people import DAY

from faceproof.manipulations import Deepfakes, Generator, Learned, NeuralTextures
from faceproof.manipulations.layers import Compiled

pytestmark = pytest.mark.extra
torch = pytest.importorskip("torch")
teaching = pytest.importorskip("faceproof.manipulations.teaching")

STEPS = 6
CHILD = """\
import sys
from pathlib import Path
from generators import PEOPLE, trainable
from people import DAY
from faceproof import manipulations
from faceproof.manipulations import teaching

teaching.CHECKPOINT_S = 0.0
name, steps, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
method = manipulations.get(name, steps=steps)
method.train([trainable(p) for p in PEOPLE], folder=folder, seed=3, on=DAY)
"""


@pytest.fixture(params=[Deepfakes, NeuralTextures])
def kind(request: pytest.FixtureRequest) -> type[Learned]:
    chosen: type[Learned] = request.param
    return chosen


def taught(method: Learned, folder: Path, seed: int = 3) -> Generator:
    people = [trainable(name) for name in PEOPLE]
    return method.train(people, folder=folder, seed=seed, on=DAY)


def test_the_same_seed_gives_the_same_weights_and_another_others(
    kind: type[Learned], tmp_path: Path
):
    method = kind(steps=2)
    first = taught(method, tmp_path / "a").numbers
    assert taught(method, tmp_path / "b").numbers == first
    assert taught(method, tmp_path / "c", seed=4).numbers != first


def test_a_killed_training_goes_on_to_the_same_bytes(kind: type[Learned], tmp_path: Path):
    whole = taught(kind(steps=STEPS), tmp_path / "whole")
    folder = tmp_path / "killed"
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, kind.name, str(STEPS), folder],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
    )
    checkpoint = folder / "checkpoint.safetensors"
    while not checkpoint.exists():
        assert child.poll() is None
        time.sleep(0.002)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert checkpoint.exists()
    resumed = taught(kind(steps=STEPS), folder)
    assert resumed.numbers == whole.numbers
    assert resumed.provenance() == whole.provenance()
    assert sorted(p.name for p in folder.iterdir() if not p.name.startswith(".")) == [
        "generator.json",
        "generator.safetensors",
    ]


def test_a_checkpoint_of_another_lesson_is_not_taken_up(tmp_path: Path):
    method = Deepfakes(steps=2)
    fresh = taught(method, tmp_path / "fresh").numbers
    child = [sys.executable, "-c", CHILD, "Deepfakes", "3", tmp_path / "other"]
    subprocess.run(child, check=True, env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)})
    assert taught(method, tmp_path / "other").numbers == fresh


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the checkpoint of a training that was stopped after its first step."""
    monkeypatch.setattr(teaching, "CHECKPOINT_S", 0.0)
    monkeypatch.setattr(teaching, "TOLD_S", 0.0)
    with pytest.raises(KeyboardInterrupt):
        heard(Deepfakes(steps=2), tmp_path / "begun", stop)
    return tmp_path / "begun"


def stop(_line: str) -> None:
    raise KeyboardInterrupt


def heard(method: Learned, folder: Path, log: Callable[[str], None]) -> Generator:
    people = [trainable(name) for name in PEOPLE]
    return method.train(people, folder=folder, seed=3, on=DAY, log=log)


def test_a_checkpoint_of_other_settings_is_not_taken_up(begun: Path):
    lines: list[str] = []
    heard(Deepfakes(steps=2, feather=0.2), begun, lines.append)
    assert [line[:11] for line in lines] == ["step 1 of 2", "step 2 of 2"]


def flipped(data: bytes) -> bytes:
    return data[:-100] + bytes([data[-100] ^ 1]) + data[-99:]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "text": lambda _: b"x" * 1000,
    "cut off": lambda data: data[:-1],
    "one bit": flipped,
    "another step": lambda data: data.replace(b'"step":"1"', b'"step":"0"'),
    "without words": lambda _: safetensors.numpy.save({"x": np.zeros(1)}),
    "another shape": lambda data: safetensors.numpy.save({"x": np.zeros(1)}, metadata=words(data)),
}


def words(data: bytes) -> dict[str, str]:
    end = 8 + int.from_bytes(data[:8], "little")
    found: dict[str, str] = json.loads(data[8:end])["__metadata__"]
    return found


@pytest.mark.parametrize("damage", sorted(DAMAGE))
def test_a_damaged_checkpoint_is_said_and_training_begins_anew(
    begun: Path, tmp_path: Path, damage: str
):
    fresh = taught(Deepfakes(steps=2), tmp_path / "fresh").numbers
    checkpoint = begun / "checkpoint.safetensors"
    whole = checkpoint.read_bytes()
    checkpoint.write_bytes(DAMAGE[damage](whole))
    assert checkpoint.read_bytes() != whole
    lines: list[str] = []
    assert heard(Deepfakes(steps=2), begun, lines.append).numbers == fresh
    said, *steps = lines
    assert said.startswith(f"begins anew, {checkpoint}: is damaged (")
    assert "\n" not in said
    assert [line[:11] for line in steps] == ["step 1 of 2", "step 2 of 2"]
    assert not checkpoint.exists()


def test_training_learns(kind: type[Learned], tmp_path: Path):
    few, more = (taught(kind(steps=n), tmp_path / str(n)).errors for n in (1, 60))
    assert more["rebuilt"] < 0.8 * few["rebuilt"]
    assert set(more) == {"rebuilt", "mean_picture"}


def test_the_network_gives_in_use_what_it_gave_in_training(kind: type[Learned]):
    from faceproof.manipulations.teaching import TorchLayers  # noqa: PLC0415 - needs torch

    method = kind()
    generator = untrained(method)
    rng = np.random.default_rng(0)
    inputs = [rng.normal(0, 0.5, shape).astype(np.float32) for shape in method.shapes]
    arrays = {name: torch.from_numpy(a.copy()) for name, a in generator.arrays.items()}
    layers = TorchLayers(arrays, np.array([1]))
    trained = method.network(layers, *map(torch.from_numpy, inputs)).numpy()
    used = Compiled(method.network, generator.arrays, 1, method.shapes)(*inputs)
    np.testing.assert_allclose(used, trained, atol=2e-4)
