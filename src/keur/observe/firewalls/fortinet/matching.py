"""What a policy of FortiOS asks for: interfaces, addresses, services, and conditions that are not in the packet.

Sources: as in `policies`; FortiOS Administration Guide, "Internet Services": with them, addresses and services of that
side are not asked for, and their addresses are not in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet import services
from keur.observe.firewalls.fortinet.addresses import AddressBook
from keur.observe.firewalls.fortinet.device import Device, Domain
from keur.observe.firewalls.fortinet.interfaces import Interfaces, VagueNames
from keur.observe.firewalls.fortinet.services import ServiceBook
from keur.observe.firewalls.fortinet.tree import Block
from keur.observe.firewalls.fortinet.virtual_ips import SHARED, VirtualAddress, VirtualBook
from keur.observe.firewalls.intervals import EVERY_V4, EVERY_V6, PROTOCOLS, Addresses, Intervals
from keur.observe.firewalls.model import EVERYTHING, Names, Packets
from keur.observe.firewalls.vague import VagueAddresses, VaguePackets
from keur.plant.model import Text

_EVERY = {4: EVERY_V4, 6: EVERY_V6}
_MATCHES_VIRTUAL = (7, 2, 4)
"""From this version denying policies also look at packets to virtual IPs. Notes differ about the version before."""

_OTHER_CONDITIONS = {
    "groups": "", "users": "", "fsso-groups": "", "devices": "", "src-vendor-mac": "", "network-service-dynamic": "",
    "network-service-src-dynamic": "", "ztna-ems-tag": "", "ztna-ems-tag-secondary": "", "ztna-geo-tag": "",
    "url-category": "", "app-category": "", "app-group": "",
    "reputation-minimum": "0", "reputation-minimum6": "0", "sgt-check": "disable", "ztna-status": "disable",
    "rsso": "disable", "ntlm": "disable", "disclaimer": "disable", "tos-mask": "0x00", "dscp-match": "disable",
    "identity-based": "disable", "http-policy-redirect": "disable", "ssh-policy-redirect": "disable",
    "ztna-policy-redirect": "disable", "vlan-filter": "", "learning-mode": "disable",
}  # fmt: skip
"""Conditions that are not in a packet as keur has it, with the value that switches each off."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of a section under which it keeps addresses, by family."""

    sources: dict[int, str]
    destinations: dict[int, str]


_BOTH = Keyring({4: "srcaddr", 6: "srcaddr6"}, {4: "dstaddr", 6: "dstaddr6"})
_FOUR = Keyring({4: "srcaddr"}, {4: "dstaddr"})
_SIX = Keyring({6: "srcaddr"}, {6: "dstaddr"})
_NUMBERED = Keyring({4: "srcaddr4", 6: "srcaddr6"}, {4: "dstaddr4", 6: "dstaddr6"})
KEYS = {
    "firewall policy": _BOTH,
    "firewall policy6": _SIX,
    "firewall consolidated policy": _NUMBERED,
    "firewall security-policy": _BOTH,
    "firewall local-in-policy": _FOUR,
    "firewall local-in-policy6": _SIX,
    "firewall acl": _FOUR,
    "firewall acl6": _SIX,
}


@dataclass(slots=True)
class Matcher:
    """Works out the packets of policies of one virtual domain."""

    device: Device
    domain: Domain
    interfaces: Interfaces
    addresses: AddressBook
    services: ServiceBook
    virtual: VirtualBook

    def of_policy(self, path: str, block: Block) -> VaguePackets:
        """The packets that a policy is for."""
        doubts = list(self.device.odd(block))
        doubts += self._conditions(block)
        keys = KEYS[path]
        if path == "firewall security-policy" and ("srcaddr4" in block.settings or "dstaddr4" in block.settings):
            keys = _NUMBERED
        ins, outs = (self.interfaces.named(self.device, self.domain.name, key, block) for key in ("srcintf", "dstintf"))
        sources = self._sources(block, keys)
        destinations = self._destinations(block, keys)
        found = self._services(path, block)
        return combined(sources, destinations, found, ins, outs, self._applications(block), doubts)

    def of_local(self, path: str, block: Block) -> VaguePackets:
        """The packets of a local-in policy or an access list: those that come in at its interfaces."""
        doubts = list(self.device.odd(block))
        key = "intf" if path.startswith("firewall local") else "interface"
        ins = self.interfaces.named(self.device, self.domain.name, key, block)
        if block.is_on("ha-mgmt-intf-only"):
            why = reasons.not_modelled("ha-mgmt-intf-only")
            doubts.append(self.device.doubt(block.line_of("ha-mgmt-intf-only"), block.text("uuid"), why))
        keys = KEYS[path]
        sources = self._sources(block, keys)
        every = [self._side(block, key, family) for family, key in keys.destinations.items()]
        boxes = VaguePackets(
            tuple(Packets(destination=one.sure) for one in every),
            tuple(Packets(destination=one.possible) for one in every),
            tuple(doubt for one in every for doubt in one.doubts),
        )
        found = self._services(path, block)
        return combined(sources, boxes, found, ins, VagueNames(Names(), Names()), None, doubts)

    def _missing(self, block: Block, key: str) -> Text:
        return self.device.doubt(block.line, block.text("uuid"), reasons.missing(key))

    def _conditions(self, block: Block) -> list[Text]:
        found = []
        for key in block.settings:
            value = block.value(key)
            if key in _OTHER_CONDITIONS and value not in ("", _OTHER_CONDITIONS[key]):
                text = f"{key} {' '.join(block.values(key))}"
                found.append(self.device.doubt(block.line_of(key), f"set {text}", reasons.not_modelled(text)))
        return found

    def _sources(self, block: Block, keys: Keyring) -> VagueAddresses:
        found = VagueAddresses()
        for family, key in keys.sources.items():
            service = "internet-service-src" if family == 4 else "internet-service6-src"
            if block.is_on(service):
                found |= self._from_database(block, service, family)
            else:
                found |= self._side(block, key, family)
        if not any(block.values(key) for key in keys.sources.values()) and not found.doubts:
            found |= VagueAddresses.unknown(self._missing(block, next(iter(keys.sources.values()))))
        return found

    def _from_database(self, block: Block, key: str, family: int) -> VagueAddresses:
        why = reasons.by_name(" ".join(block.values(f"{key}-name") or (key,)))
        return VagueAddresses.unknown(self.device.doubt(block.line_of(key), f"set {key} enable", why), _EVERY[family])

    def _side(self, block: Block, key: str, family: int) -> VagueAddresses:
        """The addresses of one family on one side; none when it names none."""
        names = block.values(key)
        if not names:
            return VagueAddresses()
        found = self.addresses.of_names(family, names, block.line_of(key), key)
        if len(names) > 1 and "all" in names:
            # The device does not keep `all` beside other addresses, and notes differ about which of them it drops.
            text = f"set {key} {' '.join(names)}"
            why = self.device.doubt(block.line_of(key), text, reasons.wrong(" ".join(names)))
            others = [name for name in names if name != "all"]
            sure = self.addresses.of_names(family, others, block.line_of(key), key).sure
            found = VagueAddresses(sure, found.possible, (*found.doubts, why))
        return self._negated(block, key, family, found)

    def _negated(self, block: Block, key: str, family: int, found: VagueAddresses) -> VagueAddresses:
        old = key.rstrip("46") + "-negate"
        own = key + "-negate" if key.endswith("6") else old
        if own not in block.settings and own != old and block.is_on(old):
            why = self.device.doubt(block.line_of(old), f"set {old} enable", reasons.not_modelled(f"{old} {key}"))
            return VagueAddresses.unknown(why, _EVERY[family])
        if not block.is_on(own):
            return found
        return VagueAddresses.known(_EVERY[family]) - found

    def _destinations(self, block: Block, keys: Keyring) -> VaguePackets:
        found = VaguePackets()
        for family, key in keys.destinations.items():
            service = "internet-service" if family == 4 else "internet-service6"
            if block.is_on(service):
                there = self._from_database(block, service, family)
                found |= VaguePackets((), (Packets(destination=there.possible),), there.doubts)
            elif block.values(key):
                found |= self._destinations_of(block, key, family)
        if not found.possible:
            found |= VaguePackets.unknown(self._missing(block, next(iter(keys.destinations.values()))))
        return found

    def _destinations_of(self, block: Block, key: str, family: int) -> VaguePackets:
        """Addresses, and virtual IPs by the inner side that packets have once they were rewritten."""
        plain: list[str] = []
        virtual: list[VirtualAddress] = []
        for name in block.values(key):
            known = self.virtual.named(family, name)
            if known is None:
                plain.append(name)
            else:
                virtual.extend(known)
        if not virtual:
            return self._plain(block, key, family, self._side(block, key, family))
        for one in virtual:
            one.used |= block.value("status") != "disable"
        found = VaguePackets()
        if plain:
            there = self.addresses.of_names(family, plain, block.line_of(key), key)
            found = self._plain(block, key, family, there)
        if block.is_on(f"{key}-negate"):
            why = reasons.not_modelled(f"{key}-negate")
            why = self.device.doubt(block.line_of(f"{key}-negate"), block.text("uuid"), why)
            return VaguePackets.unknown(why, Packets(destination=_EVERY[family]))
        names = {one.name for one in virtual}
        for one in virtual:
            found |= self._virtual(block, key, one, names)
        return found

    def _virtual(self, block: Block, key: str, one: VirtualAddress, names: set[str]) -> VaguePackets:
        if one.doubts:
            return VaguePackets((), (one.inside,), one.doubts)
        if one.sharers <= names:
            return VaguePackets.known(one.inside)
        why = self.device.doubt(block.line_of(key), f"set {key} {one.name}", SHARED)
        return VaguePackets((), (one.inside,), (why,))

    def _plain(self, block: Block, key: str, family: int, found: VagueAddresses) -> VaguePackets:
        """Addresses, and whether packets to virtual IPs are looked at as well."""
        if self.domain.central or not any(version == family for version, _ in self.virtual.found):
            return VaguePackets(
                (Packets(destination=found.sure),), (Packets(destination=found.possible),), found.doubts
            )
        sure: tuple[Packets, ...] = ()
        possible: tuple[Packets, ...] = ()
        if not block.is_on("match-vip-only"):
            sure = (Packets(destination=found.sure, translated=False),)
            possible = (Packets(destination=found.possible, translated=False),)
        made = VaguePackets(sure, possible, found.doubts)
        looks = self._looks_at_virtual(block)
        if looks is False:
            return made
        for one in self.virtual.found.values():
            if one.family != family or not found.possible & (one.external | one.mapped):
                continue
            # Whether a policy asks for the outer or the inner address is not documented; `all` holds both.
            if looks and one.external | one.mapped <= found.sure and not one.doubts:
                made |= VaguePackets.known(one.inside)
            else:
                line = block.line_of("match-vip-only", "match-vip", key)
                why = self.device.doubt(line, block.text("uuid"), reasons.not_modelled("match-vip"))
                made |= VaguePackets((), (one.inside,), (why,))
        return made

    def _looks_at_virtual(self, block: Block) -> bool | None:
        """Whether a policy with plain addresses is for packets to virtual IPs; None when that is not known."""
        if block.values("match-vip"):
            return block.is_on("match-vip")
        if block.is_on("match-vip-only"):
            return None
        version = self.device.version
        if block.value("action", "deny") == "accept" or (version is not None and version < (7, 2, 3)):
            return False
        return True if version is not None and version >= _MATCHES_VIRTUAL else None

    def _services(self, path: str, block: Block) -> VaguePackets:
        names = block.values("service")
        if block.is_on("internet-service") or block.is_on("internet-service6"):
            return VaguePackets.known(EVERYTHING)
        by_application = path == "firewall security-policy"
        if by_application and block.value("enforce-default-app-port", "enable") == "enable" and not names:
            if not block.values("application"):
                return VaguePackets.known(EVERYTHING)
            why = reasons.not_modelled("enforce-default-app-port")
            return VaguePackets.unknown(self.device.doubt(block.line_of("application"), block.text("uuid"), why))
        if not names:
            return VaguePackets.unknown(self._missing(block, "service"))
        found = self.services.of_names(names, block.line_of("service"))
        if not block.is_on("service-negate"):
            return found
        sure, possible = services.complement(found.possible), services.complement(found.sure)
        if sure is None or possible is None:
            why = reasons.not_modelled("service-negate")
            return VaguePackets.unknown(self.device.doubt(block.line_of("service-negate"), block.text("uuid"), why))
        return VaguePackets(sure, possible, found.doubts)

    def _applications(self, block: Block) -> frozenset[str] | None:
        names = block.values("application")
        return frozenset(names) if names else None


def combined(
    sources: VagueAddresses,
    destinations: VaguePackets,
    found: VaguePackets,
    ins: VagueNames,
    outs: VagueNames,
    applications: frozenset[str] | None,
    doubts: Iterable[Text],
) -> VaguePackets:
    """All conditions of a policy together. With `doubts`, none of its packets are sure."""
    extra = tuple(doubts)
    every = dict.fromkeys((*extra, *sources.doubts, *destinations.doubts, *found.doubts, *ins.doubts, *outs.doubts))
    sure: tuple[Packets, ...] = ()
    if not extra:
        sure = _boxes(sources.sure, destinations.sure, found.sure, ins.sure, outs.sure, applications)
    if not every:
        return VaguePackets(sure, sure)
    possible = _boxes(
        sources.possible, destinations.possible, found.possible, ins.possible, outs.possible, applications
    )
    return VaguePackets(sure, possible, tuple(every))


def _boxes(
    source: Addresses,
    destinations: Sequence[Packets],
    found: Sequence[Packets],
    ins: Names,
    outs: Names,
    applications: frozenset[str] | None,
) -> tuple[Packets, ...]:
    if not (source and ins and outs):
        return ()
    made = []
    for there in destinations:
        any_service = there.protocols == PROTOCOLS
        for service in found:
            box = Packets(
                source=source,
                destination=there.destination,
                protocols=service.protocols,
                source_ports=service.source_ports,
                destination_ports=service.destination_ports,
                in_interfaces=ins,
                out_interfaces=outs,
                applications=applications,
                translated=there.translated,
            )
            made.append(box if any_service else _within(box, there.protocols, there.destination_ports))
    return tuple(made)


def _within(box: Packets, protocols: Intervals, ports: Intervals) -> Packets:
    return replace(box, protocols=box.protocols & protocols, destination_ports=box.destination_ports & ports)
