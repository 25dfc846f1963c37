"""What do we know of this file? Faces and detectors in, one honest verdict out."""

from faceproof.check.examine import Examiner, examine

__all__ = ["Examiner", "examine"]
