"""A share of known people, with one more: small for what is unusual, and rightly often so."""

import json

import numpy as np
import pytest

from faceproof.core.errors import ScoreError
from faceproof.metrics import Band, Domain


def band(*people: float, fake: tuple[float, ...] = (5.0,)) -> Band:
    return Band({"d": Domain(tuple((p,) for p in people), tuple((f,) for f in fake))})


def test_shares_by_hand():
    found = band(0.0, 1.0, 2.0, fake=(3.0, 5.0))
    assert found.p_genuine(2.0) == pytest.approx(2 / 4)  # itself and the one at 2
    assert found.p_genuine(9.0) == pytest.approx(1 / 4)
    assert found.p_fake(3.0) == pytest.approx(2 / 3)
    assert found.p_fake(-9.0) == pytest.approx(1 / 3)


def test_a_person_counts_once_however_many_clips_show_them():
    many = Domain(genuine=((9.0,) * 99, (0.0,)), fake=())
    assert Band({"d": many}).p_genuine(5.0) == pytest.approx((1 + 1) / 3)
    assert Band({"d": Domain(((9.0, 0.0), (0.0,)), ())}).p_genuine(5.0) == pytest.approx(1.5 / 3)


def test_the_kindest_domain_decides():
    strict = Domain(tuple((x,) for x in (0.0, 0.1, 0.2)), ((9.0,),))
    loose = Domain(tuple((x,) for x in (4.0, 5.0, 6.0)), ())
    both = Band({"strict": strict, "loose": loose})
    assert (
        both.p_genuine(4.5)
        == Band({"loose": loose}).p_genuine(4.5)
        > Band({"strict": strict}).p_genuine(4.5)
    )
    assert both.p_fake(4.5) == Band({"strict": strict}).p_fake(4.5)
    assert Band({"loose": loose}).p_fake(-99.0) == 1.0  # nothing is known of fakes


def test_a_domain_too_small_to_vouch_can_still_object():
    many = Domain(tuple((i / 100,) for i in range(100)), ())
    few = Domain(((0.0,), (2.0,)), ())
    both = Band({"many": many, "few": few})
    assert both.p_genuine(3.0) == pytest.approx(1 / 3)  # asked for no rate, everybody is heard
    assert both.p_genuine(3.0, rate=0.02) == pytest.approx(1 / 101)
    assert both.p_genuine(1.5, rate=0.02) == pytest.approx(2 / 3)  # somebody there is as high
    assert both.p_genuine(3.0, rate=0.001) == pytest.approx(1 / 3)  # nobody can vouch for that


@pytest.mark.parametrize("level", [0.02, 0.1, 0.3])
@pytest.mark.parametrize("people", [9, 60])
def test_a_genuine_person_is_unusual_no_more_often_than_said(level: float, people: int):
    rng = np.random.default_rng(0)
    unusual = []
    for _ in range(3000):
        drawn = rng.standard_t(2, people + 1)  # heavy tails: nothing of their shape is assumed
        unusual.append(band(*drawn[:-1]).p_genuine(drawn[-1]) <= level)
    assert np.mean(unusual) <= level + 3 * np.sqrt(level * (1 - level) / 3000)


def test_json_gives_it_back():
    limit = float(np.log(101))
    found = Band({"d": Domain(((0.1, 1 / 3), (limit,)), ((limit,),))})
    again = Band.from_json(json.loads(json.dumps(found.as_json())))
    assert again == found
    assert again.p_genuine(limit) == found.p_genuine(limit) > found.p_genuine(limit + 1e-9)


@pytest.mark.parametrize(
    "value", [[], {"d": {}}, {"d": {"genuine": [[]], "fake": []}}, {"d": {"genuine": 1, "fake": 1}}]
)
def test_what_is_no_band_is_refused(value: object):
    with pytest.raises((ValueError, ScoreError)):
        Band.from_json(value)


@pytest.mark.parametrize("person", [(), (float("nan"),), (float("inf"), 1.0)])
def test_people_without_finite_scores_are_refused(person: tuple[float, ...]):
    with pytest.raises(ScoreError, match="no scores, or one that is not finite"):
        Band({"d": Domain(((1.0,),), (person,))})


def test_a_score_that_is_no_number_is_refused():
    with pytest.raises(ScoreError, match="not a number"):
        band(1.0).p_genuine(float("nan"))


def test_without_recordings_there_is_no_band():
    with pytest.raises(ScoreError, match="at least one person"):
        Band({"d": Domain((), ((1.0,),))})
    with pytest.raises(ScoreError, match="at least one person"):
        Band({})
