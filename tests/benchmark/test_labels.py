"""A table and a CSV of labels."""

import csv
import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from faceproof.benchmark import grade_labels, read_reading
from faceproof.benchmark.labels import read_labels
from faceproof.core.errors import ScoreError

ACTORS, CLIPS = 8, 160


def _write_csv(path: Path, header: list[str], rows: list[list[Any]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


class Truth(NamedTuple):
    fake: NDArray[np.bool_]
    llr: NDArray[np.float64]
    labels: Path


@pytest.fixture
def truth(tmp_path: Path):
    rng = np.random.default_rng(0)
    fake = rng.random(CLIPS) < 0.6
    llr = np.round(rng.normal(0, 1.5, CLIPS) + 1.2 * fake, 1)  # with ties
    rows = [
        [f"c{i:03}", "fake" if fake[i] else "real", f"actor-{i % ACTORS}",
         ("A", "B")[i % 2] if fake[i] else "", ("c23", "c40")[i // 2 % 2]]
        for i in range(CLIPS)
    ]  # fmt: skip
    header = ["id", "label", "cluster", "method", "compression"]
    return Truth(fake, llr, _write_csv(tmp_path / "labels.csv", header, rows))


def _jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_column_called_score_is_a_ranking(tmp_path: Path, truth: Truth):
    fake, llr, labels = truth
    rows = [[f"c{i:03}", x] for i, x in enumerate(llr)]
    table = _write_csv(tmp_path / "s.csv", ["id", "score"], rows)
    found = grade_labels(read_reading(table), labels, detector="mine")
    assert found.metrics["auc"].value == pytest.approx(roc_auc_score(fake, llr))
    for name in ("log_loss", "brier", "ece", "cllr", "accuracy"):
        assert found.metrics[name].value is None
        assert found.metrics[name].low is None
    assert found.reliability is None


def test_an_answer_that_never_came_is_lost_and_one_without_a_label_is_an_error(
    tmp_path: Path, truth: Truth
):
    _, llr, labels = truth
    rows = [{"id": f"c{i:03}", "llr": float(x)} for i, x in enumerate(llr)]
    rows[0] = {"id": "c000", "unscored": "no face"}
    graded = grade_labels(read_reading(_jsonl(tmp_path / "s", rows[:-1])), labels, detector="mine")
    assert graded.unscored.reasons == {"no face": 1, "missing row": 1}
    assert graded.metrics["auc"].n == CLIPS
    assert graded.metrics["coverage"].value == pytest.approx(1 - 2 / CLIPS)
    stranger = _jsonl(tmp_path / "t", [*rows, {"id": "c000.mp4", "llr": 0.0}])
    with pytest.raises(ScoreError, match="c000"):
        grade_labels(read_reading(stranger), labels, detector="mine")


def test_without_clusters_the_reader_is_told(tmp_path: Path, truth: Truth):
    fake, llr, _ = truth
    rows = [[f"c{i:03}", int(f)] for i, f in enumerate(fake)]
    labels = _write_csv(tmp_path / "plain.csv", ["id", "label"], rows)
    table = _jsonl(tmp_path / "s", [{"id": f"c{i:03}", "llr": float(x)} for i, x in enumerate(llr)])
    graded = grade_labels(read_reading(table), labels, detector="mine")
    assert graded.metrics["auc"].clusters == CLIPS
    assert len(graded.remarks) == 1
    assert "too narrow" in graded.remarks[0]


def test_sources_originals_and_attributes_give_their_figures(tmp_path: Path):
    rng = np.random.default_rng(2)
    header = ["id", "label", "cluster", "source", "original", "actor_age"]
    rows, lines = [], []
    for t in range(8):
        age = "young" if t < 4 else "old"
        rows.append([f"r{t}", "real", t, "", "", age])
        lines.append({"id": f"r{t}", "llr": float(rng.normal() + 5 * t)})
        for s in range(8):
            if s != t:
                rows.append([f"f{t}-{s}", "fake", t, s, f"r{t}", age])
                blind = t >= 4 and s % 2
                lift = 0.0 if blind else 3.0
                lines.append({"id": f"f{t}-{s}", "llr": float(rng.normal() + 5 * t + lift)})
    labels = _write_csv(tmp_path / "l.csv", header, rows)
    graded = grade_labels(read_reading(_jsonl(tmp_path / "s", lines)), labels, detector="mine")
    assert graded.paired.n == 56
    assert graded.metrics["auc"].value < 0.7 < graded.paired.value  # actors differ, pairs do not
    assert graded.two_way["auc"].value == graded.metrics["auc"].value
    assert set(graded.by_attribute["age"]) == {"young", "old"}
    assert graded.worst.groups == 2
    assert json.loads(json.dumps(graded.as_json(), allow_nan=False))["worst_group"]["groups"] == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: columns"),
        ("id,label\n", "no labels"),
        ("id,label,colour\na,real,red\n", "line 1: columns"),
        ("id,label,label\na,real,real\n", "line 1: columns"),
        ("id,label\na,real\nb,maybe\n", "line 3: label 'maybe'"),
        ("id,label\na,real\na,fake\n", "line 3: id 'a' stands on line 2 already"),
        ("id,label\na\n", "line 2: has 1 cells, expected 2"),
        ("id,label,cluster\na,real,\n", "line 2: no cluster"),
        ("id,label,original\na,fake,b\n", "line 2: original 'b' has no line"),
        ("id,label,source\na,real,b\n", "line 2: a recording has no source"),
        ('id,label\n"a,real\n', "line 2: not a line of CSV"),
        ("id,label\n\x01,real\n", "line 2"),
    ],
)
def test_malformed_labels_are_refused_with_line_and_reason(tmp_path: Path, text: str, says: str):
    path = tmp_path / "labels.csv"
    path.write_text(text)
    with pytest.raises(ScoreError, match=says):
        read_labels(path)


def test_labels_that_are_no_text_are_refused(tmp_path: Path):
    path = tmp_path / "labels.csv"
    path.write_bytes(b"id,label\n\xff\xfe,real\n")
    with pytest.raises(ScoreError, match="line 2: byte 1 is not UTF-8"):
        read_labels(path)
    with pytest.raises(ScoreError, match="cannot be read"):
        read_labels(tmp_path)
    path.write_text("id,label\n" + "a" * (1 << 24) + ",real\n")
    with pytest.raises(ScoreError, match="line 2: longer"):
        read_labels(path)
