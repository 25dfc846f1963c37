"""Where is the site, and may an address that it gives be asked?

A token goes to the site alone, and over TLS unless the site is on this machine. A link leads to
the site itself or, over TLS, to the storage behind it; nothing follows a redirect.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

import httpx

from faceproof.core.errors import PlanError, SiteError

_PAGE = re.compile(r"/(releases|challenges)/([a-zA-Z0-9_-]{1,160})/?")
_NAME = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9._-]{0,252})")
_LAST_PORT = 65535
_SEEN = re.compile(r"[!-~]{1,4096}")  # printable ASCII, so that parsers cannot disagree


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What somebody typed.

    Attributes:
        origin: of the site, such as ``https://data.example.org``.
        slug: of the release, or the challenge, whose page it is; None for the site itself.
    """

    origin: str
    slug: str | None


def read_address(text: str, pages: str = "releases") -> Address:
    """The address of a site or of one of its pages.

    Args:
        text: as somebody typed it.
        pages: which they may be: ``releases`` or ``challenges``.

    Raises:
        PlanError: it is neither, or would send a token unprotected.

    >>> read_address("https://data.example.org/releases/set-1").slug
    'set-1'
    >>> read_address("http://data.example.org")
    Traceback (most recent call last):
    faceproof.core.errors.PlanError: http://data.example.org is not protected by TLS; use https://
    """
    url = _parsed(text)
    if url is None or url.scheme not in {"http", "https"} or url.userinfo:
        raise PlanError(f"{text!r:.80} is no address such as https://data.example.org")
    if url.scheme == "http" and not is_loopback(url):
        raise PlanError(f"http://{url.host} is not protected by TLS; use https://")
    page = _PAGE.fullmatch(url.path)
    if url.path != "/" and (page is None or page[1] != pages):
        raise PlanError(f"{text!r:.80} is neither a site nor one of its pages /{pages}/NAME")
    return Address(origin=origin_of(url), slug=page[2] if page else None)


def check_link(link: str, origin: str) -> str:
    """The link, when it may be asked.

    Args:
        link: as the site gave it.
        origin: of that site.

    Raises:
        SiteError: it leads elsewhere without TLS, or is no address.
    """
    url = _parsed(link)
    if url is not None and not url.userinfo:
        own = httpx.URL(origin)
        if url.scheme == "https" and not is_loopback(url):
            return link
        if url.scheme in {"http", "https"} and is_loopback(url) and is_loopback(own):
            return link
    raise SiteError("the site gives a link that is neither its own nor protected by TLS; not asked")


def is_loopback(url: httpx.URL) -> bool:
    """On this machine."""
    return url.host == "localhost" or (
        _is_ip(url.host) and ipaddress.ip_address(url.host).is_loopback
    )


def origin_of(url: httpx.URL) -> str:
    """Scheme, host and port, as one text."""
    return str(url.copy_with(raw_path=b"/", fragment=None)).rstrip("/")


def _parsed(text: str) -> httpx.URL | None:
    if not _SEEN.fullmatch(text):
        return None
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        return None
    is_host = _NAME.fullmatch(url.host) or _is_ip(url.host)
    return url if is_host and (url.port or 1) <= _LAST_PORT else None


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
