"""Laws and standards as dated data: which rows exist, what keur calls them, and how they bear on each other."""

from keur.catalogue.catalogues import Catalogues, UnknownRow, shipped, with_own
from keur.catalogue.model import (
    Catalogue,
    CatalogueKind,
    Confidence,
    Gap,
    Mapping,
    Mark,
    Relation,
    Review,
    Row,
    RowKind,
)

__all__ = [
    "Catalogue",
    "CatalogueKind",
    "Catalogues",
    "Confidence",
    "Gap",
    "Mapping",
    "Mark",
    "Relation",
    "Review",
    "Row",
    "RowKind",
    "UnknownRow",
    "shipped",
    "with_own",
]
