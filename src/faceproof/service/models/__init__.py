"""What the service remembers."""

from faceproof.service.models.account import Account
from faceproof.service.models.actor import ActorLink
from faceproof.service.models.agreement import Agreement
from faceproof.service.models.challenge import PHASES, Challenge, Phase
from faceproof.service.models.evaluation import Evaluation, Verification
from faceproof.service.models.grant import Grant
from faceproof.service.models.job import Job, JobState
from faceproof.service.models.journal import Entry
from faceproof.service.models.notice import Notice
from faceproof.service.models.ranking import Ranking
from faceproof.service.models.receipt import Receipt
from faceproof.service.models.release import Release
from faceproof.service.models.request import AccessRequest, RequestState
from faceproof.service.models.submission import Submission, SubmissionState, costing
from faceproof.service.models.team import Member, Team
from faceproof.service.models.token import Token

__all__ = [
    "PHASES",
    "AccessRequest",
    "Account",
    "ActorLink",
    "Agreement",
    "Challenge",
    "Entry",
    "Evaluation",
    "Grant",
    "Job",
    "JobState",
    "Member",
    "Notice",
    "Phase",
    "Ranking",
    "Receipt",
    "Release",
    "RequestState",
    "Submission",
    "SubmissionState",
    "Team",
    "Token",
    "Verification",
    "costing",
]
