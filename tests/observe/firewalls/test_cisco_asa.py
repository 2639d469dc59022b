"""Cisco ASA: objects, access rules, security levels and administration, each rule with the document that says so."""

from __future__ import annotations

from ipaddress import ip_address, ip_interface

import pytest

from keur.observe.firewalls.intervals import show_addresses
from keur.observe.firewalls.model import Effect, Firewall, Stage
from tests.observe.firewalls.deciding import decision, firewall, sample

OFFICE, DMZ, CELL_A, CELL_B = (
    "GigabitEthernet1/1",
    "GigabitEthernet1/2",
    "GigabitEthernet1/3.20",
    "GigabitEthernet1/3.30",
)
SAFETY, MANAGEMENT = "GigabitEthernet1/4", "Management1/1"
INTO_CELL = f"in={OFFICE} out={CELL_A}"

TWO = (
    "ASA Version 9.16(4)\ninterface Ethernet0\n nameif inside\n ip address 10.0.0.1 255.255.255.0\n"
    "interface Ethernet1\n nameif outside\n security-level 0\n ip address 192.0.2.1 255.255.255.0\n"
)
IN_OUT, OUT_IN = "in=Ethernet0 out=Ethernet1", "in=Ethernet1 out=Ethernet0"


@pytest.fixture(scope="module")
def plant() -> Firewall:
    return sample("cisco-asa/firewall.cfg")


def test_it_is_recognised_with_its_name(plant: Firewall) -> None:
    assert (plant.format, plant.name) == ("cisco-asa", "fw-plant")


def test_every_line_is_understood_but_for_what_is_in_doubt(plant: Firewall) -> None:
    # fqdn, users, a word that nobody knows, and what comes out of a tunnel.
    assert {gap.line for gap in plant.gaps} == {70, 103, 104, 114, 115, 119, 157}
    assert {gap.effect for gap in plant.gaps} == {Effect.RULE}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # Objects, groups in groups, ranges, networks, names for addresses.
        (f"10.1.0.50 > 10.20.0.11 tcp/502 {INTO_CELL}", "permitted"),
        (f"10.1.0.50 > 10.20.0.39 tcp/44819 {INTO_CELL}", "permitted"),
        (f"10.1.0.50 > 10.20.0.40 tcp/44819 {INTO_CELL}", "blocked"),
        (f"10.1.0.50 > 10.20.0.95 udp/2222 {INTO_CELL}", "permitted"),
        (f"10.1.0.50 > 10.20.0.96 udp/2222 {INTO_CELL}", "blocked"),
        (f"10.1.0.50 > 10.20.0.11 icmp/8 {INTO_CELL}", "permitted"),
        (f"10.1.0.50 > 10.20.0.11 icmp/13 {INTO_CELL}", "blocked"),
        # A group of ports behind the destination.
        (f"10.1.0.9 > 10.10.0.20 tcp/8081 in={OFFICE} out={DMZ}", "permitted"),
        (f"10.1.0.9 > 10.10.0.20 tcp/8082 in={OFFICE} out={DMZ}", "blocked"),
        # `inactive` entries do not count; a denial of certain hours does not either.
        (f"10.1.0.9 > 10.20.0.11 tcp/443 {INTO_CELL}", "blocked"),
        (f"10.1.0.9 > 10.20.0.21 tcp/22 {INTO_CELL}", "permitted"),
        # A group of ICMP messages.
        (f"10.1.0.9 > 10.20.0.21 icmp/0 {INTO_CELL}", "permitted"),
        (f"10.1.0.9 > 10.20.0.21 icmp/3 {INTO_CELL}", "blocked"),
        # A group of protocols, to an address of the device's own.
        (f"10.1.0.9 > 10.10.0.1 47 in={OFFICE} out={DMZ}", "permitted"),
        (f"10.1.0.9 > 10.10.0.2 47 in={OFFICE} out={DMZ}", "blocked"),
        # Domain names, users and unknown words are in doubt, for the packets that they may concern.
        (f"10.1.0.9 > 10.20.0.21 tcp/3389 {INTO_CELL}", "unknown"),
        (f"10.1.0.9 > 10.20.0.21 tcp/8443 {INTO_CELL}", "unknown"),
        (f"10.1.0.9 > 10.20.0.24 tcp/502 {INTO_CELL}", "unknown"),
        (f"10.1.0.9 > 10.20.0.24 tcp/503 {INTO_CELL}", "blocked"),
        # gt, lt, neq.
        (f"10.1.0.9 > 10.20.0.22 tcp/1023:1024 {INTO_CELL}", "permitted"),
        (f"10.1.0.9 > 10.20.0.22 tcp/1024:1024 {INTO_CELL}", "blocked"),
        (f"10.1.0.9 > 10.20.0.22 tcp/1023:1023 {INTO_CELL}", "blocked"),
        (f"10.1.0.9 > 10.20.0.23 udp/53 {INTO_CELL}", "blocked"),
        (f"10.1.0.9 > 10.20.0.23 udp/54 {INTO_CELL}", "permitted"),
        # One list for both families (9.0 and later).
        (f"2001:db8::9 > 2001:db8:20::64 icmpv6/128 {INTO_CELL}", "permitted"),
        (f"2001:db8::9 > 2001:db8:20::64 tcp/80 {INTO_CELL}", "blocked"),
    ],
)
def test_an_inward_list_decides(plant: Firewall, said: str, expected: str) -> None:
    assert decision(plant, said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # The interface's list first, then the global one, then an implicit deny ("Access Rules", "Implicit Deny").
        (f"10.1.0.9 > 10.10.0.7 udp/123 in={OFFICE} out={DMZ}", "permitted"),
        (f"10.20.0.9 > 10.10.0.7 udp/123 in={CELL_A} out={DMZ}", "permitted"),
        (f"10.10.0.9 > 10.1.0.7 tcp/80 in={DMZ} out={OFFICE}", "blocked"),
        # An outward list is asked as well.
        (f"10.1.0.9 > 10.10.0.8 udp/514 in={OFFICE} out={SAFETY}", "blocked"),
        # Same level: nothing without `same-security-traffic permit inter-interface`, whatever lists say.
        (f"10.20.0.9 > 10.30.0.9 tcp/44818 in={CELL_A} out={CELL_B}", "blocked"),
        # Nor back by the same interface without `intra-interface`.
        (f"10.20.0.9 > 10.20.0.10 tcp/44818 in={CELL_A} out={CELL_A}", "blocked"),
        # Nothing through a management interface.
        (f"10.1.0.9 > 10.10.0.7 udp/123 in={MANAGEMENT} out={DMZ}", "blocked"),
        (f"10.20.0.9 > 10.10.0.7 tcp/44818 in={CELL_A} out={MANAGEMENT}", "blocked"),
        # Interfaces that the file does not name.
        ("10.1.0.9 > 10.10.0.7 udp/123 in=GigabitEthernet1/8", "unknown"),
        (f"10.1.0.9 > 10.10.0.7 udp/123 in={OFFICE} out=GigabitEthernet1/8", "unknown"),
        (f"10.1.0.9 > 10.10.0.7 udp/124 in={OFFICE} out=GigabitEthernet1/8", "blocked"),
    ],
)
def test_lists_and_levels_decide_together(plant: Firewall, said: str, expected: str) -> None:
    assert decision(plant, said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # "Implicit Permits": from a higher level to a lower one.
        (f"10.0.0.5 > 192.0.2.5 tcp/502 {IN_OUT}", "permitted"),
        (f"192.0.2.5 > 10.0.0.5 tcp/502 {OUT_IN}", "blocked"),
        # Connections that exist; of TCP only a SYN opens one (message 106015); ICMP when it is inspected.
        (f"192.0.2.5 > 10.0.0.5 tcp/40000:502 {OUT_IN} state=established flags=16", "permitted"),
        (f"10.0.0.5 > 192.0.2.5 tcp/502 {IN_OUT} flags=16", "blocked"),
        (f"192.0.2.5 > 10.0.0.5 icmp/0 {OUT_IN} state=established", "unknown"),
        (f"192.0.2.5 > 10.0.0.5 icmp/0 {OUT_IN}", "blocked"),
    ],
)
def test_without_lists_security_levels_decide(said: str, expected: str) -> None:
    assert decision(firewall(TWO), said) == expected


def test_a_list_takes_the_place_of_the_level() -> None:
    found = firewall(
        TWO + "access-list L extended permit tcp any any eq 80\naccess-group L in interface inside\n"
        "access-list M extended permit tcp any any eq 443\naccess-group M in interface outside\n"
    )
    assert decision(found, f"10.0.0.5 > 192.0.2.5 tcp/80 {IN_OUT}") == "permitted"
    assert decision(found, f"10.0.0.5 > 192.0.2.5 tcp/81 {IN_OUT}") == "blocked"
    assert decision(found, f"192.0.2.5 > 10.0.0.5 tcp/443 {OUT_IN}") == "permitted"


def test_an_outward_list_alone_leaves_levels_in_force() -> None:
    found = firewall(TWO + "access-list L extended permit ip any any\naccess-group L out interface inside\n")
    assert decision(found, f"192.0.2.5 > 10.0.0.5 tcp/443 {OUT_IN}") == "blocked"


@pytest.mark.parametrize(
    ("command", "between", "within"),
    [
        ("", "blocked", "blocked"),
        ("same-security-traffic permit inter-interface\n", "permitted", "blocked"),
        ("same-security-traffic permit intra-interface\n", "blocked", "permitted"),
    ],
)
def test_interfaces_of_one_level_need_leave(command: str, between: str, within: str) -> None:
    # General Operations CLI Configuration Guide, "Allow Same Security Level Communication".
    found = firewall(TWO.replace("security-level 0", "security-level 100") + command)
    assert decision(found, f"10.0.0.5 > 192.0.2.5 tcp/80 {IN_OUT}") == between
    assert decision(found, "10.0.0.5 > 10.0.0.6 tcp/80 in=Ethernet0 out=Ethernet0") == within


def test_a_list_that_is_not_there_is_unknown() -> None:
    # The device refuses such an access-group, so the file is not the whole story.
    found = firewall(TWO + "access-group GONE in interface outside\n")
    assert decision(found, f"192.0.2.5 > 10.0.0.5 tcp/443 {OUT_IN}") == "unknown"
    assert [(gap.line, gap.effect) for gap in found.gaps] == [(9, Effect.RULE)]


def test_lists_see_real_addresses_since_8_3_and_mapped_ones_before() -> None:
    # "IP Addresses Used for Extended ACLs When You Use NAT"; ASA 5500 Migration to Version 8.3.
    rules = (
        "access-list L extended permit ip any any\naccess-group L in interface outside\n"
        "access-group L out interface outside\n"
    )
    new, old = firewall(TWO + rules), firewall(TWO.replace("9.16(4)", "8.2(5)") + rules)
    hooks = {hook.chain: hook for hook in new.hooks}
    assert (hooks["in outside"].original, hooks["out outside"].stage) == (False, Stage.FORWARD)
    hooks = {hook.chain: hook for hook in old.hooks}
    assert (hooks["in outside"].original, hooks["out outside"].stage) == (True, Stage.AFTER_TRANSLATION)


def test_before_9_0_each_family_has_lists_of_its_own() -> None:
    found = firewall(
        TWO.replace("9.16(4)", "8.4(7)")
        + "access-list L extended permit tcp any any eq 80\naccess-group L in interface outside\n"
        "ipv6 access-list S permit tcp any host 2001:db8::5 eq 443\naccess-group S in interface outside\n"
    )
    assert decision(found, f"192.0.2.5 > 10.0.0.5 tcp/80 {OUT_IN}") == "permitted"
    assert decision(found, f"2001:db8:9::1 > 2001:db8::5 tcp/443 {OUT_IN}") == "permitted"
    assert decision(found, f"2001:db8:9::1 > 2001:db8::5 tcp/80 {OUT_IN}") == "blocked"


def test_what_comes_out_of_a_tunnel_may_pass_by_the_list(plant: Firewall) -> None:
    # Command Reference, `sysopt connection permit-vpn`, which is on by itself.
    assert decision(plant, f"172.16.3.3 > 10.20.0.99 tcp/9 {INTO_CELL}") == "unknown"
    assert decision(plant, f"172.17.3.3 > 10.20.0.99 tcp/9 {INTO_CELL}") == "blocked"


def test_tunnels_of_users_may_bring_anything() -> None:
    users = "webvpn\n enable outside\n anyconnect enable\n"
    assert decision(firewall(TWO + users), f"192.0.2.5 > 10.0.0.5 tcp/1 {OUT_IN}") == "unknown"
    strict = firewall(TWO + users + "no sysopt connection permit-vpn\n")
    assert decision(strict, f"192.0.2.5 > 10.0.0.5 tcp/1 {OUT_IN}") == "blocked"


def test_interfaces_are_named_as_on_the_device_with_their_nameif_as_zone(plant: Firewall) -> None:
    interfaces = {interface.zone: interface for interface in plant.interfaces}
    assert interfaces["cell-a"].name == CELL_A
    assert interfaces["cell-a"].addresses == (ip_interface("10.20.0.1/24"), ip_interface("2001:db8:20::1/64"))


def test_routes_are_as_in_the_file(plant: Firewall) -> None:
    default, dmz, discarded, sixth = plant.routes
    assert (default.interface, default.gateway, default.distance) == (OFFICE, ip_address("10.1.0.254"), 1)
    assert (dmz.interface, dmz.distance) == (DMZ, 5)
    assert (discarded.discard, discarded.interface) == (True, "")
    assert sixth.gateway == ip_address("2001:db8:1::1")
    assert plant.routes_known
    assert not firewall(TWO + "router eigrp 1\n").routes_known


def test_administration_is_known_for_each_interface(plant: Firewall) -> None:
    # General Operations CLI Configuration Guide, "Management Access".
    shown = {
        interface.zone: {service: show_addresses(found) for service, found in interface.management.items()}
        for interface in plant.interfaces
        if interface.management
    }
    assert shown == {
        "management": {"https": "192.168.45.0/24", "ssh": "192.168.45.0/24"},
        "dmz": {"snmp": "10.10.0.9", "ssh": "10.10.0.30"},
    }


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (f"192.168.45.9 > 192.168.45.1 tcp/22 in={MANAGEMENT}", "permitted"),
        (f"192.168.45.9 > 192.168.45.1 tcp/8443 in={MANAGEMENT}", "permitted"),
        (f"10.10.0.31 > 10.10.0.1 tcp/22 in={DMZ}", "blocked"),
        (f"10.1.0.9 > 10.1.0.1 tcp/23 in={OFFICE}", "blocked"),
        # A list of the control plane.
        (f"10.1.0.66 > 10.1.0.1 udp/500 in={OFFICE}", "blocked"),
        (f"10.1.0.67 > 10.1.0.1 udp/500 in={OFFICE}", "unknown"),
    ],
)
def test_packets_to_the_device(plant: Firewall, said: str, expected: str) -> None:
    assert decision(plant, said, [Stage.LOCAL]) == expected


def test_rules_carry_lines_places_remarks_logs_and_hits(plant: Firewall) -> None:
    first, second, *_ = plant.chains["FROM-OFFICE"].rules
    assert (first.line, first.name, first.comment, first.log) == (107, "1", "the historian's web pages", False)
    assert second.log is False
    assert not first.stateless
    shown = firewall(TWO + "access-list L line 1 extended permit tcp any any eq www (hitcnt=17) 0x1a2b3c4d\n")
    assert shown.chains["L"].rules[0].hits == 17
    assert not shown.gaps


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("aaa authentication match L outside LOCAL\n", "unknown"),
        ("filter url http 0 0 0 0\n", "unknown"),
        ("policy-map P\n class C\n  sfr fail-close\n", "unknown"),
        ("policy-map P\n class C\n  sfr fail-open monitor-only\n", "permitted"),
        ("policy-map P\n class C\n  inspect dns\n", "permitted"),
        ("access-list E ethertype deny any\naccess-group E in interface inside\n", "unknown"),
        ("access-list E ethertype permit bpdu\naccess-group E in interface inside\n", "permitted"),
        ("ip verify reverse-path interface inside\n", "permitted"),
        ("established tcp 4000 permitto tcp 1024-65535\n", "unknown"),
        ("context A\n config-url disk0:/a.cfg\n", "unknown"),
    ],
)
def test_what_else_may_drop_or_open_is_known(line: str, expected: str) -> None:
    assert decision(firewall(TWO + line), f"10.0.0.5 > 192.0.2.5 tcp/502 {IN_OUT}") == expected


def test_a_check_of_sources_leaves_others_in_doubt() -> None:
    found = firewall(TWO + "ip verify reverse-path interface inside\nroute inside 10.9.0.0 255.255.0.0 10.0.0.254 1\n")
    assert decision(found, f"10.9.1.1 > 192.0.2.5 tcp/502 {IN_OUT}") == "permitted"
    assert decision(found, f"192.0.2.7 > 192.0.2.5 tcp/502 {IN_OUT}") == "unknown"


def test_an_interface_may_be_kept_from_another() -> None:
    # ASA 5505, `no forward interface`.
    found = firewall(TWO.replace(" nameif inside\n", " no forward interface Ethernet1\n nameif inside\n"))
    assert decision(found, f"10.0.0.5 > 192.0.2.5 tcp/502 {IN_OUT}") == "blocked"


def test_what_firepower_permits_is_judged_once_more() -> None:
    found = firewall(
        TWO.replace("ASA Version 9.16(4)", "NGFW Version 7.0.1")
        + "access-list CSM advanced deny tcp ifc outside any ifc inside any eq 23 rule-id 1 event-log flow-start\n"
        "access-list CSM advanced trust tcp ifc outside any ifc inside host 10.0.0.5 eq 502 rule-id 2\n"
        "access-list CSM advanced permit tcp ifc outside any any eq 80 rule-id 3\naccess-group CSM global\n"
    )
    assert not {gap.line for gap in found.gaps} - {11}
    for port, answer in {23: "blocked", 502: "permitted", 80: "unknown", 81: "blocked"}.items():
        assert decision(found, f"192.0.2.9 > 10.0.0.5 tcp/{port} {OUT_IN}") == answer
