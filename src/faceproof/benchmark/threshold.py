"""Where should a detector decide? Chosen on its answers to the val clips, and on nothing else."""

from __future__ import annotations

from pathlib import Path

from faceproof.benchmark.board import Board
from faceproof.benchmark.grade import cases_of
from faceproof.benchmark.graded import CLIP
from faceproof.benchmark.protocol import check_protocol
from faceproof.core import ScoreTable
from faceproof.core.errors import ScoreError
from faceproof.datasets import read_manifest
from faceproof.metrics import Scale, Terms, best_threshold


def threshold_of(table: ScoreTable, release: Path) -> float:
    """Where to decide, chosen on a table's ``val`` clips and on nothing else.

    Returns:
        The answer above which the balanced accuracy on those clips is highest.

    Raises:
        ScoreError: the table is not of the release's ``val`` clips, or they are of one class.
    """
    manifest = read_manifest(release)
    check_protocol(table.protocol, manifest)
    if table.protocol.split != "val":
        raise ScoreError(
            f"a threshold is chosen on split 'val', this table is of {table.protocol.split!r}; "
            'run the detector on a protocol with split = "val"'
        )
    cases = cases_of([manifest.by_id[one] for one in table.protocol.ask], manifest)
    board = Board(
        cases,
        table.scores,
        terms=Terms(llr_limit=table.protocol.llr_limit, prior=table.protocol.prior),
        scale=Scale.LLR,
        level=CLIP,
        frames_per_clip=table.protocol.frames_per_clip,
    )
    if not board.items.has_both_classes:
        raise ScoreError("the val clips are of one class, so they hold no threshold")
    return best_threshold(board.items)
