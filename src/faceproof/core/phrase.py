"""A sentence whose values stand apart, so that it can be said in another language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence, or a part of one.

    Attributes:
        text: English, with the names of its values in braces.
        values: by name, sorted; a phrase among them is said in the same language.
    """

    text: str
    values: tuple[tuple[str, str | int | Phrase], ...] = ()

    def said(self, translations: Mapping[str, str] | None = None) -> str:
        """The sentence.

        Args:
            translations: English text to that of another language; None for English.

        Raises:
            KeyError: the language has no such sentence.
        """
        values = {
            name: value.said(translations) if isinstance(value, Phrase) else value
            for name, value in self.values
        }
        text = self.text if translations is None else translations[self.text]
        return text.format(**values)

    def __str__(self) -> str:
        return self.said()


def phrase(text: str, **values: str | int | Phrase) -> Phrase:
    """A sentence and its values.

    >>> str(phrase("{n} faces were examined.", n=2))
    '2 faces were examined.'
    >>> phrase("{n} faces.", n=2).said({"{n} faces.": "{n} gezichten."})
    '2 gezichten.'
    """
    return Phrase(text, tuple(sorted(values.items())))
