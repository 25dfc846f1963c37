"""The states of a request, and what each change of them brings about."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone
from offered import ask, offered, researcher, steward

from faceproof.core.errors import ConsentError
from faceproof.service import access, journal
from faceproof.service.models import AccessRequest, Agreement, Entry, Job
from faceproof.service.models import RequestState as State

pytestmark = pytest.mark.django_db


def state(request: AccessRequest) -> str:
    return AccessRequest.objects.get(pk=request.pk).state


def test_approved_gives_a_grant_a_notice_an_entry_and_a_job():
    asked, keeper = ask(), steward()
    grant = access.approve(asked, by=keeper)
    assert state(asked) == State.APPROVED
    assert access.grant_for(asked.account, asked.release) == grant
    assert [one.about for one in asked.account.notices.all()] == ["request-approved"]
    assert Entry.objects.last().what == "request.approved"
    assert Job.objects.get(name="log_grant").arguments == {"grant": grant.pk}


def test_refused_needs_a_reason_that_whoever_asked_can_read():
    asked = ask()
    with pytest.raises(ConsentError, match="needs a reason"):
        access.refuse(asked, by=steward(), reason="  ")
    assert state(asked) == State.SUBMITTED
    access.refuse(asked, by=steward(), reason="Say what for.")
    assert AccessRequest.objects.get(pk=asked.pk).reason == "Say what for."
    assert access.grant_for(asked.account, asked.release) is None


def test_after_a_refusal_one_may_ask_again_and_the_first_is_remembered():
    asked = ask()
    access.refuse(asked, by=steward(), reason="Too short.")
    again = ask(account=asked.account, release=asked.release)
    assert again.again == asked


def test_nobody_asks_twice_at_a_time():
    asked = ask()
    with pytest.raises(ConsentError, match="already"):
        ask(account=asked.account, release=asked.release)


def test_only_the_newest_agreement_can_be_signed_and_by_ones_own_name():
    account, release = researcher(), offered()
    old = Agreement.objects.first() or Agreement.objects.create(number=1, text="old")
    Agreement.objects.create(number=old.number + 1, text="new")
    told = {"institution": "U", "purpose": "p"}
    with pytest.raises(ConsentError, match="changed since"):
        access.submit(account, release, old, name="Bea", signed_as="Bea", **told)
    newest = Agreement.objects.first()
    with pytest.raises(ConsentError, match="not the name"):
        access.submit(account, release, newest, name="Bea", signed_as="Ann", **told)
    made = access.submit(account, release, newest, name="Bea B", signed_as=" bea  b", **told)
    assert made.agreement_sha256 == newest.sha256


def test_only_who_asked_takes_back():
    asked = ask()
    with pytest.raises(ConsentError, match="only who asked"):
        access.take_back(asked, by=researcher("c@example.org"))
    access.take_back(asked, by=asked.account)
    assert state(asked) == State.TAKEN_BACK


def test_revoked_ends_at_once():
    grant = access.approve(ask(), by=steward())
    access.revoke(grant, by=steward(), reason="Handed it on.")
    assert access.grant_for(grant.account, grant.release) is None


def test_time_ends_grants_and_forgotten_requests_and_reminds_once():
    keeper = steward()
    grant = access.approve(ask(), by=keeper, days=1)
    waiting = ask(account=researcher("d@example.org"))
    late = timezone.now() + timedelta(days=access.ANSWER_DAYS + 1)
    assert access.let_time_pass(late) == 1
    assert state(grant.request) == State.EXPIRED
    access.let_time_pass(late)
    assert keeper.notices.filter(about="request-late").count() == 1
    assert access.let_time_pass(late + timedelta(days=access.FORGOTTEN_DAYS)) == 1
    assert state(waiting) == State.EXPIRED


@pytest.mark.parametrize(("start", "end"), list(product(State, State)))
def test_no_state_follows_another_but_as_the_table_says(start: State, end: State):
    asked = ask()
    AccessRequest.objects.filter(pk=asked.pk).update(state=start)
    allowed = end in access.MAY_BECOME[start]
    if allowed:
        access._become(asked, end, by=None)
        assert state(asked) == end
    else:
        with pytest.raises(ConsentError, match="cannot become"):
            access._become(asked, end, by=None)
        assert state(asked) == start


def test_the_journal_tells_of_every_change_to_it():
    ask()
    access.approve(AccessRequest.objects.get(), by=steward())
    entries = list(Entry.objects.all())
    assert journal.check(entries) == len(entries) >= 2
    for field, value in {"at": "2020", "what": "x", "about": {}, "previous": "1" * 64}.items():
        changed = list(Entry.objects.all())
        setattr(changed[1], field, value)
        with pytest.raises(Exception, match="journal entry 1"):
            journal.check(changed)
    with pytest.raises(Exception, match="does not follow"):
        journal.check(entries[1:])
