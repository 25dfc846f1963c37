"""A hidden set on the site: what it holds, who stops it, what takes its place."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import obstore
import pytest
from challenged import a_challenge, answers, send
from django.test import Client
from offered import ask, offered, researcher, steward
from working import work_off

from faceproof.core.errors import ConsentError, ManifestError, PlanError, ScoreError
from faceproof.release import blind, revise
from faceproof.release.blind_labels import read_labels
from faceproof.service import access, actors, files, keeping, storage, withdrawal
from faceproof.service.challenges.hidden_sets import publish_hidden
from faceproof.service.models import (
    Challenge,
    Evaluation,
    Grant,
    Job,
    Notice,
    Ranking,
    Release,
)

pytestmark = pytest.mark.django_db

SALT = bytes(31) + b"\1"


def hide(release: Path, folder: Path, salt: bytes = SALT, sealed: Path | None = None) -> Path:
    """The public folder; the sealed file lies beside it, or where it is wanted."""
    folder.mkdir(exist_ok=True)
    made = blind(
        release,
        out=folder / "set",
        sealed=sealed or folder / "sealed.json",
        salt=salt,
        ledger=None,
        on=today(),
    )
    return made.public


def today() -> date:
    return datetime.now(tz=UTC).date()


def offer(public: Path, sealed: Path, replaces: Release | None = None) -> Release:
    return publish_hidden(
        public,
        sealed,
        licence="CC0-1.0",
        ledger=keeping.ledger(),
        on=today(),
        by=None,
        replaces=replaces,
    )


@pytest.fixture(autouse=True)
def _workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "workspace", lambda: tmp_path / "workspace")


@pytest.fixture
def sealed(labels: Path) -> Path:
    return labels / "sealed.json"


@pytest.fixture
def hidden(strangers: Path, tmp_path: Path, sealed: Path) -> Release:
    return offer(hide(strangers, tmp_path / "h", sealed=sealed), sealed)


def test_nothing_of_the_truth_is_on_the_site(hidden: Release, sealed: Path) -> None:
    truth = read_labels(sealed)
    row = json.dumps([hidden.facts, hidden.files, hidden.name, hidden.version])
    for clip in truth.clips.values():
        assert clip.id not in row
    for word in ("FaceSwap", "SelfBlend", "original", truth.salt.hex()):
        assert word not in row
    stored = [one["path"] for batch in obstore.list(storage.store(), hidden.slug) for one in batch]
    names = {path.rpartition("/")[2] for path in stored}
    assert names == {"index.json", "SHA256SUMS", *(f"{one}.mp4" for one in truth.clips)}


def test_its_pages_tell_no_count(hidden: Release) -> None:
    steward()
    page = Client().get(f"/releases/{hidden.slug}").content.decode()
    assert "nobody is told which of its clips are fake" in page
    assert "FaceSwap" not in page
    assert Client().get(f"/releases/{hidden.slug}/watch").status_code == 404
    assert Client().get("/").status_code == 200
    told = Client().get("/api/releases").json()
    assert next(one for one in told if one["slug"] == hidden.slug)["methods"] == []


def test_it_is_asked_for_and_fetched_as_a_release(hidden: Release) -> None:
    account = researcher()
    grant = access.approve(ask(account, hidden), by=steward())
    assert grant.release == hidden
    wanted = files.Wanted(frozenset(), frozenset({"c23"}), frozenset())
    assert len(files.chosen(hidden, wanted)) == hidden.facts["clips"] + 2


def test_the_sealed_file_must_be_its_own(strangers: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    public = hide(strangers, one)
    hide(strangers, two, salt=bytes(32))
    with pytest.raises(ManifestError, match="is not the sealed file"):
        offer(public, two / "sealed.json")


def test_both_parts_need_people(rendered_release: Path, tmp_path: Path) -> None:
    public = hide(rendered_release, tmp_path / "h")
    with pytest.raises(ScoreError, match="hide more of them"):
        offer(public, tmp_path / "h" / "sealed.json")


def test_a_version_is_offered_once_and_replaces_hidden_sets_only(
    hidden: Release, strangers: Path, tmp_path: Path, sealed: Path
) -> None:
    public = tmp_path / "h" / "set"
    with pytest.raises(PlanError, match="offered already"):
        offer(public, sealed)
    with pytest.raises(PlanError, match="no hidden set"):
        publish_hidden(
            public,
            sealed,
            licence="x",
            ledger=None,
            on=today(),
            by=None,
            name="other",
            replaces=offered(),
        )


def test_a_later_version_has_the_ids_of_the_one_before(
    hidden: Release, strangers: Path, tmp_path: Path
) -> None:
    other = hide(strangers, tmp_path / "h2", salt=bytes(31) + b"\3")
    with pytest.raises(PlanError, match="--salt-of"):
        publish_hidden(
            other,
            tmp_path / "h2" / "sealed.json",
            licence="x",
            ledger=None,
            on=today(),
            by=None,
            name="other",
            replaces=hidden,
        )


def test_who_withdrew_here_is_in_no_new_set(strangers: Path, tmp_path: Path, sealed: Path) -> None:
    public = hide(strangers, tmp_path / "h", sealed=sealed)
    someone = read_labels(sealed).clips[min(read_labels(sealed).clips)].target
    withdrawn(someone)
    with pytest.raises(ConsentError, match="withdrawn"):
        offer(public, sealed)


def withdrawn(actor: str) -> str:
    """The address of their page."""
    address = actors.new_link(actor, by=None)
    link = actors.link_of(address.rpartition("/")[2])
    assert link is not None
    withdrawal.withdraw(link)
    return address


def test_a_withdrawal_stops_it_and_the_next_version_scores_everything_again(
    hidden: Release, strangers: Path, tmp_path: Path, sealed: Path, labels: Path
) -> None:
    challenge = a_challenge(hidden)
    grant = access.approve(ask(researcher(), hidden), by=steward())
    before = read_labels(sealed).clips
    truth = {one: clip.is_fake for one, clip in before.items()}
    sent = send(tmp_path, challenge, answers(truth))
    work_off()

    leaving = before[min(before)].target
    theirs = Client().get(withdrawn(leaving)).content.decode()
    assert "Its steward was told, and makes the version without you" in theirs
    assert "Its steward was told" in Client().get(f"/releases/{hidden.slug}").content.decode()
    hidden.refresh_from_db()
    assert not hidden.is_offered
    assert Notice.objects.filter(account=steward(), about="hidden-stopped").exists()
    assert not Job.objects.filter(name="make_next_version").exists()
    page = Client().get(f"/challenges/{challenge.slug}").content.decode()
    assert "has withdrawn" in page
    work_off()  # the ledger knows

    ledger = keeping.ledger()
    revise(strangers, out=tmp_path / "next", ledger=ledger, on=today(), key=keeping.key())
    later = offer(
        hide(tmp_path / "next", tmp_path / "h2", sealed=labels / "later.json"),
        labels / "later.json",
        replaces=hidden,
    )
    work_off()
    challenge = Challenge.objects.select_related("hidden").get()
    assert challenge.hidden == later
    assert Grant.objects.get(release=later).account == grant.account
    assert set(read_labels(labels / "later.json").clips) < set(before)  # the same ids, but theirs
    made = Evaluation.objects.get(submission=sent, labels_sha256=later.labels_sha256)
    assert made.told["coverage"] == 1.0
    assert Ranking.objects.filter(labels_sha256=later.labels_sha256).exists()
    gone = [
        one["path"] for batch in obstore.list(storage.store(), f"{hidden.slug}/") for one in batch
    ]
    assert not [path for path in gone if path.endswith(".mp4")]
