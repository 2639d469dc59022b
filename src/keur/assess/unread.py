"""What the reader's words for unread input mean to people."""

from __future__ import annotations

from keur.plant.model import Text

REASONS = {
    "truncated-file": Text(
        nl="Het bestand houdt midden in een pakket op; alles daarvoor is gelezen.",
        en="The file ends in the middle of a packet; everything before it was read.",
    ),
    "damaged-record": Text(
        nl="Een pakketkop in het bestand klopt niet; wat daarna komt, is niet gelezen.",
        en="A packet header in the file is wrong; what follows it was not read.",
    ),
    "damaged-block": Text(
        nl="Een blok van het pcapng-bestand klopt niet; wat daarna komt, is niet gelezen.",
        en="A block of the pcapng file is wrong; what follows it was not read.",
    ),
    "broken-compression": Text(
        nl="De compressie van het bestand is beschadigd; wat daarna komt, is niet gelezen.",
        en="The file's compression is damaged; what follows was not read.",
    ),
    "unsupported-link-type": Text(
        nl="Pakketten van een soort netwerk dat keur niet kent.",
        en="Packets of a kind of network that keur does not know.",
    ),
    "cut-link-header": Text(
        nl="Frames die al in de kop ophouden.",
        en="Frames that end within their header.",
    ),
    "malformed-ip": Text(
        nl="IP-pakketten waarvan de kop niet klopt of die te kort zijn opgenomen.",
        en="IP packets whose header is wrong or that were captured too short.",
    ),
    "malformed-tcp": Text(
        nl="TCP-segmenten waarvan de kop niet klopt of die te kort zijn opgenomen.",
        en="TCP segments whose header is wrong or that were captured too short.",
    ),
    "incomplete-fragments": Text(
        nl="IP-fragmenten waarvan de rest niet in de capture staat.",
        en="IP fragments whose rest is not in the capture.",
    ),
    "hosts-beyond-limit": Text(
        nl="Apparaten boven de grens van wat keur van één capture onthoudt; alleen geteld.",
        en="Hosts beyond the limit of what keur keeps of one capture; only counted.",
    ),
    "identities-beyond-limit": Text(
        nl="Identiteitsgegevens boven de grens van wat keur van één capture onthoudt; alleen geteld.",
        en="Identity statements beyond the limit of what keur keeps of one capture; only counted.",
    ),
}

BY_PROTOCOL = {
    "malformed": Text(
        nl="Berichten die het protocol {} niet volgen; hun bewerkingen zijn niet geteld.",
        en="Messages that do not follow the protocol {}; their operations were not counted.",
    ),
    "gaps": Text(
        nl="Gaten in verbindingen met {}: de capture mist daar pakketten, en dus misschien bewerkingen.",
        en="Gaps in {} connections: the capture lacks packets there, and so perhaps operations.",
    ),
    "cut-messages": Text(
        nl="Berichten van {} die aan het eind van de capture nog niet af waren.",
        en="Messages of {} that were not complete when the capture ended.",
    ),
    "skipped-bytes": Text(
        nl="Bytes in verbindingen met {} die zijn overgeslagen om weer een begin van een bericht te vinden.",
        en="Bytes in {} connections that were skipped to find the start of a message again.",
    ),
}
"""Reasons that end with `-<protocol>`; `unknown` stands for none."""


def explain(reason: str) -> Text:
    """What a reason means; a word that nobody explained yet is shown as it is."""
    if known := REASONS.get(reason):
        return known
    if reason.startswith("unsupported-link-type-"):
        number = reason.removeprefix("unsupported-link-type-")
        known = REASONS["unsupported-link-type"]
        return Text(nl=f"{known.nl[:-1]} (LINKTYPE {number}).", en=f"{known.en[:-1]} (LINKTYPE {number}).")
    for prefix, text in BY_PROTOCOL.items():
        if reason.startswith(f"{prefix}-"):
            protocol = reason.removeprefix(f"{prefix}-")
            nl, en = ("een onbekend protocol", "unknown") if protocol == "unknown" else (protocol, protocol)
            return Text(nl=text.nl.format(nl), en=text.en.format(en))
    return Text(nl=reason, en=reason)
