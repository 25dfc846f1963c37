"""May these credentials be believed? Evidence and a trust list in, one state and its reasons out.

Rules, in their order; the first that applies decides:

1. Without credentials the state is ``none``. That is no fault: most files have none.
2. Credentials that cannot be read, or of which anything that was signed is not as it was signed,
   are ``tampered``; so are those that leave out more of the file than where they stand themselves,
   and those that hide something in the padding that no signature covers.
3. Where an authority of the trust list has withdrawn a certificate of the signer, they are
   ``revoked``, unless a trusted timestamp is older and the key was not said to be stolen.
4. Signed outside the time for which a certificate was made, or without a trusted timestamp and
   read after it, they are ``expired``.
5. Where no root of the trust list vouches for the signer, they are ``valid-unknown-signer``:
   unchanged since somebody signed them, and anybody can.
6. What is left is ``trusted``.

Of the files that it was made from, only those that pass the same rules, timestamps aside, may say
that a camera saw them; what they say against themselves counts in any case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import ReasonFlags

from faceproof.core import CredentialState, Ingredient, Phrase, Provenance, Step, phrase
from faceproof.core.errors import SignatureError
from faceproof.provenance.certificates import parse_revocations
from faceproof.provenance.keys import read_key_file
from faceproof.provenance.reading import Evidence, Found, Part

_UNTRUSTED = frozenset({"signingCredential.untrusted", "signingCredential.invalid"})
_EXPIRED = frozenset({"claimSignature.outsideValidity", "signingCredential.expired"})
_REVOKED = frozenset({"signingCredential.ocsp.revoked", "signingCredential.revoked"})
_FORGIVEN = _UNTRUSTED | _EXPIRED | _REVOKED
_OF_TIMESTAMPS = "timeStamp."
_STOLEN = frozenset({ReasonFlags.key_compromise, ReasonFlags.ca_compromise})
_LARGEST = 4 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustList:
    """Whom to believe.

    Attributes:
        anchors: root certificates of signers and of timestamp authorities.
        revocations: lists of certificates that were withdrawn.
    """

    anchors: tuple[x509.Certificate, ...] = ()
    revocations: tuple[x509.CertificateRevocationList, ...] = ()


def read_trust(paths: Sequence[Path]) -> TrustList:
    """Read trust lists: PEM files with root certificates and revocation lists, in any order.

    Raises:
        SignatureError: a file cannot be read, or holds neither.
    """
    anchors: list[x509.Certificate] = []
    revocations: list[x509.CertificateRevocationList] = []
    for path in paths:
        data = read_key_file(path, secret=False, largest=_LARGEST)
        try:
            lists = parse_revocations(data)
            roots = x509.load_pem_x509_certificates(data) if b"BEGIN CERTIFICATE" in data else []
        except ValueError as error:
            raise SignatureError(f"{path}: something in it cannot be read as PEM") from error
        if not roots and not lists:
            raise SignatureError(f"{path}: holds no certificate in PEM; expected a trust list")
        anchors += roots
        revocations += lists
    return TrustList(anchors=tuple(anchors), revocations=tuple(revocations))


def judge(evidence: Evidence | None, trust: TrustList) -> Provenance:
    """The state of a file's credentials, and what they say, by the rules above."""
    if evidence is None:
        return _stated(CredentialState.NONE, phrase("It carries no credentials."))  # (1)
    if evidence.broken is not None:
        return _stated(  # (2)
            CredentialState.TAMPERED, phrase("It carries credentials that cannot be read.")
        )
    found = evidence.manifests[evidence.active]
    state, reasons = _judged(found, evidence, evidence.active, trust)
    return Provenance(
        state=state,
        signer=found.signer,
        signed_on=found.signed_on,
        steps=tuple(_history(evidence, evidence.active, trust, frozenset())),
        ingredients=tuple(_ingredient(part, evidence) for part in found.parts),
        reasons=reasons,
    )


def _stated(state: CredentialState, *reasons: Phrase) -> Provenance:
    return Provenance(state=state, reasons=reasons)


def _judged(
    found: Found, evidence: Evidence, label: str, trust: TrustList
) -> tuple[CredentialState, tuple[Phrase, ...]]:
    trusted = "signingCredential.trusted" in found.good
    who = _called(found, trusted=trusted)
    signed = [one for one in evidence.signatures if one.manifest == label]
    wrong = {code for code in found.bad - _FORGIVEN if not code.startswith(_OF_TIMESTAMPS)}
    withdrawn = [entry for one in signed for entry in _withdrawals(one.chain, trust)]
    fallen = any(_counts(entry, found) for entry in withdrawn)
    in_time = "claimSignature.insideValidity" in found.good and not found.bad & _EXPIRED
    rules = (
        (  # (2)
            bool(wrong) or len(signed) != 1,
            CredentialState.TAMPERED,
            phrase("It is not as it was when {who} signed it.", who=who),
        ),
        (
            bool(found.leaves_out),
            CredentialState.TAMPERED,
            phrase("The signature leaves out parts of the file that anybody could have changed."),
        ),
        (
            not all(one.blank for one in signed),
            CredentialState.TAMPERED,
            phrase("Something is hidden in a part of the credentials that no signature covers."),
        ),
        (  # (3)
            bool(found.bad & _REVOKED) or fallen,
            CredentialState.REVOKED,
            phrase("The certificate that {who} signed with was withdrawn.", who=who),
        ),
        (  # (4)
            not in_time,
            CredentialState.EXPIRED,
            phrase(
                "The certificate that {who} signed with is out of date, and no trusted timestamp "
                "shows that it was not when it was used.",
                who=who,
            ),
        ),
        (  # (5)
            not trusted,
            CredentialState.VALID_UNKNOWN_SIGNER,
            phrase(
                "It is unchanged since {who} signed it, for whom nobody on the trust list vouches.",
                who=who,
            ),
        ),
        (  # (6)
            True,
            CredentialState.TRUSTED,
            phrase("It is unchanged since {who} signed it.", who=who),
        ),
    )
    state, reason = next((state, why) for applies, state, why in rules if applies)
    codes = ", ".join(sorted(wrong))
    details = phrase("What was checked and does not fit: {codes}.", codes=codes)
    return state, (reason, details) if wrong else (reason,)


def _called(found: Found, *, trusted: bool) -> Phrase | str:
    """A name that nobody vouches for is not repeated as if it were known."""
    name = found.signer or "?"
    return name if trusted else phrase("somebody who goes by the name of {name}", name=name)


def _history(
    evidence: Evidence, label: str, trust: TrustList, seen: frozenset[str]
) -> Iterator[Step]:
    """All steps, those of parents first."""
    found = evidence.manifests.get(label)
    if found is None or label in seen:
        return
    parents = [p.manifest for p in found.parts if p.relationship == "parentOf" and p.manifest]
    for parent in parents:
        steps = list(_history(evidence, parent, trust, seen | {label}))
        told = evidence.manifests.get(parent)
        believed = (
            told is not None
            and _judged(told, evidence, parent, trust)[0] is CredentialState.TRUSTED
        )
        yield from steps if believed else _against_itself(steps)
    yield from found.steps


def _against_itself(steps: Sequence[Step]) -> Iterator[Step]:
    """What somebody not believed says of a file, without the claim that a camera saw it."""
    for step in steps:
        alone = Provenance(state=CredentialState.NONE, steps=(step,))
        if alone.is_declared:
            yield step


def _ingredient(part: Part, evidence: Evidence) -> Ingredient:
    told = evidence.manifests.get(part.manifest or "")
    signer = None if told is None else told.signer
    return Ingredient(title=part.title, relationship=part.relationship, signer=signer)


def _withdrawals(
    chain: Sequence[x509.Certificate], trust: TrustList
) -> Iterator[x509.RevokedCertificate]:
    """Entries about a certificate of the chain, in lists that its own issuer has signed."""
    issuers = [*chain, *trust.anchors]
    for certificate in chain:
        for revocations in trust.revocations:
            if revocations.issuer != certificate.issuer:
                continue
            entry = revocations.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None and any(_signed_by(revocations, one) for one in issuers):
                yield entry


def _signed_by(revocations: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    if issuer.subject != revocations.issuer:
        return False
    try:
        return revocations.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (InvalidSignature, TypeError, UnsupportedAlgorithm):
        return False


def _counts(entry: x509.RevokedCertificate, found: Found) -> bool:
    """Whether what was signed falls with the certificate."""
    if found.signed_on is None or found.signed_on >= entry.revocation_date_utc:
        return True
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return False
    return reason in _STOLEN
