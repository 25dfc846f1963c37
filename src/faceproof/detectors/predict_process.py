"""A running ``predict.py``: ask it about one file, with a time limit, and survive its death."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

_CHILD = Path(__file__).with_name("predict_child.py")
_LONGEST_ANSWER = 1 << 16


class PredictProcess:
    """One subprocess that has loaded a stranger's file.

    It runs with an empty environment of its own, isolated from ours (``python -I``), in a
    private folder. This keeps honest code honest; it is not a sandbox against hostile code.

    Raises:
        PredictDeadError: the file cannot be loaded, says why.
    """

    def __init__(self, program: Path, *, cwd: Path, start_s: float) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - an argument list, the program is asked for
            [sys.executable, "-I", "-B", str(_CHILD), str(program.resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=cwd,
            env=_environment(cwd),
            start_new_session=True,
        )
        self._rest = b""
        try:
            self._greet(start_s)
        except PredictDeadError:
            self.close()
            raise

    def ask(self, path: Path, *, limit_s: float) -> float | None:
        """What it says of one file, unchecked.

        Raises:
            PredictRaisedError: its function raised; it can be asked again.
            PredictDeadError: it died, hung or babbled; a new one is needed.
        """
        self._send(path)
        message = self._answer(limit_s)
        if "error" in message:
            raise PredictRaisedError(str(message["error"]))
        answer = message.get("probability")
        return answer if isinstance(answer, float) else None

    def close(self) -> None:
        """Kill it and everything it started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _greet(self, limit_s: float) -> None:
        first = self._answer(limit_s)
        if "ready" not in first:
            raise PredictDeadError(str(first.get("error", "it answered before it was asked")))

    def _send(self, path: Path) -> None:
        assert self._process.stdin is not None  # noqa: S101 - we asked for the pipe
        try:
            self._process.stdin.write(json.dumps(str(path)).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise PredictDeadError(self._epitaph()) from error

    def _answer(self, limit_s: float) -> dict[str, Any]:
        line = self._line(limit_s)
        try:
            message = json.loads(line)
        except ValueError as error:
            raise PredictDeadError("it wrote something else into the answer pipe") from error
        if not isinstance(message, dict):
            raise PredictDeadError("it wrote something else into the answer pipe")
        return message

    def _line(self, limit_s: float) -> bytes:
        assert self._process.stdout is not None  # noqa: S101 - we asked for the pipe
        until = time.monotonic() + limit_s
        with selectors.DefaultSelector() as ready:
            ready.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._rest:
                left = until - time.monotonic()
                if left <= 0 or not ready.select(left):
                    raise PredictDeadError(f"it took longer than {limit_s:g} s and was stopped")
                chunk = os.read(self._process.stdout.fileno(), _LONGEST_ANSWER)
                self._rest += chunk
                if not chunk or len(self._rest) > _LONGEST_ANSWER:
                    raise PredictDeadError(self._epitaph())
        line, self._rest = self._rest.split(b"\n", 1)
        return line

    def _epitaph(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            code = self._process.wait(timeout=5)
            return f"it was killed by signal {-code}" if code < 0 else f"it left with exit {code}"
        return "it closed its answer pipe"


class PredictRaisedError(Exception):
    """The stranger's function raised; the process lives."""


class PredictDeadError(Exception):
    """The stranger's process cannot be asked any more."""


def _environment(home: Path) -> dict[str, str]:
    """Nothing of ours: no paths, no tokens, no names."""
    return {
        "PATH": os.defpath,
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
    }
