"""A stranger's network runs on aligned crops, and only the one that its maker meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openvino
import pytest
from openvino import opset13 as op

from faceproof.core import Score, sha256_file
from faceproof.core.errors import WeightsError
from faceproof.detectors import View, read_model, resolve, score_files
from faceproof.detectors.external import llr_of


def network(folder: Path, output: str, layout: str = "NCHW") -> Path:
    """Mean brightness of a 32 px crop in 0..1, as whatever ``output`` says; with its TOML."""
    shape = [1, 3, 32, 32] if layout == "NCHW" else [1, 32, 32, 3]
    picture = op.parameter(shape, np.float32, name="picture")
    bright = op.reduce_mean(picture, op.constant([1, 2, 3]), keep_dims=False)
    if output == "logits_real_fake":
        zero = op.constant(np.zeros(1, np.float32))
        bright = op.concat([zero, bright], axis=0)
    model = openvino.Model(
        [op.reshape(bright, op.constant([1, -1]), special_zero=False)], [picture]
    )
    openvino.save_model(model, folder / "net.xml", compress_to_fp16=False)
    toml = folder / "model.toml"
    toml.write_text(
        f"""
file = "net.xml"
sha256 = "{sha256_file(folder / "net.xml")}"
bin_sha256 = "{sha256_file(folder / "net.bin")}"
size = 32
layout = "{layout}"
mean = [0.0, 0.0, 0.0]
std = [1.0, 1.0, 1.0]
output = "{output}"
""",
        "utf-8",
    )
    return toml


def edited(toml: Path, old: str, new: str) -> Path:
    text = toml.read_text("utf-8")
    assert old in text
    toml.write_text(text.replace(old, new), "utf-8")
    return toml


@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
def test_it_sees_the_aligned_crops_in_either_layout(
    tmp_path: Path, view: View, layout: str
) -> None:
    model = read_model(network(tmp_path, "probability_fake", layout))
    expected = view.crops().mean((1, 2, 3)) / 255
    np.testing.assert_allclose(model.describe(view)[:, 0], expected, atol=2e-3)


def test_mean_and_std_are_taken_off_red_green_blue(tmp_path: Path, view: View) -> None:
    toml = edited(network(tmp_path, "probability_fake"), "std = [1.0", "std = [2.0")
    model = read_model(edited(toml, "mean = [0.0", "mean = [0.1"))
    red, green, blue = view.crops().mean((1, 2)).T / 255
    expected = ((red - 0.1) / 2 + green + blue) / 3
    np.testing.assert_allclose(model.describe(view)[:, 0], expected, atol=2e-3)


@pytest.mark.parametrize("output", ["logit_fake", "logits_real_fake"])
def test_logits_become_probabilities(tmp_path: Path, view: View, output: str) -> None:
    model = read_model(network(tmp_path, output))
    bright = view.crops().mean((1, 2, 3)) / 255
    np.testing.assert_allclose(model.describe(view)[:, 0], 1 / (1 + np.exp(-bright)), atol=2e-3)


def test_a_clip_is_scored_by_the_mean_of_its_frames(tmp_path: Path, face_file: Path) -> None:
    toml = network(tmp_path, "probability_fake")
    (found,) = score_files([face_file], toml, frames=4)
    assert isinstance(found.score, Score)
    probability = 1 / (1 + np.exp(-np.array(found.score.frames)))
    assert found.score.llr == pytest.approx(llr_of(float(probability.mean())))
    assert resolve(toml).weights_sha256 == (
        sha256_file(tmp_path / "net.xml"),
        sha256_file(tmp_path / "net.bin"),
    )


@pytest.mark.parametrize("name", ["net.xml", "net.bin"])
def test_a_changed_network_is_refused(tmp_path: Path, name: str) -> None:
    toml = network(tmp_path, "probability_fake")
    with (tmp_path / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(WeightsError, match=f"{name}: sha256 is"):
        read_model(toml)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("size = 32", "size = 0", "size 0"),
        ("size = 32", "size = 99999", "size 99999"),
        ("size = 32", "size = true", "size True"),
        ("size = 32\n", "", r"missing fields \['size'\]"),
        ("size = 32", "size = 32\nweight = 3", r"unknown fields \['weight'\]"),
        ('"NCHW"', '"CHWN"', "neither NCHW nor NHWC"),
        ('"net.xml"', '"../net.xml"', "not a relative path"),
        ('"net.xml"', '"/net.xml"', "not a relative path"),
        ('"net.xml"', '"net.pkl"', "not a relative path"),
        ("std = [1.0", "std = [0.0", "not above 0"),
        ("mean = [0.0", "mean = [nan", "not finite"),
        ("mean = [0.0, ", "mean = [", "three numbers"),
        ('"probability_fake"', '"fakeness"', "fakeness"),
        ("size = 32", "size = ", "as TOML"),
    ],
)
def test_an_impossible_description_is_refused(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    toml = edited(network(tmp_path, "probability_fake"), old, new)
    with pytest.raises(WeightsError, match=reason):
        read_model(toml)


def test_a_file_that_is_no_network_is_refused(tmp_path: Path) -> None:
    toml = network(tmp_path, "probability_fake")
    digest = sha256_file(tmp_path / "net.xml")
    (tmp_path / "net.xml").write_text("<net>", "utf-8")
    edited(toml, digest, sha256_file(tmp_path / "net.xml"))
    with pytest.raises(WeightsError, match="OpenVINO cannot read it"):
        read_model(toml)


def test_another_number_of_outputs_than_promised_is_refused(tmp_path: Path, view: View) -> None:
    toml = edited(network(tmp_path, "logits_real_fake"), '"logits_real_fake"', '"logit_fake"')
    with pytest.raises(WeightsError, match="gave 2 numbers for one crop, expected 1"):
        read_model(toml).describe(view)


def test_another_input_size_than_promised_is_refused(tmp_path: Path, view: View) -> None:
    toml = edited(network(tmp_path, "logit_fake"), "size = 32", "size = 64")
    with pytest.raises(WeightsError, match="cannot be run on a NCHW input of 64 px"):
        read_model(toml).describe(view)


def test_it_cannot_be_trained_here(tmp_path: Path) -> None:
    model = read_model(network(tmp_path, "logit_fake"))
    with pytest.raises(WeightsError, match="comes trained"):
        model.fit([], np.zeros(0, bool), np.random.default_rng(0))
