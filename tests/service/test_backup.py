"""A service that comes back is the same; what is no whole backup comes back nowhere."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from running import faceproof, in_django, own_place

from faceproof.core.errors import BackupError
from faceproof.service.backup.archive import read_archive
from faceproof.service.backup.unpack import unpack

pytestmark = pytest.mark.slow

FILL = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from allauth.mfa.totp.internal.auth import TOTP
from everybody import with_things
from offered import steward
from faceproof.service import access
from faceproof.service.jobs import work_on
from faceproof.service.work import WORK
import threading
for n in range(3):
    with_things(f"person{{n}}@example.org", granted=True)
last = with_things("last@example.org", granted=True)
access.revoke(last.account.grants.get(pk=last.grant), by=steward(), reason="Handed it on.")
TOTP.activate(last.account, "A" * 32)
work_on(WORK, stopped=threading.Event(), once=True)
"""

TOLD = """
import json
from django.contrib.auth.hashers import check_password
from allauth.mfa.models import Authenticator
from faceproof.service import models
from faceproof.service.work import opening_of
from faceproof.provenance.log import Opening, commit, read_log
from django.conf import settings
grants = models.Grant.objects.order_by("pk")
researchers = models.Account.objects.filter(is_staff=False)
log = read_log(settings.PLACE.data / "log")
print(json.dumps({
    "grants": list(grants.values_list("pk", "account__email", "revoked_on", "ends_on")),
    "journal": list(models.Entry.objects.values_list("number", "digest")),
    "log": [log.head.size, log.head.root],
    "lines": [json.loads(line) for line in log.signed],
    "commitments": [
        commit(Opening(salt=one.salt, grant=opening_of(one))).commitment for one in grants
    ],
    "second factors": list(Authenticator.objects.values_list("user__email", "type", "data")),
    "passwords": [check_password("battery staple 7", one.password) for one in researchers],
    "secret": settings.SECRET_KEY,
}, default=str))
"""

NEXT = """
from faceproof.service.models import Account, Notice
before = Account.objects.order_by("pk").last().pk
print(Account.objects.create_user("new@example.org", "x").pk > before)
print(Notice.objects.create(account=Account.objects.last(), about="request-late").pk)
"""


class Kept(NamedTuple):
    """A service with some life in it, and its backup."""

    data: Path
    archive: Path
    told: dict[str, Any]
    environment: dict[str, str]
    printed: dict[str, Any]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("kept")
    data, archive = folder / "data", folder / "backup.tar"
    with own_place(data) as environment:
        made = faceproof(
            environment, "admin", "create-steward", "--email", "a@example.org", "--data", str(data)
        )
        assert made.returncode == 0, made.stderr
        in_django(environment, FILL)
        told = json.loads(in_django(environment, TOLD))
        saved = faceproof(
            environment, "admin", "backup", str(archive), "--data", str(data), "--json"
        )
        assert saved.returncode == 0, saved.stderr
        yield Kept(data, archive, told, environment, json.loads(saved.stdout))


def restored(archive: Path, data: Path, environment: dict[str, str]) -> dict[str, Any]:
    done = faceproof(environment, "admin", "restore", str(archive), "--data", str(data), "--json")
    assert done.returncode == 0, done.stderr
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


def test_grants_journal_log_keys_and_second_factors_come_back(kept: Kept, tmp_path: Path) -> None:
    assert len(kept.told["grants"]) == 8
    entered = {line["entry"].get("commitment") for line in kept.told["lines"]}
    assert set(kept.told["commitments"]) <= entered
    with own_place(tmp_path / "back") as environment:
        printed = restored(kept.archive, tmp_path / "back", environment)
        assert json.loads(in_django(environment, TOLD)) == kept.told
        new, number = in_django(environment, NEXT).split()
        assert new == "True"
        assert int(number) > printed["rows"]["service.Notice"] - 1
    for what in ("grants", "journal", "journal_entries", "log_entries", "log_root"):
        assert printed[what] == kept.printed[what], what
    assert printed["grants"] == 8
    assert printed["log_root"] == kept.told["log"][1]


def test_the_archive_and_the_keys_that_come_back_are_for_their_owner_only(
    kept: Kept, tmp_path: Path
) -> None:
    assert kept.archive.stat().st_mode & 0o777 == 0o600
    unpack(read_archive(kept.archive), tmp_path / "back")
    for name in ("secret.key", "keys/log.pem"):
        assert (tmp_path / "back" / name).stat().st_mode & 0o777 == 0o600, name


@pytest.mark.service
def test_rows_go_from_sqlite_to_postgresql_and_back(kept: Kept, tmp_path: Path) -> None:
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        pytest.skip("needs DATABASE_URL of a PostgreSQL")
    archive, data = kept.archive, kept.data
    for number, database in enumerate(("", None, "")):
        data = tmp_path / str(number)
        settings = {} if database is None else {"DATABASE_URL": database}
        with own_place(data, **settings) as environment:
            restored(archive, data, environment)
            assert json.loads(in_django(environment, TOLD)) == kept.told
            archive = tmp_path / f"{number}.tar"
            saved = faceproof(environment, "admin", "backup", str(archive), "--data", str(data))
            assert saved.returncode == 0, saved.stderr


def test_a_folder_or_a_database_in_use_is_left_alone(kept: Kept, tmp_path: Path) -> None:
    before = (kept.data / "secret.key").read_bytes()
    words = ("admin", "restore", str(kept.archive), "--data")
    done = faceproof(kept.environment, *words, str(kept.data))
    assert done.returncode == 2
    assert "is in use" in done.stderr
    assert (kept.data / "secret.key").read_bytes() == before
    place = f"sqlite:///{kept.data / 'faceproof.sqlite3'}"
    other = (
        kept.environment
        if kept.environment["DATABASE_URL"]
        else kept.environment | {"DATABASE_URL": place}
    )
    done = faceproof(other, *words, str(tmp_path / "fresh"))
    assert done.returncode == 2
    assert "holds rows already" in done.stderr


def test_a_restore_that_was_interrupted_is_neither_served_nor_in_the_way(
    kept: Kept, tmp_path: Path
) -> None:
    data = tmp_path / "back"
    unpack(read_archive(kept.archive), data)
    (data / "faceproof.sqlite3").write_bytes(b"half")
    with own_place(data) as environment:
        done = faceproof(environment, "serve", "--check", "--data", str(data))
        assert done.returncode == 2
        assert "did not end" in done.stderr
        restored(kept.archive, data, environment)
        assert faceproof(environment, "serve", "--check", "--data", str(data)).returncode == 0


def test_files_of_releases_come_along_when_asked(kept: Kept, tmp_path: Path) -> None:
    if "STORAGE_URL" in kept.environment:
        pytest.skip("releases lie in a bucket")
    archive = tmp_path / "all.tar"
    words = ("--data", str(kept.data), "--with-releases")
    saved = faceproof(kept.environment, "admin", "backup", str(archive), *words)
    assert saved.returncode == 0, saved.stderr
    with own_place(tmp_path / "back") as environment:
        restored(archive, tmp_path / "back", environment)
    path = "releases/set-1/DATASHEET.md"
    assert (tmp_path / "back" / path).read_bytes() == (kept.data / path).read_bytes()


def test_no_byte_of_a_part_may_differ(kept: Kept, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.tar"
    with tarfile.open(kept.archive) as tar:
        places = [(one.name, one.offset_data + one.size // 2) for one in tar if one.size]
    assert {"manifest.json", "rows.jsonl", "secret.key", "log/head.json"} <= {n for n, _ in places}
    for name, place in places:
        data = bytearray(kept.archive.read_bytes())
        data[place] ^= 1
        damaged.write_bytes(data)
        if name == "manifest.json":
            continue  # it names the rest; what it says is held against what comes back
        with pytest.raises(BackupError):
            read_archive(damaged)


def test_an_archive_that_was_cut_off_is_refused(kept: Kept, tmp_path: Path) -> None:
    short, data = tmp_path / "short.tar", kept.archive.read_bytes()
    for length in (0, 100, 600, len(data) // 2, len(data) - 20_000):
        short.write_bytes(data[: max(length, 0)])
        with pytest.raises(BackupError):
            read_archive(short)


Members = list[tuple[tarfile.TarInfo, bytes]]


def _named(name: str) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        _add(members, name, b"evil")

    return change


def _add(members: Members, name: str, data: bytes, kind: bytes = tarfile.REGTYPE) -> None:
    member = tarfile.TarInfo(name)
    member.type, member.size, member.linkname = kind, len(data), "/etc/passwd"
    members.append((member, data))
    manifest = json.loads(members[0][1])
    digest = hashlib.sha256(data).hexdigest()
    manifest["parts"].append({"name": name, "size": len(data), "sha256": digest})
    _set(members, manifest)


def _set(members: Members, manifest: dict[str, Any]) -> None:
    data = json.dumps(manifest).encode()
    members[0][0].size = len(data)
    members[0] = (members[0][0], data)


def _twice(members: Members) -> None:
    members.append(members[1])


def _unnamed(members: Members) -> None:
    member = tarfile.TarInfo("log/next-head.json")
    members.append((member, b""))


def _missing(members: Members) -> None:
    del members[-1]


def _manifest_last(members: Members) -> None:
    members.append(members.pop(0))


def _two_manifests(members: Members) -> None:
    members.insert(1, members[0])


def _too_large(members: Members) -> None:
    manifest = json.loads(members[0][1])
    for number, (member, _) in enumerate(members):
        if member.name == "secret.key":
            data = b"x" * (1 << 20)
            member.size = len(data)
            members[number] = (member, data)
            for part in manifest["parts"]:
                if part["name"] == "secret.key":
                    part |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    _set(members, manifest)


def _other_format(members: Members) -> None:
    _set(members, json.loads(members[0][1]) | {"faceproof_backup": 2})


HOSTILE: dict[str, Callable[[Members], None]] = {
    "climbs": _named("../evil"),
    "climbs inside": _named("releases/../../evil"),
    "absolute": _named("/etc/evil"),
    "absolute inside": _named("releases//tmp/evil"),
    "backslash": _named("releases\\..\\evil"),
    "elsewhere": _named("static/evil.js"),
    "a database": _named("faceproof.sqlite3"),
    "a link": lambda members: _add(members, "releases/a", b"", tarfile.SYMTYPE),
    "a hard link": lambda members: _add(members, "releases/a", b"", tarfile.LNKTYPE),
    "a device": lambda members: _add(members, "releases/a", b"", tarfile.CHRTYPE),
    "a pipe": lambda members: _add(members, "releases/a", b"", tarfile.FIFOTYPE),
    "a folder": lambda members: _add(members, "releases/a", b"", tarfile.DIRTYPE),
    "twice": _twice,
    "unnamed": _unnamed,
    "missing": _missing,
    "manifest last": _manifest_last,
    "two manifests": _two_manifests,
    "too large": _too_large,
    "other format": _other_format,
}


@pytest.mark.parametrize("how", HOSTILE)
def test_a_hostile_archive_is_refused_and_nothing_is_written(
    kept: Kept, tmp_path: Path, how: str
) -> None:
    with tarfile.open(kept.archive) as tar:
        members = [(one, tar.extractfile(one).read()) for one in tar]  # type: ignore[union-attr]
    HOSTILE[how](members)
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(hostile, "w:") as tar:
        for member, data in members:
            tar.addfile(member, io.BytesIO(data))
    with pytest.raises(BackupError):
        read_archive(hostile)


def test_rows_of_other_tables_are_refused(kept: Kept, tmp_path: Path) -> None:
    row = b'{"model": "auth.group", "pk": 1, "fields": {"name": "x", "permissions": []}}\n'
    with tarfile.open(kept.archive) as tar:
        members = [(one, tar.extractfile(one).read()) for one in tar]  # type: ignore[union-attr]
    manifest = json.loads(members[0][1])
    for number, (member, data) in enumerate(members):
        if member.name == "rows.jsonl":
            member.size = len(data) + len(row)
            members[number] = (member, data + row)
            digest = hashlib.sha256(data + row).hexdigest()
            for part in manifest["parts"]:
                if part["name"] == "rows.jsonl":
                    part |= {"size": member.size, "sha256": digest}
    _set(members, manifest)
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(hostile, "w:") as tar:
        for member, data in members:
            tar.addfile(member, io.BytesIO(data))
    with own_place(tmp_path / "back") as environment:
        words = ("admin", "restore", str(hostile), "--data", str(tmp_path / "back"))
        done = faceproof(environment, *words)
    assert done.returncode == 2
    assert "auth.Group" in done.stderr
    shutil.rmtree(tmp_path / "back")


def test_a_gzip_bomb_is_not_even_opened(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.tar.gz"
    with tarfile.open(bomb, "w:gz") as tar:
        member = tarfile.TarInfo("manifest.json")
        member.size = 50 << 20
        tar.addfile(member, io.BytesIO(bytes(member.size)))
    with pytest.raises(BackupError, match="no backup"):
        read_archive(bomb)
