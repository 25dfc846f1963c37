"""How are the answers, and the advice, said in Dutch?"""

from collections.abc import Mapping

ANSWERS: Mapping[str, str] = {
    # headlines
    "It comes from {signer}, as recorded.": "Dit komt van {signer}, zoals het is opgenomen.",
    "Its maker says that it was made or changed by computer.": (
        "De maker zegt dat dit met de computer is gemaakt of veranderd."
    ),
    "It is not as it was signed.": "Dit is niet zoals het ondertekend is.",
    "It shows the same as a registered original.": (
        "Dit laat hetzelfde zien als een geregistreerd origineel."
    ),
    "It differs from the original that it is a copy of.": (
        "Dit wijkt af van het origineel waarvan het een kopie is."
    ),
    "This was probably manipulated.": "Dit is waarschijnlijk gemanipuleerd.",
    "We cannot tell.": "We kunnen het niet zeggen.",
    "No sign of manipulation was found.": "Er is geen spoor van manipulatie gevonden.",
    "Nothing could be examined.": "Er viel niets te onderzoeken.",
    # what they mean
    "Whoever signed it vouches that it was recorded, and that nothing was put in since. No "
    "signature can say whether the scene was staged, or is the whole story.": (
        "De ondertekenaar staat ervoor in dat dit is opgenomen en dat er daarna niets aan is "
        "toegevoegd. Of het in scène is gezet, en of het hele verhaal te zien is, kan geen "
        "handtekening zeggen."
    ),
    "That is said openly, in a signature, and is no accusation. But do not take it for a plain "
    "recording of something that happened.": (
        "Dat staat er openlijk bij, in een handtekening, en is geen beschuldiging. Zie het alleen "
        "niet als een gewone opname van iets wat echt gebeurd is."
    ),
    "It was changed after it was signed, or carries the signature of another file. That may be an "
    "accident: do not accuse anybody because of it.": (
        "Het is na het ondertekenen veranderd, of het draagt de handtekening van een ander "
        "bestand. Dat kan per ongeluk gebeurd zijn: beschuldig niemand op grond hiervan."
    ),
    "Its picture is that of an original that somebody registered, from beginning to end. Whether "
    "the original tells the truth is another question.": (
        "Het beeld is van begin tot eind dat van een origineel dat iemand heeft laten registreren. "
        "Of het origineel de waarheid vertelt, is een andere vraag."
    ),
    "Somebody registered the original, and something in the picture is not as it was there. That "
    "may be a caption or a logo as well as a face: see for yourself what it is.": (
        "Iemand heeft het origineel laten registreren, en iets in het beeld is anders dan daar. "
        "Dat kan net zo goed een onderschrift of een logo zijn als een gezicht: kijk zelf wat het "
        "is."
    ),
    "Traces in a face are such as genuine recordings hardly ever show. It is still a machine's "
    "opinion: do not accuse anybody because of it.": (
        "In een gezicht zitten sporen die in echte opnamen bijna nooit voorkomen. Het blijft de "
        "mening van een machine: beschuldig niemand op grond hiervan."
    ),
    "That happens often. It says nothing for the file, and nothing against it.": (
        "Dat komt vaak voor. Het pleit niet voor het bestand en ook niet ertegen."
    ),
    "That does not make it genuine: a good fake shows no sign either. Only a signature of whoever "
    "recorded it can say where it comes from.": (
        "Daarmee is het nog niet echt: ook een goede vervalsing laat geen spoor zien. Alleen een "
        "handtekening van wie het opnam kan zeggen waar het vandaan komt."
    ),
    "No face could be looked at, so nothing is said about it.": (
        "Er kon geen gezicht bekeken worden, dus hierover wordt niets gezegd."
    ),
    # what to do
    "Ask who recorded it, and when; look for the whole, or an older copy.": (
        "Vraag wie het heeft opgenomen, en wanneer; zoek het geheel, of een oudere kopie."
    ),
    "See whether a newsroom you trust has it, and what it says.": (
        "Kijk of een nieuwsredactie die u vertrouwt het ook heeft, en wat die erover zegt."
    ),
    "If money or a person's good name hangs on it, ask somebody who can examine the original "
    "file.": (
        "Staat er geld of iemands goede naam op het spel, vraag dan iemand die het "
        "oorspronkelijke bestand kan onderzoeken."
    ),
    "If it is your face: keep the file and the address where you saw it, and ask that site to take "
    "it down. You need not show how it was made.": (
        "Is het uw gezicht: bewaar het bestand en het adres waar u het zag, en vraag die site het "
        "weg te halen. U hoeft niet aan te tonen hoe het gemaakt is."
    ),
    "Ask yourself who signed it: a signature is worth as much as whoever made it.": (
        "Vraag u af wie het ondertekend heeft: een handtekening is zoveel waard als wie hem zette."
    ),
    "See what others recorded there, before it and after.": (
        "Kijk wat anderen daar hebben opgenomen, ervoor en erna."
    ),
    "If somebody sent it to you as a recording, tell them.": (
        "Stuurde iemand het u als een gewone opname, laat diegene het dan weten."
    ),
    "Look for it where it was first published, and check that file.": (
        "Zoek het op waar het voor het eerst verscheen, en controleer dat bestand."
    ),
    "See when and where the original was recorded: old pictures are often sent as new.": (
        "Kijk wanneer en waar het origineel is opgenomen: oude beelden worden vaak als nieuw "
        "verstuurd."
    ),
    "Listen to the sound in the original too; it was not compared.": (
        "Luister ook naar het geluid van het origineel; dat is niet vergeleken."
    ),
    "Look at the original, and ask who changed it and what for.": (
        "Bekijk het origineel, en vraag wie het veranderd heeft en waarom."
    ),
}
