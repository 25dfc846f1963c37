"""What does signing cost, and what can be done to a signed file unseen? Figures of one run.

    python benchmarks/credentials.py [--mebibytes 200] [--flips 2000]

A WAV file of noise and an MP4 of noise (x264 qp 0, one movie box, one data box) of that size are
hashed (`hashlib`, in pieces of 1 MiB), copied, signed and verified, all from the page cache; rounds
alternate and the median counts. Goals: signing at 60% and verifying at 80% of the speed of hashing.

Then single bits of a signed JPEG, PNG and MP4 are flipped, half of them in the first 8,000 bytes,
where the credentials are; of those that stay trusted, pictures and all that is said are compared.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import statistics
import tempfile
import time
import wave
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from faceproof.core import Compression, CredentialState
from faceproof.core.errors import FaceproofError
from faceproof.media import encode, read_rgb
from faceproof.provenance import (
    Credential,
    Holder,
    TrustList,
    create_authority,
    issue,
    load_credential,
    read_trust,
    recorded,
    sign_file,
    verify_file,
)

ROUNDS = 5
GOAL_SIGN, GOAL_VERIFY = 0.6, 0.8
CLAIM = recorded("noise", "digitalCapture")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--mebibytes", type=int, default=200)
    parser.add_argument("--flips", type=int, default=2000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        now = datetime.now(tz=UTC)
        create_authority(folder / "ca", Holder("Noise", "Benchmark"), on=now)
        issue(folder / "ca", Holder("Noise", "Benchmark"), on=now)
        credential = load_credential(folder / "ca" / "leaf-key.pem", folder / "ca" / "chain.pem")
        trust = read_trust([folder / "ca" / "root.pem"])
        size = asked.mebibytes << 20
        for path in (noise_wav(folder / "noise.wav", size), noise_mp4(folder / "noise.mp4", size)):
            speed(path, credential, trust)
            path.unlink()
        for path in (pixels(folder / "p.jpg"), pixels(folder / "p.png"), clip(folder / "p.mp4")):
            flips(path, credential, trust, asked.flips)


def speed(path: Path, credential: Credential, trust: TrustList) -> None:
    """Hash, copy, sign and verify in turns."""
    copy, signed = path.with_name(f"copy{path.suffix}"), path.with_name(f"signed{path.suffix}")

    def sign() -> None:
        sign_file(path, signed, claim=CLAIM, credential=credential)

    def verify() -> None:
        if verify_file(signed, trust).state is not CredentialState.TRUSTED:
            raise SystemExit("a signed file is not trusted: nothing was measured")

    jobs: dict[str, Callable[[], object]] = {
        "hash": lambda: digest(path),
        "copy": lambda: shutil.copyfile(path, copy),
        "sign": sign,
        "verify": verify,
    }
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            began = time.perf_counter()
            job()
            seconds[name].append(time.perf_counter() - began)
    took = {name: statistics.median(all_) for name, all_ in seconds.items()}
    mib = path.stat().st_size / (1 << 20)
    print(f"{path.name}, {mib:.0f} MiB")
    for name, one in took.items():
        print(
            f"  {name:<7}{one:6.3f} s {mib / one:7.0f} MiB/s {took['hash'] / one:5.2f} of hashing"
        )
    print(f"  goals: sign {GOAL_SIGN}, verify {GOAL_VERIFY}")
    copy.unlink()
    signed.unlink()


def flips(path: Path, credential: Credential, trust: TrustList, count: int) -> None:
    """Flip one bit at a time, and say what became of the file."""
    signed, damaged = path.with_name(f"s{path.suffix}"), path.with_name(f"d{path.suffix}")
    sign_file(path, signed, claim=CLAIM, credential=credential)
    whole, shown, data = verify_file(signed, trust), read_rgb(signed), signed.read_bytes()
    rng = np.random.default_rng(0)
    states: Counter[str] = Counter()
    differ = 0
    for number in range(count):
        at = int(rng.integers(len(data) if number % 2 else min(8000, len(data))))
        flipped = bytes([data[at] ^ (1 << int(rng.integers(8)))])
        damaged.write_bytes(data[:at] + flipped + data[at + 1 :])
        try:
            found = verify_file(damaged, trust)
        except FaceproofError:
            states["unreadable"] += 1
            continue
        states[found.state.value] += 1
        if found.state is CredentialState.TRUSTED:
            same = found == whole and np.array_equal(read_rgb(damaged), shown)
            differ += not same
    print(f"{path.name}: {count} flipped bits: {dict(states)}; trusted and yet different: {differ}")


def digest(path: Path) -> str:
    """Plain sha256."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def noise_wav(path: Path, size: int) -> Path:
    """Samples nobody would listen to."""
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 48000, 0, "NONE", ""))
        file.writeframes(np.random.default_rng(0).bytes(size - 44))
    return path


def noise_mp4(path: Path, size: int) -> Path:
    """Frames of noise, as many as fill it."""
    rng = np.random.default_rng(0)
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as out:
        options = {"qp": "0", "preset": "ultrafast"}
        stream = out.add_stream("libx264", rate=25, options=options)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        written = 0
        while written < size:
            image = rng.integers(0, 256, (720, 1280, 3), np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(image)):
                written += packet.size
                out.mux(packet)
        out.mux(stream.encode(None))
    return path


def pixels(path: Path) -> Path:
    """A picture of smooth noise."""
    rng = np.random.default_rng(0)
    cv2.imwrite(
        str(path), cv2.GaussianBlur(rng.integers(0, 256, (256, 256, 3), np.uint8), (9, 9), 3)
    )
    return path


def clip(path: Path) -> Path:
    """A short video of the same."""
    rng = np.random.default_rng(0)
    frames = rng.integers(0, 256, (8, 128, 128, 3), np.uint8)
    encode(frames, {Compression.C23: path}, fps=Fraction(25))
    return path


if __name__ == "__main__":
    main()
