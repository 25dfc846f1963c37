"""Every vectorised deletion equals the metric of the board with that actor really removed."""

import numpy as np
import pytest
from boards import MEASURABLE, answers, tied

from faceproof.metrics import METRICS, Answers, Metric, Terms, estimate, leave_out

LIMIT = 3.0
TERMS = Terms(llr_limit=LIMIT, prior=0.5)


def _deleted(metric: Metric, board: Answers, cluster: int, terms: Terms) -> float:
    left = board.take(board.cluster != cluster)
    if not left.has_both_classes:
        return np.nan
    return metric.value(metric.items(left, terms), left.fake, terms)


@pytest.mark.parametrize("name", sorted(METRICS))
@pytest.mark.parametrize("prior", [0.5, 0.2])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_all_deletions_at_once_equal_each_deletion_by_itself(name: str, prior: float, seed: int):
    metric, terms = METRICS[name], Terms(llr_limit=LIMIT, prior=prior)
    board = tied(np.random.default_rng(seed))
    if metric.answered_only:
        board = board.only_answered()
    items = metric.items(board, terms)
    found = metric.without(items, board.fake, board.cluster, terms)
    expected = [_deleted(metric, board, g, terms) for g in range(9)]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", MEASURABLE)
def test_a_deletion_that_empties_a_class_has_no_value(name: str):
    metric = METRICS[name]
    board = answers([1, 2, 3, 4, 0], [1, 1, 0, 0, 0], [0, 0, 1, 2, 3])
    items = metric.items(board, TERMS)
    found = metric.without(items, board.fake, board.cluster, TERMS)
    assert np.isnan(found).tolist() == [True, False, False, False]
    whole = estimate(name, board, TERMS)
    assert whole.value is not None
    assert whole.low is whole.high is None


def test_clusters_of_one_class_only_are_fine():
    rng = np.random.default_rng(8)
    fake = np.repeat([True, False], 30)
    board = answers(rng.normal(size=60) + fake, fake, np.repeat(np.arange(12), 5))
    found = leave_out.auc_without(board.llr, fake, board.cluster)
    expected = [_deleted(METRICS["auc"], board, g, TERMS) for g in range(12)]
    np.testing.assert_allclose(found, expected, atol=1e-15)
