"""What do we hand out? Plan, build, verify, export, revise."""

from faceproof.release.blind import HiddenSet, blind
from faceproof.release.blind_choice import Choice
from faceproof.release.blind_open import open_blind, unblind
from faceproof.release.blind_rest import withhold
from faceproof.release.build import BuildReport, build
from faceproof.release.credentials import write_credentials
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
from faceproof.release.import_tree import ImportReport, import_tree
from faceproof.release.pairs import Fake, fakes_of
from faceproof.release.plan import About, Filmed, PairRule, Plan, Recording, Rendered
from faceproof.release.planfile import read_plan
from faceproof.release.problem import Problem
from faceproof.release.revise import Removed, Revision, revise
from faceproof.release.rounds import count_jobs
from faceproof.release.verify import verify
from faceproof.release.vouching import Voucher

__all__ = [
    "FORMATS",
    "FRAMES",
    "About",
    "BuildReport",
    "Choice",
    "Fake",
    "Filmed",
    "HiddenSet",
    "ImportReport",
    "PairRule",
    "Plan",
    "Problem",
    "Recording",
    "ReleaseDiff",
    "Removed",
    "Rendered",
    "Revision",
    "Voucher",
    "blind",
    "build",
    "check_redistributable",
    "count_jobs",
    "diff",
    "diff_text",
    "draft_plan",
    "export",
    "exported_clips",
    "fakes_of",
    "import_tree",
    "open_blind",
    "read_plan",
    "revise",
    "unblind",
    "verify",
    "withhold",
    "write_credentials",
]
