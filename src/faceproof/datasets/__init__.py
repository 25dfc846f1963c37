"""What is in this folder? Manifests and foreign trees, read and written."""

from faceproof.datasets.capped import read_capped
from faceproof.datasets.manifest_file import MANIFEST_FILE
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
    "RELEASE_FILE",
    "ReleaseFolder",
    "clip_path",
    "inside",
    "read_capped",
    "read_manifest",
    "read_release",
    "read_release_json",
    "split_files",
    "split_names",
    "write_manifest",
    "write_release_json",
]
