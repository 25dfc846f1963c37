"""Where are the faces? Detect, track, crop."""

from faceproof.faces.crops import aligned_crop, crop_by_places, crop_region, finer_by, frame_crop
from faceproof.faces.networks import FACE_MODELS
from faceproof.faces.principal import principal_track
from faceproof.faces.region import Region
from faceproof.faces.storage import read_track, write_track
from faceproof.faces.tracking import Tracked, track_faces, track_frames, track_images
from faceproof.faces.trunk import trunk_features

__all__ = [
    "FACE_MODELS",
    "Region",
    "Tracked",
    "aligned_crop",
    "crop_by_places",
    "crop_region",
    "finer_by",
    "frame_crop",
    "principal_track",
    "read_track",
    "track_faces",
    "track_frames",
    "track_images",
    "trunk_features",
    "write_track",
]
