"""How is what was done to a file said in Dutch?"""

from collections.abc import Mapping

STEPS: Mapping[str, str] = {
    "text was added": "er is tekst toegevoegd",
    "colours or brightness were adjusted": "kleuren of helderheid zijn aangepast",
    "the speed was changed": "de snelheid is veranderd",
    "it was saved in another format": "het is in een ander formaat opgeslagen",
    "it was created": "het is gemaakt",
    "it was cropped": "het is bijgesneden",
    "something was taken out": "er is iets uit gehaald",
    "something was drawn into it": "er is iets in getekend",
    "a voice was replaced": "een stem is vervangen",
    "it was edited": "het is bewerkt",
    "notes about it were edited": "gegevens erover zijn bewerkt",
    "it was enhanced": "het is verbeterd",
    "filters were used": "er zijn filters gebruikt",
    "an existing file was opened": "een bestaand bestand is geopend",
    "it was turned or mirrored": "het is gedraaid of gespiegeld",
    "something was put into it": "er is iets in geplaatst",
    "it was published": "het is gepubliceerd",
    "notes about it were taken out": "gegevens erover zijn weggehaald",
    "it was put into another kind of file": "het is in een ander soort bestand gezet",
    "its size was changed": "de afmetingen zijn veranderd",
    "it was compressed anew": "het is opnieuw gecomprimeerd",
    "it was translated": "het is vertaald",
    "it was cut shorter": "het is ingekort",
    "something was done that the program could not name": (
        "er is iets gedaan wat het programma niet kon benoemen"
    ),
    "an invisible mark was put in": "er is een onzichtbaar merk in gezet",
    "something else: “{action}”": "iets anders: “{action}”",
    "made by a program": "gemaakt door een programma",
    "a recording that a program improved": "een opname die een programma heeft verbeterd",
    "put together from several pictures": "samengesteld uit verschillende beelden",
    "put together from several recordings": "samengesteld uit verschillende opnamen",
    "put together, in part made by a program": ("samengesteld, deels gemaakt door een programma"),
    "put together, in part made by generative AI": (
        "samengesteld, deels gemaakt door generatieve AI"
    ),
    "recorded by a camera that merges several shots": (
        "opgenomen door een camera die meer opnamen samenvoegt"
    ),
    "made by a program from data": "door een programma gemaakt uit gegevens",
    "drawn on a computer": "op de computer getekend",
    "recorded by a camera or microphone": "opgenomen met een camera of microfoon",
    "made by a person on a computer": "door een mens op de computer gemaakt",
    "edited by a person": "door een mens bewerkt",
    "lightly edited by a person": "door een mens licht bewerkt",
    "scanned from film": "gescand van film",
    "scanned from a print": "gescand van een afdruk",
    "recorded from a screen": "van een scherm opgenomen",
    "made as a whole by generative AI": "geheel gemaakt door generatieve AI",
    "recorded in a virtual world": "opgenomen in een virtuele wereld",
    "“{kind}”": "“{kind}”",
    "{done}: {source}": "{done}: {source}",
    "{done} (“{words}”)": "{done} (“{words}”)",
    "what it was made from": "waaruit het gemaakt is",
    "put into it": "erin geplaatst",
    "used in making it": "gebruikt bij het maken",
    "“{title}”, {role}; without credentials of its own": (
        "“{title}”, {role}; zonder eigen credentials"
    ),
    "“{title}”, {role}; signed by {signer}": "“{title}”, {role}; ondertekend door {signer}",
}
