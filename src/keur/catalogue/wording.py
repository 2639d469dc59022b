"""What people read for the words of the catalogues, in both languages."""

from __future__ import annotations

from keur.catalogue.model import CatalogueKind, Confidence, Gap, Mapping, Mark, Relation, Review, Row, RowKind
from keur.plant.model import Text

KINDS: dict[CatalogueKind, Text] = {
    CatalogueKind.LAW: Text("wet", "law"),
    CatalogueKind.DRAFT: Text("ontwerp", "draft"),
    CatalogueKind.STANDARD: Text("norm", "standard"),
    CatalogueKind.YARDSTICK: Text("maatstaf", "yardstick"),
    CatalogueKind.REFERENCE: Text("naslag", "reference"),
}
ROW_KINDS: dict[RowKind, Text] = {
    RowKind.ARTICLE: Text("artikel", "article"),
    RowKind.MEASURE: Text("maatregel", "measure"),
    RowKind.ANNEX: Text("bijlage", "annex"),
    RowKind.GROUP: Text("groep", "group"),
    RowKind.REQUIREMENT: Text("eis", "requirement"),
    RowKind.ENHANCEMENT: Text("verzwaring", "enhancement"),
    RowKind.CONTROL: Text("beheersmaatregel", "control"),
    RowKind.MITIGATION: Text("tegenmaatregel", "mitigation"),
    RowKind.LEVEL: Text("niveau", "level"),
}
MARKS: dict[Mark, Text] = {
    Mark.VERIFIED: Text("gelezen in de bron", "read in the source"),
    Mark.SECONDARY: Text("uit tweede hand", "second-hand"),
    Mark.MEMORY: Text("uit het hoofd", "from memory"),
    Mark.UNCERTAIN: Text("onzeker", "uncertain"),
}
RELATIONS: dict[Relation, Text] = {
    Relation.COVERS: Text("dekt op zijn onderwerp", "covers on its subject"),
    Relation.PARTLY: Text("dekt deels", "covers partly"),
    Relation.SUPPORTS: Text("ondersteunt", "supports"),
    Relation.RELATED: Text("verwant met", "is related to"),
}
RELATIONS_BACK: dict[Relation, Text] = {
    Relation.COVERS: Text("op hun onderwerp gedekt door", "covered on their subject by"),
    Relation.PARTLY: Text("deels gedekt door", "covered partly by"),
    Relation.SUPPORTS: Text("ondersteund door", "supported by"),
    Relation.RELATED: Text("verwant met", "is related to"),
}
CONFIDENCES: dict[Confidence, Text] = {
    Confidence.HIGH: Text("zeker", "sure"),
    Confidence.MEDIUM: Text("redelijk zeker", "fairly sure"),
    Confidence.LOW: Text("weinig zeker", "not very sure"),
}
REVIEWS: dict[Review, Text] = {
    Review.PROPOSED: Text("voorstel", "proposed"),
    Review.REVIEWED: Text("beoordeeld", "reviewed"),
    Review.DISPUTED: Text("omstreden", "disputed"),
}


def marked(row: Row | Gap) -> Text:
    """The row's label, with a warning when the row is uncertain: for wherever a row is shown."""
    if row.mark is not Mark.UNCERTAIN:
        return row.label
    warning = MARKS[Mark.UNCERTAIN]
    return Text(f"{row.label.nl} ({warning.nl})", f"{row.label.en} ({warning.en})")


def standing(mapping: Mapping) -> Text:
    """How far a mapping can be relied on, in a few words."""
    confidence, review = CONFIDENCES[mapping.confidence], REVIEWS[mapping.review]
    return Text(f"{confidence.nl}, {review.nl}", f"{confidence.en}, {review.en}")
