"""A signature is accepted from its own key over its own bytes only; keys stay private."""

from __future__ import annotations

import base64
import os
import resource
import signal
import stat
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from hypothesis import given
from hypothesis import strategies as st

from faceproof.core.errors import FaceproofError, SignatureError, StorageError
from faceproof.provenance import (
    create_key,
    key_id,
    load_private,
    load_public,
    private_path,
    public_path,
    sign,
    verify,
)

# RFC 8032, section 7.1, test 2.
SECRET = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
KEY = ed25519.Ed25519PrivateKey.from_private_bytes(SECRET)


@pytest.fixture
def steward(tmp_path: Path) -> Path:
    create_key(tmp_path / "keys", "steward")
    return private_path(tmp_path / "keys", "steward")


def test_signing_is_that_of_rfc_8032():
    assert KEY.public_key().public_bytes_raw().hex() == PUBLIC
    assert sign(KEY, b"\x72") == base64.b64encode(bytes.fromhex(SIGNATURE)).decode()


def test_a_pair_comes_back_from_its_files(tmp_path: Path):
    made = create_key(tmp_path, "steward")
    public = load_public(public_path(tmp_path, "steward"))
    private = load_private(private_path(tmp_path, "steward"))
    assert public == made == private.public_key()
    verify(public, b"bytes", sign(private, b"bytes"))
    assert key_id(public) == key_id(made)
    assert len(key_id(public)) == 16


def test_the_private_file_is_for_its_owner_only_whatever_the_umask(tmp_path: Path):
    before = os.umask(0)
    try:
        create_key(tmp_path / "keys", "steward")
    finally:
        os.umask(before)
    assert stat.S_IMODE(private_path(tmp_path / "keys", "steward").stat().st_mode) == 0o600
    assert sorted(p.name for p in (tmp_path / "keys").iterdir()) == [
        "steward.pem",
        "steward.pub.pem",
    ]


@pytest.mark.parametrize("half", [private_path, public_path])
def test_a_key_is_never_overwritten(tmp_path: Path, half: Callable[[Path, str], Path]):
    file = half(tmp_path, "steward")
    file.write_text("precious")
    with pytest.raises(SignatureError, match="never overwritten"):
        create_key(tmp_path, "steward")
    assert [p.read_text() for p in tmp_path.iterdir()] == ["precious"]


def test_a_dangling_link_is_not_written_through(tmp_path: Path):
    (tmp_path / "steward.pem").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SignatureError, match="never overwritten"):
        create_key(tmp_path, "steward")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("name", ["", "../steward", "a/b", ".hidden", "a" * 65, "a\n"])
def test_a_key_name_is_a_plain_word(tmp_path: Path, name: str):
    with pytest.raises(SignatureError, match="not valid"):
        create_key(tmp_path / "keys", name)
    assert not (tmp_path / "keys").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "keys").write_text("a file")
    with pytest.raises(StorageError, match="cannot be written"):
        create_key(tmp_path / "keys", "steward")


def test_half_a_pair_is_never_left(tmp_path: Path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (115, hard))  # the public half fits, 113 bytes
    try:
        with pytest.raises(StorageError, match=r"steward\.pem: no space left"):
            create_key(tmp_path, "steward")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert list(tmp_path.iterdir()) == []
    create_key(tmp_path, "steward")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_private_key_that_others_can_touch_is_refused(steward: Path, mode: int):
    steward.chmod(mode)
    with pytest.raises(SignatureError, match="chmod 600"):
        load_private(steward)


def test_no_message_shows_a_private_key(steward: Path):
    secret = steward.read_text().splitlines()[1]
    messages = []
    for damaged in (secret, steward.read_text().replace("PRIVATE", "SECRET"), f"{secret}\n" * 900):
        steward.write_text(damaged)
        for load in (load_private, load_public):
            with pytest.raises(SignatureError) as caught:
                load(steward)
            messages.append(str(caught.value))
    assert len(messages) == 6
    assert not any(secret[:16] in message for message in messages)


def test_the_wrong_half_is_told_apart(steward: Path):
    with pytest.raises(SignatureError, match=r"is a private key.*\.pub\.pem"):
        load_public(steward)
    public = public_path(steward.parent, "steward")
    public.chmod(0o600)
    with pytest.raises(SignatureError, match="not an Ed25519 private key"):
        load_private(public)


def _pem(key: PrivateKeyTypes, password: bytes | None = None) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption(),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"junk",
        b"\xff" * 100,
        _pem(ec.generate_private_key(ec.SECP256R1())),
        _pem(KEY, b"password"),
        _pem(KEY)[:-40],
        b"x" * (1 << 20),
    ],
)
def test_anything_else_is_no_private_key(steward: Path, content: bytes):
    steward.write_bytes(content)
    with pytest.raises(SignatureError) as caught:
        load_private(steward)
    assert "\n" not in str(caught.value)


def test_a_missing_key_is_named(tmp_path: Path):
    for load in (load_private, load_public):
        with pytest.raises(SignatureError, match=r"nobody\.pem cannot be read"):
            load(tmp_path / "nobody.pem")
        with pytest.raises(SignatureError, match="cannot be read"):
            load(tmp_path)


@given(data=st.binary(max_size=60), other=st.binary(max_size=60))
def test_a_signature_is_of_its_bytes_only(data: bytes, other: bytes):
    verify(KEY.public_key(), data, sign(KEY, data))
    if other != data:
        with pytest.raises(SignatureError):
            verify(KEY.public_key(), other, sign(KEY, data))


def test_a_signature_is_of_its_key_only():
    stranger = ed25519.Ed25519PrivateKey.generate().public_key()
    with pytest.raises(SignatureError, match=key_id(stranger)):
        verify(stranger, b"data", sign(KEY, b"data"))


@given(
    at=st.integers(0, 87), letter=st.sampled_from(string.ascii_letters + string.digits + "+/=\n é")
)
def test_every_character_of_a_signature_counts(at: int, letter: str):
    good = sign(KEY, b"data")
    bad = good[:at] + letter + good[at + 1 :]
    if bad != good:
        with pytest.raises(SignatureError):
            verify(KEY.public_key(), b"data", bad)


@given(garbage=st.text())
def test_garbage_is_no_signature(garbage: str):
    with pytest.raises(FaceproofError):
        verify(KEY.public_key(), b"data", garbage)
