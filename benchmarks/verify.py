"""Is a release verified as fast as its files can be read?

    python benchmarks/verify.py [--release DIR] [--runs 3]

Unless a release is named, one of noise is made, bit-exact at 640x480, so that a clip is as heavy as
a real one of that kind. Then the same files are digested with `sha256sum --check` and with Python's
hashlib in one thread, and verified: digests, records, media facts, seal. Last, every clip is signed
by an authority made for the purpose, in a copy whose clips are hard links, and verified with its
root, which reads each clip twice. The files have been read once before the first measurement. The
ratios are those of the seconds. Goal: verifying costs no more than `sha256sum --check`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np

from faceproof.core import (
    ActorId,
    Clip,
    ClipId,
    Compression,
    Manifest,
    Recorded,
    Splits,
    sha256_file,
)
from faceproof.datasets import read_release, write_manifest
from faceproof.media import encode, probe
from faceproof.provenance import Holder, create_authority, issue, load_credential, read_trust
from faceproof.release import Problem, Voucher, verify, write_credentials
from faceproof.release.seal import files_below, write_seal

GOAL = 1.0
PEOPLE = 12
FRAMES = 24


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", type=Path, help="Measure on this one.")
    parser.add_argument("--runs", type=int, default=3, help="The fastest counts.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = asked.release or made(Path(folder) / "release")
        names = sorted(files_below(root))
        size = sum((root / name).stat().st_size for name in names)
        print(f"{len(names)} files, {size / 1e6:.0f} MB, {os.cpu_count()} processors")

        def fastest(what: str, call: Callable[[], object]) -> float:
            seconds = min(timed(call) for _ in range(asked.runs))
            print(f"{what:28} {seconds:6.2f} s, {size / seconds / 1e6:5.0f} MB/s")
            return seconds

        one = fastest("hashlib, one thread", lambda: [sha256_file(root / name) for name in names])
        sums = fastest("sha256sum --check", lambda: check_sums(root))
        whole = fastest("verify", lambda: expect_none(verify(root)))
        signed, anchor = with_credentials(root, Path(folder))
        trust = read_trust([anchor])
        told = fastest("verify --trust", lambda: expect_none(verify(signed, trust=trust)))
    print(f"verify over hashlib {whole / one:.2f}, --trust over verify {told / whole:.2f}")
    print(f"verify over sha256sum {whole / sums:.2f}   goal <= {GOAL}")


def timed(call: Callable[[], object]) -> float:
    """Seconds on the clock."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def check_sums(root: Path) -> None:
    """What everybody has to check a list of digests with."""
    command = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    subprocess.run(command, cwd=root, check=True)


def expect_none(problems: Sequence[Problem]) -> None:
    """What is measured is a release without problems."""
    if problems:
        raise SystemExit(f"{len(problems)} problems, the first: {problems[0]}")


def made(root: Path) -> Path:
    """A release of noise, one recording each."""
    rng = np.random.default_rng(0)
    clips = tuple(recording(root, number, rng) for number in range(1, PEOPLE + 1))
    people = [clip.target for clip in clips]
    parts = dict(zip(("train", "val", "test"), zip(*[iter(people)] * 4, strict=True), strict=True))
    manifest = Manifest(
        name="noise",
        version="1",
        licence="CC0-1.0",
        clips=clips,
        splits=Splits(parts=parts),
        scopes=("record",),
    )
    write_manifest(root, manifest, {actor: f"{n:02d}" for n, actor in enumerate(people, 1)})
    write_seal(root, key=None)
    return root


def recording(root: Path, number: int, rng: np.random.Generator) -> Clip:
    """One clip of noise."""
    path = f"original_sequences/actors/raw/videos/{number:02d}__noise.mp4"
    frames = rng.integers(0, 256, (FRAMES, 480, 640, 3), np.uint8)
    encode(frames, {Compression.RAW: root / path}, fps=Fraction(25))
    return Clip(
        id=ClipId(f"{number:02d}__noise.raw"),
        path=path,
        sha256=sha256_file(root / path),
        media=probe(root / path),
        actors=(ActorId(f"nobody-{number}"),),
        compression=Compression.RAW,
        original=None,
        origin=Recorded(scene="noise"),
    )


def with_credentials(root: Path, folder: Path) -> tuple[Path, Path]:
    """The same release with credentials, unsigned as a whole, and the root to believe."""
    signed, authority = folder / "signed", folder / "authority"
    shutil.copytree(root, signed, copy_function=link, ignore=shutil.ignore_patterns(".build"))
    release = read_release(signed)
    write_manifest(signed, release.manifest, release.numbers)  # no longer signed by its steward
    write_seal(signed, key=None)
    yesterday = datetime.now(tz=UTC) - timedelta(days=1)
    holder = Holder("Benchmark", "Benchmark")
    anchor = create_authority(authority, holder, on=yesterday)
    issue(authority, holder, on=yesterday)
    credential = load_credential(authority / "leaf-key.pem", authority / "chain.pem")
    seconds = timed(lambda: write_credentials(signed, Voucher(credential=credential), jobs=2))
    clips = len(release.manifest.clips)
    print(f"{'signing':28} {seconds:6.2f} s, {1000 * seconds / clips:5.1f} ms a clip")
    return signed, anchor


def link(source: str, to: str) -> str:
    """A hard link, or a copy where the disk has none: every file is replaced, none written into."""
    try:
        os.link(source, to)
    except OSError:
        shutil.copyfile(source, to)
    return to


if __name__ == "__main__":
    main()
