"""What do we know of this file? Faces and detectors in, one honest verdict out."""

from faceproof.check.evidence import framed
from faceproof.check.examiner import Examined, Examiner, examine
from faceproof.check.page import page
from faceproof.check.shipped import shipped_band

__all__ = ["Examined", "Examiner", "examine", "framed", "page", "shipped_band"]
