"""PAN-OS: addresses, services and applications of rules."""

from __future__ import annotations

import pytest

from keur.observe.firewalls.model import Effect
from tests.observe.firewalls.panos import effects, panos, passes, rule

SAID = "10.1.0.5 > 10.2.0.5 tcp/502"


def addresses(rule_settings: str, *commands: str) -> dict[str, str]:
    """What a rule decides for four sources."""
    found = panos(*commands, rule(rule_settings))
    sources = ("10.1.0.4", "10.1.0.5", "10.1.0.6", "2001:db8::5")
    return {
        source: passes(
            found, f"{source} > {'10.2.0.5' if '.' in source else '2001:db8::9'} tcp/1 in=ethernet1/1 out=ethernet1/2"
        )
        for source in sources
    }


def only(*sources: str, rest: str = "blocked", wanted: str = "permitted") -> dict[str, str]:
    return {
        source: wanted if source in sources else rest for source in ("10.1.0.4", "10.1.0.5", "10.1.0.6", "2001:db8::5")
    }


FIVE, SIX, FOUR, VI = "10.1.0.5", "10.1.0.6", "10.1.0.4", "2001:db8::5"


@pytest.mark.parametrize(
    ("settings", "commands", "wanted"),
    [
        ("source 10.1.0.5", (), only(FIVE)),
        ("source 10.1.0.4/31", (), only(FOUR, FIVE)),
        ("source [ 10.1.0.5-10.1.0.9 2001:db8::/32 ]", (), only(FIVE, SIX, VI)),
        ("source x", ("set address x ip-netmask 10.1.0.5/32",), only(FIVE)),
        # The host's own address with the length of its network means the network.
        ("source x", ("set address x ip-netmask 10.1.0.5/31",), only(FOUR, FIVE)),
        ("source x", ("set address x ip-range 10.1.0.5-10.1.0.6",), only(FIVE, SIX)),
        ("source x", ("set address x ip-wildcard 10.1.0.4/0.0.0.2",), only(FOUR, SIX)),
        ("source x;negate-source yes", ("set address x ip-netmask 10.1.0.5",), only(FOUR, SIX, VI)),
        (
            "source g",
            ("set address x ip-netmask 10.1.0.5", "set address-group g static [ x 10.1.0.6 ]"),
            only(FIVE, SIX),
        ),
        (
            "source outer",
            ("set address-group g static 10.1.0.5", "set address-group outer static [ g 10.1.0.4 ]"),
            only(FOUR, FIVE),
        ),
        ("source here", ("set region here address [ 10.1.0.5 10.1.0.6 ]",), only(FIVE, SIX)),
        # PAN-OS Networking Administrator's Guide, "NAT Policy Rules": `::/0` is for IPv4 as well.
        ("source ::/0", (), only(FOUR, FIVE, SIX, VI)),
        ("source 0.0.0.0/0", (), only(FOUR, FIVE, SIX)),
        # A name goes before the address that it looks like.
        ("source 10.1.0.5", ("set address 10.1.0.5 ip-netmask 10.1.0.6",), only(SIX)),
    ],
)
def test_addresses_that_are_known(settings: str, commands: tuple[str, ...], wanted: dict[str, str]) -> None:
    assert addresses(settings, *commands) == wanted
    assert panos(*commands, rule(settings)).gaps == ()


@pytest.mark.parametrize(
    ("settings", "commands", "wanted"),
    [
        ("source gone", (), only(rest="unknown")),
        ("source [ 10.1.0.5 gone ]", (), only(FIVE, rest="unknown")),
        ("source [ 10.1.0.5 gone ];negate-source yes", (), only(FIVE, rest="unknown", wanted="blocked")),
        ("source x", ("set address x fqdn plc.example.com",), only(rest="unknown")),
        ("source x", ("set address x ip-netmask $variable",), only(rest="unknown")),
        ("source x", ("set address x ip-netmask 10.1.0.300",), only(rest="unknown")),
        ("source x", ("set address x ip-range 10.1.0.9-10.1.0.5",), only(rest="unknown")),
        ("source 10.1.0.9-10.1.0.5", (), only(rest="unknown")),
        ("source x", ("set address x ip-wildcard 10.1.0.5/eth",), only(VI, rest="unknown", wanted="blocked")),
        ("source x", ("set address x description empty",), only(rest="unknown")),
        ("source x", ("set address x new-kind 10.1.0.5",), only(rest="unknown")),
        ("source NL", (), only(rest="unknown")),
        ("source feed", ("set external-list feed type ip url http://lists.example.com",), only(rest="unknown")),
        ("source g", ("set address-group g description empty",), only(rest="unknown")),
        ("source g", ("set address-group g static [ g 10.1.0.5 ]",), only(FIVE, rest="unknown")),
        (
            "source g",
            ("set address-group g static [ h 10.1.0.5 ]", "set address-group h static [ g 10.1.0.6 ]"),
            only(FIVE, SIX, rest="unknown"),
        ),
        (
            "source x",
            ("set address x ip-netmask 10.1.0.5", "set address-group x static 10.1.0.6"),
            only(rest="unknown"),
        ),
        ("source [ any 10.1.0.5 ]", (), only(FIVE, rest="unknown")),
        ("no-source", (), only(rest="unknown")),
    ],
)
def test_addresses_that_are_not_known(settings: str, commands: tuple[str, ...], wanted: dict[str, str]) -> None:
    assert addresses(settings, *commands) == wanted
    assert set(effects(panos(*commands, rule(settings)))) == {Effect.RULE}


@pytest.mark.parametrize(
    ("wanted", "surely"),
    [
        ("'plc'", ["10.1.0.4", "10.1.0.5"]),
        ("'plc' and 'line-1'", ["10.1.0.5"]),
        ("('line-1' or 'hmi') and ('plc' or 'hmi')", ["10.1.0.5", "10.1.0.6"]),
        ("'plc' or 'hmi' and 'line-1'", ["10.1.0.4", "10.1.0.5"]),
        ("plc", ["10.1.0.4", "10.1.0.5"]),
        ("('plc'", []),
        ("'plc')", []),
        ("", []),
    ],
)
def test_a_dynamic_group_surely_holds_what_has_its_tags_in_the_file(wanted: str, surely: list[str]) -> None:
    # PAN-OS Administrator's Guide, "Use Dynamic Address Groups in Policy": more may be registered at any time.
    commands = (
        "set address one ip-netmask 10.1.0.4",
        "set address one tag plc",
        "set address two ip-netmask 10.1.0.5",
        "set address two tag [ plc line-1 ]",
        "set address three ip-netmask 10.1.0.6 tag hmi",
        f'set address-group g dynamic filter "{wanted}"',
    )
    assert addresses("source g", *commands) == only(*surely, rest="unknown")


def test_rules_whose_wildcards_overlap_are_not_asked_in_order() -> None:
    # PAN-OS New Features Guide 10.2: by default the longest wildcard mask wins; with the setting, the first rule.
    commands = (
        "set address odd ip-wildcard 10.1.0.5/0.0.0.2",
        "set address all ip-wildcard 10.1.0.4/0.0.0.3",
        rule("source all;action deny"),
        rule("source odd", "s"),
    )
    assert passes(panos(*commands), "10.1.0.5 > 10.2.0.5 tcp/1") == "unknown"
    top_down = "set deviceconfig setting management wildcard-topdown-match-mode yes"
    assert passes(panos(*commands, top_down), "10.1.0.5 > 10.2.0.5 tcp/1") == "blocked"


SERVICES = (
    "set service a protocol tcp port 80,443,8000-8080",
    "set service b protocol udp port 53 source-port 1024-65535",
    "set service c protocol sctp port 2905",
    "set service-group g members [ a b ]",
    "set service-group h members [ g c ]",
)


@pytest.mark.parametrize(
    ("service", "said", "wanted"),
    [
        ("a", "tcp/443", "permitted"),
        ("a", "tcp/8079", "permitted"),
        ("a", "tcp/8081", "blocked"),
        ("a", "udp/443", "blocked"),
        ("b", "udp/53:1024", "permitted"),
        ("b", "udp/53:53", "blocked"),
        ("c", "132/2905", "permitted"),
        ("h", "132/2905", "permitted"),
        ("h", "tcp/80", "permitted"),
        # PAN-OS Web Interface Help, "Objects > Services": the two that are predefined.
        ("service-http", "tcp/8080", "permitted"),
        ("service-https", "tcp/443", "permitted"),
        ("service-https", "tcp/80", "blocked"),
        ("any", "47", "permitted"),
        ("[ a gone ]", "tcp/80", "permitted"),
        ("[ a gone ]", "tcp/81", "unknown"),
        ("[ a any ]", "tcp/81", "unknown"),
    ],
)
def test_services(service: str, said: str, wanted: str) -> None:
    assert passes(panos(*SERVICES, rule(f"service {service}")), f"10.1.0.5 > 10.2.0.5 {said}") == wanted


@pytest.mark.parametrize(
    "commands",
    [
        (),
        ("set service x description empty",),
        ("set service x protocol tcp port 99999",),
        ("set service x protocol tcp port 90-80",),
        ("set service x protocol tcp source-port 80",),
        ("set service x protocol quic port 80",),
        ("set service x protocol tcp port 80", "set service x protocol tcp something new"),
        ("set service-group x members x",),
        ("set service-group x members y", "set service-group y members x"),
        ("set service-group x tag empty",),
    ],
)
def test_services_that_are_not_known_make_a_doubt(commands: tuple[str, ...]) -> None:
    found = panos(*commands, rule("service x"))
    assert passes(found, SAID) == "unknown"
    assert set(effects(found)) == {Effect.RULE}


def test_an_object_of_the_file_goes_before_a_predefined_service() -> None:
    found = panos("set service service-https protocol tcp port 8443", rule("service service-https"))
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/8443") == "permitted"
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/443") == "blocked"


@pytest.mark.parametrize(
    ("settings", "commands", "said", "wanted"),
    [
        ("application ssh", (), "tcp/22 app=ssh", "permitted"),
        ("application ssh", (), "tcp/9 app=ssh", "permitted"),
        ("application ssh", (), "tcp/22 app=ssl", "blocked"),
        ("application [ ssh ssl ]", (), "tcp/22 app=ssl", "permitted"),
        ("application g", ("set application-group g members [ ssh h ]",), "tcp/1 app=ssh", "permitted"),
        (
            "application g",
            ("set application-group g members [ ssh h ]", "set application-group h members [ g dns ]"),
            "tcp/1 app=dns",
            "permitted",
        ),
        ("application f", ("set application-filter f category media",), "tcp/1 app=ssh", "unknown"),
        ("application [ ssh f ]", ("set application-filter f category media",), "tcp/1 app=ssh", "permitted"),
        ("application [ ssh any ]", (), "tcp/1 app=dns", "unknown"),
        ("no-application", (), "tcp/1 app=ssh", "unknown"),
        # PAN-OS Administrator's Guide, "Safely Enable Applications on Default Ports".
        ("application ssh;service application-default", (), "tcp/22 app=ssh", "permitted"),
        ("application ssh;service application-default", (), "tcp/23 app=ssh", "blocked"),
        ("application dns;service application-default", (), "udp/53 app=dns", "permitted"),
        ("application ping;service application-default", (), "icmp/8 app=ping", "permitted"),
        ("application modbus;service application-default", (), "tcp/502 app=modbus", "unknown"),
        ("application [ ssh modbus ];service application-default", (), "tcp/22 app=ssh", "permitted"),
        ("application any;service application-default", (), "tcp/22 app=ssh", "unknown"),
        ("application ssh;service [ application-default service-http ]", (), "tcp/22 app=ssh", "unknown"),
    ],
)
def test_applications(settings: str, commands: tuple[str, ...], said: str, wanted: str) -> None:
    assert passes(panos(*commands, rule(settings)), f"10.1.0.5 > 10.2.0.5 {said}") == wanted


@pytest.mark.parametrize(
    ("default", "said", "wanted"),
    [
        ("port tcp/5100", "tcp/5100", "permitted"),
        ("port tcp/5100", "tcp/5101", "blocked"),
        ("port [ tcp/5100,5102 udp/9 ]", "udp/9", "permitted"),
        ("port tcp/dynamic", "tcp/5100", "unknown"),
        ("ident-by-ip-protocol 47", "47", "permitted"),
        ("ident-by-ip-protocol 47", "tcp/1", "blocked"),
        ("ident-by-icmp-type type 8", "icmp/8", "unknown"),
    ],
)
def test_an_application_of_the_file_has_its_own_ports(default: str, said: str, wanted: str) -> None:
    found = panos(f"set application recipes default {default}", rule("application recipes;service application-default"))
    assert passes(found, f"10.1.0.5 > 10.2.0.5 {said} app=recipes") == wanted


def test_the_doubt_about_standard_ports_names_the_application() -> None:
    found = panos(rule("application modbus;service application-default"))
    assert ["modbus" in gap.reason.en for gap in found.gaps] == [True]
    assert found.chains["security"].rules[0].matches[0].applications == frozenset({"modbus"})


OVERRIDE = "protocol tcp;port 5100-5101;application recipes"


def test_an_override_gives_packets_their_application() -> None:
    # PAN-OS Web Interface Help, "Policies > Application Override": what the traffic is no longer matters.
    found = panos(
        "set application recipes category business-systems",
        rule(f"no-service;{OVERRIDE}", "o", "application-override"),
        rule("application recipes"),
        rule("application ssh", "s"),
    )
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/5101 app=ssh") == "permitted"
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/5102 app=recipes") == "permitted"
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/5102 app=ftp") == "blocked"
    assert found.gaps == ()
    only_ssh = panos(rule(f"no-service;{OVERRIDE}", "o", "application-override"), rule("application ssh"))
    assert passes(only_ssh, "10.1.0.5 > 10.2.0.5 tcp/5101 app=ssh") == "blocked"
    assert passes(only_ssh, "10.1.0.5 > 10.2.0.5 tcp/22 app=ssh") == "permitted"


def test_an_override_that_is_off_does_nothing() -> None:
    found = panos(rule(f"no-service;{OVERRIDE};disabled yes", "o", "application-override"), rule("application ssh"))
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/5101 app=ssh") == "permitted"
    assert "application-override" not in found.chains


@pytest.mark.parametrize(
    "settings",
    [
        "protocol tcp;port 5100-5101",
        "protocol tcp;port x;application recipes",
        "port 5100;application recipes",
        f"source gone;{OVERRIDE}",
    ],
)
def test_an_override_that_is_not_understood_makes_a_doubt(settings: str) -> None:
    found = panos(rule(f"no-service;{settings}", "o", "application-override"), rule("application ssh"))
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/5101 app=ssh") == "unknown"
    assert passes(found, "10.1.0.5 > 10.2.0.5 udp/9 app=ssh") in ("permitted", "unknown")
    assert set(effects(found)) == {Effect.RULE}
