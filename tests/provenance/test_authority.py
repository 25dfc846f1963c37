"""An authority keeps its keys, names whom it vouches for, and remembers whom no longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from signed import NEWSROOM, signer

from faceproof.core.errors import SignatureError
from faceproof.provenance import (
    Holder,
    Why,
    create_authority,
    issue,
    issued,
    load_certificates,
    read_trust,
    revoke,
    rotate,
)
from faceproof.provenance.withdrawals import withdrawn_serials

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_keys_are_for_their_owner_only(tmp_path: Path):
    signer(tmp_path / "ca")
    keys = sorted((tmp_path / "ca").glob("*-key.pem"))
    assert [key.name for key in keys] == ["issuing-key.pem", "leaf-key.pem", "root-key.pem"]
    assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}


def test_a_certificate_is_what_c2pa_asks_for(tmp_path: Path):
    leaf, issuing = signer(tmp_path / "ca").credential.chain
    root = load_certificates(tmp_path / "ca" / "root.pem")[0]
    leaf.verify_directly_issued_by(issuing)
    issuing.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert not usage.value.key_cert_sign
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert issuing.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def test_nothing_is_ever_overwritten(tmp_path: Path):
    signer(tmp_path / "ca")
    before = {path: path.read_bytes() for path in (tmp_path / "ca").glob("*.pem")}
    with pytest.raises(SignatureError, match="exists"):
        create_authority(tmp_path / "ca", NEWSROOM, on=NOW)
    with pytest.raises(SignatureError, match="exists"):
        issue(tmp_path / "ca", NEWSROOM, on=NOW)
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("name", ["", " ", "x" * 65, "a\nb", "evil\u202egnp"])
def test_a_name_that_would_mislead_is_refused(tmp_path: Path, name: str):
    with pytest.raises(SignatureError, match="printable"):
        create_authority(tmp_path / "ca", Holder(name, "Evening Paper"), on=NOW)
    assert not (tmp_path / "ca").exists()


def test_every_signer_is_on_the_list_and_a_withdrawn_one_is_marked(tmp_path: Path):
    first = signer(tmp_path / "ca").credential.chain[0]
    second = issue(tmp_path / "ca", Holder("Pen name", "Evening Paper"), on=NOW, out=tmp_path / "b")
    assert set(issued(tmp_path / "ca")) == {first, second}
    revoke(tmp_path / "ca", second, why=Why.SUPERSEDED, on=NOW)
    assert withdrawn_serials(tmp_path / "ca") == {second.serial_number}


def test_withdrawing_twice_or_a_strangers_certificate_is_refused(tmp_path: Path):
    ours, theirs = signer(tmp_path / "ours"), signer(tmp_path / "theirs")
    with pytest.raises(SignatureError, match="not made by"):
        revoke(ours.folder, theirs.credential.chain[0], why=Why.SUPERSEDED, on=NOW)
    revoke(ours.folder, ours.credential.chain[0], why=Why.SUPERSEDED, on=NOW)
    with pytest.raises(SignatureError, match="already"):
        revoke(ours.folder, ours.credential.chain[0], why=Why.SUPERSEDED, on=NOW)


def test_withdrawals_add_up_across_authorities_and_the_trust_list_carries_them(tmp_path: Path):
    first = signer(tmp_path / "ca").credential.chain
    rotate(tmp_path / "ca", on=NOW + timedelta(days=1))
    second = issue(tmp_path / "ca", NEWSROOM, on=NOW + timedelta(days=1), out=tmp_path / "b")
    for one in (first[0], second, first[1]):
        revoke(tmp_path / "ca", one, why=Why.CESSATION, on=NOW + timedelta(days=2))
    trust = read_trust([tmp_path / "ca" / "root.pem"])
    assert len(trust.anchors) == 1
    gone = {entry.serial_number for one in trust.revocations for entry in one}
    assert gone == {first[0].serial_number, second.serial_number, first[1].serial_number}


@pytest.mark.parametrize(
    "text", ["", "nothing", "-----BEGIN CERTIFICATE-----\nx\n", "-----BEGIN X509 CRL-----\nx\n"]
)
def test_a_trust_list_that_is_none_is_one_line(tmp_path: Path, text: str):
    path = tmp_path / "trust.pem"
    path.write_text(text)
    with pytest.raises(SignatureError, match=r"trust\.pem"):
        read_trust([path])
