"""What may be sent, and what be said of it? Each refusal says why, and keeps no file."""

from __future__ import annotations

import hashlib
import math
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from challenged import a_challenge, answers, fail, hidden_release, meanwhile, send, somebody
from django.utils import timezone
from offered import FACTS, offered, researcher, steward
from working import work_off

from faceproof.core.errors import ChallengeError, StorageError
from faceproof.service import storage
from faceproof.service.challenges import submitting, teams, uploads
from faceproof.service.challenges.answers import key_of
from faceproof.service.challenges.declared import Declared
from faceproof.service.models import Challenge, Entry, Job, Release, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("labels")]


@pytest.fixture
def challenge(truth: dict[str, bool]) -> Challenge:
    return a_challenge(hidden_release("set", truth), attempts=2)


def refused(folder: Path, challenge: Challenge, why: str, **said: Any) -> None:
    text = uuid.uuid4().hex  # the storage outlives a test
    with pytest.raises(ChallengeError, match=why):
        send(folder, challenge, text, **said)
    assert not Submission.objects.exists()
    assert not Job.objects.filter(name="score").exists()
    with pytest.raises(StorageError):
        storage.read_bytes(key_of(hashlib.sha256(text.encode()).hexdigest()))


def test_what_is_sent_is_kept_as_it_came(challenge: Challenge, tmp_path: Path) -> None:
    made = send(
        tmp_path,
        challenge,
        b"x",
        detector="  residual \t 2 ",
        trained_on=(offered("open-1").slug, offered("open-1").slug),
        trained_elsewhere="faces\nof mine",
        seconds_per_clip=0.25,
        reported_auc=0.93,
        reported_source="our paper, table 2",
    )
    assert made.sha256 == hashlib.sha256(b"x").hexdigest()
    assert storage.read_bytes(key_of(made.sha256)) == b"x"
    assert (made.size, made.state) == (1, "waiting")
    assert (made.detector, made.trained_elsewhere) == ("residual 2", "faces of mine")
    assert Submission.objects.get().trained_on == ["open-1"]
    assert Entry.objects.order_by("number").last().what == "submission.sent"


def test_it_is_refused_before_it_opens_and_after_it_has_closed(
    challenge: Challenge, tmp_path: Path
) -> None:
    now = timezone.now()
    challenge.opens_on, challenge.closes_on = now + timedelta(days=1), now + timedelta(days=2)
    refused(tmp_path, challenge, "opens on ....-..-.. ..:.. UTC")
    challenge.opens_on, challenge.closes_on = now - timedelta(days=2), now
    refused(tmp_path, challenge, "closed on ....-..-.. ..:.. UTC")


def test_what_was_sent_in_time_is_found_after_the_end(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    made = send(tmp_path, challenge, answers(truth))
    challenge.closes_on = timezone.now()
    assert send(tmp_path, challenge, answers(truth)) == made


def test_it_is_refused_when_the_end_came_while_it_was_stored(
    challenge: Challenge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: Challenge.objects.update(closes_on=timezone.now()))
    with pytest.raises(ChallengeError, match="closed on"):
        send(tmp_path, challenge, "x")
    assert not Submission.objects.exists()


def test_it_is_refused_while_somebody_of_the_set_has_withdrawn(
    challenge: Challenge, tmp_path: Path
) -> None:
    challenge.hidden.withdrawn_on = timezone.now()
    challenge.hidden.save()
    refused(tmp_path, challenge, "has withdrawn")


def test_who_is_in_no_team_sends_as_a_team_of_one(challenge: Challenge, tmp_path: Path) -> None:
    account = somebody("alone")
    teams.leave(account)
    sent = send(tmp_path, challenge, "x", account)
    assert sent.team.name == f"Team {account.pk}"
    assert teams.team_of(account) == sent.team


def test_who_may_not_have_the_clips_answers_nothing(challenge: Challenge, tmp_path: Path) -> None:
    account = researcher("alone@example.org")
    file = tmp_path / "scores.jsonl"
    file.write_text("x")
    with pytest.raises(ChallengeError, match="ask for them"):
        submitting.submit(account, challenge, file, Declared("residual"))
    assert teams.team_of(account) is None
    teams.make(account, "Strangers")
    with pytest.raises(ChallengeError, match="ask for them"):
        submitting.submit(account, challenge, file, Declared("residual"))
    send(tmp_path, challenge, "x", steward())  # who gives the clips out needs no leave


def test_an_empty_file_and_one_that_is_too_large_are_refused(
    challenge: Challenge, tmp_path: Path
) -> None:
    for size in (0, uploads.LARGEST + 1):
        file = tmp_path / "scores.jsonl"
        with file.open("wb") as out:
            out.truncate(size)
        with pytest.raises(ChallengeError, match=f"has {size:,} bytes"):
            submitting.submit(somebody(), challenge, file, Declared("residual"))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"detector": ""}, "1 to 80 printable"),
        ({"detector": " \n"}, "1 to 80 printable"),
        ({"detector": "x" * 81}, "1 to 80 printable"),
        ({"detector": "a\0b"}, "1 to 80 printable"),
        ({"detector": "a\u202eb"}, "1 to 80 printable"),
        ({"detector": "\ud800"}, "1 to 80 printable"),
        ({"trained_elsewhere": "x" * 301}, "at most 300"),
        ({"trained_elsewhere": "a\x1b[31m"}, "cannot be printed"),
        ({"reported_auc": 0.9, "reported_source": "a\0"}, "cannot be printed"),
        ({"reported_auc": 0.9, "reported_source": "x" * 301}, "at most 300"),
        ({"reported_auc": 0.9}, "needs its source"),
        ({"reported_auc": 0.9, "reported_source": " "}, "needs its source"),
        ({"reported_source": "our paper"}, "a source its AUC"),
        ({"reported_auc": math.nan, "reported_source": "p"}, "from 0 to 1"),
        ({"reported_auc": 1.01, "reported_source": "p"}, "from 0 to 1"),
        ({"reported_auc": -0.0001, "reported_source": "p"}, "from 0 to 1"),
        ({"seconds_per_clip": math.nan}, "above 0"),
        ({"seconds_per_clip": math.inf}, "above 0"),
        ({"seconds_per_clip": 0.0}, "above 0"),
        ({"seconds_per_clip": -1.0}, "above 0"),
        ({"trained_on": ("nothing",)}, "'nothing' is no release of this site"),
        ({"trained_on": ("a\0b",)}, "is no release of this site"),
        ({"trained_on": ("\ud800",)}, "is no release of this site"),
        ({"trained_on": tuple(map(str, range(300_000)))}, "is no release of this site"),
    ],
)
def test_what_cannot_be_is_refused(
    challenge: Challenge, tmp_path: Path, said: dict[str, Any], why: str
) -> None:
    refused(tmp_path, challenge, why, **said)


def test_nobody_was_trained_on_a_hidden_set(challenge: Challenge, tmp_path: Path) -> None:
    refused(tmp_path, challenge, "nobody can be taught", trained_on=(challenge.hidden.slug,))


def test_data_with_people_of_the_hidden_set_is_refused(
    challenge: Challenge, tmp_path: Path
) -> None:
    facts = FACTS | {"actors": ["one", challenge.hidden.facts["actors"][0]]}
    shares = Release.objects.create(slug="s", name="s", version="1", digest="a" * 64, facts=facts)
    refused(tmp_path, challenge, "shows people of the hidden set", trained_on=(shares.slug,))


def test_the_same_twice_is_one_submission(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    first = send(tmp_path, challenge, answers(truth), trained_elsewhere="faces of mine")
    same = send(tmp_path, challenge, answers(truth), trained_elsewhere=" faces  of mine ")
    assert same == first
    work_off()
    assert send(tmp_path, challenge, answers(truth), trained_elsewhere="faces of mine") == first
    assert Job.objects.filter(name="score").count() == 1


def test_said_otherwise_it_is_another(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    first = send(tmp_path, challenge, answers(truth))
    other = send(tmp_path, challenge, answers(truth), seconds_per_clip=1.5)
    assert (other.sha256, other.pk) == (first.sha256, first.pk + 1)


def test_another_team_may_send_the_same(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    first = send(tmp_path, challenge, answers(truth), somebody("b"))
    assert send(tmp_path, challenge, answers(truth), somebody("c")) != first


def test_one_that_failed_is_tried_again_with_the_file_that_was_sent_again(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    made = send(tmp_path, challenge, answers(truth))
    storage.remove(iter([key_of(made.sha256)]))
    fail(made)
    assert send(tmp_path, challenge, answers(truth)) == made
    work_off()
    made.refresh_from_db()
    assert made.stands == "scored"


def test_one_that_is_not_valid_is_not_tried_again(challenge: Challenge, tmp_path: Path) -> None:
    made = send(tmp_path, challenge, "x")
    work_off()
    assert send(tmp_path, challenge, "x") == made
    assert work_off() == []
