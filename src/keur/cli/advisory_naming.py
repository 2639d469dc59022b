"""What people name on the command line, as the plant has it: an advisory, assets. Or the end of the command."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from keur.cli.language import say
from keur.cli.terminal import fail, meant

if TYPE_CHECKING:
    from keur.library import OpenPlant
    from keur.products.answers import Matching


def known_assets(plant: OpenPlant, written: Iterable[str]) -> None:
    """Ends the command when the plant lacks one of the assets."""
    ids = [one.id for one in plant.plant.assets]
    for asset in written:
        if asset not in ids:
            hint = meant(next(iter(difflib.get_close_matches(asset, ids, 1)), None))
            fail(say(nl=f"geen asset `{asset}`{hint}", en=f"no asset `{asset}`{hint}"))


def known_window(plant: OpenPlant, written: str | None) -> None:
    """Ends the command when the plant lacks the maintenance window."""
    ids = [window.id for one in plant.plant.maintenance for window in one.windows]
    if written is not None and written not in ids:
        hint = meant(next(iter(difflib.get_close_matches(written, ids, 1)), None))
        fail(say(nl=f"geen onderhoudsvenster `{written}`{hint}", en=f"no maintenance window `{written}`{hint}"))


def known_advisory(matching: Matching, written: str) -> str:
    """The id of an advisory as its publisher writes it, or the end of the command."""
    by_plain = {id.casefold(): id for id in matching.advisories}
    if written.casefold() not in by_plain:
        close = difflib.get_close_matches(written.casefold(), by_plain, 1)
        hint = meant(by_plain[close[0]] if close else None)
        fail(say(nl=f"geen advies `{written}`{hint}", en=f"no advisory `{written}`{hint}"))
    return by_plain[written.casefold()]


def need_advisories(matching: Matching) -> None:
    """Ends the command when the plant has no advisories."""
    if not matching.advisories:
        fail(
            say(
                nl="de fabriek heeft nog geen adviezen; haal ze binnen met keur advisories import",
                en="the plant has no advisories yet; bring them in with keur advisories import",
            )
        )
