"""`faceproof submit`: send scores to a challenge of a site, and see what comes of them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from faceproof.cli.output import JsonFlag, emit, listed, resumable, say
from faceproof.client import (
    Card,
    Entry,
    Kept,
    Reported,
    Site,
    State,
    Submission,
    await_receipt,
    await_score,
    choose_challenge,
    keep_receipt,
    open_site,
    read_address,
    read_scores,
    receipt_places,
)
from faceproof.client import submit as send
from faceproof.core.errors import PlanError

_SAME = "`faceproof submit` again with the same file gives the same submission"
_NO_REASON = "the site gives no reason"


@resumable(_SAME)
def submit(
    url: Annotated[
        str, typer.Argument(help="The site, or a challenge's page on it.", show_default=False)
    ],
    scores: Annotated[Path, typer.Argument(help="The file of scores.", show_default=False)],
    challenge: Annotated[
        str | None, typer.Option(help="Its short name, where the address is the site's.")
    ] = None,
    token: Annotated[
        str,
        typer.Option(
            envvar="FACEPROOF_TOKEN", help="From the site's page Tokens.", show_default=False
        ),
    ] = "",
    detector: Annotated[
        str | None, typer.Option(help="Whose scores they are; else as the file says, or is called.")
    ] = None,
    trained_on: Annotated[
        str, typer.Option(metavar="A,B", help="Releases of the site that it learned from.")
    ] = "",
    trained_elsewhere: Annotated[
        str, typer.Option(help="What else it learned from, in words.")
    ] = "",
    seconds_per_clip: Annotated[float | None, typer.Option(help="That it takes.")] = None,
    reported_auc: Annotated[
        float | None, typer.Option(help="One that was published of it.")
    ] = None,
    reported_source: Annotated[str, typer.Option(help="Where that AUC was published.")] = "",
    wait: Annotated[
        bool, typer.Option("--wait", help="Stay until it is scored, and print the card.")
    ] = False,
    receipt: Annotated[
        Path | None, typer.Option(help="With --wait: write the receipt here, its proof beside it.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Submit scores to a challenge; the same file again gives the same submission."""
    if receipt is not None and not wait:
        raise PlanError("--receipt needs --wait: there is none before it is scored")
    address = read_address(url, "challenges")
    slug = choose_challenge(challenge, address.slug)
    found = read_scores(scores)
    entry = Entry(
        detector=found.detector if detector is None else detector,
        trained_on=listed(trained_on),
        trained_elsewhere=trained_elsewhere,
        seconds_per_clip=seconds_per_clip,
        reported=_reported(reported_auc, reported_source),
    )
    to = None if receipt is None else receipt_places(receipt, scores)
    with open_site(address.origin, token, threading.Event()) as site:
        sent = send(site, slug, found, entry)
        page = f"{site.origin}/submissions/{sent.id}"
        if not wait:
            text = f"submission {sent.id} is {sent.state}: {page}"
            emit({"id": sent.id, "state": sent.state}, text, as_json=as_json)
            _exit_unless_good(sent)
            return
        say(f"submission {sent.id}: {page}")
        done = await_score(site, sent, _tell)
        _show(done, as_json=as_json)
        _exit_unless_good(done)
        if to is not None:
            _keep(site, done, to)


def _reported(auc: float | None, source: str) -> Reported | None:
    if (auc is None) != (not source):
        raise PlanError("--reported-auc and --reported-source stand together or not at all")
    return None if auc is None else Reported(auc, source)


def _tell(now: Submission) -> None:
    if now.is_running:
        say("being scored")
    else:
        say("waiting" if now.position is None else f"waiting, {now.position} before it")


def _show(done: Submission, *, as_json: bool) -> None:
    card = done.card
    value = {
        "id": done.id,
        "state": done.state,
        "challenge": done.challenge,
        "detector": done.detector,
        "reason": done.reason,
        "problems": list(done.problems),
        "card": None if card is None else card.as_json(),
    }
    if as_json or card is not None:
        emit(value, "" if card is None else _table(done, card), as_json=as_json)


def _exit_unless_good(now: Submission) -> None:
    """Say what is wrong, or when the team may send again, and exit where it is no good."""
    if now.state is State.INVALID:
        for line in now.problems:
            say(line)
        say(f"the file is not what the challenge asks for: {now.reason or _NO_REASON}")
        raise typer.Exit(2)
    if now.state is State.FAILED:
        say(f"it could not be scored: {now.reason or _NO_REASON}")
        raise typer.Exit(1)
    if now.next_on is not None:
        say(f"the team's next attempt: from {now.next_on.isoformat(' ', 'minutes')}")


def _table(done: Submission, card: Card) -> Table:
    title = Text(f"{done.detector} of {done.team} on {done.challenge}, submission {done.id}")
    table = Table(title=title, title_justify="left")
    table.add_column("figure", no_wrap=True)
    table.add_column("value")
    interval = "no interval" if card.low is None else f"[{card.low:.2f}, {card.high:.2f}]"
    rows = {"AUC": f"{_figure(card.auc)} {interval}", "coverage": f"{card.coverage:.0%}"}
    rows |= {f"AUC, {name}": _figure(value) for name, value in card.by_method.items()}
    rows |= {f"AUC, {name}": _figure(value) for name, value in card.by_compression.items()}
    rows["better than before"] = "yes" if card.improved else "no"
    rows["group"] = "none" if card.group is None else f"{card.group}; rows of one group are tied"
    for name, value in rows.items():
        table.add_row(Text(name), Text(value))
    return table


def _figure(value: float | None) -> str:
    return "not measurable" if value is None else f"{value:.2f}"


def _keep(site: Site, done: Submission, to: Kept) -> None:
    keep_receipt(await_receipt(site, done, say), to)
    say(f"receipt in {to.receipt}, its proof in {to.proof}; `faceproof log check` checks that")
