"""Foreign trees are read strictly by their own names, and the field's traps are not fallen into."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import foreign_trees as trees
from faceproof.core import Compression, Generated, Manipulated, Recorded
from faceproof.core.errors import ManifestError
from faceproof.datasets import ForeignTree, TreeClip, read_tree
from faceproof.datasets.foreign_splits import linked_actors, parted
from faceproof.datasets.foreign_tree import foreign_path


def by_id(tree: ForeignTree) -> dict[str, TreeClip]:
    return {str(clip.id): clip for clip in tree.clips}


def method(clip: TreeClip) -> str | None:
    return clip.origin.method if isinstance(clip.origin, Manipulated) else None


def parts(tree: ForeignTree) -> dict[str, int]:
    return {part: len(actors) for part, actors in tree.splits.parts.items()}


# --- recognising ---------------------------------------------------------------------------


def test_each_set_is_recognised(tmp_path: Path) -> None:
    trees.ffpp(tmp_path / "ffpp")
    trees.dfd(tmp_path / "dfd", [(1, 2), (3, 4), (5, 6)])
    trees.celeb_df(tmp_path / "celeb-df")
    trees.dfdc(tmp_path / "dfdc")
    trees.deepfakebench(tmp_path / "deepfakebench")
    trees.write(tmp_path / "csv" / "clips.csv", "path,label\na.mp4,real\n")
    trees.empty(tmp_path / "csv", ["a.mp4"])
    for kind in ("ffpp", "dfd", "celeb-df", "dfdc", "deepfakebench", "csv"):
        tree = read_tree(tmp_path / kind)
        assert tree.kind == kind
        assert tree.issues == ()


def test_what_is_none_of_them_names_all_that_was_looked_for(tmp_path: Path) -> None:
    trees.empty(tmp_path, ["holiday.mp4"])
    with pytest.raises(ManifestError, match=r"none of the sets.*Celeb-real.*metadata\.json"):
        read_tree(tmp_path)
    with pytest.raises(ManifestError, match="format 'ff' is unknown; expected auto or one of ffpp"):
        read_tree(tmp_path, form="ff")
    with pytest.raises(ManifestError, match="is not a folder"):
        read_tree(tmp_path / "nowhere")
    trees.empty(tmp_path / "ours", ["release.json"])
    with pytest.raises(ManifestError, match="is a release of Faceproof already"):
        read_tree(tmp_path / "ours")


def test_two_sets_in_one_folder_must_be_chosen_between(tmp_path: Path) -> None:
    trees.ffpp(tmp_path)
    trees.dfd(tmp_path, [(1, 2), (3, 4), (5, 6)])
    with pytest.raises(ManifestError, match="looks like ffpp and dfd; give --format"):
        read_tree(tmp_path)
    for form in ("ffpp", "dfd"):
        tree = read_tree(tmp_path, form=form)
        assert tree.issues == ()
        assert any("not read" in note for note in tree.notes)


# --- FaceForensics++ -----------------------------------------------------------------------


def test_ffpp_is_target_first_with_published_split_and_masks(tmp_path: Path) -> None:
    tree = read_tree(trees.ffpp(tmp_path, levels=["c23", "c40"], methods=["Deepfakes", "FaceSwap"]))
    clips = by_id(tree)
    fake = clips["FaceSwap-002_003.c40"]
    assert fake.actors == ("ffpp-002", "ffpp-003")
    assert isinstance(fake.origin, Manipulated)
    assert (fake.origin.target, fake.origin.source) == ("youtube-002.raw", "youtube-003.raw")
    assert fake.original == "FaceSwap-002_003.raw"
    assert fake.masks == ("manipulated_sequences/FaceSwap/masks/videos/002_003.mp4",)
    assert fake.part == "val"
    assert tree.splits.parts["test"] == ("ffpp-004", "ffpp-005")
    assert len(clips) == 2 * 6 * 3


def test_ffpp_c0_is_raw(tmp_path: Path) -> None:
    tree = read_tree(trees.ffpp(tmp_path, levels=["c0"]))
    assert {clip.compression for clip in tree.clips} == {Compression.RAW}
    assert {clip.original for clip in tree.clips} == {None}
    trees.empty(tmp_path, ["original_sequences/youtube/raw/videos/000.mp4"])
    assert "two videos would have the id 'youtube-000.raw'" in read_tree(tmp_path).issues


def test_ffpp_four_methods_of_one_pair_are_four_videos(tmp_path: Path) -> None:
    methods = ["Deepfakes", "Face2Face", "FaceSwap", "NeuralTextures"]
    tree = read_tree(trees.ffpp(tmp_path, methods=methods))
    pair = [clip for clip in tree.clips if clip.paths[0].endswith("/000_001.mp4")]
    assert sorted(filter(None, map(method, pair))) == methods
    assert len({clip.id for clip in pair}) == 4


def test_ffpp_one_missing_mask_switches_off_no_other(tmp_path: Path) -> None:
    trees.ffpp(tmp_path)
    (tmp_path / "manipulated_sequences/Deepfakes/masks/videos/000_001.mp4").unlink()
    tree = read_tree(tmp_path)
    fakes = [clip for clip in tree.clips if clip.is_fake]
    assert sum(bool(clip.masks) for clip in fakes) == len(fakes) - 1
    assert "1 files of Deepfakes have no mask" in tree.notes
    assert tree.issues == ()


def test_ffpp_cuts_of_one_video_do_not_stand_on_two_sides(tmp_path: Path) -> None:
    trees.ffpp(tmp_path)
    videos = {f"00{n}": f"video{n:06d} 0" for n in range(6)} | {"005": "video000000 1"}
    trees.write(tmp_path / "conversion_dict.json", videos)
    tree = read_tree(tmp_path)
    kept = {path.rsplit("/", 1)[1] for clip in tree.clips for path in clip.paths}
    assert not kept & {"000.mp4", "000_001.mp4", "001_000.mp4"}
    assert {"005.mp4", "004_005.mp4", "001.mp4"} <= kept
    assert any("000 (as 005)" in note and "2 fakes" in note for note in tree.notes)
    assert tree.issues == ()


def test_ffpp_strangers_and_unlisted_numbers_are_issues_not_guesses(tmp_path: Path) -> None:
    trees.ffpp(tmp_path)
    strangers = [
        "original_sequences/youtube/c23/videos/7.mp4",
        "original_sequences/youtube/c23/videos/006.mp4",
        "manipulated_sequences/Deepfakes/c23/videos/000_002.mp4",
        "manipulated_sequences/Deepfakes/c24/videos/000_001.mp4",
    ]
    issues = read_tree(trees.empty(tmp_path, strangers)).issues
    assert len(issues) == 4
    assert f"{strangers[0]}: is not named as FaceForensics++ names its files" in issues
    assert f"{strangers[1]}: is in no list; expected one of train, val and test" in issues
    assert any(issue.startswith(f"{strangers[2]}: stands on train and val") for issue in issues)


def test_ffpp_without_lists_is_parted_by_pair(tmp_path: Path) -> None:
    tree = read_tree(trees.ffpp(tmp_path, lists=False))
    assert parts(tree) == {"train": 2, "val": 2, "test": 2}
    assert all(tree.splits.group_of(clip.actors) is not None for clip in tree.clips)
    assert any("seed" in note for note in tree.notes)


def test_ffpp_a_missing_target_is_named(tmp_path: Path) -> None:
    trees.ffpp(tmp_path, levels=["raw"])
    (tmp_path / "original_sequences/youtube/raw/videos/001.mp4").unlink()
    issues = read_tree(tmp_path).issues
    assert any("its target 'youtube-001.raw' is not in the tree" in issue for issue in issues)


# --- DFD -----------------------------------------------------------------------------------


def test_dfd_is_parted_by_linked_actors_and_repeats(tmp_path: Path) -> None:
    pairs = [(2 * n + 1, 2 * n + 2) for n in range(10)]
    tree = read_tree(trees.dfd(tmp_path, pairs, ["hug", "kitchen_pan"]))
    assert sum(parts(tree).values()) == 20
    assert min(parts(tree).values()) >= 2
    assert all(tree.splits.group_of(clip.actors) is not None for clip in tree.clips)
    assert read_tree(tmp_path).splits == tree.splits
    assert parted(tree.clips, seed=1).splits != tree.splits


def test_dfd_with_everybody_linked_is_undivided(tmp_path: Path) -> None:
    tree = read_tree(trees.dfd(tmp_path, [(1, 2), (2, 3), (3, 4)]))
    assert tree.splits.is_undivided
    assert any("nobody can be parted" in note for note in tree.notes)


def test_dfd_names_give_target_scene_and_source(tmp_path: Path) -> None:
    tree = read_tree(trees.dfd(tmp_path, [(1, 2), (3, 4), (5, 6)], ["kitchen_pan"]))
    fake = by_id(tree)["DeepFakeDetection-01_02__kitchen_pan__ABCDEFG0.c23"]
    assert fake.actors == ("dfd-01", "dfd-02")
    assert isinstance(fake.origin, Manipulated)
    assert fake.origin.target == "01__kitchen_pan.raw"
    assert by_id(tree)["01__kitchen_pan.c23"].origin == Recorded(scene="kitchen_pan")


# --- Celeb-DF ------------------------------------------------------------------------------


def test_celeb_df_one_is_real(tmp_path: Path) -> None:
    tree = read_tree(trees.celeb_df(tmp_path))
    assert tree.issues == ()
    assert tree.splits.is_undivided
    assert tree.asked == ("id0_id1_0000.raw", "youtube-00007.raw")
    wrong = trees.celeb_df(tmp_path, test="0 YouTube-real/00007.mp4\n1 Celeb-real/id0_0000.mp4\n")
    (issue,) = read_tree(wrong).issues
    assert "line 1: calls YouTube-real/00007.mp4 fake (1 = real), its folder says" in issue


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("1 Celeb-real/id9_0000.mp4", "is not in the tree"),
        ("2 Celeb-real/id0_0000.mp4", "label '2' is not 0 or 1"),
        ("1 ../../etc/passwd", "is not a clean relative POSIX path"),
        ("1 /etc/passwd", "is not a clean relative POSIX path"),
        ("1", "is not a text"),
        ("1 YouTube-real/00007.mp4\n1 YouTube-real/00007.mp4", "stands twice"),
    ],
)
def test_celeb_df_a_test_list_that_does_not_fit_is_an_issue(
    tmp_path: Path, line: str, why: str
) -> None:
    issues = read_tree(trees.celeb_df(tmp_path, test=f"{line}\n")).issues
    assert len(issues) == 1
    assert why in issues[0]


def test_celeb_df_windows_separators_are_read(tmp_path: Path) -> None:
    tree = read_tree(trees.celeb_df(tmp_path, test="1 YouTube-real\\00007.mp4\r\n"))
    assert tree.issues == ()
    assert tree.asked == ("youtube-00007.raw",)


# --- DFDC ----------------------------------------------------------------------------------


def test_dfdc_fakes_stand_with_their_original(tmp_path: Path) -> None:
    tree = read_tree(trees.dfdc(tmp_path))
    clips = by_id(tree)
    assert clips["a1.raw"].actors == clips["a.raw"].actors == ("a",)
    assert method(clips["a1.raw"]) == "DFDC"
    assert sum(parts(tree).values()) == 4
    assert any("names nobody" in note for note in tree.notes)


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("a1.mp4", {"label": "FAKE", "original": "z.mp4"}, "its target 'z.raw' is not in the tree"),
        ("a1.mp4", {"label": "FAKE"}, "is FAKE with original None"),
        ("a1.mp4", {"label": "REAL", "original": "a.mp4"}, "is REAL and names an original"),
        ("a1.mp4", {"label": "fake", "original": "a.mp4"}, "has no label REAL or FAKE"),
        ("a1.mp4", {"label": ["FAKE"]}, "has no label REAL or FAKE"),
        ("../a1.mp4", {"label": "REAL"}, "is not the name of an .mp4 file"),
        ("q.mp4", {"label": "REAL"}, "dfdc_train_part_0/q.mp4: is missing"),
    ],
)
def test_dfdc_what_contradicts_itself_is_an_issue(
    tmp_path: Path, name: str, said: dict[str, Any], why: str
) -> None:
    issues = read_tree(trees.dfdc(tmp_path, {name: said})).issues
    assert any(why in issue for issue in issues)


def test_dfdc_a_video_without_a_label_is_an_issue(tmp_path: Path) -> None:
    trees.empty(trees.dfdc(tmp_path), ["dfdc_train_part_0/new.mp4"])
    assert read_tree(tmp_path).issues == (
        "dfdc_train_part_0/new.mp4: is in no metadata.json or labels.csv",
    )


def test_dfdc_labels_alone_make_an_undivided_set(tmp_path: Path) -> None:
    trees.write(tmp_path / "labels.csv", "filename,label\nx.mp4,1\ny.mp4,0\nz.mp4,FAKE\n")
    tree = read_tree(trees.empty(tmp_path, ["x.mp4", "y.mp4", "z.mp4"]))
    assert [clip.is_fake for clip in tree.clips] == [True, False, True]
    assert isinstance(tree.clips[0].origin, Generated)
    assert tree.splits.is_undivided


# --- DeepfakeBench -------------------------------------------------------------------------


def test_deepfakebench_videos_of_two_methods_stay_apart(tmp_path: Path) -> None:
    trees.deepfakebench(tmp_path)
    tree = read_tree(tmp_path)
    assert tree.issues == ()
    assert len(tree.clips) == 12
    clips = by_id(tree)
    assert method(clips["Deepfakes-000_001.c23"]) == "Deepfakes"
    assert method(clips["Face2Face-000_001.c23"]) == "Face2Face"
    assert clips["Face2Face-000_001.c23"].actors == ("000", "001")
    assert parts(tree) == {"train": 2, "val": 2, "test": 2}


def test_deepfakebench_frames_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    trees.deepfakebench(tmp_path)
    for clip in read_tree(tmp_path).clips:
        for paths in (clip.paths, clip.masks or clip.paths):
            assert [Path(path).stem for path in paths] == ["1", "9", "10"]


def test_deepfakebench_windows_separators_and_no_levels_are_read(tmp_path: Path) -> None:
    trees.deepfakebench(tmp_path, separator="\\", level=None)
    tree = read_tree(tmp_path)
    assert tree.issues == ()
    assert {clip.compression for clip in tree.clips} == {Compression.RAW}


def test_deepfakebench_one_missing_mask_switches_off_no_other(tmp_path: Path) -> None:
    content = trees.deepfakebench(tmp_path)
    (tmp_path / content["FF-DF"]["train"]["c23"]["000_001"]["masks"][1]).unlink()
    tree = read_tree(tmp_path)
    assert tree.issues == ()
    assert [str(c.id) for c in tree.clips if c.is_fake and not c.masks] == ["Deepfakes-000_001.c23"]
    assert any("were left out" in note for note in tree.notes)


def test_deepfakebench_a_video_in_two_splits_makes_the_set_undivided(tmp_path: Path) -> None:
    content = trees.deepfakebench(tmp_path)
    for label in ("FF-real", "FF-DF", "FF-F2F"):
        content[label]["val"] = content[label]["test"]
    trees.write(tmp_path / "FaceForensics++.json", {"FaceForensics++": content})
    tree = read_tree(tmp_path)
    assert any("4 videos stand in two splits" in note for note in tree.notes)
    assert parts(tree) == {"train": 2, "val": 0, "test": 2}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"label": "FF-real"}, "is labelled 'FF-real'"),
        ({"frames": ["../../../etc/1.png"]}, "is not a clean relative POSIX path"),
        ({"frames": ["/etc/1.png"]}, "is not a clean relative POSIX path"),
        ({"frames": ["C:\\\\frames\\1.png"]}, "is not a clean relative POSIX path"),
        ({"frames": ["frames/first.png"]}, "is not called by a whole number"),
        ({"frames": []}, "has 0 frames"),
        ({"frames": "1.png"}, "is not a list"),
        ({"frames": [7]}, "is not a text"),
        ({"frames": ["frames/1.png"]}, "frames/1.png: is missing"),
    ],
)
def test_deepfakebench_what_contradicts_itself_is_an_issue(
    tmp_path: Path, change: dict[str, Any], why: str
) -> None:
    content = trees.deepfakebench(tmp_path)
    content["FF-DF"]["train"]["c23"]["000_001"] |= change
    trees.write(tmp_path / "FaceForensics++.json", {"FaceForensics++": content})
    issues = read_tree(tmp_path).issues
    assert any(why in issue for issue in issues), issues


def test_deepfakebench_an_unknown_label_is_not_taken_for_real(tmp_path: Path) -> None:
    content = trees.deepfakebench(tmp_path)
    content["Mystery"] = content.pop("FF-F2F")
    trees.write(tmp_path / "FaceForensics++.json", {"FaceForensics++": content})
    assert "label 'Mystery' is not known" in read_tree(tmp_path).issues[0]


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": 1, "a": 2}', "[" * 100_000, "\xff{"])
def test_hostile_json_is_refused_by_name(tmp_path: Path, text: str) -> None:
    trees.write(tmp_path / "x.json", text)
    with pytest.raises(ManifestError, match=r"x\.json"):
        read_tree(tmp_path)


# --- CSV -----------------------------------------------------------------------------------

HEAD = "path,label,actor,method,target,source,split,compression,mask\n"


def csv_tree(root: Path, *lines: str, head: str = HEAD) -> ForeignTree:
    trees.write(root / "clips.csv", head + "".join(f"{line}\n" for line in lines))
    trees.empty(root, ["a.mp4", "b.mp4", "c d.mp4", "f.mp4", "m.mp4"])
    return read_tree(root)


def test_csv_says_what_names_cannot(tmp_path: Path) -> None:
    tree = csv_tree(
        tmp_path,
        "a.mp4,real,ann,,,,train,,",
        "b.mp4,real,bob,,,,train,,",
        '"c d.mp4",real,cat,,,,test,,',
        "f.mp4,fake,ann,FaceSwap,a.mp4,b.mp4,train,,m.mp4",
    )
    assert tree.issues == ()
    fake = next(clip for clip in tree.clips if clip.is_fake)
    assert fake.actors == ("ann", "bob")
    assert method(fake) == "FaceSwap"
    assert fake.masks == ("m.mp4",)
    assert tree.splits.parts["train"] == ("ann", "bob")


def test_csv_a_person_on_two_sides_makes_the_set_undivided_and_is_named(tmp_path: Path) -> None:
    tree = csv_tree(tmp_path, "a.mp4,real,ann,,,,train,,", "b.mp4,real,ann,,,,test,,")
    assert tree.splits.is_undivided
    assert len(tree.asked) == 1
    assert any("1 of 1 people stand on two sides" in n and "(ann)" in n for n in tree.notes)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("x.mp4,real,,,,,,,", "x.mp4: is missing"),
        ("b.mp4,maybe,,,,,,,", "label 'maybe' is not real or fake"),
        ("../b.mp4,real,,,,,,,", "is not a clean relative POSIX path"),
        ("b.mp4,real,,FaceSwap,,,,,", "is real and has a method"),
        ("b.mp4,fake,,FaceSwap,f.mp4,,,,", "is no recording of clips.csv"),
        ("b.mp4,fake,bob,FaceSwap,a.mp4,,,,", "shows bob, its target ann"),
        ("b.mp4,fake,,FaceSwap,,,,,m.mp4", "no target"),
        ("b.mp4,real,,,,,dev,,", "split 'dev' is not train"),
        ("b.mp4,real,,,,,,c99,", "compression 'c99'"),
        ("b.mp4,real", "has 2 fields, expected 9"),
        ("a.mp4,real,ann,,,,,,", "a.mp4 stands twice"),
        ("b.mp4,real,b/b,,,,,,", "actor id 'b/b' is not valid"),
    ],
)
def test_csv_a_line_that_does_not_fit_is_an_issue(tmp_path: Path, line: str, why: str) -> None:
    issues = csv_tree(tmp_path, "a.mp4,real,ann,,,,,,", line).issues
    assert any(why in issue for issue in issues), issues


def test_csv_other_columns_are_refused(tmp_path: Path) -> None:
    for head in ("path,lable\n", "path,label,label\n", "path,label,fps\n", ""):
        with pytest.raises(ManifestError, match="line 1 is"):
            csv_tree(tmp_path, "a.mp4,real", head=head)


# --- any input -----------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["FF-DF", "FF-real", "train", "c23", "label", "frames", "000_001", "x"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(JSON)
def test_any_json_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: Any
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("metadata.json", "set.json"):
        trees.write(folder / name, json.dumps({"S": content} if name == "set.json" else content))
    for form in ("deepfakebench", "dfdc"):
        try:
            tree = read_tree(folder, form=form)
        except ManifestError:
            continue
        assert tree.clips


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_list_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, one: str, two: str
) -> None:
    folder = trees.celeb_df(tmp_path_factory.mktemp("any"), test=None)
    text = f"{one}\n{two}\n".encode("utf-8", "surrogatepass")
    (folder / "List_of_testing_videos.txt").write_bytes(text)
    (folder / "clips.csv").write_bytes(b"path,label\n" + text)
    for form in ("celeb-df", "csv"):
        try:
            read_tree(folder, form=form)
        except ManifestError:
            continue


@given(st.text(max_size=30))
def test_a_foreign_path_never_leads_out(text: str) -> None:
    try:
        path = foreign_path(text)
    except ValueError:
        return
    assert not path.startswith("/")
    assert "\\" not in path
    assert not {"", ".", ".."} & set(path.split("/"))


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=3), max_size=8))
def test_linked_actors_are_groups_that_share_nobody(people: list[list[Any]]) -> None:
    groups = linked_actors(people)
    everyone = [actor for group in groups for actor in group]
    assert sorted(everyone) == sorted({actor for some in people for actor in some})
    for some in people:
        assert sum(bool(set(some) & set(group)) for group in groups) == 1


# --- size ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("celeb-df", "List_of_testing_videos.txt"),
        ("csv", "clips.csv"),
        ("dfdc", "metadata.json"),
        ("dfdc", "labels.csv"),
        ("deepfakebench", "set.json"),
    ],
)
def test_a_huge_index_is_not_read(tmp_path: Path, form: str, name: str) -> None:
    trees.celeb_df(tmp_path, test=None)
    with (tmp_path / name).open("wb") as file:
        file.truncate(1 << 33)
    with pytest.raises(ManifestError, match=r"over \d+ MiB"):
        read_tree(tmp_path, form=form)


def test_a_folder_that_is_a_link_is_refused_not_passed_over(tmp_path: Path) -> None:
    root = trees.celeb_df(tmp_path / "celeb")
    (tmp_path / "more").mkdir()
    (root / "More").symlink_to(tmp_path / "more")
    with pytest.raises(ManifestError, match="More: is a link to a folder"):
        read_tree(root)


def test_a_video_that_is_a_link_out_of_the_tree_is_an_issue(tmp_path: Path) -> None:
    root = trees.celeb_df(tmp_path / "celeb")
    (tmp_path / "elsewhere.mp4").touch()
    (root / "Celeb-real/id0_0000.mp4").unlink()
    (root / "Celeb-real/id0_0000.mp4").symlink_to(tmp_path / "elsewhere.mp4")
    assert any("leads out of" in issue for issue in read_tree(root).issues)
