"""Which of a team's submissions counts in the end? The one that it chooses while it may."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from faceproof.core.errors import ChallengeError
from faceproof.service import journal
from faceproof.service.models import Account, Challenge, Phase, Submission


def choose(sent: Submission, *, by: Account) -> None:
    """Let this one count in the end, and no other of its team.

    Raises:
        ChallengeError: the challenge is not open.
    """
    with transaction.atomic():
        # Held: a final board is made before this, and the challenge closed, or after it.
        challenge = Challenge.objects.select_for_update().get(pk=sent.challenge_id)
        if challenge.phase(timezone.now()) is not Phase.OPEN:
            raise ChallengeError(f"{challenge} is not open; what counts was chosen before")
        challenge.submissions.filter(team=sent.team_id).update(is_final=False)
        Submission.objects.filter(pk=sent.pk).update(is_final=True)
        journal.note("submission.chosen", who=by, submission=sent.pk)
