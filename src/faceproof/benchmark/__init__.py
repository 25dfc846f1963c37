"""How good is a detector, honestly? Protocol, run, grade, report."""

from faceproof.benchmark.demo import DemoResult, run_demo
from faceproof.benchmark.grade import difference, grade
from faceproof.benchmark.graded import Grade, Missing
from faceproof.benchmark.protocol import default_protocol, read_protocol
from faceproof.benchmark.report import report
from faceproof.benchmark.run import run
from faceproof.benchmark.sheet import contact_sheet
from faceproof.benchmark.tables import read_table, write_table

__all__ = [
    "DemoResult",
    "Grade",
    "Missing",
    "contact_sheet",
    "default_protocol",
    "difference",
    "grade",
    "read_protocol",
    "read_table",
    "report",
    "run",
    "run_demo",
    "write_table",
]
