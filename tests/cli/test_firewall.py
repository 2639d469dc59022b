"""`keur firewall`: what configurations say, with and without a plant around them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Keur = Callable[..., Result]

RULES = """table inet f {
  chain cell {
    ip saddr 10.2.0.10 tcp dport 502 accept comment "scada"
    tcp dport 1-1024 accept comment "tijdelijk tot 2019-09-01"
    tcp dport 23 drop comment "geen telnet"
  }
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established accept
    iifname "eth1" oifname "eth0" jump cell
  }
}
"""
PREROUTING = """table ip n {
  chain pre {
    type nat hook prerouting priority -100;
    iifname "eth1" tcp dport 8080 dnat to 10.1.0.5:80
  }
}
"""
ADDRESSES = json.dumps(
    [
        {"ifname": "eth0", "addr_info": [{"family": "inet", "local": "10.1.0.1", "prefixlen": 24}]},
        {"ifname": "eth1", "addr_info": [{"family": "inet", "local": "10.2.0.1", "prefixlen": 24}]},
    ]
)
ASK = ("--from", "10.2.0.10", "--to", "10.1.0.5", "--protocol")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "fw-1.nft"
    path.write_text(RULES)
    return path


@pytest.fixture
def addresses(tmp_path: Path) -> Path:
    path = tmp_path / "addr.json"
    path.write_text(ADDRESSES)
    return path


def test_show_gives_each_rule_with_its_line_and_meaning(keur: Keur, rules: Path) -> None:
    shown = keur("firewall", "show", rules)
    assert shown.exit_code == 0
    assert re.search(r"^3 +accept +10\.2\.0\.10 +0\.0\.0\.0/0 +tcp/502 +“scada”", shown.stdout, re.M), shown.stdout
    assert re.search(r"^10 +jump inet f cell .*in eth1; out eth0", shown.stdout, re.M), shown.stdout
    assert "forwarded traffic, otherwise drop" in shown.stdout
    document = json.loads(keur("firewall", "show", rules, "--format", "json").stdout)
    first = document["chains"][0]["rules"][0]
    everywhere = {"source": ["10.2.0.10"], "destination": ["0.0.0.0/0"]}
    assert first["match"] == [{**everywhere, "protocols": [6], "destination_ports": [502]}]
    assert document["files"][0]["not_understood"] == 0


def test_trace_shows_the_rules_on_the_way_and_the_one_that_decides(keur: Keur, rules: Path, addresses: Path) -> None:
    found = keur("firewall", "trace", rules, addresses, *ASK, "tcp/502")
    assert found.exit_code == 0
    assert "eth1 > eth0" in found.stdout
    assert re.search(r"^ +10: inet f forward: .*> jump$", found.stdout, re.M), found.stdout
    assert re.search(r"^   \* +3: inet f cell: .*> accept$", found.stdout, re.M), found.stdout
    stopped = keur("firewall", "trace", rules, addresses, *ASK, "udp/502", "--format", "json")
    assert stopped.exit_code == 1
    (way,) = json.loads(stopped.stdout)["ways"]
    assert (way["decision"], way["ending"]) == ("blocked", "blocked")
    assert keur("firewall", "trace", rules, addresses, *ASK, "udp/502", "--state", "established").exit_code == 0


def test_without_addresses_the_answer_hangs_on_the_interface(keur: Keur, rules: Path) -> None:
    found = keur("firewall", "trace", rules, *ASK, "tcp/502")
    assert (found.exit_code, "say more with --in" in found.stdout) == (2, True)
    assert keur("firewall", "trace", rules, *ASK, "tcp/502", "--in", "eth1", "--out", "eth0").exit_code == 0
    assert keur("firewall", "trace", rules, *ASK, "tcp/502", "--in", "eth0", "--out", "eth1").exit_code == 1


def test_trace_follows_a_translation_to_the_rules_behind_it(keur: Keur, tmp_path: Path, addresses: Path) -> None:
    both = tmp_path / "both.nft"
    both.write_text(RULES + PREROUTING)
    found = keur(
        "firewall", "trace", both, addresses, "--from", "10.2.0.10", "--to", "10.2.0.1", "--protocol", "tcp/8080"
    )
    assert found.exit_code == 0
    assert "destination translated" in found.stdout and "as it came in: 10.2.0.10 > 10.2.0.1 tcp/8080" in found.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "10.2.0.300", "--to", "10.1.0.5", "--protocol", "tcp/1"), "--from: `10.2.0.300` is no IP address"),
        (("--from", "10.2.0.3", "--to", "fd00::1", "--protocol", "tcp/1"), "IPv4 and IPv6 mixed"),
        ((*ASK, "tcp"), "name the port (or ICMP type) as well"),
        ((*ASK, "tcp/70000"), "is not like tcp/502"),
        ((*ASK, "gre/5"), "is not like tcp/502"),
        ((*ASK, "tcp/502", "--in", "eth7"), "no interface `eth7`; there is eth0, eth1"),
    ],
)
def test_a_packet_that_cannot_be_is_refused(
    keur: Keur, rules: Path, addresses: Path, words: tuple[str, ...], message: str
) -> None:
    found = keur("firewall", "trace", rules, addresses, *words)
    assert (found.exit_code, found.stdout) == (2, "")
    assert message in found.stderr


def test_diff_tells_packets_not_lines(keur: Keur, rules: Path, tmp_path: Path) -> None:
    same = tmp_path / "same.nft"
    # Other text, the same packets: the last rule never decides, and ranges add up.
    same.write_text(
        RULES.replace("1-1024", "{ 1-500, 501-1024 }").replace('    tcp dport 23 drop comment "geen telnet"\n', "")
    )
    nothing = keur("firewall", "diff", rules, same)
    assert (nothing.exit_code, nothing.stdout) == (0, "No packet meets another fate.\n")
    other = tmp_path / "other.nft"
    other.write_text(RULES.replace("1-1024", "1-1025"))
    found = keur("firewall", "diff", rules, other)
    assert found.exit_code == 1
    assert "stopped > let through" in found.stdout and "tcp/1025, in at eth1, out at eth0" in found.stdout
    back = json.loads(keur("firewall", "diff", other, rules, "--format", "json").stdout)
    (change, *_) = back["changes"]
    assert (change["before"], change["after"], change["whole"]) == ("permitted", "blocked", True)
    assert change["packets"][0]["destination_ports"] == [1025]
    assert change["old_rule"]["line"] == 4
    # Two makes with the same meaning do not differ; iptables-save says nothing of IPv6.
    saved = tmp_path / "rules.v4"
    saved.write_text("*filter\n:FORWARD DROP [0:0]\n-A FORWARD -p tcp --dport 502 -j ACCEPT\nCOMMIT\n")
    plain = tmp_path / "plain.nft"
    plain.write_text(
        "table ip f {\n chain c {\n  type filter hook forward priority 0; policy drop;\n  tcp dport 502 accept\n }\n}\n"
    )
    changes = json.loads(keur("firewall", "diff", saved, plain, "--format", "json").stdout)["changes"]
    assert [(one["before"], one["packets"][0]["source"]) for one in changes] == [("unknown", ["::/0"])] * 2


def test_diff_says_that_translation_changed(keur: Keur, tmp_path: Path) -> None:
    old, new = tmp_path / "old.nft", tmp_path / "new.nft"
    old.write_text(RULES + PREROUTING)
    new.write_text(RULES + PREROUTING.replace("10.1.0.5:80", "10.1.0.6:80"))
    found = keur("firewall", "diff", old, new)
    assert found.exit_code == 1
    assert "Address translation differs" in found.stdout and "10.1.0.6:80" in found.stdout


def test_lint_names_line_and_reason(keur: Keur, rules: Path) -> None:
    found = keur("firewall", "lint", rules, "--format", "json")
    assert found.exit_code == 1
    told = {(one["line"], one["problem"]): one["text"] for one in json.loads(found.stdout)["remarks"]}
    assert (5, "shadowed") in told and "line 4" in told[5, "shadowed"]
    assert told[4, "past-its-date"] == "ended on 2019-09-01"
    assert (3, "redundant") in told
    clean = rules.with_name("clean.nft")
    clean.write_text(
        "table inet f {\n chain c {\n  type filter hook forward priority 0; policy drop;\n"
        '  ip saddr 10.2.0.10 tcp dport 502 accept\n  log prefix "geweigerd " drop\n }\n}\n'
    )
    assert keur("firewall", "lint", clean).stdout == "Nothing found.\n"


def test_what_is_no_configuration_is_refused_with_what_to_do(keur: Keur, plant: Path, tmp_path: Path) -> None:
    letter = tmp_path / "brief.txt"
    letter.write_text("Geachte heer, mevrouw,\n")
    for verb in ("show", "lint"):
        found = keur("firewall", verb, letter)
        assert found.exit_code == 2 and "brief.txt" in found.stderr
    assert "has no configurations; add them with keur observe" in keur("firewall", "show", plant).stderr
    assert "does not exist" in keur("firewall", "show", tmp_path / "gone.conf").stderr
    assert "goes with a plant folder" in keur("firewall", "show", letter, "--firewall", "fw").stderr
    assert "geen opdracht `trase`; bedoelt u `trace`?" in keur("firewall", "trase", language="nl").stderr


def test_propose_gives_rules_that_name_their_conduit_and_says_what_it_left_out(keur: Keur, plant: Path) -> None:
    (plant / "declared/zones.yaml").write_text(
        "zones:\n"
        "  - {id: cell, name: {nl: Cel, en: Cell}, levels: ['1'], kind: control, networks: [10.1.0.0/24]}\n"
        "  - {id: scada, name: {nl: Scada, en: Scada}, levels: ['2'], kind: supervision, networks: [10.2.0.0/24]}\n"
    )
    (plant / "declared/conduits.yaml").write_text(
        "conduits:\n  - id: reads\n    from: scada\n    to: cell\n    reason: test\n    channels:\n"
        "      - {protocol: modbus, transport: tcp, operations: [read]}\n      - {protocol: goose, transport: l2}\n"
    )
    made = keur("firewall", "propose", plant, "--for", "nftables")
    assert made.exit_code == 0, made.stderr
    assert 'comment "conduit reads"' in made.stdout
    assert "ip saddr 10.2.0.0/24 ip daddr 10.1.0.0/24 tcp dport 502" in made.stdout
    assert "declared/conduits.yaml:8: conduit reads: frames without IP" in made.stderr
    lists = keur("firewall", "propose", plant, "--for", "hirschmann").stdout
    assert "function codes: 1,2,3,4,17,20,24" in lists and "operations: read" in lists
    assert "`fw-9` is no asset" in keur("firewall", "propose", plant, "--for", "iptables", "--firewall", "fw-9").stderr
