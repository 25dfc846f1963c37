"""A file's address: whole or from any byte on, for as long as the grant holds and no longer."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.utils import timezone
from offered import ask, steward

from faceproof.service import access, files, storage
from faceproof.service.models import Account, Grant, Release

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        settings.PLACE.storage_url.startswith("s3:"),
        reason="a bucket gives its files at addresses of its own",
    ),
]
DATA = bytes(range(256)) * 8
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def grant(tmp_path: Path) -> Grant:
    made = access.approve(ask(), by=steward())
    told = {"path": "a b.bin", "size": len(DATA), "sha256": SHA, "methods": None}
    Release.objects.filter(pk=made.release.pk).update(files=[told])
    (tmp_path / "one").write_bytes(DATA)
    storage.put_file(f"{made.release.slug}/a b.bin", tmp_path / "one")
    return Grant.objects.get(pk=made.pk)


@pytest.fixture
def link(grant: Grant) -> str:
    return address(grant.account, grant.release)


def address(account: Account, release: Release) -> str:
    (link,) = files.addresses(release, ["a b.bin"], account).values()
    return link.removeprefix("http://localhost:8000")


def get(client: Client, link: str, method: str = "get", **headers: str):
    response = getattr(client, method)(
        link, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    body = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return response, body


def test_whole_with_its_digest_as_tag(client: Client, link: str):
    response, body = get(client, link)
    assert (response.status_code, body) == (200, DATA)
    assert response["ETag"] == f'"{SHA}"'
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Length"] == str(len(DATA))


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-", 0, 2048),
        ("bytes=100-", 100, 2048),
        ("bytes=5-5", 5, 6),
        ("bytes=9-99999", 9, 2048),
    ],
)
def test_from_any_byte_on(client: Client, link: str, asked: str, start: int, stop: int):
    response, body = get(client, link, range=asked)
    assert (response.status_code, body) == (206, DATA[start:stop])
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/2048"
    assert response["Content-Length"] == str(stop - start)


@pytest.mark.parametrize("asked", ["bytes=2048-", "bytes=9-3"])
def test_beyond_its_end_there_is_nothing(client: Client, link: str, asked: str):
    response, body = get(client, link, range=asked)
    assert (response.status_code, response["Content-Range"], body) == (416, "bytes */2048", b"")


@pytest.mark.parametrize("asked", ["bytes=-5", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b", ""])
def test_another_kind_of_range_gives_all(client: Client, link: str, asked: str):
    assert get(client, link, range=asked)[1] == DATA


def test_a_part_of_another_file_is_not_gone_on_with(client: Client, link: str):
    response, body = get(client, link, range="bytes=9-", if_range='"other"')
    assert (response.status_code, body) == (200, DATA)
    response, body = get(client, link, range="bytes=9-", if_range=f'"{SHA}"')
    assert (response.status_code, body) == (206, DATA[9:])


def test_head_tells_the_length_and_sends_nothing(client: Client, link: str):
    response, body = get(client, link, "head", range="bytes=9-")
    assert (response.status_code, body) == (200, b"")
    assert response["Content-Length"] == "2048"
    assert get(client, link, "post")[0].status_code == 405


def test_a_revoked_grant_ends_addresses_that_were_given_out(
    client: Client, link: str, grant: Grant
):
    access.revoke(grant, by=steward(), reason="Handed it on.")
    assert get(client, link)[0].status_code == 403


def test_a_withdrawn_release_and_a_closed_account_end_them_too(
    client: Client, link: str, grant: Grant
):
    Account.objects.filter(pk=grant.account.pk).update(is_active=False)
    assert get(client, link)[0].status_code == 403
    Account.objects.filter(pk=grant.account.pk).update(is_active=True)
    assert get(client, link)[0].status_code == 200
    Release.objects.filter(pk=grant.release.pk).update(withdrawn_on=grant.begins_on)
    assert get(client, link)[0].status_code == 403


def test_an_address_runs_out(client: Client, link: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "LASTS", timedelta(seconds=-1))
    assert get(client, link)[0].status_code == 403


def test_nobody_makes_an_address_of_their_own(client: Client, link: str, grant: Grant):
    forged = signing.dumps([grant.release.pk, "a b.bin", SHA, grant.account.pk], salt="other")
    for ticket in (forged, link[:-1] + ("A" if link[-1] != "A" else "B"), "x", ".", "a:b:c"):
        assert get(client, f"/files/{ticket.removeprefix('/files/')}")[0].status_code == 403


def test_only_a_releases_own_files_have_addresses(grant: Grant):
    for path in ("../secret.key", "other", ""):
        with pytest.raises(Exception, match="is no file of"):
            files.addresses(grant.release, [path], grant.account)
    with pytest.raises(Exception, match="at most 500"):
        files.addresses(grant.release, ["a b.bin"] * 501, grant.account)


def test_until_there_is_a_successor_all_may_stay_for_thirty_days(grant: Grant):
    release, now = grant.release, timezone.now()
    release.withdrawn_on = now - files.DELETE_WITHIN + timedelta(minutes=1)
    assert files.may_be_kept(release, files.Wanted()) == files.chosen(release, files.Wanted())
    release.withdrawn_on = now - files.DELETE_WITHIN
    assert files.may_be_kept(release, files.Wanted()) == []
