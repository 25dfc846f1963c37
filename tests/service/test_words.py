"""Every sentence of the site can be read in Dutch."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from offered import ask, steward

from faceproof.service.notices import sentence, tell

read_mo = pytest.importorskip("babel.messages.mofile", reason="group check").read_mo
TOOL: dict[str, Any] = runpy.run_path(
    str(Path(__file__).parent.parent.parent / "tools" / "messages.py")
)
MERGED = TOOL["merged"]()
AGAIN = "run `python tools/messages.py` and translate what it names"


def several(text: Any) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def pairs(catalog: Any) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {several(one.id): several(one.string) for one in catalog if one.id}


def test_every_sentence_is_translated_with_the_same_placeholders():
    for message in MERGED:
        wanted = set(re.findall(r"%\(\w+\)s", " ".join(several(message.id))))
        for translation in several(message.string) if message.id else ():
            assert translation, f"{message.id}: {AGAIN}"
            assert set(re.findall(r"%\(\w+\)s", translation)) == wanted, message.id


def test_the_files_are_what_the_tool_writes():
    po = TOOL["as_po"](MERGED)
    assert TOOL["WORDS"].read_bytes() == po, AGAIN
    with TOOL["WORDS"].with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    assert pairs(compiled) == pairs(MERGED), AGAIN


def test_pages_follow_the_choice_of_language(client: Any, db: None):
    steward()
    client.post("/i18n/setlang/", {"language": "nl", "next": "/accounts/login/"})
    page = client.get("/accounts/login/").content.decode()
    assert '<html lang="nl">' in page
    assert "Naar de inhoud" in page


@pytest.mark.django_db
def test_a_notice_is_told_in_the_readers_language():
    account = ask().account
    tell(account, "request-expired", release="set 1")
    with override("nl"):
        assert sentence(account.notices.first()) == "Uw toegang tot set 1 is afgelopen."
