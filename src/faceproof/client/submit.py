"""Send scores to a challenge of a site, and wait for what comes of them.

A site knows a file again that it has, so sending is repeated when no answer came.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable

import httpx

from faceproof.client.answers import believed, slug
from faceproof.client.patience import pauses
from faceproof.client.scores import Entry, Scores, Steady
from faceproof.client.site import Site
from faceproof.client.submission import State, Submission, read_submission
from faceproof.core.errors import PlanError, SiteError, StorageError

_REFUSED = frozenset({400, 413, 429})  # 429 here: the team has had its attempts
_TIMEOUT = httpx.Timeout(20.0, read=120.0)  # a site looks at a large file before it answers
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")


def choose_challenge(named: str | None, of_page: str | None) -> str:
    """The challenge that is meant.

    Args:
        named: by somebody, if at all.
        of_page: by the address of its page, if it was one.

    Raises:
        PlanError: none is, two are, or it can be no challenge's name.
    """
    chosen = named or of_page
    if chosen is None:
        raise PlanError("which challenge? give --challenge, or the address of its page")
    if of_page and chosen != of_page:
        raise PlanError(f"--challenge {chosen:.80} is not the challenge of the address")
    try:
        return slug(chosen)
    except ValueError as error:
        raise PlanError(f"--challenge {chosen!r:.80}: {error}") from error


def submit(site: Site, challenge: str, scores: Scores, entry: Entry) -> Submission:
    """Send scores; the same file again gives the submission that it is already.

    Args:
        site: has the challenge.
        challenge: its short name.
        scores: what to send, from disk.
        entry: what is said of them.

    Raises:
        RefusedError: the site does not take them, and says why.
        SiteError: it cannot be reached or believed.
        ScoreError: the file changed while it was sent.
        StorageError: it cannot be read any more.
    """
    ending = scores.path.suffix if _ENDING.fullmatch(scores.path.suffix) else ""
    try:
        with scores.path.open("rb") as file:
            told = site.ask(
                "POST",
                f"/challenges/{challenge}/submissions",
                what="challenge",
                final=_REFUSED,
                data=entry.as_form(),
                files={
                    "scores": (f"scores{ending}", Steady(file, scores))
                },  # its own name may tell of people
                timeout=_TIMEOUT,
            )
    except OSError as error:
        path = scores.path
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from error
    sent = believed(told, "submission", read_submission)
    if not hmac.compare_digest(sent.sha256, scores.sha256):
        raise SiteError(
            f"the site has a file of sha256 {sent.sha256[:16]}..., the one here is of "
            f"{scores.sha256[:16]}...; did it change while it was sent?"
        )
    if sent.challenge != challenge:
        raise SiteError(f"the site answers of challenge {sent.challenge}, not of {challenge}")
    return sent


def look_again(site: Site, before: Submission) -> Submission:
    """A submission as it is now.

    Raises:
        SiteError: the site cannot be reached, or answers of something else.
    """
    told = site.ask("GET", f"/submissions/{before.id}", what="submission")
    now = believed(told, "submission", read_submission)
    for name in ("id", "challenge", "sha256"):
        was, is_now = getattr(before, name), getattr(now, name)
        if was != is_now:
            raise SiteError(
                f"the site answers of another submission: its {name} was {was} and is {is_now}"
            )
    return now


def await_score(site: Site, sent: Submission, tell: Callable[[Submission], None]) -> Submission:
    """A submission once it waits no longer.

    Args:
        site: has it.
        sent: as `submit` gave it.
        tell: is told of it whenever its place has changed.

    Raises:
        SiteError: the site cannot be reached or believed any more.
    """
    now, told = sent, None
    pausing = pauses(site.stopped)
    while now.state is State.WAITING:
        place = (now.position, now.is_running)
        if place != told:
            tell(now)
            told = place
        next(pausing)
        now = look_again(site, now)
    return now
