"""What `claim-contradicted` says of itself: it judges the findings of the checks, so it has no folder among them."""

from __future__ import annotations

from functools import cache

from keur.assess.advisories.explanation import ALL as ABOUT_ADVISORIES
from keur.checks.description import Description
from keur.checks.pages import Explained
from keur.checks.registry import discover
from keur.plant.model import Text

CLAIM_CONTRADICTED = Explained(
    "claim-contradicted",
    Description(
        version=1,
        severity="high",
        evidences=(),
        title=Text(nl="Een claim die de feiten tegenspreken", en="A claim that the facts contradict"),
        what=Text(
            nl="Legt elk antwoord in `declared/programme.yaml` naast de bevindingen die op dezelfde eis van IEC "
            "62443-2-1 slaan. Claimt het antwoord een maturiteit (ML 1 tot en met 4), of noemt het de eis niet "
            "van toepassing, terwijl er zo'n bevinding is, dan is dat een bevinding. `not started` claimt niets "
            "en wordt niet tegengesproken. Een bevinding die als vals alarm is beoordeeld, telt niet mee; een "
            "aanvaard risico wel, want het blijft een feit. De bevinding is zo ernstig als de ernstigste die het "
            "antwoord tegenspreekt.",
            en="Puts each answer in `declared/programme.yaml` beside the findings that bear on the same requirement "
            "of IEC 62443-2-1. When the answer claims a maturity (ML 1 to 4), or calls the requirement not "
            "applicable, and there is such a finding, that is a finding. `not started` claims nothing and is not "
            "contradicted. A finding that was judged a false alarm does not count; an accepted risk does, since "
            "it remains a fact. The finding is as severe as the gravest one against the answer.",
        ),
        why=Text(
            nl="Wie het programma leest, gaat op de claim af: de directie keurt haar goed, een klant vraagt erom, "
            "een toezichthouder toetst haar. Een procedure die op papier klopt terwijl de firewall of het verkeer"
            " iets anders laat zien, verbergt juist de plek waar iets moet gebeuren.",
            en="Whoever reads the programme goes by the claim: the board approves it, a customer asks for it, a "
            "supervisor tests it. A procedure that is right on paper while the firewall or the traffic shows "
            "something else hides the very place where something has to be done.",
        ),
        do=Text(
            nl="Los eerst de bevindingen op die het antwoord tegenspreken; `keur programme show FABRIEK EIS` noemt "
            "ze. Kan dat niet meteen, verlaag dan de claim tot wat er werkelijk is en houd de beoogde maturiteit "
            "in `target`. Is een bevinding onjuist, leg dat dan vast als besluit over die bevinding, niet over de"
            " claim.",
            en="First resolve the findings that contradict the answer; `keur programme show PLANT REQUIREMENT` names"
            " them. If that cannot be done at once, lower the claim to what is really there, and keep the "
            "maturity that is aimed at in `target`. If a finding is wrong, record that as a decision about that "
            "finding, not about the claim.",
        ),
        finding=Text(
            nl="{requirement} {says}, maar bevindingen spreken dat tegen: {told}.",
            en="{requirement} {says}, but findings contradict that: {told}.",
        ),
        variants={},
        example=Text(
            nl="`NET 1.1 claimt ML 3, maar bevindingen spreken dat tegen: breach (2).` Het antwoord zegt dat de "
            "zones gescheiden zijn; de firewall laat verkeer door dat niemand heeft verklaard.",
            en="`NET 1.1 claims ML 3, but findings contradict that: breach (2).` The answer says that the zones are "
            "kept apart; the firewall lets traffic through that nobody declared.",
        ),
    ),
)


@cache
def explained() -> tuple[Explained, ...]:
    """Whatever makes findings, in order of id. Raises `CheckError` when a check is broken."""
    checks = (Explained(check.id, check.description) for check in discover())
    return tuple(sorted((*checks, CLAIM_CONTRADICTED, *ABOUT_ADVISORIES), key=lambda one: one.id))
