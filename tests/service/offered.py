"""People, a release on offer, and a request for it."""

from __future__ import annotations

import hashlib
from typing import Any

from faceproof.service import access
from faceproof.service.models import AccessRequest, Account, Agreement, Release

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
