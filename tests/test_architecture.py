"""Habits that a machine can keep."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WRITTEN_BY_DJANGO = "migrations"
MODULES = sorted(
    path for path in (ROOT / "src").rglob("*.py") if path.parent.name != WRITTEN_BY_DJANGO
)
LONGEST = 340


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(ROOT / "src")))
def test_a_module_says_its_question_and_stays_small(module: Path) -> None:
    source = module.read_text()
    tree = ast.parse(source)
    first = (ast.get_docstring(tree) or "").splitlines()
    assert first
    assert len(first[0]) > 10
    assert source.count("\n") <= LONGEST
    assert module.stem not in {"utils", "helpers", "misc", "common"}


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(ROOT / "src")))
def test_nothing_dangerous_is_called(module: Path) -> None:
    source = module.read_text()
    assert not re.search(r"^\s*(import|from) (pickle|marshal|shelve|dill)\b", source, re.MULTILINE)
    assert not re.search(r"shell\s*=\s*True|os\.system\(|\beval\(|\bexec\(", source)
    assert not re.search(r"allow_pickle\s*=\s*True", source)
    assert not re.search(r"except\s*:", source)
    assert not re.search(r"np\.random\.seed|random\.shuffle", source)
    assert not re.search(r"raise NotImplementedError|TODO|FIXME", source)


def test_labels_of_the_test_split_are_read_in_one_file_of_the_benchmark() -> None:
    readers = {
        path.name
        for path in (ROOT / "src/faceproof/benchmark").rglob("*.py")
        if re.search(r"\.is_fake\b|\.origin\b", path.read_text())
    }
    assert "grade.py" in readers
    # The sheet shows originals beside their fakes; it draws and measures nothing.
    assert readers <= {"grade.py", "sheet.py"}
