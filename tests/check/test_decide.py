"""One state from numbers: accused only where genuine files hardly ever look so."""

import math

import pytest

from faceproof.check.decide import ACCUSE, Decision, decide
from faceproof.check.quality import Quality
from faceproof.core import Finding, Phrase, Second, State, phrase
from faceproof.metrics import Band, Domain

PEOPLE = 200
BAND = Band(
    {
        "portraits": Domain(
            genuine=tuple((-3 + 4 * i / PEOPLE,) for i in range(PEOPLE)),  # -3 to 1
            fake=tuple((-1 + 6 * i / PEOPLE,) for i in range(PEOPLE)),  # -1 to 5
        )
    }
)
GOOD = Quality(face_px=160.0, sharpness=1.0, bits_a_pixel=0.1, strangeness=0.6)
DOUBT = phrase("A face is too blurred to see traces in.")


def finding(
    llr: float, track: int = 0, seconds: tuple[float, ...] = (), doubts: tuple[Phrase, ...] = ()
) -> Finding:
    return Finding(
        track=track,
        llr=llr,
        seconds=tuple(Second(float(i), value) for i, value in enumerate(seconds)),
        first_s=0.0,
        last_s=float(len(seconds)),
        box_px=(0.0, 0.0, 10.0, 10.0),
        frames=16,
        quality={},
        doubts=doubts,
    )


def said(*findings: Finding, band: Band = BAND, unexamined: int = 0) -> Decision:
    return decide(findings, band, unexamined=unexamined, unseen=phrase("No face was found."))


@pytest.mark.parametrize(
    ("llr", "state"),
    [
        (4.0, State.LIKELY_MANIPULATED),
        (0.8, State.INCONCLUSIVE),
        (-0.3, State.INCONCLUSIVE),
        (-2.0, State.NO_SIGN_FOUND),
    ],
)
def test_each_state_has_its_range(llr: float, state: State):
    assert said(finding(llr)).state is state


def test_many_faces_make_an_accusation_harder():
    few = Band({"d": Domain(tuple((i / 100,) for i in range(100)), ((1.0,), (9.0,)))})
    assert said(finding(1.5), band=few).state is State.LIKELY_MANIPULATED
    crowd = [finding(1.5), *(finding(-3.0, track) for track in range(1, 4))]
    assert 4 * few.p_genuine(1.5) > ACCUSE
    assert said(*crowd, band=few).state is State.INCONCLUSIVE


def test_one_swapped_face_of_two_decides_and_is_said():
    found = said(finding(-3.0), finding(4.0, 1))
    assert found.state is State.LIKELY_MANIPULATED
    assert any("2 faces" in reason for reason in map(str, found.reasons))


def test_a_face_that_cannot_be_seen_well_decides_nothing():
    for llr in (-3.0, 9.0):
        found = said(finding(llr, doubts=(DOUBT,)))
        assert found.state is State.INCONCLUSIVE
        assert found.reasons[0] == DOUBT
    # a blurred bystander neither accuses nor hides the face that does
    assert said(finding(-3.0), finding(9.0, 1, doubts=(DOUBT,))).state is State.INCONCLUSIVE
    assert said(finding(4.0), finding(9.0, 1, doubts=(DOUBT,))).state is State.LIKELY_MANIPULATED


def test_no_sign_is_found_only_where_everybody_was_looked_at():
    assert said(finding(-3.0)).state is State.NO_SIGN_FOUND
    found = said(finding(-3.0), unexamined=2)
    assert found.state is State.INCONCLUSIVE
    assert "2 more faces could not be examined." in map(str, found.reasons)
    assert said(finding(-3.0), finding(-0.3, 1)).state is State.INCONCLUSIVE


def test_what_is_unlike_both_is_not_accused():
    apart = Band(
        {
            "d": Domain(
                tuple((-5 + i / 100,) for i in range(100)),
                tuple((3 + i / 100,) for i in range(100)),
            )
        }
    )
    for llr in (-1.0, 1.0):  # above every recording, below every fake
        found = said(finding(llr), band=apart)
        assert found.state is State.INCONCLUSIVE
        assert any("unlike anything" in reason for reason in map(str, found.reasons))


def test_nothing_examined_says_why():
    found = said()
    assert found.state is State.NOT_EXAMINED
    assert [*map(str, found.reasons)] == ["No face was found."]


def test_the_most_suspicious_seconds_are_named_in_order():
    found = said(finding(4.0, seconds=(0.0, 5.0, 0.0, 2.0, 3.0, 4.0)))
    assert any("at 0:01, 0:04, 0:05" in reason for reason in map(str, found.reasons))
    whole = said(finding(4.0, seconds=(4.0, 4.0, 4.0)))
    assert not any(" at 0:" in reason for reason in map(str, whole.reasons))


def test_no_reason_uses_a_word_of_the_trade():
    for llr in (-3.0, 0.0, 4.0):
        for reason in map(str, said(finding(llr)).reasons):
            assert not {"llr", "likelihood", "auc", "posterior", "model"} & set(
                reason.lower().replace(".", " ").replace(",", " ").split()
            )
            assert reason.endswith(".")


def test_support_is_said_on_the_scale_of_enfsi():
    found = said(finding(math.log(120)))
    assert "moderately strong support that it is manipulated" in " ".join(map(str, found.reasons))


@pytest.mark.parametrize(
    ("quality", "says"),
    [
        (GOOD._replace(face_px=20.0), "20 pixels tall"),
        (GOOD._replace(sharpness=-math.inf), "blurred"),
        (GOOD._replace(bits_a_pixel=0.001), "compressed"),
        (GOOD._replace(strangeness=1.2), "unlike the photographs"),
    ],
)
def test_a_poor_picture_is_doubted(quality: Quality, says: str):
    assert says in " ".join(map(str, quality.doubts()))
    assert GOOD.doubts() == ()
