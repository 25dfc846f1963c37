"""How often may a team send answers? So often and no more, whatever it tries; failures are free."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from challenged import (
    a_challenge,
    answers,
    fail,
    hidden_release,
    meanwhile,
    send,
    somebody,
    write_labels,
)
from django.utils import timezone
from offered import researcher
from working import work_off

from faceproof.core.errors import AttemptsError, ChallengeError
from faceproof.service.challenges import teams
from faceproof.service.challenges.attempts import Attempts, attempts
from faceproof.service.challenges.scoring import score
from faceproof.service.jobs import LaterError
from faceproof.service.models import Account, Challenge, Evaluation, Job, JobState, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("labels")]

NOW = timezone.now()


@pytest.fixture
def challenge(truth: dict[str, bool]) -> Challenge:
    return a_challenge(hidden_release("set", truth), attempts=1)


def stand(challenge: Challenge, account: Account, days: float = 0) -> Attempts:
    team = teams.team_of(account)
    assert team is not None
    return attempts(challenge, team, NOW + timedelta(days=days))


def sent(challenge: Challenge, account: Account, days: float, state: str = "scored") -> Submission:
    """What was sent so many days from now."""
    return Submission.objects.create(
        challenge=challenge,
        team=teams.team_of(account),
        account=account,
        digest=f"{days} {state} {Submission.objects.count()}",
        sha256="0" * 64,
        size=1,
        detector="residual",
        state=state,
        sent_on=NOW + timedelta(days=days),
    )


def test_whoever_has_sent_nothing_may_send_at_once(challenge: Challenge) -> None:
    assert stand(challenge, somebody()) == Attempts(1, None)


def test_an_attempt_comes_back_when_its_time_is_over(challenge: Challenge) -> None:
    account = somebody()
    sent(challenge, account, 0)
    assert stand(challenge, account, 13.99) == Attempts(0, NOW + timedelta(days=14))
    assert stand(challenge, account, 14).left == 1


def test_attempts_come_back_one_by_one(challenge: Challenge) -> None:
    Challenge.objects.filter(pk=challenge.pk).update(attempts=2)
    challenge.refresh_from_db()
    account = somebody()
    for day in (-10, -4):
        sent(challenge, account, day)
    assert stand(challenge, account) == Attempts(0, NOW + timedelta(days=4))
    assert stand(challenge, account, 5).left == 1
    assert stand(challenge, account, 11).left == 2


def test_where_fewer_are_allowed_than_before_the_later_ones_count(challenge: Challenge) -> None:
    account = somebody()
    for day in (-10, -4, -1):  # three were allowed then
        sent(challenge, account, day)
    assert stand(challenge, account) == Attempts(0, NOW + timedelta(days=13))


def test_what_is_used_up_in_all_never_comes_back(challenge: Challenge) -> None:
    challenge.attempts_in_all = 2
    account = somebody()
    for day in (-100, -50):
        sent(challenge, account, day)
    assert stand(challenge, account) == Attempts(0, None)


def test_no_more_are_left_now_than_in_all(challenge: Challenge) -> None:
    challenge.attempts, challenge.attempts_in_all = 5, 2
    account = somebody()
    sent(challenge, account, -100)
    assert stand(challenge, account).left == 1


def test_a_refusal_says_when_there_is_a_next_attempt(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    first = send(tmp_path, challenge, answers(truth, seed=1))
    again = first.sent_on + timedelta(days=14)
    with pytest.raises(AttemptsError, match=f"again on {again:%Y-%m-%d %H:%M} UTC: at most 1"):
        send(tmp_path, challenge, answers(truth, seed=2))
    Challenge.objects.filter(pk=challenge.pk).update(attempts_in_all=1)
    challenge.refresh_from_db()
    with pytest.raises(AttemptsError, match="used all 1 attempts"):
        send(tmp_path, challenge, answers(truth, seed=2))
    assert Submission.objects.get() == first


def test_what_is_invalid_or_failed_costs_nothing(challenge: Challenge, tmp_path: Path) -> None:
    account = somebody()
    sent(challenge, account, -1, "invalid")
    failed = send(tmp_path, challenge, "x", account)
    assert stand(challenge, account).left == 0  # while it waits
    fail(failed)
    assert stand(challenge, account).left == 1


def test_challenges_do_not_share_attempts(challenge: Challenge) -> None:
    hidden = hidden_release("other", write_labels("other", salt="x"))
    other = a_challenge(hidden, slug="other", attempts=1)
    sent(challenge, somebody(), 0)
    assert stand(other, somebody()).left == 1


def test_members_share_them(challenge: Challenge) -> None:
    keeper, member = somebody("b"), researcher("c@example.org")
    teams.join(member, teams.new_code(teams.team_of(keeper), by=keeper))
    sent(challenge, keeper, 0)
    assert stand(challenge, member).left == 0


def test_whoever_changes_teams_does_not_begin_anew(challenge: Challenge) -> None:
    account = somebody("b")
    before = teams.team_of(account)
    sent(challenge, account, 0)
    teams.leave(account)
    teams.make(account, "Another")
    assert stand(challenge, account).left == 0
    assert before is not None
    assert attempts(challenge, before, NOW).left == 0


def test_whoever_joins_brings_what_they_have_sent(challenge: Challenge) -> None:
    keeper, member = somebody("b"), somebody("c")
    sent(challenge, member, 0)
    teams.leave(member)
    teams.join(member, teams.new_code(teams.team_of(keeper), by=keeper))
    assert stand(challenge, keeper).left == 0


def test_nobody_changes_teams_while_they_send(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = somebody("b")

    def another_team() -> None:
        teams.leave(account)
        teams.make(account, "Another")
        send(tmp_path, challenge, answers(truth, seed=2), account)

    meanwhile(monkeypatch, another_team)
    with pytest.raises(ChallengeError, match="left your team"):
        send(tmp_path, challenge, answers(truth, seed=1), account)
    assert Submission.objects.get().team.name == "Another"


def test_what_failed_is_no_attempt_in_reserve(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    failed = send(tmp_path, challenge, answers(truth, seed=1))
    fail(failed)
    send(tmp_path, challenge, answers(truth, seed=2))
    work_off()
    with pytest.raises(AttemptsError):
        send(tmp_path, challenge, answers(truth, seed=1))
    failed.refresh_from_db()
    assert failed.stands == "failed"


def test_what_failed_and_is_sent_again_costs_from_then_on(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    account = somebody()
    failed = send(tmp_path, challenge, answers(truth), account)
    fail(failed)
    Submission.objects.filter(pk=failed.pk).update(sent_on=NOW - timedelta(days=20))
    assert send(tmp_path, challenge, answers(truth), account) == failed
    assert stand(challenge, account, 13).left == 0


def test_what_failed_and_is_sent_again_stands_on_the_ladder_of_what_came_between(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    Challenge.objects.filter(pk=challenge.pk).update(attempts=9)
    challenge.refresh_from_db()
    failed = send(tmp_path, challenge, answers(truth, 0.5, seed=1))
    fail(failed)
    better = send(tmp_path, challenge, answers(truth, 2.0, seed=2))
    work_off()
    send(tmp_path, challenge, answers(truth, 0.5, seed=1))
    work_off()
    told = {one.submission_id: one for one in Evaluation.objects.all()}
    assert not told[failed.pk].improved
    assert told[failed.pk].told == told[better.pk].told


def test_whoever_changes_teams_begins_no_new_ladder(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    """Else a new name would be a first figure, and first figures are always told."""
    Challenge.objects.filter(pk=challenge.pk).update(attempts=9)
    challenge.refresh_from_db()
    account = somebody("b")
    best = send(tmp_path, challenge, answers(truth, 1.0, seed=1), account)
    work_off()
    teams.leave(account)
    teams.make(account, "Another")
    worse = send(tmp_path, challenge, answers(truth, 0.1, seed=2), account)
    work_off()
    better = send(tmp_path, challenge, answers(truth, 3.0, seed=3), account)
    work_off()
    told = {one.submission_id: one for one in Evaluation.objects.all()}
    assert told[worse.pk].told == told[best.pk].told
    assert not told[worse.pk].improved
    assert told[better.pk].improved


def test_new_labels_score_what_somebody_sent_in_order_whatever_their_team(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    Challenge.objects.filter(pk=challenge.pk).update(attempts=9)
    challenge.refresh_from_db()
    account = somebody("b")
    send(tmp_path, challenge, answers(truth, 0.5, seed=1), account)
    work_off()
    teams.leave(account)
    teams.make(account, "Another")
    second = send(tmp_path, challenge, answers(truth, 3.0, seed=2), account)
    work_off()
    Evaluation.objects.all().delete()
    Job.objects.filter(name="score").update(state=JobState.WAITING)
    with pytest.raises(LaterError):
        score(second.pk, challenge.hidden.labels_sha256)


def test_a_reservation_is_checked_again_once_the_file_is_stored(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: send(tmp_path, challenge, answers(truth, seed=2)))
    with pytest.raises(AttemptsError):
        send(tmp_path, challenge, answers(truth, seed=1))
    assert Submission.objects.count() == 1


NOTHING = '"unscored": "no face"'
SAID = {  # of a recording, of a fake
    "zeros": ('"llr": 0', '"llr": 0'),
    "huge": ('"llr": 1e308', '"llr": 1e308'),
    "tiny": ('"llr": -5e-324', '"llr": 5e-324'),
    "no answers": (NOTHING, NOTHING),
    "fakes alone": (NOTHING, '"llr": 1'),
    "recordings alone": ('"llr": 1', NOTHING),
}


@pytest.mark.parametrize("what", SAID)
def test_answers_that_hardly_are_some_are_scored_and_cost_an_attempt(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path, what: str
) -> None:
    """Did they fail, that would be free, and might tell which clips are of one class."""
    account = somebody()
    lines = [f'{{"id": "{one}", {SAID[what][fake]}}}\n' for one, fake in truth.items()]
    made = send(tmp_path, challenge, "".join(lines), account)
    other = send(tmp_path, challenge, answers(truth), somebody("c"))
    done = work_off()
    made.refresh_from_db()
    assert made.stands == "scored", made.problems
    assert stand(challenge, account).left == 0
    assert "rank" in done  # beside others, too
    assert {one.submission_id for one in Evaluation.objects.all()} == {made.pk, other.pk}
