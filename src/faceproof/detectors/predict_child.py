"""Run inside the subprocess: load a stranger's ``predict`` and answer one file at a time.

Run as a script, never imported, and imports nothing of ours. Questions come as JSON lines on
standard input, answers leave as JSON lines on what was standard output; whatever the stranger
prints goes to standard error instead. When the parent goes away, so does this.
"""

from __future__ import annotations

import importlib.util
import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO


def main(program: Path) -> None:
    """Answer until the questions end."""
    answers, questions = _private_pipes()
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    try:
        predict = _load(program)
    except Exception as error:  # noqa: BLE001 - a stranger's file may raise anything
        _say(answers, {"error": _line(error)})
        return
    _say(answers, {"ready": True})
    threading.Thread(target=_listen, args=(questions, waiting), daemon=True).start()
    while True:
        path = json.loads(waiting.get())
        try:
            answer = predict(path)
            _say(answers, {"probability": None if answer is None else float(answer)})
        except Exception as error:  # noqa: BLE001 - as above
            _say(answers, {"error": _line(error)})


def _private_pipes() -> tuple[TextIO, TextIO]:
    """Our two pipes under new numbers; 0 becomes empty and 1 becomes standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    questions = os.fdopen(os.dup(0), encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return answers, questions


def _listen(questions: TextIO, waiting: queue.SimpleQueue[str]) -> None:
    for line in questions:
        waiting.put(line)
    os._exit(0)  # the parent closed the pipe, or died


def _load(program: Path) -> Callable[[str], Any]:
    sys.path.insert(0, str(program.parent))  # it may bring modules of its own
    spec = importlib.util.spec_from_file_location("predict", program)
    if spec is None or spec.loader is None:
        raise ImportError(f"{program.name} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules["predict"] = module
    spec.loader.exec_module(module)
    predict: Callable[[str], Any] | None = getattr(module, "predict", None)
    if not callable(predict):
        raise TypeError(f"{program.name} defines no function predict(path)")
    return predict


def _say(answers: TextIO, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


def _line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
