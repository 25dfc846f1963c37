"""Every clip of a release says what it is, signed: no fake is ever an original."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from release_studio import TODAY, Studio
from vouching_authority import new_voucher, trust_of

from faceproof.core import Clip, Compression, CredentialState, Provenance, sha256_file
from faceproof.core.errors import ManifestError, PlanError
from faceproof.datasets import read_manifest, read_release, write_manifest
from faceproof.provenance import TrustList, recorded, sign_beside, verify_file
from faceproof.release import (
    BuildReport,
    Voucher,
    build,
    read_plan,
    verify,
    write_credentials,
)
from faceproof.release.claims import Said, said_of
from faceproof.release.seal import write_seal
from faceproof.release.vouching import sidecar_of
from faceproof.sources import Ledger

RENDERED = """\
name = "rendered"
version = "1"
licence = "CC0-1.0"
seed = 1
compressions = ["c40"]
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


@pytest.fixture
def trust(authority: Path, voucher: Voucher) -> TrustList:
    return trust_of(authority)


def clips_of(root: Path, **wanted: object) -> list[Clip]:
    clips = read_manifest(root).clips
    return [c for c in clips if all(getattr(c, name) == wanted[name] for name in wanted)]


def found(root: Path, clip: Clip, trust: TrustList) -> Provenance:
    return verify_file(root / clip.path, trust)


def told(provenance: Provenance) -> list[str]:
    return [f"{s.action[5:]} {s.source_type or ''}".strip() for s in provenance.steps]


def sidecars(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*.c2pa")}


def every_claim(root: Path) -> Iterator[Said]:
    return (one for round_ in said_of(read_manifest(root).clips) for one in round_)


def named(root: Path, trust: TrustList | None = None) -> dict[str, str]:
    return {problem.path: problem.problem for problem in verify(root, trust=trust)}


# --- what is said ---------------------------------------------------------------------------


def test_every_fake_is_declared_and_trusted_and_its_original_its_parent(
    vouched: Path, trust: TrustList
) -> None:
    manifest = read_manifest(vouched)
    fakes = clips_of(vouched, is_fake=True)
    assert len(fakes) == 24
    for fake in fakes:
        provenance = found(vouched, fake, trust)
        assert provenance.state is CredentialState.TRUSTED
        assert provenance.is_declared
        assert not provenance.is_captured
        parent = manifest.by_id[fake.original or fake.origin.target]
        (ingredient,) = provenance.ingredients
        assert ingredient.title == Path(parent.path).name
        assert ingredient.signer == provenance.signer == "Release desk, The makers"


def test_every_filmed_original_is_captured_at_each_compression(
    vouched: Path, trust: TrustList
) -> None:
    for clip in clips_of(vouched, is_fake=False):
        provenance = found(vouched, clip, trust)
        assert provenance.state is CredentialState.TRUSTED
        assert provenance.is_captured
        assert not provenance.is_declared


def test_compression_is_chained_to_what_was_compressed(vouched: Path, trust: TrustList) -> None:
    fake, *_ = clips_of(vouched, method="FaceSwap", compression=Compression.C40)
    assert told(found(vouched, fake, trust)) == [
        "created digitalCapture",
        "opened",
        "edited compositeCapture",
        "opened",
        "transcoded",
    ]


def test_a_rendered_original_is_declared_too(
    voucher: Voucher, trust: TrustList, tmp_path: Path
) -> None:
    plan, root = tmp_path / "plan.toml", tmp_path / "release"
    plan.write_text(RENDERED)
    with ThreadPoolExecutor(1) as executor:
        build(read_plan(plan), data=None, out=root, jobs=1, on=TODAY, executor=executor)
    write_credentials(root, voucher)
    assert verify(root, trust=trust) == []
    for clip in read_manifest(root).clips:
        provenance = found(root, clip, trust)
        assert provenance.state is CredentialState.TRUSTED
        assert provenance.is_declared
        assert told(provenance)[:2] == ["created algorithmicMedia", "transcoded"]
    fake, *_ = clips_of(root, is_fake=True)
    assert told(found(root, fake, trust))[2:] == [
        "opened",
        "edited compositeSynthetic",
        "transcoded",
    ]


def test_without_the_root_nobody_is_believed(vouched: Path) -> None:
    for clip in read_manifest(vouched).clips:
        provenance = found(vouched, clip, TrustList())
        assert provenance.state is CredentialState.VALID_UNKNOWN_SIGNER
        assert provenance.is_declared == clip.is_fake


# --- how they are written -------------------------------------------------------------------


def test_clips_and_manifest_stay_as_they_were(free: tuple[Path, Ledger], vouched: Path) -> None:
    before, after = read_manifest(free[0]), read_manifest(vouched)
    assert before.digest() == after.digest()
    assert all(sha256_file(vouched / clip.path) == clip.sha256 for clip in after.clips)
    assert sidecars(vouched) == {sidecar_of(clip.path) for clip in after.clips}


def test_masks_have_none(vouched: Path) -> None:
    assert not list(vouched.glob("manipulated_sequences/*/masks/**/*.c2pa"))


def test_the_sums_list_them(vouched: Path) -> None:
    assert verify(vouched) == []
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=vouched, check=True)
    assert ".c2pa" in (vouched / "SHA256SUMS").read_text()


def test_the_same_command_again_writes_nothing(signed: Path, voucher: Voucher) -> None:
    before = {name: sha256_file(signed / name) for name in sidecars(signed)}
    write_credentials(signed, voucher, jobs=2)
    assert before == {name: sha256_file(signed / name) for name in sidecars(signed)}


def test_it_goes_on_where_it_was_stopped(signed: Path, voucher: Voucher, trust: TrustList) -> None:
    lost = sorted(sidecars(signed))[::3]
    unfinished = (signed / lost[0]).with_name(".x.1.part.c2pa")
    kept = {name: sha256_file(signed / name) for name in sidecars(signed) - set(lost)}
    for name in lost:
        (signed / name).unlink()
    unfinished.write_bytes(b"half")
    made: list[str] = []
    write_credentials(signed, voucher, progress=made.append)
    assert len(made) == len(read_manifest(signed).clips)
    assert verify(signed, trust=trust) == []
    anew = set(lost)
    for one in every_claim(signed):  # parents first
        name = sidecar_of(one.clip.path)
        if one.parent is not None and sidecar_of(one.parent.path) in anew:
            anew.add(name)
    assert {name for name in kept if sha256_file(signed / name) != kept[name]} == anew - set(lost)


def test_another_signer_signs_anew(signed: Path, trust: TrustList, tmp_path: Path) -> None:
    other = new_voucher(tmp_path / "other")
    write_credentials(signed, other)
    assert verify(signed, trust=trust_of(tmp_path / "other")) == []
    assert set(named(signed, trust)) == sidecars(signed)


def test_a_signed_release_stays_signed(
    release: Path, studio: Studio, voucher: Voucher, trust: TrustList
) -> None:
    with pytest.raises(PlanError, match=r"is signed.*--key"):
        write_credentials(release, voucher)
    assert not sidecars(release)
    write_credentials(release, replace(voucher, key=studio.private))
    assert verify(release, public=studio.public, trust=trust) == []


def test_only_a_whole_release_is_signed(release: Path, studio: Studio, voucher: Voucher) -> None:
    (release / "DATASHEET.md").write_text("everything is fine")
    with pytest.raises(ManifestError, match=r"DATASHEET\.md"):
        write_credentials(release, replace(voucher, key=studio.private))
    assert not sidecars(release)


def test_nobody_vouches_for_clips_of_others(signed: Path, voucher: Voucher) -> None:
    folder = read_release(signed)
    write_manifest(signed, replace(folder.manifest, scopes=()), folder.numbers)
    write_seal(signed, key=None)
    with pytest.raises(PlanError, match="taken in from elsewhere"):
        write_credentials(signed, voucher)


# --- what verify finds ----------------------------------------------------------------------


def test_a_whole_release_verifies_with_its_root(vouched: Path, trust: TrustList) -> None:
    assert verify(vouched, trust=trust) == []


def test_without_credentials_a_trust_list_asks_too_much(
    free: tuple[Path, Ledger], trust: TrustList
) -> None:
    problems = named(free[0], trust)
    assert set(problems) == {sidecar_of(clip.path) for clip in read_manifest(free[0]).clips}
    assert all("is missing" in problem for problem in problems.values())


@pytest.mark.parametrize("level", list(Compression)[::2])
def test_a_sidecar_of_another_clip_is_named(signed: Path, level: Compression) -> None:
    mine, other, *_ = clips_of(signed, compression=level, is_fake=True)
    shutil.copy(signed / sidecar_of(other.path), signed / sidecar_of(mine.path))
    write_seal(signed, key=None)
    assert set(named(signed)) == {sidecar_of(mine.path)}


def test_an_originals_claim_beside_a_fake_is_named(
    signed: Path, voucher: Voucher, trust: TrustList
) -> None:
    fake, *_ = clips_of(signed, compression=Compression.RAW, is_fake=True)
    (filmed,) = clips_of(signed, id=fake.origin.target)
    sidecar = signed / sidecar_of(fake.path)
    claim = recorded(Path(filmed.path).name, "digitalCapture")
    sign_beside(signed / fake.path, sidecar, claim=claim, credential=voucher.credential)
    write_seal(signed, key=None)
    for asked in (None, trust):
        problems = named(signed, asked)
        assert "the manifest" in problems[sidecar_of(fake.path)]


@pytest.mark.parametrize("where", [0.3, 0.6, 0.95])
def test_a_flipped_byte_of_a_sidecar_names_it(signed: Path, where: float) -> None:
    name = sidecar_of(clips_of(signed, is_fake=True)[0].path)
    data = bytearray((signed / name).read_bytes())
    data[int(where * len(data))] ^= 1
    (signed / name).write_bytes(data)
    assert name in named(signed)


def test_a_missing_sidecar_is_named_where_others_have_theirs(signed: Path) -> None:
    name = sidecar_of(clips_of(signed)[0].path)
    (signed / name).unlink()
    write_seal(signed, key=None)
    assert named(signed) == {name: f"is missing: the credentials of clip {clips_of(signed)[0].id}"}


@pytest.mark.parametrize("beside", ["FaceSwap/masks/videos/x", "FaceSwap/raw/videos/x"])
def test_a_sidecar_of_no_clip_is_named(signed: Path, beside: str) -> None:
    name = f"manipulated_sequences/{beside}.c2pa"
    shutil.copy(signed / min(sidecars(signed)), signed / name)
    write_seal(signed, key=None)
    assert named(signed) == {name: "belongs to no clip of the manifest"}


def test_a_linked_sidecar_is_named_and_not_followed(signed: Path, tmp_path: Path) -> None:
    name = sidecar_of(clips_of(signed)[0].path)
    shutil.move(signed / name, tmp_path / "elsewhere")
    (signed / name).symlink_to(tmp_path / "elsewhere")
    problems = [p.problem for p in verify(signed) if p.path == name]
    assert any("is a link" in problem for problem in problems)


def test_a_changed_clip_is_named_and_not_its_credentials(signed: Path) -> None:
    path = clips_of(signed, compression=Compression.RAW)[0].path
    data = bytearray((signed / path).read_bytes())
    data[len(data) // 2] ^= 1
    (signed / path).write_bytes(data)
    assert set(named(signed)) == {path}


# --- building again ----------------------------------------------------------------------------


def test_building_again_keeps_them(
    studio: Studio, built: BuildReport, voucher: Voucher, trust: TrustList, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(built.release, tmp_path / "release"))
    write_credentials(root, replace(voucher, key=studio.private))
    report = studio.build(root, key=studio.private)
    assert report.digest == built.digest
    assert verify(root, public=studio.public, trust=trust) == []


def test_building_again_drops_what_does_not_fit(
    studio: Studio, built: BuildReport, voucher: Voucher, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(built.release, tmp_path / "release"))
    write_credentials(root, replace(voucher, key=studio.private))
    one, other, *_ = sorted(sidecars(root))
    shutil.copy(root / one, root / other)
    studio.build(root, key=studio.private)
    assert not sidecars(root)
    assert verify(root) == []
