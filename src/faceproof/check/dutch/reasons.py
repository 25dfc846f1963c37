"""How are reasons and limits said in Dutch?"""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    # what checking its credentials found
    "It carries no credentials.": "Er zitten geen credentials bij.",
    "It carries credentials that cannot be read.": (
        "Er zitten credentials bij die niet te lezen zijn."
    ),
    "It is not as it was when {who} signed it.": (
        "Het is niet meer zoals toen {who} het ondertekende."
    ),
    "What was checked and does not fit: {codes}.": "Wat is nagegaan en niet klopt: {codes}.",
    "The signature leaves out parts of the file that anybody could have changed.": (
        "De ondertekening laat delen van het bestand weg die iedereen veranderd kan hebben."
    ),
    "Something is hidden in a part of the credentials that no signature covers.": (
        "Er is iets verstopt in een deel van de credentials dat niet ondertekend is."
    ),
    "The certificate that {who} signed with was withdrawn.": (
        "Het certificaat waarmee {who} ondertekende, is ingetrokken."
    ),
    "The certificate that {who} signed with is out of date, and no trusted timestamp shows that it "
    "was not when it was used.": (
        "Het certificaat waarmee {who} ondertekende, is verlopen, en geen vertrouwd tijdstempel "
        "toont aan dat het toen nog geldig was."
    ),
    "It is unchanged since {who} signed it, for whom nobody on the trust list vouches.": (
        "Het is onveranderd sinds {who} het ondertekende, voor wie niemand op de lijst van "
        "vertrouwde namen instaat."
    ),
    "It is unchanged since {who} signed it.": "Het is onveranderd sinds {who} het ondertekende.",
    "somebody who goes by the name of {name}": "iemand die zich {name} noemt",
    # what its credentials are worth
    "It carries no Content Credentials. Most files on the internet do not.": (
        "Er zitten geen Content Credentials bij. De meeste bestanden op internet hebben die niet."
    ),
    "Its Content Credentials are signed as “{signer}”, but nobody trusted here confirms that name, "
    "so what they say is not believed.": (
        "De Content Credentials zijn ondertekend als “{signer}”, maar niemand die hier vertrouwd "
        "wordt bevestigt die naam. Wat erin staat, wordt daarom niet geloofd."
    ),
    "Its Content Credentials are signed as “{signer}” with a certificate that has run out, and "
    "nothing shows that they were signed before it did, so what they say is not believed.": (
        "De Content Credentials zijn ondertekend als “{signer}” met een certificaat dat verlopen "
        "is, en niets toont aan dat er eerder is ondertekend. Wat erin staat, wordt daarom niet "
        "geloofd."
    ),
    "Its Content Credentials are signed as “{signer}” with a certificate that was withdrawn, as "
    "when it is stolen, so what they say is not believed.": (
        "De Content Credentials zijn ondertekend als “{signer}” met een certificaat dat is "
        "ingetrokken, zoals na diefstal. Wat erin staat, wordt daarom niet geloofd."
    ),
    "They say that it was made or changed by computer. Anybody can attach such a confession to a "
    "genuine recording.": (
        "Erin staat dat dit met de computer is gemaakt of veranderd. Zo'n bekentenis kan iedereen "
        "aan een echte opname hangen."
    ),
    "They say that it was recorded. Anybody can attach such a claim to a fake.": (
        "Erin staat dat dit is opgenomen. Dat kan iedereen bij een vervalsing zetten."
    ),
    "Its Content Credentials do not fit it: it was changed after it was signed, or they belong to "
    "another file.": (
        "De Content Credentials passen er niet bij: het is na het ondertekenen veranderd, of ze "
        "horen bij een ander bestand."
    ),
    "That can be an accident: a program that knows nothing of them and saves the file anew is "
    "enough. Accident and intent look the same.": (
        "Dat kan per ongeluk gebeurd zijn: een programma dat ze niet kent en het bestand opnieuw "
        "opslaat, is genoeg. Ongeluk en opzet zien er hetzelfde uit."
    ),
    "Anybody can attach the credentials of another file, so this says nothing about whoever is "
    "named in them.": (
        "Iedereen kan de credentials van een ander bestand eraan hangen. Dit zegt dus niets over "
        "wie erin genoemd wordt."
    ),
    "That signer is on the list of those trusted here, and the file is as it was signed.": (
        "Die ondertekenaar staat op de lijst van wie hier vertrouwd wordt, en het bestand is zoals "
        "het ondertekend is."
    ),
    "{signer} signed that it was recorded, and that nothing was put in since.": (
        "{signer} heeft ondertekend dat dit is opgenomen en dat er daarna niets aan is toegevoegd."
    ),
    "{signer} signed that it was made or changed by computer.": (
        "{signer} heeft ondertekend dat dit met de computer is gemaakt of veranderd."
    ),
    "{signer} signed it, and does not say how it was made.": (
        "{signer} heeft het ondertekend, en zegt niet hoe het gemaakt is."
    ),
    "a signer without a name": "een ondertekenaar zonder naam",
    # what registered originals say
    "There is no registered original yet that it could be compared with.": (
        "Er is nog geen geregistreerd origineel om het mee te vergelijken."
    ),
    "It was compared with one registered original, and is not like it.": (
        "Het is vergeleken met één geregistreerd origineel, en lijkt er niet op."
    ),
    "It was compared with {n} registered originals; none is like it.": (
        "Het is vergeleken met {n} geregistreerde originelen; geen ervan lijkt erop."
    ),
    "It is a copy of the registered original “{original}”, but not everything in the picture is as "
    "it was there.": (
        "Het is een kopie van het geregistreerde origineel “{original}”, maar niet alles in het "
        "beeld is zoals daar."
    ),
    "It is a copy of the registered original “{original}”; whether something in it was changed "
    "cannot be told.": (
        "Het is een kopie van het geregistreerde origineel “{original}”; of er iets in veranderd "
        "is, valt niet te zeggen."
    ),
    "It is a copy of the registered original “{original}”, and the picture is the same "
    "throughout.": (
        "Het is een kopie van het geregistreerde origineel “{original}”, en het beeld is overal "
        "hetzelfde."
    ),
    "From {start} to {end} the picture is that of the registered original “{original}”; the rest "
    "is not in it.": (
        "Van {start} tot {end} is het beeld dat van het geregistreerde origineel “{original}”; de "
        "rest komt er niet in voor."
    ),
    "It differs at {stretches}.": "Het wijkt af op {stretches}.",
    "It differs at {stretches} and later.": "Het wijkt af op {stretches} en later.",
    "Left and right are exchanged.": "Links en rechts zijn verwisseld.",
    "It looks like a registered original, and yet differs from it. Perhaps the camera filmed a "
    "screen; perhaps the registered one was changed.": (
        "Het lijkt op een geregistreerd origineel, en wijkt er toch van af. Misschien filmde de "
        "camera een scherm; misschien is het geregistreerde veranderd."
    ),
    # what its faces show
    "By themselves its faces look suspicious. That is a machine's opinion, and weighs less.": (
        "De gezichten zien er op zichzelf verdacht uit. Dat is de mening van een machine, en die "
        "weegt minder zwaar."
    ),
    "By themselves its faces show no sign of manipulation.": (
        "De gezichten laten op zichzelf geen spoor van manipulatie zien."
    ),
    "By themselves its faces tell nothing either way.": (
        "De gezichten zeggen op zichzelf niets, voor noch tegen."
    ),
    "Of the people it was tried on, at most about one in {n} has a genuine recording that looks so "
    "suspicious.": (
        "Van de mensen op wie dit is beproefd, heeft hooguit ongeveer één op de {n} een echte "
        "opname die er zo verdacht uitziet."
    ),
    "By itself this is {support}.": "Op zichzelf is dit {support}.",
    "It is most suspicious at {moments}.": "Het meest verdacht is het op {moments}.",
    "{n} faces were examined; this is about one of them.": (
        "Er zijn {n} gezichten onderzocht; dit gaat over één ervan."
    ),
    "Nothing was found in the face that fakes tried here usually show.": (
        "In het gezicht is niets gevonden van wat vervalsingen die hier beproefd zijn meestal "
        "laten zien."
    ),
    "Nothing was found in all {n} faces that fakes tried here usually show.": (
        "In alle {n} gezichten is niets gevonden van wat vervalsingen die hier beproefd zijn "
        "meestal laten zien."
    ),
    "That is no proof: fakes made in another way may show nothing of it.": (
        "Dat is geen bewijs: vervalsingen die anders gemaakt zijn, laten daar misschien niets van "
        "zien."
    ),
    "It looks unlike anything, genuine or fake, that this was tried on.": (
        "Het lijkt op niets, echt of vals, waarop dit is beproefd."
    ),
    "There are slight traces, which many genuine files show too.": (
        "Er zijn lichte sporen, zoals ook veel echte bestanden die laten zien."
    ),
    "Nothing suspicious stands out, but many fakes would look like this too.": (
        "Er valt niets verdachts op, maar veel vervalsingen zouden er ook zo uitzien."
    ),
    "One more face could not be examined.": "Eén gezicht kon niet worden onderzocht.",
    "{n} more faces could not be examined.": ("Nog {n} gezichten konden niet worden onderzocht."),
    "No face was found, and only faces are examined.": (
        "Er is geen gezicht gevonden, en alleen gezichten worden onderzocht."
    ),
    "Faces are too small or too briefly in sight to be examined.": (
        "De gezichten zijn te klein of te kort in beeld om te onderzoeken."
    ),
    "It could not be opened here as a picture or video, so no face was looked for.": (
        "Het kon hier niet als foto of video worden geopend, dus er is niet naar een gezicht "
        "gezocht."
    ),
    "A face is only {px} pixels tall, too small to see traces in.": (
        "Een gezicht is maar {px} pixels hoog, te klein om sporen in te zien."
    ),
    "A face is too blurred to see traces in.": ("Een gezicht is te onscherp om sporen in te zien."),
    "The file is compressed so strongly that traces are gone or made up.": (
        "Het bestand is zo sterk gecomprimeerd dat sporen verdwenen of juist ontstaan zijn."
    ),
    "A face looks unlike the photographs of faces that are known here.": (
        "Een gezicht lijkt niet op de foto's van gezichten die hier bekend zijn."
    ),
    # how strongly
    "{how} support that it is manipulated": "{how} steun ervoor dat het gemanipuleerd is",
    "{how} support that it is not manipulated": (
        "{how} steun ervoor dat het niet gemanipuleerd is"
    ),
    "no support either way": "geen steun, voor noch tegen",
    "weak": "zwakke",
    "moderate": "matige",
    "moderately strong": "matig sterke",
    "strong": "sterke",
    "very strong": "zeer sterke",
    "extremely strong": "uiterst sterke",
    "{moment}: {support}": "{moment}: {support}",
    # what was not looked at
    "Where it comes from was not checked: Content Credentials were not read.": (
        "Waar het vandaan komt, is niet nagegaan: Content Credentials zijn niet gelezen."
    ),
    "It was not compared with registered originals.": (
        "Het is niet met geregistreerde originelen vergeleken."
    ),
    "Only its picture was compared with the registered original, not the sound.": (
        "Alleen het beeld is met het geregistreerde origineel vergeleken, niet het geluid."
    ),
    "The file is cut off: it should hold {said} frames, and {there} are there.": (
        "Het bestand is afgebroken: er horen {said} beelden in te zitten, en er zijn er {there}."
    ),
    "Faces too small, too brief or too many to be examined: {n}.": (
        "Gezichten die te klein, te kort of te talrijk waren om te onderzoeken: {n}."
    ),
    "Only faces were examined: not the voice, the words, the background or the caption.": (
        "Alleen gezichten zijn onderzocht: niet de stem, de woorden, de achtergrond of het "
        "onderschrift."
    ),
    "At most {n} of {frames} frames were examined of a face.": (
        "Van een gezicht zijn hooguit {n} van {frames} beelden onderzocht."
    ),
    "Wholly invented faces, edits beside the face and new kinds of fakes may show no trace.": (
        "Geheel verzonnen gezichten, bewerkingen naast het gezicht en nieuwe soorten vervalsingen "
        "laten misschien geen spoor na."
    ),
    "It was only asked whether each face is that of the person enrolled.": (
        "Er is alleen gevraagd of elk gezicht dat van de opgegeven persoon is."
    ),
    "A genuine recording of anybody else counts as manipulated here, bystanders too.": (
        "Een echte opname van iemand anders telt hier als gemanipuleerd, ook van omstanders."
    ),
    "The same person made to say other words is not noticed.": (
        "Dat dezelfde persoon andere woorden in de mond gelegd krijgt, wordt niet opgemerkt."
    ),
}
