"""The whole story in a browser, by keyboard: from an empty folder to a withdrawal and its sync."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

pytest.importorskip("playwright", reason="the story needs a browser (group service)")

from browsing import DESK, PHONE, Person, Site, serving, visitors, wait_until
from fetching import fetch, links, replaced_by
from playwright.sync_api import expect
from steps import PURPOSE, approve, ask, make_token, set_up, sign_up

pytestmark = [pytest.mark.service, pytest.mark.slow]

NEXT = "tiny 1.1.0"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site") / "data") as site:
        yield site


@pytest.fixture
def someone(site: Site) -> Iterator[Callable[..., Person]]:
    with visitors(site) as come:
        yield come


def test_the_story(
    site: Site, someone: Callable[..., Person], rendered_release: Path, tmp_path: Path
):
    steward = someone("steward", DESK, "light")
    set_up(steward)
    slug = site.faceproof("admin", "publish", rendered_release)["slug"]

    researcher = someone("researcher", PHONE, "dark")
    sign_up(researcher)
    ask(researcher)
    refuse(steward, "Say which detector.")
    ask_again(researcher, "Say which detector.")
    approve(steward)
    read_what_is_new(researcher)
    token = make_token(researcher)
    before = fetch(site, slug, token, tmp_path)
    assert {"manipulated_sequences", "original_sequences"} == {
        path.split("/")[0] for path in before
    }
    browse(someone("visitor", PHONE, "light"), slug)

    link = site.faceproof("admin", "actor-link", "syn-0001")["link"]
    actor = someone("actor", PHONE, "light")
    withdraw(actor, link)
    assert links(site, slug, token, sorted(before)[:1]).status_code == httpx.codes.FORBIDDEN
    assert httpx.get(f"{site.url}/releases/{slug}/watch").status_code == httpx.codes.NOT_FOUND
    wait_until(lambda: replaced_by(site, slug, token) is not None)
    after = fetch(site, slug, token, tmp_path)
    assert after < before
    assert not any(path.rpartition("/")[2].startswith("01_") for path in after)
    told_of_it(researcher, actor, link)
    look_at_the_rest(steward)


def read_what_is_new(person: Person) -> None:
    person.open("/")
    person.press("Seen")
    person.follow("Tokens")


def refuse(steward: Person, reason: str) -> None:
    steward.open("/steward")
    steward.follow("Bea Researcher, University")
    steward.write("Reason, which they will read", reason)
    steward.press("Refuse")


def ask_again(person: Person, reason: str) -> None:
    person.page.reload()
    expect(person.page.get_by_text(reason)).to_be_visible()
    person.follow("Ask again")
    expect(person.page.get_by_label("What you will do with it")).to_have_value(PURPOSE)
    person.write("Sign: type your name once more", "Bea Researcher")
    person.tick("I have read the agreement and will keep to it")
    person.press("Sign and ask")


def browse(person: Person, slug: str) -> None:
    person.open(f"/releases/{slug}")
    person.follow("SelfBlend")
    person.page.go_back()
    person.follow("Watch its fakes")
    person.enter(person.page.locator("main a[href*='watch/']").first)
    person.page.wait_for_selector("#deck:not([hidden])", timeout=90_000)
    person.look()
    number = person.page.locator("#number")
    expect(number).to_have_text("1 / 8")
    person.page.keyboard.press("ArrowRight")
    expect(number).to_have_text("2 / 8")
    times = "[...document.querySelectorAll('video')].map(video => video.currentTime)"
    assert len(set(person.page.evaluate(times))) == 1
    assert person.page.evaluate(times + ".length") == 4
    person.reach(person.page.locator("#frame"))
    person.page.keyboard.press("End")
    expect(number).to_have_text("8 / 8")
    person.reach(person.page.locator("#language"))
    person.page.keyboard.press("n")
    person.press("Change")
    expect(person.page.locator("html")).to_have_attribute("lang", "nl")
    person.open("/")


def withdraw(actor: Person, link: str) -> None:
    actor.open(link)
    actor.press("Withdraw", role="link")
    actor.tick("Yes, take everything with me out")
    actor.press("Withdraw now")
    expect(actor.page.get_by_role("heading", name="You have withdrawn")).to_be_visible()


def told_of_it(person: Person, actor: Person, link: str) -> None:
    person.open("/")
    expect(person.page.get_by_text("Use it no longer")).to_be_visible()
    person.page.get_by_role("link", name=f"{NEXT} is there").wait_for()
    person.follow("My requests")
    assert person.site.mail("actor|withdrawn")
    actor.open(link)
    expect(actor.page.get_by_text(f"{NEXT} took its place")).to_be_visible()


def look_at_the_rest(steward: Person) -> None:
    steward.open("/steward")
    steward.follow("People")
    steward.press("bea@example.org: make a steward")
    steward.press("bea@example.org: no steward any more")
    steward.open("/steward/agreement")
    steward.write("Text of the next version", "1. I use it for research alone.")
    steward.press("Publish it")
    expect(steward.page.get_by_text("Version 2 holds since")).to_be_visible()
    steward.open("/accounts/2fa/")
