"""What the lines of a Junos configuration bear on: packets, nothing that decides about packets, or nobody knows.

Source: Junos OS CLI Reference, "Configuration Statements" (hierarchy levels at the top and under `security`).
"""

from __future__ import annotations

from enum import Enum


class Bearing(Enum):
    PACKETS = "packets"
    """Read by one of the modules beside this one."""
    NONE = "none"
    UNKNOWN = "unknown"


_READ = {
    "applications": None,
    "apply-groups": None,
    "firewall": None,
    "forwarding-options": {"family"},
    "groups": None,
    "interfaces": None,
    "logical-systems": None,
    "policy-options": None,
    "routing-instances": None,
    "routing-options": None,
    "schedulers": None,
    "security": {"address-book", "forwarding-options", "nat", "policies", "zones", "flow", "apply-groups"},
    "system": {"host-name", "services"},
    "tenants": None,
}
_BESIDE = {
    "access": None,
    "accounting-options": None,
    "apply-macro": None,
    "chassis": None,
    "class-of-service": None,
    "diameter": None,
    "ethernet-switching-options": None,
    "event-options": None,
    "fabric": None,
    "forwarding-options": None,
    "jsrc": None,
    "multicast-snooping-options": None,
    "poe": None,
    "protocols": None,
    "services": None,
    "smtp": None,
    "snmp": None,
    "switch-options": None,
    "system": None,
    "version": None,
    "virtual-chassis": None,
    "vlans": None,
    "wlan": None,
    "security": {
        "advance-policy-based-routing",
        "advanced-connection-tracking",
        "alarms",
        "alg",
        "anti-virus",
        "application-firewall",
        "application-tracking",
        "authentication-key-chains",
        "certificates",
        "cloud",
        "datapath-debug",
        "dynamic-address",
        "dynamic-application",
        "dynamic-vpn",
        "firewall-authentication",
        "forwarding-process",
        "gprs",
        "group-vpn",
        "idp",
        "ike",
        "ipsec",
        "ipsec-policy",
        "key-chain",
        "key-manager",
        "key-protect",
        "l3vpn",
        "log",
        "macsec",
        "pki",
        "policy-group",
        "remote-access",
        "resource-manager",
        "screen",
        "secure-web-proxy",
        "ssh-known-hosts",
        "tcp-encap",
        "traceoptions",
        "tunnel-inspection",
        "user-identification",
        "utm",
        "zones-logging",
    },
}
_EVERYWHERE = {"apply-groups", "apply-groups-except", "apply-macro", "traceoptions"}


def bearing(path: list[str]) -> Bearing:
    """What a statement bears on, by the words that it begins with; those of a group count as if they stood outside."""
    if path and path[0] == "groups":
        path = path[2:]
    if not path:
        return Bearing.PACKETS
    first, second = path[0], path[1] if len(path) > 1 else ""
    if first in _READ and _among(second, _READ[first]):
        return Bearing.PACKETS
    if first in _BESIDE and _among(second, _BESIDE[first]):
        return Bearing.NONE
    return Bearing.UNKNOWN


def _among(word: str, known: set[str] | None) -> bool:
    return known is None or word in known or word == "" or word in _EVERYWHERE or word.startswith("<")


def decides(path: list[str]) -> bool:
    """Whether something unknown at this path may decide about packets."""
    if path and path[0] == "groups":
        path = path[2:]
    return bool(path) and path[0] == "security"
