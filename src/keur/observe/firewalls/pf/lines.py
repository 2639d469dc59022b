"""Which elements of `config.xml` bear on packets, and which are known to have no bearing on which packets pass."""

from __future__ import annotations

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.observe.firewalls.pf.xml import Document
from keur.plant.model import Text

_READ = {
    "aliases",
    "bridges",
    "captiveportal",
    "dhcpd",
    "dhcpdv6",
    "filter",
    "gateways",
    "hasync",
    "ifgroups",
    "installedpackages",
    "interfaces",
    "ipsec",
    "nat",
    "openvpn",
    "schedules",
    "staticroutes",
    "virtualip",
    "vlans",
}
_READ_BELOW = {
    "system": {
        "disablefilter",
        "disablenatreflection",
        "disablevpnrules",
        "enablebinatreflection",
        "hostname",
        "ipv6allow",
        "no_apipa_block",
        "ssh",
        "webgui",
    },
    "OPNsense": {"Firewall", "Gateways", "Kea", "captiveportal", "IPsec", "Swanctl", "wireguard", "quagga"},
    "dnsmasq": {"enable", "dhcp", "dhcp_ranges"},
}
_BESIDE = {
    "OPNsense",
    "apinger",
    "ca",
    "cert",
    "cron",
    "crl",
    "dhcpbackend",
    "dhcrelay",
    "dhcrelay6",
    "diag",
    "dnshaper",
    "dnsmasq",
    "dnsupdates",
    "dyndnses",
    "ezshaper",
    "gifs",
    "gres",
    "igmpproxy",
    "interfaces_assign",
    "kea",
    "l2tp",
    "laggs",
    "lastchange",
    "load_balancer",
    "monit",
    "notifications",
    "ntpd",
    "pppoes",
    "ppps",
    "pptpd",
    "proxyarp",
    "qinqs",
    "revision",
    "rfc2136",
    "rrd",
    "shaper",
    "snmpd",
    "sshdata",
    "switches",
    "sysctl",
    "syslog",
    "system",
    "theme",
    "trigger_initial_wizard",
    "unbound",
    "version",
    "vouchers",
    "widgets",
    "wireless",
    "wizardtemp",
    "wol",
}
_NOT_READ = Text(nl="dit element leest het product niet", en="the product does not read this element")


def ledger_of(document: Document) -> Ledger:
    """The lines of a document, each as far as it is understood before anything is read more closely. Of an element that
    nobody knows, the first line is told."""
    ledger = Ledger(len(document.lines))
    told: set[str] = set()
    for line, path in document.lines.items():
        top = path[1] if len(path) > 1 else ""
        if top == "" or top in _READ or (len(path) > 2 and path[2] in _READ_BELOW.get(top, ())):
            ledger.understood(line)
        elif top in _BESIDE or top in told:
            ledger.beside(line)
        else:
            told.add(top)
            ledger.gap(line, top, reasons.not_known(top), Effect.NONE)
    if document.stopped is not None:
        line, why = document.stopped
        ledger.gap(line, "", why, Effect.EVERYTHING)
    return ledger


def not_read(ledger: Ledger, line: int, name: str) -> None:
    """An element that has no meaning in its place."""
    ledger.gap(line, name, _NOT_READ, Effect.NONE)
