"""What names and texts look like in all files of a plant folder."""

from __future__ import annotations

from keur.plant.model import Text
from keur.plant.shapes import Key, ListOf, Record
from keur.plant.values import Fitting, Words

RESERVED_ZONES = ("internet", "unknown", "group")
"""Names that stand in results for addresses in no declared zone."""

ZONE_ID = Fitting(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
    Text(
        nl="naam zonder spaties (letters, cijfers, `.`, `_`, `-`)",
        en="a name without blanks (letters, digits, `.`, `_`, `-`)",
    ),
    RESERVED_ZONES,
)
NAME = Fitting(ZONE_ID.pattern, ZONE_ID.meaning)
ASSET_ID = Fitting(
    r"[A-Za-z0-9][A-Za-z0-9._+=/:-]{0,63}",
    Text(
        nl="id van een apparaat (letters, cijfers, `.`, `_`, `-`, `+`, `=`, `/`, `:`)",
        en="an id of an asset (letters, digits, `.`, `_`, `-`, `+`, `=`, `/`, `:`)",
    ),
)
PROTOCOL = Fitting(
    r"[a-z0-9][a-z0-9-]{0,31}",
    Text(
        nl="naam van een protocol (kleine letters, cijfers, `-`)",
        en="a name of a protocol (small letters, digits, `-`)",
    ),
)

OBSERVED_FILE = Fitting(
    r"(?![A-Za-z]:/)(?!\.\.?(?:/|$))[^/\\\x00-\x1f]+(?:/(?!\.\.?(?:/|$))[^/\\\x00-\x1f]+)*",
    Text(
        nl="pad binnen observed/ (met `/`, zonder `..`)",
        en="a path inside observed/ (with `/`, without `..`)",
    ),
)

SHA256 = Fitting(r"[0-9a-f]{64}", Text(nl="SHA-256 (64 hexadecimale cijfers)", en="a SHA-256 (64 hexadecimal digits)"))
PLANT_FILE = Fitting(
    r"(?![A-Za-z]:/)(?!\.\.?(?:/|$))[^/\\\x00-\x1f]+(?:/(?!\.\.?(?:/|$))[^/\\\x00-\x1f]+)*",
    Text(
        nl="pad binnen de fabrieksmap (met `/`, zonder `..`)", en="a path inside the plant folder (with `/`, no `..`)"
    ),
)


def word(nl: str, en: str) -> Text:
    """The meaning of a key."""
    return Text(nl=nl, en=en)


def list_file(name: str, item: Record, meaning: Text) -> Record:
    """The shape of a file that is one list."""
    return Record((Key(name, ListOf(item, may_be_blank=True, unique=False), meaning),))


BILINGUAL = Record(
    (
        Key("nl", Words(), word("De naam in het Nederlands.", "The name in Dutch.")),
        Key("en", Words(), word("De naam in het Engels.", "The name in English.")),
    )
)
