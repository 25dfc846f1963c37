"""Credentials go wherever a clip may be known for what it is, and nowhere else."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from release_studio import PEOPLE, TODAY, Studio
from vouching_authority import trust_of

from faceproof.core import Clip, Compression, CredentialState, Scope, Splits, sha256_file
from faceproof.core.errors import PlanError
from faceproof.datasets import read_manifest, read_release, read_tree, write_manifest
from faceproof.detectors import open_view
from faceproof.media import read_rgb
from faceproof.provenance import TrustList, holds_credentials, verify_file
from faceproof.release import (
    FORMATS,
    Voucher,
    blind,
    diff,
    export,
    import_tree,
    revise,
    unblind,
    verify,
    withhold,
    write_credentials,
)
from faceproof.release.seal import files_below, write_seal
from faceproof.release.tombstone import Kind, read_tombstones
from faceproof.release.vouching import EMBEDDED, sidecar_of
from faceproof.sources import Ledger

MARKS = (b"c2pa", b"jumb", b"urn:c2pa")
Free = tuple[Path, Ledger]


@pytest.fixture
def trust(authority: Path, voucher: Voucher) -> TrustList:
    return trust_of(authority)


def sidecars(root: Path) -> set[str]:
    return {name for name in files_below(root) if name.endswith(".c2pa")}


def expected_sidecars(root: Path) -> set[str]:
    return {sidecar_of(clip.path) for clip in read_manifest(root).clips}


def in_parts(root: Path) -> Path:
    """The same release with parts instead of folds; its clips' records stay."""
    folder = read_release(root)
    parts = dict(zip(("train", "val", "test"), folder.manifest.splits.folds, strict=True))
    write_manifest(root, replace(folder.manifest, splits=Splits(parts=parts)), folder.numbers)
    write_seal(root, key=None)
    return root


def marked(root: Path) -> list[str]:
    """Files in which anything of C2PA can be seen."""
    return [
        name
        for name in files_below(root)
        if any(mark in (root / name).read_bytes() for mark in MARKS)
    ]


# --- the next version -----------------------------------------------------------------------


def test_a_revision_keeps_those_of_who_stays(
    signed: Path, bare_studio: Studio, trust: TrustList, tmp_path: Path
) -> None:
    studio = bare_studio.copy(tmp_path / "studio")
    studio.sign(*PEOPLE, scopes=[Scope.RECORD, Scope.MANIPULATE, Scope.REDISTRIBUTE])
    studio.withdraw("dan", on=TODAY)
    ledger, out = Ledger.read(studio.ledger, studio.public), tmp_path / "next"
    made = revise(signed, out=out, ledger=ledger, on=TODAY)
    assert made.left_out == ()
    assert verify(out, trust=trust) == []
    kept = expected_sidecars(out)
    assert sidecars(out) == kept < sidecars(signed)
    assert all((out / name).read_bytes() == (signed / name).read_bytes() for name in kept)
    assert diff(signed, out).revises
    stones = {s.sha256 for s in read_tombstones(out) if s.kind is Kind.CREDENTIALS}
    assert stones == {sha256_file(signed / name) for name in sidecars(signed) - kept}


def test_nothing_that_stays_names_who_left(
    signed: Path, bare_studio: Studio, tmp_path: Path
) -> None:
    studio = bare_studio.copy(tmp_path / "studio")
    studio.sign(*PEOPLE, scopes=[Scope.RECORD, Scope.MANIPULATE, Scope.REDISTRIBUTE])
    studio.withdraw("dan", on=TODAY)
    out = tmp_path / "next"
    dan = b"04__"  # as file names and clip ids call him, the target or the source
    assert sum(dan in (signed / name).read_bytes() for name in sidecars(signed)) > 2
    revise(signed, out=out, ledger=Ledger.read(studio.ledger, studio.public), on=TODAY)
    assert not any(dan in (out / name).read_bytes() for name in sidecars(out))


def test_what_is_published_beside_a_hidden_side_keeps_its_own(
    signed: Path, free: Free, trust: TrustList, tmp_path: Path
) -> None:
    out = tmp_path / "open"
    withhold(in_parts(signed), out=out, split="test", ledger=free[1], on=TODAY)
    assert verify(out, trust=trust) == []
    assert sidecars(out) == expected_sidecars(out) < sidecars(signed)


# --- where they would be labels -------------------------------------------------------------


def hide(root: Path, ledger: Ledger, at: Path) -> Any:
    return blind(
        root,
        out=at / "public",
        sealed=at / "labels.json",
        salt=bytes(32),
        ledger=ledger,
        on=TODAY,
        split="fold-1",
        compression=Compression.C40,
    )


def test_a_hidden_set_holds_nothing_of_them(vouched: Path, free: Free, tmp_path: Path) -> None:
    made = hide(vouched, free[1], tmp_path)
    assert not sidecars(made.public)
    assert not marked(made.public)
    assert not any(holds_credentials(path) for path in made.public.glob("*.mp4"))
    unblind(made.public, made.sealed, out=tmp_path / "opened")
    assert verify(tmp_path / "opened") == []
    assert not sidecars(tmp_path / "opened")


def test_clips_that_hold_them_cannot_be_hidden(
    free: Free, voucher: Voucher, tmp_path: Path
) -> None:
    shown = shown_from(free, voucher, tmp_path)
    assert marked(shown)
    with pytest.raises(PlanError, match="holds credentials, which say what it is"):
        hide(shown, free[1], tmp_path)
    assert not (tmp_path / "public").exists()


def test_a_detector_sees_the_clip_alone(vouched: Path, tmp_path: Path) -> None:
    fake = next(c for c in read_manifest(vouched).clips if c.is_fake)
    folder = tmp_path / "neutral"
    folder.mkdir()
    view = open_view(vouched / fake.path, frames=2, folder=folder)
    assert [path for path in folder.rglob("*") if path.is_file()] == [view.path]
    assert view.path.read_bytes() == (vouched / fake.path).read_bytes()


def test_a_list_of_others_is_imported_without_theirs(vouched: Path, tmp_path: Path) -> None:
    found = read_tree(vouched, form="dfd")
    made = import_tree(found, out=tmp_path / "imported", tell=print)
    assert verify(made.release) == []
    assert not sidecars(made.release)


# --- what others are handed -----------------------------------------------------------------


def shown_from(free: Free, voucher: Voucher, at: Path, **options: Any) -> Path:
    given = {"format": "dfd", "out": at / "shown", "ledger": free[1], "on": TODAY}
    return export(free[0], voucher=voucher, **(given | options))


def test_a_copy_as_it_stands_takes_them_along(
    vouched: Path, free: Free, trust: TrustList, tmp_path: Path
) -> None:
    out = export(vouched, format="dfd", out=tmp_path / "out", ledger=free[1], on=TODAY)
    assert verify(out, trust=trust) == []
    assert sidecars(out) == sidecars(vouched)


def test_an_embedded_export_says_of_each_clip_what_it_is(
    free: Free, voucher: Voucher, trust: TrustList, tmp_path: Path
) -> None:
    shown = shown_from(free, voucher, tmp_path)
    assert verify(shown, trust=trust) == []
    assert not sidecars(shown)
    alone = tmp_path / "alone.mp4"
    for clip in read_manifest(shown).clips:
        shutil.copy(shown / clip.path, alone)
        found = verify_file(alone, trust)
        assert found.state is CredentialState.TRUSTED
        assert (found.is_declared, found.is_captured) == (clip.is_fake, not clip.is_fake)


def test_its_chain_is_that_of_the_release(
    free: Free, voucher: Voucher, trust: TrustList, tmp_path: Path
) -> None:
    shown = shown_from(free, voucher, tmp_path)
    fake = next(
        c
        for c in read_manifest(shown).clips
        if c.method == "FaceSwap" and c.compression is Compression.C40
    )
    found = verify_file(shown / fake.path, trust)
    assert [step.action for step in found.steps] == [
        "c2pa.created",
        "c2pa.opened",
        "c2pa.edited",
        "c2pa.opened",
        "c2pa.transcoded",
    ]


def test_it_is_a_release_of_its_own_that_names_where_it_comes_from(
    free: Free, voucher: Voucher, studio: Studio, tmp_path: Path
) -> None:
    shown = shown_from(free, replace(voucher, key=studio.private), tmp_path)
    assert verify(shown, public=studio.public) == []
    before, after = read_manifest(free[0]), read_manifest(shown)
    assert after.tools[EMBEDDED] == before.digest()
    assert after.parents == before.parents

    def but_for_the_bytes(clip: Clip) -> Clip:
        return replace(clip, sha256="")

    assert list(map(but_for_the_bytes, after.clips)) == list(map(but_for_the_bytes, before.clips))
    assert not {c.sha256 for c in after.clips} & {c.sha256 for c in before.clips}


def test_pictures_and_masks_are_the_same(free: Free, voucher: Voucher, tmp_path: Path) -> None:
    shown = shown_from(free, voucher, tmp_path)
    for clip in read_manifest(shown).clips[:4]:
        assert (read_rgb(shown / clip.path) == read_rgb(free[0] / clip.path)).all()
    for mask in free[0].glob("manipulated_sequences/*/masks/videos/*.mp4"):
        assert (shown / mask.relative_to(free[0])).read_bytes() == mask.read_bytes()


def test_a_changed_clip_of_it_is_named(free: Free, voucher: Voucher, tmp_path: Path) -> None:
    shown = shown_from(free, voucher, tmp_path)
    one, other, *_ = (c for c in read_manifest(shown).clips if c.is_fake)
    shutil.copy(free[0] / one.path, shown / one.path)
    folder = read_release(shown)
    clips = tuple(
        replace(clip, sha256=sha256_file(shown / clip.path)) if clip.id == one.id else clip
        for clip in folder.manifest.clips
    )
    write_manifest(shown, replace(folder.manifest, clips=clips), folder.numbers)
    write_seal(shown, key=None)
    problems = {p.path: p.problem for p in verify(shown)}
    assert problems[one.path] == "holds no credentials"
    assert other.path not in problems


def test_ffpp_clips_can_hold_them_too(
    free: Free, voucher: Voucher, trust: TrustList, tmp_path: Path
) -> None:
    shown = shown_from(free, voucher, tmp_path, format="ffpp", compressions=[Compression.C40])
    fakes = {clip.id: clip.is_fake for clip in read_manifest(free[0]).clips}
    with (shown / "names.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 18
    for row in rows:
        found = verify_file(shown / row["path"], trust)
        assert found.state is CredentialState.TRUSTED
        assert (found.is_declared, found.is_captured) == (
            fakes[row["clip"]], not fakes[row["clip"]]
        )  # fmt: skip


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"dfd", "ffpp"}))
def test_frames_and_descriptions_cannot(
    free: Free, voucher: Voucher, tmp_path: Path, form: str
) -> None:
    with pytest.raises(PlanError, match="holds no whole clips"):
        shown_from(free, voucher, tmp_path, format=form)
    assert not list(tmp_path.glob("*shown*"))


def test_what_holds_them_is_not_signed_again(free: Free, voucher: Voucher, tmp_path: Path) -> None:
    shown = shown_from(free, voucher, tmp_path)
    with pytest.raises(PlanError, match="has credentials in its clips already"):
        write_credentials(shown, voucher)
    with pytest.raises(PlanError, match="has credentials in its clips already"):
        shown_from((shown, free[1]), voucher, tmp_path, out=tmp_path / "again")
