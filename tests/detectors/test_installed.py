"""A package that names a detector is asked like one of ours; one that cannot be used is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_release import tiny_release

PROGRAM = Path(sys.executable).with_name("faceproof")
MODULE = """
import numpy as np
from faceproof.detectors import View
from faceproof.detectors.linear import WholeClip

class Bright(WholeClip):
    name, family, version, reference, dimensions = "bright", "light", "3", "an example", 1

    def describe_clip(self, view: View):
        return np.array([view.crops().mean()], np.float32)

class Nameless(Bright):
    name = "something else"

number = 3
"""


def package(root: Path, name: str, points: dict[str, str], module: str = MODULE) -> Path:
    """What pip leaves of a package: its module, and its entry points."""
    (root / f"{name}.py").write_text(module)
    info = root / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = [f"{point} = {value}" for point, value in points.items()]
    (info / "entry_points.txt").write_text("\n".join(["[faceproof.detectors]", *lines]) + "\n")
    return root


def faceproof(site: Path, *words: object) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(site)}
    command = [PROGRAM, *map(str, words)]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment)


def test_an_installed_detector_is_listed_trained_and_asked(tmp_path: Path):
    site = package(tmp_path, "brightness", {"bright": "brightness:Bright"})
    release, weights, table = (tmp_path / name for name in ("release", "w", "t.jsonl"))
    tiny_release(release)
    listed = json.loads(faceproof(site, "detect", "list", "--json").stdout)["detectors"]
    assert [row["version"] for row in listed if row["name"] == "bright"] == ["3"]
    untaught = faceproof(site, "detect", "score", tmp_path / "x.mp4", "-d", "bright")
    assert untaught.returncode == 2
    assert "bright needs weights: train some with `faceproof detect train" in untaught.stderr
    for words in (
        ("detect", "train", release, "-d", "bright", "--out", weights),
        ("bench", "run", release, "-d", f"bright={weights}", "--out", table, "--jobs", "2"),
        ("bench", "grade", table, "--release", release, "--json"),
    ):
        done = faceproof(site, *words)
        assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["detector"] == "bright"
    gone = faceproof(tmp_path / "elsewhere", "bench", "run", release, "-d", f"bright={weights}",
                     "--out", tmp_path / "u.jsonl")  # fmt: skip
    assert gone.returncode == 2
    assert "'bright" in gone.stderr


@pytest.mark.parametrize(
    ("points", "module", "says"),
    [
        ({"bright": "brightness:Nameless"}, MODULE, "with that name"),
        ({"bright": "brightness:number"}, MODULE, "is not a subclass"),
        ({"bright": "brightness:Bright"}, "1 / 0", "cannot be imported (ZeroDivisionError"),
        ({"bright": "brightness:Nothing"}, MODULE, "cannot be imported (AttributeError"),
    ],
)
def test_what_cannot_be_used_is_one_line(
    tmp_path: Path, points: dict[str, str], module: str, says: str
):
    site = package(tmp_path, "brightness", points, module)
    done = faceproof(site, "detect", "score", tmp_path / "x.mp4", "-d", "bright")
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_two_packages_of_one_name_are_refused_and_ours_are_never_replaced(tmp_path: Path):
    package(tmp_path, "brightness", {"bright": "brightness:Bright", "coin": "brightness:Bright"})
    site = package(tmp_path, "another", {"bright": "another:Bright"})
    done = faceproof(site, "detect", "score", tmp_path / "x.mp4", "-d", "bright")
    assert done.returncode == 2
    assert "brought by 2 packages" in done.stderr
    listed = faceproof(site, "detect", "list", "--json")
    rows = {row["name"]: row for row in json.loads(listed.stdout)["detectors"]}
    assert rows["coin"]["reference"] != "an example"
    assert "bright" not in rows
    assert "brought by 2 packages" in listed.stderr
