"""How well is it found what was put into faces that were never learned from?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from faceproof.core import LLR_LIMIT, Estimate
from faceproof.detectors.blend.faces import Face, Listed
from faceproof.detectors.blend.graph import Arrays, graph
from faceproof.detectors.blend.lesson import drawn_pair
from faceproof.faces.networks import Network
from faceproof.metrics import Answers, Scale, Terms, estimate


class Exam(NamedTuple):
    """AUC of pairs made of held people's faces, by person.

    It says whether the lesson was learned. It is never the accuracy on deepfakes.
    """

    pairs: int
    auc: Estimate


def examined(arrays: Arrays, faces: Sequence[tuple[Listed, Face]], *, seed: int) -> Exam:
    """Ask a taught network about one pair of each held face.

    Args:
        arrays: see `graph`.
        faces: of people it was not taught with.
        seed: of the pairs.
    """
    network = Network(graph(arrays))
    people = {one.identity: number for number, (one, _) in enumerate(faces)}
    said: list[float] = []
    cluster: list[int] = []
    for number, (one, face) in enumerate(faces):
        pair = drawn_pair(face, (), np.random.default_rng([seed, 3, number]))
        for crop in (pair.genuine, pair.fake):
            network.input[:] = crop
            said.append(float(network.run()[-1][0]))
            cluster.append(people[one.identity])
    answers = Answers(
        llr=np.array(said),
        answered=np.ones(len(said), np.bool_),
        fake=np.arange(len(said)) % 2 == 1,
        cluster=np.array(cluster, np.int64),
        scale=Scale.RANKING,
    )
    return Exam(len(faces), estimate("auc", answers, Terms(llr_limit=LLR_LIMIT, prior=0.5)))
