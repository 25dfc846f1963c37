"""From a file to a verdict: look at its faces, and weigh that with what else is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from faceproof.check.decide import Decision
from faceproof.check.evidence import Evidence
from faceproof.check.faces import Seen, see
from faceproof.check.limits import of_asking
from faceproof.check.weigh import weigh
from faceproof.check.words import probability
from faceproof.core import Compared, CredentialState, Provenance, State, Verdict, phrase
from faceproof.core.errors import MediaError
from faceproof.detectors import ViewScorer
from faceproof.metrics import Band

_CLOSED = Seen(
    Decision(
        State.NOT_EXAMINED,
        (phrase("It could not be opened here as a picture or video, so no face was looked for."),),
    )
)


class Examiner(NamedTuple):
    """Who examines.

    Attributes:
        scorer: the detector.
        band: where its scores of known files lie.
        prior: probability that a file is manipulated, before looking.
        calibrated_on: what the band rests on, in words.
    """

    scorer: ViewScorer
    band: Band
    prior: float
    calibrated_on: str


class Examined(NamedTuple):
    """A verdict, and what can be shown for it.

    Attributes:
        duration_s: of the file; 0 for a still image.
        evidence: of each face that was examined.
        poster: RGB, a frame in which the face that speaks most for a fake is framed, or the first
            frame; None if it was not asked for.
    """

    verdict: Verdict
    evidence: tuple[Evidence, ...]
    duration_s: float
    poster: NDArray[np.uint8] | None


def examine(
    file: Path,
    examiner: Examiner,
    *,
    provenance: Provenance | None = None,
    compared: Compared | None = None,
    poster: bool = False,
) -> Examined:
    """What is known of a file.

    A file that is no picture or video, or not one that can be decoded here, is still answered for
    where it carries credentials.

    Args:
        file: a video or image.
        examiner: who examines.
        provenance: what its credentials say; None where nobody looked.
        compared: what a registry of originals says; None where none was asked.
        poster: whether a picture of it is wanted, too.

    Raises:
        MediaError: it is not a video or image that can be read, and carries no credentials.
        LimitError: it is over a limit, and carries none.
        StorageError: there is no space for a copy.
    """
    try:
        seen = see(file, examiner.scorer, examiner.band, poster=poster)
    except MediaError:
        if provenance is None or provenance.state is CredentialState.NONE:
            raise
        seen = _CLOSED
    decision = weigh(provenance, compared, seen.decision, duration_s=seen.duration_s)
    llr = _of_file([one.llr for one in seen.findings])
    verdict = Verdict(
        state=decision.state,
        reasons=decision.reasons,
        llr=llr,
        probability=None if llr is None else probability(llr, examiner.prior),
        prior=examiner.prior,
        faces=seen.findings,
        limits=(*seen.limits, *of_asking(provenance, compared)),
        calibrated_on=examiner.calibrated_on,
        provenance=provenance,
        compared=compared,
    )
    return Examined(verdict, seen.evidence, seen.duration_s, seen.poster)


def _of_file(llrs: Sequence[float]) -> float | None:
    """Of the claim that one of the faces, any alike, was manipulated."""
    return float(logsumexp(llrs) - np.log(len(llrs))) if llrs else None
