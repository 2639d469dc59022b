"""Who reaches the administration of a firewall: from which zones, by which of its rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from keur.observe.firewalls.intervals import ANYWHERE, Addresses, Intervals
from keur.observe.firewalls.model import TCP, UDP, Stage
from keur.reach.book import Asked
from keur.reach.devices import Device
from keur.reach.packets import FIRST
from keur.reach.steps import Decision, of_stages
from keur.reach.zones import Decider, Reach

SERVICES = {
    "ssh": (TCP, 22),
    "telnet": (TCP, 23),
    "http": (TCP, 80),
    "https": (TCP, 443),
    "snmp": (UDP, 161),
}
"""Services with which firewalls are administered, where they usually live."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a firewall lets a zone do with its administration."""

    zone: str
    service: str
    answer: str
    """`yes` or `unknown`; what is refused is left out."""
    decider: Decider | None


def administration(reach: Reach, device: Device) -> Iterator[Access]:
    """For each zone and service, the access that a firewall gives.

    Nothing for firewalls whose configuration does not say what reaches themselves."""
    local = [hook for hook in device.firewall.hooks if hook.stage is Stage.LOCAL]
    number = None
    if local:
        steps = of_stages(device.firewall, Stage.BEFORE_TRANSLATION, Stage.LOCAL, today=reach.engine.today)
        number = reach.engine.book.add(steps)
    for zone, attachments in reach.topology.attachments.items():
        for one in attachments:
            if one.device != device.id:
                continue
            for service in SERVICES:
                answer = _declared_apart(device, one.interface, service, one.addresses)
                decider = None
                if answer is None and number is not None:
                    answer, decider = _by_rules(reach, device, number, one.interface, one.addresses, service)
                if answer is not None and answer != "no":
                    yield Access(zone, service, answer, decider)


def _declared_apart(device: Device, interface: str, service: str, addresses: Addresses) -> str | None:
    """What the platform says of an interface apart from its rules; None when it says nothing of any."""
    said = [one for one in device.firewall.interfaces if one.management]
    if not said:
        return None
    for one in said:
        if one.name == interface and one.management.get(service, Addresses()) & addresses:
            return "yes"
    return "no"


def _by_rules(
    reach: Reach, device: Device, number: int, interface: str, addresses: Addresses, service: str
) -> tuple[str, Decider | None]:
    """What the rules say, in the address families of the firewall's own addresses. Where these are not known, it is an
    answer only when it is the same for all addresses."""
    protocol, port = SERVICES[service]
    region = replace(
        FIRST,
        source=addresses - device.own,
        destination=device.own or ANYWHERE,
        protocols=Intervals.of(protocol),
        destination_ports=Intervals.of(port),
    )
    found: dict[Decision, Decider] = {}
    for comparison in reach.engine.book.compare([Asked(number, interface, "")], region):
        for (verdict,) in comparison.groups:
            found.setdefault(verdict.decision, Decider(device.id, verdict.doubt or verdict.decider))
    if not device.own and len(found) > 1:
        return "unknown", next(iter(found.values()))
    for decision, answer in ((Decision.PERMITTED, "yes"), (Decision.UNKNOWN, "unknown")):
        if decision in found:
            return answer, found[decision]
    return "no", None
