"""Work that is done beside the pages: a name and arguments, held by one worker at a time."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


_LABELS = (
    (JobState.WAITING, _("waiting")),
    (JobState.RUNNING, _("running")),
    (JobState.DONE, _("done")),
    (JobState.FAILED, _("failed")),
)


class Job(models.Model):
    """One piece of work; see `faceproof.service.jobs`.

    Attributes:
        key: the same work is not queued twice.
        lease: the worker that holds it, and until when; a worker that died loses it then.
        tries: how often it was begun.
        told: what came of it, or why it failed, in a line.
    """

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=_LABELS, default=JobState.WAITING)
    lease = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    told = models.TextField(blank=True)
    made_on = models.DateTimeField(default=timezone.now)
    ended_on = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("state", "not_before")),)

    def __str__(self) -> str:
        return f"{self.name} {self.key}"
