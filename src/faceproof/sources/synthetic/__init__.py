"""Procedurally rendered adults who never lived: the actors that come with the package.

Their head is CC0 data (data/README.md); their recordings are `pristine-synthetic` and no figure
measured on them says how well anything does on real people.
"""

from faceproof.sources.synthetic.casting import identities
from faceproof.sources.synthetic.film import FilmedFrame, Take, film, film_with_truth
from faceproof.sources.synthetic.head import asset_sha256
from faceproof.sources.synthetic.kernel import RENDERER_SOURCES
from faceproof.sources.synthetic.scene import SCENES, Scene
from faceproof.sources.synthetic.sheet import contact_sheet

__all__ = [
    "RENDERER_SOURCES",
    "SCENES",
    "FilmedFrame",
    "Scene",
    "Take",
    "asset_sha256",
    "contact_sheet",
    "film",
    "film_with_truth",
    "identities",
]
