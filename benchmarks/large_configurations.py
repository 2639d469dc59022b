"""Configurations of any size: a start, as many rules as are wanted, and an end, in each format that has rules."""

from __future__ import annotations

from pathlib import Path

_ASA = "hostname fw\ninterface Ethernet0\n nameif in\n security-level 50\n ip address 10.0.0.1 255.0.0.0\n"
_PAN = "set network interface ethernet ethernet1/1 layer3 ip 10.0.0.1/8\nset zone in network layer3 ethernet1/1\n"
_SRX = (
    "set interfaces ge-0/0/1 unit 0 family inet address 10.0.0.1/8\n"
    "set security zones security-zone in interfaces all\n"
)
_PAN_RULE = "set rulebase security rules r{n} "
_SRX_RULE = "set security policies from-zone in to-zone in policy p{n} "
_XML_RULE = (
    "<rule><type>pass</type><interface>lan</interface><ipprotocol>inet</ipprotocol><protocol>tcp</protocol>"
    "<source><address>10.{a}.{b}.{c}</address></source>"
    "<destination><address>10.200.{b}.{c}</address><port>{p}</port></destination></rule>\n"
)
_LAN = "<interfaces><lan><if>em1</if><enable/><ipaddr>10.0.0.1</ipaddr><subnet>8</subnet></lan></interfaces>"

FORMATS = {
    "nftables": (
        "table ip t {\n chain forward {\n  type filter hook forward priority 0; policy drop;\n",
        "  ip saddr 10.{a}.{b}.{c} ip daddr 10.200.{b}.{c} tcp dport {p} accept\n",
        " }\n}\n",
    ),
    "iptables": (
        "*filter\n:FORWARD DROP [0:0]\n",
        "-A FORWARD -s 10.{a}.{b}.{c}/32 -d 10.200.{b}.{c}/32 -p tcp -m tcp --dport {p} -j ACCEPT\n",
        "COMMIT\n",
    ),
    "cisco-asa": (
        "ASA Version 9.16(4)\n" + _ASA + "access-group L in interface in\n",
        "access-list L extended permit tcp host 10.{a}.{b}.{c} host 10.200.{b}.{c} eq {p}\n",
        ": end\n",
    ),
    "cisco-ios": (
        "version 15.2\ninterface Ethernet0\n ip address 10.0.0.1 255.0.0.0\n ip access-group L in\n"
        "ip access-list extended L\n",
        " permit tcp host 10.{a}.{b}.{c} host 10.200.{b}.{c} eq {p}\n",
        "end\n",
    ),
    "fortigate": (
        "#config-version=FGT60F-7.2.5-FW-build1517-230606:opmode=0:vdom=0:user=admin\nconfig firewall policy\n",
        '    edit {n}\n        set srcintf "any"\n        set dstintf "any"\n        set srcaddr "all"\n'
        '        set dstaddr "all"\n        set action accept\n        set schedule "always"\n'
        '        set service "HTTPS"\n'
        "    next\n",
        "end\n",
    ),
    "juniper-srx": (
        _SRX,
        f"{_SRX_RULE}match source-address any\n{_SRX_RULE}match destination-address any\n"
        f"{_SRX_RULE}match application junos-https\n{_SRX_RULE}then permit\n",
        "",
    ),
    "palo-alto": (
        _PAN,
        f"{_PAN_RULE}from in\n{_PAN_RULE}to any\n{_PAN_RULE}source 10.{{a}}.{{b}}.{{c}}\n{_PAN_RULE}destination any\n"
        f"{_PAN_RULE}application any\n{_PAN_RULE}service any\n{_PAN_RULE}action allow\n",
        "",
    ),
    "pfsense": (f'<?xml version="1.0"?>\n<pfsense>{_LAN}<filter>\n', _XML_RULE, "</filter></pfsense>\n"),
    "opnsense": (f'<?xml version="1.0"?>\n<opnsense>{_LAN}<filter>\n', _XML_RULE, "</filter></opnsense>\n"),
}
"""For each format: how it starts, one rule, and how it ends."""


def write(format: str, size_bytes: int, path: Path) -> None:
    """Writes a configuration of a size in a format."""
    start, rule, end = FORMATS[format]
    with path.open("w", encoding="utf-8") as out:
        written = out.write(start)
        number = 0
        while written < size_bytes:
            number += 1
            fields = {"n": number, "a": number >> 16 & 127, "b": number >> 8 & 255, "c": number & 255}
            written += out.write(rule.format(**fields, p=1 + number % 60_000))
        out.write(end)
