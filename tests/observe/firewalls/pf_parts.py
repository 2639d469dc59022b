"""Parts of `config.xml` for tests: three interfaces, and rules said in few words."""

from __future__ import annotations

from keur.observe.firewalls.model import Firewall, Stage
from keur.observe.firewalls.reading import read
from tests.observe.firewalls.deciding import FORWARDED, decision

PRODUCTS = ("pfsense", "opnsense")
LOCAL = (Stage.LOCAL,)
INTERFACES = """<interfaces>
<wan><enable>1</enable><if>igb0</if><ipaddr>198.51.100.2</ipaddr><subnet>29</subnet><gateway>WANGW</gateway></wan>
<lan><enable>1</enable><if>igb1</if><ipaddr>10.1.0.1</ipaddr><subnet>24</subnet></lan>
<opt1><enable>1</enable><if>igb2.31</if><descr>CELL</descr><ipaddr>10.31.0.1</ipaddr><subnet>24</subnet></opt1>
</interfaces>"""
SYSTEM = (
    "<system><hostname>fw</hostname><ipv6allow/><disablenatreflection>yes</disablenatreflection>"
    "<webgui><protocol>https</protocol><noantilockout/></webgui></system>"
)
FROM_LAN, FROM_WAN = "in=igb1 out=igb2.31", "in=igb0 out=igb2.31"


def rule(said: str = "", **fields: str) -> str:
    """A rule of `filter`: `pass lan any > any tcp 443`, with more elements by name. `!` inverts; a word with a digit or
    a capital is an address, others are networks."""
    action, interface, source, _, destination, *service = said.split()
    given = {"type": action, "interface": interface, "ipprotocol": "inet", **fields}
    if service:
        given["protocol"] = service[0]
    ports = service[1] if len(service) > 1 else ""
    elements = "".join(f"<{name}>{text}</{name}>" for name, text in given.items() if text != "-")
    return f"<rule>{elements}{_side('source', source)}{_side('destination', destination, ports)}</rule>"


def _side(name: str, said: str, port: str = "") -> str:
    word = said.removeprefix("!")
    kind = "any" if word == "any" else "address" if word[0].isupper() or word[0].isdigit() else "network"
    inner = "<any/>" if kind == "any" else f"<{kind}>{word}</{kind}>"
    inner += "<not/>" * said.startswith("!") + (f"<port>{port}</port>" if port else "")
    return f"<{name}>{inner}</{name}>"


def configured(product: str, *parts: str, system: str = SYSTEM, interfaces: str = INTERFACES) -> Firewall:
    """The firewall of some parts of a configuration."""
    text = f'<?xml version="1.0"?>\n<{product}>\n{system}\n{interfaces}\n' + "\n".join(parts) + f"\n</{product}>\n"
    return read(text.encode(), "config.xml", product)


def filtered(product: str, *rules: str, more: str = "") -> Firewall:
    """The firewall of some rules of `filter`."""
    return configured(product, "<filter>", *rules, "</filter>", more)


def asked(found: Firewall, said: str, where: str = FROM_LAN) -> str:
    return decision(found, f"{said} {where}", FORWARDED)


def answered(found: Firewall, said: str, where: str = "in=igb1") -> str:
    """What the firewall itself lets in."""
    return decision(found, f"{said} {where}", LOCAL)
