"""Answers that a team sent to a challenge, and what they declare about them."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faceproof.service.models.job import JobState

LONGEST_NAME, LONGEST_WORDS = 80, 300


class SubmissionState(StrEnum):
    """Where a submission stands; ``failed`` is what waits for a job that has failed."""

    WAITING = "waiting"
    SCORED = "scored"
    INVALID = "invalid"
    FAILED = "failed"


_LABELS = (
    (SubmissionState.WAITING, _("waiting")),
    (SubmissionState.SCORED, _("scored")),
    (SubmissionState.INVALID, _("not valid")),
)
SENT_STATES = dict(_LABELS) | {SubmissionState.FAILED: _("failed")}


class Submission(models.Model):
    """A submission.

    Attributes:
        account: who sent it.
        digest: of file and declaration; the same twice is one submission.
        sha256: of the file, under which it lies in the storage.
        detector: what gave the answers, for the board.
        trained_on: slugs of releases of this site.
        trained_elsewhere: other data, in words.
        seconds_per_clip: as declared.
        reported_auc: what is reported of the detector elsewhere.
        reported_source: where that is said.
        problems: all that is wrong with the file, one line each.
        is_final: the team wants this one to count in the end.
        job: scores it by the labels of now.
    """

    challenge = models.ForeignKey(
        "service.Challenge", on_delete=models.PROTECT, related_name="submissions"
    )
    team = models.ForeignKey("service.Team", on_delete=models.PROTECT, related_name="submissions")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions"
    )
    digest = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    detector = models.CharField(_("detector"), max_length=LONGEST_NAME)
    trained_on = models.JSONField(default=list)
    trained_elsewhere = models.CharField(
        _("other training data"), max_length=LONGEST_WORDS, blank=True
    )
    seconds_per_clip = models.FloatField(_("seconds a clip"), null=True, blank=True)
    reported_auc = models.FloatField(_("AUC reported elsewhere"), null=True, blank=True)
    reported_source = models.CharField(
        _("where it is reported"), max_length=LONGEST_WORDS, blank=True
    )
    state = models.CharField(max_length=8, choices=_LABELS, default=SubmissionState.WAITING)
    problems = models.JSONField(default=list)
    is_final = models.BooleanField(default=False)
    job = models.OneToOneField(
        "service.Job", on_delete=models.SET_NULL, null=True, related_name="submission"
    )
    sent_on = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("challenge", "team", "state")),)
        constraints = (
            models.UniqueConstraint(
                fields=("challenge", "team", "digest"), name="one_submission_each"
            ),
        )

    def __str__(self) -> str:
        return f"submission {self.pk}"

    @property
    def stands(self) -> SubmissionState:
        """Its state, as whoever sent it sees it."""
        if self.state == SubmissionState.WAITING and self._has_failed:
            return SubmissionState.FAILED
        return SubmissionState(self.state)

    @property
    def told(self) -> str:
        """The word for it on a page."""
        return str(SENT_STATES[self.stands])

    @property
    def _has_failed(self) -> bool:
        return self.job is not None and self.job.state == JobState.FAILED


def costing() -> models.Q:
    """Submissions that cost an attempt: neither invalid nor failed."""
    waits = models.Q(state=SubmissionState.WAITING) & ~models.Q(job__state=JobState.FAILED)
    return models.Q(state=SubmissionState.SCORED) | waits
