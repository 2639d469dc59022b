"""Which vendor a command is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keur.cli.language import say
from keur.cli.terminal import fail, meant

if TYPE_CHECKING:
    from keur.plant.model import Plant
    from keur.plant.vendors import Vendor


def must_know(plant: Plant, vendor: str) -> Vendor:
    """The vendor with an id, or the end of the command."""
    from keur.plant.errors import nearest, shown

    known = {one.id: one for one in plant.vendors}
    if vendor not in known:
        hint = meant(nearest(vendor, known))
        name = shown(vendor)
        fail(say(nl=f"geen leverancier `{name}`{hint}", en=f"no vendor `{name}`{hint}"))
    return known[vendor]
