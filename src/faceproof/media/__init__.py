"""File to frames and back; the only room that touches codecs (PyAV)."""

from faceproof.media.arrays import even, read_masks, read_rgb, spread
from faceproof.media.decoder import Decoder
from faceproof.media.encode import ENCODER, encode, encode_crf, encode_masks
from faceproof.media.frame import Frame
from faceproof.media.limits import LIMITS, Limits
from faceproof.media.picture import png, write_picture
from faceproof.media.probe import announced, probe
from faceproof.media.recompress import recompress
from faceproof.media.traces import without_traces

__all__ = [
    "ENCODER",
    "LIMITS",
    "Decoder",
    "Frame",
    "Limits",
    "announced",
    "encode",
    "encode_crf",
    "encode_masks",
    "even",
    "png",
    "probe",
    "read_masks",
    "read_rgb",
    "recompress",
    "spread",
    "without_traces",
    "write_picture",
]
