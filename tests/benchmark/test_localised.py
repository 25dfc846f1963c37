"""Heat is held against what was changed, in the crop the detector saw."""

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from filmed import filmed_release
from measured import on_disk, paper_manifest
from numpy.typing import NDArray
from typer.testing import CliRunner

from faceproof.benchmark import default_protocol, localised
from faceproof.cli.main import app
from faceproof.core.errors import ScoreError
from faceproof.datasets import read_manifest
from faceproof.detectors import View
from faceproof.faces import aligned_crop

PLACES = 24


class Colours:
    """Points at what is redder, or bluer, than the drawn people are."""

    heat_margin = 1.45
    sign = 1.0

    def describe(self, view: View) -> NDArray[np.float32]:
        crops = [
            aligned_crop(r.rgb, r.landmarks_px, size=192, margin=self.heat_margin)
            for r in view.regions
        ]
        off = [np.abs(c[..., 0].astype(np.float32) - c[..., 2] - 25) / 60 for c in crops]
        return np.stack([cv2.resize(o, (PLACES, PLACES)).ravel() for o in off])

    def heat(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.clip(self.sign * features.reshape(-1, PLACES, PLACES), 0, 1)

    def parts(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        return self.heat(features) - 0.5


class Blind(Colours):
    """Points nowhere in particular."""

    def heat(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.zeros((len(features), PLACES, PLACES), np.float32)

    def parts(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        return self.heat(features) - 1


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filmed_release(tmp_path_factory.mktemp("masks") / "release")


def test_who_sees_the_patch_points_at_it_and_who_does_not_is_at_chance(release: Path):
    protocol = replace(default_protocol(read_manifest(release)), frames_per_clip=3)
    told: list[str] = []
    maps = localised(release, Colours(), protocol, told.append)
    seen = maps["heat"]
    assert (seen.asked, seen.lost, len(told)) == (4, 0, 4)
    # the same places, as log-odds
    assert maps["class-activation"].iou.value == pytest.approx(seen.iou.value, abs=0.01)
    by_oval = maps["whole-face"]
    assert by_oval.chance == seen.chance
    assert by_oval.pointing.value is not None
    assert by_oval.pointing.value != by_oval.chance.value
    blind = localised(release, Blind(), protocol, lambda _: None)["heat"]
    assert seen.pointing.value is not None
    assert seen.chance.value is not None
    assert seen.pointing.value > seen.chance.value
    assert blind.pointing.value == pytest.approx(blind.chance.value)
    assert blind.chance.value == pytest.approx(seen.chance.value)
    assert 0.1 < seen.chance.value < 0.9
    assert blind.iou.value == 0.0
    assert seen.pointing.low is None  # two people are too few
    assert set(seen.as_json()) == {"iou", "pointing", "chance", "asked", "lost"}


def test_a_protocol_without_masks_is_refused(tmp_path: Path):
    manifest = paper_manifest(methods=())
    release = on_disk(tmp_path, manifest)
    with pytest.raises(ScoreError, match="no fake that has a mask"):
        localised(release, Blind(), default_protocol(manifest), lambda _: None)


def test_the_command_tells_each_map_and_refuses_who_has_none(release: Path):
    done = CliRunner().invoke(app, ["bench", "localise", str(release), "--frames", "2", "--json"])
    assert done.exit_code == 0
    maps = json.loads(done.stdout)["maps"]
    assert set(maps) == {"heat", "class-activation", "whole-face"}
    assert maps["heat"]["asked"] == 4
    refused = CliRunner().invoke(app, ["bench", "localise", str(release), "--detector", "coin"])
    assert isinstance(refused.exception, ScoreError)
    assert "says nothing of where" in str(refused.exception)
