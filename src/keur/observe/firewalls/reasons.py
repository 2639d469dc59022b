"""Why something in a configuration was not understood or is in doubt, in both languages."""

from __future__ import annotations

from keur.observe.firewalls.ledger import shown
from keur.plant.model import Text


def not_known(what: str) -> Text:
    """A word or statement that the reader does not know."""
    word = shown(what)
    return Text(nl=f"`{word}` kent keur niet", en=f"keur does not know `{word}`")


def not_modelled(what: str) -> Text:
    """Something that the reader knows and cannot express in sets of packets."""
    word = shown(what)
    return Text(
        nl=f"`{word}` hangt af van iets dat niet in het pakket staat of dat keur niet nabootst",
        en=f"`{word}` depends on something that is not in the packet, or that keur does not model",
    )


def no_such(kind: Text, name: str) -> Text:
    """A name that the file does not define."""
    word = shown(name)
    return Text(nl=f"{kind.nl} `{word}` staat niet in het bestand", en=f"{kind.en} `{word}` is not in the file")


def circular(kind: Text, name: str) -> Text:
    """A group that holds itself."""
    word = shown(name)
    return Text(nl=f"{kind.nl} `{word}` bevat zichzelf", en=f"{kind.en} `{word}` holds itself")


def empty(kind: Text, name: str) -> Text:
    """A group without members, where the platform has none."""
    word = shown(name)
    return Text(nl=f"{kind.nl} `{word}` is leeg", en=f"{kind.en} `{word}` is empty")


def by_name(name: str) -> Text:
    """Addresses that are known by a domain name only."""
    word = shown(name)
    return Text(
        nl=f"de adressen van `{word}` staan niet in het bestand", en=f"the addresses of `{word}` are not in the file"
    )


def wrong(what: str) -> Text:
    """A value that cannot be right."""
    word = shown(what)
    return Text(nl=f"`{word}` is geen geldige waarde", en=f"`{word}` is not a valid value")


def missing(what: str) -> Text:
    """Something that the platform demands, and that is not there."""
    word = shown(what)
    return Text(nl=f"`{word}` ontbreekt", en=f"`{word}` is missing")


def cut_short(what: Text) -> Text:
    """The file ends in the middle of something."""
    return Text(nl=f"het bestand houdt midden in {what.nl} op", en=f"the file ends in the middle of {what.en}")


ADDRESS = Text(nl="adresobject", en="address object")
ADDRESS_GROUP = Text(nl="adresgroep", en="address group")
SERVICE = Text(nl="dienst", en="service")
SERVICE_GROUP = Text(nl="groep van diensten", en="service group")
ACCESS_LIST = Text(nl="toegangslijst", en="access list")
CHAIN = Text(nl="keten", en="chain")
FILE = Text(nl="het bestand", en="the file")
TABLE = Text(nl="een tabel", en="a table")
SET = Text(nl="verzameling", en="set")
INTERFACE = Text(nl="interface", en="interface")
ZONE = Text(nl="zone", en="zone")
