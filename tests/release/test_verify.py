"""Whatever is changed in a release, `verify` names the file; it never raises and never follows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from release_studio import Studio

from faceproof.core import Clip, Recorded, sha256_file
from faceproof.core.errors import ManifestError
from faceproof.datasets import read_release, read_release_json, write_manifest, write_release_json
from faceproof.media import encode_masks, read_masks
from faceproof.provenance import PrivateKey, PublicKey, create_key, load_private, private_path
from faceproof.release import verify
from faceproof.release.seal import write_seal

FILES = {
    "a raw original": "original_sequences/actors/raw/videos/02__wall.mp4",
    "a compressed original": "original_sequences/actors/c40/videos/02__wall.mp4",
    "a raw fake": "manipulated_sequences/FaceSwap/raw/videos/*.mp4",
    "a compressed fake": "manipulated_sequences/SelfBlend/c40/videos/*.mp4",
    "a mask": "manipulated_sequences/FaceSwap/masks/videos/*.mp4",
    "the manifest": "manifest.jsonl",
    "a fold": "splits/fold-1.json",
    "the datasheet": "DATASHEET.md",
    "the Croissant file": "croissant.json",
    "the list of digests": "SHA256SUMS",
    "release.json": "release.json",
}


def named(root: Path, pattern: str) -> str:
    return min(root.glob(pattern)).relative_to(root).as_posix()


def paths(root: Path, *, public: PublicKey | None = None) -> set[str]:
    return {problem.path for problem in verify(root, public=public)}


def rewrite(root: Path, change: Callable[[Clip], Clip], *, key: PrivateKey | None) -> None:
    """Forge the records, and put every digest, count and root right again."""
    folder = read_release(root)
    clips = tuple(map(change, folder.manifest.clips))
    write_manifest(root, replace(folder.manifest, clips=clips), folder.numbers)
    write_seal(root, key=key)


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("where", [0.0, 0.37, 0.93])
def test_one_flipped_byte_names_the_file(release: Path, kind: str, where: float) -> None:
    name = named(release, FILES[kind])
    data = bytearray((release / name).read_bytes())
    data[int(where * len(data))] ^= 1
    (release / name).write_bytes(data)
    assert name in paths(release)


def test_every_byte_of_release_json_counts(release: Path) -> None:
    path = release / "release.json"
    whole = path.read_bytes()
    for at in np.random.default_rng(0).choice(len(whole), 25, replace=False):
        data = bytearray(whole)
        data[at] ^= 4
        path.write_bytes(data)
        assert "release.json" in paths(release), f"byte {at}"


@pytest.mark.parametrize("kind", FILES)
def test_a_missing_file_is_named(release: Path, kind: str) -> None:
    name = named(release, FILES[kind])
    (release / name).unlink()
    assert name in paths(release)


@pytest.mark.parametrize("name", ["notes.txt", "splits/fold-9.json", "original_sequences/x.mp4"])
def test_an_extra_file_is_named(release: Path, name: str) -> None:
    (release / name).write_text("[]")
    assert paths(release) == {name}


@pytest.mark.parametrize("kind", FILES)
def test_a_link_is_named_and_not_followed(release: Path, tmp_path: Path, kind: str) -> None:
    name = named(release, FILES[kind])
    elsewhere = shutil.move(release / name, tmp_path / "elsewhere")
    (release / name).symlink_to(elsewhere)
    assert any("is a link" in p.problem for p in verify(release) if p.path == name)


def test_a_linked_folder_is_named(release: Path, tmp_path: Path) -> None:
    folder = release / "manipulated_sequences/FaceSwap"
    shutil.move(folder, tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert "manipulated_sequences/FaceSwap" in paths(release)


def test_a_path_out_of_the_release_is_a_problem_not_a_read(
    release: Path, studio: Studio, tmp_path: Path
) -> None:
    shutil.copy(release / named(release, FILES["a raw original"]), tmp_path / "secret.mp4")
    first = read_release(release).manifest.clips[0].id

    def leave(clip: Clip) -> Clip:
        return replace(clip, path="../secret.mp4") if clip.id == first else clip

    rewrite(release, leave, key=studio.private)
    problems = verify(release, public=studio.public)
    assert any("'../secret.mp4' is not a clean" in p.problem for p in problems)
    assert {p.path for p in problems} == {"manifest.jsonl"}


def test_a_listed_path_out_of_the_release_is_a_problem(release: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("")
    sums = release / "SHA256SUMS"
    sums.write_text(f"{sha256_file(tmp_path / 'secret')}  ../secret\n" + sums.read_text())
    assert any("../secret" in p.problem for p in verify(release) if p.path == "SHA256SUMS")


def relabelled(clip: Clip) -> Clip:
    """Every fake turned into a recording, or the other way round never happened."""
    return replace(clip, origin=Recorded(scene="wall", take=5)) if clip.is_fake else clip


def test_forged_labels_do_not_verify_with_the_steward_key(
    release: Path, studio: Studio, tmp_path: Path
) -> None:
    create_key(tmp_path, "forger")
    forger = load_private(private_path(tmp_path, "forger"))
    rewrite(release, relabelled, key=forger)
    stewards = verify(release, public=studio.public)
    assert any("is signed by key" in p.problem for p in stewards if p.path == "release.json")
    rewrite(release, relabelled, key=None)
    unsigned = verify(release, public=studio.public)
    assert any("is not signed" in p.problem for p in unsigned if p.path == "release.json")


def test_a_signature_of_other_content_does_not_verify(release: Path, studio: Studio) -> None:
    signature = read_release_json(release)["signature"]
    rewrite(release, relabelled, key=studio.private)
    write_release_json(release, read_release_json(release) | {"signature": signature})
    assert any("does not verify" in p.problem for p in verify(release))


def test_a_key_that_is_none_is_a_problem(release: Path) -> None:
    for key in ("not hex", "00", "zz" * 32):
        write_release_json(release, read_release_json(release) | {"key": key})
        assert any("names a key" in p.problem for p in verify(release))


def test_an_unsigned_release_verifies_unless_a_key_is_asked_for(
    release: Path, studio: Studio
) -> None:
    rewrite(release, lambda clip: clip, key=None)
    assert verify(release) == []
    assert paths(release, public=studio.public) == {"release.json"}


def test_media_facts_are_measured_not_believed(release: Path, studio: Studio) -> None:
    first = next(c for c in read_release(release).manifest.clips if not c.is_fake)

    def longer(clip: Clip) -> Clip:
        media = replace(clip.media, frames=7)
        return replace(clip, media=media) if clip.id == first.id else clip

    rewrite(release, longer, key=studio.private)
    (found,) = verify(release, public=studio.public)
    assert found.path == first.path
    assert found.problem.startswith("is 6 frames of 160x128")
    assert "the manifest says 7 frames" in found.problem


def test_a_mask_of_another_length_is_named(release: Path, studio: Studio) -> None:
    name = named(release, FILES["a mask"])
    encode_masks(read_masks(release / name)[:-1], release / name, fps=Fraction(25))
    rewrite(release, lambda clip: clip, key=studio.private)
    assert paths(release, public=studio.public) == {name}


def test_a_clip_that_is_no_video_is_named(release: Path, studio: Studio) -> None:
    name = named(release, FILES["a raw fake"])
    (release / name).write_text("not a video")
    digest = sha256_file(release / name)

    def admitted(clip: Clip) -> Clip:
        return replace(clip, sha256=digest) if clip.path == name else clip

    rewrite(release, admitted, key=studio.private)
    assert paths(release, public=studio.public) == {name}


def test_work_files_are_not_looked_at(release: Path) -> None:
    (release / ".build" / "notes.txt").write_text("mine")
    assert verify(release) == []
    shutil.rmtree(release / ".build")
    assert verify(release) == []


def test_an_empty_folder_is_no_release_and_a_missing_one_no_folder(tmp_path: Path) -> None:
    assert paths(tmp_path) == {"SHA256SUMS", "manifest.jsonl", "release.json"}
    with pytest.raises(ManifestError, match="is not a folder"):
        verify(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["SHA256SUMS", "manifest.jsonl", "release.json"])
@pytest.mark.parametrize("content", [b"", b"\0" * 99, b"[" * 100_000, b"\xff\xfe{}", b"{}\n"])
def test_garbage_is_a_problem_and_never_an_exception(
    release: Path, name: str, content: bytes
) -> None:
    (release / name).write_bytes(content)
    assert name in paths(release)
