"""A file is looked at once for all detectors; what is kept is made again only when it must be."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from faceproof.core import ClipId, Unscored
from faceproof.core.errors import WeightsError
from faceproof.detectors import Described, PredictFile, View, ask, describe_files, get, resolve
from faceproof.detectors import look as looking

CLIP = ClipId("clip")


class Bright:
    """Mean brightness of each crop; counts how often it is asked."""

    def __init__(self, name: str = "bright", *, refuses: bool = False) -> None:
        self.name, self.refuses = name, refuses

    def identity(self) -> dict[str, str | int]:
        return {"name": self.name}

    def describe(self, view: View) -> NDArray[np.float32]:
        asked[self.name] += 1
        if self.refuses:
            raise WeightsError(f"{self.name}: cannot be run")
        return view.crops().mean((1, 2, 3), np.float32)[:, None]


class Here(Executor):
    """Runs a call at once, in this process, where it can be counted."""

    def submit(self, call: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(call(*args, **kwargs))
        return future


asked: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def looks(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One entry a look: whether the face had to be followed."""
    seen: list[bool] = []
    real = looking.open_view

    def counted(*args: Any, **kwargs: Any) -> View:
        seen.append(kwargs["track"] is None)
        return real(*args, **kwargs)

    monkeypatch.setattr(looking, "open_view", counted)
    asked.clear()
    return seen


def describe(file: Path, cache: Path, *describers: Any) -> list[Any]:
    told = describe_files({CLIP: file}, describers, cache=cache, frames=4, executor=Here())
    return [one[CLIP] for one in told]


def test_three_detectors_look_once(face_file: Path, tmp_path: Path, looks: list[bool]) -> None:
    together = describe(face_file, tmp_path / "a", Bright(), get("residual"), get("spectrum"))
    assert looks == [True]
    for told, alone in zip(together, (Bright(), get("residual"), get("spectrum")), strict=True):
        (other,) = describe(face_file, tmp_path / alone.name, alone)
        np.testing.assert_array_equal(told.what.features, other.what.features)
        assert told.what.frame_index == other.what.frame_index


def test_a_detector_added_later_makes_only_its_own(
    face_file: Path, tmp_path: Path, looks: list[bool]
) -> None:
    (first,) = describe(face_file, tmp_path, Bright("a"))
    again, second = describe(face_file, tmp_path, Bright("a"), Bright("b"))
    assert asked == {"a": 1, "b": 1}
    assert looks == [True, False]
    assert again.cost == first.cost
    assert second.cost.look == first.cost.look > 0  # as if it had looked alone
    assert second.cost.own > 0
    describe(face_file, tmp_path, Bright("b"), Bright("a"))
    assert len(looks) == 2


def test_one_that_refuses_does_not_stop_the_others(
    face_file: Path, tmp_path: Path, looks: list[bool]
) -> None:
    for _ in range(2):
        bad, good = describe(face_file, tmp_path, Bright("bad", refuses=True), Bright("good"))
        assert bad.what == Unscored(reason="bad: cannot be run")
        assert isinstance(good.what, Described)
    assert asked == {"bad": 1, "good": 1}


def test_a_clip_without_a_face_is_looked_at_once_and_its_cost_counted(
    empty_room: Path, tmp_path: Path, looks: list[bool]
) -> None:
    told = [*describe(empty_room, tmp_path, Bright()), *describe(empty_room, tmp_path, Bright())]
    assert looks == [True]
    assert told[0] == told[1]
    assert "no face" in told[0].what.reason
    assert told[0].cost.look > 0


@pytest.mark.parametrize("folder", ["features", "tracks", "markers"])
@pytest.mark.parametrize("harm", ["change", "remove"])
def test_what_was_changed_or_removed_is_made_anew(
    face_file: Path, tmp_path: Path, folder: str, harm: str
) -> None:
    (told,) = describe(face_file, tmp_path, Bright())
    for file in (tmp_path / folder).iterdir():
        if harm == "remove":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[:-9] + b"123456789")
    again, other = describe(face_file, tmp_path, Bright(), Bright("other"))
    np.testing.assert_array_equal(again.what.features, told.what.features)
    np.testing.assert_array_equal(other.what.features, told.what.features)


def test_the_same_bytes_under_two_names_are_looked_at_once(
    face_file: Path, tmp_path: Path, looks: list[bool]
) -> None:
    files = {ClipId("a"): face_file, ClipId("b"): face_file}
    heard: list[str] = []
    (told,) = describe_files(
        files, [Bright()], cache=tmp_path, frames=4, executor=Here(), progress=heard.append
    )
    assert list(told) == ["a", "b"]
    assert sorted(heard) == ["a", "b"]
    assert len(looks) == 1


def test_a_program_that_cannot_be_loaded_is_refused_before_anybody_looks(
    face_file: Path, tmp_path: Path, looks: list[bool]
) -> None:
    (tmp_path / "predict.py").write_text("import no_such_module", "utf-8")
    scorers = [resolve("coin"), PredictFile(program=tmp_path / "predict.py")]
    with pytest.raises(WeightsError, match="ModuleNotFoundError"):
        ask(scorers, {CLIP: face_file}, {CLIP: frozenset()}, executor=Here())
    assert not looks


def test_answers_come_in_the_order_of_the_detectors(face_file: Path, tmp_path: Path) -> None:
    (tmp_path / "predict.py").write_text(
        "import time\ndef predict(path):\n    time.sleep(0.05)\n    return 0.5", "utf-8"
    )
    program, coin = resolve(tmp_path / "predict.py"), resolve("coin")
    actors = {CLIP: frozenset[Any]()}
    found = ask([program, coin, program], {CLIP: face_file}, actors, executor=Here())
    first, second, third = (answers[CLIP] for answers in found)
    assert first.score == third.score != second.score
    assert first.cost.look == 0
    assert 0.05 <= first.cost.own < 5
    assert second.cost.look > 0
