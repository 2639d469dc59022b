"""Policies of FortiOS to rules.

Sources: FortiOS CLI Reference, "config firewall policy" and "config firewall security-policy"; FortiOS Administration
Guide, "Firewall policy": the first policy that fits decides, in the order of the list and not of the numbers, and what
fits none is denied. A policy for IPv4 and IPv6 (from 6.4) fits each family by its own addresses. Of packets whose
destination a virtual IP rewrote, only policies that name that virtual IP are asked (Technical Tip "DENY policy for
Virtual IP firewall policy"), and denying ones with `match-vip`, which is the default from 7.2.4. Policies with users
are passed over by packets of others (FortiOS 5.2 Handbook, "Identity fall through rules"; 6.2 New Features,
"Authentication Policy Extensions" for `auth-on-demand always`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet.matching import Matcher
from keur.observe.firewalls.fortinet.profiles import stoppers
from keur.observe.firewalls.fortinet.schedules import When, when
from keur.observe.firewalls.fortinet.tree import Block
from keur.observe.firewalls.fortinet.virtual_ips import reasons_together
from keur.observe.firewalls.model import Action, Packets, Rule
from keur.observe.firewalls.vague import VaguePackets, rules

FORWARDED = ("firewall policy", "firewall consolidated policy", "firewall policy6")
"""Lists of policies for packets that go through. Those for the two families have no packets in common."""
_BETWEEN_FAMILIES = ("firewall policy46", "firewall policy64")
_ACTIONS = {"accept": Action.ACCEPT, "deny": Action.DROP}
_IDENTITY = ("users", "groups", "fsso-groups", "devices")


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy, and what it comes to."""

    path: str
    block: Block
    packets: VaguePackets
    action: Action
    when: When
    enabled: bool
    rules: tuple[Rule, ...]


def forwarding(matcher: Matcher) -> list[Policy]:
    """The policies of a virtual domain for packets that go through, in order."""
    found = _read(matcher, FORWARDED)
    for path in _BETWEEN_FAMILIES:
        found.extend(_between_families(matcher, path))
    return found


def by_application(matcher: Matcher) -> list[Policy]:
    """Security policies of NGFW policy-based mode: a packet must pass them besides the others."""
    return _read(matcher, ("firewall security-policy",))


def _read(matcher: Matcher, paths: Iterable[str]) -> list[Policy]:
    """Policies that are switched off come last, for what they name matters to nobody; and are put in order again."""
    device = matcher.device
    blocks = [(path, block) for path in paths for block in matcher.domain.section(path).entries.values()]
    found: dict[int, Policy] = {}
    for off in (False, True):
        device.muted = off
        for number, (path, block) in enumerate(blocks):
            if (block.value("status") == "disable") == off:
                found[number] = _policy(matcher, path, block)
    device.muted = False
    return [found[number] for number in sorted(found)]


def _policy(matcher: Matcher, path: str, block: Block) -> Policy:
    device = matcher.device
    time = when(device, matcher.domain, block.value("schedule"), block.line_of("schedule"))
    packets = matcher.of_policy(path, block)
    if time.doubt is not None:
        packets = VaguePackets((), packets.possible, (*packets.doubts, time.doubt))
    action = _ACTIONS.get(block.value("action", "deny"), Action.UNKNOWN)
    enabled = block.value("status") != "disable" and not time.never
    if action is Action.UNKNOWN or block.is_on("nat46") or block.is_on("nat64"):
        packets = _unknown(matcher, block, packets)
        action = Action.UNKNOWN
    if action is Action.ACCEPT and any(block.values(key) for key in _IDENTITY) and _always_asks(matcher):
        action = Action.UNKNOWN
    base = _base(path, block, action, time, enabled)
    made = rules(base, packets)
    why = stoppers(device, matcher.domain, block) if action is Action.ACCEPT and enabled else ()
    if why and packets.possible:
        stop = replace(base, action=Action.DROP, doubt=reasons_together(why), matches=packets.possible)
        made = [stop, *made]
    return Policy(path, block, packets, action, time, enabled, tuple(made))


def _unknown(matcher: Matcher, block: Block, packets: VaguePackets) -> VaguePackets:
    """A policy whose packets leave as others, or that lets answers in besides: both ways are in doubt."""
    text = f"action {block.value('action')}" if block.value("action") not in _ACTIONS else "nat46 nat64"
    keys = [key for key in ("nat46", "nat64", "action") if block.value(key) not in ("", "disable")]
    why = matcher.device.doubt(block.line_of(*keys), block.text("uuid"), reasons.not_modelled(text))
    ways = [
        Packets(in_interfaces=one, out_interfaces=other)
        for box in packets.possible
        for one, other in ((box.in_interfaces, box.out_interfaces), (box.out_interfaces, box.in_interfaces))
    ]
    return VaguePackets((), tuple(dict.fromkeys(ways)), (*packets.doubts, why))


def _always_asks(matcher: Matcher) -> bool:
    """Whether packets of users who are not known stop at a policy with users, instead of going on to the next."""
    version = matcher.device.version
    if version is not None and version < (5, 2, 0):
        return True
    return matcher.domain.section("user setting").value("auth-on-demand") == "always"


def _base(path: str, block: Block, action: Action, time: When, enabled: bool) -> Rule:
    drops = action is Action.DROP
    family = "6 " if path.endswith("6") else ""
    return Rule(
        block.line,
        text_of(block),
        (),
        action,
        name=family + block.name,
        enabled=enabled,
        log=block.value("logtraffic") in ("all", "enable"),
        comment=" ".join(block.values("comments") or block.values("comment")),
        since=time.first_day(whole=drops),
        until=_sooner(time.last_day(whole=drops), _expiry(block)),
        schedule=time.hours,
    )


def text_of(block: Block) -> str:
    """A policy on one line."""
    return block.text("uuid", "comments")


def _expiry(block: Block) -> dt.date | None:
    """The last day of a policy that ends by itself (`policy-expiry-date 2024-12-31 23:59:59`)."""
    if not block.is_on("policy-expiry"):
        return None
    words = (*block.values("policy-expiry-date"), *block.values("policy-expiry-date-utc"))
    try:
        end = dt.datetime.fromisoformat(" ".join(words[:2]))
    except ValueError:
        return None
    return end.date() - dt.timedelta(days=end.time() == dt.time(0))


def _sooner(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _between_families(matcher: Matcher, path: str) -> list[Policy]:
    """Policies between IPv4 and IPv6: packets leave as others than they came, which rules cannot say."""
    found = []
    for block in matcher.domain.section(path).entries.values():
        if block.value("status") == "disable":
            continue
        ins, outs = (
            matcher.interfaces.named(matcher.device, matcher.domain.name, key, block) for key in ("srcintf", "dstintf")
        )
        why = matcher.device.doubt(block.line, block.text("uuid"), reasons.not_modelled(path))
        box = Packets(in_interfaces=ins.possible, out_interfaces=outs.possible)
        packets = VaguePackets((), (box,), (why,))
        base = replace(_base(path, block, Action.UNKNOWN, When(), True), name=f"{path[-2:]} {block.name}")
        found.append(Policy(path, block, packets, Action.UNKNOWN, When(), True, tuple(rules(base, packets))))
    return found


def local(matcher: Matcher, path: str) -> list[Rule]:
    """Rules for packets to the device itself, or access lists at interfaces."""
    found: list[Rule] = []
    for block in matcher.domain.section(path).entries.values():
        off = block.value("status") == "disable"
        matcher.device.muted = off
        time = when(matcher.device, matcher.domain, block.value("schedule"), block.line_of("schedule"))
        packets = matcher.of_local(path, block)
        if time.doubt is not None:
            packets = VaguePackets((), packets.possible, (*packets.doubts, time.doubt))
        action = _ACTIONS.get(block.value("action", "deny"), Action.UNKNOWN)
        found.extend(rules(_base(path, block, action, time, not off and not time.never), packets))
        matcher.device.muted = False
    return found
