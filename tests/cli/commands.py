"""Runs `faceproof` in this process, as a shell would, and keeps what it said."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, NamedTuple
from unittest.mock import patch

from faceproof.cli.main import main


class Ended(NamedTuple):
    """A command's exit code and words."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What `--json` printed."""
        return json.loads(self.out)


def faceproof(*words: object) -> Ended:
    """Run one command."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    argv = patch.object(sys, "argv", ["faceproof", *map(str, words)])
    with argv, redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
    return Ended(code, out.getvalue(), err.getvalue())
