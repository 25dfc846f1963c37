"""What a submission scored, by one version of the labels and of the scorer: once, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Evaluation(models.Model):
    """What a team was told of a submission.

    No exact figure is kept anywhere: whoever reads this table learns what the team was told.

    Attributes:
        scorer: version of how answers become figures.
        labels_sha256: of the sealed file.
        told: as `faceproof.benchmark.hidden.shown` gives it.
        improved: whether it moved what the team is shown.
        receipt_sha256: of its receipt.
    """

    submission = models.ForeignKey(
        "service.Submission", on_delete=models.PROTECT, related_name="evaluations"
    )
    scorer = models.CharField(max_length=10)
    labels_sha256 = models.CharField(max_length=64)
    told = models.JSONField()
    improved = models.BooleanField()
    receipt_sha256 = models.CharField(max_length=64)
    made_on = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("submission", "scorer", "labels_sha256"), name="one_evaluation_each"
            ),
        )

    def __str__(self) -> str:
        return f"evaluation {self.pk}"


class Verification(models.Model):
    """A steward ran a submission's detector themselves and measured it.

    Attributes:
        sha256: of the answers it gave, in the storage.
        seconds_per_clip: as measured.
        machine: what it ran on, in words.
        told: its figures on the coarse grid; None until it is scored.
        labels_sha256: of the sealed file by which it was.
        reason: why it could not be scored.
    """

    submission = models.OneToOneField(
        "service.Submission", on_delete=models.PROTECT, related_name="verification"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verifications"
    )
    sha256 = models.CharField(max_length=64)
    seconds_per_clip = models.FloatField()
    machine = models.CharField(max_length=120)
    told = models.JSONField(null=True)
    labels_sha256 = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    made_on = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-made_on",)

    def __str__(self) -> str:
        return f"verification of {self.submission_id}"
