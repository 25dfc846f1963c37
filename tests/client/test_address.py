"""Where a token may go, and which links may be asked."""

from __future__ import annotations

import pytest

from faceproof.client.address import check_link, read_address
from faceproof.core.errors import PlanError, SiteError


@pytest.mark.parametrize(
    ("text", "origin", "slug"),
    [
        ("https://data.example.org", "https://data.example.org", None),
        ("https://data.example.org/", "https://data.example.org", None),
        ("https://data.example.org:8443/releases/set-1", "https://data.example.org:8443", "set-1"),
        ("https://data.example.org/releases/set-1/?a=b#c", "https://data.example.org", "set-1"),
        ("http://localhost:8000", "http://localhost:8000", None),
        ("http://127.0.0.1:8000/releases/x", "http://127.0.0.1:8000", "x"),
        ("http://[::1]:8000", "http://[::1]:8000", None),
    ],
)
def test_a_site_or_a_page_of_it(text: str, origin: str, slug: str | None):
    found = read_address(text)
    assert (found.origin, found.slug) == (origin, slug)


def test_a_challenges_page_is_one_only_where_challenges_are_asked_for():
    page = "https://data.example.org/challenges/tiny"
    assert read_address(page, "challenges").slug == "tiny"
    with pytest.raises(PlanError, match="/releases/NAME"):
        read_address(page)
    with pytest.raises(PlanError, match="/challenges/NAME"):
        read_address("https://data.example.org/releases/tiny", "challenges")


@pytest.mark.parametrize(
    "text",
    [
        "", "data.example.org", "http://data.example.org", "http://127.0.0.1.example.org",
        "ftp://localhost", "file:///etc/passwd", "https://a:b@data.example.org",
        "https://data.example.org/other", "https://data.example.org/releases/../x",
        "https://", "https://data example.org", "https://data.example.org/releases/a\nb",
        "http://localhost@example.org", "https://[", "https://a:99999999",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str):
    with pytest.raises(PlanError):
        read_address(text)


def test_a_remote_site_cannot_send_one_to_this_machine():
    for link in ("http://localhost/x", "https://127.0.0.1/x", "https://localhost/x"):
        with pytest.raises(SiteError):
            check_link(link, "https://data.example.org")
    assert check_link("http://localhost:9/x", "http://127.0.0.1:8")
    assert check_link("https://bucket.example.net/x?a=b", "https://data.example.org")
