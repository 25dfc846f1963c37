"""The page: self-contained, escaped, complete, and silent about ranks it cannot claim."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from measured import Answer, noisy, on_disk, paper_manifest, table_of

from faceproof.benchmark import Grade, Matrix, default_protocol, grade, report
from faceproof.core import Clip, Unscored
from faceproof.core.errors import ScoreError

MANIFEST = paper_manifest(test=6)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return on_disk(tmp_path_factory.mktemp("paper"), MANIFEST)


def _grade(release: Path, name: str, seed: int = 0, lift: float = 0.0) -> Grade:
    protocol = default_protocol(MANIFEST)
    return grade(table_of(protocol, MANIFEST, noisy(seed, lift), name), release)


def _page(tmp_path: Path, release: Path, *graded: Grade, sheet: bool = False) -> str:
    out = tmp_path / "report.html"
    picture = np.zeros((40, 60, 3), np.uint8) if sheet else None
    report(graded, release, out, sheet=picture)
    return out.read_text("utf-8")


class _Links(HTMLParser):
    """Everything a page would fetch, and whether its tags close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [v or "" for k, v in attrs if k in {"src", "href", "srcset", "action"}]
        if tag not in {"meta", "img", "br", "link", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_asks_nothing_of_the_network(tmp_path: Path, release: Path):
    page = _page(tmp_path, release, _grade(release, "coin"), sheet=True)
    links = _Links(page)
    assert links.open == []
    assert len(links.found) == 5
    assert all(link.startswith("data:image/") for link in links.found)
    assert not re.search(r"<script|@import|url\(|https?:", page)


def test_what_was_measured_is_said_in_full(tmp_path: Path, release: Path):
    page = _page(tmp_path, release, _grade(release, "coin"))
    for said in (
        MANIFEST.digest(), "within-release", "test", "raw, c23", "16 evenly spread frames",
        "principal face; no face is unscored", "24 fakes and 12 recordings of 6 target actors",
        "6.91", "36 clips, 6 actors", "Synthetic actors: nothing here is real-world accuracy",
    ):  # fmt: skip
        assert said in page, said


def test_figures_on_the_page_are_those_of_the_grade(tmp_path: Path, release: Path):
    graded = _grade(release, "eye", lift=1.5)
    page = _page(tmp_path, release, graded)
    auc = graded.metrics["auc"]
    assert auc.value is not None
    assert auc.low is not None
    assert auc.high is not None
    shown = f"[{auc.low:.3f}, {auc.high:.3f}]".replace("0.", ".")
    assert f"<b>{auc.value:.3f}</b>".replace("0.", ".") in page
    assert shown in page


def test_people_who_are_not_rendered_are_not_called_synthetic(tmp_path: Path):
    manifest = paper_manifest(test=5, synthetic=False)
    release = on_disk(tmp_path / "real", manifest)
    graded = grade(table_of(default_protocol(manifest), manifest, noisy(1)), release)
    page = _page(tmp_path, release, graded)
    assert "Synthetic actors" not in page
    assert "These figures hold for this release only" in page
    assert "No pictures" in page


def test_a_name_or_reason_cannot_inject_anything(tmp_path: Path, release: Path):
    evil = "<script>alert(1)</script>"

    def answer(clip: Clip) -> Answer:
        return Unscored(reason=f'"><img src=x onerror=1>{evil}') if clip.is_fake else 0.0

    protocol = default_protocol(MANIFEST)
    page = _page(tmp_path, release, grade(table_of(protocol, MANIFEST, answer, evil), release))
    assert "<script" not in page
    assert "onerror=1>" not in page.replace("onerror=1&gt;", "")
    assert "&lt;script&gt;" in page


def test_no_detector_is_called_ahead_without_a_paired_interval(tmp_path: Path, release: Path):
    coins = [_grade(release, name, seed) for seed, name in enumerate(("heads", "tails"))]
    page = _page(tmp_path, release, *coins)
    assert "tie</td>" in page
    assert "is ahead</td>" not in page
    eye = _grade(release, "eye", 5, 6.0)
    assert "eye is ahead</td>" in _page(tmp_path, release, coins[0], eye)


def test_guessing_is_called_guessing(tmp_path: Path, release: Path):
    assert "cannot be told from guessing" in _page(tmp_path, release, _grade(release, "coin"))
    eye = _grade(release, "eye", 5, 6.0)
    assert "ranks fakes above recordings, beyond chance" in _page(tmp_path, release, eye)


def test_a_perfect_figure_of_few_actors_is_not_called_proof(tmp_path: Path):
    manifest = paper_manifest(test=5)
    release = on_disk(tmp_path / "five", manifest)
    table = table_of(default_protocol(manifest), manifest, lambda clip: float(clip.is_fake))
    page = _page(tmp_path, release, grade(table, release))
    assert "[.478, 1.000]" in page
    assert "5 actors cannot rule out luck" in page


def test_one_detector_twice_has_two_names(tmp_path: Path, release: Path):
    page = _page(tmp_path, release, _grade(release, "eye"), _grade(release, "eye", 3))
    assert "eye #1" in page
    assert "eye #2" in page


def test_unscored_clips_stand_on_the_page_with_their_reason(tmp_path: Path, release: Path):
    def answer(clip: Clip) -> Answer:
        return Unscored(reason="no face found") if clip.target == "te00" else 0.1

    graded = grade(table_of(default_protocol(MANIFEST), MANIFEST, answer), release)
    page = _page(tmp_path, release, graded)
    assert "6 &times; no face found" in page
    assert "4 of 24" in page
    assert "2 of 12" in page


def test_few_actors_have_no_interval_and_the_page_says_so(tmp_path: Path):
    manifest = paper_manifest(test=3)
    release = on_disk(tmp_path / "few", manifest)
    graded = grade(table_of(default_protocol(manifest), manifest, noisy(1)), release)
    page = _page(tmp_path, release, graded)
    assert "no interval: 3 actors" in page
    assert "too few" in page


def test_one_class_is_not_measurable_and_no_crash(tmp_path: Path):
    manifest = paper_manifest(test=5, methods=())
    release = on_disk(tmp_path / "reals", manifest)
    graded = grade(table_of(default_protocol(manifest), manifest, noisy(1)), release)
    assert "not measurable" in _page(tmp_path, release, graded)


def test_the_same_grades_give_the_same_bytes(tmp_path: Path, release: Path):
    graded = [_grade(release, "coin"), _grade(release, "eye", 2, 2.0)]
    assert _page(tmp_path, release, *graded) == _page(tmp_path, release, *graded)


def test_nothing_or_two_protocols_make_no_page(tmp_path: Path, release: Path):
    with pytest.raises(ScoreError, match="at least one"):
        _page(tmp_path, release)
    one = _grade(release, "coin")
    other = replace(one, protocol=replace(one.protocol, prior=0.2))
    with pytest.raises(ScoreError, match="different protocols"):
        _page(tmp_path, release, one, other)
    assert not list(tmp_path.iterdir())


def _matrix(release: Path) -> Matrix:
    rows = {name: _grade(release, "eye", seed, 2.0) for seed, name in enumerate(("A", "all"))}
    return Matrix(
        name="leave-one-method-out",
        detector="eye",
        taught="without the method of the row",
        cells={r: {m: f["auc"] for m, f in g.by_method.items()} for r, g in rows.items()},
        unseen=frozenset({("A", "FaceSwap")}),
    )


def test_what_was_never_met_is_outlined_and_a_matrix_survives_its_file(
    tmp_path: Path, release: Path
):
    matrix = _matrix(release)
    again = Matrix.from_json(json.loads(json.dumps(matrix.as_json(), allow_nan=False)))
    assert again == matrix
    out = tmp_path / "report.html"
    report([_grade(release, "eye")], release, out, matrices=[matrix])
    page = out.read_text()
    assert page.count('class="unseen"') == 1
    assert "taught without the method of the row" in page
    for bent in ({}, {**matrix.as_json(), "cells": {}}, {**matrix.as_json(), "rank": 1}):
        with pytest.raises(ValueError):  # noqa: PT011 - three kinds of wrong
            Matrix.from_json(bent)


def test_the_clips_most_surely_wrong_stand_there_and_are_shown_only_where_allowed(
    tmp_path: Path, release: Path
):
    graded = _grade(release, "eye", 4, 0.5)
    assert graded.wrong
    fakes = {c.id for c in MANIFEST.clips if c.is_fake}
    for one in graded.wrong:
        assert one.fake == (one.id in fakes)
        assert (one.llr > 0) != one.fake
    out = tmp_path / "report.html"
    picture = np.full((24, 24, 3), 90, np.uint8)
    shown = graded.wrong[0].id
    report([graded], release, out, picture=lambda one: picture if one == shown else None)
    page = out.read_text()
    assert page.count("; not shown") == len(graded.wrong) - 1
    assert all(one.id in page for one in graded.wrong)
    assert not [link for link in _Links(page).found if not link.startswith("data:image/")]


def test_paired_figures_stand_before_pooled_ones(tmp_path: Path, release: Path):
    page = _page(tmp_path, release, _grade(release, "eye"))
    assert page.index("own recording beaten") < page.index("<h2>Figures</h2>")


def test_of_many_detectors_the_best_is_held_against_the_others(tmp_path: Path, release: Path):
    coins = [_grade(release, f"coin-{seed}", seed) for seed in range(5)]
    page = _page(tmp_path, release, *coins, _grade(release, "eye", 5, 6.0))
    ahead, tied = page.count("eye is ahead</td>"), page.count("tie</td>")
    assert ahead == page.count("is ahead</td>") >= 3
    assert ahead + tied == 5
    assert page.count("eye less coin-") == 5
    assert "Holm" in page
    few = _page(tmp_path, release, *coins[:3])
    assert few.count("tie</td>") == 3
    assert "Holm" not in few
