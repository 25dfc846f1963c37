"""In which language is it said, and how are numbers and days written in it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from faceproof.check.dutch import DUTCH
from faceproof.core import Phrase, phrase


class Language(StrEnum):
    """What a verdict can be said in; its code is that of HTML's ``lang``."""

    ENGLISH = "en"
    DUTCH = "nl"

    def say(self, said: Phrase) -> str:
        """A sentence in it.

        >>> Language.DUTCH.say(phrase("Left and right are exchanged."))
        'Links en rechts zijn verwisseld.'
        """
        return said.said(_TRANSLATIONS[self])

    def number(self, value: float, digits: int) -> str:
        """A number with as many digits behind the point, or comma.

        >>> Language.ENGLISH.number(-1.25, 1), Language.DUTCH.number(0.5, 2)
        ('-1.2', '0,50')
        """
        written = f"{value:.{digits}f}"
        return written.replace(".", ",") if self is Language.DUTCH else written

    def time(self, when: datetime) -> str:
        """A moment, in Greenwich time.

        >>> Language.DUTCH.time(datetime(2026, 5, 3, 14, 5, tzinfo=UTC))
        '3 mei 2026, 14:05 UTC'
        """
        there = when.astimezone(UTC)
        return self.say(
            phrase(
                "{day} {month} {year}, {time} UTC",
                day=there.day,
                month=_MONTHS[there.month - 1],
                year=there.year,
                time=f"{there:%H:%M}",
            )
        )


_TRANSLATIONS: Mapping[Language, Mapping[str, str] | None] = {
    Language.ENGLISH: None,
    Language.DUTCH: DUTCH,
}

_MONTHS = (
    phrase("January"),
    phrase("February"),
    phrase("March"),
    phrase("April"),
    phrase("May"),
    phrase("June"),
    phrase("July"),
    phrase("August"),
    phrase("September"),
    phrase("October"),
    phrase("November"),
    phrase("December"),
)
