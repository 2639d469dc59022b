"""Rules while their statements are read: packets, what becomes of them, and what is said beside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.model import Action
from keur.observe.firewalls.nft import matching
from keur.observe.firewalls.nft.matching import Undecided
from keur.observe.firewalls.nft.tree import TableTree, Tree
from keur.observe.firewalls.vague import VaguePackets

_DECIDES_NOTHING = {"counter", "log", "mangle", "set", "flow", "notrack", "last", "dup", "secmark", "comment"}
_ELSEWHERE = {"queue", "tproxy", "fwd", "synproxy", "xt", "meter"}
"""Statements after which it is not known here what becomes of the packet."""
_VERDICTS = {
    "accept": Action.ACCEPT,
    "drop": Action.DROP,
    "reject": Action.DROP,
    "continue": Action.CONTINUE,
    "return": Action.RETURN,
    "jump": Action.JUMP,
    "goto": Action.GOTO,
}
_REWRITES = {"ip saddr", "ip daddr", "ip6 saddr", "ip6 daddr", "tcp dport", "tcp sport", "udp dport", "udp sport"}
_SCHEDULES = {"hour", "day", "time"}


@dataclass(slots=True)
class Draft:
    """A rule while its statements are read."""

    packets: VaguePackets
    action: Action = Action.CONTINUE
    target: str = ""
    log: bool = False
    hits: int | None = None
    schedule: list[str] = field(default_factory=list)
    entries: list[tuple[VaguePackets, Action, str]] = field(default_factory=list)
    """Of a verdict map: packets and what becomes of them."""
    nat: tuple[str, Mapping[str, Tree]] | None = None
    stateless: bool = True


def read_statement(table: TableTree, draft: Draft, statement: Tree) -> None:
    """Adds one statement to a rule."""
    if not isinstance(statement, dict) or not statement:
        draft.packets &= VaguePackets.unknown(reasons.not_known(str(statement)))
        return
    kind, body = next(iter(statement.items()))
    if kind == "match" and isinstance(body, dict):
        _match(table, draft, body)
    elif kind == "vmap" and isinstance(body, dict):
        _verdict_map(table, draft, body)
    elif kind in _VERDICTS:
        draft.action = _VERDICTS[kind]
        draft.target = str(body.get("target", "")) if isinstance(body, dict) else ""
    elif kind in ("limit", "quota", "ct count"):
        draft.packets &= VaguePackets.unknown(reasons.not_modelled(kind))
    elif kind in ("snat", "dnat", "masquerade", "redirect"):
        draft.nat = (kind, body if isinstance(body, dict) else {})
    elif kind in _DECIDES_NOTHING:
        draft.log |= kind == "log"
        if kind == "counter" and isinstance(body, dict) and isinstance(body.get("packets"), int):
            draft.hits = body["packets"]
        if kind == "mangle" and isinstance(body, dict) and matching.words(body.get("key")) in _REWRITES:
            draft.action = Action.UNKNOWN
    elif kind in _ELSEWHERE:
        draft.action = Action.UNKNOWN
    else:
        draft.packets &= VaguePackets.unknown(reasons.not_known(kind))


def _match(table: TableTree, draft: Draft, body: Mapping[str, Tree]) -> None:
    match body.get("left"):
        case {"meta": {"key": str(key)}} if key in _SCHEDULES:
            draft.schedule.append(f"{key} {body.get('op')} {json.dumps(body.get('right'))}")
            return
        case {"ct": _}:
            draft.stateless = False
    draft.packets &= matching.of_match(body, table.sets)


def _verdict_map(table: TableTree, draft: Draft, body: Mapping[str, Tree]) -> None:
    try:
        data = matching.resolved(body.get("data"), table.sets)
        entries = [_entry(table, body.get("key"), pair) for pair in data["set"]]
    except (Undecided, TypeError, KeyError, ValueError) as error:
        why = error.why if isinstance(error, Undecided) else reasons.wrong(str(body.get("data")))
        draft.packets &= VaguePackets.unknown(why)
        draft.action = Action.UNKNOWN
        return
    draft.entries.extend(entries)
    if not draft.entries:
        draft.packets = VaguePackets()


def _entry(table: TableTree, key: Tree, pair: Tree) -> tuple[VaguePackets, Action, str]:
    """Raises ValueError when it is no value with a verdict."""
    match pair:
        case [value, dict(verdict)] if len(verdict) == 1:
            ((kind, about),) = verdict.items()
        case _:
            raise ValueError(str(pair))
    if isinstance(value, dict) and isinstance(value.get("elem"), dict):
        value = value["elem"].get("val")
    packets = matching.of_match({"op": "==", "left": key, "right": {"set": [value]}}, table.sets)
    target = str(about.get("target", "")) if isinstance(about, dict) else ""
    return packets, _VERDICTS.get(kind, Action.UNKNOWN), target
