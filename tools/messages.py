"""Bring the site's Dutch words up to date: every sentence of pages and code, each once.

    python tools/messages.py

writes new sentences into the .po without a translation, takes those away that are said no more,
and compiles the .mo that the site reads. It names what still lacks a translation.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SERVICE = Path(__file__).parent.parent / "src" / "faceproof" / "service"
WORDS = SERVICE / "locale" / "nl" / "LC_MESSAGES" / "django.po"
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # so that the same words give the same bytes

Message = str | tuple[str, str]


def said() -> Catalog:
    """Every sentence that the site's pages and code mark, with the files that say it."""
    catalog = Catalog(locale="nl", project="faceproof", charset="utf-8", fuzzy=False)
    for path in sorted([*SERVICE.rglob("*.py"), *SERVICE.rglob("*.html")]):
        place = path.relative_to(SERVICE).as_posix()
        for message in _in(path):
            catalog.add(message, locations=[(place, 0)])
    return catalog


def translated() -> Catalog:
    """The .po as it is."""
    with WORDS.open("rb") as file:
        return read_po(file, locale="nl")


def merged() -> Catalog:
    """What is said, with the translations that there are."""
    catalog, before = said(), translated()
    for message in catalog:
        known = before.get(message.id)
        if message.id and known is not None:
            message.string = known.string
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """A catalogue's text form: sorted, without times and line numbers, so it repeats."""
    file = BytesIO()
    write_po(file, catalog, width=100, sort_output=True, include_lineno=False, omit_header=True)
    head = 'msgid ""\nmsgstr ""\n'
    lines = (
        "Content-Type: text/plain; charset=utf-8",
        "Language: nl",
        "Plural-Forms: nplurals=2; plural=(n != 1);",
    )
    return (head + "".join(f'"{line}\\n"\n' for line in lines) + "\n").encode() + file.getvalue()


def as_mo(po: bytes) -> bytes:
    """What the site reads."""
    catalog, file = read_po(BytesIO(po), locale="nl"), BytesIO()
    catalog.creation_date = catalog.revision_date = _NO_DAY
    write_mo(file, catalog)
    return file.getvalue()


def _in(path: Path) -> Iterator[Message]:
    # Django reads its settings before it can take a template apart; these lack nothing.
    from django.conf import settings  # noqa: PLC0415
    from django.utils.translation.template import templatize  # noqa: PLC0415

    if not settings.configured:
        settings.configure()
    text = path.read_text()
    if path.suffix == ".html":
        text = templatize(text, origin=str(path))
    for _line, message, _comments, _context in extract("python", BytesIO(text.encode()), _KEYWORDS):
        yield message


def main() -> int:
    """Write both files; 1 while a translation is missing."""
    WORDS.parent.mkdir(parents=True, exist_ok=True)
    if not WORDS.exists():
        WORDS.write_bytes(as_po(Catalog(locale="nl", fuzzy=False)))
    catalog = merged()
    po = as_po(catalog)
    WORDS.write_bytes(po)
    WORDS.with_suffix(".mo").write_bytes(as_mo(po))
    lacking = [one.id for one in catalog if one.id and not all(_strings(one.string))]
    for message in lacking:
        print("lacks a translation:", message)
    return 1 if lacking else 0


def _strings(string: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string or "",)


if __name__ == "__main__":
    sys.exit(main())
