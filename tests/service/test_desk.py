"""What stewards can do besides answering: stewards, agreements, work that failed."""

from __future__ import annotations

from typing import Any

import pytest
from offered import ask, offered, researcher, steward

from faceproof.service import access
from faceproof.service.jobs import queue
from faceproof.service.models import Account, Agreement, Entry, Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Any) -> Any:
    client.force_login(steward())
    return client


def test_a_steward_makes_others_stewards_and_takes_it_back(desk: Any):
    other = researcher()
    for word, is_steward in (("make", True), ("unmake", False)):
        desk.post(f"/steward/people/{other.pk}", {word: "1"})
        assert Account.objects.get(pk=other.pk).is_staff is is_steward
    what = Entry.objects.filter(what__startswith="steward.").values_list("what", flat=True)
    assert list(what) == ["steward.made", "steward.unmade"]


def test_nobody_unmakes_themselves_so_a_steward_stays(desk: Any):
    desk.post(f"/steward/people/{steward().pk}", {"unmake": "1"})
    assert steward().is_staff


def test_a_new_agreement_counts_up_and_the_old_text_stays(desk: Any):
    ask()
    desk.post("/steward/agreement", {"text": "I will, and more."})
    assert [(one.number, one.text) for one in Agreement.objects.all()] == [
        (2, "I will, and more."),
        (1, "I will."),
    ]
    answer = desk.post("/steward/agreement", {"text": " I will, and  more."})
    assert b"holds already" in answer.content
    assert Agreement.objects.count() == 2


def test_failed_work_is_tried_again_when_asked(desk: Any):
    job = queue("pass_time", "x")
    Job.objects.filter(pk=job.pk).update(state="failed", tries=5, told="no disk")
    assert b"no disk" in desk.get("/steward").content
    desk.post(f"/steward/jobs/{job.pk}/again")
    assert Job.objects.get(pk=job.pk).state == "waiting"


@pytest.mark.parametrize("path", ["/steward/people", "/steward/agreement"])
def test_the_desk_is_for_stewards(client: Any, path: str):
    steward()
    client.force_login(researcher())
    assert client.get(path).status_code == 403


def test_who_was_refused_sees_why_and_what_they_wrote(client: Any):
    asked = ask()
    access.refuse(asked, by=steward(), reason="Say which detector.")
    client.force_login(asked.account)
    page = client.get(f"/releases/{offered().slug}/ask").content.decode()
    assert "Say which detector." in page
    assert asked.purpose in page


def test_a_signature_is_the_name_above_it(client: Any):
    ask()
    steward()
    account = researcher("d@example.org")
    client.force_login(account)
    told = {"name": "Dee", "institution": "U", "purpose": "p", "signed_as": "X", "agreed": "on"}
    page = client.post(f"/releases/{offered().slug}/ask", told)
    assert b"not the name you gave above" in page.content
    assert not account.requests.exists()
