"""A stranger's file answers from pixels alone, and whatever it does stays its own affair."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from faceproof.core import ClipId, Score, Unscored
from faceproof.core.errors import WeightsError
from faceproof.detectors import PredictFile, resolve, score_files
from faceproof.detectors.external import llr_of


def program(folder: Path, code: str) -> Path:
    path = folder / "predict.py"
    path.write_text(code, "utf-8")
    return path


def answers(
    folder: Path, code: str, files: list[Path], *, workers: int = 1, clip_s: float = 20.0
) -> list[Score | Unscored]:
    detector = PredictFile(program=program(folder, code), clip_s=clip_s)
    asked = {ClipId(f"clip-{i}"): file for i, file in enumerate(files)}
    return [found.score for found in detector.answer(asked, workers=workers).values()]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = []
    for name in ("original_sequences/real", "manipulated_sequences/fake", "other/fake_2"):
        path = tmp_path / "release" / f"{name}.mp4"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
        paths.append(path)
    return paths


def test_one_that_reads_the_label_off_the_path_scores_one_half(
    tmp_path: Path, files: list[Path]
) -> None:
    code = """
import os
def predict(path):
    told = [path, os.path.realpath(path), os.getcwd(), *os.listdir("."), str(os.environ)]
    told += os.listdir(os.path.dirname(path))
    return 1.0 if any(w in " ".join(told) for w in ("manipulated", "fake", "release")) else 0.5
"""
    assert answers(tmp_path, code, files) == [Score(llr=0.0)] * 3


def test_times_and_modes_of_the_copies_are_alike(tmp_path: Path, files: list[Path]) -> None:
    for i, file in enumerate(files):
        os.utime(file, (1000 * i, 1000 * i))
    code = """
import os
def predict(path):
    s = os.stat(path)
    return (s.st_mtime % 1000 + s.st_nlink + len(os.path.basename(path))) / 1000
"""
    assert len(set(answers(tmp_path, code, files))) == 1


def test_a_probability_becomes_its_log_odds(tmp_path: Path, files: list[Path]) -> None:
    code = "def predict(path):\n    return 0.8"
    (score,) = answers(tmp_path, code, files[:1])
    assert isinstance(score, Score)
    assert score.llr == pytest.approx(1.3862943611)


def test_certainty_is_finite_and_symmetric() -> None:
    assert llr_of(1.0) == pytest.approx(-llr_of(0.0), rel=1e-3)
    assert llr_of(1.0) < 30


def test_what_it_prints_is_no_answer(tmp_path: Path, files: list[Path]) -> None:
    code = """
import os, sys
print('{"probability": 1.0}', flush=True)
def predict(path):
    print('{"probability": 1.0}', flush=True)
    os.write(1, b'{"probability": 1.0}' + bytes([10]))
    sys.stderr.write("x" * 200_000)
    return 0.5
"""
    assert answers(tmp_path, code, files) == [Score(llr=0.0)] * 3


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("return None", "returned nothing"),
        ("return float('nan')", "returned nan"),
        ("return float('inf')", "returned inf"),
        ("return 1.5", "returned 1.5"),
        ("return -0.1", "returned -0.1"),
        ("return 'fake'", "ValueError"),
        ("return [1, 2]", "TypeError"),
        ("raise RuntimeError('no net')", "predict raised RuntimeError: no net"),
        ("raise ValueError(path)", "predict raised ValueError: clip.mp4"),
        ("import os; os._exit(3)", "it left with exit 3"),
        ("import sys; sys.exit(0)", "it left with exit 0"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "killed by signal 9"),
    ],
)
def test_no_answer_is_unscored_with_its_reason(
    tmp_path: Path, files: list[Path], body: str, reason: str
) -> None:
    (score,) = answers(tmp_path, f"def predict(path):\n    {body}", files[:1])
    assert isinstance(score, Unscored)
    assert reason in score.reason
    assert "\n" not in score.reason


def test_one_crash_never_stops_the_others(tmp_path: Path, files: list[Path]) -> None:
    code = """
import os
def predict(path):
    if b"manipulated" in open(path, "rb").read():
        os._exit(1)
    return 0.5
"""
    first, second, third = answers(tmp_path, code, files)
    assert isinstance(second, Unscored)
    assert first == third == Score(llr=0.0)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_hang_costs_its_own_clip_only(tmp_path: Path, files: list[Path], workers: int) -> None:
    code = """
import time
def predict(path):
    if b"manipulated" in open(path, "rb").read():
        time.sleep(600)
    return 0.5
"""
    started = time.monotonic()
    first, second, third = answers(tmp_path, code, files, clip_s=1.0, workers=workers)
    assert isinstance(second, Unscored)
    assert "longer than 1 s" in second.reason
    assert first == third == Score(llr=0.0)
    assert time.monotonic() - started < 30


def test_what_it_started_ends_with_it(tmp_path: Path, files: list[Path]) -> None:
    note = tmp_path / "pid"
    code = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open({str(note)!r}, "w").write(str(child.pid))
def predict(path):
    return 0.5
"""
    answers(tmp_path, code, files[:1])
    stat = Path(f"/proc/{note.read_text()}/stat")
    deadline = time.monotonic() + 5
    while stat.exists() and stat.read_text().split()[2] != "Z" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not stat.exists() or stat.read_text().split()[2] == "Z"


def test_a_missing_file_is_unscored_and_the_others_are_answered(
    tmp_path: Path, files: list[Path]
) -> None:
    code = "def predict(path):\n    return 0.5"
    bad, good = answers(tmp_path, code, [tmp_path / "gone.mp4", files[0]])
    assert isinstance(bad, Unscored)
    assert "cannot be copied" in bad.reason
    assert good == Score(llr=0.0)


def test_modules_beside_it_can_be_imported(tmp_path: Path, files: list[Path]) -> None:
    (tmp_path / "brain.py").write_text("ANSWER = 0.5", "utf-8")
    code = "from brain import ANSWER\ndef predict(path):\n    return ANSWER"
    assert answers(tmp_path, code, files[:1]) == [Score(llr=0.0)]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import no_such_module", "ModuleNotFoundError"),
        ("def guess(path): return 1", "no function predict"),
        ("def predict(", "SyntaxError"),
        ("raise SystemExit(4)", "it left with exit 4"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_refused_before_any_clip(
    tmp_path: Path, files: list[Path], code: str, reason: str
) -> None:
    with pytest.raises(WeightsError, match=reason):
        answers(tmp_path, code, files)


def test_our_secrets_do_not_reach_it(
    tmp_path: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEWARD_TOKEN", "manipulated")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    code = """
import os, sys
def predict(path):
    return float("STEWARD_TOKEN" in os.environ or "PYTHONPATH" in os.environ)
"""
    (score,) = answers(tmp_path, code, files[:1])
    assert isinstance(score, Score)
    assert score.llr < -20


def test_files_are_asked_in_the_order_given(tmp_path: Path, files: list[Path]) -> None:
    code = """
seen = []
def predict(path):
    seen.append(path)
    return len(seen) / 10
"""
    found = [s.llr for s in answers(tmp_path, code, files) if isinstance(s, Score)]
    assert found == pytest.approx([llr_of(p) for p in (0.1, 0.2, 0.3)])


def test_it_is_named_by_its_file_and_digest(tmp_path: Path, files: list[Path]) -> None:
    path = program(tmp_path, "def predict(path):\n    return 0.5")
    scorer = resolve(path)
    assert scorer.name == "predict.py"
    assert len(scorer.weights_sha256[0]) == 64
    found = score_files([str(files[0])], path)
    assert found[0] == (str(files[0]), Score(llr=0.0))


def test_weights_are_not_given_to_a_stranger(tmp_path: Path) -> None:
    path = program(tmp_path, "def predict(path):\n    return 0.5")
    with pytest.raises(WeightsError, match="brings its own"):
        resolve(path, tmp_path)
