"""Does what waits for a worker, in this thread."""

from __future__ import annotations

from faceproof.service.models import Job, JobState
from faceproof.service.work import work_here


def work_off() -> list[str]:
    """Do every job that waits, and those that come up; the names of all."""
    done = []
    while job := Job.objects.filter(state=JobState.WAITING).first():
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
        told = work_here()[job.name](**job.arguments)
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE, told=told)
        done.append(job.name)
    return done
