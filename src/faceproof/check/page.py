"""What does a neighbour read about a file? One self-contained page, the answer first."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from numpy.typing import NDArray

from faceproof.check.evidence import Evidence
from faceproof.check.words import moment, support
from faceproof.core import Finding, State, Verdict, write_bytes
from faceproof.core.errors import MediaError

HEADLINES: Mapping[State, str] = {
    State.ORIGINAL: "It comes from whoever signed it, as recorded.",
    State.DECLARED_MANIPULATED: "Its maker says that it was made or changed by computer.",
    State.TAMPERED: "It is not as it was signed.",
    State.UNALTERED_COPY: "An unchanged copy of a registered original.",
    State.ALTERED_COPY: "A changed copy of a registered original.",
    State.LIKELY_MANIPULATED: "This was probably manipulated.",
    State.INCONCLUSIVE: "We cannot tell.",
    State.NO_SIGN_FOUND: "No sign of manipulation was found.",
    State.NOT_EXAMINED: "Nothing could be examined.",
}
MEANINGS: Mapping[State, str] = {
    State.ORIGINAL: "No signature can say whether what was recorded is the whole story.",
    State.DECLARED_MANIPULATED: "That is said openly. It is no accusation.",
    State.TAMPERED: "Accident and intent look the same.",
    State.UNALTERED_COPY: "What it shows is as true as the original is.",
    State.ALTERED_COPY: "A caption or a logo counts as a change, too.",
    State.LIKELY_MANIPULATED: (
        "Traces in a face are such as genuine recordings hardly ever show. It is still a "
        "machine's opinion: do not accuse anybody because of it."
    ),
    State.INCONCLUSIVE: "That happens often. It says nothing for the file, and nothing against it.",
    State.NO_SIGN_FOUND: (
        "That does not make it genuine: a good fake shows no sign either. Only a signature of "
        "whoever recorded it can say where it comes from."
    ),
    State.NOT_EXAMINED: "No face could be looked at, so nothing is said about it.",
}
ADVICE = (
    "Ask who recorded it, and when; look for the whole, or an older copy.",
    "See whether a newsroom you trust has it, and what it says.",
    "If money or a person's good name hangs on it, ask somebody who can examine the original file.",
)
_STRONG = 3.0  # LLR at which a bar of the timeline is full


class Bar(NamedTuple):
    """One second of a timeline.

    Attributes:
        left, width: per cent of the clip.
        height: per cent of the row, from its middle.
        up: towards a fake.
        says: for whoever cannot see it.
    """

    left: float
    width: float
    height: float
    up: bool
    says: str


def page(
    name: str,
    verdict: Verdict,
    evidence: Sequence[Evidence],
    poster: NDArray[np.uint8] | None,
    *,
    duration_s: float,
    out: Path,
) -> None:
    """Write the page of one file.

    Args:
        name: of the file, as it was given.
        verdict: what is known.
        evidence: pictures of examined faces.
        poster: a frame of the file, RGB; None where there is none.
        duration_s: of the file; 0 for a still image.
        out: the HTML file.

    Raises:
        StorageError: it cannot be written.
    """
    environment = Environment(
        loader=PackageLoader("faceproof.check", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(moment=moment, support=support)
    html = environment.get_template("page.html.j2").render(
        name=name,
        verdict=verdict,
        headline=HEADLINES[verdict.state],
        meaning=MEANINGS[verdict.state],
        advice=ADVICE,
        faces=[(one, list(_bars(one, duration_s))) for one in verdict.faces],
        pictures={
            one.track: (_uri(one.face), None if one.marked is None else _uri(one.marked), one.at_s)
            for one in evidence
        },
        poster=None if poster is None else _uri(poster),
        duration_s=duration_s,
    )
    write_bytes(out, html.encode(errors="replace"))


def _bars(finding: Finding, duration_s: float) -> Any:
    for second in finding.seconds:
        strength = min(abs(second.llr) / _STRONG, 1.0)
        length = max(duration_s, 1.0)
        yield Bar(
            left=100 * second.start_s / length,
            width=100 * min(1.0, length - second.start_s) / length,
            height=50 * strength,
            up=second.llr > 0,
            says=f"{moment(second.start_s)}: {support(second.llr)}",
        )


def _uri(rgb: NDArray[np.uint8]) -> str:
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    done, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 88])
    if not done:
        raise MediaError(f"a picture of shape {rgb.shape} cannot be encoded as JPEG")
    return f"data:image/jpeg;base64,{base64.b64encode(data.tobytes()).decode()}"
