"""Corrupted clips of a fixed choice, the same for every detector, resumed and never relabelled."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filmed import filmed_release
from measured import paper_manifest

from faceproof.benchmark import default_protocol
from faceproof.benchmark.choice import paired_choice
from faceproof.benchmark.corruptions import Corruption
from faceproof.benchmark.robustness import (
    NONE,
    by_kind,
    every_corruption,
    robustness,
    robustness_protocol,
)
from faceproof.benchmark.tables import read_table
from faceproof.core.errors import ScoreError
from faceproof.detectors import resolve
from faceproof.media import spread

SOME = (Corruption(kind="jpeg", level=5), Corruption(kind="gaussian-noise", level=5))


@pytest.fixture(scope="module")
def release(tmp_path_factory: Any) -> Path:
    return filmed_release(tmp_path_factory.mktemp("filmed") / "release")


def _judge(folder: Path):  # noqa: ANN202
    """A detector of contrast: it looks at the middle frame's spread."""
    program = folder / "predict.py"
    program.write_text(
        "import av, numpy as np\n"
        "def predict(path):\n"
        "    with av.open(path) as file:\n"
        "        frames = [f.to_ndarray(format='rgb24') for f in file.decode(video=0)]\n"
        "    assert len(frames) == 4, len(frames)\n"
        "    return float(np.mean([f.std() for f in frames])) / 256\n"
    )
    return resolve(program)


def test_each_condition_is_a_table_of_its_own_and_is_not_asked_twice(tmp_path: Path, release: Path):
    judge, said = _judge(tmp_path), []
    asked = {"clips": 4, "frames": 4, "seed": 1, "say": said.append}
    (found,) = robustness(release, [judge], SOME, tmp_path / "out", **asked)
    assert list(found.auc) == [NONE, "jpeg-5", "gaussian-noise-5"]
    assert said == ["none, 1 of 3", "jpeg-5, 2 of 3", "gaussian-noise-5, 3 of 3"]
    assert dict(by_kind(found)) == {
        "jpeg": ["jpeg-5"], "gaussian-noise": ["gaussian-noise-5"],
    }  # fmt: skip
    assert all(one.value == 1 for one in found.coverage.values())
    tables = {
        name: read_table(tmp_path / "out" / "predict.py" / f"{name}.jsonl") for name in found.auc
    }
    for name, table in tables.items():
        assert table.condition == name
        assert table.protocol.corruptions == ("jpeg-5", "gaussian-noise-5")
        assert len(table.protocol.corruptions_sha256) == 64
    llr = {name: [s.llr for s in table.scores.values()] for name, table in tables.items()}
    assert np.mean(llr["gaussian-noise-5"]) > np.mean(llr[NONE])  # noise spreads the values
    json.dumps(found.as_json(), allow_nan=False)
    said.clear()
    (again,) = robustness(release, [judge], SOME, tmp_path / "out", **asked)
    assert said == []
    assert again.as_json() == found.as_json()
    (tmp_path / "out" / "predict.py" / "jpeg-5.jsonl").unlink()
    (resumed,) = robustness(release, [judge], SOME, tmp_path / "out", **asked)
    assert said == ["jpeg-5, 2 of 3"]
    assert resumed.as_json() == found.as_json()


def test_frames_keep_the_numbers_they_have_in_the_release(tmp_path: Path, release: Path):
    coin = resolve("coin")
    robustness(release, [coin], (), tmp_path, clips=4, frames=4, say=lambda _: None)
    table = read_table(tmp_path / "coin" / "none.jsonl")
    (index,) = {score.frame_index for score in table.scores.values()}
    assert index == spread(8, 4) != (0, 1, 2, 3)


def test_the_choice_is_of_fakes_with_their_recordings_spread_over_actors_and_methods(
    tmp_path: Path,
):
    manifest = paper_manifest(test=6)
    protocol = default_protocol(manifest)
    chosen = [manifest.by_id[one] for one in paired_choice(manifest, protocol, 8, seed=3)]
    fakes = [clip for clip in chosen if clip.is_fake]
    assert len(chosen) == 8
    assert len(fakes) == 4
    assert len({clip.target for clip in fakes}) == 4
    assert {clip.method for clip in fakes} == {"FaceSwap", "Face2Face"}
    assert {clip.target for clip in chosen if not clip.is_fake} == {c.target for c in fakes}
    assert len({clip.compression for clip in chosen}) == 1
    assert paired_choice(manifest, protocol, 8, seed=3) == tuple(clip.id for clip in chosen)
    assert len(paired_choice(manifest, protocol, 1000, seed=3)) == 6 + 12  # all there are
    more = [manifest.by_id[one] for one in paired_choice(manifest, protocol, 15, seed=3)]
    assert len(more) == 15
    assert sum(clip.is_fake for clip in more) == 9  # six recordings, and fakes of these
    assert len(paired_choice(manifest, protocol, 7, seed=3)) == 7
    reals = replace(protocol, ask=tuple(i for i in protocol.ask if not manifest.by_id[i].is_fake))
    with pytest.raises(ScoreError, match="no fake together with its recording"):
        paired_choice(manifest, reals, 8, seed=3)


def test_the_protocol_says_what_was_done_and_its_digest_moves_with_it():
    manifest = paper_manifest(test=4)
    one = robustness_protocol(manifest, SOME, clips=8, seed=0)
    assert one.corruptions == ("jpeg-5", "gaussian-noise-5")
    assert one.frames_per_clip == 16
    digests = {
        robustness_protocol(manifest, given, clips=8, seed=seed).corruptions_sha256
        for given, seed in ((SOME, 0), (SOME, 1), (SOME[:1], 0))
    }
    assert len(digests) == 3
    assert len(every_corruption()) == 56


def test_a_table_of_another_condition_is_not_taken_for_this_one(tmp_path: Path, release: Path):
    judge, said = _judge(tmp_path), []
    asked = {"clips": 4, "frames": 4, "say": said.append}
    robustness(release, [judge], SOME, tmp_path / "out", **asked)
    folder = tmp_path / "out" / "predict.py"
    (folder / "none.jsonl").replace(folder / "jpeg-5.jsonl")
    said.clear()
    robustness(release, [judge], SOME, tmp_path / "out", **asked)
    assert said == ["none, 1 of 3", "jpeg-5, 2 of 3"]


def test_two_detectors_of_one_name_are_not_mixed(tmp_path: Path, release: Path):
    judge = _judge(tmp_path)
    with pytest.raises(ScoreError, match=r"into folder 'predict\.py'; ask them one at a time"):
        robustness(release, [judge, judge], SOME, tmp_path / "out", say=lambda _: None)
    assert not (tmp_path / "out").exists()
