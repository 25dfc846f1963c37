"""How is a number said so that nobody takes it for more than it is?"""

from __future__ import annotations

import math

from faceproof.core import Phrase, phrase

# ENFSI guideline for evaluative reporting in forensic science, 2015, section 4: likelihood ratios
# from which the support is called so.
_SUPPORT = (
    (1e6, phrase("extremely strong")),
    (1e4, phrase("very strong")),
    (1e3, phrase("strong")),
    (1e2, phrase("moderately strong")),
    (1e1, phrase("moderate")),
    (2.0, phrase("weak")),
)


def support(llr: float) -> Phrase:
    """What a likelihood ratio supports, and how much.

    >>> print(support(math.log(30)))
    moderate support that it is manipulated
    >>> print(support(-math.log(3)))
    weak support that it is not manipulated
    >>> print(support(0.1))
    no support either way
    """
    ratio = math.exp(min(abs(llr), 100.0))
    for least, name in _SUPPORT:
        if ratio >= least:
            if llr > 0:
                return phrase("{how} support that it is manipulated", how=name)
            return phrase("{how} support that it is not manipulated", how=name)
    return phrase("no support either way")


def probability(llr: float, prior: float) -> float:
    """That it is manipulated, after looking.

    >>> round(probability(math.log(9), 0.5), 3), round(probability(math.log(9), 0.1), 3)
    (0.9, 0.5)
    """
    odds = math.log(prior / (1 - prior)) + llr
    return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0


def moment(seconds: float) -> str:
    """A time in a clip.

    >>> moment(75.2), moment(3725)
    ('1:15', '1:02:05')
    """
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
