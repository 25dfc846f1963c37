"""When is it worth to ask again, and how long to wait?"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

import httpx

from faceproof.core.errors import SiteError

T = TypeVar("T")
TRIES = 6
_FIRST_S, _LONGEST_S = 0.5, 30.0
_SOON_S, _LATER_S, _OFTEN = 1.0, 5.0, 10
_MAY_PASS = frozenset({408, 425, 429, 500, 502, 503, 504})


class Again(Exception):  # noqa: N818 - it may still go well
    """Something failed that may go well the next time.

    Attributes:
        has_gained: it came further than the time before, so this was no try in vain.
        after_s: seconds that the site asks to wait; None where it does not say.
    """

    def __init__(
        self, text: str, *, has_gained: bool = False, after_s: float | None = None
    ) -> None:
        super().__init__(text)
        self.has_gained, self.after_s = has_gained, after_s


def patiently(ask: Callable[[], T], stopped: threading.Event) -> T:
    """What ``ask`` gives; asked again, each time later, while it raises `Again`.

    Raises:
        SiteError: after `TRIES` in vain, or when told to stop.
    """
    vain = 0
    while True:
        try:
            return ask()
        except Again as trouble:
            vain = 1 if trouble.has_gained else vain + 1
            if vain >= TRIES:
                raise SiteError(f"{trouble}, {TRIES} times") from trouble
            asked_s = _FIRST_S * 2 ** (vain - 1) if trouble.after_s is None else trouble.after_s
            if stopped.wait(min(asked_s, _LONGEST_S)):
                raise SiteError("stopped") from trouble


def pauses(stopped: threading.Event) -> Iterator[None]:
    """Waits before each step: a second at first, then a few, for what takes its time.

    Raises:
        SiteError: when told to stop.
    """
    for turn in itertools.count():
        if stopped.wait(_SOON_S if turn < _OFTEN else _LATER_S):
            raise SiteError("stopped")
        yield


def check_passing(response: httpx.Response, *, final: Collection[int] = ()) -> None:
    """Return only when the trouble that an answer tells of, if any, will not pass by itself.

    Args:
        response: its status tells.
        final: statuses that are the answer here, though they pass elsewhere.

    Raises:
        Again: it may.
    """
    if response.status_code in _MAY_PASS and response.status_code not in final:
        told = response.headers.get("Retry-After", "")
        after_s = float(told) if told.isdecimal() and len(told) < 6 else None
        raise Again(f"the site answers {response.status_code}", after_s=after_s)
