"""Which detectors did other packages bring? Entry points of the group ``faceproof.detectors``.

::

    [project.entry-points."faceproof.detectors"]
    mine = "my_package:Mine"

The name is how the detector is called, and must be its own ``name``. Code of a package is run as
the user installed it: who does not trust it asks a `predict.py` in a process of its own instead.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points

from faceproof.core.errors import WeightsError
from faceproof.detectors.base import Detector

GROUP = "faceproof.detectors"


@cache
def installed() -> tuple[str, ...]:
    """Names of detectors that installed packages bring, ascending; nothing is imported."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


@cache
def load_installed(name: str) -> type[Detector]:
    """The class behind a name of `installed`.

    Raises:
        WeightsError: two packages bring it, it cannot be imported, or it is no detector of that
            name.
    """
    points = entry_points(group=GROUP, name=name)
    if len(points) != 1:
        raise WeightsError(
            f"detector {name!r} is brought by {len(points)} packages; uninstall all but one"
        )
    (point,) = points
    try:
        kind = point.load()
    except Exception as error:
        raise WeightsError(
            f"detector {name!r} ({point.value}) cannot be imported ({type(error).__name__}: "
            f"{error}); ask whoever made it"
        ) from error
    if not (isinstance(kind, type) and issubclass(kind, Detector) and kind.name == name):
        raise WeightsError(
            f"detector {name!r} ({point.value}) is not a subclass of faceproof.detectors.Detector "
            "with that name; ask whoever made it"
        )
    return kind
