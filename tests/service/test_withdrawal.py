"""An actor withdraws: handed out no more at once, a next version, and everybody is told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from offered import ask, researcher, steward
from working import work_off

from faceproof import sources
from faceproof.core import ActorId
from faceproof.core.errors import ConsentError, LedgerError, StorageError
from faceproof.service import access, keeping, previews, storage
from faceproof.service.actors import link_of, new_link
from faceproof.service.catalogue import publish
from faceproof.service.models import (
    AccessRequest,
    ActorLink,
    Agreement,
    Entry,
    Grant,
    Job,
    Release,
    RequestState,
)
from faceproof.service.shown import clips_of, fakes_of
from faceproof.service.withdrawal import withdraw
from faceproof.service.work import WORK

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ACTOR = ActorId("syn-0001")


def today() -> Any:
    return datetime.now(tz=UTC).date()


@pytest.fixture
def release(rendered_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    monkeypatch.setattr(keeping, "workspace", lambda: tmp_path / "workspace")
    steward()
    return publish(rendered_release, ledger=None, on=today(), by=None)


@pytest.fixture
def link(release: Release) -> ActorLink:
    new_link(ACTOR, by=None)
    return ActorLink.objects.get(actor=ACTOR)


def holder(release: Release) -> Grant:
    return access.approve(ask(release=release), by=steward())


def is_stored(key: str) -> bool:
    try:
        storage.read_bytes(key)
    except StorageError:
        return False
    return True


def fresh(release: Release) -> Release:
    return Release.objects.get(pk=release.pk)


def test_a_link_is_known_by_its_digest_until_a_newer_one_is_made(release: Release):
    first = new_link(ACTOR, by=None).removeprefix("/actor/")
    assert first not in str(ActorLink.objects.values())
    assert link_of(first) == ActorLink.objects.get(actor=ACTOR)
    second = new_link(ACTOR, by=None).removeprefix("/actor/")
    assert link_of(first) is None
    assert link_of(second) is not None
    with pytest.raises(ConsentError, match="in no release here"):
        new_link(ActorId("nobody"), by=None)


def test_at_once_nothing_with_them_is_handed_out_and_holders_are_told(
    release: Release, link: ActorLink
):
    grant = holder(release)
    withdraw(link)
    assert fresh(release).withdrawn_on is not None
    assert access.grant_for(grant.account, release) is None
    assert grant.account.notices.filter(about="actor-withdrew").count() == 1
    assert Entry.objects.filter(what="actor.withdrew").exists()
    withdraw(link)
    assert grant.account.notices.filter(about="actor-withdrew").count() == 1


def test_the_next_version_is_without_them_and_holders_go_on_with_it(
    release: Release, link: ActorLink
):
    grant, waiting = holder(release), ask(account=researcher("c@example.org"), release=release)
    work_off()
    fake = fakes_of(release)["FaceSwap"][0].id
    video = previews.key(release, fake, previews.Part.FAKE)
    assert is_stored(video)
    withdraw(link)
    work_off()
    new = fresh(release).replaced_by
    assert new is not None
    assert (new.version, new.is_offered) == ("1.1.0", True)
    assert ACTOR not in new.facts["actors"]
    assert not [clip for clip in clips_of(new) if ACTOR in clip.actors]
    moved = access.grant_for(grant.account, new)
    assert moved is not None
    assert (moved.ends_on, moved.request.agreement_sha256) == (
        grant.ends_on,
        grant.request.agreement_sha256,
    )
    assert grant.account.notices.filter(about="release-replaced").count() == 1
    assert AccessRequest.objects.get(pk=grant.request.pk).state == RequestState.EXPIRED
    assert AccessRequest.objects.get(pk=waiting.pk).release == new
    assert Job.objects.filter(name="log_grant", arguments={"grant": moved.pk}).exists()
    assert not is_stored(video)


def test_of_the_old_version_only_what_describes_it_stays_in_the_storage(
    release: Release, link: ActorLink
):
    withdraw(link)
    work_off()
    stays = {one["path"] for one in release.files if is_stored(f"{release.slug}/{one['path']}")}
    assert {"DATASHEET.md", "SHA256SUMS", "manifest.jsonl", "release.json"} <= stays
    assert not [path for path in stays if path.endswith(".mp4")]


def test_the_withdrawal_stands_in_the_ledger_signed(release: Release, link: ActorLink):
    withdraw(link)
    work_off()
    consent = keeping.consent_of(ACTOR)
    assert consent is not None
    assert consent.withdrawn_on == today()


def test_begun_twice_it_comes_to_the_same_end(release: Release, link: ActorLink):
    holder(release)
    withdraw(link)
    work_off()
    Job.objects.filter(name="make_next_version").update(state="waiting")
    work_off()
    assert Release.objects.count() == 2
    assert Grant.objects.count() == 2


def test_a_second_actor_leaves_the_version_after(release: Release, link: ActorLink):
    grant = holder(release)
    withdraw(link)
    work_off()
    new_link(ActorId("syn-0028"), by=None)
    withdraw(ActorLink.objects.get(actor="syn-0028"))
    work_off()
    newest = Release.objects.get(version="1.2.0")
    assert access.grant_for(grant.account, newest) is not None
    assert {ACTOR, "syn-0028"}.isdisjoint(newest.facts["actors"])


def test_when_no_next_version_can_be_made_the_old_one_stays_stopped(
    release: Release, link: ActorLink
):
    new_link(ActorId("syn-0007"), by=None)  # nobody is left on this side of the split
    for one in ActorLink.objects.all():
        withdraw(one)
    with pytest.raises(Exception, match="nobody would be left"):
        work_off()
    assert not fresh(release).is_offered
    assert fresh(release).replaced_by is None


def test_who_withdrew_here_is_not_offered_again_without_a_ledger(
    release: Release, link: ActorLink, rendered_release: Path
):
    withdraw(link)
    Release.objects.all().delete()
    with pytest.raises(ConsentError, match="has withdrawn on this site"):
        publish(rendered_release, ledger=None, on=today(), by=None)


def test_who_withdrew_in_the_ledger_alone_is_followed_within_the_hour(release: Release):
    ledger = sources.ledger_path(keeping.workspace())
    sources.append_withdrawal(ledger, keeping.key(), ACTOR, today())
    WORK["pass_time"]()
    assert not fresh(release).is_offered
    work_off()
    assert fresh(release).replaced_by is not None
    assert "0 releases stopped" in WORK["pass_time"]()


def test_a_person_whom_no_ledger_knows_is_stopped_and_the_steward_sees_why(
    release: Release, link: ActorLink
):
    ActorLink.objects.create(actor="ann", sha256="0" * 64)
    withdraw(ActorLink.objects.get(actor="ann"))
    with pytest.raises(LedgerError, match="ann"):
        work_off()


def test_the_private_page_tells_all_and_asks_before_it_withdraws(release: Release, client: Any):
    Agreement.objects.get_or_create(number=1, defaults={"text": "I will."})
    grant = holder(release)
    path = new_link(ACTOR, by=None)
    page = client.get(path)
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "strict-origin"
    assert page["Cache-Control"] == "no-store"
    text = page.content.decode()
    assert grant.request.institution in text
    assert "somebody else, with your face" in text
    assert all(clip.id in text for clip in fakes_of(release)["SelfBlend"] if ACTOR in clip.actors)
    assert client.get("/actor/guessed").status_code == 404
    client.post(f"{path}/withdraw")
    assert fresh(release).is_offered, "the box was not ticked"
    client.post(f"{path}/withdraw", {"sure": "on"})
    assert not fresh(release).is_offered
    assert "You have withdrawn" in client.get(path).content.decode()
