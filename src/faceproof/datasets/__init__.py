"""What is in this folder? Manifests and foreign trees, read and written."""

from faceproof.datasets.capped import read_capped
from faceproof.datasets.ffpp_lists import FfppLists, read_ffpp_lists
from faceproof.datasets.foreign_tree import ForeignTree, TreeClip
from faceproof.datasets.manifest_file import MANIFEST_FILE, parse_clips
from faceproof.datasets.read_tree import READERS, read_tree
from faceproof.datasets.release_file import RELEASE_FILE, read_release_json, write_release_json
from faceproof.datasets.release_folder import (
    ReleaseFolder,
    clip_path,
    inside,
    read_manifest,
    read_release,
    write_manifest,
)
from faceproof.datasets.split_files import split_files, split_names

__all__ = [
    "MANIFEST_FILE",
    "READERS",
    "RELEASE_FILE",
    "FfppLists",
    "ForeignTree",
    "ReleaseFolder",
    "TreeClip",
    "clip_path",
    "inside",
    "parse_clips",
    "read_capped",
    "read_ffpp_lists",
    "read_manifest",
    "read_release",
    "read_release_json",
    "read_tree",
    "split_files",
    "split_names",
    "write_manifest",
    "write_release_json",
]
