"""Where does this service keep its things, and how is it reached? Read once, from the environment.

| variable | what it says | without it |
|---|---|---|
| ``FACEPROOF_DATA`` | folder for everything that is kept | must be given |
| ``FACEPROOF_URL`` | its address: ``https://data.example.org`` | ``http://localhost:8000`` |
| ``DATABASE_URL`` | such as ``postgres://user:password@host/name`` | SQLite in the folder |
| ``STORAGE_URL`` | where releases lie: ``s3://bucket/prefix`` | ``releases/`` in the folder |
| ``EMAIL_URL`` | ``smtp://user:password@host:587`` | mails become files in ``mail/`` |
| ``FACEPROOF_MAIL_FROM`` | sender of mails | ``faceproof@localhost`` |
| ``FACEPROOF_WORKSPACE`` | the steward's folder with consents and key | one in the folder |
| ``FACEPROOF_LABELS`` | folder of sealed labels; only a worker reads it | scoring waits |
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from faceproof.core.errors import PlanError, SignatureError
from faceproof.provenance.keys import read_key_file, write_secret
from faceproof.service import place_check

DATA = "FACEPROOF_DATA"
WORKSPACE = "FACEPROOF_WORKSPACE"
LABELS = "FACEPROOF_LABELS"  # no part of a `Place`: web processes are started without it
URL = "http://localhost:8000"
KEY_FILE, CODE_FILE = "secret.key", "setup-code"
LOG, LOG_KEY, LOG_PUBLIC = "log", "keys/log.pem", "keys/log.pub.pem"
RESTORING_FILE = "restore-unfinished"
_KEY_BYTES = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a service keeps its things.

    Attributes:
        data: folder for everything that is kept.
        url: address that people type, no slash at its end.
        database: a database address; SQLite in ``data`` without one.
        storage: where releases lie; a folder in ``data`` without one.
        mail: address of a mail server; files in ``data`` without one.
        mail_from: sender of mails.
        workspace: where the steward keeps consents and key; None for one in ``data``.
    """

    data: Path
    url: str = URL
    database: str = ""
    storage: str = ""
    mail: str = ""
    mail_from: str = "faceproof@localhost"
    workspace: Path | None = None

    @property
    def database_url(self) -> str:
        """Where rows are kept."""
        return self.database or f"sqlite:///{(self.data / 'faceproof.sqlite3').resolve()}"

    @property
    def storage_url(self) -> str:
        """Where releases are kept."""
        return self.storage or (self.data / "releases").resolve().as_uri()

    @property
    def host(self) -> str:
        """The name under which it is reached."""
        return urlsplit(self.url).hostname or "localhost"

    @property
    def is_private(self) -> bool:
        """Reached without TLS, so on this machine only, or behind something that adds it."""
        return urlsplit(self.url).scheme != "https"

    def secret(self) -> str:
        """What sessions and links are signed with; made on first use, for its owner only.

        Raises:
            SignatureError: others can read it.
            StorageError: it cannot be written.
        """
        path = self.data / KEY_FILE
        if not path.exists():
            with suppress(SignatureError):  # another process was first
                write_secret(path, secrets.token_urlsafe(_KEY_BYTES).encode())
        return read_key_file(path, secret=True).decode()

    def problems(self) -> Iterator[str]:
        """Everything that is wrong with these settings, one line each."""
        yield from place_check.problems("FACEPROOF_URL", self.url)
        yield from place_check.problems("DATABASE_URL", self.database_url)
        yield from place_check.problems("STORAGE_URL", self.storage_url)
        yield from place_check.problems("EMAIL_URL", self.mail)


def read_place(environment: Mapping[str, str] = os.environ) -> Place:
    """The settings in an environment.

    Raises:
        PlanError: there is no folder, or something is wrong with them; all of it is said.
    """
    if not environment.get(DATA):
        raise PlanError(f"{DATA} is not set; run `faceproof serve --data DIR`")
    place = Place(
        data=Path(environment[DATA]),
        url=environment.get("FACEPROOF_URL", URL).rstrip("/"),
        database=environment.get("DATABASE_URL", ""),
        storage=environment.get("STORAGE_URL", ""),
        mail=environment.get("EMAIL_URL", ""),
        mail_from=environment.get("FACEPROOF_MAIL_FROM", "faceproof@localhost"),
        workspace=Path(environment[WORKSPACE]) if environment.get(WORKSPACE) else None,
    )
    if problems := list(place.problems()):
        raise PlanError("; ".join(problems))
    return place
