"""Raw scores become log-likelihood ratios, or silence."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from faceproof.core.errors import OneClassError
from faceproof.detectors.balance import balanced
from faceproof.detectors.calibration import Affine, fit_affine


def gaussian(
    n_fake: int, n_real: int, apart: float, seed: int = 0
) -> tuple[list[NDArray[np.float64]], NDArray[np.bool_]]:
    rng = np.random.default_rng(seed)
    fake = np.arange(n_fake + n_real) < n_fake
    return [rng.normal(apart * f, 1, 1) for f in fake], fake


def calibrated(raw: list[NDArray[np.float64]], fake: NDArray[np.bool_]) -> Affine:
    return fit_affine(raw, fake, ["one"] * len(raw))


def test_gaussian_scores_get_their_true_ratio() -> None:
    # Unit normals at 0 and d: ln p(s|fake)/p(s|real) = d s - d^2 / 2.
    says = calibrated(*gaussian(20_000, 20_000, 1.5))
    assert says.slope == pytest.approx(1.5, abs=0.05)
    assert says.bias == pytest.approx(-(1.5**2) / 2, abs=0.05)


def test_the_share_of_fakes_does_not_move_the_ratio() -> None:
    says = calibrated(*gaussian(40_000, 4_000, 1.5))
    assert says(np.array([0.75]))[0] == pytest.approx(0.0, abs=0.1)


def test_agrees_with_an_independent_logistic_regression() -> None:
    raw, fake = gaussian(900, 900, 1.0, seed=4)
    model = LogisticRegression(C=1e9).fit(np.array(raw), fake)
    says = calibrated(raw, fake)
    assert says.slope == pytest.approx(model.coef_[0, 0], rel=0.02)
    assert says.bias == pytest.approx(model.intercept_[0], abs=0.02)


def test_a_score_that_says_the_reverse_is_silenced_not_inverted() -> None:
    says = calibrated(*gaussian(300, 300, -1.0))
    assert says.is_mute
    np.testing.assert_array_equal(says(np.array([-9.0, 0.0, 9.0])), [0.0, 0.0, 0.0])


def test_a_constant_score_is_silent() -> None:
    assert calibrated([np.ones(1)] * 4, np.array([True, True, False, False])).is_mute


@pytest.mark.parametrize(("n_fake", "n_real"), [(5, 50), (50, 5), (5, 5)])
def test_no_ratio_is_larger_than_the_clips_can_show(n_fake: int, n_real: int) -> None:
    says = calibrated(*gaussian(n_fake, n_real, 50.0))
    assert says(np.array([1e6]))[0] == pytest.approx(np.log(6))
    assert says(np.array([-1e6]))[0] == pytest.approx(-np.log(6))


def test_a_clip_weighs_the_same_however_many_frames_it_has() -> None:
    raw, fake = gaussian(50, 50, 1.0)
    longer = [np.repeat(r, 1 + 9 * (i % 3)) for i, r in enumerate(raw)]
    short, long = calibrated(raw, fake), calibrated(longer, fake)
    points = np.linspace(-2, 3, 5)
    np.testing.assert_allclose(long(points), short(points), atol=1e-3)


def test_one_class_cannot_calibrate() -> None:
    with pytest.raises(OneClassError, match="0 fake and 3 real"):
        calibrated([np.zeros(1)] * 3, np.zeros(3, bool))


def test_who_is_shown_tells_nothing_about_the_label() -> None:
    rng = np.random.default_rng(0)
    target = [f"person-{i}" for i in rng.integers(0, 6, 90)]
    fake = rng.random(90) < np.array([int(t[-1]) / 6 for t in target])
    weight = balanced(fake, target)
    assert weight.mean() == pytest.approx(1)
    assert weight[fake].sum() == pytest.approx(weight[~fake].sum())
    for person in set(target) - {"person-0"}:  # who is never fake
        of = np.array(target) == person
        share = weight[of & fake].sum() / weight[of].sum()
        assert share == pytest.approx(0.5, abs=0.1)


def test_a_score_that_only_knows_the_person_is_silent_or_next_to_it() -> None:
    target = ["often-faked"] * 11 + ["often-filmed"] * 11
    fake = np.array([True] * 10 + [False] + [False] * 10 + [True])
    raw = [np.array([float(t == "often-faked")]) for t in target]
    assert abs(fit_affine(raw, fake, target)(np.array([1.0]))[0]) < 0.15
    assert calibrated(raw, fake)(np.array([1.0]))[0] > 1
