"""What `iptables-save` prints, and scripts of commands."""

from __future__ import annotations

import pytest

from keur.observe.firewalls.model import Effect, Stage, Way
from tests.observe.firewalls.deciding import decision, firewall, sample

TABLE = "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:more - [0:0]\n{}\nCOMMIT\n"
SAID = "10.0.0.1 > 10.0.0.2 tcp/502 in=a out=b"


def passes(*rules: str, said: str = SAID) -> str:
    return decision(firewall(TABLE.format("\n".join(f"-A {rule}" for rule in rules))), said)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("10.10.0.20 > 10.20.1.5 tcp/502 in=scada out=line1", "permitted"),
        ("10.10.0.66 > 10.20.1.5 tcp/502 in=scada out=line1", "blocked"),  # in mangle, before the filter
        ("10.10.0.20 > 10.20.1.6 tcp/502 in=scada out=line1", "blocked"),
        ("10.10.0.20 > 10.20.1.6 udp/34964 in=scada out=line1", "permitted"),
        ("10.10.0.20 > 10.20.1.6 tcp/4841 in=scada out=line1", "permitted"),
        ("10.11.0.20 > 10.20.1.6 tcp/4841 in=scada out=line1", "blocked"),  # RETURN, then nothing
        ("10.10.1.29 > 10.20.9.9 udp/2222 in=x out=y", "permitted"),
        ("10.10.1.30 > 10.20.9.9 udp/2222 in=x out=y", "blocked"),
        ("10.40.0.1 > 10.30.0.10 icmp/8 in=x out=y", "blocked"),
        ("10.41.0.1 > 10.30.0.10 icmp/8 in=x out=y", "permitted"),
        ("10.41.0.1 > 10.30.0.10 icmp/13 in=x out=y", "blocked"),
        ("10.20.1.5 > 10.10.0.20 tcp/40000 in=line1 out=scada state=established", "permitted"),
        ("fd00::1 > fd00::2 tcp/502 in=scada out=line1", "unknown"),  # IPv6 has a file of its own
    ],
)
def test_the_sample(said: str, answer: str) -> None:
    assert decision(sample("iptables/plant.rules"), said) == answer


def test_packets_to_the_machine_itself_have_their_own_chain() -> None:
    found = sample("iptables/plant.rules")
    assert decision(found, "10.10.0.5 > 10.10.0.1 tcp/22 in=scada", [Stage.LOCAL]) == "permitted"
    assert decision(found, "10.10.0.50 > 10.10.0.1 tcp/22 in=scada", [Stage.LOCAL]) == "blocked"


def test_translations() -> None:
    found = {one.way: one for one in sample("iptables/plant.rules").translations}
    assert str(found[Way.DESTINATION].to_ports) == "Intervals(443)"
    assert found[Way.SOURCE].interface_address


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("10.10.0.66 > 10.20.1.5 tcp/502 in=scada out=line1", "blocked"),  # -I puts it before the others
        ("10.10.0.20 > 10.20.1.5 tcp/502 in=scada out=line1", "permitted"),
        ("10.10.0.20 > 10.20.7.7 tcp/102 in=scada out=line1", "permitted"),  # a command over two lines
        ("10.10.0.21 > 10.20.7.7 tcp/102 in=scada out=line1", "blocked"),
        ("10.10.0.20 > 10.20.1.5 tcp/502 in=office out=line1", "blocked"),
    ],
)
def test_a_script(said: str, answer: str) -> None:
    assert decision(sample("iptables/script.sh"), said) == answer


@pytest.mark.parametrize(
    ("rules", "answer"),
    [
        (["FORWARD -j ACCEPT"], "permitted"),
        (["FORWARD -j DROP", "FORWARD -j ACCEPT"], "blocked"),
        (["FORWARD -j REJECT --reject-with icmp-port-unreachable"], "blocked"),
        (["FORWARD -j LOG --log-prefix x", "FORWARD -j ACCEPT"], "permitted"),
        (["FORWARD -j more", "FORWARD -j ACCEPT", "more -j RETURN"], "permitted"),
        (["FORWARD -g more", "FORWARD -j ACCEPT", "more -j RETURN"], "blocked"),
        (["FORWARD ! -p udp -j ACCEPT"], "permitted"),
        (["FORWARD -i a+ -o b -j ACCEPT"], "permitted"),
        (["FORWARD ! -i a -j ACCEPT"], "blocked"),
        (["FORWARD -p tcp -m tcp --sport 1024:65535 --dport 500: -j ACCEPT"], "permitted"),
        (["FORWARD -p tcp -m tcp ! --dport 502 -j ACCEPT"], "blocked"),
        (["FORWARD -p tcp -m multiport --ports 502 -j ACCEPT"], "permitted"),
        (["FORWARD -p tcp --syn -j ACCEPT"], "permitted"),
        (["FORWARD -p tcp -m tcp --tcp-flags SYN,ACK ACK -j ACCEPT"], "blocked"),
        (["FORWARD -m limit --limit 5/min -j ACCEPT"], "unknown"),
        (["FORWARD -m string --string x --algo bm -j DROP", "FORWARD -j ACCEPT"], "unknown"),
        (["FORWARD -j NFQUEUE --queue-num 1"], "unknown"),
        (["FORWARD -m limit --limit 5/min -j DROP"], "blocked"),  # and without the rule as well
    ],
)
def test_rules(rules: list[str], answer: str) -> None:
    assert passes(*rules) == answer


def test_an_inserted_rule_comes_first_or_at_its_number() -> None:
    script = (
        "iptables -A FORWARD -p tcp -j ACCEPT\niptables -A FORWARD -p udp -j ACCEPT\n{}\niptables -P FORWARD DROP\n"
    )
    first, second = script.format("iptables -I FORWARD -j DROP"), script.format("iptables -I FORWARD 2 -j DROP")
    asked = (SAID, SAID.replace("tcp", "udp"))
    assert [decision(firewall(first), said) for said in asked] == ["blocked", "blocked"]
    assert [decision(firewall(second), said) for said in asked] == ["permitted", "blocked"]


def test_a_table_that_does_not_end_makes_everything_unknown() -> None:
    cut = TABLE.format("-A FORWARD -j ACCEPT").removesuffix("COMMIT\n")
    assert {gap.effect for gap in firewall(cut).gaps} == {Effect.EVERYTHING}
    assert decision(firewall(cut), SAID) == "unknown"


def test_a_file_of_ip6tables_speaks_of_ipv6() -> None:
    text = "# Generated by ip6tables-save\n" + TABLE.format("-A FORWARD -s fd00::/8 -j ACCEPT")
    assert decision(firewall(text), "fd00::1 > fd01::2 tcp/502 in=a out=b") == "permitted"
    assert decision(firewall(text), SAID) == "unknown"


def test_packets_that_rules_counted_are_kept() -> None:
    (rule,) = firewall(TABLE.format("[812:41000] -A FORWARD -j ACCEPT")).chains["filter FORWARD"].rules
    assert (rule.hits, rule.line) == (812, 5)
