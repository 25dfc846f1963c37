"""What is each file of a release called? The names and folders of DFD (shared by FF++ tools).

Originals are ``01__kitchen_pan``, fakes ``01_02__kitchen_pan__ABCDEFGH``: target first, source
second, eight characters that tell fakes of one pair apart. Names are for people and foreign
tools; nothing here ever reads one back.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from faceproof.core import ClipId, Compression, canonical_json, clip_id

SCENE = re.compile(r"[a-z]+(_[a-z]+)*")
LARGEST_NUMBER = 99
_TAG_CHARACTERS = 8


def original_stem(number: int, scene: str, take: int) -> str:
    """Name of a recording; DFD knows no takes, so later ones end in letters.

    >>> original_stem(1, "kitchen_pan", 0), original_stem(1, "kitchen_pan", 2)
    ('01__kitchen_pan', '01__kitchen_pan_c')
    """
    return f"{number:02d}__{_scene_and_take(scene, take)}"


def fake_stem(target: int, source: int, scene: str, take: int, tag: str) -> str:
    """Name of a fake of the target's recording; a method without source repeats the target.

    >>> fake_stem(1, 2, "kitchen_pan", 0, "ABCDEFGH")
    '01_02__kitchen_pan__ABCDEFGH'
    """
    return f"{target:02d}_{source:02d}__{_scene_and_take(scene, take)}__{tag}"


def fake_tag(*what: Any) -> str:
    """Eight characters ``A-Z2-7`` that follow from everything that decides a fake.

    >>> fake_tag("FaceSwap", "1", "01__kitchen_pan", "02__kitchen_pan", 7, {})
    'C42AOCIF'
    """
    digest = hashlib.sha256(canonical_json(what)).digest()
    return base64.b32encode(digest).decode()[:_TAG_CHARACTERS]


def release_clip_id(stem: str, compression: Compression) -> ClipId:
    """Id of one file of a recording or fake.

    >>> release_clip_id("01__kitchen_pan", Compression.C23)
    '01__kitchen_pan.c23'
    """
    return clip_id(f"{stem}.{compression}")


def original_path(stem: str, compression: Compression) -> str:
    """Where a recording lies in a release.

    >>> original_path("01__kitchen_pan", Compression.RAW)
    'original_sequences/actors/raw/videos/01__kitchen_pan.mp4'
    """
    return f"original_sequences/actors/{compression}/videos/{stem}.mp4"


def fake_path(method: str, stem: str, compression: Compression) -> str:
    """Where a fake lies in a release.

    >>> fake_path("FaceSwap", "01_02__kitchen_pan__ABCDEFGH", Compression.C40)
    'manipulated_sequences/FaceSwap/c40/videos/01_02__kitchen_pan__ABCDEFGH.mp4'
    """
    return f"manipulated_sequences/{method}/{compression}/videos/{stem}.mp4"


def mask_path(method: str, stem: str) -> str:
    """Where the mask of a fake lies; it is the same for every compression.

    >>> mask_path("FaceSwap", "01_02__kitchen_pan__ABCDEFGH")
    'manipulated_sequences/FaceSwap/masks/videos/01_02__kitchen_pan__ABCDEFGH.mp4'
    """
    return f"manipulated_sequences/{method}/masks/videos/{stem}.mp4"


def _scene_and_take(scene: str, take: int) -> str:
    return f"{scene}_{_letters(take)}" if take else scene


def _letters(number: int) -> str:
    text = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        text = chr(ord("a") + letter) + text
    return text
