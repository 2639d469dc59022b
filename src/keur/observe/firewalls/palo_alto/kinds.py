"""What may stand where in a PAN-OS configuration, and what bears on packets.

Sources: PAN-OS CLI, the hierarchy of `set` (PAN-OS CLI Quick Start, "Browse the Command Hierarchy"); PAN-OS Web
Interface Help, "Policies", "Objects" and "Network".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from keur.observe.firewalls.model import Effect

VALUES = ""
"""A word in which values stand."""
OPEN = "open"
"""A word of which nothing is known here; what stands in it goes down word by word."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What may stand in a word."""

    read: dict[str, str] = field(default_factory=dict)
    """Words that are read, with the kind of each."""
    beside: frozenset[str] = frozenset()
    """Words with values that have no bearing on packets."""
    aside: frozenset[str] = frozenset()
    """Words with more in them, without bearing on packets."""
    each: str | None = None
    """Kind of all other words: they are names."""
    others: Effect | None = None
    """What a word does that is in none of these; None: nothing."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _values(text: str) -> dict[str, str]:
    return dict.fromkeys(text.split(), VALUES)


_MATCH = "from to source destination negate-source negate-destination source-user destination-user category"
_RULE_BESIDE = _words("description tag group-tag log-setting uuid loc audit-comment policy-type")
_RULE = Effect.RULE

_OBJECTS = {
    "address": "addresses",
    "address-group": "address-groups",
    "service": "services",
    "service-group": "service-groups",
    "application": "applications",
    "application-group": "application-groups",
    "application-filter": "application-filters",
    "external-list": "external-lists",
    "region": "regions",
    "schedule": "schedules",
}
_OBJECTS_ASIDE = _words(
    "tag profiles profile-group log-settings display-name certificate certificate-profile ssl-tls-service-profile "
    "authentication-profile authentication-sequence authentication-object local-user-database server-profile "
    "response-page email-scheduler report reports report-group pdf-summary-report user-id-agent ts-agent user-id- "
    "collector user-id-ssl-auth group-mapping captive-portal global-protect threats application-status "
    "application-tag botnet devices device-object ssl-decrypt ssl-exclude-cert override url-admin-override url- "
    "content-types setting sdwan-error-correction-profile content-preview redistribution-agent redistribution- "
    "rules ipuser-include-exclude-network-sequence ipuser-include-exclude-network dns-proxy host-info dynamic- "
    "user-group cloud-identity-engine dug admin-role password-profile local-user users hip-objects hip-profiles "
    "mfa-server-profile description iot scheduled-log-export snmp-setting ocsp-responder radius tacplus ldap "
    "kerberos saml-idp logo-settings log-collector-group default-security-profile vm-info-source cloud-services "
    "ha-cluster-conf quota"
)
_RULEBASES = {"rulebase": "rulebase", "pre-rulebase": "rulebase", "post-rulebase": "rulebase"}

KINDS: dict[str, Kind] = {
    "root": Kind(
        {
            "config": "config",
            "policy": "policy",
            "shared": "shared",
            "deviceconfig": "deviceconfig",
            "network": "network",
            "vsys": "vsyses",
            "device-group": "device-groups",
            "template": "templates",
            "template-stack": "template-stacks",
            "readonly": "readonly",
            "zone": "zones",
            "import": "import",
            **_OBJECTS,
            **_RULEBASES,
        },
        aside=_OBJECTS_ASIDE | _words("mgt-config predefined plugins platform panorama log-collector reports"),
        others=Effect.NONE,
    ),
    "config": Kind(
        {"shared": "shared", "devices": "devices", "readonly": "readonly", "policy": "policy"},
        aside=_words("mgt-config predefined panorama"),
        others=Effect.NONE,
    ),
    "devices": Kind(each="device"),
    "device": Kind(
        {
            "deviceconfig": "deviceconfig",
            "network": "network",
            "vsys": "vsyses",
            "device-group": "device-groups",
            "template": "templates",
            "template-stack": "template-stacks",
        },
        aside=_words(
            "platform plugins log-collector log-collector-group wildfire-appliance wildfire-appliance-cluster"
        ),
        others=Effect.NONE,
    ),
    "policy": Kind({"panorama": "shared"}, others=Effect.NONE),
    "shared": Kind({**_OBJECTS, **_RULEBASES}, aside=_OBJECTS_ASIDE, others=Effect.NONE),
    "vsyses": Kind(each="vsys"),
    "vsys": Kind(
        {**_OBJECTS, **_RULEBASES, "zone": "zones", "import": "import"}, aside=_OBJECTS_ASIDE, others=Effect.NONE
    ),
    "device-groups": Kind(each="device-group"),
    "device-group": Kind(
        {**_OBJECTS, **_RULEBASES, "devices": "group-devices", "parent-dg": VALUES},
        aside=_OBJECTS_ASIDE | _words("reference-templates master-device authorization-code to-sw-version"),
        others=Effect.NONE,
    ),
    "group-devices": Kind(each="group-device"),
    "group-device": Kind(_values("vsys")),
    "templates": Kind(each="template"),
    "template": Kind({"config": "config"}, aside=_words("description settings variable"), others=Effect.NONE),
    "template-stacks": Kind(each="template-stack"),
    "template-stack": Kind(
        {"templates": VALUES, "devices": "group-devices", "config": "config"},
        aside=_words("description settings variable user-group-source"),
        others=Effect.NONE,
    ),
    "readonly": Kind({"devices": "readonly-devices"}),
    "readonly-devices": Kind(each="readonly-device"),
    "readonly-device": Kind({"device-group": "readonly-groups"}),
    "readonly-groups": Kind(each="readonly-group"),
    "readonly-group": Kind(_values("parent-dg")),
    "deviceconfig": Kind({"system": "system", "high-availability": "high-availability", "setting": "settings"}),
    "system": Kind({**_values("hostname ip-address netmask default-gateway permitted-ip"), "service": "own-services"}),
    "own-services": Kind(_values("disable-http disable-https disable-ssh disable-telnet disable-icmp disable-snmp")),
    "settings": Kind({"management": "management-settings"}),
    "management-settings": Kind(_values("wildcard-topdown-match-mode")),
    "high-availability": Kind({"group": "ha-group"}, _words("enabled")),
    "ha-group": Kind({"mode": "ha-mode"}),
    "ha-mode": Kind({"active-active": "ha-active"}, aside=_words("active-passive")),
    "ha-active": Kind(_values("device-id")),
    "import": Kind({"network": "import-network"}, _words("visible-vsys"), _words("resource dns-proxy")),
    "import-network": Kind(_values("interface"), _words("virtual-router logical-router virtual-wire vlan")),
    "zones": Kind(each="zone"),
    "zone": Kind(
        {"network": "zone-network"},
        _words("enable-user-identification enable-device-identification"),
        _words("user-acl device-acl prenat-identification"),
        others=Effect.NONE,
    ),
    "zone-network": Kind(
        _values("layer3 layer2 virtual-wire tap tunnel external"),
        _words("zone-protection-profile log-setting enable-packet-buffer-protection net-inspection"),
        others=Effect.NONE,
    ),
    "addresses": Kind(each="address"),
    "address": Kind(
        _values("ip-netmask ip-range ip-wildcard fqdn tag"), _words("description disable-override"), others=_RULE
    ),
    "address-groups": Kind(each="address-group"),
    "address-group": Kind(
        {"static": VALUES, "dynamic": "dynamic"}, _words("description tag disable-override"), others=_RULE
    ),
    "dynamic": Kind(_values("filter"), others=_RULE),
    "services": Kind(each="service"),
    "service": Kind({"protocol": "protocols"}, _words("description tag disable-override"), others=_RULE),
    "protocols": Kind({"tcp": "ports", "udp": "ports", "sctp": "ports"}, others=_RULE),
    "ports": Kind(_values("port source-port"), aside=_words("override"), others=_RULE),
    "service-groups": Kind(each="service-group"),
    "service-group": Kind(_values("members"), _words("tag disable-override description"), others=_RULE),
    "applications": Kind(each="application"),
    "application": Kind({"default": "application-default"}),
    "application-default": Kind(
        {**_values("port ident-by-ip-protocol"), "ident-by-icmp-type": OPEN, "ident-by-icmp6-type": OPEN}, others=_RULE
    ),
    "application-groups": Kind(each="application-group"),
    "application-group": Kind(_values("members"), _words("tag disable-override"), others=_RULE),
    "application-filters": Kind(each="application-filter"),
    "application-filter": Kind(),
    "external-lists": Kind(each="external-list"),
    "external-list": Kind(),
    "regions": Kind(each="region"),
    "region": Kind(_values("address"), aside=_words("geo-location")),
    "schedules": Kind(each="schedule"),
    "schedule": Kind({"schedule-type": "schedule-type"}, _words("disable-override"), others=_RULE),
    "schedule-type": Kind({"recurring": OPEN, "non-recurring": VALUES}, others=_RULE),
    "rulebase": Kind(
        {
            "security": "security",
            "default-security-rules": "default-security",
            "nat": "nat",
            "application-override": "application-override",
            "pbf": "pbf",
            "sdwan": "pbf",
            "dos": "dos",
            "authentication": "authentication",
            "captive-portal": "authentication",
        },
        aside=_words("decryption qos tunnel-inspect network-packet-broker ssl-decryption"),
        others=Effect.STRICTER,
    ),
    "security": Kind({"rules": "security-rules"}, others=Effect.EVERYTHING),
    "security-rules": Kind(each="security-rule"),
    "security-rule": Kind(
        _values(
            _MATCH + " application service action rule-type disabled log-start log-end schedule source-hip "
            "destination-hip hip-profiles source-imsi source-imei nw-slice source-sgt destination-sgt"
        )
        | {"target": OPEN},
        _RULE_BESIDE | _words("icmp-unreachable disable-server-response-inspection disable-inspect"),
        _words("profile-setting option qos saas-user-list saas-tenant-list tag-color"),
        others=_RULE,
    ),
    "default-security": Kind({"rules": "default-rules"}, others=Effect.EVERYTHING),
    "default-rules": Kind(
        {"intrazone-default": "default-rule", "interzone-default": "default-rule"}, others=Effect.EVERYTHING
    ),
    "default-rule": Kind(
        _values("action log-start log-end"),
        _RULE_BESIDE | _words("icmp-unreachable"),
        _words("profile-setting"),
        others=_RULE,
    ),
    "nat": Kind({"rules": "nat-rules"}, others=Effect.EVERYTHING),
    "nat-rules": Kind(each="nat-rule"),
    "nat-rule": Kind(
        _values("from to source destination service to-interface nat-type disabled active-active-device-binding")
        | {
            "source-translation": "source-translation",
            "destination-translation": "destination-translation",
            "dynamic-destination-translation": "destination-translation",
            "target": OPEN,
        },
        _RULE_BESIDE,
        others=_RULE,
    ),
    "source-translation": Kind(
        {"static-ip": "static-ip", "dynamic-ip": "dynamic-ip", "dynamic-ip-and-port": "dynamic-ip"}, others=_RULE
    ),
    "static-ip": Kind(_values("translated-address bi-directional"), others=_RULE),
    "dynamic-ip": Kind(
        {"translated-address": VALUES, "interface-address": "interface-address", "fallback": OPEN}, others=_RULE
    ),
    "interface-address": Kind(_values("interface ip floating-ip"), others=_RULE),
    "destination-translation": Kind(
        _values("translated-address translated-port distribution"), aside=_words("dns-rewrite"), others=_RULE
    ),
    "application-override": Kind({"rules": "override-rules"}, others=Effect.EVERYTHING),
    "override-rules": Kind(each="override-rule"),
    "override-rule": Kind(
        _values("from to source destination negate-source negate-destination port protocol application disabled")
        | {"target": OPEN},
        _RULE_BESIDE,
        others=_RULE,
    ),
    "pbf": Kind({"rules": "pbf-rules"}, others=Effect.STRICTER),
    "pbf-rules": Kind(each="pbf-rule"),
    "pbf-rule": Kind({"action": "pbf-action", "disabled": VALUES}),
    "pbf-action": Kind({"no-pbf": OPEN, "forward": OPEN, "discard": OPEN, "forward-to-vsys": OPEN}),
    "dos": Kind({"rules": "dos-rules"}, others=Effect.EVERYTHING),
    "dos-rules": Kind(each="dos-rule"),
    "dos-rule": Kind(
        _values(
            "source destination negate-source negate-destination source-user service schedule disabled source-device "
            "destination-device"
        )
        | {"from": "dos-side", "to": "dos-side", "action": "dos-action", "target": OPEN},
        _RULE_BESIDE,
        _words("protection"),
        others=_RULE,
    ),
    "dos-side": Kind(_values("zone interface"), others=_RULE),
    "dos-action": Kind({"deny": OPEN, "allow": OPEN, "protect": OPEN}, others=_RULE),
    "authentication": Kind({"rules": "authentication-rules"}, others=Effect.EVERYTHING),
    "authentication-rules": Kind(each="authentication-rule"),
    "authentication-rule": Kind(
        _values(_MATCH + " service disabled authentication-enforcement hip-profiles action timeout"),
        _RULE_BESIDE | _words("log-authentication-timeout"),
        others=Effect.NONE,
    ),
    "network": Kind(
        {
            "interface": "interface-types",
            "virtual-router": "routers",
            "logical-router": "logical-routers",
            "shared-gateway": "shared-gateways",
            "profiles": "network-profiles",
        },
        aside=_words(
            "virtual-wire vlan ike tunnel qos lldp dns-proxy dhcp underlay-net global-protect-portal "
            "global-protect-gateway secure-web-gateway monitor-profile routing-profile monitor tunnel-monitor"
        ),
        others=Effect.NONE,
    ),
    "network-profiles": Kind({"interface-management-profile": "management-profiles"}),
    "management-profiles": Kind(each="management-profile"),
    "management-profile": Kind(
        _values(
            "ping telnet ssh http https snmp http-ocsp response-pages userid-service userid-syslog-listener-ssl "
            "userid-syslog-listener-udp permitted-ip"
        )
    ),
    "interface-types": Kind(
        {
            "ethernet": "ports-of-type",
            "aggregate-ethernet": "ports-of-type",
            "vlan": "layer3",
            "loopback": "layer3",
            "tunnel": "layer3",
            "sdwan": "layer3",
            "cellular": "ports-of-type",
        }
    ),
    "ports-of-type": Kind(each="port"),
    "port": Kind(
        {"layer3": "layer3", "layer2": "layer2", "virtual-wire": "layer2", "tap": OPEN, "ha": OPEN}
        | _values("link-state aggregate-group comment")
    ),
    "layer3": Kind(
        {
            "ip": "interface-addresses",
            "ipv6": "interface-six",
            "units": "units",
            "dhcp-client": OPEN,
            "pppoe": OPEN,
        }
        | _values("interface-management-profile comment mtu"),
        _words("adjust-tcp-mss netflow-profile lldp untagged-sub-interface ddns-config tag"),
        _words("arp ndp-proxy bonjour ddns-config sdwan-link-settings adjust-tcp-mss lldp"),
    ),
    "layer2": Kind({"units": "units"}),
    "units": Kind(each="layer3"),
    "interface-addresses": Kind(each="interface-address-entry"),
    "interface-address-entry": Kind(),
    "interface-six": Kind({"address": "interface-addresses", "dhcp-client": OPEN, "inherited": OPEN}),
    "routers": Kind(each="router"),
    "router": Kind(
        {"interface": VALUES, "routing-table": "routing-tables", "protocol": "protocols-of-router"},
        aside=_words("ecmp admin-dists multicast"),
    ),
    "logical-routers": Kind(each="logical-router"),
    "logical-router": Kind({"vrf": "vrfs"}),
    "vrfs": Kind(each="vrf"),
    "vrf": Kind(
        {
            "interface": VALUES,
            "routing-table": "routing-tables",
            "bgp": "protocol",
            "ospf": "protocol",
            "ospfv3": "protocol",
            "rip": "protocol",
        }
    ),
    "protocols-of-router": Kind(
        {"bgp": "protocol", "ospf": "protocol", "ospfv3": "protocol", "rip": "protocol"}, aside=_words("redist-profile")
    ),
    "protocol": Kind(_values("enable")),
    "routing-tables": Kind({"ip": "routing-table", "ipv6": "routing-table"}),
    "routing-table": Kind({"static-route": "static-routes"}),
    "static-routes": Kind(each="static-route"),
    "static-route": Kind(
        {"nexthop": "nexthop"} | _values("destination interface metric admin-dist"),
        aside=_words("bfd path-monitor option route-table"),
        others=Effect.NONE,
    ),
    "nexthop": Kind(
        _values("ip-address ipv6-address next-vr next-lr fqdn discard none receive tunnel"), others=Effect.NONE
    ),
    "shared-gateways": Kind(each="shared-gateway"),
    "shared-gateway": Kind(
        {**_OBJECTS, **_RULEBASES, "zone": "zones", "import": "import"},
        _words("display-name"),
        _OBJECTS_ASIDE,
        others=Effect.NONE,
    ),
    OPEN: Kind(),
}
"""Kinds by name."""
