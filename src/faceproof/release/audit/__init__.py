"""Does a release give itself away? Trivial detectors that cannot see the manipulation."""

from faceproof.release.audit.groups import Group, Grouping
from faceproof.release.audit.probes import PROBES, Kind, Probe
from faceproof.release.audit.result import Audit, Level, ProbeResult
from faceproof.release.audit.run import AUDIT_FOLDER, MOST_FAKES, audit, grouping_of
from faceproof.release.audit.sheet import audit_sheet

__all__ = [
    "AUDIT_FOLDER",
    "MOST_FAKES",
    "PROBES",
    "Audit",
    "Group",
    "Grouping",
    "Kind",
    "Level",
    "Probe",
    "ProbeResult",
    "audit",
    "audit_sheet",
    "grouping_of",
]
