"""Each page about challenges, for visitors, members and stewards, and every form on them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from challenged import a_challenge, answers, fail, hidden_release, send, somebody
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from everybody import post, signed_in, text_of
from offered import offered, researcher, steward
from working import work_off

from faceproof.core.errors import ChallengeError
from faceproof.service import storage
from faceproof.service.challenges import choosing
from faceproof.service.models import (
    Challenge,
    Evaluation,
    Job,
    JobState,
    Phase,
    Ranking,
    Receipt,
    Submission,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("labels")]


@pytest.fixture(autouse=True)
def _begun() -> None:
    steward()


@pytest.fixture
def challenge(truth: dict[str, bool]) -> Challenge:
    return a_challenge(hidden_release("set", truth), about="Find them. <script>alert(1)</script>")


VISITORS: dict[str, Callable[[], Client]] = {
    "visitor": Client,
    "member": lambda: signed_in(somebody("b")),
    "without a team": lambda: signed_in(researcher("alone@example.org")),
    "steward": lambda: signed_in(steward()),
}


def file(text: str | bytes, name: str = "scores.jsonl") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def submissions_in_every_state(
    folder: Path, challenge: Challenge, truth: dict[str, bool]
) -> dict[str, Submission]:
    account = somebody("b")
    wrong = '{"id": "x", "llr": "<script>"}\n'
    made = {
        "scored": send(folder, challenge, answers(truth, seed=1), account, detector="one/two ?#%"),
        "invalid": send(folder, challenge, wrong, account),
    }
    work_off()
    made["failed"] = send(folder, challenge, answers(truth, seed=2), account)
    fail(made["failed"], "p3 is fake")
    made["waiting"] = send(folder, challenge, answers(truth, seed=3), account)
    made["running"] = send(folder, challenge, answers(truth, seed=4), account)
    Job.objects.filter(pk=made["running"].job_id).update(state=JobState.RUNNING)
    return made


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("who", VISITORS)
def test_every_page_is_there_for_whoever_may_see_it(
    who: str, language: str, challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    made = submissions_in_every_state(tmp_path, challenge, truth)
    client = VISITORS[who]()
    client.cookies["django_language"] = language
    everybody = ["/challenges", "/challenges/c", "/detectors/residual", "/releases/set-1"]
    members = ["/submissions", "/team", "/challenges/c/submit"]
    theirs = [f"/submissions/{one.pk}" for one in made.values()]
    stewards = ["/steward/challenges", "/steward/challenges/c"]
    seen = (
        everybody
        + {
            "visitor": [],
            "member": members + theirs,
            "without a team": members,
            "steward": members + theirs + stewards,
        }[who]
    )
    for path in seen:
        page = client.get(path)
        assert page.status_code == 200, path
        text = page.content.decode()
        assert f'<html lang="{language}"' in text
        assert "<script>alert" not in text
        assert 'llr": "<script>' not in text
        if who != "steward":
            assert "p3 is fake" not in text


def test_while_it_waits_closes_and_is_over_the_page_says_so(challenge: Challenge) -> None:
    now, day = timezone.now(), timedelta(days=1)
    for opens, closes, phase in ((1, 2, "not open yet"), (-2, 1, "open"), (-2, -1, "closed")):
        Challenge.objects.update(opens_on=now + opens * day, closes_on=now + closes * day)
        for path in ("/challenges", "/challenges/c"):
            assert f'<span class="tag">{phase}' in text_of(Client().get(path)).replace(
                '<p class="tag">', '<span class="tag">'
            )
        page = text_of(signed_in(somebody()).get("/challenges/c/submit"))
        assert ("It is not open." in page) is (phase != "open")


def test_no_name_breaks_a_board(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    names = ["a/b", "..", "?x=1#y", "100% sûr", "<b>", "//evil.example", "=1+1", "javascript:x"]
    for number, name in enumerate(names):
        send(tmp_path, challenge, answers(truth, 1, number), somebody(f"t{number}"), detector=name)
    work_off()
    page = Client().get("/challenges/c")
    assert page.status_code == 200
    for name in names:
        assert name in text_of(page)
    assert "<b>" not in page.content.decode()
    assert 'href="//evil' not in page.content.decode()
    assert 'href="javascript' not in page.content.decode()
    assert text_of(Client().get("/detectors/a/b")).count("Team t0") == 1


@pytest.mark.parametrize("name", ["nothing", "%F0%9F%98%80", "%FF", "x" * 5000])
def test_of_a_detector_that_is_not_there_nothing_is_told(name: str) -> None:
    page = Client().get(f"/detectors/{name}")
    assert (page.status_code, page.context["rows"]) == (200, [])
    for odd in ("%00", "a%00b", "%1b"):
        assert Client().get(f"/detectors/{odd}").status_code == 404


def test_a_board_asks_the_database_no_more_when_it_is_long(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            for path in ("/challenges/c", "/submissions", "/detectors/residual"):
                client.get(path)
        return len(queries)

    client = signed_in(somebody("b"))
    client.get("/challenges/c")
    send(tmp_path, challenge, answers(truth, seed=0), somebody("b"))
    work_off()
    few = asked()
    for seed, name in enumerate("bcdef", 1):
        send(tmp_path, challenge, answers(truth, seed=seed), somebody(name))
    work_off()
    assert sum(map(len, Ranking.objects.get().groups)) == 5
    assert asked() == few


def test_answers_are_sent_by_a_form(challenge: Challenge, truth: dict[str, bool]) -> None:
    offered("open-1")
    client = signed_in(somebody("b"))
    page = post(
        client,
        "/challenges/c/submit",
        scores=file(answers(truth)),
        detector="residual",
        trained_on=["open-1"],
        reported_auc="0.93",
        reported_source="our paper",
    )
    made = Submission.objects.get()
    assert page.redirect_chain[-1][0] == f"/submissions/{made.pk}"
    assert (made.trained_on, made.reported_auc) == (["open-1"], 0.93)
    assert client.get(f"/submissions/{made.pk}/state").json() == {"ended": False}
    work_off()
    assert client.get(f"/submissions/{made.pk}/state").json() == {"ended": True}
    page = text_of(client.get(f"/submissions/{made.pk}"))
    assert "What it scored" in page
    assert "its proof from the log" in page


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"reported_auc": "0.9"}, "needs its source"),
        ({"reported_auc": "nan", "reported_source": "p"}, "Enter a number"),
        ({"seconds_per_clip": "1e999"}, "Enter a number"),
        ({"seconds_per_clip": "-1"}, "above 0"),
        ({"detector": "a\0b"}, "Null characters are not allowed"),
        ({"detector": "a\u202eb"}, "printable"),
        ({"detector": "x" * 81}, "at most 80"),
        ({"trained_on": ["set-1"]}, "not one of the available choices"),
        ({"trained_on": ["a\0b"]}, "not one of the available choices"),
        ({"scores": b""}, "empty"),
    ],
)
def test_a_form_that_cannot_be_says_why(
    challenge: Challenge, said: dict[str, Any], why: str
) -> None:
    told = {"detector": "residual", **said, "scores": file(said.get("scores", b"x"))}
    page = post(signed_in(somebody()), "/challenges/c/submit", **told)
    assert page.status_code == 200
    assert why in text_of(page)
    assert not Submission.objects.exists()


def test_a_form_that_comes_too_often_or_when_no_attempt_is_left_says_so(
    challenge: Challenge,
) -> None:
    Challenge.objects.update(attempts=1)
    client = signed_in(somebody())
    for number in range(2):
        page = post(client, "/challenges/c/submit", scores=file(f"{number}"), detector="residual")
    assert "your team may send answers again on" in text_of(page)
    for number in range(30):
        page = post(client, "/challenges/c/submit", scores=file(f"{number}"), detector="residual")
    assert "wait a minute" in text_of(page)


def test_the_team_chooses_what_counts_while_it_is_open(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    account = somebody("b")
    first, second = (send(tmp_path, challenge, answers(truth, seed=n), account) for n in (1, 2))
    client = signed_in(account)
    assert client.post(f"/submissions/{first.pk}/choose").status_code == 404  # not scored yet
    work_off()
    for one in (first, second):
        assert "This one counts" in text_of(post(client, f"/submissions/{one.pk}/choose"))
    assert list(Submission.objects.filter(is_final=True)) == [second]
    assert signed_in(somebody("c")).post(f"/submissions/{first.pk}/choose").status_code == 404
    Challenge.objects.update(closes_on=timezone.now())
    assert "It is closed" in text_of(post(client, f"/submissions/{first.pk}/choose"))
    assert list(Submission.objects.filter(is_final=True)) == [second]


def test_what_counts_is_chosen_before_the_end_whatever_a_page_has_seen(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    sent = send(tmp_path, challenge, answers(truth))
    assert sent.challenge.phase(timezone.now()) is Phase.OPEN
    Challenge.objects.update(closes_on=timezone.now())  # a moment after the page has looked
    with pytest.raises(ChallengeError, match="chosen before"):
        choosing.choose(sent, by=sent.account)
    assert not Submission.objects.filter(is_final=True).exists()


def test_a_receipt_is_given_byte_for_byte(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    send(tmp_path, challenge, answers(truth))
    work_off()
    made = Evaluation.objects.get()
    answer = Client().get(f"/receipts/{made.receipt_sha256}.json")
    text = Receipt.objects.get(sha256=made.receipt_sha256).text
    assert (answer.content, answer["Content-Type"]) == (text.encode(), "application/json")
    assert hashlib.sha256(answer.content).hexdigest() == made.receipt_sha256


def test_no_problem_that_is_told_names_a_place_of_the_site(
    challenge: Challenge, tmp_path: Path
) -> None:
    for number, text in enumerate(["nonsense", "PK\x03\x04", "filename,label\na,b\n", "{"]):
        send(tmp_path, challenge, text + str(number))
    work_off()
    told = str(list(Submission.objects.values_list("problems", flat=True)))
    assert len(told) > 100
    folder = storage.local_path("")
    assert folder is None or str(folder.parent) not in told
    assert "submissions/" not in told
