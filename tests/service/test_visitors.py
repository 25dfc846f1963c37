"""Visitors see one page, drawn once, which is never behind and never anybody's own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from offered import FACTS, offered, researcher, steward

from faceproof.service.models import Release
from faceproof.service.views import releases

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A line for each page that was drawn and not just handed out."""
    cache.clear()
    steward()
    offered()
    told: list[str] = []
    kept = releases.render

    def render(*given: Any) -> HttpResponse:
        told.append("drawn")
        return kept(*given)

    monkeypatch.setattr(releases, "render", render)
    return told


def page(client: Client, **headers: str) -> str:
    return client.get("/releases/set-1", headers=headers).content.decode()


def token(text: str) -> str:
    (found,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
    return found


def test_it_is_drawn_once_and_each_visitor_has_a_token_that_works(drawn: list[str]):
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    tokens = [token(page(first)), token(page(second))]
    assert drawn == ["drawn"]
    assert tokens[0] != tokens[1]
    asked = {"language": "nl", "csrfmiddlewaretoken": tokens[1]}
    assert second.post("/i18n/setlang/", asked).status_code == 302
    assert Client(enforce_csrf_checks=True).post("/i18n/setlang/", asked).status_code == 403


def test_a_withdrawal_and_a_new_version_show_at_once(drawn: list[str], client: Client):
    page(client)
    later = Release.objects.create(
        slug="set-2", name="set-1", version="2", digest="e" * 64, facts=FACTS
    )
    assert "/releases/set-2" in page(client)
    Release.objects.filter(slug="set-1").update(withdrawn_on=timezone.now(), replaced_by=later)
    assert 'role="alert"' in page(client)
    assert len(drawn) == 3


def test_each_language_has_its_own(drawn: list[str]):
    page(Client())
    page(Client(), **{"accept-language": "nl"})
    assert len(drawn) == 2


def test_whoever_is_signed_in_has_a_page_of_their_own(drawn: list[str], client: Client):
    page(Client())
    client.force_login(researcher())
    assert "/requests" in page(client)
    assert "/requests" not in page(Client())
    assert drawn == ["drawn", "drawn"]


def test_what_is_not_there_is_not_kept(drawn: list[str], client: Client):
    assert client.get("/releases/nothing").status_code == 404
    assert client.get("/releases/nothing").status_code == 404
