"""Ask all three about a file: its credentials, a registry of originals, a detector."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.check.examiner import Examined, Examiner, examine
from faceproof.core import Compared
from faceproof.core.errors import LimitError, MediaError, RegistryError
from faceproof.provenance import TrustList, verify_file
from faceproof.provenance.registry import Registry


class Witnesses(NamedTuple):
    """Who is asked.

    Attributes:
        examiner: about its faces.
        trust: whose credentials are believed.
        registry: of originals; None where there is none to compare with.
    """

    examiner: Examiner
    trust: TrustList
    registry: Registry | None = None


class Heard(NamedTuple):
    """What they said.

    Attributes:
        comparison: RGB uint8 ``(h, w, 3)``, what differs from a registered original; None where
            the file is a copy of none.
    """

    examined: Examined
    comparison: NDArray[np.uint8] | None


def hear(file: Path, witnesses: Witnesses, *, poster: bool = False) -> Heard:
    """Ask everybody about a file.

    Args:
        file: a video or image, or anything that carries credentials.
        witnesses: who is asked.
        poster: whether a picture of it is wanted, too.

    Raises:
        MediaError: it is not a video or image that can be read, and carries no credentials.
        LimitError: it is over a limit.
        StorageError: there is no space for a copy.
    """
    provenance = verify_file(file, witnesses.trust)
    compared, comparison = _compared(file, witnesses.registry)
    examined = examine(
        file, witnesses.examiner, provenance=provenance, compared=compared, poster=poster
    )
    return Heard(examined, comparison)


def opened(folder: Path) -> Registry:
    """A registry that somebody wants files compared with.

    Raises:
        RegistryError: it holds none; comparing with nothing would look like having compared.
    """
    registry = Registry(folder)
    if not registry.originals():
        raise RegistryError(
            f"{folder}: no originals are registered there; add them with `faceproof registry add`"
        )
    return registry


def _compared(
    file: Path, registry: Registry | None
) -> tuple[Compared | None, NDArray[np.uint8] | None]:
    if registry is None:
        return None, None
    try:
        found = registry.find(file)
    except LimitError:
        raise
    except MediaError:
        return None, None  # no picture to compare; whether it can be answered is said elsewhere
    originals = len(registry.originals())
    if found is None:
        return Compared(originals=originals), None
    return Compared(originals=originals, match=found.match), found.picture
