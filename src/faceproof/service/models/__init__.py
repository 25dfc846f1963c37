"""What the service remembers."""

from faceproof.service.models.account import Account
from faceproof.service.models.actor import ActorLink
from faceproof.service.models.agreement import Agreement
from faceproof.service.models.grant import Grant
from faceproof.service.models.job import Job, JobState
from faceproof.service.models.journal import Entry
from faceproof.service.models.notice import Notice
from faceproof.service.models.release import Release
from faceproof.service.models.request import AccessRequest, RequestState
from faceproof.service.models.token import Token

__all__ = [
    "AccessRequest",
    "Account",
    "ActorLink",
    "Agreement",
    "Entry",
    "Grant",
    "Job",
    "JobState",
    "Notice",
    "Release",
    "RequestState",
    "Token",
]
