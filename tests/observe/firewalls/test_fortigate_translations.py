"""FortiOS: virtual IPs, translation of sources by policy and centrally, and policies by application."""

from __future__ import annotations

from keur.observe.firewalls.intervals import show_addresses, show_numbers
from keur.observe.firewalls.model import Firewall, Translation, Way
from tests.observe.firewalls.deciding import decision, sample
from tests.observe.firewalls.fortios import VERSION, fortigate, policy, section

ACCEPT = "srcintf a;dstintf b;srcaddr all;dstaddr all;service ALL;schedule always;action accept"
CENTRAL = "config system settings\nset central-nat enable\nend\n"


def told(found: Firewall, way: Way) -> list[str]:
    """Each translation of a way in short."""
    return [_told(one) for one in found.translations if one.way is way]


def _told(one: Translation) -> str:
    if one.doubt:
        return f"{one.name} ?"
    to = "own" if one.interface_address else show_addresses(one.to) if one.to else "-"
    ports = f":{show_numbers(one.to_ports)}" if one.to_ports else ""
    return f"{one.name} {to}{ports}"


def vip(settings: str, **others: str) -> str:
    return section("firewall vip", v=f"extintf a;{settings}", **{k: f"extintf a;{one}" for k, one in others.items()})


def test_the_plant_translates() -> None:
    found = sample("fortigate/plant.conf")
    assert told(found, Way.DESTINATION) == ["portal 10.30.0.20:8443", "historian-public 10.30.0.10", "forgotten ?"]
    portal = found.translations[0]
    assert show_addresses(portal.matches[0].destination) == "203.0.113.4"
    assert "wan1" in portal.matches[0].in_interfaces
    assert "scada" not in portal.matches[0].in_interfaces
    assert told(found, Way.SOURCE)[-4:] == ["30 203.0.113.3", "31 ?", "31 203.0.113.5", "31 own"]


def test_policies_with_a_virtual_ip_ask_for_the_inner_address_and_port() -> None:
    # Technical Tip "Traffic intended for a VIP is being dropped by policy 0".
    found = fortigate(
        vip("extip 10.1.0.80;mappedip 10.2.0.8;portforward enable;extport 80;mappedport 8080"), policy("dstaddr v")
    )
    assert decision(found, "10.1.0.5 > 10.2.0.8 tcp/8080 in=a out=b translated=yes") == "permitted"
    assert decision(found, "10.1.0.5 > 10.2.0.8 tcp/8080 in=a out=b") == "blocked"
    assert decision(found, "10.1.0.5 > 10.2.0.8 tcp/80 in=a out=b translated=yes") == "blocked"


def test_other_policies_do_not_see_packets_to_virtual_ips() -> None:
    # Technical Tip "DENY policy for Virtual IP firewall policy"; match-vip is the default from 7.2.4.
    inner = "10.1.0.5 > 10.2.0.8 tcp/80 in=a out=b translated=yes"
    there = {"2": ACCEPT.replace("dstaddr all", "dstaddr v")}
    address = vip("extip 10.1.0.80;mappedip 10.2.0.8")
    for version, wanted in (("7.2.2", "permitted"), ("7.2.5", "blocked"), ("7.2.3", "unknown")):
        found = fortigate(address, policy("action deny", **there), version=VERSION.replace("7.2.5", version))
        assert decision(found, inner) == wanted
    told_so = fortigate(address, policy("action deny;match-vip disable", **there))
    assert decision(told_so, inner) == "permitted"
    assert decision(fortigate(address, policy(**{"2": there["2"] + ";status disable"})), inner) == "blocked"
    assert decision(
        fortigate(address, policy("action deny;match-vip-only enable;match-vip enable", **there)), inner
    ) in (
        "blocked",
        "unknown",
    )


def test_denying_one_address_of_a_virtual_ip_is_in_doubt() -> None:
    objects = section("firewall address", inner="subnet 10.2.0.8/32", far="subnet 10.9.0.0/24")
    address = vip("extip 10.1.0.80;mappedip 10.2.0.8")
    there = {"2": ACCEPT.replace("dstaddr all", "dstaddr v")}
    inner = "10.1.0.5 > 10.2.0.8 tcp/80 in=a out=b translated=yes"
    assert decision(fortigate(objects, address, policy("action deny;dstaddr inner", **there)), inner) == "unknown"
    assert decision(fortigate(objects, address, policy("action deny;dstaddr far", **there)), inner) == "permitted"


def test_virtual_ips_to_one_inner_address_are_told_apart_where_they_can_be() -> None:
    address = vip("extip 10.1.0.80;mappedip 10.2.0.8", w="extip 10.1.0.81;mappedip 10.2.0.8")
    inner = "10.1.0.5 > 10.2.0.8 tcp/80 in=a out=b translated=yes"
    assert decision(fortigate(address, policy("dstaddr v")), inner) == "unknown"
    assert decision(fortigate(address, policy("dstaddr v w")), inner) == "permitted"


def test_groups_of_virtual_ips() -> None:
    address = vip("extip 10.1.0.80;mappedip 10.2.0.8", w="extip 10.1.0.81;mappedip 10.2.0.9")
    group = section("firewall vipgrp", g="interface a;member v w")
    found = fortigate(address, group, policy("dstaddr g"))
    assert told(found, Way.DESTINATION) == ["v 10.2.0.8", "w 10.2.0.9"]
    assert decision(found, "10.1.0.5 > 10.2.0.9 tcp/80 in=a out=b translated=yes") == "permitted"
    broken = fortigate(address, section("firewall vipgrp", g="member v gone"), policy("dstaddr g"))
    assert decision(broken, "10.1.0.5 > 10.2.0.77 tcp/80 in=a out=b translated=yes") == "unknown"


def test_ranges_go_address_by_address() -> None:
    ranges = vip("extip 10.1.0.80-10.1.0.82;mappedip 10.2.0.8-10.2.0.10")
    (one,) = fortigate(ranges, policy("dstaddr v")).translations
    assert one.one_to_one and one.to is not None and show_addresses(one.to) == "10.2.0.8-10.2.0.10"
    uneven = fortigate(vip("extip 10.1.0.80-10.1.0.82;mappedip 10.2.0.8"), policy("dstaddr v"))
    assert told(uneven, Way.DESTINATION) == ["v ?"]
    ports = vip("extip 10.1.0.80;mappedip 10.2.0.8;portforward enable;extport 8000-8009;mappedport 9000")
    assert told(fortigate(ports, policy("dstaddr v")), Way.DESTINATION) == ["v 10.2.0.8:9000-9009"]


def test_virtual_ips_that_are_more_than_that_are_in_doubt() -> None:
    for settings in (
        "extip 10.1.0.80;type server-load-balance;server-type http",
        "extip 0.0.0.0;mappedip 10.2.0.8",
        "extip 10.1.0.80;mapped-addr x",
        "extip 10.1.0.80;mappedip 10.2.0.8;nat46 enable",
        "extip nonsense;mappedip 10.2.0.8",
        "extip 10.1.0.80;mappedip 10.2.0.8;brand-new 1",
        "extip 10.1.0.80;mappedip 10.2.0.8;portforward enable;protocol gopher",
        "extip 10.1.0.80;mappedip 10.2.0.8;src-filter rubbish",
    ):
        found = fortigate(vip(settings), policy("dstaddr v"))
        assert told(found, Way.DESTINATION) == ["v ?"], settings
        assert found.gaps


def test_filters_limit_what_a_virtual_ip_is_for() -> None:
    found = fortigate(
        vip("extip 10.1.0.80;mappedip 10.2.0.8;src-filter 10.9.0.0/24 10.8.0.1-10.8.0.3;service HTTPS"),
        policy("dstaddr v"),
    )
    (one,) = found.translations
    assert show_addresses(one.matches[0].source) == "10.8.0.1-10.8.0.3 10.9.0.0/24"
    assert show_numbers(one.matches[0].destination_ports) == "443"


def test_overlapping_virtual_ips_are_in_doubt() -> None:
    address = vip("extip 10.1.0.80;mappedip 10.2.0.8", w="extip 10.1.0.70-10.1.0.90;mappedip 10.2.0.9-10.2.0.29")
    assert told(fortigate(address, policy("dstaddr v w")), Way.DESTINATION) == ["v ?", "w ?"]


def test_the_first_policy_that_fits_says_whether_sources_are_translated() -> None:
    objects = section("firewall address", x="subnet 10.2.0.0/24")
    found = fortigate(objects, policy("dstaddr x", **{"2": ACCEPT + ";nat enable", "3": ACCEPT}))
    assert told(found, Way.SOURCE) == ["1 -", "2 own"]
    hours = section("firewall schedule recurring", shift="start 06:00;end 14:00;day monday")
    limited = fortigate(objects, hours, policy("dstaddr x;schedule shift", **{"2": ACCEPT + ";nat enable"}))
    assert told(limited, Way.SOURCE) == ["1 ?", "2 own"]


def test_pools() -> None:
    pools = section("firewall ippool", p="startip 10.2.0.100;endip 10.2.0.101", q="startip 10.2.0.9;endip 10.2.0.8")
    assert told(fortigate(pools, policy("nat enable;ippool enable;poolname p")), Way.SOURCE) == ["1 10.2.0.100/31"]
    assert told(fortigate(pools, policy("nat enable;ippool enable;poolname q")), Way.SOURCE) == ["1 ?"]
    assert told(fortigate(pools, policy("nat enable;ippool enable;poolname gone")), Way.SOURCE) == ["1 ?"]


def test_a_virtual_ip_translates_back_what_its_inner_side_begins() -> None:
    # Technical Tip "Mapping VIP outbound connections".
    address = section("firewall vip", v="extip 10.2.0.80;mappedip 10.1.0.8;extintf b")
    inward = {
        "2": ACCEPT.replace("srcintf a", "srcintf b")
        .replace("dstintf b", "dstintf a")
        .replace("dstaddr all", "dstaddr v")
    }
    found = fortigate(address, policy("nat enable", **inward))
    assert told(found, Way.SOURCE) == ["1 10.2.0.80", "1 own"]
    assert (
        show_addresses(next(one for one in found.translations if one.way is Way.SOURCE).matches[0].source) == "10.1.0.8"
    )
    always = address.replace("set extintf b", "set extintf b\nset nat-source-vip enable")
    pools = section("firewall ippool", p="startip 10.2.0.100;endip 10.2.0.100")
    over = fortigate(always, pools, policy("nat enable;ippool enable;poolname p", **inward))
    assert told(over, Way.SOURCE) == ["1 10.2.0.80", "1 10.2.0.100"]


def test_central_translation() -> None:
    # FortiOS Administration Guide, "Central SNAT" and "Central DNAT".
    address = section(
        "firewall vip",
        v="extip 10.1.0.80;mappedip 10.2.0.8;extintf a",
        w="extip 10.1.0.81;mappedip 10.2.0.9;extintf a;status disable",
    )
    objects = section("firewall address", inner="subnet 10.2.0.8/32")
    table = section(
        "firewall central-snat-map",
        **{
            "1": "srcintf a;dstintf b;orig-addr inner;dst-addr all;nat disable",
            "2": "srcintf a;dstintf b;orig-addr all;dst-addr all;protocol 6;dst-port 443",
            "3": "srcintf a;dstintf b;orig-addr all;dst-addr all;nat-port 5000-6000",
        },
    )
    found = fortigate(CENTRAL, address, objects, policy("dstaddr inner"), table)
    assert decision(found, "10.1.0.5 > 10.2.0.8 tcp/80 in=a out=b translated=yes") == "permitted"
    assert told(found, Way.DESTINATION) == ["v 10.2.0.8", "w 10.2.0.9"]
    assert [one.enabled for one in found.translations if one.way is Way.DESTINATION] == [True, False]
    assert told(found, Way.SOURCE) == ["1 -", "2 own", "3 ?"]


def test_policies_by_application_are_a_second_list() -> None:
    # FortiOS Administration Guide, "Profile-based NGFW vs policy-based NGFW".
    settings = "config system settings\nset ngfw-mode policy-based\nend\n"
    security = section(
        "firewall security-policy",
        **{
            "1": ACCEPT.replace("service ALL", "service HTTPS;application 15832 15833"),
            "2": ACCEPT.replace("service ALL", "application 16000"),
            "3": ACCEPT.replace("service ALL", "service SSH"),
        },
    )
    found = fortigate(settings, policy(), security)
    assert decision(found, "10.1.0.5 > 10.2.0.5 tcp/443 in=a out=b app=15832") == "permitted"
    assert decision(found, "10.1.0.5 > 10.2.0.5 tcp/443 in=a out=b") == "blocked"
    assert decision(found, "10.1.0.5 > 10.2.0.5 tcp/22 in=a out=b") == "permitted"
    assert decision(found, "10.1.0.5 > 10.2.0.5 tcp/9 in=a out=b app=16000") == "unknown"
    first = fortigate(settings, policy("service HTTPS"), security)
    assert decision(first, "10.1.0.5 > 10.2.0.5 tcp/22 in=a out=b") == "blocked"


def test_what_is_not_followed_is_in_doubt() -> None:
    between = section(
        "firewall policy64", **{"1": "srcintf a;dstintf b;srcaddr all;dstaddr all;action accept;service ALL"}
    )
    assert decision(fortigate(policy("action deny"), between), "10.1.0.5 > 10.2.0.5 tcp/1 in=a out=b") == "blocked"
    assert decision(fortigate(policy("service SSH"), between), "10.1.0.5 > 10.2.0.5 tcp/1 in=a out=b") == "unknown"
    found = fortigate(policy(), section("firewall vip46", v="extip 10.1.0.9;mappedip 2001:db8::1"))
    assert told(found, Way.DESTINATION) == ["v ?"]
