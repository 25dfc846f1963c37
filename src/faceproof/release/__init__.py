"""What do we hand out? Plan, build, verify, export, revise."""

from faceproof.release.build import BuildReport, build
from faceproof.release.diff import ReleaseDiff, diff
from faceproof.release.diff_text import diff_text
from faceproof.release.draft import draft_plan
from faceproof.release.export import (
    FORMATS,
    FRAMES,
    check_redistributable,
    export,
    exported_clips,
)
from faceproof.release.pairs import Fake, fakes_of
from faceproof.release.plan import About, Filmed, PairRule, Plan, Recording, Rendered
from faceproof.release.planfile import read_plan
from faceproof.release.problem import Problem
from faceproof.release.revise import Removed, Revision, revise
from faceproof.release.verify import verify

__all__ = [
    "FORMATS",
    "FRAMES",
    "About",
    "BuildReport",
    "Fake",
    "Filmed",
    "PairRule",
    "Plan",
    "Problem",
    "Recording",
    "ReleaseDiff",
    "Removed",
    "Rendered",
    "Revision",
    "build",
    "check_redistributable",
    "diff",
    "diff_text",
    "draft_plan",
    "export",
    "exported_clips",
    "fakes_of",
    "read_plan",
    "revise",
    "verify",
]
