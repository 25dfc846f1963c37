"""The order of the scores: against scikit-learn, by hand, and under what must not matter."""

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.metrics import roc_curve as sk_roc_curve

from faceproof.core.errors import OneClassError
from faceproof.metrics import auc, average_precision, eer, roc_curve

Rows = list[tuple[int, bool]]
BOARD = st.lists(st.tuples(st.integers(-4, 4), st.booleans()), min_size=2, max_size=60).filter(
    lambda rows: 0 < sum(fake for _, fake in rows) < len(rows)
)


def _columns(rows: Rows) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    scores, fake = zip(*rows, strict=True)
    return np.array(scores, float), np.array(fake)


@given(BOARD)
@settings(max_examples=150, deadline=None)
def test_auc_and_ap_agree_with_scikit_learn_ties_included(rows: Rows):
    scores, fake = _columns(rows)
    assert auc(scores, fake) == pytest.approx(roc_auc_score(fake, scores), abs=1e-12)
    expected = average_precision_score(fake, scores)
    assert average_precision(scores, fake) == pytest.approx(expected, abs=1e-12)


@given(BOARD)
@settings(max_examples=100, deadline=None)
def test_auc_is_the_share_of_pairs_won(rows: Rows):
    scores, fake = _columns(rows)
    gap = scores[fake][:, None] - scores[~fake][None, :]
    assert auc(scores, fake) == pytest.approx(((gap > 0) + 0.5 * (gap == 0)).mean(), abs=1e-15)


@given(BOARD, st.randoms(use_true_random=False), st.integers(-50, 50))
@settings(max_examples=100, deadline=None)
def test_order_shift_and_stretch_do_not_matter(rows: Rows, random: Random, shift: int):
    scores, fake = _columns(rows)
    shuffled, relabelled = _columns(random.sample(rows, len(rows)))
    for metric in (auc, eer, average_precision):
        assert metric(shuffled, relabelled) == metric(scores, fake)
        assert metric(3 * scores + shift, fake) == metric(scores, fake)


@given(BOARD)
@settings(max_examples=100, deadline=None)
def test_turning_the_scores_round_turns_auc_and_eer_round(rows: Rows):
    scores, fake = _columns(rows)
    assert auc(-scores, fake) == pytest.approx(1 - auc(scores, fake), abs=1e-15)
    assert eer(-scores, fake) == pytest.approx(1 - eer(scores, fake), abs=1e-12)


def test_roc_has_scikit_learns_corners():
    rng = np.random.default_rng(0)
    scores, fake = np.round(rng.normal(size=500), 1), rng.random(500) < 0.3
    fpr, tpr, _ = sk_roc_curve(fake, scores, drop_intermediate=False)
    ours = roc_curve(scores, fake)
    np.testing.assert_allclose(ours.fpr, fpr, atol=1e-15)
    np.testing.assert_allclose(ours.tpr, tpr, atol=1e-15)


@given(BOARD)
@settings(max_examples=150, deadline=None)
def test_eer_lies_on_the_roc_where_both_errors_are_equal(rows: Rows):
    scores, fake = _columns(rows)
    rate, curve = eer(scores, fake), roc_curve(scores, fake)
    # an independent reading: bisect along the length of the ROC
    length = np.append(0, np.cumsum(np.diff(curve.fpr) + np.diff(curve.tpr)))
    low, high = 0.0, length[-1]
    for _ in range(60):
        middle = (low + high) / 2
        fpr = np.interp(middle, length, curve.fpr)
        fnr = 1 - np.interp(middle, length, curve.tpr)
        low, high = (middle, high) if fpr < fnr else (low, middle)
    assert rate == pytest.approx(fpr, abs=1e-9)
    assert rate == pytest.approx(fnr, abs=1e-9)


@pytest.mark.parametrize(
    ("scores", "fake", "expected"),
    [
        ([0, 1, 2, 3], [0, 0, 1, 1], 0.0),
        ([3, 2, 1, 0], [0, 0, 1, 1], 1.0),
        ([5, 5, 5, 5], [0, 0, 1, 1], 0.5),
        ([0, 1, 2, 3, 4, 5], [0, 0, 1, 0, 1, 1], 1 / 3),
        ([0, 1, 1], [0, 0, 1], 1 / 3),  # (0,0) -> (1/2,1): meets FPR = 1 - TPR at 1/3
    ],
)
def test_eer_by_hand(scores: list[float], fake: list[bool], expected: float):
    assert eer(np.array(scores, float), np.array(fake, bool)) == pytest.approx(expected)


def test_infinite_scores_rank_at_the_ends_and_tie_with_themselves():
    scores = np.array([np.inf, np.inf, -np.inf, 0.0])
    fake = np.array([True, False, False, True])
    assert auc(scores, fake) == pytest.approx((0.5 + 1 + 0 + 1) / 4)


@pytest.mark.parametrize("metric", [auc, eer, average_precision, roc_curve])
@pytest.mark.parametrize("fake", [[True, True], [False, False]])
def test_one_class_is_refused_by_name(metric: Callable[..., Any], fake: list[bool]):
    with pytest.raises(OneClassError, match=r"0 reals|0 fakes"):
        metric(np.array([0.1, 0.2]), np.array(fake))


@pytest.mark.parametrize("metric", [auc, eer, average_precision, roc_curve])
def test_inputs_stay_unchanged(metric: Callable[..., Any]):
    scores, fake = np.array([0.3, 0.1, 0.2]), np.array([True, False, True])
    scores.setflags(write=False)
    fake.setflags(write=False)
    metric(scores, fake)
    np.testing.assert_array_equal(scores, [0.3, 0.1, 0.2])
    np.testing.assert_array_equal(fake, [True, False, True])
