"""OPNsense: what it makes of its `config.xml`, in the older and in the newer layout.

What each test holds a decision against is in OPNsense's own source: `src/etc/inc/filter.lib.inc`,
`library/OPNsense/Firewall/*Rule.php`, `models/OPNsense/Firewall/*`.
"""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from keur.observe.firewalls.intervals import Addresses, Intervals
from keur.observe.firewalls.model import Effect, Firewall, Stage, Way
from tests.observe.firewalls.deciding import decision, packet, sample
from tests.observe.firewalls.pf_parts import INTERFACES, LOCAL, SYSTEM, answered, asked, configured, filtered, rule


@pytest.fixture(scope="module")
def plant() -> Firewall:
    return sample("opnsense/plant.xml")


def modern(*rules: str, more: str = "") -> str:
    inner = f"<rules>{''.join(rules)}</rules>{more}"
    return f"<OPNsense><Firewall><Filter>{inner}</Filter></Firewall></OPNsense>"


def newer(said: str, **fields: str) -> str:
    """A rule of the newer layout: `pass lan any > any TCP 443`."""
    action, interface, source, _, destination, *service = said.split()
    given = {
        "enabled": "1",
        "action": action,
        "interface": interface.replace("-", ""),
        "ipprotocol": "inet",
        "protocol": service[0] if service else "any",
        "source_net": source,
        "destination_net": destination,
        "destination_port": service[1] if len(service) > 1 else "",
        **fields,
    }
    return "<rule>" + "".join(f"<{name}>{text}</{name}>" for name, text in given.items()) + "</rule>"


def aliases(**content: str) -> str:
    entries = "".join(
        f"<alias><enabled>1</enabled><name>{name}</name><type>{said.split(' ')[0]}</type>"
        f"<content>{said.partition(' ')[2]}</content></alias>"
        for name, said in content.items()
    )
    return f"<OPNsense><Firewall><Alias><aliases>{entries}</aliases></Alias></Firewall></OPNsense>"


def test_a_plant_is_understood_but_for_a_list_of_countries(plant: Firewall) -> None:
    assert plant.name == "opn-packaging"
    assert [gap.text for gap in plant.gaps] == ["geoip COUNTRIES"]
    assert plant.coverage.not_understood == 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("10.2.0.11 > 10.31.0.20 tcp/502 in=igb1 out=igb2_vlan31", "permitted"),
        ("10.2.0.50 > 10.32.0.20 tcp/2005 in=igb1 out=igb2_vlan32", "permitted"),
        ("10.2.0.50 > 10.32.0.1 tcp/2005 in=igb1 out=igb2_vlan32", "blocked"),  # an exception in the alias
        ("10.2.0.50 > 10.33.0.6 tcp/502 in=igb1 out=igb0", "permitted"),
        ("10.2.0.13 > 10.31.0.20 tcp/502 in=igb1 out=igb2_vlan31", "blocked"),
        ("10.2.0.11 > 10.32.0.20 tcp/102 in=igb1 out=igb2_vlan32", "blocked"),  # a rule on the way out
        ("10.2.0.11 > 10.31.0.20 tcp/102 in=igb1 out=igb2_vlan31", "permitted"),
        ("10.2.0.50 > 10.32.0.20 udp/161 in=igb1 out=igb2_vlan32", "permitted"),  # the lower sequence goes first
        ("10.2.0.11 > 10.32.0.20 udp/161 in=igb1 out=igb2_vlan32", "blocked"),
        ("10.31.0.9 > 10.2.0.9 tcp/80 in=igb2_vlan31 out=igb1", "blocked"),  # the newer rule is off
    ],
)
def test_rules_of_both_layouts_decide_in_order(plant: Firewall, said: str, expected: str) -> None:
    assert decision(plant, said) == expected


def test_rules_have_their_identifier_and_line(plant: Firewall) -> None:
    rules = {one.name: one for one in plant.chains["in"].rules}
    one = rules["a1000000-0000-4000-8000-000000000002"]
    assert (one.line, one.comment, one.log) == (139, "Supervision of the cells", False)
    assert not rules["a1000000-0000-4000-8000-000000000003"].enabled
    assert not rules["c1000000-0000-4000-8000-000000000003"].enabled


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("10.2.0.9 > 10.2.0.1 tcp/443 in=igb1", "permitted"),
        ("10.2.0.9 > 10.2.0.1 tcp/22 in=igb1", "permitted"),
        ("10.2.0.9 > 10.31.0.1 tcp/22 in=igb1", "permitted"),  # to any address of the firewall
        ("10.31.0.9 > 10.31.0.1 tcp/22 in=igb2_vlan31", "blocked"),
        ("10.0.0.9 > 10.0.0.2 tcp/443 in=igb0", "blocked"),
    ],
)
def test_the_administrators_door_is_at_lan(plant: Firewall, said: str, expected: str) -> None:
    # `filter_core_get_antilockout`, "anti-lockout rule" to `(self)`.
    assert decision(plant, said, LOCAL) == expected


def test_without_lan_the_administrators_door_is_at_the_first_other_interface() -> None:
    found = configured(
        "opnsense",
        system=SYSTEM.replace("<noantilockout/>", ""),
        interfaces=INTERFACES.replace("<lan>", "<opt7>").replace("</lan>", "</opt7>"),
    )
    assert answered(found, "10.31.0.9 > 10.31.0.1 tcp/443", "in=igb2.31") == "permitted"
    assert answered(found, "10.1.0.9 > 10.1.0.1 tcp/443", "in=igb1") == "blocked"


def test_a_port_forward_that_passes_is_not_asked_further(plant: Firewall) -> None:
    said = "10.0.0.9 > 10.2.0.11 tcp/80 in=igb0 out=igb1"
    assert decision(plant, f"{said} translated=yes") == "permitted"
    assert decision(plant, said) == "blocked"
    one = plant.translations[0]
    assert (one.to, one.to_ports) == (Addresses.of(ip_network("10.2.0.11/32")), Intervals.of(80))


def test_a_port_forward_beside_another_one_to_the_same_address_is_in_doubt() -> None:
    forward = (
        "<rule><protocol>tcp</protocol><interface>wan</interface><target>10.1.0.9</target><source><any/></source>"
        "<destination><network>wanip</network><port>{0}</port></destination><local-port>80</local-port>{1}</rule>"
    )
    passing = forward.format(80, "<associated-rule-id>pass</associated-rule-id>")
    both = configured("opnsense", f"<nat>{passing}{forward.format(81, '')}</nat>")
    said = "17.0.0.1 > 10.1.0.9 tcp/80 in=igb0 out=igb1 translated=yes"
    assert decision(both, said) == "unknown"
    assert decision(configured("opnsense", f"<nat>{passing}</nat>"), said) == "permitted"


def test_one_to_one_of_the_newer_layout_is_both_ways(plant: Firewall) -> None:
    ways = {one.way: one for one in plant.translations if one.comment == "The historian"}
    assert packet("10.0.0.7 > 10.0.0.9 tcp/80 in=igb0").fits(ways[Way.DESTINATION].matches[0])
    assert ways[Way.SOURCE].to == Addresses.of(ip_network("10.0.0.9/32"))


def test_outbound_rules_of_the_file_and_automatic_ones(plant: Firewall) -> None:
    sources = [one for one in plant.translations if one.way is Way.SOURCE and one.comment != "The historian"]
    assert [(one.comment, one.line == 0) for one in sources] == [("Cell 1", False), ("", True), ("", True)]
    assert sources[0].to == Addresses.of(ip_network("10.0.0.2/32"))
    assert not packet("10.31.128.9 > 192.0.2.1 tcp/80 out=igb0").fits(sources[2].matches[0])


def test_routes_and_gateways_of_the_newer_layout(plant: Firewall) -> None:
    routes = {str(one.destination): one for one in plant.routes}
    assert (str(routes["0.0.0.0/0"].gateway), routes["0.0.0.0/0"].interface) == ("10.0.0.1", "igb0")
    assert (str(routes["10.31.128.0/17"].gateway), routes["10.31.128.0/17"].interface) == ("10.31.0.254", "igb2_vlan31")
    assert set(routes) == {"0.0.0.0/0", "10.31.128.0/17"}
    assert plant.routes_known


# Rules


def test_a_rule_without_a_family_is_for_both() -> None:
    found = filtered("opnsense", rule("pass lan any > any", ipprotocol="-"))
    assert asked(found, "2001:db8::1 > 2001:db8::2 tcp/80") == "permitted"


def test_a_floating_rule_counts_on_the_way_in_unless_it_says_otherwise() -> None:
    # `parseReplaceSimple,any:|:in`.
    block = {"floating": "yes", "quick": "1"}
    on_the_way_in = filtered("opnsense", rule("pass lan any > any"), rule("block opt1 any > any", **block))
    assert asked(on_the_way_in, "10.1.0.9 > 10.31.0.9 tcp/80") == "permitted"
    both = filtered("opnsense", rule("pass lan any > any"), rule("block opt1 any > any", direction="any", **block))
    assert asked(both, "10.1.0.9 > 10.31.0.9 tcp/80") == "blocked"


@pytest.mark.parametrize(("text", "expected"), [("1", "blocked"), ("0", "permitted"), ("", "unknown")])
def test_whether_a_rule_is_off_depends_on_what_stands_there(text: str, expected: str) -> None:
    # `parseIsComment` asks for something that is not empty; older versions asked only whether it is there.
    found = filtered("opnsense", rule("pass lan any > any", disabled=text))
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == expected


def test_blocking_private_networks_takes_those_of_carriers_too() -> None:
    blocking = INTERFACES.replace("<if>igb0</if>", "<if>igb0</if><blockpriv>1</blockpriv>")
    found = configured("opnsense", f"<filter>{rule('pass wan any > any')}</filter>", interfaces=blocking)
    assert asked(found, "100.64.0.1 > 10.1.0.9 tcp/80", "in=igb0 out=igb1") == "blocked"
    pfsense = configured("pfsense", f"<filter>{rule('pass wan any > any')}</filter>", interfaces=blocking)
    assert asked(pfsense, "100.64.0.1 > 10.1.0.9 tcp/80", "in=igb0 out=igb1") == "permitted"


def test_newer_rules_go_before_older_ones_of_their_kind() -> None:
    # `pf_firewall` registers them first; `sort_order` puts them "before legacy rules".
    found = configured(
        "opnsense", f"<filter>{rule('block lan any > any')}</filter>", modern(newer("pass lan any > any TCP 80"))
    )
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "permitted"
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/81") == "blocked"


def test_whether_newer_rules_go_before_older_floating_ones_depends_on_the_version() -> None:
    floating = rule("block lan any > any", floating="yes", quick="1", direction="in")
    found = configured("opnsense", f"<filter>{floating}</filter>", modern(newer("pass lan any > any TCP 80")))
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "unknown"
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/81") == "blocked"


def test_a_newer_rule_on_several_interfaces_or_none_goes_before_those_on_one() -> None:
    found = configured(
        "opnsense",
        modern(
            newer("block lan any > any TCP 80", sequence="1"),
            newer("pass lan,opt1 any > any TCP 80", sequence="9"),
            newer("pass - any > any TCP 81", sequence="9"),
        ),
    )
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "permitted"
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/81") == "permitted"
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/82") == "blocked"


def test_a_newer_rule_may_be_on_all_interfaces_but_one() -> None:
    found = configured("opnsense", modern(newer("pass lan any > any", interfacenot="1")))
    assert asked(found, "10.31.0.9 > 10.1.0.9 tcp/80", "in=igb2.31 out=igb1") == "permitted"
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "blocked"


def test_settings_in_a_place_of_their_own_leave_ipv6_unknown() -> None:
    system = SYSTEM.replace("<ipv6allow/>", "")
    rules = modern(newer("pass lan any > any", ipprotocol="inet46"), more="<settings><filter/></settings>")
    found = configured("opnsense", rules, system=system)
    assert asked(found, "2001:db8::1 > 2001:db8::2 tcp/80") == "unknown"
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "permitted"


def test_what_the_product_does_not_read_does_not_limit_a_rule() -> None:
    # `dstport` is of outbound NAT; `FilterRule.php` has no such word.
    found = filtered("opnsense", rule("pass lan any > any tcp", dstport="443"))
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "permitted"
    assert [(gap.text, gap.effect) for gap in found.gaps] == [("dstport", Effect.NONE)]


# Aliases


@pytest.mark.parametrize(
    ("said", "yes", "no"),
    [
        ("host 10.31.0.5\n10.31.0.6", "10.31.0.6", "10.31.0.7"),
        ("network 10.31.0.0/24\n!10.31.0.7", "10.31.0.6", "10.31.0.7"),
        ("network 10.31.0.5-10.31.0.9", "10.31.0.9", "10.31.0.10"),
        ("network 10.31.0.5/0.0.255.0", "10.31.9.5", "10.31.9.6"),
        ("networkgroup __opt1_network", "10.31.0.5", "10.32.0.5"),
    ],
)
def test_an_alias_holds_hosts_networks_ranges_and_exceptions(said: str, yes: str, no: str) -> None:
    found = filtered("opnsense", rule("pass lan any > ALIAS"), more=aliases(ALIAS=said))
    assert asked(found, f"10.1.0.9 > {yes} tcp/80") == "permitted"
    assert asked(found, f"10.1.0.9 > {no} tcp/80") == "blocked"
    assert found.gaps == ()


@pytest.mark.parametrize(
    "said",
    ["urltable https://example/list", "geoip NL", "mac 00:11", "host plc.example", "host 10.31.0.0.0", "asn 64500"],
)
def test_an_alias_from_elsewhere_leaves_the_answer_unknown(said: str) -> None:
    found = filtered("opnsense", rule("pass lan any > ALIAS tcp 80"), more=aliases(ALIAS=said))
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "unknown"
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/81") == "blocked"
    assert [gap.effect for gap in found.gaps] == [Effect.RULE]


def test_aliases_may_hold_one_another_and_even_themselves() -> None:
    more = aliases(ONE="host OTHER\n10.31.0.5", OTHER="host ONE\n10.31.0.6")
    found = filtered("opnsense", rule("pass lan any > ONE"), more=more)
    assert asked(found, "10.1.0.9 > 10.31.0.6 tcp/80") == "permitted"
    assert asked(found, "10.1.0.9 > 10.31.0.7 tcp/80") == "unknown"
    assert found.gaps


@pytest.mark.parametrize("said", ["pass lan any > NONE", "pass lan any > any tcp NONE", "pass lan none > any"])
def test_a_name_that_is_not_there_leaves_the_rule_in_doubt(said: str) -> None:
    # Both products leave such a rule out; but a file may be an export of a part.
    found = filtered("opnsense", rule(said))
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "unknown"
    assert found.gaps


def test_a_port_alias_from_elsewhere_is_in_doubt() -> None:
    found = filtered("opnsense", rule("pass lan any > any tcp PORTS"), more=aliases(PORTS="urltable_ports x"))
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "unknown"
    assert decision(found, "10.1.0.9 > 10.31.0.9 udp/80 in=igb1", (Stage.FORWARD,)) == "blocked"
