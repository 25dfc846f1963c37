"""No damage to a signed file ends as trusted, unless nothing that matters was touched."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from signed import Signer, picture, signer, video

from faceproof.core import CredentialState
from faceproof.core.errors import FaceproofError
from faceproof.media import read_rgb
from faceproof.provenance import recorded, sign_file, verify_file
from faceproof.provenance.container import Kind, manifest_store
from faceproof.provenance.signatures import signatures

MUTATIONS = 200


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return signer(tmp_path_factory.mktemp("news") / "ca")


def mutated(data: bytes, rng: np.random.Generator) -> bytes:
    """One of: a flipped bit, other bytes, bytes taken out, put in, or said twice."""
    at = int(rng.integers(len(data)))
    if rng.random() < 0.5:  # most of a file is pixels; the rest deserves as much attention
        at = int(rng.integers(min(len(data), 6000)))
    length = int(rng.integers(1, 40))
    junk = rng.bytes(length)
    match int(rng.integers(5)):
        case 0:
            return data[:at] + bytes([data[at] ^ (1 << int(rng.integers(8)))]) + data[at + 1 :]
        case 1:
            return data[:at] + junk + data[at + length :]
        case 2:
            return data[:at] + data[at + length :]
        case 3:
            return data[:at] + junk + data[at:]
        case _:
            return data[: at + length] + data[at:]


@pytest.mark.parametrize("name", ["a.mp4", "a.jpg", "a.png"])
def test_no_mutation_of_what_matters_stays_trusted(news: Signer, tmp_path: Path, name: str):
    plain, signed, damaged = (tmp_path / f"{stem}-{name}" for stem in ("plain", "signed", "bad"))
    (video if name.endswith("mp4") else picture)(plain)
    claim = recorded(name, "digitalCapture")
    sign_file(plain, signed, claim=claim, credential=news.credential)
    whole = verify_file(signed, news.trust)
    shown = read_rgb(signed)
    rng = np.random.default_rng(7)
    states = []
    for _ in range(MUTATIONS):
        damaged.write_bytes(mutated(signed.read_bytes(), rng))
        try:
            found = verify_file(damaged, news.trust)
        except FaceproofError:  # one clear line, no traceback
            states.append("unreadable")
            continue
        states.append(found.state.value)
        if found.state is CredentialState.TRUSTED:
            assert found == whole
            assert (read_rgb(damaged) == shown).all()
    assert states.count("tampered") > MUTATIONS / 2
    assert set(states) <= {"tampered", "trusted", "none", "unreadable"}


@pytest.mark.parametrize("kind", list(Kind))
@given(data=st.binary(max_size=400))
def test_no_container_is_too_broken_for_one_line(
    tmp_path_factory: pytest.TempPathFactory, kind: Kind, data: bytes
):
    path = tmp_path_factory.getbasetemp() / f"junk-{kind.name}"
    path.write_bytes(data)
    with suppress(FaceproofError):
        manifest_store(path, kind)


@given(data=st.binary(max_size=400), boxes=st.integers(0, 12))
def test_no_credentials_are_too_broken_for_one_line(data: bytes, boxes: int):
    store = data
    for _ in range(boxes):
        store = (len(store) + 8).to_bytes(4, "big") + b"jumb" + store
    with suppress(FaceproofError):
        signatures(store)
