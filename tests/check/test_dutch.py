"""Whatever can be said in English can be said in Dutch, with the same values."""

import ast
import re
from string import Formatter

import pytest
import said

from faceproof.check.dutch import DUTCH

TEXTS = said.texts()


def test_every_sentence_has_its_dutch_and_no_other_is_kept():
    missing = {text: where for text, where in TEXTS.items() if text not in DUTCH}
    assert not missing
    assert not set(DUTCH) - set(TEXTS)


@pytest.mark.parametrize("english", sorted(DUTCH))
def test_dutch_holds_the_same_values(english: str):
    assert names(DUTCH[english]) == names(english)
    assert DUTCH[english].strip()
    assert DUTCH[english].endswith(".") == english.endswith(".")


def test_the_reader_is_called_u():
    for dutch in DUTCH.values():
        assert not re.search(r"\b(je|jij|jou|jouw|jullie)\b", dutch, re.IGNORECASE)


def test_a_sentence_is_written_where_it_is_said():
    # else it could not be looked up here
    for room in said.ROOMS:
        for file in (said.PACKAGE / room).rglob("*.py"):
            if file.name not in {"phrase.py", "page.py"}:
                for call in said.calls(file):
                    assert isinstance(call.args[0], ast.Constant), f"{file}:{call.lineno}"


def test_a_template_says_nothing_untranslated():
    for file in (said.PACKAGE / "check").rglob("*.j2"):
        html = re.sub(r"<style>.*?</style>", "", file.read_text(), flags=re.DOTALL)
        shown = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", " ", html, flags=re.DOTALL)
        assert re.findall(r"[A-Za-z]{2,}", shown) == [], file.name


def names(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}
