"""What every detector is: features of a view, a fit, a raw score for each frame."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from faceproof.core import Phrase
from faceproof.core.errors import WeightsError
from faceproof.detectors.view import View


class Shown(NamedTuple):
    """Who and what is in a clip that is learned from.

    Attributes:
        target: the person it shows.
        method: that made it; None of a recording.
    """

    target: str
    method: str | None


class Detector(ABC):
    """One way to tell fakes from recordings.

    ``describe`` sees pixels and never a label; ``fit`` sees features and labels and never a
    file. Sampling, caching, calibration and storage stand outside, once for all detectors.

    Attributes:
        name: its line in the table.
        family: what it goes by, in a word.
        version: raised whenever ``describe`` or ``decide`` would answer differently.
        reference: the paper it is made from.
        network: the file of ``models/`` that it runs, if it does.
        fitted: whether it answers nothing before ``fit`` or ``restore``.
        calibrated: whether what it decides is an LLR already, and left as it is.
        trivial: whether it cannot see a manipulation as such, so that whatever it reaches is
            what the set gives away; every other detector should beat it.
        enrolled: whether it is fitted to one person by `detect enrol`, and not to a release; it
            then asks who is shown, has no place on a board and refuses clips of one.
        needs: modules that the extra of its own name brings.
        limits: what a verdict of it does not say, in sentences for whoever reads one.
    """

    name: ClassVar[str]
    family: ClassVar[str] = "other"
    version: ClassVar[str]
    reference: ClassVar[str]
    network: ClassVar[str | None] = None
    fitted: ClassVar[bool] = True
    calibrated: ClassVar[bool] = False
    trivial: ClassVar[bool] = False
    enrolled: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = ()
    limits: ClassVar[tuple[Phrase, ...]] = ()

    @classmethod
    def require_installed(cls) -> None:
        """Refuse where a module that it needs is missing.

        Raises:
            WeightsError: naming the extra that brings it.
        """
        missing = [module for module in cls.needs if find_spec(module) is None]
        if missing:
            raise WeightsError(
                f"{cls.name} needs {' and '.join(missing)}, not installed here; "
                f"pip install 'faceproof[{cls.name}]' brings them"
            )

    def identity(self) -> dict[str, str | int]:
        """Everything that `describe` depends on besides the view; key of its cache."""
        return {"name": self.name, "version": self.version}

    @abstractmethod
    def describe(self, view: View) -> NDArray[np.float32]:
        """Label-free features, one row a frame of ``view.frame_index``, float32 ``(n, d)``."""

    @abstractmethod
    def fit(
        self,
        features: Sequence[NDArray[np.float32]],
        fake: NDArray[np.bool_],
        rng: np.random.Generator,
        *,
        weight: NDArray[np.float64] | None = None,
        shown: Sequence[Shown] | None = None,
    ) -> Self:
        """Learn from clips.

        Args:
            features: what `describe` gave of each clip, ``(n_i, d)``; read only.
            fake: label of each clip ``(len(features),)``.
            rng: for whatever is drawn.
            weight: of each clip, of mean 1; both classes weigh the same if not given.
            shown: of each clip, for a detector that parts people and methods while it learns.

        Returns:
            Itself.

        Raises:
            OneClassError: fakes or recordings are missing.
        """

    @abstractmethod
    def decide(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Raw score of each frame ``(n,)``, higher is more fake; each row by itself.

        Raises:
            WeightsError: it has not been fitted.
        """

    @abstractmethod
    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """What `fit` learned, by name; `restore` takes it back."""

    @abstractmethod
    def restore(self, arrays: Mapping[str, NDArray[np.float64]]) -> Self:
        """Take back what `arrays` gave.

        Raises:
            WeightsError: an array is missing, unknown, not finite or of another shape.
        """
