"""Every English text that a verdict or its page can hold, read from the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent.parent / "src" / "faceproof"
ROOMS = ("check", "detectors", "provenance", "core")


def texts() -> dict[str, str]:
    """English text to where it stands."""
    found = {}
    for room in ROOMS:
        for file in sorted((PACKAGE / room).rglob("*.py")):
            for call in calls(file):
                text = call.args[0]
                if isinstance(text, ast.Constant):
                    found[text.value] = f"{file.name}:{call.lineno}"
    for file in sorted((PACKAGE / "check").rglob("*.j2")):
        for text in re.findall(r'\bt\("([^"]*)"', file.read_text()):
            found[text] = file.name
    return found


def calls(file: Path) -> Iterator[ast.Call]:
    """Every call of ``phrase`` in a file."""
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Call(func=ast.Name(id="phrase"), args=[_]):
                yield node
