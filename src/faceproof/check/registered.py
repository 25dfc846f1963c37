"""What do registered originals say of a file, in plain words?"""

from __future__ import annotations

from faceproof.check.words import moment
from faceproof.core import Compared, Match, Phrase, phrase

_MOST_STRETCHES = 3

MISSING_SHARE, MISSING_S = 0.1, 1.0
"""A copy may have as much, and at most as many seconds, that the original has not; fades do."""

_ONE_FRAME_S = 0.1


def is_whole(match: Match, duration_s: float) -> bool:
    """Whether all of a file is in the original, but for a moment at its ends.

    >>> whole = Match(original="a", sha256="0" * 64, similarity=1.0, seconds=(3, 63),
    ...               at_s=(0.0, 59.5), mirrored=False, altered=False)
    >>> is_whole(whole, 60.0), is_whole(whole, 90.0)
    (True, False)
    """
    begin, end = match.at_s
    missing = begin + abs(duration_s - end)  # of unknown length, 0, nothing is whole
    return missing <= max(_ONE_FRAME_S, min(MISSING_S, MISSING_SHARE * duration_s))


def likeness(compared: Compared | None, duration_s: float) -> tuple[Phrase, ...]:
    """What a registry says of a file, the weightiest first; nothing if none was asked.

    Args:
        compared: the registry's answer.
        duration_s: of the file; 0 for a still image.
    """
    if compared is None:
        return ()
    if compared.match is None:
        return (_unlike(compared.originals),)
    said = _alike(compared.match, duration_s)
    if compared.match.mirrored:
        return (*said, phrase("Left and right are exchanged."))
    return said


def _unlike(originals: int) -> Phrase:
    if originals == 0:
        return phrase("There is no registered original yet that it could be compared with.")
    if originals == 1:
        return phrase("It was compared with one registered original, and is not like it.")
    return phrase("It was compared with {n} registered originals; none is like it.", n=originals)


def _alike(match: Match, duration_s: float) -> tuple[Phrase, ...]:
    if match.altered:
        changed = phrase(
            "It is a copy of the registered original “{original}”, but not everything in the "
            "picture is as it was there.",
            original=match.original,
        )
        return (changed, *_when(match))
    if match.altered is None:
        unclear = phrase(
            "It is a copy of the registered original “{original}”; whether something in it was "
            "changed cannot be told.",
            original=match.original,
        )
        return (unclear,)
    if is_whole(match, duration_s):
        same = phrase(
            "It is a copy of the registered original “{original}”, and the picture is the same "
            "throughout.",
            original=match.original,
        )
        return (same,)
    part = phrase(
        "From {start} to {end} the picture is that of the registered original “{original}”; the "
        "rest is not in it.",
        start=moment(match.at_s[0]),
        end=moment(match.at_s[1]),
        original=match.original,
    )
    return (part,)


def _when(match: Match) -> tuple[Phrase, ...]:
    if not match.altered_s or match.at_s[1] == 0:
        return ()
    shown = match.altered_s[:_MOST_STRETCHES]
    stretches = ", ".join(f"{moment(begin)}-{moment(end)}" for begin, end in shown)
    if len(match.altered_s) > len(shown):
        return (phrase("It differs at {stretches} and later.", stretches=stretches),)
    return (phrase("It differs at {stretches}.", stretches=stretches),)
