"""Members are weighed by what they say about people and methods they were not fitted on."""

import numpy as np
import pytest

from faceproof.core.errors import WeightsError
from faceproof.detectors.base import Shown
from faceproof.detectors.blend.detector import Blend
from faceproof.detectors.ensemble import Ensemble
from faceproof.detectors.heat import HasHeat
from faceproof.detectors.view import View

PEOPLE, METHODS = "abcdef", ("M", "N")
Clips = list[np.ndarray]


def lesson(rng: np.random.Generator, *, blend: float) -> tuple[Clips, np.ndarray, list[Shown]]:
    """Noise in every column, and in those of `blend` by so much the truth.

    There are more columns than clips, so a line through noise remembers every label.
    """
    ensemble = Ensemble()
    wide = sum(member.dimensions for member in ensemble.members)
    shown = [Shown(p, m) for p in PEOPLE for m in (None, None, *METHODS)]
    fake = np.array([one.method is not None for one in shown])
    clips = []
    for is_fake in fake:
        row = rng.normal(0, 1, (1, wide)).astype(np.float32)
        row[:, : Blend.dimensions] = 0.3 * row[:, : Blend.dimensions] + blend * (2 * is_fake - 1)
        clips.append(row)
    return clips, fake, shown


def test_who_only_remembers_gets_next_to_nothing():
    clips, fake, shown = lesson(np.random.default_rng(0), blend=0.5)
    ensemble = Ensemble().fit(clips, fake, np.random.default_rng(0), shown=shown)
    blend, *others = ensemble.arrays()["weight"]
    # each remembers all it was fitted on
    for member, columns in zip(ensemble.members[1:], ensemble.columns[1:], strict=True):
        said = np.array([member.decide(clip[:, columns])[0] for clip in clips])
        assert ((said > 0) == fake).all()
    assert blend > 1
    assert max(others) < 0.3 * blend


def test_where_nobody_knows_nothing_is_claimed():
    clips, fake, shown = lesson(np.random.default_rng(1), blend=0.0)
    ensemble = Ensemble().fit(clips, fake, np.random.default_rng(0), shown=shown)
    assert (ensemble.arrays()["weight"] >= 0).all()
    said = np.array([ensemble.decide(clip)[0] for clip in clips])
    assert np.abs(said).mean() < 1.5


def test_a_method_is_left_out_while_weights_are_learned():
    """Of a trace that one method leaves, nothing is expected of another."""
    clips, fake, shown = lesson(np.random.default_rng(2), blend=0.25)
    ensemble = Ensemble()
    of_residual = ensemble.columns[1]
    for clip, one in zip(clips, shown, strict=True):
        if one.method is not None:  # each method moves columns of its own
            half = METHODS.index(one.method)
            clip[:, of_residual][:, half::2] += 3
    blind = [Shown(one.target, "same" if one.method else None) for one in shown]
    knows = Ensemble().fit(clips, fake, np.random.default_rng(0), shown=blind)
    parted = Ensemble().fit(clips, fake, np.random.default_rng(0), shown=shown)
    assert parted.arrays()["weight"][1] < 0.7 * knows.arrays()["weight"][1]


def test_too_few_people_to_part():
    clips, fake, shown = lesson(np.random.default_rng(0), blend=0.5)
    one = [Shown("a", each.method) for each in shown]
    with pytest.raises(WeightsError, match="needs people on both sides"):
        Ensemble().fit(clips, fake, np.random.default_rng(0), shown=one)


def test_its_maps_are_those_of_blend(view: View):
    ensemble, blend = Ensemble(), Blend()
    assert isinstance(ensemble, HasHeat)
    whole, own = ensemble.describe(view), blend.describe(view)
    np.testing.assert_array_equal(ensemble.heat(whole), blend.heat(own))
    np.testing.assert_array_equal(ensemble.parts(whole), blend.parts(own))
    np.testing.assert_allclose(blend.parts(own).mean((1, 2)), blend.decide(own), atol=1e-5)
