"""From a file to a verdict: every face is followed, asked about and told apart."""

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from actors import backdrop, face_clip
from faceproof.check import Examiner, examine, page
from faceproof.check.evidence import coloured
from faceproof.core import Compared, Compression, CredentialState, Provenance, State, Step
from faceproof.core.errors import MediaError
from faceproof.detectors import TrainedScorer, View
from faceproof.detectors.calibration import AS_IS
from faceproof.detectors.unfitted import Unfitted
from faceproof.detectors.weights import Trained
from faceproof.media import encode, read_rgb
from faceproof.metrics import Band, Domain

SIDE, FRAMES = 240, 60
BAND = Band({"drawn": Domain(tuple((-i / 100,) for i in range(100)), ((2.0,), (3.0,), (4.0,)))})
Clip = Callable[[str, NDArray[np.uint8]], Path]


class Warm(Unfitted):
    """Says of a face how much redder than blue it is: a swap that tests can make."""

    name, family, version, reference = "warm", "colour", "1", "none"
    heat_margin = 1.45

    def describe(self, view: View) -> NDArray[np.float32]:
        off = [r.rgb[..., 0].mean() - r.rgb[..., 2].mean() for r in view.regions]
        return np.array(off, np.float32)[:, None] / 5 - 10

    def decide(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        return features[:, 0].astype(np.float64)

    def heat(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.full((len(features), 4, 4), 0.5, np.float32)

    def parts(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.tile(features[:, :, None], (1, 2, 2))


EXAMINER = Examiner(
    scorer=TrainedScorer(trained=(Trained(detector=Warm(), clip_llr=AS_IS, frame_llr=AS_IS),)),
    band=BAND,
    prior=0.5,
    calibrated_on="nothing",
)


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    def made(name: str, frames: NDArray[np.uint8]) -> Path:
        encode(frames, {Compression.C23: tmp_path / name}, fps=Fraction(25))
        return tmp_path / name

    return made


def person(seed: int, *, red: float = 0.0) -> NDArray[np.uint8]:
    frames = face_clip(FRAMES, SIDE, SIDE, seed=seed).astype(np.float32)
    frames[..., 0] += red
    frames[..., 2] -= red
    return np.clip(frames, 0, 255).astype(np.uint8)


def test_a_face_is_followed_over_its_seconds(clip: Clip):
    found = examine(clip("one.mp4", person(1)), EXAMINER).verdict
    assert len(found.faces) == 1
    (face,) = found.faces
    assert [second.start_s for second in face.seconds] == [0.0, 1.0, 2.0]
    assert (face.first_s, round(face.last_s, 2)) == (0.0, round((FRAMES - 1) / 25, 2))
    assert face.frames >= 12
    assert found.llr == pytest.approx(face.llr)
    assert found.state in {State.INCONCLUSIVE, State.NO_SIGN_FOUND}
    assert set(face.quality) == {"face_px", "sharpness", "bits_a_pixel", "strangeness"}
    assert face.doubts == ()
    assert any("Only faces" in limit for limit in map(str, found.limits))


def test_of_two_people_the_swapped_one_decides(clip: Clip):
    both = np.concatenate([person(1), person(2, red=45.0)], axis=2)
    examined = examine(clip("two.mp4", both), EXAMINER)
    found = examined.verdict
    assert len(found.faces) == len(examined.evidence) == 2
    worst = max(found.faces, key=lambda face: face.llr)
    assert worst.box_px[0] > SIDE
    assert found.state is State.LIKELY_MANIPULATED
    assert any("2 faces" in reason for reason in map(str, found.reasons))
    # of two faces, any alike: half the ratio of the one that speaks for a fake
    assert found.llr == pytest.approx(worst.llr - np.log(2), abs=0.1)
    assert found.probability == pytest.approx(1 / (1 + np.exp(-found.llr)))


def test_no_face_is_not_examined_and_a_still_picture_has_no_seconds_to_show(clip: Clip):
    room = np.stack([backdrop(SIDE, SIDE)] * 8)
    empty = examine(clip("empty.mp4", room), EXAMINER)
    assert empty.verdict.state is State.NOT_EXAMINED
    assert empty.verdict.llr is empty.verdict.probability is None
    assert "No face" in str(empty.verdict.reasons[0])
    assert empty.evidence == ()
    still = examine(clip("still.mp4", person(1)[:1]), EXAMINER)
    assert still.duration_s == 0
    assert len(still.verdict.faces) == 1
    assert not any("frames were examined" in limit for limit in map(str, still.verdict.limits))


def test_somebody_in_sight_for_a_few_seconds_of_a_long_clip_is_examined(clip: Clip):
    rng = np.random.default_rng(0)
    room = np.stack([backdrop(SIDE, SIDE)] * 200) // 2 + rng.integers(0, 80, (200, SIDE, SIDE, 1))
    room = np.repeat(room[..., :1], 3, 3).astype(np.uint8)
    found = examine(clip("short.mp4", np.concatenate([person(2, red=45.0)[:20], room])), EXAMINER)
    assert len(found.verdict.faces) == 1  # a tenth of the clip
    assert found.verdict.state is State.LIKELY_MANIPULATED


def test_more_people_than_are_examined_are_not_cleared(clip: Clip, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("faceproof.check.faces.MOST_FACES", 1)
    both = np.concatenate([person(1, red=-20.0), person(2, red=-20.0)], axis=2)
    found = examine(clip("two.mp4", both), EXAMINER).verdict
    assert len(found.faces) == 1
    assert found.state is State.INCONCLUSIVE
    assert "One more face could not be examined." in map(str, found.reasons)


def test_a_broken_file_is_an_error_of_one_line(tmp_path: Path):
    path = tmp_path / "broken.mp4"
    path.write_bytes(b"not a video")
    with pytest.raises(MediaError):
        examine(path, EXAMINER)


def test_what_cannot_be_decoded_is_answered_for_where_it_carries_credentials(tmp_path: Path):
    sound = tmp_path / "speech.wav"
    sound.write_bytes(b"RIFF not a picture")
    recorded = Provenance(
        state=CredentialState.TRUSTED,
        signer="Ann",
        steps=(Step(action="c2pa.created", source_type="digitalCapture"),),
    )
    found = examine(sound, EXAMINER, provenance=recorded, poster=True)
    assert found.verdict.state is State.ORIGINAL
    assert any("could not be opened here" in str(reason) for reason in found.verdict.reasons)
    assert found.poster is None
    stranger = Provenance(state=CredentialState.EXPIRED)
    assert examine(sound, EXAMINER, provenance=stranger).verdict.state is State.NOT_EXAMINED
    with pytest.raises(MediaError):
        examine(sound, EXAMINER, provenance=Provenance(state=CredentialState.NONE))


def test_what_nobody_asked_is_a_limit(clip: Clip):
    room = clip("room.mp4", np.stack([backdrop(SIDE, SIDE)] * 8))
    limits = " ".join(map(str, examine(room, EXAMINER).verdict.limits))
    assert "Where it comes from was not checked" in limits
    assert "not compared with registered originals" in limits
    asked = examine(
        room,
        EXAMINER,
        provenance=Provenance(state=CredentialState.NONE),
        compared=Compared(originals=3),
    ).verdict
    assert not any("not checked" in str(limit) for limit in asked.limits)
    assert asked.match is None
    assert any("none is like it" in str(reason) for reason in asked.reasons)


def test_the_page_says_the_answer_first_and_asks_nothing_of_the_network(clip: Clip, tmp_path: Path):
    file = clip("two.mp4", np.concatenate([person(1), person(2, red=45.0)], axis=2))
    found = examine(file, EXAMINER, poster=True)
    page("<b>two.mp4", found, out=tmp_path / "page.html")
    html = (tmp_path / "page.html").read_text()
    assert "<b>two" not in html
    assert "http" not in html.replace("http-equiv", "")
    first = html[: html.index("For those who want")]
    assert first.index("probably manipulated") < first.index("Why")
    for word in ("LLR", "likelihood ratio", "AUC", "neural", "calibrat"):
        assert word not in first
    allowed = r"<style>.*?</style>|the original file|compared with registered originals"
    assert "original" not in re.sub(allowed, "", html, flags=re.DOTALL)
    assert html.count("data:image/jpeg") == 1 + 2 * len(found.evidence)


def test_the_poster_frames_the_suspicious_face_or_is_the_first_frame(clip: Clip):
    both = clip("two.mp4", np.concatenate([person(1), person(2, red=45.0)], axis=2))
    found = examine(both, EXAMINER, poster=True)
    top = max(found.evidence, key=lambda one: one.box_px[0])
    off = np.abs(found.poster.astype(int) - read_rgb(both)[top.frame]).max(2)
    rows, columns = np.nonzero(off)
    x0, y0, x1, y1 = top.box_px
    assert np.allclose(
        [columns.min(), rows.min(), columns.max(), rows.max()], (x0, y0, x1, y1), atol=4
    )
    room = clip("room.mp4", np.stack([backdrop(SIDE, SIDE)] * 200))
    assert np.array_equal(examine(room, EXAMINER, poster=True).poster, read_rgb(room)[0])
    assert examine(room, EXAMINER).poster is None


def test_where_nothing_is_hot_the_face_is_shown_as_it_is():
    face = person(1)[0]
    assert np.array_equal(coloured(face, np.zeros((12, 12), np.float32)), face)
    hot = np.zeros((12, 12), np.float32)
    hot[5, 5] = 1
    off = np.abs(coloured(face, hot).astype(int) - face).max(2)
    assert off[100:130, 100:130].mean() > 10 * (off[:40].mean() + 0.1)


def test_a_file_that_was_cut_off_is_told(clip: Clip):
    file = clip("whole.mp4", face_clip(FRAMES, SIDE, SIDE, seed=3))
    limits = examine(file, EXAMINER).verdict.limits
    assert not any("cut off" in limit for limit in map(str, limits))
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    limits = examine(file, EXAMINER).verdict.limits
    assert f"it should hold {FRAMES} frames" in str(limits[0])
