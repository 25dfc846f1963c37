"""What is asked about a file: hashes of some of its pictures, and of their mirror images."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from faceproof.core import MediaFacts
from faceproof.media import LIMITS, Decoder, Limits, spread
from faceproof.provenance.registry.fingerprint import Fingerprint, Fingerprinting, faces_in
from faceproof.provenance.registry.greys import small_grey
from faceproof.provenance.registry.views import query_views

PICTURES_A_SECOND = 2
FEWEST, MOST = 8, 240


def look(file: Path, *, limits: Limits = LIMITS) -> tuple[Fingerprint, MediaFacts]:
    """Hashes of evenly spread pictures of a file, two a second but 8 to 240.

    Raises:
        MediaError: the file is not a video or image that can be read.
        LimitError: it is over a limit.
    """
    fingerprinting = Fingerprinting()
    with Decoder(file, limits=limits) as decoder:
        facts = decoder.facts
        asked = int(np.clip(PICTURES_A_SECOND * facts.duration_s, FEWEST, MOST))
        chosen = set(spread(facts.frames, asked))
        for frame in decoder:
            if frame.index in chosen:
                grey = small_grey(frame)
                faces = faces_in(frame, grey)
                fingerprinting.add(frame.time_s, query_views(grey, faces), faces)
    return fingerprinting.done(), facts
