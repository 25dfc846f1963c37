"""One state from numbers: accused only where genuine files hardly ever look so."""

import math

import pytest

from faceproof.check.decide import ACCUSE, decide
from faceproof.check.quality import Quality
from faceproof.core import Finding, Second, State
from faceproof.metrics import Band, Domain

GOOD = Quality(face_px=160.0, sharpness=1.0, bits_a_pixel=0.1)
PEOPLE = 200
BAND = Band(
    {
        "portraits": Domain(
            genuine=tuple((-3 + 4 * i / PEOPLE,) for i in range(PEOPLE)),  # -3 to 1
            fake=tuple((-1 + 6 * i / PEOPLE,) for i in range(PEOPLE)),  # -1 to 5
        )
    }
)


def finding(llr: float, track: int = 0, seconds: tuple[float, ...] = ()) -> Finding:
    return Finding(
        track=track,
        llr=llr,
        seconds=tuple(Second(float(i), value) for i, value in enumerate(seconds)),
        first_s=0.0,
        last_s=float(len(seconds)),
        box_px=(0.0, 0.0, 10.0, 10.0),
        frames=16,
    )


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
    assert decide([finding(llr)], GOOD, BAND, unseen="").state is state


def test_many_faces_make_an_accusation_harder():
    few = Band({"d": Domain(tuple((i / 100,) for i in range(100)), ((9.0,),))})
    alone = decide([finding(1.5)], GOOD, few, unseen="")
    assert alone.state is State.LIKELY_MANIPULATED
    crowd = [finding(1.5), *(finding(-3.0, track) for track in range(1, 4))]
    assert 4 * few.p_genuine(1.5) > ACCUSE
    assert decide(crowd, GOOD, few, unseen="").state is State.INCONCLUSIVE


def test_one_swapped_face_of_two_decides_and_is_said():
    found = decide([finding(-3.0), finding(4.0, 1)], GOOD, BAND, unseen="")
    assert found.state is State.LIKELY_MANIPULATED
    assert any("2 faces" in reason for reason in found.reasons)


def test_a_poor_picture_is_never_decided():
    for poor in (
        Quality(face_px=20.0, sharpness=1.0, bits_a_pixel=0.1),
        Quality(face_px=160.0, sharpness=-2.0, bits_a_pixel=0.1),
        Quality(face_px=160.0, sharpness=1.0, bits_a_pixel=0.001),
    ):
        for llr in (-3.0, 9.0):
            found = decide([finding(llr)], poor, BAND, unseen="")
            assert found.state is State.INCONCLUSIVE
            assert found.reasons[0] == poor.doubts()[0]


def test_nothing_examined_says_why():
    found = decide([], GOOD, BAND, unseen="No face was found.")
    assert found.state is State.NOT_EXAMINED
    assert found.reasons == ("No face was found.",)


def test_the_most_suspicious_seconds_are_named_in_order():
    found = decide([finding(4.0, seconds=(0.0, 5.0, 0.0, 2.0, 3.0, 4.0))], GOOD, BAND, unseen="")
    assert any("at 0:01, 0:04, 0:05" in reason for reason in found.reasons)


def test_no_reason_uses_a_word_of_the_trade():
    for llr in (-3.0, 0.0, 4.0):
        for reason in decide([finding(llr)], GOOD, BAND, unseen="").reasons:
            assert not {"llr", "likelihood", "auc", "posterior", "model"} & set(
                reason.lower().replace(".", " ").replace(",", " ").split()
            )
            assert reason.endswith(".")


def test_support_is_said_on_the_scale_of_enfsi():
    found = decide([finding(math.log(150))], GOOD, BAND, unseen="")
    assert "moderately strong support that it is manipulated" in " ".join(found.reasons)
