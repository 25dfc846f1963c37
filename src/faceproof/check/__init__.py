"""What do we know of this file? Credentials, registered originals and faces in, one verdict out."""

from faceproof.check.evidence import framed
from faceproof.check.examiner import Examined, Examiner, examine
from faceproof.check.language import Language
from faceproof.check.page import page
from faceproof.check.shipped import shipped_band
from faceproof.check.weigh import weigh
from faceproof.check.witnesses import Heard, Witnesses, hear, opened

__all__ = [
    "Examined",
    "Examiner",
    "Heard",
    "Language",
    "Witnesses",
    "examine",
    "framed",
    "hear",
    "opened",
    "page",
    "shipped_band",
    "weigh",
]
