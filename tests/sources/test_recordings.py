"""A recording enters a workspace whole, with consent and one face, or leaves no trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from numpy.typing import NDArray

from actors import backdrop, draw_face, face_clip, place
from faceproof.core import ActorId, Compression, Consent, ConsentKind, Scope, sha256_file
from faceproof.core.errors import (
    ConsentError,
    FaceError,
    FaceproofError,
    LimitError,
    ManifestError,
    MediaError,
    StorageError,
)
from faceproof.media import Limits, encode
from faceproof.sources import ActorRecording, Ledger, add_recording, append_consent, read_recordings

ANN = ActorId("ann")
DAY = date(2026, 3, 1)


def film(frames: NDArray[np.uint8], path: Path) -> Path:
    encode(frames, {Compression.C23: path}, fps=Fraction(25))
    return path


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files to add, made once."""
    folder = tmp_path_factory.mktemp("shelf")
    film(face_clip(10, 160, 160), folder / "ann.mp4")
    film(face_clip(10, 160, 160, seed=1), folder / "again.mp4")
    film(face_clip(7, 160, 160), folder / "short.mp4")
    film(np.stack([backdrop(160, 160)] * 10), folder / "empty room.mp4")
    return folder


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    path = tmp_path_factory.mktemp("ledger") / "consents.jsonl"
    key = Ed25519PrivateKey.generate()
    for name, scope in (("ann", Scope.RECORD), ("ben", Scope.RECORD), ("tim", Scope.TRAIN)):
        consent = Consent(
            actor=ActorId(name),
            kind=ConsentKind.SIGNED,
            scopes=frozenset({scope}),
            signed_on=date(2026, 1, 1),
            expires_on=date(2026, 12, 31),
            evidence_sha256="0" * 64,
        )
        append_consent(path, key, consent)
    return Ledger.read(path, key.public_key())


def add(  # noqa: PLR0917 - the defaults of every test
    workspace: Path,
    file: Path,
    ledger: Ledger,
    actor: ActorId = ANN,
    scene: str = "kitchen_pan",
    take: int = 0,
    on: date = DAY,
) -> Path:
    return add_recording(workspace, file, actor=actor, scene=scene, take=take, ledger=ledger, on=on)


def files(workspace: Path) -> Iterator[str]:
    return (str(p.relative_to(workspace)) for p in workspace.rglob("*") if p.is_file())


def test_bytes_are_kept_and_listed(tmp_path: Path, shelf: Path, ledger: Ledger):
    copy = add(tmp_path, shelf / "ann.mp4", ledger)
    assert copy == tmp_path / "actors/ann/kitchen_pan-0.mp4"
    assert copy.read_bytes() == (shelf / "ann.mp4").read_bytes()
    (listed,) = read_recordings(tmp_path)
    assert listed == ActorRecording(
        actor=ANN,
        scene="kitchen_pan",
        take=0,
        path="actors/ann/kitchen_pan-0.mp4",
        sha256=sha256_file(copy),
        media=listed.media,
        added_on=DAY,
    )
    assert (listed.media.frames, listed.media.fps, listed.media.width) == (10, 25, 160)


def test_an_image_is_a_recording_of_one_frame(tmp_path: Path, ledger: Ledger):
    file = tmp_path / "ann.png"
    cv2.imwrite(str(file), face_clip(1, 160, 160)[0][..., ::-1])
    copy = add(tmp_path / "w", file, ledger)
    assert copy.name == "kitchen_pan-0.png"
    assert read_recordings(tmp_path / "w")[0].media.frames == 1


def test_the_ending_tells_the_content_not_the_old_name(tmp_path: Path, shelf: Path, ledger: Ledger):
    file = tmp_path / "ann.jpg"
    file.write_bytes((shelf / "ann.mp4").read_bytes())
    assert add(tmp_path / "w", file, ledger).suffix == ".mp4"


def test_takes_stand_side_by_side(tmp_path: Path, shelf: Path, ledger: Ledger):
    add(tmp_path, shelf / "ann.mp4", ledger)
    add(tmp_path, shelf / "again.mp4", ledger, take=1)
    assert [str(r) for r in read_recordings(tmp_path)] == ["ann kitchen_pan-0", "ann kitchen_pan-1"]


def test_the_same_id_is_refused(tmp_path: Path, shelf: Path, ledger: Ledger):
    copy = add(tmp_path, shelf / "ann.mp4", ledger)
    before = copy.read_bytes()
    with pytest.raises(ManifestError, match=r"'?ann kitchen_pan-0'? is in the workspace already"):
        add(tmp_path, shelf / "again.mp4", ledger)
    assert copy.read_bytes() == before
    assert len(read_recordings(tmp_path)) == 1


def test_the_same_bytes_are_refused_whoever_brings_them(
    tmp_path: Path, shelf: Path, ledger: Ledger
):
    add(tmp_path, shelf / "ann.mp4", ledger)
    with pytest.raises(ManifestError, match="same bytes as ann kitchen_pan-0"):
        add(tmp_path, shelf / "ann.mp4", ledger, actor=ActorId("ben"))
    assert not (tmp_path / "actors/ben").exists()


@pytest.mark.parametrize(
    ("asked", "error", "says"),
    [
        (("ann.mp4", "zoe", DAY), ConsentError, "unknown actor 'zoe'"),
        (("ann.mp4", "syn-0001", DAY), ConsentError, "unknown actor"),
        (("ann.mp4", "tim", DAY), ConsentError, "has scopes train, not record"),
        (("ann.mp4", "ann", date(2027, 1, 1)), ConsentError, "expired on 2026-12-31"),
        (("empty room.mp4", "ann", DAY), FaceError, r"empty room\.mp4"),
        (("short.mp4", "ann", DAY), MediaError, "has 7 frames, expected"),
        (("missing.mp4", "ann", DAY), MediaError, "cannot be read"),
        ((".", "ann", DAY), MediaError, "is a folder"),
    ],
)
def test_a_refusal_names_the_reason_and_leaves_no_file(  # noqa: PLR0917 - a table's columns
    tmp_path: Path,
    shelf: Path,
    ledger: Ledger,
    asked: tuple[str, str, date],
    error: type[FaceproofError],
    says: str,
):
    file, actor, on = asked
    with pytest.raises(error, match=says) as caught:
        add(tmp_path, shelf / file, ledger, actor=ActorId(actor), on=on)
    assert "\n" not in str(caught.value)
    assert list(files(tmp_path)) == []


def test_two_people_in_sight_are_refused_until_one_is_meant(tmp_path: Path, ledger: Ledger):
    room = backdrop(480, 240)
    one = place(room, draw_face(200, seed=0), 120, 120)
    both = place(one, draw_face(200, seed=1), 360, 120)
    file = film(np.stack([both] * 8), tmp_path / "two.mp4")
    workspace = tmp_path / "w"
    with pytest.raises(FaceError, match=r"two\.mp4"):
        add(workspace, file, ledger)
    assert list(files(workspace)) == []
    add_recording(
        workspace, file, actor=ANN, scene="a", take=0, ledger=ledger, on=DAY, face_at_px=(120, 120)
    )
    assert len(read_recordings(workspace)) == 1


def test_a_broken_file_is_refused(tmp_path: Path, shelf: Path, ledger: Ledger):
    file = tmp_path / "broken.mp4"
    for data in (b"", b"not a video", (shelf / "ann.mp4").read_bytes()[:2000]):
        file.write_bytes(data)
        with pytest.raises(MediaError, match=r"broken\.mp4"):
            add(tmp_path / "w", file, ledger)
    assert list(files(tmp_path / "w")) == []


def test_a_recording_with_frames_that_do_not_decode_is_refused(tmp_path: Path, ledger: Ledger):
    file = tmp_path / "torn.mp4"
    encode(face_clip(10, 160, 160), {Compression.RAW: file}, fps=Fraction(25))
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 3000] = bytes(3000)
    file.write_bytes(data)
    with pytest.raises(MediaError, match=r"torn\.mp4: \d of 10 frames do not decode"):
        add(tmp_path / "w", file, ledger)
    assert list(files(tmp_path / "w")) == []


def test_limits_hold(tmp_path: Path, shelf: Path, ledger: Ledger):
    with pytest.raises(LimitError):
        add_recording(
            tmp_path,
            shelf / "ann.mp4",
            actor=ANN,
            scene="a",
            take=0,
            ledger=ledger,
            on=DAY,
            limits=Limits(frames=9),
        )
    assert list(files(tmp_path)) == []


@pytest.mark.parametrize(
    "scene", ["", "Kitchen", "kitchen pan", "../up", "_a", "a_", "a__b", "a" * 61, "a\n", "küche"]
)
def test_a_scene_is_a_name_that_a_release_can_use(
    tmp_path: Path, shelf: Path, ledger: Ledger, scene: str
):
    with pytest.raises(ManifestError, match="scene"):
        add(tmp_path, shelf / "ann.mp4", ledger, scene=scene)
    assert list(files(tmp_path)) == []


@pytest.mark.parametrize("take", [-1, 1001])
def test_a_take_is_a_small_number(tmp_path: Path, shelf: Path, ledger: Ledger, take: int):
    with pytest.raises(ManifestError, match=r"take .* 0 to 1000"):
        add(tmp_path, shelf / "ann.mp4", ledger, take=take)


def test_a_workspace_that_cannot_be_written_is_told(tmp_path: Path, shelf: Path, ledger: Ledger):
    (tmp_path / "w").write_text("a file")
    with pytest.raises(StorageError, match="cannot be written"):
        add(tmp_path / "w", shelf / "ann.mp4", ledger)


def test_a_copy_that_was_never_listed_is_replaced(tmp_path: Path, shelf: Path, ledger: Ledger):
    left = tmp_path / "actors/ann/kitchen_pan-0.mp4"  # as a kill between copy and list leaves it
    left.parent.mkdir(parents=True)
    left.write_bytes(b"other")
    assert add(tmp_path, shelf / "ann.mp4", ledger) == left
    assert left.read_bytes() == (shelf / "ann.mp4").read_bytes()


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: line[:-1],
        lambda line: line.replace(b'"take":0', b'"take":-1'),
        lambda line: line.replace(b',"take":0', b""),
        lambda line: line.replace(b"actors/ann", b"../../etc"),
        lambda _: b"{}\n",
        lambda _: b"\xff\n",
    ],
)
def test_a_damaged_list_names_its_line(
    tmp_path: Path, shelf: Path, ledger: Ledger, damage: Callable[[bytes], bytes]
):
    add(tmp_path, shelf / "ann.mp4", ledger)
    file = tmp_path / "actors/recordings.jsonl"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(ManifestError, match=r"recordings\.jsonl line 1"):
        read_recordings(tmp_path)
    with pytest.raises(ManifestError, match=r"recordings\.jsonl line 1"):
        add(tmp_path, shelf / "again.mp4", ledger, take=1)


def test_a_workspace_without_recordings_has_none(tmp_path: Path):
    assert read_recordings(tmp_path) == ()
