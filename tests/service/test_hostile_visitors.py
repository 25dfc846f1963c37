"""What strangers try: other hosts, links elsewhere, forms without a token, many guesses."""

from __future__ import annotations

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from everybody import signed_in, visits, with_things
from offered import offered, researcher, steward
from routes import routes
from test_permissions import path_of

from faceproof.service import limits, setup
from faceproof.service.logs import without_secrets
from faceproof.service.models import Account

pytestmark = pytest.mark.django_db

ELSEWHERE = ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)")
PASSWORD = "battery staple 7"  # noqa: S105 - of `offered.researcher`


def known(email: str = "b@example.org") -> Account:
    account = researcher(email)
    EmailAddress.objects.get_or_create(user=account, email=email, verified=True, primary=True)
    return account


def test_every_form_needs_its_token_and_programs_cannot_use_cookies() -> None:
    steward()
    offered()
    visit = visits()["holder"]()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visit.client.cookies
    for route in routes():
        found = strict.post(path_of(route, visit.ids)).status_code
        assert found in {301, 401, 403, 404, 405} or route.name == "api-1:openapi-json", route


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_elsewhere(target: str) -> None:
    steward()
    known()
    tried = [
        Client().post(
            f"/accounts/login/?next={target}", {"login": "b@example.org", "password": PASSWORD}
        ),
        Client().post(
            "/accounts/login/", {"login": "b@example.org", "password": PASSWORD, "next": target}
        ),
        signed_in(known()).get(f"/accounts/login/?next={target}"),
        signed_in(known()).post("/accounts/logout/", {"next": target}),
        Client().post("/i18n/setlang/", {"language": "nl", "next": target}),
        Client().get(f"/admin/login/?next={target}", follow=True),
    ]
    for response in tried:
        assert "evil" not in response.headers.get("Location", "").partition("?")[0]
        assert not response.headers.get("Location", "").startswith("javascript:")


def test_a_session_of_before_is_not_the_session_of_after() -> None:
    steward()
    known()
    client = Client()
    client.get("/accounts/login/")
    client.post("/accounts/password/reset/", {"email": "x@example.org"})
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    signed = client.post("/accounts/login/", {"login": "b@example.org", "password": PASSWORD})
    assert signed.status_code == 302
    assert client.cookies["sessionid"].value != before


def test_a_reset_and_a_sign_up_say_the_same_of_known_and_unknown_addresses() -> None:
    steward()
    known()
    passwords = {"password1": "staple of hills 9", "password2": "staple of hills 9"}
    for path, more in (("/accounts/password/reset/", {}), ("/accounts/signup/", passwords)):
        answers = [
            Client().post(path, {"email": email, **more}, follow=True)
            for email in ("b@example.org", "unknown@example.org")
        ]
        assert answers[0].redirect_chain == answers[1].redirect_chain
        texts = [re.sub(r'value="\w{64}"', "", one.content.decode()) for one in answers]
        texts = [re.sub(r"\S+@example.org", "", text) for text in texts]
        assert texts[0] == texts[1]


def test_mails_lead_home_whatever_host_was_named() -> None:
    steward()
    known()
    assert Client().get("/", headers={"Host": "evil.example"}).status_code == 400
    for path, more in (
        ("/accounts/password/reset/", {"email": "b@example.org"}),
        ("/accounts/password/reset/", {"email": "unknown@example.org"}),
    ):
        Client().post(path, more, headers={"Host": "127.0.0.1:1234"})
    assert len(mail.outbox) == 2
    for one in mail.outbox:
        found = re.findall(r"https?://[^/\s]+", one.body)
        assert found
        assert set(found) == {settings.PLACE.url}
        assert "127.0.0.1" not in one.body


def test_the_setup_code_cannot_be_guessed_by_trying() -> None:
    Account.objects.all().delete()
    tried = [
        Client().post("/setup", {"code": f"{n:08x}"}, REMOTE_ADDR="192.0.2.1").status_code
        for n in range(6)
    ]
    assert tried == [200] * 5 + [429]
    others = [
        Client().post("/setup", {"code": "0"}, REMOTE_ADDR=f"192.0.2.{n}").status_code
        for n in range(2, 40)
    ]
    assert others.count(200) == 25
    right = {"code": setup.setup_code()}
    assert Client().post("/setup", right, REMOTE_ADDR="192.0.2.99").status_code == 429


def test_passwords_cannot_be_guessed_by_trying() -> None:
    steward()
    known()
    for n in range(6):
        asked = {"login": "b@example.org", "password": f"wrong {n}"}
        response = Client().post("/accounts/login/", asked, REMOTE_ADDR=f"192.0.2.{n}")
    right = {"login": "b@example.org", "password": PASSWORD}
    assert response.status_code == 200
    assert b"Too many failed login attempts" in response.content
    assert Client().post("/accounts/login/", right, REMOTE_ADDR="192.0.2.9").status_code == 200


def test_addresses_of_files_are_limited_by_account_not_by_token() -> None:
    steward()
    holder = with_things("holder@example.org", granted=True)
    other = with_things("other@example.org", granted=True)

    def ask(token: str) -> int:
        return (
            Client()
            .post(
                "/api/releases/set-1/links",
                {"paths": []},
                content_type="application/json",
                headers={"Authorization": f"Bearer {token}"},
            )
            .status_code
        )

    cache.set(f"throttle_account_{holder.account.pk}", [time.time()] * (limits.LINKS_A_MINUTE - 1))
    assert [ask(holder.token) for _ in range(2)] == [200, 429]
    assert ask(other.token) == 200  # of the same name, but not the same person


@pytest.mark.parametrize(
    "line",
    [
        "Forbidden: /files/eyJhbGciOi:1x2:abc_-",
        "Not Found: /accounts/confirm-email/MQ:1abc:xyz/",
        "Not Found: /accounts/password/reset/key/1-abc-xyz/",
        "Key (email)=(bea@example.org) already exists",
        "mail to bea%40example.org refused",
        "Authorization: Bearer fp_0123456789abcdef",
        "could not connect to postgres://user:hunter2@host/name",
        "GET /?token=abc_xyz&sig=abc_xyz",
        "X-Amz-Signature=abc_xyz&X-Amz-Credential=abc_xyz",
    ],
)
def test_no_line_of_the_log_holds_what_was_typed_or_given_out(line: str) -> None:
    told = without_secrets(line)
    for secret in ("eyJ", "1abc", "abc", "bea", "hunter2", "0123456789"):
        assert secret not in told
