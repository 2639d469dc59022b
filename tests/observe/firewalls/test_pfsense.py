"""pfSense: what it makes of its `config.xml`.

What each test holds a decision against is in pfSense's own source, `src/etc/inc/filter.inc`, or in FreeBSD's
pf.conf(5).
"""

from __future__ import annotations

import datetime as dt
from ipaddress import ip_network

import pytest

from keur.observe.firewalls.intervals import Addresses, Intervals
from keur.observe.firewalls.model import Effect, Firewall, Stage, Translation, Way
from keur.observe.firewalls.reading import recognise
from tests.observe.firewalls.deciding import SAMPLES, decision, packet, sample
from tests.observe.firewalls.pf_parts import (
    INTERFACES,
    LOCAL,
    SYSTEM,
    answered,
    asked,
    configured,
    filtered,
    rule,
)


@pytest.fixture(scope="module")
def plant() -> Firewall:
    return sample("pfsense/plant.xml")


def addresses(word: str) -> Addresses:
    return Addresses.of(ip_network(word))


def by_line(found: Firewall, comment: str, way: Way) -> Translation:
    (one,) = (one for one in found.translations if one.comment == comment and one.way is way)
    return one


def test_a_plant_is_understood_but_for_a_name_of_a_host(plant: Firewall) -> None:
    assert plant.name == "pf-packaging"
    assert [gap.text for gap in plant.gaps] == ["support.example.com"]
    assert plant.coverage.not_understood == 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("10.2.0.11 > 10.31.0.20 tcp/502 in=igb1 out=igb2.31", "permitted"),
        ("10.2.0.50 > 10.32.0.20 tcp/44818 in=igb1 out=igb2.32", "permitted"),
        ("10.2.0.11 > 10.31.0.20 tcp/2005 in=igb1 out=igb2.31", "permitted"),
        ("10.2.0.13 > 10.31.0.20 tcp/502 in=igb1 out=igb2.31", "blocked"),
        ("10.2.0.11 > 10.31.0.40 tcp/502 in=igb1 out=igb2.31", "blocked"),
        ("10.2.0.11 > 10.31.0.20 udp/502 in=igb1 out=igb2.31", "blocked"),
        ("10.2.0.9 > 10.31.0.20 icmp/8 in=igb1 out=igb2.31", "blocked"),
        ("10.2.0.9 > 10.32.0.20 icmp/8 in=igb1 out=igb2.32", "blocked"),
        ("10.2.0.9 > 10.0.0.20 icmp/8 in=igb1 out=igb0", "permitted"),
        ("10.2.0.9 > 10.0.0.20 icmp/13 in=igb1 out=igb0", "blocked"),
        ("10.31.0.20 > 10.2.0.11 tcp/502 in=igb2.31 out=igb1", "blocked"),
        ("10.40.0.20 > 10.2.0.11 tcp/502 in=igb3 out=igb1", "blocked"),
    ],
)
def test_rules_of_an_interface_decide_in_order_about_what_comes_in_there(
    plant: Firewall, said: str, expected: str
) -> None:
    assert decision(plant, said) == expected


def test_rules_that_are_off_or_on_an_interface_that_is_off_are_not_loaded(plant: Firewall) -> None:
    # `filter_generate_optcfg_array` lists enabled interfaces only.
    rules = {one.name: one for one in plant.chains["in"].rules}
    assert (rules["106"].enabled, rules["111"].enabled, rules["105"].enabled) == (False, False, True)
    assert rules["105"].schedule == "Shifts"
    assert rules["105"].comment == "Supervision of the cells"
    assert (rules["100"].log, rules["105"].log) == (True, False)
    assert rules["105"].line == 314


def test_floating_rules_with_quick_go_before_those_of_groups_and_interfaces(plant: Firewall) -> None:
    assert decision(plant, "10.31.0.9 > 10.0.0.9 tcp/23 in=igb2.31 out=igb0") == "blocked"
    assert decision(plant, "10.31.0.9 > 10.31.128.9 udp/123 in=igb2.31 out=igb2.31") == "permitted"


def test_of_floating_rules_without_quick_the_last_that_matches_has_the_word(plant: Firewall) -> None:
    # pf.conf(5): "the last matching rule decides"; the source is the one that outbound NAT gave (10.0.0.3).
    out = (Stage.AFTER_TRANSLATION,)
    assert decision(plant, "10.0.0.3 > 10.0.0.9 tcp/80 in=igb2.31 out=igb0", out) == "blocked"
    assert decision(plant, "10.0.0.3 > 10.0.0.9 udp/123 in=igb2.31 out=igb0", out) == "permitted"
    assert decision(plant, "10.0.0.2 > 10.0.0.9 tcp/80 in=igb1 out=igb0", out) == "permitted"
    assert [hook.stage for hook in plant.hooks] == [Stage.FORWARD, Stage.AFTER_TRANSLATION, Stage.LOCAL]


def test_a_rule_without_quick_gives_way_to_any_with_quick() -> None:
    found = filtered(
        "pfsense",
        rule("block lan any > any", floating="yes", direction="in"),
        rule("pass lan any > any tcp 80"),
    )
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "permitted"
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/81") == "blocked"


def test_a_floating_rule_without_a_direction_counts_both_ways() -> None:
    found = filtered(
        "pfsense", rule("pass lan any > any"), rule("block opt1 any > any tcp 80", floating="yes", quick="yes")
    )
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "blocked"
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/81") == "permitted"


def test_a_floating_rule_on_interfaces_that_are_not_there_may_be_on_all() -> None:
    # `filter_generate_user_rule`: an empty list of interfaces leaves `on` out.
    found = filtered("pfsense", rule("pass opt9 any > any", floating="yes", quick="yes", direction="in"))
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "unknown"


def test_groups_of_interfaces_go_before_interfaces() -> None:
    group = "<ifgroups><ifgroupentry><ifname>ALL</ifname><members>lan opt1</members></ifgroupentry></ifgroups>"
    found = filtered("pfsense", rule("block lan any > any"), rule("pass ALL any > any"), more=group)
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "permitted"


def test_names_of_hosts_leave_the_answer_unknown_and_the_known_part_counts(plant: Firewall) -> None:
    assert decision(plant, "10.2.0.50 > 192.0.2.7 tcp/443 in=igb1 out=igb0") == "permitted"
    assert decision(plant, "10.2.0.50 > 192.0.2.8 tcp/443 in=igb1 out=igb0") == "unknown"
    assert decision(plant, "10.2.0.50 > 192.0.2.8 tcp/444 in=igb1 out=igb0") == "blocked"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("10.2.0.9 > 10.2.0.1 tcp/8443 in=igb1", "permitted"),
        ("10.2.0.9 > 10.2.0.254 tcp/22 in=igb1", "permitted"),  # the address that it shares by CARP
        ("10.2.0.9 > 10.2.0.1 tcp/80 in=igb1", "permitted"),  # redirects to https
        ("10.2.0.9 > 10.2.0.1 tcp/443 in=igb1", "blocked"),
        ("10.31.0.9 > 10.31.0.1 tcp/8443 in=igb2.31", "blocked"),
        ("10.31.0.9 > 10.31.0.1 udp/53 in=igb2.31", "permitted"),
        ("10.31.0.9 > 10.2.0.254 udp/53 in=igb2.31", "permitted"),
        ("10.0.0.9 > 10.0.0.2 tcp/22 in=igb0", "blocked"),
    ],
)
def test_the_administrators_door_is_at_lan_and_others_by_rules_to_the_firewall(
    plant: Firewall, said: str, expected: str
) -> None:
    # `filter_rules_generate`: "make sure the user cannot lock himself out"; `filter_get_antilockout_ports`.
    assert decision(plant, said, LOCAL) == expected


def test_the_administrators_door_can_be_closed() -> None:
    door = configured("pfsense", system=SYSTEM.replace("<noantilockout/>", ""))
    assert answered(door, "10.1.0.9 > 10.1.0.1 tcp/443") == "permitted"
    assert answered(filtered("pfsense"), "10.1.0.9 > 10.1.0.1 tcp/443") == "blocked"


def test_nothing_comes_in_and_everything_goes_out_when_no_rule_says_otherwise() -> None:
    found = filtered("pfsense")
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "blocked"
    assert decision(found, "10.1.0.9 > 10.31.0.9 tcp/80 out=igb2.31", (Stage.AFTER_TRANSLATION,)) == "permitted"


def test_packets_that_belong_to_a_state_pass_and_a_state_begins_with_a_syn() -> None:
    # pf.conf(5), "STATEFUL FILTERING" and `flags S/SA`.
    found = filtered("pfsense", rule("pass lan any > any"))
    assert (
        asked(found, "10.31.0.9 > 10.1.0.9 tcp/40000:80", "in=igb2.31 out=igb1 state=established flags=16")
        == "permitted"
    )
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "permitted"
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80", "in=igb1 out=igb2.31 flags=16") == "blocked"
    assert asked(found, "10.1.0.9 > 10.31.0.9 udp/80") == "permitted"


@pytest.mark.parametrize(
    ("fields", "flags", "expected"),
    [
        ({"tcpflags_any": ""}, 16, "permitted"),
        ({"tcpflags1": "syn,ack", "tcpflags2": "syn,ack,rst"}, 18, "permitted"),
        ({"tcpflags1": "syn,ack", "tcpflags2": "syn,ack,rst"}, 2, "blocked"),
        ({"statetype": "none", "tcpflags_any": ""}, 16, "permitted"),
    ],
)
def test_a_rule_may_look_at_other_flags(fields: dict[str, str], flags: int, expected: str) -> None:
    found = filtered("pfsense", rule("pass lan any > any tcp 80", **fields))
    where = f"in=igb1 out=igb2.31 flags={flags}"
    rules = [one for one in found.chains["in"].rules if one.line]
    decided = decision(found, f"10.1.0.9 > 10.31.0.9 tcp/80 {where}", (Stage.FORWARD,))
    assert (decided, rules[0].stateless) == (expected, "statetype" in fields)


def test_a_rule_without_a_family_is_for_ipv4() -> None:
    found = filtered("pfsense", rule("pass lan any > any", ipprotocol="-"))
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "permitted"
    assert asked(found, "2001:db8::1 > 2001:db8::2 tcp/80") == "blocked"


def test_ipv6_can_be_switched_off_as_a_whole() -> None:
    rules = rule("pass lan any > any", ipprotocol="inet46")
    on = filtered("pfsense", rules)
    off = configured("pfsense", f"<filter>{rules}</filter>", system=SYSTEM.replace("<ipv6allow/>", ""))
    said = "2001:db8::1 > 2001:db8::2 tcp/80"
    assert (asked(on, said), asked(off, said)) == ("permitted", "blocked")
    assert asked(off, "10.1.0.9 > 10.31.0.9 tcp/80") == "permitted"


def test_what_ipv6_needs_passes_by_itself() -> None:
    # `filter_rules_generate`: unreach, toobig, neighbrsol and neighbradv.
    found = filtered("pfsense")
    assert asked(found, "2001:db8::1 > 2001:db8::2 icmpv6/2") == "permitted"
    assert asked(found, "2001:db8::1 > 2001:db8::2 icmpv6/128") == "blocked"


def test_private_and_unknown_networks_can_be_kept_out() -> None:
    blocking = INTERFACES.replace("<if>igb0</if>", "<if>igb0</if><blockpriv>1</blockpriv><blockbogons>1</blockbogons>")
    found = configured("pfsense", f"<filter>{rule('pass wan any > any')}</filter>", interfaces=blocking)
    where = "in=igb0 out=igb1"
    assert asked(found, "192.168.7.7 > 10.1.0.9 tcp/80", where) == "blocked"
    assert asked(found, "192.0.2.7 > 10.1.0.9 tcp/80", where) == "blocked"  # for documents only (RFC 5737)
    assert asked(found, "17.1.2.3 > 10.1.0.9 tcp/80", where) == "permitted"  # one holder's as a whole
    assert asked(found, "93.184.216.34 > 10.1.0.9 tcp/80", where) == "unknown"  # the list is not in the file
    assert [(gap.text, gap.effect) for gap in found.gaps] == [("blockbogons", Effect.RULE)]


def test_link_local_packets_and_port_0_do_not_pass() -> None:
    found = filtered("pfsense", rule("pass lan any > any"))
    assert asked(found, "169.254.1.1 > 10.31.0.9 tcp/80") == "blocked"
    assert asked(found, "10.1.0.9 > 10.31.0.9 udp/0") == "blocked"


def test_a_packet_filter_that_is_off_lets_everything_through() -> None:
    found = configured("pfsense", system=SYSTEM.replace("<ipv6allow/>", "<disablefilter/>"))
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "permitted"
    assert found.translations == ()


# Translations


def test_a_port_forward_sends_a_port_to_another_one(plant: Firewall) -> None:
    one = by_line(plant, "Screens from the office", Way.DESTINATION)
    assert (one.to, one.to_ports, one.doubt) == (addresses("10.2.0.11/32"), Intervals.of(80), None)
    assert packet("10.0.0.9 > 10.0.0.2 tcp/8080 in=igb0").fits(one.matches[0])
    assert not packet("10.0.0.9 > 10.0.0.3 tcp/8080 in=igb0").fits(one.matches[0])  # `wanip` is the first address
    assert decision(plant, "10.0.0.9 > 10.2.0.11 tcp/80 in=igb0 out=igb1 translated=yes") == "permitted"


def test_a_range_of_ports_keeps_its_order_and_may_pass_unasked(plant: Firewall) -> None:
    # `rdr pass`: packets that match are not asked by any rule on their way in.
    (one,) = (one for one in plant.translations if one.to == addresses("10.2.0.12/32"))
    assert (one.to_ports, one.one_to_one) == (Intervals([(6_900, 6_909)]), True)
    assert decision(plant, "10.0.0.77 > 10.2.0.12 tcp/6905 in=igb0 out=igb1 translated=yes") == "permitted"
    assert decision(plant, "10.0.0.77 > 10.2.0.12 tcp/6905 in=igb0 out=igb1") == "blocked"
    assert decision(plant, "10.0.0.78 > 10.2.0.12 tcp/6905 in=igb0 out=igb1 translated=yes") == "blocked"


def test_one_to_one_is_both_ways_and_behind_port_forwards(plant: Firewall) -> None:
    there = by_line(plant, "The historian, as the office knows it", Way.DESTINATION)
    back = by_line(plant, "The historian, as the office knows it", Way.SOURCE)
    assert (there.to, back.to) == (addresses("10.2.0.50/32"), addresses("10.0.0.9/32"))
    assert packet("10.0.0.7 > 10.0.0.9 tcp/80 in=igb0").fits(there.matches[0])
    assert packet("10.2.0.50 > 10.0.0.7 tcp/80 out=igb0").fits(back.matches[0])
    ways = [one.way for one in plant.translations]
    assert plant.translations.index(there) == ways.count(Way.DESTINATION) - 1
    assert plant.translations.index(back) == ways.count(Way.DESTINATION)


def test_outbound_rules_of_the_file_go_before_automatic_ones(plant: Firewall) -> None:
    own = by_line(plant, "Cell 1 has an address of its own", Way.SOURCE)
    assert (own.to, own.to_ports, own.interface_address) == (addresses("10.0.0.3/32"), None, False)
    automatic = [one for one in plant.translations if one.line == 0]
    assert [(one.to_ports, one.interface_address) for one in automatic] == [
        (None, True),
        (Intervals([(1_024, 65_535)]), True),
    ]
    assert packet("10.32.0.9 > 192.0.2.1 tcp/80 out=igb0").fits(automatic[1].matches[0])
    assert packet("10.31.200.9 > 192.0.2.1 tcp/80 out=igb0").fits(automatic[1].matches[0])  # a static route
    assert not packet("10.40.0.9 > 192.0.2.1 tcp/80 out=igb0").fits(automatic[1].matches[0])  # an interface that is off
    assert not packet("10.32.0.9 > 192.0.2.1 tcp/80 out=igb1").fits(automatic[1].matches[0])
    (kept,) = (one for one in plant.translations if one.to is None and not one.interface_address)
    assert kept.way is Way.SOURCE and packet("10.32.0.9 > 10.9.0.1 tcp/80 out=igb0").fits(kept.matches[0])


@pytest.mark.parametrize(
    ("mode", "automatic"), [("automatic", 2), ("hybrid", 2), ("advanced", 0), ("disabled", 0), ("", 2)]
)
def test_the_mode_says_which_outbound_rules_there_are(mode: str, automatic: int) -> None:
    found = configured("pfsense", f"<nat><outbound><mode>{mode}</mode></outbound></nat>")
    assert len(found.translations) == automatic


def test_reflection_of_a_port_forward_is_in_doubt_at_other_interfaces() -> None:
    forward = (
        "<nat><rule><protocol>tcp</protocol><interface>wan</interface><target>10.1.0.9</target><source><any/></source>"
        "<destination><network>wanip</network><port>80</port></destination></rule></nat>"
    )
    assert len([one for one in configured("pfsense", forward).translations if one.way is Way.DESTINATION]) == 1
    system = SYSTEM.replace("<disablenatreflection>yes</disablenatreflection>", "")
    reflected = [
        one for one in configured("pfsense", forward, system=system).translations if one.way is Way.DESTINATION
    ]
    assert [one.doubt is None for one in reflected] == [True, False]
    assert packet("10.1.0.7 > 198.51.100.2 tcp/80 in=igb1").fits(reflected[1].matches[0])


def test_prefixes_of_ipv6_are_translated_one_to_one() -> None:
    found = configured(
        "pfsense",
        "<nat><outbound><mode>disabled</mode></outbound><npt><interface>wan</interface><source><address>fd00:1::/64"
        "</address></source><destination><address>2001:db8:7::/64</address></destination></npt></nat>",
    )
    ways = {one.way: one for one in found.translations}
    assert ways[Way.SOURCE].to == addresses("2001:db8:7::/64")
    assert ways[Way.DESTINATION].to == addresses("fd00:1::/64")
    assert all(one.one_to_one and one.doubt is None for one in found.translations)


# Interfaces and routes


def test_interfaces_have_their_device_as_name_and_their_key_as_zone(plant: Firewall) -> None:
    by_name = {one.name: one for one in plant.interfaces}
    assert (by_name["igb2.31"].zone, by_name["igb2.31"].description) == ("opt1", "CELL1")
    assert [str(one) for one in by_name["igb1"].addresses] == ["10.2.0.1/24", "10.2.0.254/24"]
    assert not by_name["igb3"].enabled


def test_routes_go_through_gateways_by_name(plant: Firewall) -> None:
    routes = {str(one.destination): one for one in plant.routes}
    assert (str(routes["0.0.0.0/0"].gateway), routes["0.0.0.0/0"].interface) == ("10.0.0.1", "igb0")
    assert (str(routes["10.31.128.0/17"].gateway), routes["10.31.128.0/17"].interface) == ("10.31.0.254", "igb2.31")
    assert routes["10.77.0.0/16"].discard
    assert "10.78.0.0/16" not in routes
    assert not plant.routes_known  # a rule sends packets to a gateway of its own


def test_a_schedule_counts_when_it_permits(plant: Firewall) -> None:
    said = "10.2.0.11 > 10.31.0.20 tcp/502 in=igb1 out=igb2.31"
    assert decision(plant, said, today=dt.date(2026, 3, 8)) == "permitted"


def test_the_format_is_recognised() -> None:
    for name in ("pfsense", "opnsense"):
        found = recognise((SAMPLES / name / "plant.xml").read_text(encoding="utf-8"))
        assert found is not None
        assert (found.format, found.score) == (name, 1.0)
