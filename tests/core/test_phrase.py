import pytest

from faceproof.core import Phrase, phrase


def test_a_phrase_is_said_in_another_language_with_its_parts():
    said = phrase("Of {who}: {n} faces.", who=phrase("nobody"), n=2)
    assert str(said) == "Of nobody: 2 faces."
    dutch = {"Of {who}: {n} faces.": "Van {who}: {n} gezichten.", "nobody": "niemand"}
    assert said.said(dutch) == "Van niemand: 2 gezichten."


def test_a_language_without_the_sentence_is_an_error():
    with pytest.raises(KeyError):
        phrase("Nothing.").said({})


def test_values_are_sorted_so_that_equal_phrases_are_equal():
    assert phrase("{a}{b}", b=1, a=2) == phrase("{a}{b}", a=2, b=1)
    assert isinstance(phrase("x"), Phrase)
