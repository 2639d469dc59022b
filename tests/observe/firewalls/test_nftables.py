"""nftables as text and as JSON. What the kernel makes of generated rulesets is held against keur in tests/reach."""

from __future__ import annotations

import pytest

from keur.observe.firewalls.model import Effect, Stage, Way
from tests.observe.firewalls.deciding import decision, firewall, sample

BOTH = pytest.mark.parametrize("name", ["nftables/plant.nft", "nftables-json/plant.json"])
ANSWERS = [
    ("10.10.0.20 > 10.20.1.5 tcp/502 in=x out=y", "permitted"),
    ("10.10.1.15 > 10.20.2.5 tcp/44818 in=x out=y", "permitted"),
    ("10.10.1.16 > 10.20.2.5 tcp/502 in=x out=y", "blocked"),
    ("10.10.0.20 > 10.20.1.5 tcp/503 in=x out=y", "blocked"),
    ("10.10.0.66 > 10.20.1.9 tcp/1 in=x out=y", "blocked"),  # before the map that would accept it
    ("10.10.0.20 > 10.20.1.9 tcp/1 in=x out=y", "permitted"),
    ("10.10.0.20 > 10.20.2.9 tcp/4841 in=scada out=line2", "blocked"),
    ("10.10.0.99 > 10.20.2.8 tcp/4841 in=scada out=line2", "permitted"),
    ("10.11.0.99 > 10.20.2.8 tcp/4841 in=scada out=line2", "blocked"),
    ("10.11.0.99 > 10.20.1.8 udp/2222 in=scada out=line1", "permitted"),
    ("10.40.0.9 > 10.30.0.10 tcp/443 in=office out=dmz", "permitted"),
    ("10.40.0.9 > 10.30.0.10 tcp/443 in=office out=wan", "blocked"),
    ("2001:db8:10::7 > 2001:db8:20::5 tcp/502 in=x out=y", "permitted"),
    ("2001:db8:11::7 > 2001:db8:20::5 tcp/502 in=x out=y", "blocked"),
    ("10.20.1.5 > 10.10.0.20 tcp/40000 in=x out=y state=established", "permitted"),
    ("10.10.0.20 > 10.20.1.5 tcp/502 in=x out=y state=invalid", "blocked"),
]


@BOTH
@pytest.mark.parametrize(("said", "answer"), ANSWERS)
def test_the_sample(name: str, said: str, answer: str) -> None:
    assert decision(sample(name), said) == answer


@BOTH
def test_the_rest_of_the_sample(name: str) -> None:
    found = sample(name)
    assert decision(found, "10.10.0.21 > 10.10.0.1 tcp/22 in=scada", [Stage.LOCAL]) == "permitted"
    assert decision(found, "10.10.0.21 > 10.10.0.1 tcp/22 in=office", [Stage.LOCAL]) == "blocked"
    ways = {one.way: one for one in found.translations}
    assert str(ways[Way.DESTINATION].to_ports) == "Intervals(443)"
    assert ways[Way.SOURCE].interface_address
    rule = next(rule for rule in found.chains["inet cell forward"].rules if rule.hits is not None)
    assert rule.hits in (812, 0)
    assert "stolen laptop" in [rule.comment for rule in found.chains["inet cell forward"].rules]


def ruleset(*rules: str, before: str = "", policy: str = "drop") -> str:
    body = "\n".join(rules)
    return (
        f"{before}\ntable ip t {{\nchain f {{\ntype filter hook forward priority 0; policy {policy};\n{body}\n}}\n}}\n"
    )


CHANGING = "set some { type inet_service; flags timeout; }"
HOOK = "type filter hook forward priority 0; policy drop;"
SAID = "10.0.0.1 > 10.0.0.2 tcp/502 in=a out=b"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (ruleset("tcp dport 502 accept"), "permitted"),
        (ruleset("tcp dport $MODBUS accept", before="define MODBUS = 502"), "permitted"),
        (ruleset("tcp dport $GONE accept"), "unknown"),
        (ruleset("ip saddr 10.0.0.0-10.0.0.9 ip daddr != 10.0.0.0/31 accept"), "permitted"),
        (ruleset("tcp dport @some accept").replace("chain f", f"{CHANGING}\nchain f"), "unknown"),
        (ruleset("limit rate 5/second accept"), "unknown"),
        (ruleset("limit rate 5/second drop"), "blocked"),
        (ruleset("queue num 1"), "unknown"),
        (ruleset("meta mark 7 drop", policy="accept"), "unknown"),
        (ruleset("reject with tcp reset", policy="accept"), "blocked"),
        (ruleset("iifname \"a*\" accept"), "permitted"),
        (ruleset("accept").replace("table ip t {", "table ip t {\nflags dormant;"), "permitted"),
        (ruleset(policy="drop").replace("table ip t {", "table ip t {\nflags dormant;"), "permitted"),
        (f"add table ip t\nadd chain ip t f {{ {HOOK} }}\nadd rule ip t f accept\n", "permitted"),
        (ruleset("drop") + "flush ruleset\n" + ruleset("accept"), "permitted"),
        # All chains at a hook must accept.
        (ruleset("accept") + ruleset("drop").replace("table ip t", "table ip other"), "blocked"),
        (ruleset("accept") + ruleset("drop").replace("table ip t", "table ip6 other"), "permitted"),
        (ruleset("accept") + "delete rule ip t f handle 4\n", "unknown"),
    ],
)  # fmt: skip
def test_rulesets(text: str, answer: str) -> None:
    assert decision(firewall(text, "nftables"), SAID) == answer


@pytest.mark.parametrize("end", [1, 3, 5])
def test_a_block_that_does_not_end_makes_everything_unknown(end: int) -> None:
    lines = ruleset("accept").split("\n")
    found = firewall("\n".join(lines[: end + 1]) + "\n", "nftables")
    assert Effect.EVERYTHING in {gap.effect for gap in found.gaps}
