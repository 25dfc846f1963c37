"""What groups does a rendered actor stand in? Known from the seed, so nobody has to be asked."""

from __future__ import annotations

from faceproof.sources.synthetic.identity import identity
from faceproof.sources.synthetic.look import look

_MIDDLE = 0.5


def synthetic_attributes(seed: int) -> dict[str, str]:
    """Attributes of a rendered head by name, each with two values.

    They say what was drawn, from the parameters that drew it: no face is judged, and nobody
    real is described.

    >>> sorted(synthetic_attributes(12))
    ['age', 'beard', 'build', 'glasses', 'skin']
    """
    who = identity(seed)
    drawn = look(who)
    return {
        "age": "older" if who.age > _MIDDLE else "younger",
        "beard": "yes" if drawn.beard > 0 else "no",
        "build": "masculine" if who.is_male else "feminine",
        "glasses": "yes" if drawn.glasses is not None else "no",
        "skin": "darker" if drawn.tone > _MIDDLE else "lighter",
    }
