"""The folder of registered originals, and the question whether a file is a copy of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faceproof.core import Match, fields, sha256_file
from faceproof.core.errors import RegistryError
from faceproof.media import LIMITS, Limits
from faceproof.provenance.registry.add import add
from faceproof.provenance.registry.beside import beside
from faceproof.provenance.registry.candidates import Candidate, candidates
from faceproof.provenance.registry.compared import Compared, Stretch, compare
from faceproof.provenance.registry.entry import Original, digests_in, read_original
from faceproof.provenance.registry.index import read_index
from faceproof.provenance.registry.query import look

SAME = 0.88
"""Share of what moves, or is near a face, that must be as in an original for a file to be a copy
of it. Fixed on 12 clips of four people: see docs/explanation/registry.md."""

_CERTAIN = 0.97  # the other candidates are not looked at


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """An original that a file is a copy of.

    Attributes:
        match: which, which seconds of it, and what was altered.
        picture: the frame of the file that differs most, RGB uint8 ``(h, w, 3)``, with the rim
            of what differs drawn in red; without a rim where nothing does.
    """

    match: Match
    picture: NDArray[np.uint8]


class Registry:
    """Originals by what they look like, in one folder.

    Of each original it keeps hashes, where its faces are, and small grey pictures, five a second:
    whoever can read the folder can see them. Files are only ever added, each whole or not at all,
    so that several processes may add at once and a kill loses nothing but the file in work.

    Args:
        folder: made when the first original is added.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, file: Path, *, name: str | None = None, limits: Limits = LIMITS) -> Original:
        """Register an original; a file of the same bytes is there already, under its old name.

        Args:
            file: a video or image.
            name: what people call it; its file name if not given.
            limits: on the file.

        Raises:
            MediaError: it is not a video or image that can be read, or shows nothing to hash.
            LimitError: it is over a limit.
            StorageError: the folder cannot be written, or the disk is full.
            RegistryError: its name cannot be printed, or it is registered and its record broken.
        """
        sha256 = sha256_file(file)
        if sha256 in digests_in(self.folder):
            return read_original(self.folder, sha256)
        try:
            called = fields.text(name or file.name)
        except ValueError as error:
            raise RegistryError(f"{file}: no name for an original ({error}); name it") from error
        return add(self.folder, file, called, sha256, limits=limits)

    def originals(self) -> tuple[Original, ...]:
        """All that are registered, in order of their digests.

        Raises:
            RegistryError: a record is broken.
            StorageError: one cannot be read.
        """
        return tuple(read_original(self.folder, sha256) for sha256 in digests_in(self.folder))

    def find(self, file: Path, *, limits: Limits = LIMITS) -> Found | None:
        """The original that a file is a copy of, altered or not; None where it is of none.

        Args:
            file: a video or image.
            limits: on the file.

        Raises:
            MediaError: it is not a video or image that can be read.
            LimitError: it is over a limit.
            RegistryError: nothing is registered, or what is kept of an original is broken.
            StorageError: the folder cannot be read.
        """
        if not digests_in(self.folder):
            raise RegistryError(
                f"{self.folder}: no originals are registered there; add them with "
                "`faceproof registry add FILE...`, or name another folder"
            )
        asked, facts = look(file, limits=limits)
        best = self._likeliest(file, candidates(asked, read_index(self.folder)))
        if best is None:
            return None
        original = read_original(self.folder, best.candidate.sha256)
        seen = beside(self.folder, file, facts, original, best)
        match = Match(
            original=original.name,
            sha256=original.sha256,
            similarity=seen.judged.similarity,
            seconds=seen.seconds,
            at_s=seen.at_s,
            mirrored=best.candidate.mirrored,
            altered=seen.judged.altered,
            region_px=seen.region_px,
            altered_s=seen.altered_s,
        )
        return Found(match=match, picture=seen.picture)

    def _likeliest(self, file: Path, among: Iterable[Candidate]) -> Compared | None:
        """The candidate that is surely the same recording, most alike first."""
        stretch = Stretch(file)
        best: Compared | None = None
        for candidate in among:
            compared = compare(self.folder, candidate, stretch)
            if compared is None or compared.kinship.share < SAME:
                continue
            if best is None or compared.rank > best.rank:
                best = compared
            if best.kinship.share >= _CERTAIN:
                break
        return best
