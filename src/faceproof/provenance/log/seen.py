"""Can two signed heads both be of one log that only grew? What to say where they cannot."""

from __future__ import annotations

from faceproof.core.errors import BrokenLogError, LogError
from faceproof.provenance.log.head import Head, head_to_json
from faceproof.provenance.log.trouble import Trouble


def forked(seen: Head, head: Head) -> BrokenLogError:
    """What to raise where a log does not begin with what an earlier head spoke of."""
    return BrokenLogError(
        f"the log is forked: signed with key {head.key} are {seen}, and {head}, and no log that "
        "only grows has both; keep both heads, they show it to anybody",
        what=Trouble.FORKED,
        evidence=(head_to_json(seen), head_to_json(head)),
    )


def shortened(seen: Head, head: Head) -> BrokenLogError:
    """What to raise where a log is smaller than it was."""
    return BrokenLogError(
        f"the log is shortened: signed with key {head.key} were {seen}, and now {head}; keep both "
        "heads, and ask for the log that has all of it",
        what=Trouble.SHORTENED,
        evidence=(head_to_json(seen), head_to_json(head)),
    )


def check_alike(seen: Head, *heads: Head) -> None:
    """Return only when a head that was seen is of the size and root of one of these.

    Raises:
        BrokenLogError: one of them is of its size and has another root.
        LogError: none is of its size, so nothing can be said.
    """
    for head in heads:
        if seen.contradicts(head):
            raise forked(seen, head)
    if all(seen.size != head.size for head in heads):
        sizes = " and ".join(str(head.size) for head in heads)
        raise LogError(
            f"the head seen is of {seen.size} entries, and this speaks of {sizes}: nothing here "
            "ties them together; ask for a proof with `faceproof log prove LOG --from` that head"
        )
