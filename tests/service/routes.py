"""Every address pattern of the site, as its resolver knows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, get_resolver


class Route(NamedTuple):
    """A pattern, and its name with the namespace before it."""

    pattern: str
    name: str
    view: Any


def routes() -> list[Route]:
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: Any, before: str, space: str) -> Iterator[Route]:
    for one in resolver.url_patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield Route(pattern, f"{space}{one.name or ''}", one.callback)
        else:
            inner = f"{one.namespace}:" if one.namespace else ""
            yield from _walk(one, pattern, space + inner)
