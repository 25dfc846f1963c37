"""Run these jobs here or on a cluster, and resume."""

from faceproof.engine.job import Done, Failure, Job, Outcome
from faceproof.engine.progress import Progress, bar
from faceproof.engine.run import run_jobs

__all__ = ["Done", "Failure", "Job", "Outcome", "Progress", "bar", "run_jobs"]
