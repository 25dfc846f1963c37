"""Run these jobs here or on a cluster, and resume."""

from faceproof.engine.cluster import Cluster, cluster
from faceproof.engine.job import Done, Failure, Job, Outcome
from faceproof.engine.marker import read_marker, write_marker
from faceproof.engine.progress import Progress, bar
from faceproof.engine.run import run_jobs

__all__ = [
    "Cluster",
    "Done",
    "Failure",
    "Job",
    "Outcome",
    "Progress",
    "bar",
    "cluster",
    "read_marker",
    "run_jobs",
    "write_marker",
]
