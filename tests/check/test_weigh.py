"""Three witnesses and one answer: every combination of what they can say."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import pytest

from faceproof.check import Language
from faceproof.check.decide import Decision
from faceproof.check.weigh import FILMED, SUSPICIOUS, weigh
from faceproof.core import (
    Compared,
    CredentialState,
    Match,
    Provenance,
    State,
    Step,
    phrase,
)

DURATION_S = 20.0
CAPTURED = (Step(action="c2pa.created", source_type="digitalCapture"),)
DECLARED = (Step(action="c2pa.created", source_type="trainedAlgorithmicMedia"),)
SILENT = (Step(action="c2pa.opened"),)

DETECTED = (
    State.LIKELY_MANIPULATED,
    State.INCONCLUSIVE,
    State.NO_SIGN_FOUND,
    State.NOT_EXAMINED,
)
GREEN = {State.ORIGINAL, State.UNALTERED_COPY}
RED = {State.TAMPERED, State.LIKELY_MANIPULATED}


def credentials() -> Iterator[Provenance | None]:
    yield None
    yield Provenance(state=CredentialState.NONE)
    for state, steps in product(CredentialState, (CAPTURED, DECLARED, SILENT)):
        if state is not CredentialState.NONE:
            yield Provenance(state=state, signer="Ann", steps=steps)


def copy(*, altered: bool | None, until_s: float = DURATION_S, mirrored: bool = False) -> Compared:
    match = Match(
        original="debate.mp4",
        sha256="0" * 64,
        similarity=0.97,
        seconds=(30.0, 30.0 + until_s),
        at_s=(0.0, until_s),
        mirrored=mirrored,
        altered=altered,
        altered_s=((2.0, 5.0),) if altered else (),
    )
    return Compared(originals=3, match=match)


def registries() -> Iterator[Compared | None]:
    yield None
    yield from (Compared(originals=n) for n in (0, 1, 3))
    for altered, until_s, mirrored in product((True, False, None), (5.0, DURATION_S), (0, 1)):
        yield copy(altered=altered, until_s=until_s, mirrored=bool(mirrored))


class Case(NamedTuple):
    provenance: Provenance | None
    compared: Compared | None
    detected: State
    found: Decision

    @property
    def trusted(self) -> bool:
        return self.standing is CredentialState.TRUSTED

    @property
    def standing(self) -> CredentialState | None:
        return None if self.provenance is None else self.provenance.state

    @property
    def match(self) -> Match | None:
        return None if self.compared is None else self.compared.match

    @property
    def whole(self) -> bool:
        return self.match is not None and self.match.at_s[1] == DURATION_S


def cases() -> Iterator[Case]:
    for provenance, compared, state in product(credentials(), registries(), DETECTED):
        decision = Decision(state, (phrase("No face was found, and only faces are examined."),))
        found = weigh(provenance, compared, decision, duration_s=DURATION_S)
        yield Case(provenance, compared, state, found)


def test_every_combination_has_one_state_and_says_why():
    states = set()
    for case in cases():
        assert case.found.reasons
        for language in Language:
            assert all(language.say(reason).strip() for reason in case.found.reasons)
        assert len(set(case.found.reasons)) == len(case.found.reasons)
        states.add(case.found.state)
    assert states == set(State)


def test_green_is_only_what_a_trusted_signer_recorded_or_what_is_as_the_original():
    for case in cases():
        if case.found.state is State.ORIGINAL:
            assert case.trusted
            assert case.provenance.is_captured
        elif case.found.state is State.UNALTERED_COPY:
            assert case.match.altered is False
            assert case.whole
            assert case.standing is not CredentialState.TAMPERED
        assert (case.found.state in GREEN) <= (case.trusted or case.match is not None)


def test_nobody_is_accused_for_missing_expired_or_unknown_credentials():
    without = {
        (case.compared, case.detected): case.found.state
        for case in cases()
        if case.provenance is None
    }
    for case in cases():
        if case.trusted or case.standing is CredentialState.TAMPERED:
            continue
        # whatever they claim, the answer is that of a file whose credentials nobody looked at
        assert case.found.state is without[case.compared, case.detected]
        if case.found.state in RED:
            assert case.detected is State.LIKELY_MANIPULATED


def test_a_detector_neither_clears_nor_outweighs():
    for case in cases():
        if case.found.state in DETECTED:
            assert case.found.state is case.detected
        else:
            other = weigh(
                case.provenance,
                case.compared,
                Decision(State.INCONCLUSIVE, ()),
                duration_s=DURATION_S,
            )
            assert other.state is case.found.state
            assert (SUSPICIOUS in case.found.reasons) == (case.detected is State.LIKELY_MANIPULATED)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (CAPTURED, State.ORIGINAL),
        (DECLARED, State.DECLARED_MANIPULATED),
        (SILENT, State.INCONCLUSIVE),
    ],
)
def test_a_trusted_signer_is_believed(steps: tuple[Step, ...], state: State):
    found = said(Provenance(state=CredentialState.TRUSTED, signer="Ann", steps=steps))
    assert found.state is state
    assert "Ann" in " ".join(map(str, found.reasons))


def test_who_does_not_say_how_it_was_made_does_not_decide():
    found = said(Provenance(state=CredentialState.TRUSTED, signer="Ann", steps=SILENT))
    assert "Ann signed it, and does not say how it was made." in map(str, found.reasons)


def test_a_false_confession_is_named_as_one():
    signed = Provenance(state=CredentialState.VALID_UNKNOWN_SIGNER, signer="Ann", steps=DECLARED)
    reasons = " ".join(map(str, said(signed).reasons))
    assert "confession" in reasons
    assert "“Ann”, but nobody trusted here confirms that name" in reasons


def test_what_was_not_asked_and_what_was_not_found_are_told_apart():
    assert not any("registered" in str(reason) for reason in said(None).reasons)
    found = said(None, Compared(originals=3))
    assert "It was compared with 3 registered originals; none is like it." in map(
        str, found.reasons
    )


def test_a_filmed_screen_stays_an_original_and_says_so():
    camera = Provenance(state=CredentialState.TRUSTED, signer="Ann", steps=CAPTURED)
    found = said(camera, copy(altered=True))
    assert found.state is State.ORIGINAL
    assert FILMED in found.reasons
    assert FILMED not in said(camera, copy(altered=False)).reasons


def test_broken_credentials_outrank_a_picture_that_is_the_same():
    broken = Provenance(state=CredentialState.TAMPERED)
    found = said(broken, copy(altered=False))
    assert found.state is State.TAMPERED
    assert any("the same throughout" in str(reason) for reason in found.reasons)


def test_a_part_of_an_original_clears_nothing():
    found = said(None, copy(altered=False, until_s=5.0))
    assert found.state is State.INCONCLUSIVE
    assert any("From 0:00 to 0:05" in str(reason) for reason in found.reasons)


def test_an_altered_copy_names_the_original_and_the_moment():
    found = said(None, copy(altered=True))
    assert found.state is State.ALTERED_COPY
    assert "debate.mp4" in str(found.reasons[0])
    assert "It differs at 0:02-0:05." in map(str, found.reasons)


def test_a_still_image_is_a_whole_copy():
    still = copy(altered=False, until_s=0.0)
    found = weigh(None, still, Decision(State.NOT_EXAMINED, ()), duration_s=0.0)
    assert found.state is State.UNALTERED_COPY


def test_a_file_of_unknown_length_is_no_whole_copy():
    moving = copy(altered=False, until_s=5.0)
    found = weigh(None, moving, Decision(State.NOT_EXAMINED, ()), duration_s=0.0)
    assert found.state is State.NOT_EXAMINED


def said(provenance: Provenance | None, compared: Compared | None = None) -> Decision:
    decision = Decision(State.INCONCLUSIVE, (phrase("One more face could not be examined."),))
    return weigh(provenance, compared, decision, duration_s=DURATION_S)
