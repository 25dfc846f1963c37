"""Is it fake? One file per detector, one table line."""

from faceproof.detectors.answer import Answer
from faceproof.detectors.ask import FileScore, ask, passes, score_files
from faceproof.detectors.base import Detector
from faceproof.detectors.describe import FRAMES, describe_clips, describe_files
from faceproof.detectors.enrol import enrol
from faceproof.detectors.external import PredictFile
from faceproof.detectors.gradient import HasGradient
from faceproof.detectors.kept import Described, Describer, Told
from faceproof.detectors.looking import Looked, open_view, open_views
from faceproof.detectors.model_file import ModelFile, read_model
from faceproof.detectors.resolve import Scorer, resolve, resolve_text
from faceproof.detectors.scorer import TrainedScorer, ViewScorer, score_view
from faceproof.detectors.shipped import Shipped, shipped
from faceproof.detectors.table import DEFAULT, DETECTORS, get, kind_of, names
from faceproof.detectors.train import train
from faceproof.detectors.view import FaceRegion, View
from faceproof.detectors.weights import Material, Trained, load

__all__ = [
    "DEFAULT",
    "DETECTORS",
    "FRAMES",
    "Answer",
    "Described",
    "Describer",
    "Detector",
    "FaceRegion",
    "FileScore",
    "HasGradient",
    "Looked",
    "Material",
    "ModelFile",
    "PredictFile",
    "Scorer",
    "Shipped",
    "Told",
    "Trained",
    "TrainedScorer",
    "View",
    "ViewScorer",
    "ask",
    "describe_clips",
    "describe_files",
    "enrol",
    "get",
    "kind_of",
    "load",
    "names",
    "open_view",
    "open_views",
    "passes",
    "read_model",
    "resolve",
    "resolve_text",
    "score_files",
    "score_view",
    "shipped",
    "train",
]
