"""How a file of IOS is laid out, and the global statements that have no bearing on which packets pass.

Sources: the Cisco IOS command references for each word; Cisco IOS Configuration Fundamentals Configuration Guide,
"Using the Cisco IOS Command-Line Interface" (modes).
"""

from __future__ import annotations

from collections.abc import Sequence

from keur.observe.firewalls.cisco.statements import Syntax
from keur.observe.firewalls.cisco.words import vocabulary

_ENTRY_WORDS = frozenset(("permit", "deny", "remark", "evaluate", "dynamic", "sequence"))
_GROUP_WORDS = vocabulary("any eq group-object host network-object protocol-object range service-object")
_PROTOCOLS = vocabulary("ahp eigrp esp gre icmp igmp ip ipinip nos ospf pim tcp tcp-udp udp")
_INTERFACE_WORDS = vocabulary(
    "bandwidth cdp channel-group delay description duplex encapsulation keepalive lldp load-interval media-type mtu "
    "negotiation service-policy shutdown spanning-tree speed standby switchport tunnel vrrp zone-member"
)
_INTERFACE_IP = frozenset(("address", "access-group", "unnumbered", "verify", "policy", "helper-address", "ospf"))
_LINE_WORDS = vocabulary("access-class exec-timeout logging login password privilege session-timeout transport")


def _belongs(header: Sequence[str], words: Sequence[str]) -> bool:
    """Whether a line that is not indented stands in the mode of one before it."""
    first = words[0]
    match header:
        case ["interface", *_]:
            return _of_interface(words)
        case ["ip" | "ipv6", "access-list", *_]:
            return first in _ENTRY_WORDS or first.isdigit() or (first == "no" and words[1:2] != ["ip"])
        case ["access-list", _, "standard" | "extended"]:
            return first in _ENTRY_WORDS
        case ["object-group", *_]:
            if first in ("ip", "ipv6"):
                return len(words) == 1
            return first in _GROUP_WORDS or first in _PROTOCOLS or first[0].isdigit() or first == "description"
        case ["time-range", *_]:
            return first in ("absolute", "periodic")
        case ["route-map", *_] | ["class-map", *_]:
            return first in ("match", "set", "description")
        case ["policy-map", *_]:
            return first in ("class", "description")
        case ["class", *_]:
            return first in ("inspect", "drop", "pass", "police", "service-policy")
        case ["zone-pair", *_]:
            return first == "service-policy"
        case ["line", *_]:
            return first in _LINE_WORDS
        case ["crypto", "map", *_]:
            return first in ("match", "set", "description")
    return False


def _of_interface(words: Sequence[str]) -> bool:
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first == "no" and len(words) > 1:
        return _of_interface(words[1:])
    if first in ("ip", "ipv6"):
        if second in _INTERFACE_IP or second == "traffic-filter":
            return True
        if second == "nat":
            return len(words) == 3 and words[2] in ("inside", "outside", "enable")
        if second == "vrf":
            return words[2:3] == ["forwarding"]
        return second == "inspect" and len(words) == 4 and words[3] in ("in", "out")
    if first == "vrf":
        return second == "forwarding"
    if first == "crypto":
        return second == "map" and len(words) == 3
    return first in _INTERFACE_WORDS


SYNTAX = Syntax(comments="!", delimited_banners=True, belongs=_belongs)

BESIDE = vocabulary(
    "Building Current Last NVRAM Using aaa alarm alarm-contact alias appletalk archive arp async-bootp "
    "authentication auto autonomic banner bfd bfd-template boot boot-end-marker boot-start-marker bridge buffers "
    "call call-home card cdp cef chassis chat-script cip cisp cli clns clock config-register controller coverage "
    "crypto-engine cwmp dampening ddp default define device device-sensor device-tracking diagnostic dial-peer "
    "dialer dialer-list dlsw do dot11 dot1x downgrade dspfarm eem enable end energywise epm errdisable esmc "
    "ethernet event exception exit facility-alarm fallback file fips flow flowcontrol format frame-relay gatekeeper "
    "gateway ghs gnss guestshell hardware help hsr hw-module hw-switch identity iox ipc ipx isdn issu kerberos key "
    "keystore kron l2 l2protocol l2tp l2vpn lacp ldap license link lldp load-interval location logging login logon "
    "loopback mab mac macro management map-class map-list memory memory-size menu metadata micro-switch microcode "
    "mls mmi mode module monitor mpls mrp multilink mvr nat64 nbar network network-clock network-policy ngio nmsp "
    "ntp object onboard parameter-map parser partition password platform pnp policy-manager port-channel power "
    "prc-interval printer privilege process profile profinet prompt prp ptp qos queue-limit radius radius-server "
    "redundancy remote remote-management rep resume-string rmon rtr sampler scada-gw scheduler scripting sdm sdn "
    "secure security serial service service-list service-routing service-template session shell show sip-ua sntp "
    "software source source-bridge spanning-tree ssl stack-mac stack-power standby state subscriber "
    "subscriber-policy switch sync synce system tacacs tacacs-server template terminal terminal-queue tftp-server "
    "time-zone track transceiver translate trunk udld ums upgrade upgrade-profile usb username username-password "
    "utd version virtual-service vlan-id vmps voice voice-card vpdn vpdn-group vstack vtp warm-reboot wireless wism "
    "write wrr-queue wsma x25 x29 xconnect xdr zeroconf"
)
"""First words of global statements."""

IP_BESIDE = vocabulary(
    "access-group address address-pool admission alias arp as-path as-path-access-list audit auth-proxy "
    "bgp-community bootp cache cef classless community-list ddns device dhcp dhcp-client dns domain domain-list "
    "domain-lookup domain-name drp dscp dvmrp explicit-path extcommunity-list finger flow flow-aggregation "
    "flow-cache flow-capture flow-export flow-top-talkers forward-protocol ftp gdp gratuitous-arps hardware-queue "
    "host host-routing icmp identd igmp igmp-snooping inspect ips kerberos local mfib mobile mrm mroute mrouter "
    "msdp multicast multicast-routing mux name-server nbar next-hop nhrp options ospf pgm pim portforward "
    "prefix-list radius rcmd reflexive-list resolver rip routing-context rsvp rtcp sap scp sdee security-list "
    "services sla slb source-route source-track ssh ssl sticky-arp subnet subnet-zero subscriber tacacs tcp telnet "
    "tftp traceroute traffic-export trigger-authentication tunnel udp unnumbered urlfilter verify vrf vrf-list wccp "
    "web web-server wlccp"
)
"""Words after `ip` or `ipv6`."""
