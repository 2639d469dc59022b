"""Why a verdict is what it is, in plain words."""

from __future__ import annotations

from keur.observe.advisories.versions import Version
from keur.plant.model import Text
from keur.plant.triage import Justification
from keur.products.claims import Claim
from keur.products.inventory import Item

MOST_QUOTED = 400
"""Characters of an advisory that are quoted."""


def short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_QUOTED else line[: MOST_QUOTED - 1] + "…"


def quote(claim: Claim) -> str:
    """The advisory's own words for product and versions."""
    name, version = claim.product.full_name, claim.product.version
    return short(name if not version or version in name else f"{name} | {version}")


def inside(item: Item, claim: Claim) -> Text:
    if claim.range.everything:
        return Text(nl="alle versies zijn getroffen", en="all versions are affected")
    version, written = item.version_written, claim.product.version
    return Text(nl=f"versie {version} valt binnen `{written}`", en=f"version {version} falls within `{written}`")


def outside(item: Item, claim: Claim) -> Text:
    version, written = item.version_written, claim.product.version
    return Text(nl=f"versie {version} valt buiten `{written}`", en=f"version {version} falls outside `{written}`")


def said_not_affected(item: Item) -> Text:
    version = item.version_written
    if not version:
        return Text(
            nl="de leverancier noemt dit product niet getroffen", en="the maker says this product is not affected"
        )
    return Text(
        nl=f"de leverancier noemt versie {version} hersteld of niet getroffen",
        en=f"the maker says version {version} is fixed or not affected",
    )


_JUSTIFIED = {
    Justification.COMPONENT_NOT_PRESENT: Text(nl="het onderdeel zit er niet in", en="the component is not in it"),
    Justification.CODE_NOT_PRESENT: Text(nl="de kwetsbare code zit er niet in", en="the vulnerable code is not in it"),
    Justification.NOT_EXECUTED: Text(
        nl="de kwetsbare code wordt niet uitgevoerd", en="the vulnerable code is not executed"
    ),
    Justification.NOT_CONTROLLABLE: Text(
        nl="een aanvaller kan de kwetsbare code niet sturen", en="an attacker cannot control the vulnerable code"
    ),
    Justification.INLINE_MITIGATIONS: Text(
        nl="het product houdt misbruik al tegen", en="the product prevents the exploitation already"
    ),
}


def justified(label: str) -> Text:
    """That the maker says not affected, with its reason as CSAF and VEX label it."""
    why = _JUSTIFIED[Justification(label)] if label in set(Justification) else Text(nl=label, en=label)
    return Text(
        nl=f"de leverancier noemt dit product niet getroffen: {why.nl}",
        en=f"the maker says this product is not affected: {why.en}",
    )


def fixed(item: Item) -> Text:
    version = item.version_written
    return Text(
        nl=f"de maatregel in het advies noemt versie {version} hersteld",
        en=f"the advisory's remedy names version {version} as fixed",
    )


def implied(reason: Text) -> Text:
    return Text(
        nl=f"{reason.nl}; het advies geeft dit product wel een maatregel, maar geen status",
        en=f"{reason.en}; the advisory gives this product a remedy, but no status",
    )


def under_investigation() -> Text:
    return Text(nl="de leverancier onderzoekt dit nog", en="the maker is still investigating this")


def version_missing() -> Text:
    return Text(
        nl="de versie ontbreekt in de assetlijst; vul `firmware` in",
        en="the asset list has no version; fill in `firmware`",
    )


def version_unreadable(item: Item) -> Text:
    version = item.version_written
    return Text(
        nl=f"`{version}` in de assetlijst is niet als versie te lezen",
        en=f"`{version}` in the asset list cannot be read as a version",
    )


def range_unreadable(claim: Claim) -> Text:
    written = claim.product.version
    return Text(
        nl=f"`{written}` in het advies is niet met zekerheid te lezen",
        en=f"`{written}` in the advisory cannot be read with certainty",
    )


def version_on_the_edge(item: Item, claim: Claim) -> Text:
    version, written = item.version_written, claim.product.version
    return Text(
        nl=f"of versie {version} onder `{written}` valt, is uit die twee niet op te maken",
        en=f"whether version {version} falls under `{written}` cannot be told from the two",
    )


def range_against_name(claim: Claim) -> Text:
    written, name = claim.product.version, short(claim.product.full_name)
    return Text(
        nl=f"het advies spreekt zichzelf tegen: bereik `{written}`, productnaam `{name}`",
        en=f"the advisory contradicts itself: range `{written}`, product name `{name}`",
    )


def remedy_against_range(item: Item, fixed: Version) -> Text:
    version = item.version_written
    return Text(
        nl=f"het advies spreekt zichzelf tegen: versie {version} valt binnen het bereik, maar de maatregel noemt "
        f"{fixed} hersteld",
        en=f"the advisory contradicts itself: version {version} falls within the range, but the remedy names {fixed} "
        "as fixed",
    )


def condition(claim: Claim) -> Text:
    written = claim.range.condition
    return Text(nl=f"alleen onder deze voorwaarde: {written}", en=f"only under this condition: {written}")


def not_known(what: str, claim: Claim) -> Text:
    name = short(" ".join(claim.product.names) or claim.product.full_name)
    if what == "hardware":
        return Text(
            nl=f"de hardwareversie ontbreekt in de assetlijst; het advies gaat over `{name}`",
            en=f"the asset list has no hardware version; the advisory is about `{name}`",
        )
    if what == "platform":
        on = short(claim.product.platforms[-1].full_name)
        return Text(
            nl=f"alleen waar het op `{on}` staat; de assetlijst zegt dat niet",
            en=f"only where it is installed on `{on}`; the asset list does not say so",
        )
    return Text(
        nl=f"de versie ontbreekt in de assetlijst; het advies gaat over `{name}`",
        en=f"the asset list has no version; the advisory is about `{name}`",
    )


def inventory_against_itself(by_code: str, by_name: str) -> Text:
    return Text(
        nl=f"de assetlijst spreekt zichzelf tegen: het bestelnummer hoort bij {by_code}, de naam bij {by_name}",
        en=f"the asset list contradicts itself: the order number belongs to {by_code}, the name to {by_name}",
    )


def both_statuses(clear: Claim) -> Text:
    name = quote(clear)
    return Text(
        nl=f"het advies spreekt zichzelf tegen: `{name}` staat er ook als hersteld of niet getroffen",
        en=f"the advisory contradicts itself: `{name}` is also listed as fixed or not affected",
    )


def variants_differ(hit: Claim, clear: Claim) -> Text:
    one, other = quote(hit), quote(clear)
    return Text(
        nl=f"de ene uitvoering is getroffen (`{one}`), de andere niet (`{other}`); vul het bestelnummer in",
        en=f"one variant is affected (`{one}`), another is not (`{other}`); fill in the order number",
    )


def lines_differ(hit: Claim, clear: Claim) -> Text:
    one, other = hit.product.version, clear.product.version
    return Text(
        nl=f"het advies noemt `{one}` en `{other}` zonder te zeggen welke voor deze uitvoering geldt",
        en=f"the advisory names `{one}` and `{other}` without saying which holds for this variant",
    )


def all_variants(count: int) -> Text:
    return Text(
        nl=f"alle {count} uitvoeringen die het advies noemt, zijn getroffen",
        en=f"all {count} variants that the advisory names are affected",
    )


def vague_name(claim: Claim) -> Text:
    name = short(" ".join(claim.product.names) or claim.product.full_name)
    return Text(
        nl=f"de assetlijst noemt het product te algemeen; het advies gaat over `{name}`",
        en=f"the asset list names the product too broadly; the advisory is about `{name}`",
    )
