"""The lists of FaceForensics++ are read as they stand, or refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faceproof.core.errors import ManifestError
from faceproof.datasets.ffpp_lists import read_ffpp_lists


def lists(folder: Path, **content: object) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    whole = {"train": [["000", "001"]], "val": [["002", "003"]], "test": [["004", "005"]]}
    for name, value in (whole | content).items():
        (folder / f"{name}.json").write_text(value if isinstance(value, str) else json.dumps(value))
    return folder


def test_pairs_and_videos_are_read_as_listed(tmp_path: Path) -> None:
    videos = {"000": "--b1Ua-kWJE 0", "001": "--b1Ua-kWJE 1"}
    found = read_ffpp_lists(lists(tmp_path, conversion_dict=videos))
    assert found.pairs["train"] == (("000", "001"),)
    assert found.videos == {"000": "--b1Ua-kWJE", "001": "--b1Ua-kWJE"}
    assert found.numbers("test") == {"004", "005"}
    assert found.parts_of("003") == ("val",)


def test_lists_are_found_in_splits_and_need_no_videos(tmp_path: Path) -> None:
    lists(tmp_path / "splits")
    assert read_ffpp_lists(tmp_path).videos == {}


def test_a_number_on_two_sides_is_shown_not_hidden(tmp_path: Path) -> None:
    found = read_ffpp_lists(lists(tmp_path, val=[["000", "003"]]))
    assert found.parts_of("000") == ("train", "val")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"train": {"a": 1}}, "train.json: .* is not a list"),
        ({"train": [["000"]]}, "is not a pair"),
        ({"train": [["000", 1]]}, "is not a pair"),
        ({"train": [["000", "../../x"]]}, "is not a pair"),
        ({"val": "[NaN]"}, "val.json: NaN"),
        ({"conversion_dict": '{"000": "--b1Ua-kWJE 0", "000": "--b1Ua-kWJE 1"}'}, "stands twice"),
        ({"conversion_dict": {"000": "https://elsewhere"}}, "is not a YouTube id"),
        ({"conversion_dict": []}, "is not an object"),
        ({"test": "[" * 100_000}, "nested too deeply"),
    ],
)
def test_anything_else_is_refused_with_its_file(
    tmp_path: Path, content: dict[str, object], why: str
) -> None:
    with pytest.raises(ManifestError, match=why):
        read_ffpp_lists(lists(tmp_path, **content))


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    lists(tmp_path)
    (tmp_path / "val.json").unlink()
    with pytest.raises(ManifestError, match=r"val\.json: is missing"):
        read_ffpp_lists(tmp_path)


def test_a_huge_list_is_not_read(tmp_path: Path) -> None:
    lists(tmp_path)
    with (tmp_path / "train.json").open("wb") as file:
        file.truncate((16 << 20) + 1)
    with pytest.raises(ManifestError, match="over 16 MiB"):
        read_ffpp_lists(tmp_path)


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_garbage_is_refused_or_read_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = lists(tmp_path_factory.mktemp("garbage"))
    (folder / "train.json").write_bytes(data)
    try:
        found = read_ffpp_lists(folder)
    except ManifestError:
        return
    assert all(len(pair) == 2 for pair in found.pairs["train"])
