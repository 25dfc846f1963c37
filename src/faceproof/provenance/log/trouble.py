"""In which ways can a log, a head or a proof fail to hold?"""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """The one word for it."""

    SIGNATURE = "signature"  # not signed by the log's key
    CHANGED = "changed"  # the entries are not those that the head was signed for
    SHORTENED = "shortened"  # entries that were signed for are gone
    FORKED = "forked"  # two signed heads cannot both be of one log that only grew
    ENTRY = "entry"  # the signed entries themselves are not what a log holds
    UNSIGNED = "unsigned"  # lines follow that no head was signed for
    PROOF = "proof"  # the hashes of a proof do not lead where they should
    OPENING = "opening"  # it does not open this commitment
