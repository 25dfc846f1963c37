"""What happens to videos between a camera and a detector: kinds and levels of damage, repeatable.

A corruption acts on whole pictures before any face is looked for, and what it gives is an ordinary
video file, so any detector can be asked about it.
"""

from faceproof.benchmark.corruptions.clip import corrupt_clip
from faceproof.benchmark.corruptions.corruption import Corruption, corruption_digest, levels_of
from faceproof.benchmark.corruptions.table import CORRUPTIONS, Kind

__all__ = ["CORRUPTIONS", "Corruption", "Kind", "corrupt_clip", "corruption_digest", "levels_of"]
