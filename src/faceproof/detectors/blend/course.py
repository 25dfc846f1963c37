"""How is the network taught? Every number that decides what it becomes, beside the faces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How it is taught.

    Attributes:
        steps: in all.
        pairs: a step and process.
        processes: that take each step together; another number is another course.
        rate: of AdamW (Loshchilov & Hutter 2019), after a rise falling to 0 along a cosine.
        decay: of weights.
        heat: what the loss of the mask counts beside that of the answer.
        memory: of the running mean of weights that is kept in the end.
    """

    steps: int = 7_000
    pairs: int = 8
    processes: int = 2
    rate: float = 4e-4
    rise: int = 500
    decay: float = 0.02
    heat: float = 1.0
    memory: float = 0.999
    seed: int = 0
