"""A whole story on a real server: what browsers are told, what is kept, what the log says."""

from __future__ import annotations

import email
import email.policy
import json
import re
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple

import pytest
from running import Browser, Site, begun, in_django, own_place

HOST = "data.example.org"
STEWARD, RESEARCHER = "anna.steward@example.org", "bea.researcher@example.com"
PASSWORD, NEWER = "correct horse 41 staple", "another horse 42 staple"

GRANT = """
from offered import FACTS
from faceproof.service import access
from faceproof.service.models import Account, Agreement, Release
from faceproof.service.storage import store
import obstore
obstore.put(store(), "set-1/clip.mp4", b"frames")
file = {"path": "clip.mp4", "size": 6, "sha256": "0" * 64}
file |= dict.fromkeys(("methods", "compressions", "split"))
release = Release.objects.create(
    slug="set-1", name="set", version="1", digest="f" * 64, facts=FACTS, files=[file]
)
account = Account.objects.get(email="bea.researcher@example.com")
told = dict(name="Bea", institution="U", purpose="p", signed_as="Bea")
asked = access.submit(account, release, Agreement.objects.first(), **told)
access.approve(asked, by=Account.objects.get(is_staff=True))
print(account.password.split("$")[0])
"""


pytestmark = pytest.mark.slow


class Story(NamedTuple):
    """What was done, and everything that must not be in the log."""

    site: Site
    browser: Browser
    secrets: dict[str, str]
    hasher: str
    cookies: list[str]
    data: Path


def mails(data: Path) -> list[str]:
    texts = []
    for file in sorted((data / "mail").iterdir(), key=lambda one: one.stat().st_mtime):
        for one in file.read_text().split("-" * 79):
            if one.strip():
                message = email.message_from_string(one.strip(), policy=email.policy.default)
                texts.append(message.get_content())
    return texts


def link(data: Path, part: str) -> str:
    found = re.findall(rf"https?://\S*{part}\S*", "\n".join(mails(data)))
    assert found, mails(data)
    return str(found[-1])


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("story")
    data = folder / "data"
    with (
        own_place(data, FACEPROOF_URL=f"https://{HOST}") as environment,
        begun(environment, folder / "log") as site,
    ):
        yield told(site, environment, data)


def told(site: Site, environment: dict[str, str], data: Path) -> Story:
    secrets = {"steward's address": STEWARD, "address": RESEARCHER, "password": PASSWORD}
    first = Browser(site, HOST)
    code = re.findall(r"give the code (\w+)", site.log)[0]
    given = {"code": code, "name": "Anna", "email": STEWARD, "password": PASSWORD}
    assert first.post("/setup", **given, agreement="I will.").status_code == 302

    assert first.get("/steward").headers["Location"] == "/accounts/2fa/"
    browser = Browser(site, HOST)
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    assert browser.post("/accounts/signup/", email=RESEARCHER, **passwords).status_code == 302
    confirm = link(data, "confirm-email")
    secrets["confirmation"] = confirm.rstrip("/").rpartition("/")[2]
    assert confirm.startswith(f"https://{HOST}/")
    assert browser.post(confirm.removeprefix(f"https://{HOST}")).status_code == 302

    stranger = Browser(site, HOST)
    assert stranger.post("/accounts/password/reset/", email=RESEARCHER).status_code == 302
    reset = link(data, "password/reset/key")
    secrets["reset"] = reset.rstrip("/").rpartition("/")[2]
    path = stranger.get(reset.removeprefix(f"https://{HOST}")).headers["Location"]
    changed = {"password1": NEWER, "password2": NEWER}
    assert stranger.post(path, **changed).status_code == 302
    assert browser.post("/accounts/login/", login=RESEARCHER, password=PASSWORD).status_code == 200
    signed_in = browser.post("/accounts/login/", login=RESEARCHER, password=NEWER)
    assert signed_in.status_code == 302

    hasher = in_django(
        environment, f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n{GRANT}"
    )
    page = browser.post("/tokens", label="laptop").text
    token = re.findall(r"fp_[\w-]+", page)[0]
    secrets["token"] = token
    bearer = {"Authorization": f"Bearer {token}"}
    given_out = Browser(site, HOST)
    assert given_out.get("/api/releases/set-1/files", **bearer).status_code == 200
    links = given_out.ask_json("/api/releases/set-1/links", {"paths": ["clip.mp4"]}, **bearer)
    address = links.json()["links"]["clip.mp4"]
    secrets["signed address"] = address.rpartition("/")[2]
    if address.startswith(f"https://{HOST}/"):
        file = address.removeprefix(f"https://{HOST}")
        assert given_out.get(file).content == b"frames"
        assert given_out.get(f"{file}x").status_code == 403
    for wrong in (f"/accounts/confirm-email/{secrets['confirmation']}x/", f"/tokens/{token}"):
        browser.get(wrong)
    given_out.get("/api/releases/set-1", Authorization=f"Bearer {token}x")
    given_out.get(f"/nowhere?email={RESEARCHER}&token={token}")
    return Story(site, browser, secrets, hasher, signed_in.headers.get_list("set-cookie"), data)


def test_the_log_is_json_and_holds_no_address_password_token_or_private_link(story: Story) -> None:
    for what, secret in story.secrets.items():
        assert secret not in story.site.log, what
    lines = [line for line in story.site.log.splitlines() if line.startswith("{")]
    assert any("/tokens/..." in json.loads(line)["what"] for line in lines)
    talk = [line for line in story.site.log.splitlines() if not line.startswith("{")]
    assert all(line.startswith(("serving ", "first run: ")) for line in talk), talk


def test_cookies_are_for_this_site_over_tls_and_not_for_scripts(story: Story) -> None:
    names = set()
    for line in story.cookies:
        for name, cookie in SimpleCookie(line).items():
            names.add(name)
            assert cookie["secure"], line
            assert cookie["httponly"], line
            assert cookie["samesite"] == "Lax", line
    assert "sessionid" in names


def test_browsers_are_told_to_come_back_over_tls_only(story: Story) -> None:
    assert "max-age=31536000" in story.browser.get("/").headers["Strict-Transport-Security"]


def test_passwords_are_kept_as_argon2(story: Story) -> None:
    assert story.hasher == "argon2"


def test_mails_lead_to_the_sites_own_address(story: Story) -> None:
    found = re.findall(r"https?://([^/\s]+)", "\n".join(mails(story.data)))
    assert found
    assert set(found) == {HOST}


def test_another_host_is_refused(story: Story) -> None:
    for host in ("evil.example", "localhost", f"{HOST}.evil.example", "127.0.0.1"):
        assert Browser(story.site, host).get("/").status_code == 400, host


def test_what_is_kept_can_be_read_by_its_owner_only(story: Story) -> None:
    assert story.data.stat().st_mode & 0o077 == 0
