"""What does a team say of its answers, and can it be?"""

from __future__ import annotations

import math
from typing import NamedTuple

from faceproof.core.errors import ChallengeError
from faceproof.service.models import Challenge, Release
from faceproof.service.models.submission import LONGEST_NAME, LONGEST_WORDS


class Declared(NamedTuple):
    """What a team says of its answers.

    Attributes:
        detector: what gave them.
        trained_on: slugs of releases of this site.
        trained_elsewhere: other data, in words.
        seconds_per_clip: that it takes; None where nobody says.
        reported_auc: what is reported of it elsewhere; None where nothing is.
        reported_source: where.
    """

    detector: str
    trained_on: tuple[str, ...] = ()
    trained_elsewhere: str = ""
    seconds_per_clip: float | None = None
    reported_auc: float | None = None
    reported_source: str = ""


def checked(declared: Declared, challenge: Challenge) -> Declared:
    """The same in one spelling: spaces and the order of releases say nothing.

    Raises:
        ChallengeError: it cannot be, or the detector has met people of the hidden set.
    """
    words = (declared.detector, declared.trained_elsewhere, declared.reported_source)
    detector, elsewhere, source = (" ".join(text.split()) for text in words)
    if not 0 < len(detector) <= LONGEST_NAME or not detector.isprintable():
        raise ChallengeError(f"a detector's name has 1 to {LONGEST_NAME} printable characters")
    if max(len(elsewhere), len(source)) > LONGEST_WORDS:
        raise ChallengeError(f"training data and source have at most {LONGEST_WORDS} characters")
    if not (elsewhere + source).isprintable():
        raise ChallengeError("training data or source hold characters that cannot be printed")
    seconds, reported = declared.seconds_per_clip, declared.reported_auc
    if seconds is not None and not 0 < seconds < math.inf:
        raise ChallengeError("seconds a clip are a number above 0")
    if reported is not None and not 0 <= reported <= 1:
        raise ChallengeError("a reported AUC is a number from 0 to 1")
    if (reported is None) != (not source):
        raise ChallengeError("a reported AUC needs its source, and a source its AUC")
    trained_on = tuple(sorted(set(declared.trained_on)))
    _check_apart(trained_on, challenge.hidden)
    return Declared(detector, trained_on, elsewhere, seconds, reported, source)


def _check_apart(trained_on: tuple[str, ...], hidden: Release) -> None:
    # All there are: what somebody typed is no part of the question to the database.
    known = {one.slug: one for one in Release.objects.all()} if trained_on else {}
    people = set(hidden.facts["actors"])
    for slug in trained_on:
        if slug not in known:
            raise ChallengeError(
                f"{slug[:80]!r} is no release of this site; name other data in words"
            )
        if known[slug].is_hidden:
            raise ChallengeError(f"{known[slug]} is a hidden set; nobody can be taught with it")
        if people & set(known[slug].facts["actors"]):
            raise ChallengeError(
                f"{known[slug]} shows people of the hidden set; a detector taught with it has met "
                "them, and its figures would say nothing of strangers"
            )
