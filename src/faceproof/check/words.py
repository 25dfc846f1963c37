"""How is a number said so that nobody takes it for more than it is?"""

from __future__ import annotations

import math

# ENFSI guideline for evaluative reporting in forensic science, 2015, section 4: likelihood ratios
# from which the support is called so.
_SUPPORT = (
    (1e6, "extremely strong"),
    (1e4, "very strong"),
    (1e3, "strong"),
    (1e2, "moderately strong"),
    (1e1, "moderate"),
    (2.0, "weak"),
)


def support(llr: float) -> str:
    """What a likelihood ratio supports, and how much.

    >>> support(math.log(30)), support(-math.log(3))
    ('moderate support that it is manipulated', 'weak support that it is not manipulated')
    >>> support(0.1)
    'no support either way'
    """
    ratio = math.exp(min(abs(llr), 100.0))
    for least, name in _SUPPORT:
        if ratio >= least:
            return f"{name} support that it is {'' if llr > 0 else 'not '}manipulated"
    return "no support either way"


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
