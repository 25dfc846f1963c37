"""How good is a detector, honestly? Protocol, run, grade, report."""

from faceproof.benchmark.grade import difference, grade
from faceproof.benchmark.graded import Grade, Missing
from faceproof.benchmark.protocol import default_protocol, read_protocol
from faceproof.benchmark.run import run
from faceproof.benchmark.tables import read_table, write_table

__all__ = [
    "Grade",
    "Missing",
    "default_protocol",
    "difference",
    "grade",
    "read_protocol",
    "read_table",
    "run",
    "write_table",
]
