"""What browsers are told, on every page: nothing from elsewhere, nothing inline, no frames."""

from __future__ import annotations

import copy
import re

import pytest
from django.conf import settings
from django.test import Client
from everybody import let_go, signed_in, visits, with_things
from offered import offered, steward
from routes import routes
from test_permissions import path_of

pytestmark = pytest.mark.django_db

INLINE = {
    "a script": re.compile(
        r"<script(?![^>]*(\bsrc=|application/(ld\+)?json))[^>]*>", re.IGNORECASE
    ),
    "a style": re.compile(r"<style[\s>]|\sstyle=", re.IGNORECASE),
    "a handler": re.compile(r"<[^>]*\son[a-z]+=", re.IGNORECASE),
}
FOREIGN = re.compile(r"""(?:src|action)=["'](?:https?:)?//""")


@pytest.mark.parametrize("role", ["nobody", "holder", "steward"])
def test_every_page_is_strict(role: str) -> None:
    steward()
    offered()
    visit = visits()[role]()
    for route in routes():
        cookies = copy.deepcopy(visit.client.cookies)
        response = visit.client.get(path_of(route, visit.ids))
        body = b"".join(response).decode() if response.streaming else response.content.decode()
        let_go(response)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy, route
        assert "frame-ancestors 'none'" in policy, route
        assert "unsafe" not in policy, route
        assert response["X-Content-Type-Options"] == "nosniff", route
        assert response["Referrer-Policy"] == "same-origin", route
        if response["Content-Type"].startswith("text/html"):
            assert response["X-Frame-Options"] == "DENY", route
            for what, pattern in INLINE.items():
                assert not pattern.search(body), (route.pattern, what, pattern.search(body))
            assert not FOREIGN.search(body), route
        visit.client.cookies = cookies


def test_pages_for_the_signed_in_are_not_kept_by_caches() -> None:
    client = signed_in(steward())
    for path in ("/", "/requests", "/tokens", "/steward"):
        response = client.get(path)
        assert "Cookie" in response["Vary"], path


def test_cookies_are_not_for_scripts_and_stay_here() -> None:
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    steward()
    holder = with_things("holder@example.org", granted=False)
    client = Client()
    client.post("/accounts/login/", {"login": holder.account.email, "password": "battery staple 7"})
    client.get("/tokens")
    client.post("/i18n/setlang/", {"language": "nl"})
    assert client.cookies.keys() >= {"sessionid", "csrftoken", "django_language"}
    for cookie in filter(lambda one: one.value, client.cookies.values()):  # "" was taken back
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key
