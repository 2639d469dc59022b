"""The sections of a FortiOS configuration: which are read, which have no bearing on packets, and their keys.

Sources: FortiOS CLI Reference, "config firewall", "config system", "config router" (6.0 to 7.6); keys of older versions
from the FortiOS Handbook 5.2 and 5.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from keur.observe.firewalls.model import Effect


@dataclass(frozen=True, slots=True)
class Keys:
    """What an entry of a section may say."""

    read: frozenset[str]
    beside: frozenset[str] = frozenset()
    """Known to have no bearing on packets."""
    others: Effect | None = None
    """What a key does that is in neither list; None: all others have no bearing."""
    prefixes: tuple[str, ...] = ()
    """Keys that begin like this have no bearing either."""

    def effect(self, key: str) -> Effect | None:
        """What a key does that is not understood; None when it is, or has no bearing."""
        known = key in self.read or key in self.beside or key.startswith(self.prefixes)
        return None if known else self.others


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _keys(read: str, beside: str = "", others: Effect | None = Effect.RULE, prefixes: tuple[str, ...] = ()) -> Keys:
    return Keys(_words(read), _words(beside), others, prefixes)


_ISDB = " ".join(
    f"internet-service{six}{side}{what}"
    for six in ("", "6")
    for side in ("", "-src")
    for what in ("", "-custom", "-custom-group", "-fortiguard", "-group", "-id", "-name", "-negate")
)
PROFILES = _words(
    "av-profile casb-profile cifs-profile diameter-filter-profile dlp-profile dlp-sensor dnsfilter-profile "
    "emailfilter-profile file-filter-profile gtp-profile icap-profile ips-voip-filter mms-profile pfcp-profile "
    "sctp-filter-profile spamfilter-profile ssh-filter-profile ssl-ssh-profile telemetry-profile videofilter-profile "
    "virtual-patch-profile voip-profile waf-profile webfilter-profile profile-protocol-options deep-inspection-options "
    "casi-profile"
)
"""Profiles that look for attacks, files and web pages in what a policy has let through."""

POLICY = _keys(
    "srcintf dstintf srcaddr dstaddr srcaddr6 dstaddr6 srcaddr4 dstaddr4 srcaddr-negate dstaddr-negate "
    "srcaddr6-negate dstaddr6-negate service service-negate schedule action status nat ippool poolname poolname6 "
    "natip logtraffic logtraffic-start log comments comment name match-vip match-vip-only policyid policy-expiry "
    "policy-expiry-date policy-expiry-date-utc application-list ips-sensor utm-status profile-type profile-group "
    "nat46 nat64 application app-category app-group url-category enforce-default-app-port groups users fsso-groups "
    "devices reputation-minimum reputation-minimum6 reputation-direction reputation-direction6 src-vendor-mac "
    "sgt-check sgt ztna-status ztna-ems-tag ztna-ems-tag-secondary ztna-geo-tag ztna-device-ownership "
    "ztna-ems-tag-negate ztna-tags-match-logic rsso ntlm fsso disclaimer tos tos-mask tos-negate dscp-match "
    "dscp-value dscp-negate vlan-filter network-service-dynamic network-service-src-dynamic identity-based "
    "fall-through-unauthenticated http-policy-redirect ssh-policy-redirect ztna-policy-redirect "
    "scan-botnet-connections learning-mode central-nat " + _ISDB,
    "uuid anti-replay auth-cert auth-path auth-redirect-addr auto-asic-offload block-notification "
    "captive-portal-exempt capture-packet custom-log-fields decrypted-traffic-mirror delay-tcp-npu-session "
    "diffserv-copy diffserv-forward diffserv-reverse diffservcode-forward diffservcode-rev dsri dynamic-shaping "
    "email-collect fec firewall-session-dirty fixedport fsso-agent-for-ntlm geoip-anycast geoip-match global-label "
    "label inbound outbound natinbound natoutbound vpntunnel inspection-mode log-http-transaction np-acceleration "
    "ntlm-enabled-browsers ntlm-guest passive-wan-health-measurement pcp-inbound pcp-outbound pcp-poolname "
    "per-ip-shaper permit-any-host permit-stun-host port-preserve port-random radius-ip-auth-bypass "
    "radius-mac-auth-bypass redirect-url replacemsg-override-group rtp-addr rtp-nat schedule-timeout "
    "send-deny-packet session-ttl ssl-mirror ssl-mirror-intf tags tagging tcp-mss-receiver tcp-mss-sender "
    "tcp-session-without-syn timeout-send-rst traffic-shaper traffic-shaper-reverse vlan-cos-fwd vlan-cos-rev wanopt "
    "wanopt-detection wanopt-passive-opt wanopt-peer wanopt-profile wccp webcache webcache-https "
    "webproxy-forward-server webproxy-profile wsso app-monitor identity-based-route client-reputation endpoint-check "
    "natinbound dynamic-profile " + " ".join(sorted(PROFILES)),
)

_OBJECT_BESIDE = "uuid comment comments color visibility tags fabric-object allow-routing associated-interface name"
_NONE = Effect.NONE
_SERVER = ("ssl-", "http-", "https-", "h2-", "h3-", "gslb-")
"""Keys of virtual servers that answer HTTP and TLS themselves."""

READ: dict[str, Keys] = {
    "firewall policy": POLICY,
    "firewall policy6": POLICY,
    "firewall consolidated policy": POLICY,
    "firewall security-policy": POLICY,
    "firewall policy46": POLICY,
    "firewall policy64": POLICY,
    "firewall address": _keys(
        "type subnet start-ip end-ip fqdn wildcard-fqdn country wildcard interface sub-type sdn filter macaddr "
        "start-mac end-mac route-tag obj-tag obj-type obj-id sdn-tag",
        _OBJECT_BESIDE + " cache-ttl clearpass-spt epg-name fsso-group list node-ip-only organization policy-group "
        "sdn-addr-type subnet-name tag-detection-level tag-type tenant hw-model hw-vendor os sw-version agent-id "
        "sso-attribute-value dirty passive-fqdn-learning",
    ),
    "firewall address6": _keys(
        "type ip6 start-ip end-ip fqdn country template host host-type subnet-segment sdn macaddr start-mac end-mac "
        "wildcard route-tag sdn-tag obj-id",
        _OBJECT_BESIDE + " cache-ttl list tenant epg-name passive-fqdn-learning",
    ),
    "firewall addrgrp": _keys("member exclude exclude-member type", _OBJECT_BESIDE + " category"),
    "firewall addrgrp6": _keys("member exclude exclude-member", _OBJECT_BESIDE),
    "firewall service custom": _keys(
        "protocol protocol-number icmptype icmpcode tcp-portrange udp-portrange sctp-portrange udplite-portrange "
        "iprange fqdn proxy application app-category app-service-type",
        _OBJECT_BESIDE + " category check-reset-range helper session-ttl session-helper tcp-halfclose-timer "
        "tcp-halfopen-timer tcp-rst-timer tcp-timewait-timer udp-idle-timer",
    ),
    "firewall service group": _keys("member proxy", _OBJECT_BESIDE),
    "firewall schedule recurring": _keys("day start end", "color fabric-object uuid name"),
    "firewall schedule onetime": _keys("start end start-utc end-utc", "color expiration-days fabric-object uuid name"),
    "firewall schedule group": _keys("member", "color fabric-object uuid name"),
    "firewall vip": _keys(
        "type extip extaddr extintf mappedip mapped-addr portforward protocol extport mappedport portmapping-type "
        "src-filter service srcintf-filter nat-source-vip status server-type nat44 nat46 src-vip-filter "
        "ipv6-mappedip ipv6-mappedport",
        "uuid comment color id arp-reply gratuitous-arp-interval dns-mapping-ttl ldb-method monitor persistence "
        "outlook-web-access weblogic-server websphere-server max-embryonic-connections add-nat46-route name "
        "fabric-object user-agent-detect one-click-gslb-server client-cert empty-cert-action quic",
        prefixes=_SERVER,
    ),
    "firewall vip6": _keys(
        "type extip mappedip portforward protocol extport mappedport src-filter nat-source-vip server-type nat66 "
        "nat64 status ipv4-mappedip ipv4-mappedport srcintf-filter src-vip-filter",
        "uuid comment color id arp-reply ndp-reply ldb-method monitor persistence embedded-ipv4-address "
        "add-nat64-route name outlook-web-access weblogic-server websphere-server max-embryonic-connections "
        "user-agent-detect client-cert empty-cert-action quic",
        prefixes=_SERVER,
    ),
    "firewall vip46": _keys("extip mappedip", "", None),
    "firewall vip64": _keys("extip mappedip", "", None),
    "firewall vipgrp": _keys("member", _OBJECT_BESIDE + " interface"),
    "firewall vipgrp6": _keys("member", _OBJECT_BESIDE),
    "firewall ippool": _keys(
        "type startip endip",
        "uuid comments color arp-intf arp-reply associated-interface block-size num-blocks-per-user pba-timeout "
        "permit-any-host source-startip source-endip port-per-user startport endport add-nat64-route nat64 name "
        "client-prefix-length cgn-block-size cgn-port-start cgn-port-end cgn-spa cgn-overload cgn-fixedalloc "
        "cgn-client-startip cgn-client-endip cgn-client-ipv6shift exclude-ip utilization-alarm-raise "
        "utilization-alarm-clear privileged-port-use-pba subnet-broadcast-in-ippool source-prefix6 tcp-session-quota "
        "udp-session-quota icmp-session-quota pba-interim-log",
    ),
    "firewall ippool6": _keys(
        "startip endip", "comments name nat46 add-nat46-route uuid type internal-prefix external-prefix"
    ),
    "firewall central-snat-map": _keys(
        "status srcintf dstintf orig-addr dst-addr orig-addr6 dst-addr6 protocol orig-port dst-port nat nat-ippool "
        "nat-ippool6 nat-port type nat46 nat64",
        "uuid comments policyid port-preserve port-random",
    ),
    "firewall ip-translation": _keys("startip endip map-startip type", "transid"),
    "firewall local-in-policy": _keys(
        "ha-mgmt-intf-only intf srcaddr dstaddr action service schedule status srcaddr-negate dstaddr-negate "
        "service-negate internet-service-src internet-service-src-name internet-service-src-group "
        "internet-service-src-custom internet-service-src-custom-group internet-service-src-negate",
        "uuid comments policyid virtual-patch logtraffic",
    ),
    "firewall local-in-policy6": _keys(
        "intf srcaddr dstaddr action service schedule status srcaddr-negate dstaddr-negate service-negate "
        "internet-service6-src internet-service6-src-name",
        "uuid comments policyid virtual-patch logtraffic",
    ),
    "firewall acl": _keys("status interface srcaddr dstaddr service", "policyid name comments uuid fragment"),
    "firewall acl6": _keys("status interface srcaddr dstaddr service", "policyid name comments uuid fragment"),
    "firewall profile-group": _keys("application-list ips-sensor", "", None),
    "system global": _keys(
        "hostname alias admin-port admin-sport admin-ssh-port admin-telnet-port vdom-admin vdom-mode "
        "allow-traffic-redirect ipv6-allow-traffic-redirect",
        "",
        None,
    ),
    "system settings": _keys(
        "central-nat ngfw-mode opmode status allow-traffic-redirect multicast-forward multicast-skip-policy "
        "consolidated-firewall-mode asymroute asymroute6",
        "",
        None,
    ),
    "system interface": _keys(
        "vdom vrf mode ip status type interface vlanid member alias description role allowaccess secondary-IP "
        "management-ip",
        "",
        None,
    ),
    "system zone": _keys("interface intrazone", "description tagging tags uuid", _NONE),
    "system admin": _keys(
        " ".join(f"trusthost{n} ip6-trusthost{n}" for n in range(1, 11)) + " vdom accprofile", "", None
    ),
    "system virtual-wan-link": _keys("status", "", None),
    "system sdwan": _keys("status", "", None),
    "log setting": _keys("fwpolicy-implicit-log fwpolicy6-implicit-log", "", None),
    "user setting": _keys("auth-on-demand", "", None),
    "application list": _keys(
        "other-application-action unknown-application-action control-default-network-services enforce-default-app-port",
        "",
        None,
    ),
    "ips sensor": _keys("block-malicious-url scan-botnet-connections", "", None),
    "router static": _keys(
        "status dst gateway device distance blackhole sdwan sdwan-zone virtual-wan-link dynamic-gateway dstaddr "
        "internet-service internet-service-custom vrf src",
        "comment priority weight bfd link-monitor-exempt seq-num preferred-source tag",
        _NONE,
    ),
    "router static6": _keys(
        "status dst gateway device distance blackhole sdwan sdwan-zone virtual-wan-link dynamic-gateway dstaddr vrf",
        "comment priority weight bfd link-monitor-exempt seq-num devindex",
        _NONE,
    ),
    "router policy": _keys("status action", "", None),
    "router policy6": _keys("status action", "", None),
}
"""Sections whose meaning is read, with the keys of their entries."""

INNER: dict[tuple[str, str], Keys] = {
    ("system interface", "secondaryip"): _keys("ip", "", None),
    ("system interface", "ipv6"): _keys("ip6-address ip6-mode ip6-allowaccess", "", None),
    ("firewall vip", "realservers"): _keys("ip port status", "", None),
    ("firewall vip6", "realservers"): _keys("ip port status", "", None),
    ("system sdwan", "members"): _keys("interface zone gateway gateway6 status", "", None),
    ("system sdwan", "service"): _keys("status", "", None),
    ("system virtual-wan-link", "members"): _keys("interface gateway gateway6 status", "", None),
    ("system virtual-wan-link", "service"): _keys("status", "", None),
    ("application list", "entries"): _keys("action", "", None),
    ("ips sensor", "entries"): _keys("action status", "", None),
}
"""Sections within entries that are read; others in them have no bearing on packets."""

NUMBERED = frozenset(
    f"firewall {name}"
    for name in (
        "policy",
        "policy6",
        "policy46",
        "policy64",
        "consolidated policy",
        "security-policy",
        "local-in-policy",
        "local-in-policy6",
        "central-snat-map",
        "acl",
        "acl6",
    )
) | {"router static", "router static6"}
"""Sections whose entries have numbers; `edit 0` makes a new one each time."""
MOST_NUMBER = 4_294_967_295
"""Of routes; of policies it is one less."""


class Kind(StrEnum):
    """What a name stands for: names of one kind are unique, and rules refer to them."""

    ADDRESS = "address"
    ADDRESS6 = "address6"
    SERVICE = "service"
    INTERFACE = "interface"


KINDS = {
    "firewall address": Kind.ADDRESS,
    "firewall addrgrp": Kind.ADDRESS,
    "firewall vip": Kind.ADDRESS,
    "firewall vipgrp": Kind.ADDRESS,
    "firewall address6": Kind.ADDRESS6,
    "firewall addrgrp6": Kind.ADDRESS6,
    "firewall vip6": Kind.ADDRESS6,
    "firewall vipgrp6": Kind.ADDRESS6,
    "firewall service custom": Kind.SERVICE,
    "firewall service group": Kind.SERVICE,
    "system interface": Kind.INTERFACE,
    "system zone": Kind.INTERFACE,
}
LONGEST_NAMES = {Kind.ADDRESS: 79, Kind.ADDRESS6: 79, Kind.SERVICE: 79, Kind.INTERFACE: 35}
REFERENCES = {
    Kind.ADDRESS: _words("srcaddr dstaddr srcaddr4 dstaddr4 member exclude-member orig-addr dst-addr"),
    Kind.ADDRESS6: _words("srcaddr dstaddr srcaddr6 dstaddr6 member exclude-member orig-addr6 dst-addr6"),
    Kind.SERVICE: _words("service member"),
    Kind.INTERFACE: _words("srcintf dstintf intf interface extintf device srcintf-filter"),
}


def references(kind: Kind, path: str) -> frozenset[str]:
    """The keys in a section that name things of a kind."""
    keys = REFERENCES[kind]
    if KINDS.get(path) is not kind:
        keys -= {"member", "exclude-member"}
    if kind in (Kind.ADDRESS, Kind.ADDRESS6) and (kind is Kind.ADDRESS6) != path.endswith("6"):
        keys -= {"srcaddr", "dstaddr"}
    return keys


_BESIDE_WORDS = _words(
    "alertemail antivirus application authentication automation casb certificate cifs client-reputation "
    "diameter-filter dlp dnsfilter dpdk emailfilter endpoint-control ethernet-oam extender extender-controller "
    "extension-controller file-filter ftp-proxy gtp gui hardware icap imp2p ips log lte-modem mgmt-data monitoring "
    "netscan nsx nsxt pfcp report rule sctp-filter spamfilter ssh-filter switch-controller system "
    "telemetry-controller user videofilter virtual-patch voip vpn waf wanopt web-proxy webfilter "
    "wireless-controller ztna"
)
"""First words of sections about the device itself, its services, and profiles."""

_BESIDE_FIREWALL = _words(
    "DoS-policy DoS-policy6 access-proxy access-proxy6 access-proxy-ssh-client-cert access-proxy-virtual-host "
    "address6-template auth-portal carrier-endpoint-bwl city country "
    "decrypted-traffic-mirror dnstranslation global gtp internet-service ipmacbinding ipv6-eh-filter ldb-monitor "
    "mms-profile multicast-address multicast-address6 network-service-dynamic on-demand-sniffer "
    "profile-protocol-options proxy-addrgrp proxy-address region shaper shaping-policy shaping-profile sniffer ssh ssl "
    "ssl-server ssl-ssh-profile traffic-class vendor-mac vendor-mac-summary wildcard-fqdn tag"
)
"""Of `config firewall`: objects that policies do not use for plain packets, thresholds of floods, traffic shaping."""

_BESIDE_ROUTER = _words(
    "access-list access-list6 aspath-list auth-path bfd bfd6 community-list extcommunity-list key-chain multicast "
    "multicast6 multicast-flow prefix-list prefix-list6 route-map setting"
)
DYNAMIC_ROUTING = _words("bgp ospf ospf6 rip ripng isis")
SPEAKING = _words(
    "neighbor neighbor-group neighbor-range network network6 area interface ospf-interface ospf6-interface "
    "isis-interface isis-net"
)
"""Parts of a routing protocol that hold something only when it is in use."""


class Bearing(StrEnum):
    """What a section has to do with packets."""

    READ = "read"
    BESIDE = "beside"
    ROUTING = "routing"
    """Routes come from elsewhere."""
    STRICTER = "stricter"
    """It may drop what policies let through."""
    MULTICAST = "multicast"
    """It decides about packets to groups only."""
    UNKNOWN = "unknown"
    UNKNOWN_POLICY = "unknown-policy"
    """Of `config firewall`, and not known."""


_STRICTER = frozenset(
    {
        "firewall interface-policy",
        "firewall interface-policy6",
        "firewall ttl-policy",
        "firewall ipmacbinding setting",
    }
)
_NOT_FORWARDED = frozenset({"firewall proxy-policy", "firewall explicit-proxy-policy", "firewall service category"})
_MULTICAST = frozenset({"firewall multicast-policy", "firewall multicast-policy6"})


def bearing(path: str) -> Bearing:
    """What the section of that name has to do with packets."""
    first, _, rest = path.partition(" ")
    second = rest.partition(" ")[0]
    if path in READ:
        return Bearing.READ
    if path in _STRICTER:
        return Bearing.STRICTER
    if path in _MULTICAST:
        return Bearing.MULTICAST
    if path in _NOT_FORWARDED or first in _BESIDE_WORDS:
        return Bearing.BESIDE
    if first == "firewall":
        known = second in _BESIDE_FIREWALL or second.startswith("internet-service")
        if second == "identity-based-route":
            return Bearing.ROUTING
        return Bearing.BESIDE if known else Bearing.UNKNOWN_POLICY
    if first == "router" and second in DYNAMIC_ROUTING:
        return Bearing.ROUTING
    if first == "router" and second in _BESIDE_ROUTER:
        return Bearing.BESIDE
    return Bearing.UNKNOWN
