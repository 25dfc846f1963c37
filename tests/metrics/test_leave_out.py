"""Every vectorised deletion equals the metric of the board with that actor really removed."""

import numpy as np
import pytest
from boards import answers, tied

from faceproof.metrics import METRICS, Answers, Metric, estimate, leave_out

LIMIT = 3.0


def _deleted(metric: Metric, board: Answers, cluster: int, prior: float) -> float:
    left = board.take(board.cluster != cluster)
    if not left.has_both_classes:
        return np.nan
    return metric.value(metric.items(left, LIMIT, prior), left.fake, prior)


@pytest.mark.parametrize("name", sorted(METRICS))
@pytest.mark.parametrize("prior", [0.5, 0.2])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_all_deletions_at_once_equal_each_deletion_by_itself(name: str, prior: float, seed: int):
    metric = METRICS[name]
    board = tied(np.random.default_rng(seed))
    if metric.answered_only:
        board = board.only_answered()
    items = metric.items(board, LIMIT, prior)
    found = metric.without(items, board.fake, board.cluster, prior)
    expected = [_deleted(metric, board, g, prior) for g in range(9)]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", sorted(METRICS))
def test_a_deletion_that_empties_a_class_has_no_value(name: str):
    metric = METRICS[name]
    board = answers([1, 2, 3, 4, 0], [1, 1, 0, 0, 0], [0, 0, 1, 2, 3])
    items = metric.items(board, LIMIT, 0.5)
    found = metric.without(items, board.fake, board.cluster, 0.5)
    assert np.isnan(found).tolist() == [True, False, False, False]
    whole = estimate(name, board, llr_limit=LIMIT, prior=0.5)
    assert whole.value is not None
    assert whole.low is whole.high is None


def test_clusters_of_one_class_only_are_fine():
    rng = np.random.default_rng(8)
    fake = np.repeat([True, False], 30)
    board = answers(rng.normal(size=60) + fake, fake, np.repeat(np.arange(12), 5))
    found = leave_out.auc_without(board.llr, fake, board.cluster)
    expected = [_deleted(METRICS["auc"], board, g, 0.5) for g in range(12)]
    np.testing.assert_allclose(found, expected, atol=1e-15)
