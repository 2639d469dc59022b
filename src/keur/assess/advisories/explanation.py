"""What the findings about advisories say of themselves: they rest on decisions, so no check has them."""

from __future__ import annotations

from keur.checks.description import Description
from keur.checks.pages import Explained
from keur.plant.model import Text

JUDGED = ("62443-2-1:2024:EVENT 1.9", "Cbb 17")
"""Vulnerability information is received, assessed and treated; every targeted warning is assessed, in writing."""
PATCHED = "62443-2-1:2024:COMP 3.2"
MEASURED = ("62443-2-1:2024:COMP 3.5", "Cbb 17")

UNDECIDED = Explained(
    "advisory-undecided",
    Description(
        version=1,
        severity="medium",
        evidences=JUDGED,
        title=Text(nl="Een advies waarover niemand besloot", en="An advisory that nobody judged"),
        what=Text(
            nl="Zoekt treffers van beveiligingsadviezen bij assets (getroffen of na te gaan) zonder besluit in "
            "`decided/advisories.yaml`. Per leverancier is er een bevinding, zodat honderden treffers de rest niet "
            "bedelven; `keur advisories triage` noemt ze alle. De ernst is hoog als een van de kwetsbaarheden op de "
            "KEV-lijst staat, of als de prioriteit `nu` is.",
            en="Looks for matches of security advisories with assets (affected or needs check) without a decision in "
            "`decided/advisories.yaml`. There is one finding for each vendor, so that hundreds of matches do not bury "
            "the rest; `keur advisories triage` names them all. It is of high severity when one of the vulnerabilities "
            "is on the KEV list, or when the priority is `now`.",
        ),
        why=Text(
            nl="Niet patchen kan in een fabriek heel goed juist zijn: de lijn draait, de patch is niet getest, de "
            "volgende stop is in maart. Maar dan heeft iemand dat besloten, met een reden. Zwijgen is geen besluit, en "
            "na een incident is het niet uit te leggen.",
            en="Not patching can be quite right in a plant: the line runs, the patch was not tested, the next stop is "
            "in March. But then somebody decided that, with a reason. Silence is no decision, and after an incident it "
            "cannot be explained.",
        ),
        do=Text(
            nl="Leg per advies en asset vast wat er gebeurt: `keur advisories decide FABRIEK ADVIES ASSET --as ...`. "
            "Begin met wat aanvallers gebruiken en met wat het langst ligt.",
            en="Record for each advisory and asset what is done: `keur advisories decide PLANT ADVISORY ASSET --as "
            "...`. Begin with what attackers use and with what has waited longest.",
        ),
        finding=Text(
            nl="{vendor}: over {matches} van {advisories} bij {assets} is niets besloten{since}: {named}.{exploited} "
            "Zwijgen is geen besluit: leg vast wat er gebeurt, ook als dat niets is.",
            en="{vendor}: nothing is decided about {matches} of {advisories} with {assets}{since}: {named}.{exploited} "
            "Silence is no decision: record what is done, also when that is nothing.",
        ),
        variants={},
        example=Text(
            nl="`Siemens: over 3 treffers van 3 adviezen bij 1 asset is niets besloten: ICSA-17-339-01, ...`",
            en="`Siemens: nothing is decided about 3 matches of 3 advisories with 1 asset: ICSA-17-339-01, ...`",
        ),
    ),
)

REOPENED = Explained(
    "decision-reopened",
    Description(
        version=1,
        severity="medium",
        evidences=(*JUDGED, PATCHED),
        title=Text(
            nl="Een besluit over een advies dat weer open is", en="A decision about an advisory that is open again"
        ),
        what=Text(
            nl="Legt wat bij een besluit bekend was naast wat nu bekend is. Het besluit is weer open als aanvallers de "
            "kwetsbaarheid zijn gaan gebruiken (KEV), het advies is herzien, het oordeel over de asset, de versie, de "
            "prioriteit of de blootstelling anders is, wat van het net ging in een latere meting nog zendt, de dag van "
            "de patch voorbij is of de aanvaarding is geëindigd. Wat verlopen is, weegt zwaarder en slaat ook op het "
            "gepland installeren van patches.",
            en="Puts what was known at a decision beside what is known now. The decision is open again when attackers "
            "came to use the vulnerability (KEV), the advisory was revised, the match, the version, the priority or "
            "the exposure of the asset is another, what was taken offline still sends in a later capture, the day of "
            "the patch has passed, or the acceptance has ended. A patch that is late weighs more, and bears on "
            "installing patches in a planned way too.",
        ),
        why=Text(
            nl="Een besluit is zo goed als de feiten eronder. CVE-2021-22681 in de Logix-besturingen kwam vijf jaar na "
            "het advies op de KEV-lijst: wie toen terecht aanvaardde, moet nu opnieuw kijken.",
            en="A decision is as good as the facts beneath it. CVE-2021-22681 in Logix controllers came onto the KEV "
            "list five years after the advisory: who rightly accepted it then must look again now.",
        ),
        do=Text(
            nl="Lees wat er veranderde en besluit opnieuw met `keur advisories decide`. Het eerdere besluit "
            "blijft staan.",
            en="Read what changed, and decide again with `keur advisories decide`. The earlier decision stays.",
        ),
        finding=Text(
            nl="Het besluit over {advisory} voor {assets} is weer open: {why}. Besluit opnieuw.",
            en="The decision about {advisory} for {assets} is open again: {why}. Decide again.",
        ),
        variants={},
        example=Text(
            nl="`... is weer open: het advies is herzien: revisie 24 werd 25.`",
            en="`... is open again: the advisory was revised: revision 24 became 25.`",
        ),
    ),
)

EXPIRED = Explained(
    "measure-expired",
    Description(
        version=1,
        severity="high",
        evidences=MEASURED,
        title=Text(nl="Een tijdelijke maatregel die afliep", en="A measure for the time being that expired"),
        what=Text(
            nl="Zoekt besluiten `mitigate` waarvan de laatste dag voorbij is terwijl de asset nog getroffen of na te "
            "gaan is.",
            en="Looks for decisions to `mitigate` whose last day has passed while the asset is still affected or to be "
            "checked.",
        ),
        why=Text(
            nl="Een maatregel in plaats van een patch is bedoeld voor even. Zonder einddatum wordt zij de toestand, en "
            "weet na een jaar niemand meer of de poort nog dicht is en de sleutel nog op Run staat.",
            en="A measure instead of a patch is meant for a while. Without a last day it becomes the state of things, "
            "and after a year nobody knows whether the port is still closed and the key still on Run.",
        ),
        do=Text(
            nl="Ga na of de maatregel nog werkt en verleng haar met een reden, of patch. Leg het vast met `keur "
            "advisories decide`.",
            en="See whether the measure still works and prolong it with a reason, or patch. Record it with `keur "
            "advisories decide`.",
        ),
        finding=Text(
            nl="{advisory}, {assets}: {ended}, en de kwetsbaarheid is er nog. Verleng de maatregel met een reden, of "
            "besluit iets anders.",
            en="{advisory}, {assets}: {ended}, and the vulnerability is still there. Prolong the measure with a "
            "reason, or decide otherwise.",
        ),
        variants={},
        example=Text(
            nl="`ICSA-17-339-01, plc-dsp: de maatregel «Sleutel op Run» liep af op 2027-01-15, ...`",
            en="`ICSA-17-339-01, plc-dsp: the measure «Key on Run» expired on 2027-01-15, ...`",
        ),
    ),
)
ALL = (UNDECIDED, REOPENED, EXPIRED)
