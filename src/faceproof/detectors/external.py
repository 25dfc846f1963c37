"""A stranger's ``predict(path) -> float`` as a detector that sees only a neutral file."""

from __future__ import annotations

import math
import shutil
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from faceproof.core import ClipId, Cost, Score, Unscored, sha256_file
from faceproof.core.errors import FaceproofError, WeightsError
from faceproof.detectors.answer import Answer
from faceproof.detectors.look import unscored
from faceproof.detectors.predict_process import (
    PredictDeadError,
    PredictProcess,
    PredictRaisedError,
)
from faceproof.detectors.view import neutral_copy
from faceproof.engine import Progress

CERTAINTY = 1e-12
"""Probabilities are held this far from 0 and 1, so that an LLR is finite."""


def llr_of(probability: float) -> float:
    """The LLR that a probability of fake at prior one half amounts to.

    >>> llr_of(0.5), round(llr_of(1.0), 2)
    (0.0, 27.63)
    """
    p = min(max(probability, CERTAINTY), 1.0 - CERTAINTY)
    return math.log(p) - math.log1p(-p)


@dataclass(frozen=True, kw_only=True)
class PredictFile:
    """Scores files by running a stranger's ``predict.py`` in subprocesses.

    Attributes:
        program: the file; modules beside it can be imported.
        clip_s: longest time for one file.
        start_s: longest time for loading.
    """

    program: Path
    clip_s: float = 120.0
    start_s: float = 300.0

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.program.name

    @property
    def weights_sha256(self) -> tuple[str, ...]:
        """Digest of the program; what it loads besides is its own affair."""
        return (sha256_file(self.program),)

    def check(self) -> None:
        """Load it once, so that nothing else is begun in vain.

        Raises:
            WeightsError: the program cannot be loaded at all.
        """
        with tempfile.TemporaryDirectory() as folder:
            desk = _Desk(self, Path(folder))
            desk.open()
            desk.close()

    def answer(
        self, files: Mapping[ClipId, Path], *, workers: int = 1, progress: Progress | None = None
    ) -> dict[ClipId, Answer]:
        """Ask about each file in the given order; a crash costs that clip only.

        Args:
            files: by clip; it sees copies under a neutral name, and samples as it likes.
            workers: subprocesses at a time.
            progress: called once a clip.

        Returns:
            Answers whose cost is the wall time that the program took; nothing of them is kept.

        Raises:
            WeightsError: the program cannot be loaded at all.
        """
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            desks = [_Desk(self, folder) for _ in range(max(1, min(workers, len(files))))]
            for desk in desks:
                stack.callback(desk.close)
            desks[0].open()
            free: SimpleQueue[_Desk] = SimpleQueue()
            for desk in desks:
                free.put(desk)

            def ask(clip: ClipId) -> Answer:
                desk = free.get()
                answer = desk.answer(files[clip])
                free.put(desk)
                if progress is not None:
                    progress(clip)
                return answer

            pool = stack.enter_context(ThreadPoolExecutor(len(desks)))
            return dict(zip(files, pool.map(ask, files), strict=True))


class _Desk:
    """One subprocess at a time, replaced when it dies."""

    def __init__(self, detector: PredictFile, folder: Path) -> None:
        self._detector = detector
        self._folder = folder
        self._process: PredictProcess | None = None

    def open(self) -> None:
        """Start it while nothing has been asked yet."""
        detector = self._detector
        try:
            self._start()
        except PredictDeadError as error:
            raise WeightsError(
                f"{detector.name} cannot be run as a detector: {error}; expected a Python file "
                "with a function predict(path) that returns the probability of fake, 0 to 1"
            ) from error

    def answer(self, file: Path) -> Answer:
        """One answer, whatever happens inside."""
        began = time.perf_counter()
        try:
            copy = neutral_copy(file, self._folder)
        except FaceproofError as error:
            return Answer(unscored(str(error), file), Cost(look=0.0, own=0.0))
        try:
            process = self._process or self._start()
            began = time.perf_counter()
            score = self._score(process, copy)
        except PredictDeadError as error:
            self.close()
            score = Unscored(reason=f"predict gave no answer: {error}")
        finally:
            shutil.rmtree(copy.parent, ignore_errors=True)
        return Answer(score, Cost(look=0.0, own=time.perf_counter() - began))

    def close(self) -> None:
        """Stop the process, if one runs."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def _score(self, process: PredictProcess, copy: Path) -> Score | Unscored:
        try:
            return _checked(process.ask(copy, limit_s=self._detector.clip_s))
        except PredictRaisedError as error:
            return Unscored(reason=f"predict raised {error}".replace(str(copy), copy.name))

    def _start(self) -> PredictProcess:
        detector = self._detector
        cwd = Path(tempfile.mkdtemp(dir=self._folder, prefix=""))
        self._process = PredictProcess(detector.program, cwd=cwd, start_s=detector.start_s)
        return self._process


def _checked(probability: float | None) -> Score | Unscored:
    if probability is None:
        return Unscored(reason="predict returned nothing; expected a probability of fake, 0 to 1")
    if not 0.0 <= probability <= 1.0:  # NaN is not between either
        return Unscored(
            reason=f"predict returned {probability:g}; expected a probability of fake, 0 to 1"
        )
    return Score(llr=llr_of(probability))
