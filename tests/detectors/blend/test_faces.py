"""Whose face may be learned from is read line by line, and nothing is learned without leave."""

from pathlib import Path

import numpy as np
import pytest
from drawn_faces import HEADER, drawn_list

from faceproof.core import Scope
from faceproof.core.errors import ConsentError, ManifestError
from faceproof.detectors.blend.faces import (
    HELD_ONE_IN,
    TALLEST_PX,
    Face,
    Listed,
    cut_out,
    height_px,
    read_faces,
    shrunk,
)

DIGEST = "0" * 64


def named(identity: str) -> Listed:
    return Listed(
        path="a.png", identity=identity, licence="CC0-1.0", scopes=frozenset(), sha256=DIGEST
    )


def test_lines_are_read_and_what_is_not_real_is_left_out(tmp_path: Path):
    path = drawn_list(tmp_path, people=3)
    unsaid = f"unsaid.png,,nobody,CC0-1.0,train,{DIGEST}\n"
    made = f"made.png,synthetic,nobody,CC0-1.0,train,{DIGEST}\n"
    path.write_text("\N{BYTE ORDER MARK}" + path.read_text() + made + unsaid, "utf-8")
    found = read_faces(path)
    assert [one.identity for one in found] == ["person-0", "person-1", "person-2"]
    assert [one.domain for one in found] == ["street", "studio", "street"]
    assert found[0].scopes == {Scope.TRAIN, Scope.MANIPULATE}


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("", ManifestError, "expected columns path, identity"),
        ("path,identity\na.png,anna\n", ManifestError, "expected columns"),
        (HEADER + f"a.png,real,anna,CC0,manipulate,{DIGEST}\n", ConsentError, "line 2: anna has"),
        (HEADER + f"a.png,real,,CC0,train,{DIGEST}\n", ManifestError, "line 2: no identity"),
        (HEADER + f"a.png,real,anna,CC0,tran,{DIGEST}\n", ManifestError, "line 2: 'tran'"),
        (HEADER + "a.png,real,anna,CC0,train,../../x\n", ManifestError, "line 2: "),
        (HEADER + 2 * f"a.png,real,anna,CC0,train,{DIGEST}\n", ManifestError, "line 3: the file"),
        (HEADER + '"a.png\n', ManifestError, "is not CSV"),
    ],
)
def test_a_list_that_does_not_allow_it_is_refused(
    tmp_path: Path, text: str, error: type[Exception], says: str
):
    path = tmp_path / "faces.csv"
    path.write_text(text)
    with pytest.raises(error, match=says):
        read_faces(path)


def test_one_person_stands_on_one_side_under_any_first_name():
    sides = [named(f"somebody-{number}").is_held for number in range(600)]
    assert 0.28 < np.mean(sides) < 0.39  # one in HELD_ONE_IN
    assert HELD_ONE_IN == 3
    for surname in ("lee", "o-hara", "Smith"):
        first = [named(f"{first}-{surname}").is_held for first in ("ann", "bob", "Cy J")]
        assert len(set(first)) == 1
        assert named(f"ann {surname.upper()}").is_held == first[0]


def test_a_face_is_cut_out_once_and_the_file_must_be_the_listed_one(tmp_path: Path):
    one = read_faces(drawn_list(tmp_path))[0]
    face = cut_out(one, tmp_path, tmp_path / "cache")
    assert face is not None
    assert face.landmarks_px.shape == (468, 2)
    file = tmp_path / one.path
    file.write_bytes(b"another")
    again = cut_out(one, tmp_path, tmp_path / "cache")
    assert again is not None
    assert np.array_equal(again.rgb, face.rgb)
    with pytest.raises(ManifestError, match="not the file that the list names"):
        cut_out(one, tmp_path, tmp_path / "elsewhere")


def test_a_path_that_leads_out_of_the_folder_is_refused(tmp_path: Path):
    outside = Listed(
        path="../a.png", identity="a", licence="CC0", scopes=frozenset(), sha256=DIGEST
    )
    with pytest.raises(ManifestError, match="leads out"):
        cut_out(outside, tmp_path, tmp_path / "cache")


def test_points_stay_on_the_face_when_it_shrinks():
    rgb = np.zeros((600, 400, 3), np.uint8)
    points = np.stack([np.linspace(100, 300, 468), np.linspace(60, 540, 468)], 1).astype(np.float32)
    rgb[(points[::20, 1] + 0.5).astype(int), (points[::20, 0] + 0.5).astype(int)] = 255
    small = shrunk(Face(rgb, points), 240)
    assert height_px(small) == pytest.approx(240, abs=0.5)
    assert small.rgb.shape[:2] == (300, 200)
    marks = np.argwhere(small.rgb[..., 0] > 40)[:, ::-1].astype(np.float32)
    nearest = np.abs(marks[:, None] - small.landmarks_px[::20][None]).sum(2).min(1)
    assert nearest.max() < 1.1
    assert height_px(shrunk(small, 2 * TALLEST_PX)) == height_px(small)


def test_an_absent_list_says_what_it_should_be(tmp_path: Path):
    with pytest.raises(ManifestError, match="expected a list of faces"):
        read_faces(tmp_path / "none.csv")
