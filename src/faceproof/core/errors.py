"""What can go wrong, as one small tree; every message says thing, found, expected, what to do.

FaceproofError                 asked wrongly: one line, exit 2
├── MediaError                 a file is not a video we can read, or over a limit
│   └── LimitError             a size, count or duration is over its cap
├── FaceError                  no face, or more than one where one is expected
├── ConsentError               a person's live consent for this is missing
├── LedgerError                a consent ledger is broken or its signatures do not verify
├── RegistryError              a registry of originals holds something that is none of its own
├── SignatureError             a key cannot be used, or a signature does not verify
├── LogError                   a transparency log, a head or a proof cannot be read or used
│   └── BrokenLogError         one was read and does not hold: changed, shortened, forked
├── PlanError                  a release plan contradicts itself or its data
├── ManifestError              a manifest, or a release folder, is not what it claims
├── ManipulationError          a method returned something that is not a fake of its target
├── BuildError                 some jobs of a build failed; the rest is kept
├── WeightsError               a detector has no weights, or the wrong ones
├── ScoreError                 a prediction table does not fit its protocol or release
├── OneClassError              a metric needs fakes and reals, and one class is absent
├── ChallengeError             a challenge cannot be made, or taken part in, like this
│   └── AttemptsError          the team has none left now; nothing else is wrong
├── BackupError                a backup is damaged, or has no empty place to come back to
├── SiteError                  a site cannot be reached, or answers what no site should
│   └── RefusedError           it does not know the token or what is asked, or says no
└── StorageError               a file or folder cannot be read or written
    └── NoSpaceError           the disk, or a quota, is full
"""


class FaceproofError(Exception):
    """Base of every error that a person can mend; printed as one line, exit code 2."""


class MediaError(FaceproofError):
    """A file is not a video or image that can be read."""


class LimitError(MediaError):
    """A size, count or duration is over its cap; checked before decoding."""


class FaceError(FaceproofError):
    """No face was found, or several where one person is expected."""


class ConsentError(FaceproofError):
    """A live consent with the needed scope is missing."""


class LedgerError(FaceproofError):
    """A consent ledger is malformed, out of order, or a signature does not verify."""


class RegistryError(FaceproofError):
    """A registry of originals holds a file that is not what it writes."""


class SignatureError(FaceproofError):
    """A key file cannot be used, or a signature does not verify."""


class LogError(FaceproofError):
    """A transparency log, one of its heads or a proof cannot be read or used so."""


class BrokenLogError(LogError):
    """A log, a head or a proof was read, and it does not hold.

    Attributes:
        what: the one word for it, such as ``forked``.
        evidence: signed heads, as JSON, that show it to anybody; empty where none do.
    """

    def __init__(
        self, text: str, *, what: str, evidence: tuple[dict[str, object], ...] = ()
    ) -> None:
        super().__init__(text)
        self.what = what
        self.evidence = evidence


class PlanError(FaceproofError):
    """A release plan contradicts itself, its ledger or its data folder."""


class ManifestError(FaceproofError):
    """A manifest or release folder is not what it claims to be."""


class ManipulationError(FaceproofError):
    """What a manipulation returned is not a fake of its target."""


class BuildError(FaceproofError):
    """Some jobs failed; everything finished is kept and the same command resumes."""


class WeightsError(FaceproofError):
    """A detector has no weights, or weights made for something else."""


class ScoreError(FaceproofError):
    """A prediction table does not fit the protocol or release it names."""


class OneClassError(FaceproofError):
    """A metric needs both fakes and reals, and one class is absent."""


class ChallengeError(FaceproofError):
    """A challenge cannot be made like this, or somebody cannot take part in it like this."""


class AttemptsError(ChallengeError):
    """A team has used its attempts; says from when it may send answers again."""


class BackupError(FaceproofError):
    """A backup is damaged or not one of ours, or there is no empty place for it to come back to."""


class SiteError(FaceproofError):
    """A site cannot be reached, or answers what no site of this kind would."""


class RefusedError(SiteError):
    """A site does not know the token or what is asked for, gives no access, or takes no more."""


class StorageError(FaceproofError):
    """A file or folder cannot be read or written."""


class NoSpaceError(StorageError):
    """The disk, or a quota, is full."""
