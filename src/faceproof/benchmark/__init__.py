"""How good is a detector, honestly? Protocol, run, grade, report."""

from faceproof.benchmark.band import band_of, read_band, write_band
from faceproof.benchmark.card import card, card_text
from faceproof.benchmark.compared import cross, difference
from faceproof.benchmark.demo import DemoResult, run_demo
from faceproof.benchmark.grade import grade, grade_labels, grade_reading
from faceproof.benchmark.graded import Grade, Missing
from faceproof.benchmark.leaderboard import (
    Entry,
    Reported,
    board_json,
    enter,
    ranked,
    read_board,
    write_board,
)
from faceproof.benchmark.localised import Localised, localised
from faceproof.benchmark.matrix import LEAVE_ONE_METHOD_OUT, Matrix, Place, make_matrix, read_matrix
from faceproof.benchmark.outside import Reading, read_reading
from faceproof.benchmark.protocol import default_protocol, read_protocol
from faceproof.benchmark.report import report
from faceproof.benchmark.robustness import Robustness, by_kind, read_robustness, robustness
from faceproof.benchmark.run import run
from faceproof.benchmark.sheet import clip_picture, contact_sheet
from faceproof.benchmark.table_paths import table_paths
from faceproof.benchmark.tables import is_table, read_table, write_table
from faceproof.benchmark.threshold import threshold_of
from faceproof.benchmark.under_attack import UnderAttack, read_under_attack, under_attack

__all__ = [
    "LEAVE_ONE_METHOD_OUT",
    "DemoResult",
    "Entry",
    "Grade",
    "Localised",
    "Matrix",
    "Missing",
    "Place",
    "Reading",
    "Reported",
    "Robustness",
    "UnderAttack",
    "band_of",
    "board_json",
    "by_kind",
    "card",
    "card_text",
    "clip_picture",
    "contact_sheet",
    "cross",
    "default_protocol",
    "difference",
    "enter",
    "grade",
    "grade_labels",
    "grade_reading",
    "is_table",
    "localised",
    "make_matrix",
    "ranked",
    "read_band",
    "read_board",
    "read_matrix",
    "read_protocol",
    "read_reading",
    "read_robustness",
    "read_table",
    "read_under_attack",
    "report",
    "robustness",
    "run",
    "run_demo",
    "table_paths",
    "threshold_of",
    "under_attack",
    "write_band",
    "write_board",
    "write_table",
]
