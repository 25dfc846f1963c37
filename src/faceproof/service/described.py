"""A release's texts as HTML that this site's content policy lets through, and phones can show."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt


def as_html(markdown: str) -> str:
    """Markdown as HTML: no HTML of its own, no style attributes, tables that scroll."""
    return _rendered(markdown, _("Table"))


@lru_cache(maxsize=64)
def _rendered(markdown: str, table: str) -> str:
    """By far the slowest part of a page."""
    reader = MarkdownIt("js-default")
    opening = f'<div class="scroll" tabindex="0" role="region" aria-label="{table}"><table>'
    reader.add_render_rule("table_open", lambda *_: opening)
    reader.add_render_rule("table_close", lambda *_: "</table></div>")
    tokens = reader.parse(markdown)
    for token in tokens:
        if token.attrs.pop("style", None) == "text-align:right":
            token.attrs["class"] = "right"
    html: str = reader.renderer.render(tokens, reader.options, {})
    return html
