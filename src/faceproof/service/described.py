"""A release's texts as HTML that this site's content policy lets through, and phones can show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token


def as_html(markdown: str) -> str:
    """Markdown as HTML: no HTML of its own, no style attributes, tables that scroll."""
    reader = MarkdownIt("js-default")
    reader.add_render_rule("table_open", _table_open)
    reader.add_render_rule("table_close", _table_close)
    tokens = reader.parse(markdown)
    for token in tokens:
        if token.attrs.pop("style", None) == "text-align:right":
            token.attrs["class"] = "right"
    html: str = reader.renderer.render(tokens, reader.options, {})
    return html


def _table_open(_self: Any, _tokens: Sequence[Token], *_rest: Any) -> str:
    label = _("Table")
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table>'


def _table_close(_self: Any, _tokens: Sequence[Token], *_rest: Any) -> str:
    return "</table></div>"
