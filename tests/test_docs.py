"""Docs cannot lie: what they name exists, and what exists is named."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
import typer.main

from faceproof.benchmark.attacks import ATTACKS
from faceproof.benchmark.corruptions import CORRUPTIONS
from faceproof.cli.main import app
from faceproof.core import errors
from faceproof.detectors import DETECTORS
from faceproof.manipulations import MANIPULATIONS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])


def commands() -> set[str]:
    group = typer.main.get_command(app)
    names = set()
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        verbs = getattr(command, "commands", None)
        names |= {f"{name} {verb}" for verb in verbs} if verbs else {name}
    return names


def test_every_command_is_in_the_reference() -> None:
    text = (DOCS / "reference" / "commands.md").read_text()
    assert set(re.findall(r"^\| `faceproof ([a-z -]+)`", text, re.MULTILINE)) == commands()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_in_the_docs_exist(page: Path) -> None:
    told = re.findall(r"^faceproof ([a-z]+(?: [a-z-]+)?)", page.read_text(), re.MULTILINE)
    for words in told:
        first = words.split()[0]
        assert first in {name.split()[0] for name in commands()}, words
        if first not in commands():  # it takes files, no verb
            assert words in commands(), words


METHOD_PAGES = {page.stem: page for page in (DOCS / "explanation" / "methods").glob("*.md")}


def test_every_method_has_its_page() -> None:
    names = [*MANIPULATIONS, "External"]
    assert METHOD_PAGES.keys() == {name.lower() for name in names}
    index = (DOCS / "explanation" / "methods.md").read_text()
    for name in names:
        assert f"[{name}](methods/{name.lower()}.md)" in index


@pytest.mark.parametrize("page", sorted(METHOD_PAGES))
def test_a_methods_page_says_how_it_works_fails_and_is_found(page: str) -> None:
    heads = re.findall(r"^#+ (.*)$", METHOD_PAGES[page].read_text(), re.MULTILINE)
    assert heads[0].lower() == page
    assert {"How it works", "How it fails", "What gives it away"} <= set(heads)


def test_every_detector_is_described() -> None:
    text = (DOCS / "explanation" / "detectors.md").read_text()
    assert set(re.findall(r"^## `([\w-]+)`$", text, re.MULTILINE)) == set(DETECTORS)


def test_every_corruption_is_described_with_its_levels() -> None:
    text = (DOCS / "explanation" / "corruptions.md").read_text().partition("## ")[0]
    told = dict(re.findall(r"^\| `([\w-]+)` \| ([\d., ]+) \|", text, re.MULTILINE))
    assert told == {
        name: ", ".join(" ".join(f"{number:g}" for number in level) for level in kind.levels)
        for name, kind in CORRUPTIONS.items()
    }


def test_every_attack_is_described_with_what_it_knows() -> None:
    text = (DOCS / "explanation" / "attacks.md").read_text().partition("## Both ways")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text, re.MULTILINE))
    assert told == {name: kind.knows.value for name, kind in ATTACKS.items()}


def test_every_error_is_drawn_in_the_tree() -> None:
    drawn = set(re.findall(r"[├└│─ ]*(\w+Error)\s{2,}", errors.__doc__ or ""))
    kinds = {name for name, kind in inspect.getmembers(errors, inspect.isclass)}
    assert drawn == kinds


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target
