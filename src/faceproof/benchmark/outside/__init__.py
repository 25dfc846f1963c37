"""What did somebody else's program answer? One file per format, one table line."""

from faceproof.benchmark.outside.format import Format, Reading
from faceproof.benchmark.outside.read import read_reading
from faceproof.benchmark.outside.table import FORMATS

__all__ = ["FORMATS", "Format", "Reading", "read_reading"]
