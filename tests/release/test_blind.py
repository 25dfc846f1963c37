"""A hidden set tells nothing but its pictures, and its sealed file tells everything."""

from __future__ import annotations

import json
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from release_studio import PEOPLE, TODAY, Studio

from faceproof.core import (
    Clip,
    ClipId,
    Compression,
    Manifest,
    Manipulated,
    Scope,
    Splits,
    sha256_file,
    sha256_of,
)
from faceproof.core.errors import (
    ConsentError,
    ManifestError,
    OneClassError,
    PlanError,
    StorageError,
)
from faceproof.datasets import read_manifest, read_release, write_manifest
from faceproof.metrics import auc
from faceproof.provenance import create_key, load_public
from faceproof.release import (
    Choice,
    HiddenSet,
    blind,
    open_blind,
    revise,
    unblind,
    verify,
    withhold,
)
from faceproof.release.audit import Kind, audit, grouping_of
from faceproof.release.blind_choice import blind_id, chosen, side_clips
from faceproof.release.blind_labels import read_labels
from faceproof.release.seal import files_below, write_seal
from faceproof.sources import Ledger
from records import manifest as records_manifest

SALT = bytes(range(32))
C40 = Compression.C40
EVERYTHING = [Scope.RECORD, Scope.MANIPULATE, Scope.REDISTRIBUTE]


def ledger_of(studio: Studio) -> Ledger:
    return Ledger.read(studio.ledger, studio.public)


@pytest.fixture(scope="module")
def generous(bare_studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """Everybody allowed redistribution too."""
    studio = bare_studio.copy(tmp_path_factory.mktemp("generous") / "studio")
    studio.sign(*PEOPLE, scopes=EVERYTHING)
    return studio


@pytest.fixture(scope="module")
def whole(generous: Studio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their release. Never change it: take `whole_copy`."""
    return generous.build(tmp_path_factory.mktemp("whole") / "release").release


@pytest.fixture
def whole_copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "whole"))


def hide(root: Path, studio: Studio, at: Path, **options: Any) -> HiddenSet:
    given = {
        "out": at / "public",
        "sealed": at / "labels.json",
        "salt": SALT,
        "ledger": ledger_of(studio),
        "on": TODAY,
        "split": "fold-1",
        "compression": C40,
    }
    return blind(root, **(given | options))


@pytest.fixture
def hidden(whole: Path, generous: Studio, tmp_path: Path) -> HiddenSet:
    """Cat and dan at c40, signed."""
    return hide(whole, generous, tmp_path, key=generous.private)


# --- what everybody sees -------------------------------------------------------------------


def test_one_flat_folder_of_salted_names_and_an_index(whole: Path, hidden: HiddenSet) -> None:
    clips = side_clips(read_manifest(whole), "fold-1", C40)
    names = sorted(blind_id(SALT, clip.id) for clip in clips)
    assert sorted(p.name for p in hidden.public.iterdir()) == sorted(
        ["SHA256SUMS", "index.json", *(f"{name}.mp4" for name in names)]
    )
    assert json.loads((hidden.public / "index.json").read_text())["clips"] == names
    assert (hidden.originals, hidden.fakes, hidden.actors) == (2, 4, ("cat", "dan"))
    assert all(re.fullmatch(r"[0-9a-f]{32}", name) for name in names)


def test_nothing_but_pictures_is_told(whole: Path, hidden: HiddenSet) -> None:
    manifest = read_manifest(whole)
    secrets = {manifest.name, manifest.digest(), SALT.hex(), "wall", "FaceSwap", "SelfBlend"}
    secrets |= {*PEOPLE, "fake", "real", "fold"}
    for clip in manifest.clips:
        secrets |= {clip.id, Path(clip.path).stem}
    for name in ("index.json", "SHA256SUMS"):
        text = (hidden.public / name).read_text()
        assert [secret for secret in secrets if secret in text] == []
    for file in hidden.public.glob("*.mp4"):
        data = file.read_bytes()
        assert [s for s in secrets if len(s) > 6 and s.encode() in data] == []


def test_times_and_modes_are_the_same_for_all(hidden: HiddenSet) -> None:
    found = [path.stat() for path in (hidden.public, *hidden.public.iterdir())]
    assert len({facts.st_mtime_ns for facts in found}) == 1
    assert len({facts.st_mode for facts in found[1:]}) == 1
    assert all(facts.st_nlink == 1 for facts in found[1:])


def test_the_release_is_not_touched(whole: Path, generous: Studio, tmp_path: Path) -> None:
    def seen() -> dict[str, tuple[str, int]]:
        found = {n: whole / n for n in files_below(whole)}
        return {n: (sha256_file(p), p.stat().st_mtime_ns) for n, p in found.items()}

    before = seen()
    hide(whole, generous, tmp_path)
    assert seen() == before


def many_clips() -> tuple[Clip, ...]:
    """80 originals and 240 fakes of them, in the order in which a release lists them."""
    original, *_ = (c for c in records_manifest().clips if not c.is_fake and c.original is None)
    fake, *_ = (c for c in records_manifest().clips if c.is_fake)
    assert isinstance(fake.origin, Manipulated)
    found = []
    for n in range(80):
        name = ClipId(f"{n:02d}__kitchen_pan.raw")
        found.append(replace(original, id=name, sha256=sha256_of(name)))
        for k in range(3):
            made = ClipId(f"{n:02d}_{n + k:02d}__kitchen_pan__ABCDEFGH.raw")
            origin = replace(fake.origin, target=name, method=f"m{k}")
            found.append(replace(fake, id=made, sha256=sha256_of(made), origin=origin))
    return tuple(sorted(found, key=lambda clip: clip.id))


@pytest.mark.parametrize("choice", Choice)
def test_the_order_of_hidden_names_is_at_chance(choice: Choice) -> None:
    clips = many_clips()
    place = {clip.id: n for n, clip in enumerate(clips)}
    aucs, ranks = [], []
    for salt in (bytes([n]) * 32 for n in range(8)):
        taken = chosen(clips, choice, salt)
        order = np.arange(len(taken), dtype=np.float64)
        fake = np.array([clip.is_fake for clip in taken])
        aucs.append(auc(order, fake))
        ranks.append(np.corrcoef(order, [place[clip.id] for clip in taken])[0, 1])
    assert all(0.3 < value < 0.7 for value in aucs)
    assert abs(np.mean(aucs) - 0.5) < 0.06
    assert abs(np.mean(ranks)) < 0.1


def test_what_files_tell_without_being_opened_is_at_chance(
    whole: Path, generous: Studio, tmp_path: Path
) -> None:
    """Name, index, listing and time; over salts, since six clips are few for one."""
    aucs: dict[str, list[float]] = {"name": [], "listing": [], "inode": []}
    for n in range(12):
        at = tmp_path / str(n)
        made = hide(whole, generous, at, salt=bytes([n + 1]) * 32)
        manifest = open_blind(made.public, made.sealed)
        fake = {clip.path: clip.is_fake for clip in manifest.clips}
        inode = {p.name: p.stat().st_ino for p in made.public.glob("*.mp4")}
        orders = {
            "name": sorted(fake),
            "listing": [p.name for p in made.public.iterdir() if p.name in fake],
            "inode": sorted(fake, key=inode.__getitem__),
        }
        for kind, order in orders.items():
            labels = np.array([fake[name] for name in order])
            aucs[kind].append(auc(np.arange(len(order), dtype=np.float64), labels))
    assert all(0.3 < np.mean(values) < 0.7 for values in aucs.values()), aucs


def test_the_same_salt_gives_the_same_names_and_another_gives_others() -> None:
    name = ClipId("01__wall.c40")
    assert blind_id(SALT, name) == blind_id(SALT, name)
    assert blind_id(bytes(32), name) != blind_id(SALT, name)


# --- which clips -----------------------------------------------------------------------------


def test_balanced_takes_as_many_fakes_as_originals_and_every_method() -> None:
    taken = chosen(many_clips(), Choice.BALANCED, SALT)
    methods = [clip.method for clip in taken if clip.is_fake]
    assert (len(taken), len(methods)) == (160, 80)
    assert {methods.count(f"m{k}") for k in range(3)} == {26, 27}


def test_unpaired_takes_each_recording_once() -> None:
    taken = chosen(many_clips(), Choice.UNPAIRED, SALT)
    recordings = [recording(clip) for clip in taken]
    assert len(set(recordings)) == len(recordings) == 80
    assert sum(clip.is_fake for clip in taken) == 40


def recording(clip: Clip) -> ClipId:
    return clip.origin.target if isinstance(clip.origin, Manipulated) else clip.id


@pytest.mark.parametrize("choice", Choice)
def test_the_next_version_is_what_is_left_of_the_one_before(choice: Choice) -> None:
    """Drawn anew, a recording could come back as a fake of itself."""
    clips = many_clips()
    before = {blind_id(SALT, clip.id) for clip in chosen(clips, choice, SALT)}
    leaving = {clip.id for clip in clips if not clip.is_fake and clip.id.startswith("0")}
    stay = [clip for clip in clips if recording(clip) not in leaving]
    after = {blind_id(SALT, clip.id) for clip in chosen(stay, choice, SALT, before)}
    gone = {blind_id(SALT, clip.id) for clip in clips} - {blind_id(SALT, c.id) for c in stay}
    assert after == before - gone
    assert after < before


def test_one_class_alone_is_no_test() -> None:
    with pytest.raises(OneClassError, match="80 originals and 0 fakes"):
        chosen([clip for clip in many_clips() if not clip.is_fake], Choice.ALL, SALT)


# --- the sealed file -----------------------------------------------------------------------


def test_labels_are_the_truth_and_only_their_owner_reads_them(
    whole: Path, hidden: HiddenSet
) -> None:
    manifest = read_manifest(whole)
    assert stat.S_IMODE(hidden.sealed.stat().st_mode) == 0o600
    told = json.loads(hidden.sealed.read_text())
    assert told["release"]["digest"] == manifest.digest()
    assert bytes.fromhex(told["salt"]) == SALT
    for row in told["clips"]:
        clip = manifest.by_id[row["clip"]["id"]]
        assert row["label"] == ("fake" if clip.is_fake else "real")
        assert (row["method"], row["target"]) == (clip.method, clip.target)
        assert sha256_file(hidden.public / f"{row['id']}.mp4") == clip.sha256
        if row["mask"] is not None:
            assert sha256_file(whole / row["mask"]["path"]) == row["mask"]["sha256"]
    assert sum(row["mask"] is not None for row in told["clips"]) == hidden.fakes


def test_index_states_the_digest_of_the_labels(hidden: HiddenSet) -> None:
    index = json.loads((hidden.public / "index.json").read_text())
    assert index["labels_sha256"] == sha256_file(hidden.sealed) == hidden.labels_sha256


def test_opened_it_is_a_manifest_again(whole: Path, hidden: HiddenSet) -> None:
    manifest = open_blind(hidden.public, hidden.sealed)
    manifest.validate()
    assert manifest.splits.is_undivided
    labels = read_labels(hidden.sealed)
    for clip in manifest.clips:
        known = labels.clips[clip.id]
        assert (hidden.public / clip.path).is_file()
        assert (clip.is_fake, clip.actors, clip.media) == (known.is_fake, known.actors, known.media)
    assert len(manifest.clips) == 6


@pytest.mark.parametrize("level", [C40, Compression.RAW])
def test_unblinded_it_is_a_release_that_verifies(
    whole: Path, generous: Studio, tmp_path: Path, level: Compression
) -> None:
    made = hide(whole, generous, tmp_path, compression=level)
    manifest = unblind(made.public, made.sealed, out=tmp_path / "opened")
    assert verify(tmp_path / "opened") == []
    assert read_manifest(tmp_path / "opened") == manifest
    assert {clip.id for clip in manifest.clips} == set(read_labels(made.sealed).clips)


def test_an_audit_with_the_labels_finds_files_at_chance(
    whole: Path, generous: Studio, tmp_path: Path
) -> None:
    made = hide(whole, generous, tmp_path)
    root = tmp_path / "opened"
    unblind(made.public, made.sealed, out=root)
    with ThreadPoolExecutor(1) as executor:
        found = audit(root, grouping_of(root), jobs=1, executor=executor)
    exact = [p for p in found.probes.values() if p.kind is Kind.EXACT]
    assert len(exact) >= 5
    assert {p.levels[C40].auc.value for p in exact if p.levels[C40].auc is not None} == {0.5}
    assert found.ok


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["clips"][0].update(label="perhaps"),
        lambda told: told["clips"][0].update(id="0" * 32),
        lambda told: told["clips"][0].update(method="None"),
        lambda told: told["clips"].reverse(),
        lambda told: told["clips"][0]["clip"].update(path="../x"),
        lambda told: told.update(salt="00"),
        lambda told: told.update(extra=1),
        lambda told: told.update(faceproof_labels=2),
        lambda told: [row["mask"].update(sha256="no") for row in told["clips"] if row["mask"]],
        lambda told: [row.update(mask=None) for row in told["clips"]],
    ],
)
def test_labels_that_contradict_themselves_are_refused(
    hidden: HiddenSet, change: Callable[[dict[str, Any]], object]
) -> None:
    told = json.loads(hidden.sealed.read_text())
    change(told)
    hidden.sealed.write_text(json.dumps(told))
    with pytest.raises(ManifestError, match="is not the sealed file of a hidden set"):
        read_labels(hidden.sealed)


def test_other_labels_and_other_files_are_refused(
    whole: Path, generous: Studio, hidden: HiddenSet, tmp_path: Path
) -> None:
    other = hide(whole, generous, tmp_path / "other", salt=bytes(32))
    with pytest.raises(ManifestError, match="is not the sealed file that"):
        open_blind(hidden.public, other.sealed)
    file = min(hidden.public.glob("*.mp4"))
    file.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(ManifestError, match=f"{file.name}: has sha256"):
        open_blind(hidden.public, hidden.sealed)


# --- what is refused -------------------------------------------------------------------------


def nothing_left(at: Path) -> bool:
    return not [p for p in at.iterdir() if "public" in p.name or "labels" in p.name]


def test_places_that_would_give_it_away_are_refused(
    whole: Path, generous: Studio, tmp_path: Path
) -> None:
    inside = [
        {"sealed": tmp_path / "public" / "labels.json"},
        {"sealed": whole / "labels.json"},
        {"out": whole / "public"},
        {"out": tmp_path / "labels.json" / "public"},
    ]
    for places in inside:
        with pytest.raises(StorageError, match="lies in"):
            hide(whole, generous, tmp_path, **places)
    (tmp_path / "old").write_text("mine")
    for name in ("out", "sealed"):
        with pytest.raises(StorageError, match="exists already"):
            hide(whole, generous, tmp_path, **{name: tmp_path / "old"})
    assert (tmp_path / "old").read_text() == "mine"
    assert nothing_left(tmp_path)


def test_what_is_not_there_cannot_be_hidden(whole: Path, generous: Studio, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"split 'test' is none.*expected one of fold-0"):
        hide(whole, generous, tmp_path, split="test")
    with pytest.raises(PlanError, match="holds no clip at c23; the release has c40, raw"):
        hide(whole, generous, tmp_path, compression=Compression.C23)
    with pytest.raises(PlanError, match="raw fakes point to"):
        hide(whole, generous, tmp_path, compression=Compression.RAW, choice=Choice.UNPAIRED)
    assert nothing_left(tmp_path)


def without(whole: Path, studio: Studio, names: tuple[str, ...], at: Path) -> Path:
    """The release after these people withdrew."""
    left = studio.copy(at / "left")
    for name in names:
        left.withdraw(name, on=TODAY)
    revise(whole, out=at / "next", ledger=ledger_of(left), on=TODAY)
    return at / "next"


def test_its_actors_are_in_no_public_release(whole: Path, generous: Studio, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"2 people of the hidden set, such as 'cat', are in the"):
        hide(whole, generous, tmp_path, public=[whole])
    public = without(whole, generous, ("cat",), tmp_path)
    with pytest.raises(PlanError, match=r"1 people of the hidden set, such as 'dan'"):
        hide(whole, generous, tmp_path, public=[public])
    assert nothing_left(tmp_path)


def renamed(root: Path, studio: Studio, people: dict[str, str]) -> Path:
    """The same files under other people's ids, as of somebody who published them before."""
    folder = read_release(root)

    def other(clip: Clip) -> Clip:
        return replace(clip, actors=tuple(people.get(a, a) for a in clip.actors))

    manifest = folder.manifest
    folds = tuple(tuple(people.get(a, a) for a in fold) for fold in manifest.splits.folds)
    changed: Manifest = replace(
        manifest,
        clips=tuple(map(other, manifest.clips)),
        splits=replace(manifest.splits, folds=folds),
    )
    write_manifest(root, changed, {people.get(a, a): n for a, n in folder.numbers.items()})
    write_seal(root, key=None)
    return root


def test_a_file_that_was_published_is_known_by_its_digest(
    whole: Path, whole_copy: Path, generous: Studio, tmp_path: Path
) -> None:
    public = renamed(whole_copy, generous, {"cat": "kim", "dan": "lou"})
    with pytest.raises(PlanError, match=r"was published with .*so its label can be looked up"):
        hide(whole, generous, tmp_path, public=[public])
    assert nothing_left(tmp_path)


def test_a_file_that_a_public_release_lost_is_known_too(
    whole: Path, generous: Studio, tmp_path: Path
) -> None:
    """The hidden people are not in it, but its tombstones tell fakes from originals."""
    public = without(whole, generous, ("cat",), tmp_path)
    manifest = read_manifest(public)
    clips = tuple(clip for clip in manifest.clips if "dan" not in clip.actors)
    folds = tuple(fold for fold in manifest.splits.folds if "dan" not in fold)
    assert len(folds) == 2
    splits = replace(manifest.splits, folds=(tuple(a for fold in folds for a in fold),))
    numbers = {a: n for a, n in read_release(public).numbers.items() if a != "dan"}
    write_manifest(public, replace(manifest, clips=clips, splits=splits), numbers)
    with pytest.raises(PlanError, match="so its label can be looked up"):
        hide(whole, generous, tmp_path, public=[public])


def test_consents_hold_as_for_an_export(
    release: Path, studio: Studio, whole: Path, generous: Studio, tmp_path: Path
) -> None:
    with pytest.raises(ConsentError, match="not redistribute"):
        hide(release, studio, tmp_path)
    with pytest.raises(ConsentError, match="no ledger was given"):
        hide(whole, generous, tmp_path, ledger=None)
    left = generous.copy(tmp_path / "left")
    left.withdraw("dan", on=TODAY)
    with pytest.raises(ConsentError, match=r"'dan'.*was withdrawn"):
        hide(whole, left, tmp_path)
    assert hide(whole, left, tmp_path, split="fold-0").actors == ("ann", "bob")


def test_a_release_with_problems_is_not_hidden(
    whole_copy: Path, generous: Studio, tmp_path: Path
) -> None:
    (whole_copy / "DATASHEET.md").write_text("everything is fine")
    with pytest.raises(ManifestError, match=r"1 problems, the first: DATASHEET\.md"):
        hide(whole_copy, generous, tmp_path)
    assert nothing_left(tmp_path)


def tagged(path: Path, **tags: str) -> None:
    """Copy a file's stream as it is into a container with these tags."""
    new = path.with_suffix(".new.mp4")
    with av.open(str(path)) as source, av.open(str(new), "w") as to:
        stream = to.add_stream_from_template(source.streams.video[0])
        to.metadata.update(tags)
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                to.mux(packet)
    new.replace(path)


@pytest.mark.parametrize(
    ("tags", "says"),
    [({"title": "swapped"}, "gives itself away"), ({"comment": "of dan, done"}, "names 'dan'")],
)
def test_a_file_whose_container_tells_is_refused(
    whole_copy: Path, generous: Studio, tmp_path: Path, tags: dict[str, str], says: str
) -> None:
    folder = read_release(whole_copy)
    marked = next(
        c for c in folder.manifest.clips
        if c.is_fake and c.compression is C40 and c.actors[0] == "dan"
    )  # fmt: skip
    tagged(whole_copy / marked.path, **tags)
    digest = sha256_file(whole_copy / marked.path)
    clips = tuple(
        replace(c, sha256=digest) if c.id == marked.id else c for c in folder.manifest.clips
    )
    write_manifest(whole_copy, replace(folder.manifest, clips=clips), folder.numbers)
    write_seal(whole_copy, key=None)
    assert verify(whole_copy) == []
    with pytest.raises(PlanError, match=says):
        hide(whole_copy, generous, tmp_path)
    assert nothing_left(tmp_path)


def test_two_folds_are_too_few_to_publish(whole: Path, generous: Studio, tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="2 folds leave too little"):
        withhold(whole, out=tmp_path / "open", split="fold-1", ledger=ledger_of(generous), on=TODAY)
    with pytest.raises(ConsentError, match="not in a ledger, as none was given"):
        withhold(
            in_parts(whole, tmp_path), out=tmp_path / "open", split="test", ledger=None, on=TODAY
        )
    assert not list(tmp_path.glob("*open*"))


def in_parts(whole: Path, at: Path) -> Path:
    """The same release with parts instead of folds."""
    root = Path(shutil.copytree(whole, at / "parts"))
    folder = read_release(root)
    parts = dict(zip(("train", "val", "test"), folder.manifest.splits.folds, strict=True))
    write_manifest(root, replace(folder.manifest, splits=Splits(parts=parts)), folder.numbers)
    write_seal(root, key=None)
    return root


def test_the_rest_of_a_release_of_people_may_be_published(
    whole: Path, generous: Studio, tmp_path: Path
) -> None:
    root = in_parts(whole, tmp_path)
    ledger = ledger_of(generous)
    rest = withhold(root, out=tmp_path / "open", split="test", ledger=ledger, on=TODAY)
    assert verify(tmp_path / "open") == []
    assert (rest.name, rest.splits.parts["test"], rest.parents) == ("tiny-open", (), ())
    assert {actor for clip in rest.clips for actor in clip.actors} == {"ann", "bob", "cat", "dan"}
    made = hide(root, generous, tmp_path, split="test", public=[tmp_path / "open"])
    assert made.actors == ("eve", "fay")


def test_the_rest_shows_nobody_who_withdrew(whole: Path, generous: Studio, tmp_path: Path) -> None:
    studio = generous.copy(tmp_path / "studio")
    studio.withdraw("bob", on=TODAY)
    root = in_parts(whole, tmp_path)
    with pytest.raises(ConsentError, match=r"bob.*withdrawn"):
        withhold(root, out=tmp_path / "open", split="test", ledger=ledger_of(studio), on=TODAY)
    assert not list(tmp_path.glob("*open*"))


# --- what a verifier sees --------------------------------------------------------------------


def test_it_verifies_signed_and_unsigned(
    whole: Path, generous: Studio, hidden: HiddenSet, tmp_path: Path
) -> None:
    assert verify(hidden.public, public=generous.public) == []
    create_key(tmp_path, "forger")
    forger = load_public(tmp_path / "forger.pub.pem")
    assert {p.path for p in verify(hidden.public, public=forger)} == {"index.json"}
    unsigned = hide(whole, generous, tmp_path / "unsigned")
    assert verify(unsigned.public) == []
    assert {p.path for p in verify(unsigned.public, public=generous.public)} == {"index.json"}


def test_whatever_is_changed_in_it_is_named(hidden: HiddenSet) -> None:
    whole = {path: path.read_bytes() for path in hidden.public.iterdir()}
    for path, data in whole.items():
        for at in (0, len(data) // 3, len(data) - 2):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            assert path.name in {p.path for p in verify(hidden.public)}, (path.name, at)
        path.unlink()
        missing = "manifest.jsonl" if path.name == "index.json" else path.name
        assert missing in {p.path for p in verify(hidden.public)}
        path.write_bytes(data)
    (hidden.public / "notes.txt").write_text("hint")
    assert "notes.txt" in {p.path for p in verify(hidden.public)}


KILLED = """\
import os
import signal
import sys
from datetime import date
from pathlib import Path
from faceproof.core import Compression
from faceproof.provenance import load_public
from faceproof.release import blind
from faceproof.sources import Ledger

root, out, sealed, ledger, public = map(Path, sys.argv[1:6])
copies = []

def watch(event, args):
    if event == "shutil.copyfile":
        copies.append(args)
        if len(copies) == 4:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
blind(
    root, out=out, sealed=sealed, salt=bytes(range(32)), on=date(2026, 6, 1), split="fold-1",
    ledger=Ledger.read(ledger, load_public(public)), compression=Compression.C40,
)
"""


def test_killed_in_the_middle_there_is_neither_set_nor_labels(
    whole: Path, generous: Studio, tmp_path: Path
) -> None:
    script = tmp_path / "child.py"
    script.write_text(KILLED)
    out, sealed = tmp_path / "public", tmp_path / "labels.json"
    command = [sys.executable, script, whole, out, sealed, generous.ledger]
    ended = subprocess.run([*command, generous.root / "steward.pub.pem"], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert not out.exists()
    assert not sealed.exists()
    assert verify(hide(whole, generous, tmp_path).public) == []
    assert not (tmp_path / ".public.part").exists()
