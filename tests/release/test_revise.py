"""Who withdraws is in no clip, mask, split or text of the next version; the others stay."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from release_studio import PEOPLE, TODAY, Studio

from faceproof.core import ActorId, Scope, sha256_file
from faceproof.core.errors import (
    ConsentError,
    ManifestError,
    NoSpaceError,
    PlanError,
    StorageError,
)
from faceproof.datasets import read_manifest, read_release, read_release_json
from faceproof.detectors import DETECTORS, Material, Trained
from faceproof.detectors.calibration import Affine
from faceproof.manipulations.generator import Generator
from faceproof.provenance import PrivateKey
from faceproof.release import FORMATS, Revision, export, revise, verify
from faceproof.release.seal import files_below, write_seal
from faceproof.release.tombstone import Kind, Reason, read_tombstones, write_tombstones
from faceproof.release.training import write_generators
from faceproof.sources import Ledger

TEXTS = {".md", ".json", ".jsonl", ".txt", ".csv", ""}


def ledger_of(studio: Studio) -> Ledger:
    return Ledger.read(studio.ledger, studio.public)


@pytest.fixture
def left(studio: Studio, tmp_path: Path) -> Studio:
    """Dan, whose number is 04, took his consent back."""
    left = studio.copy(tmp_path / "left")
    left.withdraw("dan", on=TODAY)
    return left


@pytest.fixture
def revision(release: Path, left: Studio, tmp_path: Path) -> Revision:
    out = tmp_path / "next"
    return revise(release, out=out, ledger=ledger_of(left), on=TODAY, key=left.private)


def folder_of(revision: Revision) -> Path:
    assert revision.release is not None
    return revision.release


def traces(root: Path, actor: str, number: str) -> Iterator[str]:
    """Where a release still names somebody: a path with their number, or a text with their id."""
    names = re.compile(rf"(^|/){number}_|(^|/)\d\d_{number}__")
    words = re.compile(rf"(?<![\w-]){actor}(?![\w-])|\b{number}__|\b\d\d_{number}__|\"{number}\"")
    for name in files_below(root):
        if names.search(name):
            yield name
        if Path(name).suffix in TEXTS and words.search((root / name).read_text()):
            yield f"text of {name}"


def snapshot(root: Path) -> dict[str, tuple[str, int]]:
    return {n: (sha256_file(root / n), (root / n).stat().st_mtime_ns) for n in files_below(root)}


def test_nothing_of_the_next_version_names_who_left(release: Path, revision: Revision) -> None:
    assert len(list(traces(release, "dan", "04"))) > 10  # so the search can find something
    assert list(traces(folder_of(revision), "dan", "04")) == []


def test_the_next_version_verifies_with_the_steward_key(left: Studio, revision: Revision) -> None:
    assert verify(folder_of(revision), public=left.public) == []


def test_who_left_is_gone_as_target_and_as_source_and_nobody_else_is(
    release: Path, revision: Revision
) -> None:
    before, after = read_manifest(release), read_manifest(folder_of(revision))
    expected = {clip.id for clip in before.clips if "dan" not in clip.actors}
    assert {clip.id for clip in after.clips} == expected
    assert all(before.by_id[clip.id] == clip for clip in after.clips)
    # Of him: 2 originals, 2 SelfBlend; of him and cat, 2 FaceSwap each way round.
    assert revision.removed._asdict() == {"clips": 8, "originals": 2, "fakes": 6, "masks": 3}
    assert revision.kept == len(after.clips) == len(before.clips) - 8
    assert revision.actors == ("dan",)
    assert after.splits.folds == (("ann", "bob"), ("cat",), ("eve", "fay"))
    assert after.parents == (before.digest(),)
    assert (before.version, after.version) == ("1", "1.1.0")
    assert revision.digest == after.digest() != before.digest()


def test_the_old_version_is_not_touched(release: Path, left: Studio, tmp_path: Path) -> None:
    before = snapshot(release)
    revise(release, out=tmp_path / "next", ledger=ledger_of(left), on=TODAY)
    assert snapshot(release) == before


def test_media_are_regular_files_without_a_link_to_elsewhere(
    release: Path, revision: Revision
) -> None:
    root = folder_of(revision)
    shutil.rmtree(release)
    assert not any((root / name).is_symlink() for name in files_below(root))
    assert verify(root) == []
    assert not (root / ".build").exists()


def test_tombstones_hold_the_digest_of_every_file_that_left(
    release: Path, revision: Revision
) -> None:
    root = folder_of(revision)
    gone = set(files_below(release)) - set(files_below(root))
    media = {sha256_file(release / name) for name in gone if name.endswith(".mp4")}
    stones = read_tombstones(root)
    assert {stone.sha256 for stone in stones} == media
    assert {stone.reason for stone in stones} == {Reason.WITHDRAWN}
    assert {stone.manifest for stone in stones} == {read_manifest(release).digest()}
    assert {stone.removed_on for stone in stones} == {TODAY}
    assert sum(stone.kind is Kind.ORIGINAL for stone in stones) == 2
    assert "tombstones.jsonl" in (root / "SHA256SUMS").read_text()


def test_the_changelog_grows_by_itself(revision: Revision, left: Studio, tmp_path: Path) -> None:
    first = (folder_of(revision) / "CHANGELOG.md").read_text()
    assert "8 clips left (8 withdrawn), 28 stay." in first
    assert "| FaceSwap | 2 | 2 |" in first
    left.withdraw("eve", on=TODAY)
    again = revise(folder_of(revision), out=tmp_path / "third", ledger=ledger_of(left), on=TODAY)
    second = (folder_of(again) / "CHANGELOG.md").read_text()
    assert re.findall(r"^## (\S+)", second, re.MULTILINE) == ["1.2.0,", "1.1.0,", "1"]
    assert second.endswith(first.partition("\n\n")[2])
    assert verify(folder_of(again)) == []
    assert list(traces(folder_of(again), "dan", "04")) == []
    assert list(traces(folder_of(again), "eve", "05")) == []
    parents = {stone.manifest for stone in read_tombstones(folder_of(again))}
    assert parents == {revision.digest, *read_manifest(folder_of(revision)).parents}


def test_nobody_left_means_no_next_version_unless_asked(
    release: Path, studio: Studio, tmp_path: Path
) -> None:
    ledger = ledger_of(studio)
    unchanged = revise(release, out=tmp_path / "next", ledger=ledger, on=TODAY)
    assert unchanged.release is None
    assert unchanged.removed.clips == 0
    assert unchanged.digest == read_manifest(release).digest()
    assert not (tmp_path / "next").exists()
    asked = revise(
        release, out=tmp_path / "next", ledger=ledger, on=TODAY, even_unchanged=True, version="2"
    )
    assert verify(folder_of(asked)) == []
    assert (asked.version, asked.removed.clips, asked.kept) == ("2", 0, 36)


def test_a_withdrawal_of_tomorrow_counts_tomorrow(
    release: Path, left: Studio, tmp_path: Path
) -> None:
    yesterday = date(2026, 5, 31)
    early = revise(release, out=tmp_path / "next", ledger=ledger_of(left), on=yesterday)
    assert early.release is None


def test_a_consent_that_ran_out_is_one_that_left(
    release: Path, studio: Studio, tmp_path: Path
) -> None:
    short = studio.copy(tmp_path / "short")
    short.sign("bob", scopes=[Scope.RECORD, Scope.MANIPULATE], expires_on=date(2026, 5, 1))
    made = revise(release, out=tmp_path / "next", ledger=ledger_of(short), on=TODAY)
    assert made.actors == ("bob",)
    assert {s.reason for s in read_tombstones(folder_of(made))} == {Reason.EXPIRED}


def test_who_forbids_faking_keeps_their_recordings(
    release: Path, studio: Studio, tmp_path: Path
) -> None:
    shy = studio.copy(tmp_path / "shy")
    shy.sign("bob", scopes=[Scope.RECORD])
    made = revise(release, out=tmp_path / "next", ledger=ledger_of(shy), on=TODAY)
    clips = read_manifest(folder_of(made)).clips
    assert {clip.is_fake for clip in clips if "bob" in clip.actors} == {False}
    assert made.removed._asdict() == {"clips": 6, "originals": 0, "fakes": 6, "masks": 3}
    assert made.actors == ()
    assert read_manifest(folder_of(made)).scopes == ("record",)
    assert {s.reason for s in read_tombstones(folder_of(made))} == {Reason.NARROWED}


def test_scopes_are_what_those_who_stay_have_in_common(
    bare_studio: Studio, release: Path, tmp_path: Path
) -> None:
    mixed = bare_studio.copy(tmp_path / "mixed")
    mixed.sign(*PEOPLE, scopes=[Scope.RECORD, Scope.MANIPULATE, Scope.REDISTRIBUTE])
    mixed.sign("dan", scopes=[Scope.RECORD, Scope.MANIPULATE])
    mixed.build(release)
    assert read_manifest(release).scopes == ("manipulate", "record")
    mixed.withdraw("dan", on=TODAY)
    made = revise(release, out=tmp_path / "next", ledger=ledger_of(mixed), on=TODAY)
    assert read_manifest(folder_of(made)).scopes == ("manipulate", "record", "redistribute")


def test_a_side_may_not_become_empty(release: Path, left: Studio, tmp_path: Path) -> None:
    left.withdraw("cat", on=TODAY)
    with pytest.raises(ManifestError, match="nobody would be left in fold-1"):
        revise(release, out=tmp_path / "next", ledger=ledger_of(left), on=TODAY)
    assert not list(tmp_path.glob("*next*"))


def test_a_stranger_to_the_ledger_is_named(release: Path, studio: Studio, tmp_path: Path) -> None:
    other = bare = studio.copy(tmp_path / "other")
    bare.ledger.unlink()
    other.sign("ann", scopes=[Scope.RECORD])
    with pytest.raises(ConsentError, match=r"'bob' is in the release and not in the ledger"):
        revise(release, out=tmp_path / "next", ledger=ledger_of(other), on=TODAY)


def test_a_release_with_problems_is_not_revised(
    release: Path, left: Studio, tmp_path: Path
) -> None:
    (release / "DATASHEET.md").write_text("everything is fine")
    with pytest.raises(ManifestError, match=r"1 problems, the first: DATASHEET\.md"):
        revise(release, out=tmp_path / "next", ledger=ledger_of(left), on=TODAY)
    assert not list(tmp_path.glob("*next*"))


def test_places_and_versions_that_cannot_be_are_refused(
    release: Path, left: Studio, tmp_path: Path
) -> None:
    ledger = ledger_of(left)
    (tmp_path / "there").mkdir()
    with pytest.raises(StorageError, match="exists already"):
        revise(release, out=tmp_path / "there", ledger=ledger, on=TODAY)
    with pytest.raises(StorageError, match="lies in"):
        revise(release, out=release / "next", ledger=ledger, on=TODAY)
    with pytest.raises(PlanError, match="is the one that is revised"):
        revise(release, out=tmp_path / "next", ledger=ledger, on=TODAY, version="1")


def test_files_that_a_revision_does_not_know_are_left_out_and_told(
    release: Path, left: Studio, tmp_path: Path
) -> None:
    (release / "notes.md").write_text("dan was nice")
    write_seal(release, key=left.private)
    made = revise(release, out=tmp_path / "next", ledger=ledger_of(left), on=TODAY)
    assert made.left_out == ("notes.md",)
    assert list(traces(folder_of(made), "dan", "04")) == []


def test_own_words_are_kept_unless_they_name_who_left(
    release: Path, left: Studio, tmp_path: Path
) -> None:
    described = json.loads((release / "croissant.json").read_text())
    described |= {
        "description": "Wall talks by ann and dan.",
        "creator": {"@type": "sc:Organization", "name": "The dancing institute"},
        "datePublished": "2026-02-01",
    }
    (release / "croissant.json").write_text(json.dumps(described))
    write_seal(release, key=left.private)
    made = revise(release, out=tmp_path / "next", ledger=ledger_of(left), on=TODAY)
    after = json.loads((folder_of(made) / "croissant.json").read_text())
    assert after["creator"]["name"] == "The dancing institute"
    assert after["datePublished"] == "2026-02-01"
    assert after["description"].startswith("Recordings of 5 consenting people")
    assert made.left_out == ("croissant.json: description",)


def learned(method: str, recordings: dict[str, str]) -> dict[str, Any]:
    """What a release tells of a method that learned from these people, by a recording of each."""
    return Generator(
        method=method,
        version="1",
        settings={"steps": 3},
        seed=7,
        actors=tuple(map(ActorId, recordings)),
        recordings=dict.fromkeys(recordings.values(), "c" * 64),
        arrays={"weights": np.full(2, len(method), np.float32)},
        errors={"l1": 3.5},
        torch="2.9",
        cpu_seconds=1.0,
    ).provenance()


def test_generators_that_learned_from_who_left_are_stale_and_name_them_no_more(
    release: Path, left: Studio, tmp_path: Path
) -> None:
    left.sign("ann", "cat", scopes=[Scope.RECORD, Scope.MANIPULATE, Scope.TRAIN])
    entry = learned("Deepfakes", {"cat": "03__wall.raw", "dan": "04__wall.raw"})
    other = learned("Lip", {"ann": "01__wall.raw"})
    write_generators(release, [entry, other])
    write_seal(release, key=left.private)
    made = revise(release, out=tmp_path / "next", ledger=ledger_of(left), on=TODAY)
    assert [(s.kind, s.name, s.sha256) for s in made.stale] == [
        ("generator", "Deepfakes", entry["sha256"])
    ]
    kept = json.loads((folder_of(made) / "generators.json").read_text())
    seen = {"actors": ["cat"], "recordings": {"03__wall.raw": "c" * 64}, "stale": True}
    assert kept == [entry | seen, other]
    assert [s.why for s in made.stale] == ["learned from somebody who left"]
    assert "Stale: the generator of `Deepfakes` 1" in (folder_of(made) / "CHANGELOG.md").read_text()
    assert verify(folder_of(made)) == []
    assert list(traces(folder_of(made), "dan", "04")) == []
    left.withdraw("ann", on=TODAY)  # what is stale once stays so
    again = revise(folder_of(made), out=tmp_path / "third", ledger=ledger_of(left), on=TODAY)
    assert [s.name for s in again.stale] == ["Deepfakes", "Lip"]


def knowing(name: str, release: Path, folder: Path) -> Path:
    """Weights that were calibrated on one person."""
    digest = read_manifest(release).digest()
    seen = Material(release="made 1.0.0", manifest_digest=digest, actors=(ActorId(name),), clips=1)
    mute = Affine(slope=0.0, bias=0.0, limit=0.0)
    weights = Trained(
        detector=DETECTORS["coin"](), clip_llr=mute, frame_llr=mute, calibrated_on=seen
    )
    weights.save(folder / f"knows-{name}")
    return folder / f"knows-{name}"


def test_a_detector_that_knows_who_allows_less_than_before_is_stale(
    release: Path, studio: Studio, tmp_path: Path
) -> None:
    narrow = studio.copy(tmp_path / "narrow")
    narrow.sign("dan", scopes=[Scope.TRAIN])
    narrow.sign("ann", scopes=[Scope.RECORD, Scope.MANIPULATE, Scope.TRAIN])
    folders = [knowing(name, release, tmp_path) for name in ("dan", "ann")]
    out = tmp_path / "next"
    made = revise(release, out=out, ledger=ledger_of(narrow), on=TODAY, weights=folders)
    assert [stale.name for stale in made.stale] == ["coin"]


@pytest.mark.parametrize("changed", [True, False])
def test_what_learned_from_who_stays_and_forbids_learning_is_stale_and_says_why(
    release: Path, studio: Studio, tmp_path: Path, *, changed: bool
) -> None:
    closed = studio.copy(tmp_path / "closed")
    closed.sign("ann", scopes=[Scope.RECORD, Scope.MANIPULATE, Scope.TRAIN])
    closed.sign("bob", scopes=[Scope.RECORD, Scope.MANIPULATE])  # not train
    entry = learned("Lip", {"bob": "02__wall.raw"})
    write_generators(release, [entry, learned("Own", {"ann": "01__wall.raw"})])
    write_seal(release, key=closed.private)
    weights = [knowing(name, release, tmp_path) for name in ("ann", "bob")]
    made = revise(
        release,
        out=tmp_path / "next",
        ledger=ledger_of(closed),
        on=TODAY,
        weights=weights,
        even_unchanged=changed,
    )
    assert (made.release is not None, made.removed.clips) == (changed, 0)
    assert [(s.kind, s.name) for s in made.stale] == [("generator", "Lip"), ("detector", "coin")]
    assert {s.why for s in made.stale} == {"learned from somebody who does not allow that any more"}
    assert made.stale[1].sha256 == sha256_file(weights[1] / "weights.safetensors")
    if changed:
        kept = json.loads((folder_of(made) / "generators.json").read_text())
        assert kept[0] == entry | {"stale": True}
        told = (folder_of(made) / "CHANGELOG.md").read_text()
        assert "learned from somebody who does not allow that any more. Its fakes of" in told


def test_a_generator_of_a_method_that_somebody_forbids_is_stale(
    release: Path, studio: Studio, tmp_path: Path
) -> None:
    choosy = studio.copy(tmp_path / "choosy")
    scopes = [Scope.RECORD, Scope.MANIPULATE, Scope.TRAIN]
    choosy.sign("bob", scopes=scopes, methods={"FaceSwap", "SelfBlend", "Own"})
    heard = {"bob": "02__wall.raw"}
    write_generators(release, [learned("Lip", heard), learned("Own", heard)])
    write_seal(release, key=choosy.private)
    weights = [knowing("bob", release, tmp_path)]
    made = revise(
        release, out=tmp_path / "next", ledger=ledger_of(choosy), on=TODAY, weights=weights
    )
    assert [s.name for s in made.stale] == ["Lip"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("generators.json", "{}"),
        ("generators.json", "[1]"),
        ("generators.json", "[{}"),
        ("generators.json", '[{"method": "Lip", "actors": ["dan"]}]'),
        ("croissant.json", "[]"),
        ("croissant.json", '{"description": ""}'),
        ("CHANGELOG.md", None),
    ],
)
def test_files_that_are_not_as_a_build_writes_them_are_named(
    release: Path, left: Studio, tmp_path: Path, name: str, text: str | None
) -> None:
    if text is None:
        (release / name).mkdir()
        (release / name / "x").write_text("")
    else:
        (release / name).write_text(text)
    write_seal(release, key=left.private)
    with pytest.raises(ManifestError, match=name.replace(".", r"\.")):
        revise(release, out=tmp_path / "next", ledger=ledger_of(left), on=TODAY)
    assert not list(tmp_path.glob("*next*"))


def test_where_the_disk_cannot_link_files_are_copied(
    release: Path, left: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(os, "link", refuse)
    made = revise(release, out=tmp_path / "next", ledger=ledger_of(left), on=TODAY)
    assert verify(folder_of(made)) == []
    monkeypatch.setattr(os, "link", lambda *_, **__: refuse_space())
    with pytest.raises(NoSpaceError, match=r"no space left while writing; free some$"):
        revise(release, out=tmp_path / "full", ledger=ledger_of(left), on=TODAY)
    assert not list(tmp_path.glob("*full*"))


def refuse_space() -> None:
    raise OSError(errno.ENOSPC, "full")


@pytest.mark.parametrize("form", FORMATS)
def test_no_export_of_the_next_version_names_who_left(
    bare_studio: Studio, release: Path, tmp_path: Path, form: str
) -> None:
    generous = bare_studio.copy(tmp_path / "generous")
    generous.sign(*PEOPLE, scopes=[Scope.RECORD, Scope.MANIPULATE, Scope.REDISTRIBUTE])
    generous.build(release)  # the clips stand; what people allow is new
    generous.withdraw("dan", on=TODAY)
    ledger = ledger_of(generous)
    with pytest.raises(ConsentError, match=r"'dan'.*was withdrawn"):
        export(release, format=form, out=tmp_path / "old", ledger=ledger, on=TODAY)
    made = revise(release, out=tmp_path / "next", ledger=ledger, on=TODAY)
    out = tmp_path / "out"
    export(folder_of(made), format=form, out=out, ledger=ledger, on=TODAY)
    assert list(files_below(out))
    assert list(traces(out, "dan", "04")) == []


KILLED = """\
import os
import signal
import sys
from datetime import date
from pathlib import Path
from faceproof.provenance import load_public
from faceproof.release import revise
from faceproof.sources import Ledger

root, out, ledger, public = map(Path, sys.argv[1:5])
links = []

def watch(event, args):
    if event == "os.link":
        links.append(args)
        if len(links) == 9:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
revise(root, out=out, ledger=Ledger.read(ledger, load_public(public)), on=date(2026, 6, 1))
"""


def test_killed_in_the_middle_it_leaves_nothing_that_looks_whole(
    release: Path, left: Studio, tmp_path: Path
) -> None:
    before = snapshot(release)
    out = tmp_path / "next"
    script = tmp_path / "child.py"
    script.write_text(KILLED)
    public = left.root / "steward.pub.pem"
    command = [sys.executable, script, release, out, left.ledger, public]
    ended = subprocess.run(command, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert not out.exists()
    assert len(list((tmp_path / ".next.part").rglob("*.mp4"))) == 8
    assert snapshot(release) == before
    made = revise(release, out=out, ledger=ledger_of(left), on=TODAY)
    assert verify(folder_of(made)) == []
    assert not (tmp_path / ".next.part").exists()


# --- what a verifier asks of a revised release ---------------------------------------------


def rewrite(root: Path, text: str, key: PrivateKey) -> list[str]:
    (root / "tombstones.jsonl").write_text(text)
    write_seal(root, key=key)
    return [f"{problem.path}: {problem.problem}" for problem in verify(root)]


def test_a_verifier_names_tombstones_that_are_not_as_a_revision_writes_them(
    left: Studio,
    revision: Revision,
) -> None:
    root = folder_of(revision)
    whole = (root / "tombstones.jsonl").read_text()
    lines = whole.splitlines(keepends=True)
    for wrong, says in [
        (whole.rstrip("\n"), "cut off"),
        ("".join(reversed(lines)), "not sorted"),
        (whole + lines[-1], "not sorted, or twice"),
        (whole.replace('"kind"', '"actor":"dan","kind"', 1), "unknown field 'actor'"),
        (whole.replace("withdrawn", "bored", 1), "'bored'"),
        (whole.replace('":"', '": "', 1), "canonical"),
        (whole.replace("2026-06-01", "June", 1), "not a date"),
    ]:
        (problem,) = rewrite(root, wrong, left.private)
        assert problem.startswith("tombstones.jsonl: ")
        assert says in problem


def test_a_verifier_misses_tombstones_that_a_revision_must_have(
    left: Studio, revision: Revision
) -> None:
    root = folder_of(revision)
    (root / "tombstones.jsonl").unlink()
    write_seal(root, key=left.private)
    assert any("is missing, and the release revises" in p.problem for p in verify(root))


def test_a_verifier_finds_a_clip_that_the_tombstones_say_left(
    left: Studio, revision: Revision
) -> None:
    root = folder_of(revision)
    clip = read_manifest(root).clips[0]
    stone = read_tombstones(root)[0]
    dead = type(stone)(
        sha256=clip.sha256,
        kind=Kind.ORIGINAL,
        manifest=stone.manifest,
        reason=stone.reason,
        removed_on=stone.removed_on,
    )
    write_tombstones(root, [*read_tombstones(root), dead])
    write_seal(root, key=left.private)
    (problem,) = verify(root)
    assert (problem.path, "says left" in problem.problem) == (clip.path, True)


def test_numbers_and_seal_are_of_those_who_stay(left: Studio, revision: Revision) -> None:
    folder = read_release(folder_of(revision))
    assert ActorId("dan") not in folder.numbers
    assert set(folder.numbers.values()) == {"01", "02", "03", "05", "06"}
    assert read_release_json(folder.root)["counts"]["actors"] == 5
