"""Who takes part together? A team by its code, one at a time, and its name is safe to show."""

from __future__ import annotations

from pathlib import Path

import pytest
from challenged import answers, fail, send, somebody
from django.test import Client
from everybody import signed_in
from offered import researcher, steward
from working import work_off

from faceproof.core.errors import ChallengeError
from faceproof.service.challenges import teams
from faceproof.service.models import Account, Challenge, Entry, Team

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _begun() -> None:
    steward()


def team_of(account: Account) -> Team:
    found = teams.team_of(account)
    assert found is not None
    return found


def test_whoever_makes_a_team_is_its_first_member() -> None:
    account = researcher()
    made = teams.make(account, "  Face \t finders ")
    assert made.name == "Face finders"
    assert team_of(account) == made
    assert Entry.objects.order_by("number").last().what == "team.made"


@pytest.mark.parametrize("name", ["", "  ", "a" * 61, "a\0b", "a\x1b[31m", "\u202eevil", "\ud800"])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(ChallengeError, match="printable"):
        teams.make(researcher(), name)
    assert not Team.objects.exists()


def test_names_that_look_alike_are_one_name() -> None:
    teams.make(researcher("b@example.org"), "Finders")
    with pytest.raises(ChallengeError, match="already"):
        teams.make(researcher("c@example.org"), "finders")


def test_nobody_is_in_two_teams() -> None:
    account = somebody("b")
    with pytest.raises(ChallengeError, match="leave it first"):
        teams.make(account, "Another")
    code = teams.new_code(team_of(somebody("c")), by=somebody("c"))
    with pytest.raises(ChallengeError, match="leave it first"):
        teams.join(account, code)
    assert team_of(account).name == "Team b"
    assert not Team.objects.filter(name="Another").exists()


def test_a_code_opens_its_team_until_there_is_a_new_one() -> None:
    keeper = somebody("b")
    first = teams.new_code(team_of(keeper), by=keeper)
    second = teams.new_code(team_of(keeper), by=keeper)
    with pytest.raises(ChallengeError, match="no team has this code"):
        teams.join(researcher("c@example.org"), first)
    assert teams.join(researcher("c@example.org"), f" {second} ") == team_of(keeper)
    assert team_of(keeper).members.count() == 2


@pytest.mark.parametrize("code", ["", " ", "0" * 16])
def test_a_team_without_a_code_cannot_be_joined(code: str) -> None:
    somebody("b")
    with pytest.raises(ChallengeError):
        teams.join(researcher("c@example.org"), code)


def test_a_code_is_kept_by_its_digest_alone() -> None:
    keeper = somebody("b")
    code = teams.new_code(team_of(keeper), by=keeper)
    assert code not in str(Team.objects.values().get())
    with pytest.raises(ChallengeError):
        teams.join(researcher("c@example.org"), team_of(keeper).sha256)
    assert all(code not in str(entry.about) for entry in Entry.objects.all())


def test_nobody_leaves_while_what_they_sent_still_waits(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    account = somebody("b")
    sent = send(tmp_path, challenge, answers(truth), account)
    with pytest.raises(ChallengeError, match="still waits"):
        teams.leave(account)
    work_off()
    teams.leave(account)
    assert teams.team_of(account) is None
    assert sent.team.members.count() == 0


def test_what_failed_keeps_nobody(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    account = somebody("b")
    fail(send(tmp_path, challenge, answers(truth), account))
    teams.leave(account)
    assert teams.team_of(account) is None


def test_leaving_twice_is_leaving_once() -> None:
    account = somebody("b")
    teams.leave(account)
    teams.leave(account)
    assert Entry.objects.filter(what="team.left").count() == 1


def test_pages_make_a_team_give_its_code_and_let_others_in() -> None:
    first, second = signed_in(researcher("b@example.org")), signed_in(researcher("c@example.org"))
    first.post("/team/make", {"name": "<b>Finders</b>"})
    page = first.post("/team/code")
    assert "&lt;b&gt;Finders" in page.content.decode()
    code = page.context["fresh"]
    assert code in page.content.decode()
    assert code not in first.get("/team").content.decode()
    second.post("/team/join", {"code": code})
    assert second.get("/team").context["team"] == team_of(researcher("b@example.org"))
    second.post("/team/leave")
    assert second.get("/team").context["team"] is None


@pytest.mark.parametrize("path", ["make", "join"])
@pytest.mark.parametrize("text", ["", "a\0b", "x" * 100_000])
def test_odd_input_is_answered_on_the_page(path: str, text: str) -> None:
    client = signed_in(researcher())
    page = client.post(f"/team/{path}", {"name": text, "code": text}, follow=True)
    assert page.status_code == 200
    assert list(page.context["messages"])
    assert not Team.objects.exists()


def test_codes_cannot_be_guessed_by_trying() -> None:
    client = signed_in(researcher("c@example.org"))
    keeper = somebody("b")
    code = teams.new_code(team_of(keeper), by=keeper)
    for number in range(10):
        client.post("/team/join", {"code": f"{number}"})
    page = client.post("/team/join", {"code": code}, follow=True)
    assert teams.team_of(researcher("c@example.org")) is None
    assert "wait a minute" in page.content.decode()


def test_strangers_see_no_team() -> None:
    somebody("b")
    assert Client().get("/team")["Location"].startswith("/accounts/login/")
