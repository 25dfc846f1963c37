"""Weights come back as they were written, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from faceproof import detectors
from faceproof.core import ActorId, sha256_of
from faceproof.core.errors import WeightsError
from faceproof.detectors import DETECTORS, Material, Trained, load
from faceproof.detectors.calibration import Affine
from faceproof.detectors.weights import NUMBERS, RECORD

SEEN = Material(
    release="made 1.0.0",
    manifest_digest="ab" * 32,
    actors=(ActorId("a"), ActorId("b")),
    clips=7,
    left_out=1,
)


@pytest.fixture(params=sorted(DETECTORS))
def trained(request: pytest.FixtureRequest) -> Trained:
    detector = detectors.get(request.param)
    d = getattr(detector, "dimensions", 1)
    rng = np.random.default_rng(0)
    clips = [rng.normal(i % 2, 1, (3, d)).astype(np.float32) for i in range(6)]
    return Trained(
        detector=detector.fit(clips, np.arange(6) % 2 == 1, rng),
        clip_llr=Affine(slope=0.7, bias=-0.1, limit=2.0),
        frame_llr=Affine(slope=0.3, bias=0.2, limit=2.0),
        trained_on=SEEN,
        calibrated_on=SEEN,
        seed=4,
        licence="CC0-1.0",
    )


def test_what_is_loaded_answers_as_what_was_saved(trained: Trained, tmp_path: Path) -> None:
    trained.save(tmp_path)
    again = load(tmp_path)
    d = getattr(trained.detector, "dimensions", 1)
    features = np.random.default_rng(1).normal(0, 1, (5, d)).astype(np.float32)
    index = (0, 2, 4, 6, 8)
    assert again.score(features, index) == trained.score(features, index)
    assert again.sha256() == trained.sha256()
    assert again.knows == {"a", "b"}
    assert (again.trained_on, again.seed, again.licence) == (SEEN, 4, "CC0-1.0")


def test_the_same_weights_are_the_same_bytes(trained: Trained, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        trained.save(tmp_path / folder)
    for name in (NUMBERS, RECORD):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_no_temporary_file_is_left(trained: Trained, tmp_path: Path) -> None:
    trained.save(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [RECORD, NUMBERS]


def test_any_flipped_byte_of_the_numbers_is_refused(trained: Trained, tmp_path: Path) -> None:
    trained.save(tmp_path)
    data = (tmp_path / NUMBERS).read_bytes()
    for at in (0, 9, len(data) // 2, len(data) - 1):
        (tmp_path / NUMBERS).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(WeightsError, match="changed or half written"):
            load(tmp_path)


def changed(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value + "x"
        case list():
            return value[1:]
        case _:
            return {**value, "actors": []}


def test_any_changed_field_of_the_record_is_refused(trained: Trained, tmp_path: Path) -> None:
    trained.save(tmp_path)
    record = json.loads((tmp_path / RECORD).read_text("utf-8"))
    assert {"detector", "version", "sha256", "trained_on", "calibrated_on", "seed"} < set(record)
    for field, value in record.items():
        tampered = record | {field: changed(value)}
        (tmp_path / RECORD).write_text(json.dumps(tampered), "utf-8")
        with pytest.raises(WeightsError, match="was changed"):
            load(tmp_path)


def resealed(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    record = json.loads((folder / RECORD).read_text("utf-8"))
    record.pop("record_sha256")
    edit(record)
    (folder / RECORD).write_text(json.dumps(record | {"record_sha256": sha256_of(record)}), "utf-8")


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda r: r.update(version="0"), "version 0, this is version"),
        (lambda r: r.update(detector="oracle"), "weights of 'oracle'"),
        (lambda r: r.pop("seed"), "malformed"),
        (lambda r: r.update(trained_on={"actors": 3}), "malformed"),
    ],
)
def test_a_record_of_something_else_is_refused(
    trained: Trained, tmp_path: Path, edit: Callable[[dict[str, Any]], object], reason: str
) -> None:
    trained.save(tmp_path)
    resealed(tmp_path, edit)
    with pytest.raises(WeightsError, match=reason):
        load(tmp_path)


@pytest.mark.parametrize("garbage", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_garbage_is_refused(trained: Trained, tmp_path: Path, garbage: bytes) -> None:
    trained.save(tmp_path)
    (tmp_path / RECORD).write_bytes(garbage)
    with pytest.raises(WeightsError, match="is not a weights record"):
        load(tmp_path)


@pytest.mark.parametrize("name", [NUMBERS, RECORD])
def test_a_missing_file_is_refused_by_name(trained: Trained, tmp_path: Path, name: str) -> None:
    trained.save(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(WeightsError, match=name):
        load(tmp_path)
