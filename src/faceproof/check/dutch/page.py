"""How are the headings and captions of the page said in Dutch?"""

from collections.abc import Mapping

PAGE: Mapping[str, str] = {
    "the answer": "het antwoord",
    "But mind:": "Maar let op:",
    "A frame of the file, with a face in a frame": (
        "Een beeld uit het bestand, met een gezicht in een kader"
    ),
    "A frame of the file": "Een beeld uit het bestand",
    "A frame of the file; framed is a face that was examined.": (
        "Een beeld uit het bestand; omkaderd is een gezicht dat is onderzocht."
    ),
    "A frame of the file.": "Een beeld uit het bestand.",
    "Why": "Waarom",
    "What you can do": "Wat u kunt doen",
    # where it comes from
    "Where it comes from": "Waar het vandaan komt",
    "Content Credentials are a signed note in a file: who made it, and what was done to it.": (
        "Content Credentials zijn een ondertekende notitie in een bestand: wie het maakte, en wat "
        "ermee gedaan is."
    ),
    "What its Content Credentials say is not shown: it may be about another file.": (
        "Wat er in de Content Credentials staat, wordt niet getoond: het kan over een ander "
        "bestand gaan."
    ),
    "Content Credentials signed by": "Content Credentials ondertekend door",
    "signed under the name": "ondertekend onder de naam",
    "nobody named": "niemand bij naam",
    "signed on": "ondertekend op",
    "a day that nobody confirms": "een dag die niemand bevestigt",
    "what was done, as they say": "wat er volgens deze gegevens gedaan is",
    "what was done, as they say; not believed": "wat er gedaan zou zijn; niet geloofd",
    "files that went into it": "bestanden die erin verwerkt zijn",
    # registered originals
    "Compared with registered originals": "Vergeleken met geregistreerde originelen",
    "Compared with the registered original": "Vergeleken met het geregistreerde origineel",
    "A frame of the file; what differs from the registered original is outlined.": (
        "Een beeld uit het bestand; wat afwijkt van het geregistreerde origineel, is omlijnd."
    ),
    "registered as": "geregistreerd als",
    "stretch of the file": "deel van het bestand",
    "stretch of the original": "deel van het origineel",
    "{start} to {end}": "{start} tot {end}",
    "where it differs": "waar het afwijkt",
    "{width} by {height} pixels, {left} from the left and {top} from the top": (
        "{width} bij {height} pixels, {left} van links en {top} van boven"
    ),
    # the faces
    "What the faces show by themselves": "Wat de gezichten op zichzelf laten zien",
    "Face {n}: {support}": "Gezicht {n}: {support}",
    "The face at its most suspicious moment": "Het gezicht op het meest verdachte moment",
    "The same, with what looks put in coloured": ("Hetzelfde, met kleur waar iets ingeplakt lijkt"),
    "The most suspicious moment that was examined, at {moment}.": (
        "Het meest verdachte moment dat is onderzocht, op {moment}."
    ),
    "The face.": "Het gezicht.",
    "At the right, orange is what looks as if it came from another picture. Some orange is "
    "normal.": (
        "Rechts is oranje wat uit een ander beeld lijkt te komen. Een beetje oranje is normaal."
    ),
    "red, upwards: speaks for a fake; blue, downwards: against": (
        "rood, omhoog: wijst op een vervalsing; blauw, omlaag: ertegen"
    ),
    "What was not looked at": "Waar niet naar gekeken is",
    # numbers
    "For those who want the numbers": "Voor wie de cijfers wil",
    "state": "uitkomst",
    "credentials": "credentials",
    "not checked": "niet nagegaan",
    "registered original": "geregistreerd origineel",
    "{share}% of what was compared is alike; SHA-256 {digest}": (
        "{share}% van wat vergeleken is, komt overeen; SHA-256 {digest}"
    ),
    "log-likelihood ratio": "logaritme van de aannemelijkheidsverhouding (LLR)",
    "{llr} (natural logarithm): {support}": "{llr} (natuurlijke logaritme): {support}",
    "if one of the {n} faces, any alike, may be a fake": (
        "als één van de {n} gezichten, welk dan ook, vals kan zijn"
    ),
    "probability": "kans",
    "{after} from its faces alone, if before looking it was {before}": (
        "{after} op grond van de gezichten alleen, als die voor het kijken {before} was"
    ),
    "face {n}": "gezicht {n}",
    "face": "gezicht",
    "LLR {llr}; {px} px tall, sharpness {sharpness}, {bits} bits a pixel; {frames} frames": (
        "LLR {llr}; {px} px hoog, scherpte {sharpness}, {bits} bits per pixel; {frames} beelden"
    ),
    "rests on": "berust op",
    # days
    "{day} {month} {year}, {time} UTC": "{day} {month} {year}, {time} UTC",
    "January": "januari",
    "February": "februari",
    "March": "maart",
    "April": "april",
    "May": "mei",
    "June": "juni",
    "July": "juli",
    "August": "augustus",
    "September": "september",
    "October": "oktober",
    "November": "november",
    "December": "december",
}
