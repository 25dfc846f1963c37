"""Who may do what: every address of the site, by everybody who may come."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from typing import NamedTuple

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from everybody import Things, let_go, signed_in, visits, with_things
from offered import offered, steward
from routes import Route, routes

from faceproof.service import storage
from faceproof.service.models import Account, Submission, Token

pytestmark = pytest.mark.django_db

# What each of them sees, in the order of `visits`:
# nobody, unchecked, researcher, holder, meddler (with the holder's ids), steward (with them, too).
# "in" leads to the page where one signs in, "go" anywhere else, a number is the status.
ANYBODY = "ok ok ok ok ok ok"
NO_SUCH_VERB = "405 405 405 405 405 405"
NOTHING = "404 404 404 404 404 404"
NO_TOKEN = "401 401 401 401 401 401"  # noqa: S105 - pages' cookies do not count in the API
LED_ON = "go go go go go go"
STRANGERS = "ok ok go go go go"
MEMBERS = "in in ok ok ok ok"
MEMBERS_GO = "in in go go go go"  # done, or first asked for the password once more
MEMBERS_NONE = "in in 404 404 404 404"
MEMBERS_NO_VERB = "in in 405 405 405 405"
OWNERS = "in in ok ok 404 404"
OWNERS_GO = "in in go go 404 404"
TEAMS = "in in ok ok 404 ok"  # stewards may look
TEAMS_GO = "in in go go 404 404"  # and choose nothing
STEWARDS = "in in 403 403 403 ok"
STEWARDS_GO = "in in 403 403 403 go"
TABLES = "in in in in in ok"
TABLES_GO = "in in in in in go"
TABLES_NO = "in in in in in 403"
TABLES_NONE = "in in in in in 404"


class Row(NamedTuple):
    get: str
    post: str


TABLE = {
    "": Row(ANYBODY, ANYBODY),
    "setup": Row(LED_ON, LED_ON),
    "healthz": Row(ANYBODY, NO_SUCH_VERB),
    "notices/read": Row(NO_SUCH_VERB, MEMBERS_GO),
    "releases/<slug:slug>": Row(ANYBODY, ANYBODY),
    "releases/<slug:slug>/methods/<str:name>": Row(ANYBODY, ANYBODY),
    "releases/<slug:slug>/ask": Row(MEMBERS, MEMBERS),
    "requests": Row(MEMBERS, MEMBERS),
    "requests/<int:pk>": Row(OWNERS, OWNERS),
    "requests/<int:pk>/take-back": Row(NO_SUCH_VERB, OWNERS_GO),
    "tokens": Row(MEMBERS, MEMBERS),
    "tokens/<int:pk>/remove": Row(NO_SUCH_VERB, OWNERS_GO),
    "releases/<slug:slug>/watch": Row(ANYBODY, NO_SUCH_VERB),
    "releases/<slug:slug>/watch/<str:clip>": Row(NOTHING, NO_SUCH_VERB),
    "releases/<slug:slug>/watch/<str:clip>/state": Row(NOTHING, NO_SUCH_VERB),
    "releases/<slug:slug>/watch/<str:clip>/<str:part>.mp4": Row(NOTHING, NO_SUCH_VERB),
    "actor/<str:secret>": Row(NOTHING, NO_SUCH_VERB),
    "actor/<str:secret>/withdraw": Row(NOTHING, NOTHING),
    "steward/jobs/<int:pk>/again": Row(NO_SUCH_VERB, "in in 403 403 403 404"),
    "steward/people": Row(STEWARDS, NO_SUCH_VERB),
    "steward/people/<int:pk>": Row(NO_SUCH_VERB, STEWARDS_GO),
    "steward/agreement": Row(STEWARDS, STEWARDS),
    "steward": Row(STEWARDS, STEWARDS),
    "steward/requests/<int:pk>": Row(STEWARDS, STEWARDS),
    "steward/grants/<int:pk>/revoke": Row(NO_SUCH_VERB, STEWARDS_GO),
    "challenges": Row(ANYBODY, NO_SUCH_VERB),
    "challenges/<slug:slug>": Row(ANYBODY, NO_SUCH_VERB),
    "challenges/<slug:slug>/submit": Row(MEMBERS, MEMBERS),
    "detectors/<path:name>": Row(ANYBODY, NO_SUCH_VERB),
    "submissions": Row(MEMBERS, NO_SUCH_VERB),
    "submissions/<int:pk>": Row(TEAMS, NO_SUCH_VERB),
    "submissions/<int:pk>/state": Row(TEAMS, NO_SUCH_VERB),
    "submissions/<int:pk>/choose": Row(NO_SUCH_VERB, TEAMS_GO),
    "receipts/<slug:sha256>.json": Row(ANYBODY, NO_SUCH_VERB),
    "receipts/<slug:sha256>.proof.json": Row(NOTHING, NO_SUCH_VERB),  # the log is empty
    "log/<str:name>": Row(NOTHING, NO_SUCH_VERB),
    "team": Row(MEMBERS, NO_SUCH_VERB),
    "team/make": Row(NO_SUCH_VERB, MEMBERS_GO),
    "team/join": Row(NO_SUCH_VERB, MEMBERS_GO),
    "team/leave": Row(NO_SUCH_VERB, MEMBERS_GO),
    "team/code": Row(NO_SUCH_VERB, "in in ok ok ok go"),  # the steward is in no team
    "steward/challenges": Row(STEWARDS, STEWARDS),
    "steward/challenges/<slug:slug>": Row(STEWARDS, STEWARDS),
    "steward/challenges/<slug:slug>/close": Row(NO_SUCH_VERB, STEWARDS_GO),
    "steward/submissions/<int:pk>/verify": Row(NO_SUCH_VERB, STEWARDS_GO),
    "files/<str:ticket>": Row("ok ok 403 ok ok ok", NO_SUCH_VERB),
    "api/openapi.json": Row(ANYBODY, ANYBODY),
    "api/releases": Row(ANYBODY, NO_SUCH_VERB),
    "api/releases/<slug:slug>": Row(NO_TOKEN, NO_SUCH_VERB),
    "api/releases/<slug:slug>/files": Row(NO_TOKEN, NO_SUCH_VERB),
    "api/releases/<slug:slug>/links": Row(NO_SUCH_VERB, NO_TOKEN),
    "api/challenges": Row(ANYBODY, NO_SUCH_VERB),
    "api/challenges/<slug:slug>": Row(ANYBODY, NO_SUCH_VERB),
    "api/challenges/<slug:slug>/board": Row(ANYBODY, NO_SUCH_VERB),
    "api/challenges/<slug:slug>/board.csv": Row(ANYBODY, NO_SUCH_VERB),
    "api/challenges/<slug:slug>/submissions": Row(NO_TOKEN, NO_TOKEN),
    "api/submissions/<int:pk>": Row(NO_TOKEN, NO_SUCH_VERB),
    "api/receipts/<slug:sha256>": Row(ANYBODY, NO_SUCH_VERB),
    "api/": Row(NOTHING, NOTHING),
    "accounts/login/": Row(STRANGERS, STRANGERS),
    "accounts/logout/": Row("go go ok ok ok ok", LED_ON),
    "accounts/inactive/": Row(ANYBODY, NO_SUCH_VERB),
    "accounts/signup/": Row(STRANGERS, STRANGERS),
    "accounts/reauthenticate/": Row(MEMBERS, MEMBERS),
    "accounts/reauthenticate/code/": Row("in in ok ok ok go", "in in ok ok ok go"),
    "accounts/reauthenticate/code/confirm/": Row(MEMBERS_GO, MEMBERS_GO),
    "accounts/email/": Row(MEMBERS, MEMBERS_GO),
    "accounts/confirm-email/": Row(ANYBODY, NO_SUCH_VERB),
    "accounts/password/change/": Row(MEMBERS, MEMBERS),
    "accounts/password/set/": Row(MEMBERS_GO, MEMBERS_GO),
    "accounts/password/reset/": Row(ANYBODY, ANYBODY),
    "accounts/login/code/confirm/": Row(MEMBERS_GO, MEMBERS_GO),
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": Row(ANYBODY, NOTHING),
    "accounts/password/reset/key/done/": Row(ANYBODY, NO_SUCH_VERB),
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": Row(ANYBODY, ANYBODY),
    "accounts/password/reset/done/": Row(ANYBODY, NO_SUCH_VERB),
    "accounts/2fa/": Row(MEMBERS, MEMBERS_NO_VERB),
    "accounts/2fa/authenticate/": Row(MEMBERS_GO, MEMBERS_GO),
    "accounts/2fa/reauthenticate/": Row(MEMBERS_GO, MEMBERS_GO),
    "accounts/2fa/totp/activate/": Row(MEMBERS_GO, MEMBERS_GO),
    "accounts/2fa/totp/deactivate/": Row(MEMBERS_NONE, MEMBERS_NONE),
    "accounts/2fa/recovery-codes/": Row(MEMBERS_NONE, MEMBERS_NO_VERB),
    "accounts/2fa/recovery-codes/generate/": Row(MEMBERS_GO, MEMBERS_GO),
    "accounts/2fa/recovery-codes/download/": Row(MEMBERS_NONE, MEMBERS_NONE),
    "accounts/2fa/webauthn/": Row(MEMBERS, MEMBERS_NO_VERB),
    "accounts/2fa/webauthn/add/": Row(MEMBERS_GO, MEMBERS_GO),
    "accounts/2fa/webauthn/reauthenticate/": Row(MEMBERS_GO, MEMBERS_GO),
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": Row(MEMBERS_GO, MEMBERS_GO),
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": Row(MEMBERS_GO, MEMBERS_GO),
    "accounts/2fa/webauthn/login/": Row(MEMBERS_GO, MEMBERS_GO),
    "accounts/3rdparty/login/cancelled/": Row(ANYBODY, NO_SUCH_VERB),
    "accounts/3rdparty/login/error/": Row(NO_TOKEN, NO_SUCH_VERB),
    "accounts/3rdparty/signup/": Row("in in in in in in", "in in in in in in"),
    "accounts/3rdparty/": Row(MEMBERS, MEMBERS),
    "accounts/social/login/cancelled/": Row(LED_ON, LED_ON),
    "accounts/social/login/error/": Row(LED_ON, LED_ON),
    "accounts/social/signup/": Row(LED_ON, LED_ON),
    "accounts/social/connections/": Row(LED_ON, LED_ON),
    "i18n/setlang/": Row(LED_ON, LED_ON),
    "admin/": Row(TABLES, TABLES),
    "admin/login/": Row(STEWARDS_GO, STEWARDS_GO),
    "admin/logout/": Row("go go go go go 405", "go go go go go ok"),
    "admin/password_change/": Row(TABLES_GO, TABLES_GO),
    "admin/password_change/done/": Row(TABLES, "in in in in in 405"),
    "admin/autocomplete/": Row(TABLES_NO, "in in in in in 405"),
    "admin/jsi18n/": Row(TABLES, "in in in in in 405"),
    "admin/r/<path:content_type_id>/<path:object_id>/": Row(TABLES_NONE, TABLES_NONE),
    "admin/service/MODEL/": Row(TABLES, TABLES),
    "admin/service/MODEL/add/": Row(TABLES_NO, TABLES_NO),
    "admin/service/MODEL/<path:object_id>/history/": Row(TABLES, TABLES),
    "admin/service/MODEL/<path:object_id>/delete/": Row(TABLES_NO, TABLES_NO),
    "admin/service/MODEL/<path:object_id>/change/": Row(TABLES, TABLES_NO),
    "admin/service/MODEL/<path:object_id>/": Row(TABLES_GO, TABLES_GO),
    "admin/^(?P<app_label>service)/$": Row(TABLES, TABLES),
    "admin/(?P<url>.*)$": Row(TABLES_NONE, TABLES_NONE),
}
# Who holds a ticket needs nothing else; a researcher without a grant holds one that opens nothing.
IN_A_BUCKET = {"files/<str:ticket>"}


def shape(route: Route) -> str:
    return re.sub(r"^admin/service/[a-z]+/", "admin/service/MODEL/", route.pattern)


def path_of(route: Route, ids: Things) -> str:
    number = ids.request
    if "tokens/" in route.pattern:
        number = ids.token_id
    elif "grants/" in route.pattern:
        number = ids.grant
    elif "people/" in route.pattern:
        number = ids.account.pk
    elif "submissions/" in route.pattern:
        number = ids.submission
    table = re.match(r"admin/service/([a-z]+)/", route.pattern)
    row = apps.get_model("service", table[1]).objects.first() if table else None
    filled = re.sub(r"[\^$]", "", route.pattern)
    for part, value in {
        "<slug:slug>": "set-1",
        "<str:name>": "FaceSwap",
        "<path:name>": "residual",
        "<str:clip>": "nothing",
        "<str:part>": "fake",
        "<str:secret>": "nobody-has-it",
        "<str:ticket>": ids.ticket,
        "<slug:sha256>": ids.receipt,
        "<int:pk>": str(number),
        r"(?P<key>[-:\w]+)": "abc",
        "(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)": "1-abc",
        "(?P<app_label>service)": "service",
        "(?P<url>.*)": "nothing",
        "<path:content_type_id>": "1",
        "<path:object_id>": str(row.pk) if row else "1",
    }.items():
        filled = filled.replace(part, value)
    return f"/{filled}"


def outcome(client: Client, method: str, path: str) -> str:
    """What comes of it, and nothing stays of it."""
    cookies, before = copy.deepcopy(client.cookies), transaction.savepoint()
    response = client.generic(method, path)
    let_go(response)
    client.cookies = cookies
    transaction.savepoint_rollback(before)
    if response.status_code in {301, 302}:
        signs_in = response["Location"].startswith(("/accounts/login/", "/admin/login/"))
        return "in" if signs_in else "go"
    return "ok" if response.status_code == 200 else str(response.status_code)


def test_every_address_is_in_the_table() -> None:
    assert {shape(route) for route in routes()} == set(TABLE)


@pytest.mark.parametrize(("number", "role"), list(enumerate(visits())))
def test_everybody_sees_what_the_table_says_and_no_more(number: int, role: str) -> None:
    steward()
    offered()
    visit = visits()[role]()
    asked = [
        (route, verb)
        for route in routes()
        for verb in Row._fields
        if storage.local_path("") is not None or route.pattern not in IN_A_BUCKET
    ]
    found = {
        (shape(route), verb): outcome(visit.client, verb.upper(), path_of(route, visit.ids))
        for route, verb in asked
    }
    expected = {
        (shape(route), verb): getattr(TABLE[shape(route)], verb).split()[number]
        for route, verb in asked
    }
    assert found == expected


READS = ("/api/releases/set-1", "/api/releases/set-1/files")


def bearers() -> dict[str, tuple[Client, str]]:
    """Everybody who may show a token, or none."""
    holder = with_things("holder@example.org", granted=True)
    revoked = with_things("revoked@example.org", granted=True)
    signed_in(revoked.account).post(f"/tokens/{revoked.token_id}/remove")
    inactive = with_things("inactive@example.org", granted=True)
    Account.objects.filter(pk=inactive.account.pk).update(is_active=False)
    return {
        "no token": (Client(), ""),
        "signed in, no token": (signed_in(holder.account), ""),
        "wrong": (Client(), "fp_" + "x" * 43),
        "digest instead": (Client(), Token.objects.get(pk=holder.token_id).sha256),
        "revoked": (Client(), revoked.token),
        "inactive": (Client(), inactive.token),
        "researcher": (Client(), with_things("r@example.org", granted=False).token),
        "holder": (Client(), holder.token),
    }


BEARERS = {
    # release, its files, addresses of them
    "no token": (401, 401, 401),
    "signed in, no token": (401, 401, 401),
    "wrong": (401, 401, 401),
    "digest instead": (401, 401, 401),
    "revoked": (401, 401, 401),
    "inactive": (401, 401, 401),
    "researcher": (200, 403, 403),
    "holder": (200, 200, 200),
}


@pytest.mark.parametrize("who", BEARERS)
def test_a_token_opens_what_its_owner_was_granted(who: str) -> None:
    steward()
    client, token = bearers()[who]
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    found = [client.get(path, headers=headers).status_code for path in READS]
    asked = client.post(
        "/api/releases/set-1/links",
        {"paths": []},
        content_type="application/json",
        headers=headers,
    )
    assert (*found, asked.status_code) == BEARERS[who]


TEAM_BEARERS = {
    # the holder's submission, how many of the challenge they are told of, answers they send
    "no token": (401, None, 401),
    "signed in, no token": (401, None, 401),
    "wrong": (401, None, 401),
    "digest instead": (401, None, 401),
    "revoked": (401, None, 401),
    "inactive": (401, None, 401),
    "researcher": (404, 1, 400),
    "holder": (200, 1, 201),
}


@pytest.mark.parametrize("who", TEAM_BEARERS)
def test_a_token_opens_what_the_team_of_its_owner_sent(who: str) -> None:
    steward()
    client, token = bearers()[who]
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    theirs = Submission.objects.get(account__email="holder@example.org").pk
    one = client.get(f"/api/submissions/{theirs}", headers=headers).status_code
    listed = client.get("/api/challenges/set-1/submissions", headers=headers)
    sent = client.post(
        "/api/challenges/set-1/submissions",
        {"scores": SimpleUploadedFile("scores.jsonl", b"1")},
        headers=headers,
    )
    let_go(sent)
    told = len(listed.json()) if listed.status_code == 200 else None
    assert (one, told, sent.status_code) == TEAM_BEARERS[who]


def test_a_token_of_a_steward_shows_what_every_team_sent() -> None:
    holder = with_things("holder@example.org", granted=True)
    mine = with_things(steward().email, granted=False)
    headers = {"Authorization": f"Bearer {mine.token}"}
    listed = Client().get("/api/challenges/set-1/submissions", headers=headers).json()
    assert {one["id"] for one in listed} == {holder.submission, mine.submission}


def test_an_account_that_was_closed_is_signed_out_and_its_addresses_open_nothing() -> None:
    steward()
    holder = with_things("holder@example.org", granted=True)
    client = signed_in(holder.account)
    assert outcome(client, "GET", "/requests") == "ok"
    Account.objects.filter(pk=holder.account.pk).update(is_active=False)
    assert outcome(client, "GET", "/requests") == "in"
    assert outcome(client, "GET", f"/files/{holder.ticket}") == "403"


def test_pages_of_stewards_need_a_second_factor_on_a_public_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "PLACE", replace(settings.PLACE, url="https://data.example.org"))
    client = signed_in(steward())
    theirs = f"/submissions/{with_things('holder@example.org', granted=True).submission}"
    for path in ("/steward", "/admin/"):
        assert outcome(client, "GET", path) in {"go", "in"}
    assert client.get("/steward")["Location"] == "/accounts/2fa/"
    assert outcome(client, "GET", theirs) == "404"
    TOTP.activate(steward(), "A" * 32)
    for path in ("/steward", "/admin/", theirs):
        assert outcome(client, "GET", path) == "ok"
