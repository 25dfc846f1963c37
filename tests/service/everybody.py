"""Everybody who may come to the site, each with what is theirs."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any, NamedTuple

import obstore
from allauth.account.models import EmailAddress
from django.http.response import HttpResponseBase
from django.test import Client
from offered import ABOUT, FILE, ask, asking, offered, researcher, sent, steward

from faceproof.service import access
from faceproof.service.files import addresses
from faceproof.service.models import Account, Token
from faceproof.service.models.token import digest_of, new_token
from faceproof.service.storage import store


class Things(NamedTuple):
    """What one person has, by the ids that stand in addresses.

    Attributes:
        ticket: signed address of a file, given out to them.
        token: in clear.
        submission: of their team, and scored.
        receipt: digest of what it was told.
    """

    account: Account
    request: int
    grant: int
    token_id: int
    token: str
    ticket: str
    submission: int
    receipt: str


def with_things(email: str, *, granted: bool) -> Things:
    """Somebody who asked for a release, has a token and a submission, and perhaps a grant."""
    account = researcher(email)
    EmailAddress.objects.get_or_create(user=account, email=email, verified=True, primary=True)
    asked = ask(account=account)
    grant = access.approve(asked, by=steward()).pk if granted else 0
    made, token = with_token(account)
    obstore.put(store(), f"{offered().slug}/{FILE}", ABOUT)
    obstore.put(store(), f"{offered().slug}/manifest.jsonl", b"")
    ticket = addresses(offered(), [FILE], account)[FILE].rpartition("/")[2]
    if granted:
        access.approve(ask(account, asking().hidden), by=steward())
    told = sent(account, asking())
    return Things(
        account, asked.pk, grant, made.pk, token, ticket, told.submission_id, told.receipt_sha256
    )


def with_token(account: Account) -> tuple[Token, str]:
    """A new token of theirs, and in clear."""
    token = new_token()
    return Token.objects.create(account=account, label="laptop", sha256=digest_of(token)), token


def bearer(account: Account) -> dict[str, str]:
    """What a program of theirs sends along."""
    return {"Authorization": f"Bearer {with_token(account)[1]}"}


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def signed_up_only() -> Client:
    """Somebody whose address nobody has checked."""
    client = Client()
    client.post(
        "/accounts/signup/",
        {
            "email": "e@example.org",
            "password1": "battery staple 8",
            "password2": "battery staple 8",
        },
    )
    return client


def let_go(response: HttpResponseBase) -> None:
    """Close an answer's files, but not the database's connection, which the test still needs."""
    for close in response._resource_closers:
        close()


def post(client: Client, path: str, **said: object) -> Any:
    """The page on which somebody comes out who sent a form."""
    page = client.post(path, said, follow=True)
    let_go(page)
    return page


def text_of(page: Any) -> str:
    """A page as it reads."""
    return html.unescape(page.content.decode())


class Visit(NamedTuple):
    """Who comes, and whose ids they put into addresses."""

    client: Client
    ids: Things


def visits() -> dict[str, Callable[[], Visit]]:
    """A visit by each role; stewards and meddlers use the ids of somebody who has a grant."""

    def holder() -> Things:
        return with_things("holder@example.org", granted=True)

    def meddler() -> Visit:
        theirs = holder()
        return Visit(signed_in(with_things("m@example.org", granted=True).account), theirs)

    def own(things: Things) -> Visit:
        return Visit(signed_in(things.account), things)

    return {
        "nobody": lambda: Visit(Client(), holder()),
        "unchecked": lambda: Visit(signed_up_only(), holder()),
        "researcher": lambda: own(with_things("r@example.org", granted=False)),
        "holder": lambda: own(holder()),
        "meddler": meddler,
        "steward": lambda: Visit(signed_in(steward()), holder()),
    }
