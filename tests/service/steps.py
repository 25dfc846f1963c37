"""What people do on a site in front of a browser, step by step."""

from __future__ import annotations

from browsing import Person
from playwright.sync_api import expect

PASSWORD = "battery staple 77"  # noqa: S105 - of tests
PURPOSE = "To measure a detector on people it never met."


def set_up(steward: Person) -> None:
    steward.open("/")
    steward.write("Code", (steward.site.data / "setup-code").read_text())
    steward.write("Your name", "Ann Steward")
    steward.write("Your e-mail address", "ann@example.org")
    steward.write("Password", "correct horse 42")
    steward.press("Set up")
    expect(steward.page.get_by_role("heading", name="Steward's desk")).to_be_visible()


def sign_up(person: Person, email: str = "bea@example.org") -> None:
    person.open("/")
    person.follow("Sign up")
    person.write("Email:", email)
    person.write("Password:", PASSWORD)
    person.write("Password (again):", PASSWORD)
    person.press("Sign Up")
    person.open(person.site.mail(rf"{person.site.url}/accounts/confirm-email/\S+"))
    person.press("Confirm")
    if "login" in person.page.url:
        person.write("Email:", email)
        person.write("Password:", PASSWORD)
        person.press("Sign In")


def ask(person: Person, release: str = "tiny 1.0.0") -> None:
    person.open("/")
    person.follow(release)
    person.follow("Ask for access")
    person.write("Your name", "Bea Researcher")
    person.write("Institution", "University")
    person.write("What you will do with it", PURPOSE)
    person.write("Sign: type your name once more", "Bea Researcher")
    person.tick("I have read the agreement and will keep to it")
    person.press("Sign and ask")
    expect(person.page.get_by_text("That is in")).to_be_visible()


def approve(steward: Person, release: str = "tiny 1.0.0") -> None:
    steward.open("/steward")
    steward.follow("Bea Researcher, University")
    steward.press("Approve")
    expect(steward.page.get_by_role("heading", name=release).first).to_be_visible()


def make_token(person: Person) -> str:
    person.open("/tokens")
    person.write("What is it for?", "laptop")
    person.press("Make a token")
    return person.page.locator("#fresh").inner_text()
