"""What can happen to a signed file, and the state that it ends in."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
import pytest
from signed import NEWSROOM, Signer, picture, signer, sound, video
from stamping import Stamps, timestamps

from faceproof.core import Compression, CredentialState, Step
from faceproof.core.errors import MediaError, SignatureError
from faceproof.media import encode, read_rgb
from faceproof.provenance import (
    Parent,
    TrustList,
    Why,
    beside,
    derived,
    issue,
    load_credential,
    read_trust,
    recorded,
    revoke,
    rotate,
    sign_beside,
    sign_file,
    verify_file,
)

CAMERA = recorded("evening.mp4", "digitalCapture")


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return signer(tmp_path_factory.mktemp("news") / "ca")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return signer(tmp_path_factory.mktemp("stranger") / "ca")


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stamps]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: no timestamp authority to test with")
    with timestamps(tmp_path_factory.mktemp("clock") / "tsa") as running:
        yield running


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return video(tmp_path_factory.mktemp("plain") / "plain.mp4")


@pytest.fixture(scope="module")
def signed(news: Signer, plain: Path) -> Path:
    out = plain.with_name("signed.mp4")
    sign_file(plain, out, claim=CAMERA, credential=news.credential)
    return out


def state(path: Path, trust: TrustList, sidecar: Path | None = None) -> str:
    return verify_file(path, trust, sidecar=sidecar).state.value


def flipped(path: Path, out: Path, at: int) -> Path:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    out.write_bytes(data)
    return out


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.wav", "a.mp4"])
def test_a_signed_file_of_each_kind_is_trusted_and_says_who_and_what(
    news: Signer, tmp_path: Path, name: str
):
    plain, out = tmp_path / name, tmp_path / f"signed-{name}"
    {".wav": sound, ".mp4": video}.get(plain.suffix, picture)(plain)
    sign_file(plain, out, claim=CAMERA, credential=news.credential)
    found = verify_file(out, news.trust)
    assert found.state is CredentialState.TRUSTED
    assert found.signer == f"{NEWSROOM.name}, {NEWSROOM.organisation}"
    assert found.steps == CAMERA.steps
    assert found.is_captured
    assert found.reasons


def test_signing_changes_no_picture(plain: Path, signed: Path):
    assert (read_rgb(plain) == read_rgb(signed)).all()


def test_without_credentials_there_are_none(plain: Path, news: Signer):
    assert state(plain, news.trust) == "none"


def test_nobody_is_trusted_by_an_empty_list(signed: Path):
    assert state(signed, TrustList()) == "valid-unknown-signer"


def test_an_unknown_authority_is_an_unknown_signer_whose_name_is_not_taken_for_granted(
    stranger: Signer, signed: Path
):
    found = verify_file(signed, stranger.trust)
    assert found.state is CredentialState.VALID_UNKNOWN_SIGNER
    assert "goes by the name of News desk" in str(found.reasons[0])


@pytest.mark.parametrize("where", ["head", "middle", "tail"])
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.wav", "a.mp4"])
def test_one_flipped_bit_of_what_is_shown_is_tampering(
    news: Signer, tmp_path: Path, name: str, where: str
):
    plain, out = tmp_path / name, tmp_path / f"signed-{name}"
    {".wav": sound, ".mp4": video}.get(plain.suffix, picture)(plain)
    sign_file(plain, out, claim=CAMERA, credential=news.credential)
    data, store = out.read_bytes(), out.read_bytes().index(b"c2pa")
    tail = len(data) - 24  # in front of a PNG's last chunk and its digest
    at = {"head": store + 600, "middle": (store + 6000 + tail) // 2, "tail": tail}[where]
    assert state(flipped(out, tmp_path / f"flipped{plain.suffix}", min(at, tail)), news.trust) == (
        "tampered"
    )


def test_a_remux_strips_the_credentials(news: Signer, signed: Path, tmp_path: Path):
    out = tmp_path / "remuxed.mp4"
    with av.open(str(signed)) as source, av.open(str(out), "w") as copy:
        stream = source.streams.video[0]
        place = copy.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.dts is not None:
                packet.stream = place
                copy.mux(packet)
    assert state(out, news.trust) == "none"


def test_encoded_anew_it_has_none_until_it_is_signed_again_with_its_parent(
    news: Signer, signed: Path, tmp_path: Path
):
    again, out = tmp_path / "again.mp4", tmp_path / "again-signed.mp4"
    encode(read_rgb(signed), {Compression.C40: again}, fps=Fraction(25))
    assert state(again, news.trust) == "none"
    claim = derived("again", Step(action="c2pa.transcoded"))
    sign_file(again, out, claim=claim, credential=news.credential, parent=Parent(signed))
    found = verify_file(out, news.trust)
    assert found.state is CredentialState.TRUSTED
    assert found.is_captured  # as its parent was, whose steps come first
    assert [s.action for s in found.steps] == ["c2pa.created", "c2pa.opened", "c2pa.transcoded"]
    assert [one.signer for one in found.ingredients] == [found.signer]


def test_an_edit_is_declared_and_no_longer_a_capture(news: Signer, signed: Path, tmp_path: Path):
    fake, out = video(tmp_path / "fake.mp4", seed=5), tmp_path / "fake-signed.mp4"
    edit = Step(action="c2pa.edited", source_type="compositeSynthetic", description="face swap")
    sign_file(
        fake, out, claim=derived("fake", edit), credential=news.credential, parent=Parent(signed)
    )
    found = verify_file(out, news.trust)
    assert found.state is CredentialState.TRUSTED
    assert found.is_declared
    assert not found.is_captured
    assert found.steps[-1] == edit


def test_a_parent_that_is_not_believed_makes_no_capture(
    news: Signer, stranger: Signer, plain: Path, tmp_path: Path
):
    claimed, out = tmp_path / "claimed.mp4", tmp_path / "out.mp4"
    sign_file(plain, claimed, claim=CAMERA, credential=stranger.credential)
    claim = derived("copy", Step(action="c2pa.transcoded"))
    sign_file(plain, out, claim=claim, credential=news.credential, parent=Parent(claimed))
    found = verify_file(out, news.trust)
    assert found.state is CredentialState.TRUSTED
    assert not found.is_captured
    both = TrustList(anchors=(*news.trust.anchors, *stranger.trust.anchors))
    assert verify_file(out, both).is_captured


def test_a_parent_that_was_tampered_with_makes_no_capture(
    news: Signer, signed: Path, tmp_path: Path
):
    broken = flipped(signed, tmp_path / "broken.mp4", signed.stat().st_size - 100)
    out = tmp_path / "out.mp4"
    claim = derived("copy", Step(action="c2pa.transcoded"))
    sign_file(signed, out, claim=claim, credential=news.credential, parent=Parent(broken))
    assert not verify_file(out, news.trust).is_captured


def test_a_confession_counts_even_of_a_parent_that_nobody_vouches_for(
    news: Signer, stranger: Signer, plain: Path, tmp_path: Path
):
    made, out = tmp_path / "made.mp4", tmp_path / "out.mp4"
    claim = recorded("made", "trainedAlgorithmicMedia")
    sign_file(plain, made, claim=claim, credential=stranger.credential)
    copy = derived("copy", Step(action="c2pa.transcoded"))
    sign_file(plain, out, claim=copy, credential=news.credential, parent=Parent(made))
    assert verify_file(out, news.trust).is_declared


@pytest.mark.slow
def test_expired_without_a_timestamp_that_somebody_vouches_for(
    clock: Stamps, plain: Path, tmp_path: Path
):
    short = signer(tmp_path / "ca", lasts=timedelta(seconds=3))
    bare, stamped = tmp_path / "bare.mp4", tmp_path / "stamped.mp4"
    sign_file(plain, bare, claim=CAMERA, credential=short.credential)
    sign_file(plain, stamped, claim=CAMERA, credential=short.credential, timestamp=clock.url)
    assert state(bare, short.trust) == "trusted"
    time.sleep(5)
    assert state(bare, short.trust) == "expired"
    told = read_trust([short.folder / "root.pem", clock.root])
    found = verify_file(stamped, told)
    assert found.state is CredentialState.TRUSTED
    assert found.signed_on is not None
    assert abs(found.signed_on - datetime.now(tz=UTC)) < timedelta(minutes=1)
    assert state(stamped, short.trust) == "expired"  # nobody vouches for that clock


def test_revoked_is_revoked_whatever_list_says_so(plain: Path, tmp_path: Path):
    gone = signer(tmp_path / "ca")
    out = tmp_path / "out.mp4"
    sign_file(plain, out, claim=CAMERA, credential=gone.credential)
    before = gone.trust
    revoke(gone.folder, gone.credential.chain[0], why=Why.SUPERSEDED, on=datetime.now(tz=UTC))
    assert state(out, gone.trust) == "revoked"
    separate = TrustList(
        anchors=before.anchors, revocations=read_trust([gone.folder / "crl.pem"]).revocations
    )
    assert state(out, separate) == "revoked"
    assert state(out, before) == "trusted"  # who has the old list cannot know


def test_a_timestamp_older_than_the_withdrawal_holds_unless_the_key_was_stolen(
    clock: Stamps, plain: Path, tmp_path: Path
):
    for why, expected in ((Why.CESSATION, "trusted"), (Why.KEY_COMPROMISE, "revoked")):
        gone = signer(tmp_path / why)
        out = tmp_path / f"{why}.mp4"
        sign_file(plain, out, claim=CAMERA, credential=gone.credential, timestamp=clock.url)
        later = datetime.now(tz=UTC) + timedelta(minutes=2)
        revoke(gone.folder, gone.credential.chain[0], why=why, on=later)
        assert state(out, read_trust([gone.folder / "root.pem", clock.root])) == expected


def test_a_withdrawn_issuing_authority_takes_its_signers_along(plain: Path, tmp_path: Path):
    gone = signer(tmp_path / "ca")
    out = tmp_path / "out.mp4"
    sign_file(plain, out, claim=CAMERA, credential=gone.credential)
    rotate(gone.folder, on=datetime.now(tz=UTC))
    assert state(out, gone.trust) == "trusted"
    issue(gone.folder, NEWSROOM, on=datetime.now(tz=UTC), out=tmp_path / "new")
    new = load_credential(tmp_path / "new" / "leaf-key.pem", tmp_path / "new" / "chain.pem")
    revoke(gone.folder, gone.credential.chain[1], why=Why.SUPERSEDED, on=datetime.now(tz=UTC))
    assert state(out, gone.trust) == "revoked"
    sign_file(plain, out, claim=CAMERA, credential=new)
    assert state(out, gone.trust) == "trusted"


def test_a_list_that_the_issuer_has_not_signed_withdraws_nothing(plain: Path, tmp_path: Path):
    honest, forger = signer(tmp_path / "honest"), signer(tmp_path / "forger")
    out = tmp_path / "out.mp4"
    sign_file(plain, out, claim=CAMERA, credential=honest.credential)
    forged = revocation_by(forger, honest)
    trust = TrustList(anchors=honest.trust.anchors, revocations=(forged,))
    assert state(out, trust) == "trusted"


def revocation_by(forger: Signer, honest: Signer):
    """A list in the name of one authority, signed by another."""
    from cryptography import x509  # noqa: PLC0415 - used here alone
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415

    now = datetime.now(tz=UTC)
    serial = honest.credential.chain[0].serial_number
    entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now).build()
    builder = x509.CertificateRevocationListBuilder().issuer_name(honest.credential.chain[0].issuer)
    builder = builder.last_update(now).next_update(now + timedelta(days=1))
    return builder.add_revoked_certificate(entry).sign(forger.credential.key, hashes.SHA256())


def test_a_sidecar_speaks_for_its_own_file_only(news: Signer, tmp_path: Path):
    one, other = video(tmp_path / "one.mp4"), video(tmp_path / "other.mp4", seed=3)
    before = one.read_bytes()
    sign_beside(one, beside(one), claim=CAMERA, credential=news.credential)
    assert one.read_bytes() == before
    assert state(one, news.trust) == "trusted"
    assert state(other, news.trust, sidecar=beside(one)) == "tampered"
    assert state(other, news.trust) == "none"
    flipped(one, one, one.stat().st_size - 50)
    assert state(one, news.trust) == "tampered"


def test_a_parent_with_a_sidecar_keeps_its_history(news: Signer, tmp_path: Path):
    one, other = video(tmp_path / "one.mp4"), video(tmp_path / "other.mp4", seed=3)
    sign_beside(one, beside(one), claim=CAMERA, credential=news.credential)
    sign_beside(
        other,
        beside(other),
        claim=derived("other", Step(action="c2pa.edited")),
        credential=news.credential,
        parent=Parent(one, beside(one)),
    )
    found = verify_file(other, news.trust)
    assert [step.action for step in found.steps] == ["c2pa.created", "c2pa.opened", "c2pa.edited"]
    assert [one.title for one in found.ingredients] == ["one.mp4"]


@pytest.mark.parametrize("share", [0.99, 0.6, 0.2])
def test_a_truncated_file_is_not_trusted(news: Signer, signed: Path, tmp_path: Path, share: float):
    data = signed.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data[: int(share * len(data))])
    assert state(cut, news.trust) in {"tampered", "none"}


def test_credentials_of_another_file_are_tampering(news: Signer, signed: Path, tmp_path: Path):
    other, out = video(tmp_path / "other.mp4", seed=4), tmp_path / "out.mp4"
    sign_file(other, out, claim=CAMERA, credential=news.credential)
    data, theirs = signed.read_bytes(), out.read_bytes()
    mixed = tmp_path / "mixed.mp4"
    mixed.write_bytes(theirs[: theirs.index(b"moov") - 4] + data[data.index(b"moov") - 4 :])
    assert state(mixed, news.trust) == "tampered"


def test_a_confidence_trick_with_padding_is_tampering(news: Signer, signed: Path, tmp_path: Path):
    data = bytearray(signed.read_bytes())
    at = data.index(bytes(64), data.index(b"c2pa.signature"))  # the blank that nothing covers
    data[at : at + 7] = b"smuggle"
    hidden = tmp_path / "hidden.mp4"
    hidden.write_bytes(data)
    found = verify_file(hidden, news.trust)
    assert found.state is CredentialState.TAMPERED
    assert "hidden" in str(found.reasons[0])


def test_what_holds_no_credentials_cannot_be_signed(news: Signer, tmp_path: Path):
    text = tmp_path / "a.txt"
    text.write_text("not a picture")
    with pytest.raises(MediaError, match="cannot hold credentials"):
        sign_file(text, tmp_path / "b.txt", claim=CAMERA, credential=news.credential)
    assert not (tmp_path / "b.txt").exists()


def test_a_file_is_never_signed_over_itself(news: Signer, plain: Path):
    before = plain.read_bytes()
    with pytest.raises(SignatureError, match="the file itself"):
        sign_file(plain, plain, claim=CAMERA, credential=news.credential)
    assert plain.read_bytes() == before


def test_a_key_that_is_not_the_certificates_cannot_sign(news: Signer, stranger: Signer):
    with pytest.raises(SignatureError, match="not the key"):
        load_credential(news.folder / "leaf-key.pem", stranger.folder / "chain.pem")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path):
    someone = signer(tmp_path / "ca")
    (someone.folder / "leaf-key.pem").chmod(0o644)
    with pytest.raises(SignatureError, match="chmod 600"):
        load_credential(someone.folder / "leaf-key.pem", someone.folder / "chain.pem")
