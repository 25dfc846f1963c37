"""Who makes a challenge, changes and ends it? Rules that cannot be are refused; an end is one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from challenged import (
    a_challenge,
    answers,
    fail,
    hidden_release,
    own_run,
    send,
    somebody,
    write_labels,
)
from django.utils import timezone
from offered import offered, steward
from working import work_off

from faceproof.core.errors import ChallengeError
from faceproof.service.challenges import lifecycle, ranking
from faceproof.service.challenges.boards import board_of, groups_of
from faceproof.service.jobs import LaterError, again
from faceproof.service.models import (
    Challenge,
    Entry,
    Job,
    JobState,
    Phase,
    Ranking,
    Release,
    Submission,
    Verification,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("labels")]


@pytest.fixture
def hidden(truth: dict[str, bool]) -> Release:
    return hidden_release("set", truth)


@pytest.fixture
def challenge(hidden: Release) -> Challenge:
    return a_challenge(hidden)


def teams_on(board: Ranking | None) -> set[str]:
    assert board is not None
    return {row["team"] for group in groups_of(board) for row in group}


def test_a_challenge_needs_a_hidden_set_on_offer(hidden: Release) -> None:
    with pytest.raises(ChallengeError, match="no hidden set on offer"):
        a_challenge(offered("open-1"))
    hidden.withdrawn_on = timezone.now()
    with pytest.raises(ChallengeError, match="no hidden set on offer"):
        a_challenge(hidden)
    assert not Challenge.objects.exists()


def test_an_address_is_given_once(challenge: Challenge) -> None:
    with pytest.raises(ChallengeError, match="'c' already"):
        a_challenge(hidden_release("other", write_labels("other", salt="x")))


def test_a_set_is_asked_once(challenge: Challenge) -> None:
    """Else its private part would be told while somebody still sends, and ladders begin anew."""
    by_another_name = hidden_release("another", write_labels("another"))
    with pytest.raises(ChallengeError, match="asked in 'Challenge c' already"):
        a_challenge(by_another_name, slug="other")
    with pytest.raises(ChallengeError, match="asked in 'Challenge c' already"):
        a_challenge(challenge.hidden, slug="other")
    lifecycle.close(challenge, by=steward())
    with pytest.raises(ChallengeError, match="asked in 'Challenge c' already"):
        a_challenge(challenge.hidden, slug="other")


WRONG = [
    {"closes_on": datetime(2020, 1, 1, tzinfo=UTC)},
    {"attempts": 0},
    {"attempts": 10**9},
    {"cool_down_days": 0},
    {"cool_down_days": 10**9},
    {"attempts_in_all": 0},
    {"attempts_in_all": 10**9},
]


@pytest.mark.parametrize("rules", WRONG)
def test_rules_that_cannot_be_are_refused(challenge: Challenge, rules: dict[str, Any]) -> None:
    with pytest.raises(ChallengeError):
        a_challenge(challenge.hidden, slug="other", **rules)
    with pytest.raises(ChallengeError):
        lifecycle.change(challenge, by=steward(), **rules)
    assert Challenge.objects.get().attempts == 1000


def test_a_change_is_in_the_journal_and_leaves_the_rest(challenge: Challenge) -> None:
    lifecycle.change(challenge, by=steward(), attempts=3, attempts_in_all=None)
    changed = Challenge.objects.get()
    assert (changed.attempts, changed.title) == (3, challenge.title)
    last = Entry.objects.order_by("number").last()
    assert last is not None
    assert (last.what, last.about["fields"]) == (
        "challenge.changed",
        ["attempts", "attempts_in_all"],
    )


def test_an_end_is_one_end(challenge: Challenge) -> None:
    lifecycle.close(challenge, by=steward())
    closed = Challenge.objects.get()
    lifecycle.close(closed, by=steward())
    assert Challenge.objects.get().closes_on == closed.closes_on
    assert Entry.objects.filter(what="challenge.closed").count() == 1
    assert Job.objects.filter(name="rank").count() == 1


def test_what_has_not_begun_cannot_end(hidden: Release) -> None:
    now = timezone.now()
    later = a_challenge(hidden, opens_on=now + timedelta(days=1), closes_on=now + timedelta(days=2))
    lifecycle.close(later, by=steward())
    assert Challenge.objects.get().closes_on == later.closes_on
    assert Challenge.objects.get().phase(now) is Phase.UPCOMING


def test_nobody_sent_anything_and_it_ends(challenge: Challenge) -> None:
    lifecycle.close(challenge, by=steward())
    work_off()
    assert groups_of(Ranking.objects.get(part="private")) == []


def test_the_final_board_waits_for_what_was_sent_in_time(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    send(tmp_path, challenge, answers(truth, seed=1), somebody("b"))
    work_off()
    slow = send(tmp_path, challenge, answers(truth, seed=2), somebody("c"))
    lifecycle.close(challenge, by=steward())
    Job.objects.filter(name="rank", state=JobState.WAITING).delete()  # a worker has it
    with pytest.raises(LaterError):
        ranking.rank(challenge.pk, "private")
    assert not Ranking.objects.filter(part="private").exists()
    work_off()
    slow.refresh_from_db()
    assert slow.state == "scored"
    ranking.rank(challenge.pk, "private")
    assert teams_on(Ranking.objects.get(part="private")) == {"Team b", "Team c"}


def test_what_failed_holds_no_final_board_up_and_enters_it_once_it_is_scored(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    send(tmp_path, challenge, answers(truth, seed=1), somebody("b"))
    failed = send(tmp_path, challenge, answers(truth, seed=2), somebody("c"))
    fail(failed)
    work_off()
    lifecycle.close(challenge, by=steward())
    work_off()
    assert teams_on(Ranking.objects.get(part="private")) == {"Team b"}
    assert failed.job is not None
    again(failed.job)
    work_off()
    assert teams_on(Ranking.objects.get(part="private")) == {"Team b", "Team c"}


def test_what_has_ended_with_a_final_board_does_not_go_on(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    send(tmp_path, challenge, answers(truth))
    work_off()
    lifecycle.close(challenge, by=steward())
    work_off()
    with pytest.raises(ChallengeError, match="has its final board"):
        lifecycle.change(
            challenge, by=steward(), closes_on=timezone.now() + timedelta(days=1), title="Again"
        )
    lifecycle.change(challenge, by=steward(), title="Which were fake?", closes_on=timezone.now())
    assert Challenge.objects.get().phase(timezone.now()) is Phase.CLOSED


def test_what_goes_on_after_all_shows_no_private_figure_until_it_ends(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    send(tmp_path, challenge, answers(truth))
    work_off()
    lifecycle.close(challenge, by=steward())
    lifecycle.change(challenge, by=steward(), closes_on=timezone.now() + timedelta(days=1))
    work_off()  # the board that was asked for
    assert not Ranking.objects.filter(part="private").exists()
    lifecycle.close(Challenge.objects.get(), by=steward())
    work_off()
    assert teams_on(Ranking.objects.get(part="private")) == {"Team b"}


def test_a_run_that_is_told_again_is_scored_again(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    send(tmp_path, challenge, answers(truth))
    work_off()
    for seconds in (2.5, 0.25):  # of a slip of the pen
        own_run(tmp_path, Submission.objects.get(), answers(truth), seconds)
        work_off()
    verified = Verification.objects.get()
    assert verified.seconds_per_clip == 0.25
    assert verified.told is not None
    board = board_of(challenge)
    assert board is not None
    assert groups_of(board)[0][0]["verified_auc"] == verified.told["auc"]


def test_a_run_that_is_not_valid_says_why(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    waiting = send(tmp_path, challenge, answers(truth))
    with pytest.raises(ChallengeError, match="is not scored"):
        own_run(tmp_path, waiting, "nonsense")
    work_off()
    verified = own_run(tmp_path, Submission.objects.get(), answers(truth) + "x\ny\n")
    work_off()
    verified.refresh_from_db()
    assert verified.told is None
    assert all(f"line {len(truth) + n}: " in verified.reason for n in (1, 2))
    assert verified.sha256 not in verified.reason  # its name in the storage
