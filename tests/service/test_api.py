"""What programs are told: releases, files, links; and what of a withdrawn release may stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from everybody import bearer
from offered import FACTS, ask, offered, researcher, steward

from faceproof.service import access
from faceproof.service.models import Account, Grant, Release

pytestmark = pytest.mark.django_db


def file(path: str, digit: str, method: str | None = None, level: str = "c23", side: str = "train"):
    told: dict[str, Any] = {"path": path, "size": 4, "sha256": digit * 64}
    if method is None:
        return told | {"methods": None, "compressions": None, "split": None}
    return told | {"methods": [method], "compressions": [level], "split": side}


FILES = [
    file("manifest.jsonl", "0"),
    file("o.mp4", "1", "original"),
    file("f23.mp4", "2", "FaceSwap"),
    file("f40.mp4", "3", "FaceSwap", "c40", "test"),
]


@pytest.fixture
def release() -> Release:
    Release.objects.filter(pk=offered().pk).update(files=FILES)
    return Release.objects.get()


@pytest.fixture
def grant(release: Release) -> Grant:
    return access.approve(ask(release=release), by=steward())


def get(client: Client, path: str, account: Account, **query: str):
    steward()
    return client.get(f"/api/releases/{path}", query, headers=bearer(account))


def paths(response: Any) -> list[str]:
    return [one["path"] for one in response.json()["files"]]


def test_without_a_token_only_what_is_on_offer_is_told(client: Client, release: Release):
    steward()
    (told,) = client.get("/api/releases").json()
    assert (told["slug"], told["granted"]) == (release.slug, None)
    for path in (release.slug, f"{release.slug}/files"):
        assert client.get(f"/api/releases/{path}").status_code == 401
        wrong = {"Authorization": "Bearer fp_wrong"}
        assert client.get(f"/api/releases/{path}", headers=wrong).status_code == 401


def test_a_release_says_whether_one_may_fetch_it(client: Client, grant: Grant):
    slug = grant.release.slug
    assert get(client, slug, grant.account).json()["granted"] is True
    other = researcher("c@example.org")
    assert get(client, slug, other).json()["granted"] is False
    assert get(client, f"{slug}/files", other).status_code == 403
    assert get(client, "nothing", other).status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["manifest.jsonl", "o.mp4", "f23.mp4", "f40.mp4"]),
        ({"methods": "original"}, ["manifest.jsonl", "o.mp4"]),
        ({"methods": "original, FaceSwap", "compressions": "c40"}, ["manifest.jsonl", "f40.mp4"]),
        ({"splits": "train"}, ["manifest.jsonl", "o.mp4", "f23.mp4"]),
    ],
)
def test_files_are_those_that_are_wanted(
    client: Client, grant: Grant, query: dict[str, str], expected: list[str]
):
    answer = get(client, f"{grant.release.slug}/files", grant.account, **query)
    assert paths(answer) == expected
    assert answer.json()["offered"] is True


def links(client: Client, grant: Grant, names: list[str]):
    return client.post(
        f"/api/releases/{grant.release.slug}/links",
        {"paths": names},
        content_type="application/json",
        headers=bearer(grant.account),
    )


def test_links_are_given_for_files_of_the_release_alone(client: Client, grant: Grant):
    answer = links(client, grant, ["o.mp4"]).json()
    assert (list(answer["links"]), answer["lasts_s"]) == (["o.mp4"], 900)
    assert links(client, grant, ["../secret.key"]).status_code == 400
    assert links(client, grant, ["o.mp4"] * 501).status_code == 400


def test_a_revoked_grant_gives_neither_files_nor_links(client: Client, grant: Grant):
    access.revoke(grant, by=steward(), reason="Handed it on.")
    assert get(client, f"{grant.release.slug}/files", grant.account).status_code == 403
    assert links(client, grant, ["o.mp4"]).status_code == 403


def withdraw(release: Release, left: list[dict[str, Any]]) -> None:
    later = Release.objects.create(
        slug="set-2", name=release.name, version="2", digest="e" * 64, facts=FACTS, files=left
    )
    Release.objects.filter(pk=release.pk).update(withdrawn_on=timezone.now(), replaced_by=later)


def test_of_a_withdrawn_release_one_is_told_what_to_keep(client: Client, grant: Grant):
    withdraw(grant.release, [file("manifest.jsonl", "9"), FILES[1], FILES[3]])
    answer = get(client, f"{grant.release.slug}/files", grant.account)
    assert paths(answer) == ["o.mp4", "f40.mp4"]
    assert (answer.json()["offered"], answer.json()["replaced_by"]) == (False, "set-2")
    assert paths(get(client, f"{grant.release.slug}/files", grant.account, methods="original")) == [
        "o.mp4"
    ]
    refused = links(client, grant, ["o.mp4"])
    assert refused.status_code == 403
    assert "withdrawn" in refused.json()["detail"]


def test_a_successor_that_is_withdrawn_too_hands_on_to_its_own(client: Client, grant: Grant):
    withdraw(grant.release, FILES)
    last = Release.objects.create(
        slug="set-3", name="set", version="3", digest="d" * 64, facts=FACTS, files=[FILES[1]]
    )
    Release.objects.filter(slug="set-2").update(withdrawn_on=timezone.now(), replaced_by=last)
    assert paths(get(client, f"{grant.release.slug}/files", grant.account)) == ["o.mp4"]


@pytest.mark.parametrize("ended", ["never had one", "revoked before", "ended before"])
def test_whose_grant_was_not_good_then_is_told_nothing(client: Client, grant: Grant, ended: str):
    account, early = grant.account, timezone.now() - timedelta(minutes=1)
    if ended == "never had one":
        account = researcher("c@example.org")
    elif ended == "revoked before":
        Grant.objects.filter(pk=grant.pk).update(revoked_on=early)
    else:
        Grant.objects.filter(pk=grant.pk).update(ends_on=early)
    withdraw(grant.release, FILES)
    assert get(client, f"{grant.release.slug}/files", account).status_code == 403


def test_a_grant_that_ended_since_still_tells_what_to_keep(client: Client, grant: Grant):
    withdraw(grant.release, FILES)
    Grant.objects.filter(pk=grant.pk).update(revoked_on=timezone.now() + timedelta(seconds=5))
    assert get(client, f"{grant.release.slug}/files", grant.account).status_code == 200
