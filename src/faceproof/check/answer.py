"""What is said first of a file, and what can whoever reads it do?

No headline says true, real, genuine or authentic of a file: credentials tell who vouches for it,
not whether it is so (C2PA User Experience Guidance 2.2, section 2.1).
"""

from __future__ import annotations

from collections.abc import Mapping

from faceproof.check.weigh import FILMED, SUSPICIOUS
from faceproof.core import Phrase, State, Verdict, phrase

_HEADLINES: Mapping[State, Phrase] = {
    State.DECLARED_MANIPULATED: phrase("Its maker says that it was made or changed by computer."),
    State.TAMPERED: phrase("It is not as it was signed."),
    State.UNALTERED_COPY: phrase("It shows the same as a registered original."),
    State.ALTERED_COPY: phrase("It differs from the original that it is a copy of."),
    State.LIKELY_MANIPULATED: phrase("This was probably manipulated."),
    State.INCONCLUSIVE: phrase("We cannot tell."),
    State.NO_SIGN_FOUND: phrase("No sign of manipulation was found."),
    State.NOT_EXAMINED: phrase("Nothing could be examined."),
}

_MEANINGS: Mapping[State, Phrase] = {
    State.ORIGINAL: phrase(
        "Whoever signed it vouches that it was recorded, and that nothing was put in since. No "
        "signature can say whether the scene was staged, or is the whole story."
    ),
    State.DECLARED_MANIPULATED: phrase(
        "That is said openly, in a signature, and is no accusation. But do not take it for a plain "
        "recording of something that happened."
    ),
    State.TAMPERED: phrase(
        "It was changed after it was signed, or carries the signature of another file. That may "
        "be an accident: do not accuse anybody because of it."
    ),
    State.UNALTERED_COPY: phrase(
        "Its picture is that of an original that somebody registered, from beginning to end. "
        "Whether the original tells the truth is another question."
    ),
    State.ALTERED_COPY: phrase(
        "Somebody registered the original, and something in the picture is not as it was there. "
        "That may be a caption or a logo as well as a face: see for yourself what it is."
    ),
    State.LIKELY_MANIPULATED: phrase(
        "Traces in a face are such as genuine recordings hardly ever show. It is still a machine's "
        "opinion: do not accuse anybody because of it."
    ),
    State.INCONCLUSIVE: phrase(
        "That happens often. It says nothing for the file, and nothing against it."
    ),
    State.NO_SIGN_FOUND: phrase(
        "That does not make it genuine: a good fake shows no sign either. Only a signature of "
        "whoever recorded it can say where it comes from."
    ),
    State.NOT_EXAMINED: phrase("No face could be looked at, so nothing is said about it."),
}

_ASK = phrase("Ask who recorded it, and when; look for the whole, or an older copy.")
_NEWSROOM = phrase("See whether a newsroom you trust has it, and what it says.")
_EXPERT = phrase(
    "If money or a person's good name hangs on it, ask somebody who can examine the original file."
)
_YOURS = phrase(
    "If it is your face: keep the file and the address where you saw it, and ask that site to take "
    "it down. You need not show how it was made."
)
_USUAL = (_ASK, _NEWSROOM, _EXPERT)

_ADVICE: Mapping[State, tuple[Phrase, ...]] = {
    State.ORIGINAL: (
        phrase("Ask yourself who signed it: a signature is worth as much as whoever made it."),
        phrase("See what others recorded there, before it and after."),
    ),
    State.DECLARED_MANIPULATED: (
        phrase("If somebody sent it to you as a recording, tell them."),
        _YOURS,
    ),
    State.TAMPERED: (
        phrase("Look for it where it was first published, and check that file."),
        _NEWSROOM,
        _YOURS,
    ),
    State.UNALTERED_COPY: (
        phrase("See when and where the original was recorded: old pictures are often sent as new."),
        phrase("Listen to the sound in the original too; it was not compared."),
    ),
    State.ALTERED_COPY: (
        phrase("Look at the original, and ask who changed it and what for."),
        _YOURS,
    ),
    State.LIKELY_MANIPULATED: (*_USUAL, _YOURS),
}


def headline(verdict: Verdict) -> Phrase:
    """The answer in one line."""
    if verdict.state is not State.ORIGINAL:
        return _HEADLINES[verdict.state]
    signer = None if verdict.provenance is None else verdict.provenance.signer
    return phrase(
        "It comes from {signer}, as recorded.",
        signer=signer or phrase("a signer without a name"),
    )


def meaning(verdict: Verdict) -> Phrase:
    """What the answer means, and what it does not."""
    return _MEANINGS[verdict.state]


def objections(verdict: Verdict) -> tuple[Phrase, ...]:
    """What speaks against a good answer without outweighing it; it stands beside the answer."""
    if verdict.state not in {State.ORIGINAL, State.UNALTERED_COPY}:
        return ()
    return tuple(reason for reason in verdict.reasons if reason in {FILMED, SUSPICIOUS})


def advice(verdict: Verdict) -> tuple[Phrase, ...]:
    """What whoever reads it can do."""
    return _ADVICE.get(verdict.state, _USUAL)
