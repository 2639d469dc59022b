"""The steps about where the entity is, what it does, and what holds whatever its size."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from keur.assess.scope.certainty import Demonstrated, either
from keur.assess.scope.law import consequences
from keur.assess.scope.result import Step
from keur.assess.scope.sectors import Basis, Found, Sectors
from keur.plant.entity import Activity, LegalEntity, Special
from keur.plant.model import Place, Text

HOME = "NL"

SPECIAL = {
    Special.DESIGNATED: (("Cbw 9", "NIS2 3(1)(e)"), Text(nl="aangewezen: essentieel", en="designated: essential")),
    Special.WWKE_CRITICAL: (
        ("Cbw 8(1)(i)", "Cbw 15(5)", "NIS2 2(3)", "NIS2 3(1)(f)", "CER"),
        Text(
            nl="kritieke entiteit (Wwke): essentieel, ongeacht de grootte; de autoriteit van de Wwke houdt toezicht",
            en="critical entity (Wwke): essential, whatever the size; the authority of the Wwke supervises",
        ),
    ),
    Special.FORMER_ESSENTIAL_SERVICE: (
        ("Cbw 10",),
        Text(
            nl="vroeger aanbieder van een essentiële dienst: kan worden aangewezen",
            en="formerly an operator of an essential service: may be designated",
        ),
    ),
    Special.SOLE_PROVIDER: (
        ("Cbw 9", "NIS2 2(2)"),
        Text(nl="enige aanbieder: kan worden aangewezen", en="sole provider: may be designated"),
    ),
    Special.PUBLIC_SAFETY: (
        ("Cbw 9", "NIS2 2(2)"),
        Text(
            nl="uitval raakt openbare veiligheid of gezondheid: kan worden aangewezen",
            en="disruption hits public safety or health: may be designated",
        ),
    ),
    Special.SYSTEMIC_RISK: (
        ("Cbw 9", "NIS2 2(2)"),
        Text(nl="systeemrisico: kan worden aangewezen", en="systemic risk: may be designated"),
    ),
    Special.SPECIAL_IMPORTANCE: (
        ("Cbw 9", "NIS2 2(2)"),
        Text(
            nl="bijzonder belang, landelijk of regionaal: kan worden aangewezen",
            en="specific importance, national or regional: may be designated",
        ),
    ),
    Special.DEFENCE_BODY: (
        ("Cbw 7", "NIS2 2(7)"),
        Text(
            nl="overheidsorgaan voor defensie of veiligheid: buiten bereik",
            en="public body for defence or security: out of scope",
        ),
    ),
    Special.DEFENCE_SUPPLIER: (
        ("Cbw 23", "Cbw 32", "Cbw 45", "NIS2 2(8)"),
        Text(
            nl="werkt voor defensie of veiligheid: de minister kan vrijstellen",
            en="works for defence or security: the minister may exempt",
        ),
    ),
}

_CONDITIONS = {
    "producer": Text(
        nl="producent alleen als opwekking de hoofdactiviteit is (`weight: main`) of samen 100 MW of meer",
        en="a producer only when generation is the main activity (`weight: main`) or together 100 MW or more",
    ),
    "principal": Text(
        nl="alleen als dit de hoofdactiviteit is (`weight: main`)",
        en="only when this is the main activity (`weight: main`)",
    ),
    "not-minor": Text(
        nl="niet als dit een klein deel van het geheel is (`weight: minor`)",
        en="not when this is a minor part of the whole (`weight: minor`)",
    ),
}


def in_the_netherlands(entity: LegalEntity) -> Demonstrated:
    return None if entity.established is None else entity.established == HOME


def in_force_step(today: dt.date) -> Step:
    """Whether the act is in force on the day of the answer."""
    start: dt.date = consequences()["in_force"]
    title = Text(nl="Is de wet van kracht?", en="Is the act in force?")
    text = Text(
        nl=f"De Cyberbeveiligingswet en het Cyberbeveiligingsbesluit gelden sinds {start}.",
        en=f"The Cyberbeveiligingswet and the Cyberbeveiligingsbesluit are in force since {start}.",
    )
    doubt = None
    if today < start:
        doubt = Text(
            nl=f"op {today} is de wet nog niet van kracht; dit is het antwoord vanaf {start}",
            en=f"on {today} the act is not in force yet; this is the answer from {start}",
        )
    return Step("in-force", title, today >= start, text, ("Cbb 35",), doubt=doubt)


def established_step(entity: LegalEntity, found: Sectors) -> Step:
    title = Text(nl="Gevestigd in Nederland?", en="Established in the Netherlands?")
    answer = in_the_netherlands(entity)
    doubt = None
    if any(one.entry.condition == "digital" and one.fits is not False for one in found.found):
        doubt = Text(
            nl="voor digitale diensten telt de hoofdvestiging in de Unie; dat beoordeelt keur niet",
            en="for digital services the main establishment in the Union counts; keur does not judge that",
        )
    if answer is None:
        text = Text(nl="Niet ingevuld.", en="Not filled in.")
        return Step(
            "established", title, None, text, ("Cbw 4",), at(entity), (_key("organisation.established"),), doubt
        )
    country = entity.established
    text = (
        Text(nl="Ja.", en="Yes.")
        if answer
        else Text(
            nl=f"Nee: {country}. Het recht van die staat geldt, niet de Cbw.",
            en=f"No: {country}. The law of that state applies, not the Cbw.",
        )
    )
    return Step("established", title, answer, text, ("Cbw 4",), at(entity), doubt=doubt)


def activity_steps(entity: LegalEntity, found: Sectors) -> tuple[Step, ...]:
    """One step for each activity; one that says so when none is filled in."""
    if entity.activities is None:
        return (
            Step(
                "activities",
                Text(nl="Wat doet de entiteit?", en="What does the entity do?"),
                None,
                Text(nl="Niet ingevuld.", en="Not filled in."),
                ("NIS2 2(1)", "Cbw Annex 1", "Cbw Annex 2"),
                at(entity),
                (_key("organisation.activities"),),
            ),
        )
    return tuple(
        _activity(number, activity, [one for one in found.found if one.activity is activity], activity in found.open)
        for number, activity in enumerate(entity.activities, 1)
    )


def _activity(number: int, activity: Activity, found: Sequence[Found], is_open: bool) -> Step:
    title = Text(nl=f"Activiteit: {activity.description}", en=f"Activity: {activity.description}")
    rows = tuple(dict.fromkeys(row for one in found for row in (one.entry.row, f"Cbw Annex {one.entry.annex}")))
    id = f"activity-{number}"
    if not found and activity.entries is not None:
        text = Text(
            nl="Verklaard: geen vermelding in bijlage 1 of 2 past.", en="Declared: no entry of annex 1 or 2 fits."
        )
        return Step(id, title, False, text, ("Cbw Annex 1", "Cbw Annex 2"), (activity.place,))
    if not found:
        text = Text(
            nl="De code noemt geen vermelding, en niemand heeft gezegd of er een past.",
            en="The code names no entry, and nobody said whether one fits.",
        )
        return Step(id, title, None, text, ("Cbw Annex 1", "Cbw Annex 2"), (activity.place,), (_look(activity, ()),))
    lines = [_entry(one) for one in found]
    text = Text(nl=" ".join(one.nl for one in lines), en=" ".join(one.en for one in lines))
    hints = tuple(one for one in found if one.basis is Basis.HINT and one.condition_met is not False)
    missing = ((_look(activity, hints),) if hints else ()) + tuple(
        dict.fromkeys(
            _key(f"`weight`: {activity.description}") for one in found if one.condition_met is None and one not in hints
        )
    )
    answer = either(*(one.fits for one in found), None if is_open else False)
    if is_open:
        missing = (_look(activity, ()), *missing)
    return Step(id, title, answer, text, rows, (activity.place,), missing, _doubt(found))


def _entry(one: Found) -> Text:
    label, id = one.entry.label, one.entry.id
    if one.fits is False:
        nl, en = "geldt niet", "does not hold"
    elif one.fits is None:
        nl, en = "misschien", "perhaps"
    else:
        nl, en = "ja", "yes"
    condition = _CONDITIONS.get(one.entry.condition or "")
    more = Text(nl=f"; {condition.nl}", en=f"; {condition.en}") if condition else Text(nl="", en="")
    why = {
        Basis.NACE: Text(nl="door de NACE-code", en="by the NACE code"),
        Basis.SBI: Text(nl="door de SBI-code", en="by the SBI code"),
        Basis.DECLARED: Text(nl="verklaard", en="declared"),
        Basis.HINT: Text(nl="de code wijst in die richting", en="the code points that way"),
        Basis.GENERATION: Text(nl="door de eigen opwekking", en="because of its own generation"),
    }[one.basis]
    return Text(nl=f"{id} ({label.nl}): {nl}, {why.nl}{more.nl}.", en=f"{id} ({label.en}): {en}, {why.en}{more.en}.")


def _doubt(found: Sequence[Found]) -> Text | None:
    for one in found:
        if one.certain or one.fits is False:
            continue
        if one.contradicted:
            return Text(
                nl=f"{one.entry.id} is in de wet NACE {one.entry.nace}, maar de activiteit heeft een andere code",
                en=f"{one.entry.id} is NACE {one.entry.nace} in the law, but the activity has another code",
            )
        if one.basis is Basis.SBI:
            return Text(
                nl="een SBI-code in het handelsregister is een aanwijzing; de wet kijkt naar wat u echt doet",
                en="an SBI code in the trade register is an indication; the law looks at what you really do",
            )
        return Text(
            nl=f"hoe ver {one.entry.id} reikt is niet duidelijk; vraag het de inspectie",
            en=f"how far {one.entry.id} reaches is not clear; ask the inspectorate",
        )
    return None


def special_step(entity: LegalEntity, found: Sectors) -> Step:
    title = Text(nl="Wat geldt ongeacht de grootte?", en="What holds whatever the size?")
    if entity.special is None:
        text = Text(nl="Niet ingevuld.", en="Not filled in.")
        missing = (
            _key("organisation.special", "een lege lijst als er niets geldt", "an empty list when nothing does"),
        )
        return Step("special", title, None, text, ("Cbw 9", "Cbw 8(1)(i)", "NIS2 2(2)"), at(entity), missing)
    if not entity.special:
        text = Text(nl="Niets.", en="Nothing.")
        return Step("special", title, False, text, ("Cbw 9", "Cbw 8(1)(i)", "NIS2 2(2)"), at(entity))
    told = [SPECIAL[one] for one in entity.special]
    rows = tuple(dict.fromkeys(row for one, _ in told for row in one))
    text = Text(nl="; ".join(one.nl for _, one in told) + ".", en="; ".join(one.en for _, one in told) + ".")
    fits = [one.fits for one in found.found]
    doubt = None
    if Special.DESIGNATED in entity.special and not found.open and True not in fits and None not in fits:
        doubt = Text(
            nl="alleen een entiteit van bijlage 1 of 2 kan worden aangewezen, en geen vermelding past",
            en="only an entity of annex 1 or 2 can be designated, and no entry fits",
        )
    return Step("special", title, True, text, rows, at(entity), doubt=doubt)


def at(entity: LegalEntity) -> tuple[Place, ...]:
    return () if entity.place is None else (entity.place,)


def _look(activity: Activity, hints: Sequence[Found]) -> Text:
    names = ", ".join(one.entry.id for one in hints)
    key = f"`entries`: {activity.description}"
    if not names:
        return _key(key, "welke vermeldingen passen, of een lege lijst", "which entries fit, or an empty list")
    return _key(key, f"kijk naar {names}; een lege lijst als geen past", f"look at {names}; an empty list if none fits")


def _key(key: str, nl: str = "", en: str = "") -> Text:
    return Text(nl=f"{key}" + (f" ({nl})" if nl else ""), en=f"{key}" + (f" ({en})" if en else ""))
