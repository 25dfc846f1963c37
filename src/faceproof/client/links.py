"""Under which address is a file now? Asked in batches, and anew before they run out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from faceproof.client.site import MOST_LINKS, Site

_WORTH = 0.8  # of its time a link is used; what begins later may end too late


class Links:
    """The links to some files of a release, for threads that fetch them in this order."""

    def __init__(
        self,
        site: Site,
        slug: str,
        paths: Sequence[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.site, self.slug, self.paths, self.clock = site, slug, paths, clock
        self._place = {path: place for place, path in enumerate(paths)}
        self._known: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def to(self, path: str) -> str:
        """Where a file is.

        Raises:
            RefusedError: access has ended.
            SiteError: the site cannot be asked, or answers what it should not.
        """
        with self._lock:
            link, until = self._known.get(path, ("", 0.0))
            if not link or self.clock() >= until:
                link = self._ask(path)
            return link

    def forget(self, path: str) -> None:
        """It did not hold; the next one is asked for."""
        with self._lock:
            self._known.pop(path, None)

    def _ask(self, path: str) -> str:
        place = self._place[path]
        now = self.clock()
        given = self.site.links(self.slug, self.paths[place : place + MOST_LINKS])
        until = now + given.lasts_s * _WORTH
        self._known.update({name: (link, until) for name, link in given.links.items()})
        return given.links[path]
