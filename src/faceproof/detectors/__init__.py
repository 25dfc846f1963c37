"""Is it fake? One file per detector, one table line."""

from faceproof.detectors.base import Detector
from faceproof.detectors.describe import FRAMES, Described, describe_clips, describe_files
from faceproof.detectors.external import PredictFile
from faceproof.detectors.model_file import ModelFile, read_model
from faceproof.detectors.scorer import FileScore, Scorer, TrainedScorer, resolve, score_files
from faceproof.detectors.table import DETECTORS, get
from faceproof.detectors.train import train
from faceproof.detectors.view import FaceRegion, View, open_view
from faceproof.detectors.weights import Material, Trained, load

__all__ = [
    "DETECTORS",
    "FRAMES",
    "Described",
    "Detector",
    "FaceRegion",
    "FileScore",
    "Material",
    "ModelFile",
    "PredictFile",
    "Scorer",
    "Trained",
    "TrainedScorer",
    "View",
    "describe_clips",
    "describe_files",
    "get",
    "load",
    "open_view",
    "read_model",
    "resolve",
    "score_files",
    "train",
]
