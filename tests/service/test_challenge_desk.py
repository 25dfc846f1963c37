"""What stewards do with challenges on their pages: make one, change and close it, verify a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from challenged import answers, hidden_release, send, somebody
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from everybody import post, signed_in, text_of
from offered import steward
from working import work_off

from faceproof.service.models import Challenge, Entry, Verification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("labels")]


RULES = {
    "title": "Which are fake?",
    "about": "*All* of them.",
    "opens_on": "2026-01-01T00:00",
    "closes_on": "2036-01-01T00:00",
    "attempts": "2",
    "cool_down_days": "7",
    "attempts_in_all": "",
}


def test_a_steward_makes_changes_and_closes_a_challenge(truth: dict[str, bool]) -> None:
    hidden = hidden_release("set", truth)
    client = signed_in(steward())
    page = post(client, "/steward/challenges", **RULES, slug="c", hidden=hidden.pk)
    assert page.redirect_chain[-1][0] == "/challenges/c"
    assert "<em>All</em>" in page.content.decode()
    post(client, "/steward/challenges/c", **RULES | {"title": "Which ones?", "slug": "other"})
    changed = Challenge.objects.get()
    assert (changed.title, changed.slug, changed.attempts) == ("Which ones?", "c", 2)
    post(client, "/steward/challenges/c/close")
    assert Challenge.objects.get().closes_on <= timezone.now()
    done = Entry.objects.filter(what__startswith="challenge.").values_list("what", flat=True)
    assert sorted(done) == ["challenge.changed", "challenge.closed", "challenge.made"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"attempts": "0"}, "1 to 10,000 attempts"),
        ({"attempts": "9" * 30}, "1 to 10,000 attempts|less than or equal"),
        ({"cool_down_days": "99999999999"}, "1 to 3,660 days|less than or equal"),
        ({"attempts_in_all": "-1"}, "greater than or equal"),
        ({"closes_on": "2025-01-01T00:00"}, "close before it opens"),
        ({"opens_on": "0001-01-01T00:00", "closes_on": "0001-01-01T00:00"}, "close before"),
        ({"opens_on": "99999-01-01T00:00"}, "Enter a valid date/time"),
        ({"slug": "a b"}, "Enter a valid"),
        ({"hidden": "999"}, "Select a valid choice"),
        ({"about": "a\0b"}, "Null characters"),
    ],
)
def test_rules_that_cannot_be_are_explained(
    truth: dict[str, bool], said: dict[str, str], why: str
) -> None:
    told = RULES | {"slug": "c", "hidden": str(hidden_release("set", truth).pk)} | said
    page = post(signed_in(steward()), "/steward/challenges", **told)
    assert page.status_code == 200
    assert any(one in text_of(page) for one in why.split("|"))
    assert not Challenge.objects.exists()


def test_a_steward_verifies_a_submission_by_an_upload(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    sent = send(tmp_path, challenge, answers(truth), somebody("b"))
    work_off()

    def own() -> SimpleUploadedFile:
        return SimpleUploadedFile("own.jsonl", answers(truth).encode())

    client = signed_in(steward())
    path = f"/steward/submissions/{sent.pk}/verify"
    for wrong in ({"seconds_per_clip": "nan"}, {"seconds_per_clip": "0"}, {"machine": "a\0"}):
        told = {"seconds_per_clip": "0.5", "machine": "laptop"} | wrong
        page = post(client, path, scores=own(), **told)
        assert list(page.context["messages"])
    assert not Verification.objects.exists()
    post(
        client,
        path,
        scores=own(),
        seconds_per_clip="0.5",
        machine="laptop",
    )
    work_off()
    assert Verification.objects.get().told is not None
    assert "measured by the stewards on laptop" in text_of(Client().get("/challenges/c"))
