"""A later version of the set, or of the scorer: everything that was sent is scored anew."""

from __future__ import annotations

from django.utils import timezone

from faceproof.service.challenges.lifecycle import rank_finally
from faceproof.service.challenges.scoring import score_by_the_labels_of_now, unscored
from faceproof.service.challenges.verifying import verify_again
from faceproof.service.models import Challenge


def grade_again(challenge: int) -> str:
    """Ask for every submission, steward's run and final board that the labels of now lack."""
    found = Challenge.objects.select_related("hidden").get(pk=challenge)
    todo = list(unscored(found, found.hidden.labels_sha256))
    for one in todo:
        score_by_the_labels_of_now(one)
    runs = verify_again(found)
    rank_finally(found, timezone.now())
    return f"{len(todo)} submissions and {runs} runs of stewards are scored"
