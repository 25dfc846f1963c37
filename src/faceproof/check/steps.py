"""What was done to a file, in the words of somebody who never edited one?

The actions are those of C2PA 2.2, section 18.15.4.7, with labels after the User Experience
Guidance; the sources those of IPTC's digital source type vocabulary. What was made whole by a
program is told apart from what a program was used on (section 3.3.2 of the guidance).
"""

from __future__ import annotations

from collections.abc import Mapping

from faceproof.core import Ingredient, Phrase, Step, phrase

ACTIONS: Mapping[str, Phrase] = {
    "c2pa.addedText": phrase("text was added"),
    "c2pa.adjustedColor": phrase("colours or brightness were adjusted"),
    "c2pa.changedSpeed": phrase("the speed was changed"),
    "c2pa.color_adjustments": phrase("colours or brightness were adjusted"),
    "c2pa.converted": phrase("it was saved in another format"),
    "c2pa.created": phrase("it was created"),
    "c2pa.cropped": phrase("it was cropped"),
    "c2pa.deleted": phrase("something was taken out"),
    "c2pa.drawing": phrase("something was drawn into it"),
    "c2pa.dubbed": phrase("a voice was replaced"),
    "c2pa.edited": phrase("it was edited"),
    "c2pa.edited.metadata": phrase("notes about it were edited"),
    "c2pa.enhanced": phrase("it was enhanced"),
    "c2pa.filtered": phrase("filters were used"),
    "c2pa.opened": phrase("an existing file was opened"),
    "c2pa.orientation": phrase("it was turned or mirrored"),
    "c2pa.placed": phrase("something was put into it"),
    "c2pa.published": phrase("it was published"),
    "c2pa.redacted": phrase("notes about it were taken out"),
    "c2pa.removed": phrase("something was taken out"),
    "c2pa.repackaged": phrase("it was put into another kind of file"),
    "c2pa.resized": phrase("its size was changed"),
    "c2pa.transcoded": phrase("it was compressed anew"),
    "c2pa.translated": phrase("it was translated"),
    "c2pa.trimmed": phrase("it was cut shorter"),
    "c2pa.unknown": phrase("something was done that the program could not name"),
    "c2pa.watermarked": phrase("an invisible mark was put in"),
}

SOURCES: Mapping[str, Phrase] = {
    "algorithmicMedia": phrase("made by a program"),
    "algorithmicallyEnhanced": phrase("a recording that a program improved"),
    "composite": phrase("put together from several pictures"),
    "compositeCapture": phrase("put together from several recordings"),
    "compositeSynthetic": phrase("put together, in part made by a program"),
    "compositeWithTrainedAlgorithmicMedia": phrase("put together, in part made by generative AI"),
    "computationalCapture": phrase("recorded by a camera that merges several shots"),
    "dataDrivenMedia": phrase("made by a program from data"),
    "digitalArt": phrase("drawn on a computer"),
    "digitalCapture": phrase("recorded by a camera or microphone"),
    "digitalCreation": phrase("made by a person on a computer"),
    "humanEdits": phrase("edited by a person"),
    "minorHumanEdits": phrase("lightly edited by a person"),
    "negativeFilm": phrase("scanned from film"),
    "positiveFilm": phrase("scanned from film"),
    "print": phrase("scanned from a print"),
    "screenCapture": phrase("recorded from a screen"),
    "trainedAlgorithmicMedia": phrase("made as a whole by generative AI"),
    "virtualRecording": phrase("recorded in a virtual world"),
}

_RELATIONS: Mapping[str, Phrase] = {
    "parentOf": phrase("what it was made from"),
    "componentOf": phrase("put into it"),
    "inputTo": phrase("used in making it"),
}


def deed(step: Step, *, quoted: bool) -> Phrase:
    """One thing that was done.

    Args:
        step: as the credentials say it.
        quoted: whether the signer's own words are shown; those of strangers are not.

    >>> print(deed(Step(action="c2pa.created", source_type="digitalCapture"), quoted=False))
    it was created: recorded by a camera or microphone
    >>> print(deed(Step(action="c2pa.cropped", description="a little"), quoted=True))
    it was cropped (“a little”)
    """
    done = ACTIONS.get(step.action) or phrase("something else: “{action}”", action=step.action)
    if step.source_type is not None:
        done = phrase("{done}: {source}", done=done, source=_source(step.source_type))
    if quoted and step.description:
        return phrase("{done} (“{words}”)", done=done, words=step.description)
    return done


def part(ingredient: Ingredient) -> Phrase:
    """One file that went into it.

    >>> print(part(Ingredient(title="sky.jpg", relationship="componentOf", signer=None)))
    “sky.jpg”, put into it; without credentials of its own
    """
    role = _RELATIONS.get(ingredient.relationship) or phrase("used in making it")
    if ingredient.signer is None:
        return phrase(
            "“{title}”, {role}; without credentials of its own", title=ingredient.title, role=role
        )
    return phrase(
        "“{title}”, {role}; signed by {signer}",
        title=ingredient.title,
        role=role,
        signer=ingredient.signer,
    )


def _source(kind: str) -> Phrase:
    return SOURCES.get(kind) or phrase("“{kind}”", kind=kind)
