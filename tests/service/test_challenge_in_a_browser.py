"""A challenge from a hidden set to the end, by keyboard: answers, ties, a receipt, a revision."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

pytest.importorskip("playwright", reason="the story needs a browser (group service)")

import numpy as np
from browsing import COMMAND, DESK, PHONE, Person, Site, serving, visitors, wait_until
from fetching import fetch
from playwright.sync_api import expect
from steps import approve, ask, make_token, set_up, sign_up

from faceproof.release import blind
from faceproof.release.blind_labels import read_labels

pytestmark = [pytest.mark.service, pytest.mark.slow]

SALT = bytes(31) + b"\1"
SET, NEXT = "strangers-hidden 1.0.0", "strangers-hidden 1.1.0"


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    folder = tmp_path / "labels"
    folder.mkdir()
    return folder


@pytest.fixture
def site(tmp_path: Path, labels: Path) -> Iterator[Site]:
    with serving(tmp_path / "data", "--labels", labels) as site:
        yield site


@pytest.fixture
def someone(site: Site) -> Iterator[Callable[..., Person]]:
    with visitors(site) as come:
        yield come


def test_the_story(
    site: Site, someone: Callable[..., Person], strangers: Path, labels: Path, tmp_path: Path
):
    truth = hide(strangers, tmp_path / "set", labels / "first.json")
    steward = someone("steward", DESK, "light")
    set_up(steward)
    words = ("--labels", labels / "first.json", "--licence", "CC0-1.0")
    slug = site.faceproof("admin", "publish-hidden", tmp_path / "set", *words)["slug"]
    make_challenge(steward)

    bea = someone("bea", PHONE, "dark")
    sign_up(bea)
    ask(bea, SET)
    approve(steward, SET)
    token = make_token(bea)
    clips = fetch(site, slug, token, tmp_path / "fetched")
    assert {Path(clip).stem for clip in clips} == set(truth)
    make_team(bea, "Bea's")
    bad, good = tmp_path / "bad.jsonl", tmp_path / "good.jsonl"
    good.write_text(answers(truth, 2.0, seed=1))
    bad.write_text("\n".join(good.read_text().splitlines()[1:]))
    refused(bea, bad)
    scored(bea, good)

    others = {
        "cal": answers(truth, 2.0, seed=2),  # as good as Bea's
        "dan": answers(truth, -2.0, seed=3),  # far behind
    }
    for name, text in others.items():
        person = someone(name, DESK, "light")
        sign_up(person, f"{name}@example.org")
        ask(person, SET)
        approve(steward, SET)
        make_team(person, f"{name.title()}'s")
        told = submitted(site, make_token(person), tmp_path / f"{name}.jsonl", text)
        assert told["state"] == "scored"
    wait_until(lambda: len(rows(site)) == 3)
    see_the_tie(someone("visitor", PHONE, "light"))
    first = board(site)
    prove_receipts(site, first, tmp_path)

    leaving = next(iter(read_labels(labels / "first.json").clips.values())).target
    withdraw(someone("actor", PHONE, "light"), site, leaving)
    bea.open("/challenges/strangers")
    expect(bea.page.get_by_text("Somebody in the hidden set has withdrawn")).to_be_visible()
    revise(site, strangers, tmp_path, labels)
    wait_until(lambda: len(rows(site)) == 3 and board(site)["labels_sha256"] != labels_of(first))
    look_back(bea, site)
    close(steward)


def hide(release: Path, public: Path, sealed: Path) -> dict[str, bool]:
    """Hide its test side; the truth by hidden ids."""
    blind(release, out=public, sealed=sealed, salt=SALT, ledger=None, on=today())
    return {one: clip.is_fake for one, clip in read_labels(sealed).clips.items()}


def today() -> date:
    return datetime.now(tz=UTC).date()


def answers(truth: dict[str, bool], skill: float, seed: int) -> str:
    noise = np.random.default_rng(seed).normal(size=len(truth))
    return "".join(
        json.dumps({"id": one, "llr": float(x + skill * (1 if fake else -1))}) + "\n"
        for x, (one, fake) in zip(noise, sorted(truth.items()), strict=True)
    )


def make_challenge(steward: Person) -> None:
    steward.open("/steward")
    steward.follow("Challenges")
    steward.open("/steward/challenges")
    steward.write("Title", "Strangers")
    steward.write("Short name, in its address", "strangers")
    steward.reach(steward.page.get_by_label("Hidden set"))
    steward.page.keyboard.press("ArrowDown")
    steward.write("What is asked", "Which of these clips are **fake**?")
    steward.page.get_by_label("Closes on").fill("2099-01-01T00:00")  # each browser types it anew
    steward.write("Attempts of a team", "2")
    steward.press("Make the challenge")
    expect(steward.page.get_by_text("Nobody stands on it yet")).to_be_visible()


def make_team(person: Person, name: str) -> None:
    person.open("/team")
    person.write("Name, which stands on boards", name)
    person.press("Make the team")
    expect(person.page.get_by_role("heading", name=f"Team {name}")).to_be_visible()


def refused(person: Person, file: Path) -> None:
    send(person, file)
    person.page.get_by_text("What is wrong with the file").wait_for(timeout=60_000)
    person.look()
    expect(person.page.get_by_text("has no answer")).to_be_visible()


def scored(person: Person, file: Path) -> None:
    send(person, file)
    person.page.get_by_text("What it scored").wait_for(timeout=60_000)
    person.look()
    person.press("Let this one count in the end")
    expect(person.page.get_by_text("This one counts in the end")).to_be_visible()


def send(person: Person, file: Path) -> None:
    person.open("/challenges/strangers")
    person.follow("Send answers")
    expect(person.page.get_by_text("2 attempts left")).to_be_visible()
    person.give("File of answers", file)
    person.write("Detector", "residual")
    person.write("Seconds a clip", "0.5")
    person.write("AUC reported elsewhere", "0.97")
    person.write("Where it is reported", "Table 2")
    person.press("Send")


def submitted(site: Site, token: str, file: Path, text: str) -> dict[str, Any]:
    """With the command line, as most will."""
    file.write_text(text)
    words = ["submit", site.url, "--challenge", "strangers", file, "--token", token]
    line = [COMMAND, *words, "--wait", "--json"]
    ran = subprocess.run(line, capture_output=True, text=True, check=True, timeout=120)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def board(site: Site) -> dict[str, Any]:
    answer = httpx.get(f"{site.url}/api/challenges/strangers/board")
    return answer.json() if answer.status_code == httpx.codes.OK else {"groups": []}


def rows(site: Site) -> list[dict[str, Any]]:
    return [row for group in board(site)["groups"] for row in group]


def labels_of(told: dict[str, Any]) -> str:
    return str(told["labels_sha256"])


def see_the_tie(visitor: Person) -> None:
    visitor.open("/")
    visitor.follow("Challenges")
    visitor.follow("Strangers")
    expect(visitor.page.get_by_text("2 tied")).to_be_visible()
    groups = visitor.page.locator("table.board").first.locator("tbody")
    expect(groups).to_have_count(2)
    expect(groups.nth(0)).to_contain_text("Bea's")
    expect(groups.nth(0)).to_contain_text("Cal's")
    expect(groups.nth(1)).to_contain_text("Dan's")
    visitor.follow("residual")
    expect(visitor.page.get_by_text(SET)).to_be_visible()


def prove_receipts(site: Site, told: dict[str, Any], folder: Path) -> None:
    """By the command line, with nothing but what everybody can get."""
    key = folder / "key.pem"
    key.write_bytes(httpx.get(f"{site.url}/log/key.pem").raise_for_status().content)
    for row in (row for group in told["groups"] for row in group):
        digest = row["receipt_sha256"]
        receipt = httpx.get(f"{site.url}/receipts/{digest}.json").content
        assert hashlib.sha256(receipt).hexdigest() == digest
        assert json.loads(receipt)["told"]["auc"] == row["auc"]
        address = f"{site.url}/receipts/{digest}.proof.json"
        wait_until(lambda address=address: httpx.get(address).status_code == httpx.codes.OK)
        proof = folder / "proof.json"
        proof.write_bytes(httpx.get(address).content)
        line = [COMMAND, "log", "check", proof, "--key", key, "--json"]
        ran = subprocess.run(line, capture_output=True, text=True, check=True)
        found = json.loads(ran.stdout)
        assert (found["ok"], found["entry"]["digest"]) == (True, digest)


def withdraw(actor: Person, site: Site, who: str) -> None:
    actor.open(site.faceproof("admin", "actor-link", who)["link"])
    expect(actor.page.get_by_text("Which of its clips show you is sealed")).to_be_visible()
    actor.press("Withdraw", role="link")
    actor.tick("Yes, take everything with me out")
    actor.press("Withdraw now")


def revise(site: Site, release: Path, folder: Path, labels: Path) -> None:
    """The steward's shell: the next version of the release, hidden with the same salt."""
    keys = site.data / "workspace"
    wait_until(lambda: list(keys.rglob("*.jsonl")))  # a worker has entered the withdrawal
    run = [COMMAND, "release"]
    later, public = folder / "later", folder / "later-set"
    subprocess.run([*run, "revise", release, "--out", later, "--workspace", keys], check=True)
    sealed = ["--sealed", labels / "second.json", "--salt-of", labels / "first.json"]
    subprocess.run([*run, "blind", later, "--out", public, *sealed, "-w", keys], check=True)
    words = ("--labels", labels / "second.json", "--licence", "CC0-1.0")
    old = "strangers-hidden-1-0-0"
    site.faceproof("admin", "publish-hidden", public, *words, "--replaces", old)


def look_back(person: Person, site: Site) -> None:
    """The same detector on the set that came after; its page shows both."""
    person.open("/detectors/residual")
    expect(person.page.get_by_text(NEXT)).to_be_visible()
    expect(person.page.get_by_text(SET)).to_be_visible()
    person.open("/submissions")
    assert {row["team"] for row in rows(site)} == {"Bea's", "Cal's", "Dan's"}


def close(steward: Person) -> None:
    steward.open("/steward/challenges/strangers")
    steward.press("Close it now")
    steward.page.wait_for_timeout(2000)
    wait_until(lambda: "In the end" in httpx.get(steward.page.url).text)
    steward.open("/challenges/strangers")
    expect(steward.page.get_by_role("heading", name="In the end")).to_be_visible()
