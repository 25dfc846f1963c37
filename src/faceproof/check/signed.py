"""What are a file's credentials worth, in plain words?

Names in a certificate that nobody trusted confirms are said as such: anybody can sign as anybody.
The wording follows the C2PA User Experience Guidance 2.2: section 4.5 for credentials that are
not trusted or do not fit, 3.2.2 for "Content Credentials", which is not translated.
"""

from __future__ import annotations

from faceproof.core import CredentialState, Phrase, Provenance, phrase


def standing(provenance: Provenance | None) -> tuple[Phrase, ...]:
    """What they are worth, one sentence each, the weightiest first; none if nobody looked."""
    if provenance is None:
        return ()
    match provenance.state:
        case CredentialState.TRUSTED:
            return _trusted(provenance)
        case CredentialState.TAMPERED:
            return _TAMPERED
        case CredentialState.NONE:
            return (
                phrase("It carries no Content Credentials. Most files on the internet do not."),
            )
        case CredentialState.VALID_UNKNOWN_SIGNER:
            worth = phrase(
                "Its Content Credentials are signed as “{signer}”, but nobody trusted here "
                "confirms that name, so what they say is not believed.",
                signer=_signer(provenance),
            )
        case CredentialState.EXPIRED:
            worth = phrase(
                "Its Content Credentials are signed as “{signer}” with a certificate that has run "
                "out, and nothing shows that they were signed before it did, so what they say is "
                "not believed.",
                signer=_signer(provenance),
            )
        case CredentialState.REVOKED:
            worth = phrase(
                "Its Content Credentials are signed as “{signer}” with a certificate that was "
                "withdrawn, as when it is stolen, so what they say is not believed.",
                signer=_signer(provenance),
            )
    return (worth, *_unbelieved(provenance))


_TAMPERED = (
    phrase(
        "Its Content Credentials do not fit it: it was changed after it was signed, or they "
        "belong to another file."
    ),
    phrase(
        "That can be an accident: a program that knows nothing of them and saves the file anew is "
        "enough. Accident and intent look the same."
    ),
    phrase(
        "Anybody can attach the credentials of another file, so this says nothing about whoever is "
        "named in them."
    ),
)


def _trusted(provenance: Provenance) -> tuple[Phrase, ...]:
    signer = _signer(provenance)
    if provenance.is_captured:
        said = phrase(
            "{signer} signed that it was recorded, and that nothing was put in since.",
            signer=signer,
        )
    elif provenance.is_declared:
        said = phrase("{signer} signed that it was made or changed by computer.", signer=signer)
    else:
        said = phrase("{signer} signed it, and does not say how it was made.", signer=signer)
    unchanged = phrase(
        "That signer is on the list of those trusted here, and the file is as it was signed."
    )
    return (said, unchanged)


def _unbelieved(provenance: Provenance) -> tuple[Phrase, ...]:
    if provenance.is_declared:
        return (
            phrase(
                "They say that it was made or changed by computer. Anybody can attach such a "
                "confession to a genuine recording."
            ),
        )
    if provenance.is_captured:
        return (
            phrase("They say that it was recorded. Anybody can attach such a claim to a fake."),
        )
    return ()


def _signer(provenance: Provenance) -> str | Phrase:
    return provenance.signer or phrase("a signer without a name")
