"""How a file of the ASA is laid out, and the global statements that have no bearing on which packets pass.

Source: Cisco Secure Firewall ASA Series Command Reference.
"""

from __future__ import annotations

from collections.abc import Sequence

from keur.observe.firewalls.cisco.statements import Syntax
from keur.observe.firewalls.cisco.words import vocabulary

_MEMBERS = vocabulary("description group-object icmp-object network-object port-object protocol-object service-object")
_OBJECT_WORDS = vocabulary("description fqdn host range service subnet")
_INTERFACE_WORDS = vocabulary(
    "bridge-group channel-group delay description duplex lacp management-only member-interface nameif policy-route "
    "security-level shutdown speed switchport vlan zone-member"
)


def _belongs(header: Sequence[str], words: Sequence[str]) -> bool:
    """Whether a line that is not indented stands in the mode of one before it."""
    first = words[0]
    match header:
        case ["interface", *_]:
            inner = words[1:] if first == "no" and len(words) > 1 else words
            return inner[0] in _INTERFACE_WORDS or list(inner[:2]) in (["ip", "address"], ["ipv6", "address"])
        case ["object-group", *_]:
            return first in _MEMBERS
        case ["object", *_]:
            return first in _OBJECT_WORDS or (first == "nat" and "source" not in words)
        case ["time-range", *_]:
            return first in ("absolute", "periodic")
        case ["policy-map", *_]:
            return first in ("class", "parameters", "description")
        case ["class", *_]:
            return first in ("inspect", "set", "police", "priority", "sfr", "ips", "cxsc")
    return False


SYNTAX = Syntax(comments="!:", delimited_banners=False, belongs=_belongs)

BESIDE = vocabulary(
    "aaa-server anyconnect arp arp-inspection as-path asdm asp attribute auth-prompt auto-update banner bgp boot "
    "call-home checkheaps class-map clear clock cluster command-alias community-list compression config-register "
    "console coredump crashinfo ctl-file ctl-provider cts dap ddns debug dhcp-client dhcpd dhcprelay disk0 dns "
    "dns-group domain-name dynamic-access-policy-config dynamic-access-policy-record email enable end event exit "
    "extcommunity-list failover fips firewall flow-export flow-offload fragment ftp ftp-map group-policy gtp-map "
    "h225-map hpm http-map hw-module icmp igmp imap4s ipsec isakmp jumbo-frame kerberos key keyring ldap license "
    "local-host logging logout mac-address mac-address-table mac-learn management-access media-termination mgcp-map "
    "migrate mobile-device-proxy monitor-interface mount mroute mtu multicast-routing name-server netconf ntp nve "
    "object-group-search pager passwd password password-policy password-storage perfmon phone-proxy pim pki pop3s "
    "port-channel prefix-list priority-queue privilege prompt quit quota reload rest-api route-map saml scansafe "
    "sctp-map service service-policy session show sip-map sla smart-tunnel smtp-server smtps snmp-map ssl "
    "sunrpc-server switch tcp-map terminal tftp-server threat-detection timeout tls-proxy track tunnel-group "
    "tunnel-group-map umbrella-global url-block url-cache url-server user-identity username vpdn vpn-addr-assign "
    "vpn-load-balancing vpn-sessiondb vpnclient vpnsetup vxlan wccp write xlate zone zonelabs-integrity"
)
"""First words of global statements."""
