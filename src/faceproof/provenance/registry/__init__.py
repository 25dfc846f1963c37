"""Originals by what they look like: which one is this file a copy of, and what was changed?"""

from faceproof.provenance.registry.entry import Original
from faceproof.provenance.registry.registry import Found, Registry

__all__ = ["Found", "Original", "Registry"]
