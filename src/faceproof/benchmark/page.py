"""How do figures read on a page? Templates that ask for nothing from the network, and filters."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from faceproof.core import Estimate


def template(name: str) -> Any:
    """A page's template, escaping what it is given; it may use the filters below."""
    environment = Environment(
        loader=PackageLoader("faceproof.benchmark", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(figure=figure, bounds=bounds, short=short)
    return environment.get_template(name)


def figure(estimate: Estimate) -> str:
    """The bare figure.

    >>> figure(Estimate(value=0.8123, low=0.7, high=0.9, n=40, clusters=5))
    '.812'
    """
    return "not measurable" if estimate.value is None else short(estimate.value)


def bounds(estimate: Estimate) -> str:
    """Its interval, or why there is none.

    >>> bounds(Estimate(value=0.8, low=None, high=None, n=40, clusters=3))
    'no interval: 3 actors'
    """
    if estimate.value is None:
        return ""
    if estimate.low is None or estimate.high is None:
        return f"no interval: {estimate.clusters} actors"
    return f"[{short(estimate.low)}, {short(estimate.high)}]"


def short(value: float) -> str:
    r"""Three decimals, no leading nought, a true minus sign.

    >>> short(0.5), short(10.5), short(0.9999), short(-0.0001)
    ('.500', '10.500', '1.000', '.000')
    >>> short(-0.25) == "\N{MINUS SIGN}.250"
    True
    """
    size = f"{abs(value):.3f}"
    sign = "\N{MINUS SIGN}" if value < 0 and float(size) else ""
    return sign + size.removeprefix("0")
