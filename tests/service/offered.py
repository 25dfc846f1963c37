"""People, a release on offer, a request for it, and a challenge with what was sent to it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.utils import timezone

from faceproof.core import sha256_of
from faceproof.service import access
from faceproof.service.challenges import teams
from faceproof.service.challenges.receipts import issue
from faceproof.service.models import (
    AccessRequest,
    Account,
    Agreement,
    Challenge,
    Evaluation,
    Ranking,
    Release,
    Submission,
)

FILE, ABOUT = "DATASHEET.md", b"what it is\n"
FACTS: dict[str, Any] = {
    "merkle_root": "0" * 64,
    "licence": "CC0",
    "scopes": ["redistribute"],
    "publishable": True,
    "synthetic": True,
    "actors": ["one", "two"],
    "counts": {"original": 1},
    "methods": ["FaceSwap"],
    "compressions": ["c23"],
    "splits": ["train", "val", "test"],
    "sizes": {"c23": 4},
    "size": 4,
    "parents": [],
}


def researcher(email: str = "b@example.org") -> Account:
    found = Account.objects.filter(email=email).first()
    return found or Account.objects.create_user(email, "battery staple 7", name="Bea")


def steward() -> Account:
    found = Account.objects.filter(is_staff=True).first()
    return found or Account.objects.create_superuser("a@example.org", "correct horse 4", name="Ann")


def offered(slug: str = "set-1") -> Release:
    found = Release.objects.filter(slug=slug).first()
    return found or Release.objects.create(
        slug=slug, name=slug, version="1", digest="f" * 64, facts=FACTS, files=[described()]
    )


def described() -> dict[str, Any]:
    """The one file of the release, as a release lists it."""
    told = {"path": FILE, "size": len(ABOUT), "sha256": hashlib.sha256(ABOUT).hexdigest()}
    return told | {"methods": None, "compressions": None, "split": None}


def ask(account: Account | None = None, release: Release | None = None) -> AccessRequest:
    agreement = Agreement.objects.first() or Agreement.objects.create(number=1, text="I will.")
    return access.submit(
        account or researcher(),
        release or offered(),
        agreement,
        name="Bea",
        institution="University",
        purpose="To measure.",
        signed_as="Bea",
    )


def asking(slug: str = "set-1") -> Challenge:
    """A challenge over a hidden set of which only rows are there: nothing can be scored."""
    found = Challenge.objects.filter(slug=slug).first()
    if found is not None:
        return found
    digest = hashlib.sha256(slug.encode()).hexdigest()
    facts = FACTS | {"labels_sha256": digest, "clips": 8, "actors": ["three"]} | _NOBODY_IS_TOLD
    hidden = Release.objects.create(
        slug=f"{slug}-hidden", name=f"{slug}-hidden", version="1", digest=digest, facts=facts
    )
    now = timezone.now()
    return Challenge.objects.create(
        slug=slug,
        title="Which are fake?",
        hidden=hidden,
        opens_on=now - timedelta(days=1),
        closes_on=now + timedelta(days=1),
        attempts=9,
    )


_NOBODY_IS_TOLD: dict[str, Any] = {"counts": {}, "methods": [], "splits": [], "publishable": False}
TOLD: dict[str, Any] = {
    "auc": 0.71,
    "low": 0.66,
    "high": 0.76,
    "coverage": 1.0,
    "by_method": {"FaceSwap": 0.7},
    "by_compression": {"c23": 0.72},
}


def sent(account: Account, challenge: Challenge) -> Evaluation:
    """What their team sent, as a worker leaves it behind; it stands on the board."""
    team = teams.team_of(account) or teams.make(account, f"Team {account.pk}")
    digest = sha256_of({"of": team.pk})
    made = Submission.objects.create(
        challenge=challenge,
        team=team,
        account=account,
        digest=digest,
        sha256=digest,
        size=1,
        detector="residual",
        state="scored",
    )
    labels = challenge.hidden.labels_sha256
    told = Evaluation.objects.create(
        submission=made,
        scorer="1",
        labels_sha256=labels,
        told=TOLD,
        improved=True,
        receipt_sha256=issue({"submission": made.pk, "told": TOLD}),
    )
    board, _ = Ranking.objects.get_or_create(
        challenge=challenge, part="public", scorer="1", labels_sha256=labels
    )
    board.groups.append([{"evaluation": told.pk, **TOLD}])
    board.save()
    return told
