"""A board as a worker made it: groups of ties, the best first. Pages only show it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Ranking(models.Model):
    """The board of a challenge, by one version of the labels and of the scorer.

    Attributes:
        part: ``public`` while a challenge runs, ``private`` in the end.
        groups: lists of rows, each with an evaluation's id and what is told of it.
        receipt_sha256: of a final board's receipt.
    """

    challenge = models.ForeignKey(
        "service.Challenge", on_delete=models.PROTECT, related_name="rankings"
    )
    part = models.CharField(max_length=7)
    scorer = models.CharField(max_length=10)
    labels_sha256 = models.CharField(max_length=64)
    groups = models.JSONField(default=list)
    receipt_sha256 = models.CharField(max_length=64, blank=True)
    made_on = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-made_on",)
        constraints = (
            models.UniqueConstraint(
                fields=("challenge", "part", "scorer", "labels_sha256"), name="one_ranking_each"
            ),
        )

    def __str__(self) -> str:
        return f"{self.part} ranking of challenge {self.challenge_id}"
