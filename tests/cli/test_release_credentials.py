"""Sign, verify and show a release: the commands on a release of rendered actors."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commands import Ended, faceproof

from faceproof.datasets import read_manifest
from faceproof.release import build, read_plan

PLAN = """\
name = "tiny"
version = "1.0.0"
licence = "CC0-1.0"
seed = 1
compressions = ["c23"]
[synthetic]
actors = 6
scenes = ["kitchen_still"]
frames = 2
width = 320
height = 240
[splits]
train = 2
val = 2
test = 2
[pairs]
rule = "ring"
[methods.SelfBlend]
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    plan, out = folder / "plan.toml", folder / "release"
    plan.write_text(PLAN)
    today = datetime.now(tz=UTC).date()
    with ThreadPoolExecutor(1) as executor:
        build(read_plan(plan), data=None, out=out, jobs=1, on=today, executor=executor)
    return out


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority") / "ca"
    assert faceproof("provenance", "ca", "init", folder).code == 0
    assert faceproof("provenance", "ca", "issue", folder, "--name", "Desk").code == 0
    return folder


@pytest.fixture
def release(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "release"))


def signer(ca: Path) -> tuple[object, ...]:
    return "--signer", ca / "leaf-key.pem", "--chain", ca / "chain.pem"


def verified(root: Path, *more: object) -> Ended:
    return faceproof("release", "verify", root, "--json", *more)


def refused(ended: Ended, *words: str) -> None:
    assert ended.code == 2
    (line,) = ended.err.splitlines()
    assert all(word in line for word in words), line


def test_a_release_is_signed_and_verified_with_its_root(release: Path, ca: Path) -> None:
    assert verified(release, "--trust", ca / "root.pem").code == 1
    ended = faceproof("release", "credentials", release, *signer(ca), "--json")
    assert ended.code == 0
    assert ended.json == {
        "release": str(release),
        "credentials": 12,
        "digest": read_manifest(release).digest(),
        "signed": False,
    }
    assert verified(release, "--trust", ca / "root.pem").json == {"ok": True, "problems": []}
    clip = next(c for c in read_manifest(release).clips if c.is_fake)
    said = faceproof("verify", release / clip.path, "--trust", ca / "root.pem", "--json").json
    assert (said["state"], said["declared"], said["captured"]) == ("trusted", True, False)


def test_the_steward_signs_the_whole(release: Path, ca: Path, tmp_path: Path) -> None:
    faceproof("consent", "init", "-w", tmp_path)
    key = ("--key", tmp_path / "keys/steward.pem")
    assert faceproof("release", "credentials", release, *signer(ca), *key).code == 0
    assert verified(release, "--key", tmp_path / "keys/steward.pub.pem").code == 0
    refused(faceproof("release", "credentials", release, *signer(ca)), "is signed", "--key")


def test_without_a_signer_it_says_what_to_give(release: Path, ca: Path) -> None:
    refused(faceproof("release", "credentials", release), "--signer and --chain")
    out = release.parent / "out"
    refused(faceproof("release", "export", release, "--out", out, "--embed"), "--signer")
    refused(faceproof("release", "export", release, "--out", out, *signer(ca)), "--embed")
    assert not out.exists()


def test_what_is_shown_carries_its_truth(release: Path, ca: Path, tmp_path: Path) -> None:
    out = tmp_path / "shown"
    ended = faceproof(
        "release", "export", release, "--out", out, "--embed", *signer(ca), "-w", tmp_path, "--json"
    )
    assert ended.code == 0
    assert ended.json == {"out": str(out), "format": "dfd", "clips": 12, "embedded": True}
    assert "measure no detector on them" in ended.err
    assert verified(out, "--trust", ca / "root.pem").code == 0
    clip = next(c for c in read_manifest(out).clips if c.is_fake)
    alone = shutil.copy(out / clip.path, tmp_path / "alone.mp4")
    said = faceproof("verify", alone, "--trust", ca / "root.pem", "--json").json
    assert (said["state"], said["declared"], said["captured"]) == ("trusted", True, False)


def test_a_hidden_set_is_asked_for_no_credentials(release: Path, ca: Path, tmp_path: Path) -> None:
    public, labels = tmp_path / "public", tmp_path / "labels.json"
    hiding = ("release", "blind", release, "--out", public, "--sealed", labels, "-w", tmp_path)
    assert faceproof(*hiding).code == 0
    refused(
        faceproof("release", "verify", public, "--trust", ca / "root.pem"), "carry no credentials"
    )
