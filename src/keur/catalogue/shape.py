"""Which keys the files of a catalogue have: `catalogue.yaml`, `rows.yaml`, `gaps.yaml`, `mapping-<catalogue>.yaml`."""

from __future__ import annotations

from keur.catalogue.model import CatalogueKind, Confidence, Mark, Relation, Review, RowKind
from keur.plant.files.names import BILINGUAL, word
from keur.plant.model import Text
from keur.plant.shapes import Key, ListOf, Record
from keur.plant.values import Choice, Day, Fitting, Flag, Whole, Words

NAME = Fitting(
    r"[a-z0-9][a-z0-9-]{0,63}",
    Text(nl="naam (kleine letters, cijfers, `-`)", en="a name (small letters, digits, `-`)"),
)
NUMBER = Fitting(
    r"[A-Za-z0-9][A-Za-z0-9 .()/:&-]{0,39}",
    Text(nl="nummer (letters, cijfers, spaties, `.`, `(`, `)`, `-`)", en="a number (letters, digits, blanks, .()-)"),
)
# The head's prefix ends in a blank or a colon, which libyaml would drop from a plain word; it is written in quotes.
PREFIX = Fitting(
    r"[A-Za-z0-9][A-Za-z0-9 ./:&-]{0,38}[ :]",
    Text(nl="begin van een id, met een spatie of `:` aan het eind", en="a start of an id, ending in a blank or `:`"),
)
_MARK = Choice(tuple(Mark), Mark)
_KIND = Choice(tuple(RowKind), RowKind)

_NL = Key("nl", Words(), word("In het Nederlands.", "In Dutch."))
_EN = Key("en", Words(), word("In het Engels.", "In English."))
_NUMBER = Key("number", NUMBER, word("Nummer, zoals het document het schrijft.", "Number, as the document writes it."))
_SOURCE_ID = word("Naam van een bron uit `sources`.", "Name of a source in `sources`.")
_DATES = (
    Key("valid_from", Day(), word("Eerste dag waarop dit geldt.", "First day on which it holds."), required=False),
    Key("valid_to", Day(), word("Laatste dag waarop dit geldt.", "Last day on which it holds."), required=False),
)
_CHECKED = word("Wanneer de bronnen zijn gelezen.", "When the sources were read.")
_SOURCES = Key(
    "sources",
    ListOf(Record((Key("id", NAME, word("Naam van de bron.", "Name of the source.")), _NL, _EN)), unique=False),
    word("Bronnen; elke rij noemt er een.", "Sources; each row names one."),
)

HEAD = Record(
    (
        Key("prefix", PREFIX, word("Waar elke id mee begint.", "What each id starts with.")),
        Key("kind", Choice(tuple(CatalogueKind), CatalogueKind), word("Wat het is.", "What it is.")),
        Key("title", BILINGUAL, word("Naam.", "Name.")),
        Key("about", BILINGUAL, word("Waar het voor dient.", "What it is for.")),
        Key("partial", Flag(), word("Niet alle rijen staan erin.", "Not all of its rows are here."), required=False),
        Key("credit", BILINGUAL, word("Naamsvermelding.", "Credit that the licence asks."), required=False),
        *_DATES,
        Key("checked", Day(), _CHECKED),
        _SOURCES,
        Key("source", NAME, word("Bron van rijen die er geen noemen.", "Source of rows that name none.")),
        Key("mark", _MARK, word("Merk van rijen zonder eigen merk.", "Mark of rows without one.")),
        Key("row_kind", _KIND, word("Soort van rijen zonder eigen soort.", "Kind of rows without one.")),
    )
)

ROW = Record(
    (
        _NUMBER,
        _NL,
        _EN,
        Key("kind", _KIND, word("Soort rij.", "Kind of row."), required=False),
        Key("parent", NUMBER, word("Nummer van de rij erboven.", "Number of the row above."), required=False),
        Key("guidance", BILINGUAL, word("Wat het vraagt.", "What it asks."), required=False),
        Key("note", BILINGUAL, word("Wat men moet weten.", "What one must know."), required=False),
        *_DATES,
        Key("source", NAME, _SOURCE_ID, required=False),
        Key("mark", _MARK, word("Hoe dit is nagegaan.", "How it was checked."), required=False),
        Key("checked", Day(), _CHECKED, required=False),
        Key("sl", Whole(1, 4), word("Laagste beveiligingsniveau.", "Lowest security level."), required=False),
        Key("advice", Flag(), word("Beveelt aan.", "Recommends."), required=False),
        Key(
            "component_types",
            ListOf(Choice(("SAR", "EDR", "HDR", "NDR")), least=1),
            word("Soorten componenten.", "Kinds of components."),
            required=False,
        ),
    )
)
ROWS = Record((Key("rows", ListOf(ROW, least=1, unique=False), word("De rijen.", "The rows.")),))

OWN_TEXT = Record(
    (
        _NUMBER,
        Key("parent", NUMBER, word("Nummer van de rij erboven.", "Number of the row above."), required=False),
        Key("nl", Words(), word("Naam in het Nederlands.", "Name in Dutch."), required=False),
        Key("en", Words(), word("Naam in het Engels.", "Name in English."), required=False),
        Key("guidance", BILINGUAL, word("De tekst.", "The text."), required=False),
    )
)
TEXTS = Record((Key("texts", ListOf(OWN_TEXT, least=1, unique=False), word("Eigen teksten.", "Own texts.")),))

GAP = Record(
    (
        Key("id", NAME, word("Naam van het gat.", "Name of the gap.")),
        _NL,
        _EN,
        Key("add", BILINGUAL, word("Wat erbij moet.", "What to add.")),
        Key("obligations", ListOf(Words(), least=1), word("Rijen van wetten (id).", "Rows of law (id).")),
        Key("nearest", ListOf(NUMBER), word("Rijen die het dichtst komen.", "Rows that come nearest.")),
        Key("source", NAME, _SOURCE_ID),
        Key("mark", _MARK, word("Hoe dit is nagegaan.", "How it was checked.")),
    )
)
GAPS = Record((Key("gaps", ListOf(GAP, least=1, unique=False), word("De gaten.", "The gaps.")),))

_CONFIDENCE = Choice(tuple(Confidence), Confidence)
_REVIEW = Choice(tuple(Review), Review)
LINK = Record(
    (
        Key("from", NUMBER, word("Nummer in deze catalogus.", "Number in this catalogue.")),
        Key("to", NUMBER, word("Nummer in de andere.", "Number in the other.")),
        Key("kind", Choice(tuple(Relation), Relation), word("Wat het ervoor doet.", "What it does for it.")),
        Key("confidence", _CONFIDENCE, word("Hoe zeker.", "How sure."), required=False),
        Key("source", ListOf(NAME, least=1), _SOURCE_ID, required=False),
        Key("review", _REVIEW, word("Of het is beoordeeld.", "Whether it was reviewed."), required=False),
        Key("note", BILINGUAL, word("Wat men moet weten.", "What one must know."), required=False),
    )
)
MAPPING = Record(
    (
        _SOURCES,
        Key("source", ListOf(NAME, least=1), word("Bronnen van rijen zonder.", "Sources of rows without.")),
        Key("confidence", _CONFIDENCE, word("Zekerheid van rijen zonder.", "Confidence of rows without.")),
        Key("review", _REVIEW, word("Beoordeling van rijen zonder.", "Review of rows without.")),
        Key("mappings", ListOf(LINK, least=1, unique=False), word("De verbanden.", "The mappings.")),
    )
)
