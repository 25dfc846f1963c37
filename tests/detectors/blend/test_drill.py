"""A drill attacks both classes, goes on from a taught network, and leaves the course as it was."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy
from drawn_faces import drawn_list

from faceproof.core import sha256_of
from faceproof.core.errors import WeightsError
from faceproof.detectors.blend.course import Course
from faceproof.detectors.blend.drill import Drill, treated_again
from faceproof.detectors.blend.faces import read_faces
from faceproof.detectors.blend.lesson import LESSON_VERSION, Pair
from faceproof.detectors.blend.network import HEAT_PX, SIDE_PX

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.extra

PROGRAM = """
import hashlib, sys
from pathlib import Path
import safetensors.numpy
from faceproof.detectors.blend.course import Course
from faceproof.detectors.blend.drill import Drill
from faceproof.detectors.blend.faces import read_faces
from faceproof.detectors.blend.teach_torch import Material, teach

def main():
    root, folder, network, seed = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    listed = tuple(read_faces(root / "faces.csv"))
    arrays = teach(
        Material(listed=listed, data=root, cache=root / "cache"),
        Course(steps=2, pairs=2, rise=1, processes=1, seed=int(seed)),
        folder,
        print,
        drill=Drill(network=Path(network)) if network else None,
    )
    (folder / "blend.safetensors").write_bytes(safetensors.numpy.save(arrays))
    print(hashlib.sha256((folder / "blend.safetensors").read_bytes()).hexdigest())

if __name__ == "__main__":
    main()
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("faces")
    drawn_list(root)
    (root / "program.py").write_text(PROGRAM)
    taught(root, root / "taught")
    return root


def taught(root: Path, folder: Path, network: "Path | str" = "", seed: int = 0) -> str:
    """Digest of what a course of two steps, or a drill, ends with."""
    command = [sys.executable, root / "program.py", root, folder, network, str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    return done.stdout.split()[-1]


def test_a_drill_goes_on_and_repeats_to_the_byte(root: Path, tmp_path: Path):
    network = root / "taught" / "blend.safetensors"
    first, again = (taught(root, tmp_path / name, network) for name in ("first", "again"))
    assert first == again
    assert first != taught(root, tmp_path / "other", network, seed=1)
    before = safetensors.numpy.load(network.read_bytes())
    after = safetensors.numpy.load((tmp_path / "first" / "blend.safetensors").read_bytes())
    assert before.keys() == after.keys()
    moved = [np.abs(after[name] - before[name]).max() for name in before]
    assert 0 < max(moved) < 0.05  # it goes on; another start would be far away


def test_the_course_without_a_drill_is_the_same_course(root: Path):
    from faceproof.detectors.blend.teach_torch import Material  # noqa: PLC0415 - torch
    from faceproof.manipulations.checkpoint import read_checkpoint  # noqa: PLC0415

    listed = tuple(read_faces(root / "faces.csv"))
    material = Material(listed=listed, data=root, cache=root / "cache")
    course = Course(steps=2, pairs=2, rise=1, processes=1)
    told = [asdict(course), material.identity(), LESSON_VERSION, torch.__version__]
    found = read_checkpoint(root / "taught" / "checkpoint.safetensors")
    assert found.lesson == sha256_of(told)


def test_genuine_faces_and_fakes_are_pushed_wrong_within_eps():
    from faceproof.detectors.blend.drill_torch import GREY, pushed_wrong  # noqa: PLC0415 - torch
    from faceproof.detectors.blend.network import network  # noqa: PLC0415
    from faceproof.detectors.blend.network_torch import TorchCalls, start  # noqa: PLC0415

    rng = np.random.default_rng(0)
    state = start()
    weight = rng.normal(0, 0.02, state["fake.weight"].shape).astype(np.float32)
    state["fake.weight"] = torch.from_numpy(weight)
    crops = torch.from_numpy(rng.uniform(-1, 1, (4, 3, SIDE_PX, SIDE_PX)).astype(np.float32))
    fake = torch.tensor([0.0, 0.0, 1.0, 1.0])
    drill = Drill(network=Path("unused"))
    pushed = pushed_wrong(state, crops, fake, drill, rng)
    with torch.no_grad():
        before, after = (network(TorchCalls(state), x).fake.flatten() for x in (crops, pushed))
    assert (after[:2] > before[:2]).all()
    assert (after[2:] < before[2:]).all()
    assert 0 < float((pushed - crops).abs().max()) <= drill.eps * GREY + 1e-6
    assert float(pushed.abs().max()) <= 1


def test_half_of_the_pairs_are_attacked_both_of_each():
    from faceproof.detectors.blend.drill_torch import drilled  # noqa: PLC0415 - torch
    from faceproof.detectors.blend.network_torch import start  # noqa: PLC0415

    class Witness:
        """Keeps which crops would be learned from as they are."""

        state = start()

        def learn(self, pairs: list[Pair], met: Callable[..., Any]) -> tuple[float, float]:
            shown = [pair.genuine for pair in pairs] + [pair.fake for pair in pairs]
            crops = torch.from_numpy(np.stack(shown)).permute(0, 3, 1, 2).float() / 127.5 - 1
            fake = torch.cat([torch.zeros(len(pairs)), torch.ones(len(pairs))])
            self.changed = (met(crops, fake) != crops).flatten(1).any(1).tolist()
            return 0.0, 0.0

    rng = np.random.default_rng(0)
    pairs = [drawn(rng) for _ in range(4)]
    witness = Witness()
    drilled(witness, Drill(network=Path("unused"), again=0.0), pairs, rng)
    assert witness.changed == [False, False, True, True] * 2


def test_a_second_treatment_does_not_tell_genuine_from_fake():
    rng = np.random.default_rng(0)
    one = drawn(rng)
    for seed in range(8):
        pair = Pair(one.genuine, one.genuine.copy(), one.heat)
        genuine, fake, _ = treated_again(pair, np.random.default_rng(seed))
        np.testing.assert_array_equal(genuine, fake)


@pytest.mark.parametrize("found", [b"no arrays", None])
def test_what_is_no_network_is_refused(found: "bytes | None", tmp_path: Path):
    from faceproof.detectors.blend.network_torch import read_taught  # noqa: PLC0415 - torch

    path = tmp_path / "blend.safetensors"
    path.write_bytes(found or safetensors.numpy.save({"other": np.zeros(1, np.float32)}))
    with pytest.raises(WeightsError, match=r"blend\.safetensors: "):
        read_taught(path)


def drawn(rng: np.random.Generator) -> Pair:
    """Noise in place of faces."""
    genuine, fake = rng.integers(0, 256, (2, SIDE_PX, SIDE_PX, 3)).astype(np.uint8)
    return Pair(genuine, fake, np.zeros((HEAT_PX, HEAT_PX), np.float32))
