"""What the Purdue diagram of a result shows: its zones, its pipes with their worst verdict, and the table beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from keur.assess.result import VERDICTS, ChannelVerdict, Result
from keur.dossier import measure, purdue, route
from keur.dossier.purdue import PSEUDO_ZONES


@dataclass(frozen=True, slots=True)
class PipeContent:
    """One pipe: a declared conduit, or the undeclared channels from one zone to another."""

    key: str
    """The conduit's id; `undeclared:<from>:<to>` otherwise."""
    label: str
    """Its number in the diagram: `7`, or `!2` for undeclared."""
    declared: bool
    from_zone: str
    to_zone: str
    channels: tuple[ChannelVerdict, ...]
    verdict: str


def worst(verdicts: Iterable[str]) -> str:
    """The worst of some verdicts; `unknown` of none."""
    return min(verdicts, key=rank, default="unknown")


def rank(verdict: str) -> int:
    """Place of a verdict in the order of consequence, worst first."""
    return VERDICTS.index(verdict) if verdict in VERDICTS else len(VERDICTS)


MOST_DOORS = 8
"""Pairs of zones with open doors only that are drawn; more would hide the conduits. The matrix shows all."""


def contents(result: Result) -> tuple[PipeContent, ...]:
    """Declared conduits in the order of the model file, then undeclared channels that were seen or, when these are few,
    are permitted."""
    conduits = {conduit.id: conduit for conduit in result.plant.conduits}
    within: dict[str, list[ChannelVerdict]] = {name: [] for name in conduits}
    undeclared: dict[tuple[str, str], list[ChannelVerdict]] = {}
    for channel in result.channels:
        if channel.declared == "yes" and channel.conduit in within:
            within[channel.conduit].append(channel)
        elif "yes" in (channel.observed, channel.permitted):
            undeclared.setdefault((channel.from_zone, channel.to_zone), []).append(channel)
    for pair in undrawn(result):
        undeclared.pop(pair, None)
    found = []
    for number, (name, channels) in enumerate(within.items(), 1):
        ends = conduits[name].from_zone, conduits[name].to_zone
        verdict = worst(channel.verdict for channel in channels)
        found.append(PipeContent(name, str(number), True, *ends, tuple(channels), verdict))
    for number, ((start, end), channels) in enumerate(sorted(undeclared.items()), 1):
        verdict = worst(channel.verdict for channel in channels)
        found.append(
            PipeContent(f"undeclared:{start}:{end}", f"!{number}", False, start, end, tuple(channels), verdict)
        )
    return tuple(found)


def undrawn(result: Result) -> frozenset[tuple[str, str]]:
    """Pairs of zones with nothing but open doors between them, when these are too many to draw."""
    more = {(one.from_zone, one.to_zone) for one in result.channels if "yes" in (one.declared, one.observed)}
    doors = {(one.from_zone, one.to_zone) for one in result.channels if one.permitted == "yes"} - more
    return frozenset(doors if len(doors) > MOST_DOORS else ())


def zone_names(result: Result, language: str, pseudo: dict[str, str]) -> dict[str, str]:
    """Name of every declared zone in `language`, and of the pseudo-zones."""
    return pseudo | {zone.id: getattr(zone.name, language) for zone in result.plant.zones}


def drawing(result: Result, pipes: tuple[PipeContent, ...], names: dict[str, str]) -> measure.Drawing:
    """Places zones and routes pipes. The same result gives the same drawing."""
    ends = {end for pipe in pipes for end in (pipe.from_zone, pipe.to_zone)}
    ends -= {zone.id for zone in result.plant.zones}
    grid = purdue.layout(result.plant.zones, [name for name in PSEUDO_ZONES if name in ends])
    links = [route.Link(pipe.key, pipe.from_zone, pipe.to_zone) for pipe in pipes]
    plan = route.plan(grid, links)
    return measure.measure(grid, plan, names, {pipe.key: pipe.label for pipe in pipes})
