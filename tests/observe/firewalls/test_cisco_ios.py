"""Cisco IOS: access lists, interfaces, routes and administration, each rule with the document that says so."""

from __future__ import annotations

import datetime as dt
from ipaddress import ip_address, ip_interface, ip_network

import pytest

from keur.observe.firewalls.intervals import show_addresses
from keur.observe.firewalls.model import Effect, Firewall
from tests.observe.firewalls.deciding import decision, firewall, sample

IN = "in=GigabitEthernet0/0 out=GigabitEthernet0/1.10"


@pytest.fixture(scope="module")
def router() -> Firewall:
    return sample("cisco-ios/router.cfg")


def test_it_is_recognised_with_its_name(router: Firewall) -> None:
    assert (router.format, router.name) == ("cisco-ios", "rtr-cell-4")


def test_every_line_is_understood_but_for_two_entries(router: Firewall) -> None:
    # `dscp` is not in the normal form, `newword` is no word of IOS; the banner's text is no configuration.
    assert [(gap.line, gap.effect) for gap in router.gaps] == [(117, Effect.RULE), (118, Effect.RULE)]
    assert router.coverage.not_understood == 2


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # A group of services with groups of addresses, nested ("Object Groups for ACLs").
        (f"10.1.4.20 > 10.40.1.11 tcp/502 {IN}", "permitted"),
        (f"10.1.4.20 > 10.40.1.70 udp/2222 {IN}", "permitted"),
        (f"10.1.4.20 > 10.40.1.70 tcp/2222 {IN}", "blocked"),
        (f"10.1.4.20 > 10.40.1.63 tcp/502 {IN}", "blocked"),
        (f"10.1.4.21 > 10.40.1.11 tcp/502 {IN}", "blocked"),
        # An entry with a sequence number between two others stands there ("IP Access List Entry Sequence Numbering").
        (f"10.1.4.20 > 10.40.9.9 udp/161 {IN}", "permitted"),
        # Several ports after eq ("Named ACL Support for Noncontiguous Ports"), names of ports, a wildcard mask.
        (f"10.1.3.255 > 10.40.1.1 tcp/80 {IN}", "permitted"),
        (f"10.1.3.255 > 10.40.1.1 tcp/443 {IN}", "permitted"),
        (f"10.1.0.1 > 10.40.1.1 tcp/8080 {IN}", "permitted"),
        (f"10.1.4.0 > 10.40.1.1 tcp/80 {IN}", "blocked"),
        # `established` is ACK or RST (`permit (IP)`); flags 2 is SYN, 16 ACK, 4 RST.
        (f"10.9.9.9 > 10.40.1.1 tcp/5000 {IN} flags=2", "blocked"),
        (f"10.9.9.9 > 10.40.1.1 tcp/5000 {IN} flags=16", "permitted"),
        (f"10.9.9.9 > 10.40.1.1 tcp/5000 {IN} flags=4", "permitted"),
        # gt and lt leave out the port itself, range has both ends.
        (f"10.9.9.9 > 10.40.1.11 tcp/20005:1024 {IN}", "permitted"),
        (f"10.9.9.9 > 10.40.1.11 tcp/20005:1023 {IN}", "blocked"),
        (f"10.9.9.9 > 10.40.1.11 tcp/20006:1024 {IN}", "blocked"),
        (f"10.9.9.9 > 10.40.2.14 tcp/1023 {IN}", "permitted"),
        (f"10.9.9.9 > 10.40.2.14 tcp/1024 {IN}", "blocked"),
        # neq.
        (f"10.9.9.9 > 10.40.2.13 udp/123:53 {IN}", "blocked"),
        (f"10.9.9.9 > 10.40.2.13 udp/123:54 {IN}", "permitted"),
        # match-all +syn -ack; match-any +rst +fin (1 is FIN).
        (f"10.9.9.9 > 10.40.2.11 tcp/9 {IN} flags=2", "permitted"),
        (f"10.9.9.9 > 10.40.2.11 tcp/9 {IN} flags=1", "blocked"),
        (f"10.9.9.9 > 10.40.2.12 tcp/9 {IN} flags=1", "permitted"),
        (f"10.9.9.9 > 10.40.2.12 tcp/9 {IN} flags=2", "blocked"),
        # ICMP messages: `unreachable` has all codes, `echo` is type 8.
        (f"10.9.9.9 > 10.40.2.9 icmp/3.13 {IN}", "permitted"),
        (f"10.9.9.9 > 10.40.2.9 icmp/8 {IN}", "permitted"),
        (f"10.9.9.9 > 10.40.2.9 icmp/0 {IN}", "blocked"),
        # Protocols by number.
        (f"10.9.9.9 > 10.40.2.15 47 {IN}", "permitted"),
        (f"10.9.9.9 > 10.40.2.15 50 {IN}", "blocked"),
        # A wildcard mask with its free bits in the middle.
        (f"10.7.200.1 > 10.40.2.19 tcp/1 {IN}", "permitted"),
        (f"10.7.200.2 > 10.40.2.19 tcp/1 {IN}", "blocked"),
        # `fragments` matches no whole packet, so the entries behind it are reached.
        (f"10.9.9.9 > 10.40.2.18 tcp/4841:2000 {IN}", "permitted"),
        (f"10.9.9.9 > 10.40.2.18 tcp/4841:1000 {IN}", "blocked"),
        # What is not in the packet, and words that nobody knows, are in doubt.
        (f"10.9.9.9 > 10.40.2.16 tcp/1 {IN}", "unknown"),
        (f"10.9.9.9 > 10.40.2.17 tcp/502 {IN}", "unknown"),
        (f"10.9.9.9 > 10.40.2.17 tcp/503 {IN}", "blocked"),
    ],
)
def test_an_inward_list_decides(router: Firewall, said: str, expected: str) -> None:
    assert decision(router, said) == expected


def test_the_outward_list_of_the_interface_is_asked_as_well(router: Firewall) -> None:
    way = "in=GigabitEthernet0/1.20 out=GigabitEthernet0/0"
    assert decision(router, f"10.40.2.1 > 10.3.3.3 tcp/80 {way}") == "permitted"
    assert decision(router, f"10.40.2.1 > 192.0.2.1 tcp/80 {way}") == "blocked"


def test_a_list_that_is_missing_or_empty_permits_everything(router: Firewall) -> None:
    # IOS Command Reference, `ip access-group`; "IP Access List Overview".
    assert decision(router, "10.40.2.1 > 10.40.1.1 tcp/80 in=GigabitEthernet0/1.20 out=GigabitEthernet0/1.10") == (
        "permitted"
    )
    assert router.chains["NOT-THERE"].rules == ()


def test_a_list_only_looks_at_its_own_family(router: Firewall) -> None:
    assert decision(router, "2001:db8:40::1 > 2001:db8::1 tcp/80 in=GigabitEthernet0/1.10 out=GigabitEthernet0/0") == (
        "permitted"
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2001:db8:9::5 > 2001:db8:40::11 tcp/502", "permitted"),
        ("2001:db8:8::5 > 2001:db8:40::11 tcp/502", "blocked"),
        ("2001:db8:8::5 > 2001:db8:40::11 icmpv6/128", "permitted"),
        # An explicit `deny ipv6 any any` takes the word from the implicit `permit icmp any any nd-ns`.
        ("2001:db8:8::5 > 2001:db8:40::11 icmpv6/135", "blocked"),
    ],
)
def test_an_ipv6_list_decides(router: Firewall, said: str, expected: str) -> None:
    assert decision(router, f"{said} in=GigabitEthernet0/0") == expected


def test_an_ipv6_list_permits_neighbour_discovery_at_its_end() -> None:
    # Catalyst 3560 Command Reference, `ipv6 access-list`.
    found = firewall(
        "hostname r\ninterface Ethernet0\n ipv6 address 2001:db8::1/64\n ipv6 traffic-filter SIX in\n"
        "ipv6 access-list SIX\n permit tcp any any eq 502\n"
    )
    assert decision(found, "fe80::1 > ff02::1 icmpv6/135 in=Ethernet0") == "permitted"
    assert decision(found, "fe80::1 > ff02::1 icmpv6/136 in=Ethernet0") == "permitted"
    assert decision(found, "fe80::1 > ff02::1 icmpv6/134 in=Ethernet0") == "blocked"


def test_an_entry_of_certain_hours_counts_when_it_permits_and_not_when_it_denies(router: Firewall) -> None:
    assert decision(router, f"10.9.9.9 > 10.40.2.10 tcp/22 {IN}") == "permitted"
    by_line = {rule.line: rule for rule in router.chains["FROM-PLANT"].rules}
    assert by_line[105].schedule == by_line[108].schedule == "MAINTENANCE"


@pytest.mark.parametrize(
    ("day", "expected"),
    [((2025, 3, 2), "blocked"), ((2025, 3, 3), "permitted"), ((2025, 3, 28), "permitted"), ((2025, 3, 29), "blocked")],
)
def test_an_entry_holds_between_its_days(router: Firewall, day: tuple[int, int, int], expected: str) -> None:
    said = f"10.1.4.99 > 10.40.3.3 udp/9 {IN}"
    assert decision(router, said, today=dt.date(*day)) == expected


def test_a_denial_does_not_count_on_a_day_that_it_holds_in_part() -> None:
    found = firewall(
        "time-range T\n absolute start 08:00 3 March 2025 end 17:00 28 March 2025\n"
        "interface Ethernet0\n ip access-group L in\n"
        "ip access-list extended L\n deny tcp any any time-range T\n permit ip any any\n"
    )
    expected = {3: "permitted", 4: "blocked", 27: "blocked", 28: "permitted"}
    for day, answer in expected.items():
        assert decision(found, "10.0.0.1 > 10.0.0.2 tcp/1 in=Ethernet0", today=dt.date(2025, 3, day)) == answer


def test_rules_carry_lines_numbers_remarks_logs_and_hits(router: Firewall) -> None:
    rule = next(rule for rule in router.chains["FROM-PLANT"].rules if rule.line == 102)
    assert (rule.name, rule.comment, rule.log, rule.stateless) == (
        "20",
        "the historian reads the controllers",
        True,
        True,
    )
    shown = firewall(
        "interface Ethernet0\n ip access-group 101 in\nip access-list extended 101\n"
        "    10 permit tcp any any eq 502 (1234 matches)\n"
    )
    assert shown.chains["101"].rules[0].hits == 1234


def test_interfaces_and_routes_are_as_in_the_file(router: Firewall) -> None:
    interfaces = {interface.name: interface for interface in router.interfaces}
    plant = interfaces["GigabitEthernet0/0"]
    assert plant.addresses == tuple(map(ip_interface, ("10.1.4.2/24", "10.1.5.2/24", "2001:db8:1::4/64")))
    assert plant.description == "to the plant network"
    assert (interfaces["GigabitEthernet0/2"].enabled, interfaces["GigabitEthernet0/2"].table) == (False, "MACHINES")
    assert router.routes_known
    first, backup, discarded, of_vrf, _ = router.routes
    assert (first.gateway, first.distance, backup.distance) == (ip_address("10.1.4.1"), 1, 250)
    assert discarded.discard and discarded.destination == ip_network("10.66.0.0/16")
    assert (of_vrf.table, of_vrf.interface, str(of_vrf.gateway)) == ("MACHINES", "GigabitEthernet0/2", "192.168.0.254")


def test_routing_protocols_make_routes_unknown() -> None:
    found = firewall(
        "hostname r\ninterface Ethernet0\n ip address 10.0.0.1 255.0.0.0\nrouter ospf 1\n network 10.0.0.0\n"
    )
    assert not found.routes_known


def test_administration_is_limited_by_lists(router: Firewall) -> None:
    interfaces = {interface.name: interface for interface in router.interfaces}
    inner = interfaces["GigabitEthernet0/1.10"].management
    assert {service: show_addresses(sources) for service, sources in inner.items()} == {
        "ssh": "10.1.4.50 10.1.9.0/24",
        "http": "10.1.4.0/24",
        "https": "10.1.4.0/24",
        "snmp": "10.1.4.0/24",
    }


def test_vty_lines_refuse_interfaces_in_a_vrf_without_vrf_also(router: Firewall) -> None:
    # Terminal Services Command Reference, `access-class`.
    interfaces = {interface.name: interface for interface in router.interfaces}
    assert "ssh" not in interfaces["GigabitEthernet0/2"].management
    assert "https" in interfaces["GigabitEthernet0/2"].management


def test_what_vty_lines_speak_depends_on_the_version_when_the_file_does_not_say() -> None:
    found = firewall("interface Ethernet0\n ip address 10.0.0.1 255.0.0.0\nline vty 0 4\n login\n")
    assert set(found.interfaces[0].management) == {"ssh", "telnet"}
    assert [(gap.line, gap.effect) for gap in found.gaps] == [(3, Effect.NONE)]


def test_lines_without_indentation_are_read_by_their_words() -> None:
    found = firewall(
        "hostname r\ninterface GigabitEthernet0/1\nip address 10.0.0.1 255.255.255.0\nip access-group L in\n"
        "interface GigabitEthernet0/2\nip address 10.0.1.1 255.255.255.0\nno shutdown\n"
        "ip route 0.0.0.0 0.0.0.0 10.0.1.254\n"
        "object-group network PLCS\nhost 10.0.1.5\n"
        "ip access-list extended L\n10 permit tcp any object-group PLCS eq 502\ndeny ip any any\n"
        "ip access-list standard M\npermit 10.0.0.0 0.0.0.255\n"
    )
    assert not found.gaps
    assert [str(route.gateway) for route in found.routes] == ["10.0.1.254"]
    assert decision(found, "10.0.0.9 > 10.0.1.5 tcp/502 in=GigabitEthernet0/1") == "permitted"
    assert decision(found, "10.0.0.9 > 10.0.1.5 tcp/503 in=GigabitEthernet0/1") == "blocked"


def test_entries_can_be_taken_out_again() -> None:
    found = firewall(
        "interface Ethernet0\n ip access-group L in\nip access-list extended L\n 10 permit ip any any\n"
        " 20 permit tcp any any eq 502\n no 10\n permit udp any any\n no permit udp any any\n"
    )
    assert decision(found, "10.0.0.1 > 10.0.0.2 udp/1 in=Ethernet0") == "blocked"
    assert decision(found, "10.0.0.1 > 10.0.0.2 tcp/502 in=Ethernet0") == "permitted"


def test_a_list_that_is_written_anew_forgets_the_old_one() -> None:
    found = firewall(
        "interface Ethernet0\n ip access-group L in\nip access-list extended L\n permit ip any any\n"
        "no ip access-list extended L\nip access-list extended L\n permit tcp any any eq 502\n"
    )
    assert decision(found, "10.0.0.1 > 10.0.0.2 udp/1 in=Ethernet0") == "blocked"


def test_a_reflexive_entry_opens_the_way_back_and_that_is_in_doubt() -> None:
    # Security Configuration Guide, "Configuring IP Session Filtering (Reflexive Access Lists)".
    found = firewall(
        "interface Ethernet0\n ip access-group IN in\n ip access-group OUT out\n"
        "ip access-list extended OUT\n permit tcp 10.0.0.0 0.0.0.255 any eq 80 reflect WEB\n"
        "ip access-list extended IN\n evaluate WEB\n deny ip any any\n"
    )
    back = "192.0.2.1 > 10.0.0.5 tcp/40000:80 in=Ethernet0"
    assert decision(found, f"{back} state=established flags=16") == "unknown"
    assert decision(found, f"{back} state=new") == "blocked"
    assert decision(found, "192.0.2.1 > 10.0.0.5 tcp/40000:81 in=Ethernet0 state=established flags=16") == "blocked"


def test_inspection_lets_answers_pass_lists_and_that_is_in_doubt() -> None:
    # Context-based access control: openings in the lists on the way back.
    found = firewall(
        "ip inspect name FW tcp\ninterface Ethernet0\n ip inspect FW in\ninterface Ethernet1\n ip access-group IN in\n"
        "ip access-list extended IN\n deny ip any any\n"
    )
    said = "192.0.2.1 > 10.0.0.5 tcp/40000:80 in=Ethernet1 out=Ethernet0"
    assert decision(found, f"{said} state=established flags=16") == "unknown"
    assert decision(found, said) == "blocked"
    there = "10.0.0.5 > 192.0.2.1 tcp/80 in=Ethernet0 out=Ethernet1"
    assert decision(found, there) == "permitted"
    assert decision(found, f"{there} flags=16") == "unknown"


def test_a_list_on_a_switch_port_is_in_doubt_for_its_vlan() -> None:
    found = firewall(
        "interface GigabitEthernet1/0/1\n switchport access vlan 10\n switchport mode access\n"
        " ip access-group PORT in\n"
        "interface Vlan10\n ip address 10.0.10.1 255.255.255.0\ninterface Vlan20\n ip address 10.0.20.1 255.255.255.0\n"
        "ip access-list extended PORT\n permit tcp any any eq 502\n"
    )
    assert decision(found, "10.0.10.5 > 10.0.20.5 tcp/502 in=Vlan10 out=Vlan20") == "permitted"
    assert decision(found, "10.0.10.5 > 10.0.20.5 tcp/503 in=Vlan10 out=Vlan20") == "unknown"
    assert decision(found, "10.0.20.5 > 10.0.10.5 tcp/503 in=Vlan20 out=Vlan10") == "permitted"
    assert decision(found, "10.0.10.5 > 10.0.10.6 tcp/503 in=GigabitEthernet1/0/1") == "blocked"


def test_ports_of_a_switch_are_switch_ports_unless_they_say_otherwise() -> None:
    found = firewall(
        "interface GigabitEthernet1/0/1\n ip access-group PORT in\n"
        "interface GigabitEthernet1/0/2\n no switchport\n ip access-group PORT in\n"
        "interface Vlan1\n ip address 10.0.1.1 255.255.255.0\n"
        "ip access-list extended PORT\n permit tcp any any eq 502\n"
    )
    assert decision(found, "10.0.1.5 > 10.0.2.5 tcp/503 in=Vlan1") == "unknown"
    assert {gap.line for gap in found.gaps} == {2}


def test_a_check_of_sources_leaves_others_in_doubt() -> None:
    # Security Command Reference, `ip verify unicast source reachable-via`.
    found = firewall(
        "interface Ethernet0\n ip address 10.0.0.1 255.255.255.0\n ip verify unicast source reachable-via rx\n"
        "interface Ethernet1\n ip address 10.0.1.1 255.255.255.0\nip route 10.7.0.0 255.255.0.0 10.0.0.254\n"
    )
    assert decision(found, "10.0.0.5 > 10.0.1.5 tcp/502 in=Ethernet0 out=Ethernet1") == "permitted"
    assert decision(found, "10.7.9.5 > 10.0.1.5 tcp/502 in=Ethernet0 out=Ethernet1") == "permitted"
    assert decision(found, "10.0.1.6 > 10.0.1.5 tcp/502 in=Ethernet0 out=Ethernet1") == "unknown"


def test_what_comes_out_of_a_tunnel_may_pass_by_the_list() -> None:
    found = firewall(
        "crypto map VPN 10 ipsec-isakmp\n match address 150\n set peer 192.0.2.9\n"
        "interface Ethernet0\n ip access-group 101 in\n crypto map VPN\n"
        "access-list 101 permit esp any any\naccess-list 150 permit ip 10.0.0.0 0.0.0.255 10.8.0.0 0.0.255.255\n"
    )
    assert decision(found, "10.8.1.1 > 10.0.0.5 tcp/502 in=Ethernet0") == "unknown"
    assert decision(found, "10.9.1.1 > 10.0.0.5 tcp/502 in=Ethernet0") == "blocked"


def test_a_policy_that_drops_makes_its_interface_uncertain() -> None:
    found = firewall(
        "class-map match-any P2P\n match protocol bittorrent\npolicy-map DROP-P2P\n class P2P\n  drop\n"
        "interface Ethernet0\n service-policy input DROP-P2P\ninterface Ethernet1\n"
    )
    assert decision(found, "10.0.0.1 > 10.0.0.2 tcp/502 in=Ethernet0") == "unknown"
    assert decision(found, "10.0.0.1 > 10.0.0.2 tcp/502 in=Ethernet1") == "permitted"
