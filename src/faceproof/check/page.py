"""What does a neighbour read about a file? One self-contained page, the answer first."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from numpy.typing import NDArray

from faceproof.check.answer import advice, headline, meaning, objections
from faceproof.check.examiner import Examined
from faceproof.check.language import Language
from faceproof.check.registered import likeness
from faceproof.check.signed import standing
from faceproof.check.steps import deed, part
from faceproof.check.timeline import bars
from faceproof.check.words import moment, support
from faceproof.core import Phrase, State, phrase, write_bytes
from faceproof.core.errors import MediaError

_BY_CREDENTIALS = {State.ORIGINAL, State.DECLARED_MANIPULATED, State.TAMPERED}
_BY_REGISTRY = {State.UNALTERED_COPY, State.ALTERED_COPY}


def page(
    name: str,
    examined: Examined,
    *,
    out: Path,
    language: Language = Language.ENGLISH,
    comparison: NDArray[np.uint8] | None = None,
) -> None:
    """Write the page of one file.

    Args:
        name: of the file, as it was given.
        examined: what is known, and what can be shown for it.
        out: the HTML file.
        language: that it is written in.
        comparison: a frame of the file, RGB, what differs from a registered original outlined.

    Raises:
        StorageError: it cannot be written.
    """
    told = _Told.of(examined)
    html = (
        _environment(language)
        .get_template("page.html.j2")
        .render(
            name=name,
            language=language,
            verdict=examined.verdict,
            told=told,
            faces=[(one, list(bars(one, examined.duration_s))) for one in examined.verdict.faces],
            pictures={one.track: one for one in examined.evidence},
            poster=examined.poster,
            comparison=comparison,
            duration_s=examined.duration_s,
        )
    )
    write_bytes(out, html.encode(errors="replace"))


class _Told(NamedTuple):
    """What is said where: each sentence once, whoever decided under "why".

    Attributes:
        against: what speaks against the answer; beside it.
        why: what decided, and remarks.
        signed: what its credentials are worth, where they did not decide.
        like: what registered originals say, where they did not decide.
        by_faces: the detector decided; else what it saw is folded away, lest it be read as more.
    """

    against: tuple[Phrase, ...]
    why: tuple[Phrase, ...]
    signed: tuple[Phrase, ...]
    like: tuple[Phrase, ...]
    by_faces: bool

    @classmethod
    def of(cls, examined: Examined) -> _Told:
        verdict = examined.verdict
        against = objections(verdict)
        signed, like = standing(verdict.provenance), likeness(verdict.compared, examined.duration_s)
        if verdict.state in _BY_CREDENTIALS:
            signed = ()
        if verdict.state in _BY_REGISTRY:
            like = ()
        elsewhere = {*against, *signed, *like}
        why = tuple(reason for reason in verdict.reasons if reason not in elsewhere)
        by_faces = verdict.state not in _BY_CREDENTIALS | _BY_REGISTRY
        return cls(against, why, signed, like, by_faces)


def _environment(language: Language) -> Environment:
    """Templates in which every text goes through ``t``, and every sentence through ``say``."""
    environment = Environment(
        loader=PackageLoader("faceproof.check"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def translated(text: str, **values: str | int | Phrase) -> str:
        return language.say(phrase(text, **values))

    environment.globals.update(t=translated)
    environment.filters.update(
        advice=advice,
        deed=deed,
        headline=headline,
        meaning=meaning,
        moment=moment,
        number=language.number,
        part=part,
        picture=_uri,
        say=language.say,
        support=support,
        time=language.time,
    )
    return environment


def _uri(rgb: NDArray[np.uint8]) -> str:
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    done, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 88])
    if not done:
        raise MediaError(f"a picture of shape {rgb.shape} cannot be encoded as JPEG")
    return f"data:image/jpeg;base64,{base64.b64encode(data.tobytes()).decode()}"
