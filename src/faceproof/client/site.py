"""What does a site answer? Its API, each answer capped in size and checked before it is used."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from faceproof.client.address import check_link
from faceproof.client.answers import (
    Given,
    Listing,
    Offer,
    believed,
    read_links,
    read_listing,
    read_offer,
)
from faceproof.client.patience import Again, check_passing, patiently
from faceproof.core import fields
from faceproof.core.errors import PlanError, RefusedError, SiteError

MOST_LINKS = 500
TIMEOUT = httpx.Timeout(20.0)
PLAIN = {"Accept-Encoding": "identity", "User-Agent": "faceproof"}  # nothing to blow up here
_MOST_RELEASES = 1000
_SMALL, _LARGE = 4 << 20, 256 << 20
_TOKEN = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which files: empty means all. Those that describe a release always come along."""

    methods: tuple[str, ...] = ()
    compressions: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()

    @property
    def is_all(self) -> bool:
        """Nothing is left out."""
        return not (self.methods or self.compressions or self.splits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site and who asks it.

    Attributes:
        origin: its address.
        client: shows the token; for the site alone.
        stopped: ends waiting.
    """

    origin: str
    client: httpx.Client
    stopped: threading.Event

    def releases(self) -> list[Offer]:
        """Everything on offer."""
        told = fields.items(self.ask("GET", "/releases"))[:_MOST_RELEASES]
        return [believed(one, "list of releases", read_offer) for one in told]

    def release(self, slug: str) -> Offer:
        """One release, and whether you may fetch it."""
        return believed(self.ask("GET", f"/releases/{slug}"), "release", read_offer)

    def files(self, slug: str, wanted: Wanted) -> Listing:
        """Its files with sizes and digests."""
        named = {
            "methods": ",".join(wanted.methods),
            "compressions": ",".join(wanted.compressions),
            "splits": ",".join(wanted.splits),
        }
        told = self.ask("GET", f"/releases/{slug}/files", _LARGE, params=named)
        return believed(told, "list of files", read_listing)

    def links(self, slug: str, paths: Sequence[str]) -> Given:
        """Addresses under which files can be fetched for a while, of `MOST_LINKS` at most."""
        told = self.ask("POST", f"/releases/{slug}/links", json={"paths": list(paths)})
        given = believed(told, "list of links", read_links, paths)
        for link in given.links.values():
            check_link(link, self.origin)
        return given

    def ask(
        self,
        method: str,
        path: str,
        cap: int | None = None,
        *,
        what: str = "release",
        final: Collection[int] = (),
        **sent: Any,
    ) -> Any:
        """The JSON of an answer; asked again while none comes, or one that may pass.

        Args:
            method: of HTTP.
            path: below ``/api``.
            cap: bytes that are read at most.
            what: is asked for, in the words of a refusal.
            final: statuses that refuse, and say why, even where they pass elsewhere.
            sent: what else httpx is to send; all of it must bear to be sent twice.

        Raises:
            RefusedError: the site does not give it.
            SiteError: it cannot be reached, or answers otherwise.
        """

        def once() -> bytes:
            try:
                with self.client.stream(method, f"{self.origin}/api{path}", **sent) as response:
                    check_passing(response, final=final)
                    return _body(response, cap or _SMALL, what, final)
            except httpx.TransportError as error:
                raise Again(f"{self.origin} does not answer ({type(error).__name__})") from error

        try:
            return fields.parse_json(patiently(once, self.stopped))
        except ValueError as error:
            raise SiteError(f"{self.origin} does not answer as a site does: {error}") from error


@contextmanager
def open_site(origin: str, token: str, stopped: threading.Event) -> Iterator[Site]:
    """A site, asked with a token.

    Raises:
        PlanError: there is none, or it cannot be one.
    """
    if not _TOKEN.fullmatch(token):
        raise PlanError("no token: give --token, or set FACEPROOF_TOKEN (see the page Tokens)")
    headers = PLAIN | {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    with httpx.Client(headers=headers, timeout=TIMEOUT) as client:
        yield Site(origin=origin, client=client, stopped=stopped)


def _body(response: httpx.Response, cap: int, what: str, final: Collection[int]) -> bytes:
    status = response.status_code
    if status == 401:
        raise RefusedError("the site does not know this token; make one on its page Tokens")
    if status == 404:
        raise RefusedError(f"the site knows no such {what}")
    if response.is_redirect:
        raise SiteError("the site sends elsewhere; give the address where it is now")
    data = bytearray()
    for chunk in response.iter_raw():
        data += chunk
        if len(data) > cap:
            raise SiteError(f"the site's answer is over {cap >> 20} MiB; not read further")
    if status == 403:
        raise RefusedError(_detail(bytes(data)) or f"you have no access to this {what}")
    if status in final:
        raise RefusedError(_detail(bytes(data)) or f"the site refuses ({status}), no reason given")
    if status not in {200, 201}:
        raise SiteError(f"the site answers {status}: {_detail(bytes(data)) or 'no reason'}")
    return bytes(data)


def _detail(data: bytes) -> str:
    """Why not, in the site's words, where they can be shown."""
    try:
        return fields.text(fields.parse_json(data)["detail"])[:300]
    except (KeyError, TypeError, ValueError):
        return ""
