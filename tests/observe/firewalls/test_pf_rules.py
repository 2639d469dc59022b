"""What pfSense and OPNsense have in common: sides of rules, protocols, doubts, and texts that are no configuration."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keur.observe.firewalls.formats import opnsense, pfsense
from keur.observe.firewalls.model import Effect, Firewall
from keur.observe.firewalls.pf.xml import parse
from tests.observe.firewalls.deciding import SAMPLES
from tests.observe.firewalls.pf_parts import INTERFACES, PRODUCTS, answered, asked, configured, filtered, rule

PLANTS = {name: (SAMPLES / name / "plant.xml").read_text(encoding="utf-8") for name in PRODUCTS}
READERS = {"pfsense": pfsense.read, "opnsense": opnsense.read}
both = pytest.mark.parametrize("product", PRODUCTS)


@both
@pytest.mark.parametrize(
    ("said", "yes", "no"),
    [
        ("pass lan lan > opt1", "10.1.0.9 > 10.31.0.9 tcp/80", "10.9.0.9 > 10.31.0.9 tcp/80"),
        ("pass lan any > !opt1", "10.1.0.9 > 10.32.0.9 tcp/80", "10.1.0.9 > 10.31.0.9 tcp/80"),
        ("pass lan 10.1.0.9 > any", "10.1.0.9 > 10.31.0.9 tcp/80", "10.1.0.8 > 10.31.0.9 tcp/80"),
        ("pass lan any > 10.31.0.0/28 tcp 80-90", "10.1.0.9 > 10.31.0.9 tcp/85", "10.1.0.9 > 10.31.0.9 tcp/91"),
        ("pass lan any > any tcp/udp 53", "10.1.0.9 > 10.31.0.9 udp/53", "10.1.0.9 > 10.31.0.9 132/53"),
        ("pass lan any > any esp", "10.1.0.9 > 10.31.0.9 50", "10.1.0.9 > 10.31.0.9 51"),
        ("pass lan any > any 47", "10.1.0.9 > 10.31.0.9 47", "10.1.0.9 > 10.31.0.9 50"),
        ("pass lan any > any icmp", "10.1.0.9 > 10.31.0.9 icmp/13", "10.1.0.9 > 10.31.0.9 udp/13"),
        ("pass lan any > any tcp https", "10.1.0.9 > 10.31.0.9 tcp/443", "10.1.0.9 > 10.31.0.9 tcp/80"),
    ],
)
def test_sides_and_services_of_a_rule(product: str, said: str, yes: str, no: str) -> None:
    found = filtered(product, rule(said))
    assert asked(found, yes) == "permitted"
    assert asked(found, no) == "blocked"
    assert found.gaps == ()


@both
def test_rules_to_addresses_of_the_firewall_itself(product: str) -> None:
    found = filtered(product, rule("pass opt1 any > opt1ip tcp 22"), rule("pass opt1 any > (self) udp 123"))
    assert answered(found, "10.31.0.9 > 10.31.0.1 tcp/22", "in=igb2.31") == "permitted"
    assert answered(found, "10.31.0.9 > 10.1.0.1 tcp/22", "in=igb2.31") == "blocked"
    assert answered(found, "10.31.0.9 > 10.1.0.1 udp/123", "in=igb2.31") == "permitted"
    assert asked(found, "10.31.0.9 > 10.1.0.9 udp/123", "in=igb2.31 out=igb1") == "blocked"


@both
def test_an_address_from_dhcp_need_not_be_known_where_it_makes_no_difference(product: str) -> None:
    # What is forwarded is for others, and what is for the firewall has one of its addresses.
    dynamic = INTERFACES.replace("<ipaddr>198.51.100.2</ipaddr><subnet>29</subnet>", "<ipaddr>dhcp</ipaddr>")
    rules = f"<filter>{rule('block lan any > (self) udp 53')}{rule('pass lan any > any')}</filter>"
    found = configured(product, rules, interfaces=dynamic)
    assert asked(found, "10.1.0.9 > 17.0.0.1 udp/53", "in=igb1 out=igb0") == "permitted"
    assert answered(found, "10.1.0.9 > 203.0.113.7 udp/53") == "blocked"
    network = configured(product, f"<filter>{rule('pass lan any > wan')}</filter>", interfaces=dynamic)
    assert asked(network, "10.1.0.9 > 17.0.0.1 udp/53", "in=igb1 out=igb0") == "unknown"
    assert not network.routes_known


@both
@pytest.mark.parametrize("name", ["os", "tagged", "novelty", "dscp"])
def test_a_rule_that_looks_at_more_than_keur_knows_is_in_doubt(product: str, name: str) -> None:
    found = filtered(product, rule("pass lan any > any tcp 80", **{name: "x"}))
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "unknown"
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/81") == "blocked"
    assert [gap.effect for gap in found.gaps] == [Effect.RULE]


@both
@pytest.mark.parametrize("protocol", ["novelty", "999"])
def test_a_protocol_that_nobody_knows_leaves_the_rule_in_doubt(product: str, protocol: str) -> None:
    assert asked(filtered(product, rule(f"pass lan any > any {protocol}")), "10.1.0.9 > 10.31.0.9 tcp/80") == "unknown"


@both
def test_an_interface_without_a_device_leaves_its_rules_in_doubt(product: str) -> None:
    found = configured(
        product, f"<filter>{rule('pass lan any > any')}</filter>", interfaces=INTERFACES.replace("<if>igb1</if>", "")
    )
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80", "in=lan out=igb2.31") == "unknown"
    assert [gap.text for gap in found.gaps] == ["lan"]


@both
def test_a_rule_on_an_interface_that_is_not_there_is_told(product: str) -> None:
    found = filtered(product, rule("pass opt9 any > any"))
    assert [gap.text for gap in found.gaps] == ["opt9"]


@both
def test_a_bridge_leaves_its_interfaces_unknown(product: str) -> None:
    bridge = "<bridges><bridged><bridgeif>bridge0</bridgeif><members>lan,opt1</members></bridged></bridges>"
    found = filtered(product, rule("pass lan any > any"), rule("pass wan any > any"), more=bridge)
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "unknown"
    assert asked(found, "17.0.0.1 > 10.31.0.9 tcp/80", "in=igb0 out=igb1") == "unknown"


@both
def test_a_captive_portal_leaves_its_interface_unknown(product: str) -> None:
    zone = "<cpzone><enable/><interface>lan</interface></cpzone>"
    portal = f"<captiveportal>{zone}</captiveportal>"
    if product == "opnsense":
        zone = "<zone><enabled>1</enabled><interfaces>lan</interfaces></zone>"
        portal = f"<OPNsense><captiveportal><zones>{zone}</zones></captiveportal></OPNsense>"
    found = filtered(product, rule("pass lan any > any"), more=portal)
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "unknown"


def test_a_package_that_makes_rules_of_its_own_makes_everything_unknown() -> None:
    package = "<installedpackages><package><name>x</name><filter_rule_function>x_rules</filter_rule_function></package>"
    found = filtered("pfsense", rule("pass lan any > any"), more=f"{package}</installedpackages>")
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "unknown"


@both
def test_tunnels_may_be_asked_for_by_their_peers(product: str) -> None:
    tunnel = "<ipsec><phase1><ikeid>1</ikeid><interface>wan</interface></phase1></ipsec>"
    found = filtered(product, more=tunnel)
    assert answered(found, "17.0.0.1 > 198.51.100.2 udp/500", "in=igb0") == "unknown"
    assert answered(found, "17.0.0.1 > 198.51.100.2 udp/501", "in=igb0") == "blocked"


@both
def test_an_element_that_nobody_knows_is_told_once(product: str) -> None:
    found = filtered(product, rule("pass lan any > any"), more="<novelty>\n<one/>\n<two/>\n</novelty>")
    assert [(gap.text, gap.effect) for gap in found.gaps] == [("novelty", Effect.NONE)]


# Hostile


def shown(product: str, text: str) -> Firewall:
    found = READERS[product](text)
    assert found.coverage.lines >= found.coverage.understood
    return found


@both
def test_a_document_type_is_refused_and_no_entity_is_laid_out(product: str) -> None:
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><{product}>&b;</{product}>'
    found = shown(product, bomb)
    assert [gap.effect for gap in found.gaps] == [Effect.EVERYTHING]
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "unknown"


@both
def test_a_file_that_is_cut_short_is_unknown_as_a_whole(product: str) -> None:
    text = PLANTS[product]
    for end in range(40, len(text.rstrip()), 37 * 7):
        assert Effect.EVERYTHING in {gap.effect for gap in shown(product, text[:end]).gaps}, end
    small = text[: text.index("<interfaces>")] + f"<filter>{rule('pass lan any > any tcp 80')}</filter></{product}>"
    for end in range(40, len(small), 37):
        assert Effect.EVERYTHING in {gap.effect for gap in shown(product, small[:end]).gaps}, end


@both
@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_is_read_without_harm(product: str, text: str) -> None:
    shown(product, text)
    shown(product, f"<{product}><filter><rule>{text}</rule></filter></{product}>")


@both
def test_files_with_words_turned_around_are_read_without_harm(product: str) -> None:
    chance = random.Random(11)
    for _ in range(40):
        lines = PLANTS[product].split("\n")
        for _ in range(12):
            one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            inner = chance.choice(
                [lines[other], "", "<not/>", "<any>0</any>", "<interface>,,</interface>", "<port>-</port>"]
            )
            lines[one] = lines[one] if "</" not in lines[one] or "<" not in lines[one].strip()[:1] else inner
        shown(product, "\n".join(lines))


@both
def test_deep_nesting_and_rings_have_bounds(product: str) -> None:
    deep = shown(product, f"<{product}>" + "<a>" * 100_000)
    assert Effect.EVERYTHING in {gap.effect for gap in deep.gaps}
    ring = "".join(
        f"<alias><name>A{n}</name><type>host</type><address>A{(n + 1) % 500} 10.0.0.{n % 250}</address></alias>"
        for n in range(500)
    )
    shown(product, f"<{product}><aliases>{ring}</aliases></{product}>")


@both
def test_what_is_another_document_altogether_is_unknown(product: str) -> None:
    found = shown(product, "<html><body/></html>")
    assert asked(found, "10.1.0.9 > 10.31.0.9 tcp/80") == "unknown"


def test_lines_are_those_of_the_file() -> None:
    document = parse('\n\n<?xml version="1.0"?>\n<!-- a\ncomment -->\n<a>\n  <b\n x="1"/>\n\n text\n</a>\n')
    assert sorted(document.lines) == [3, 6, 7, 8, 10, 11]
    assert [one.line for one in document.root.children[0].children] == [7]
