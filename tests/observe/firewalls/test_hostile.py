"""Configurations of every format, damaged: nothing raises, and no certain answer becomes another one."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keur.observe.firewalls.model import Effect
from keur.observe.firewalls.reading import ConfigurationError, read, readers
from tests.observe.firewalls import fuzz, hostile
from tests.observe.firewalls.deciding import decision, firewall
from tests.observe.firewalls.hostile import FILES, Sample, again, answers, changed, new_gaps

sample = cache(hostile.sample)
every_sample = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
CLOSES_ITSELF = {".xml", ".json", ".braces"}


def places(about: Sample, number: int) -> list[int]:
    """Places where a cut cannot be the end of a shorter file: within a line; anywhere, if the format closes itself."""
    text, rows = about.text, about.text.rstrip()
    within = [at for at in range(40, len(rows) - 1) if text[at - 1] != "\n" and text[at] != "\n"]
    if Path(about.name).suffix in CLOSES_ITSELF:
        within = [*range(40, len(rows) - 1)]
    return random.Random(about.name).sample(within, number)


def test_every_format_has_a_sample() -> None:
    assert {sample(path).format for path in FILES} == set(readers())


@every_sample
def test_what_a_cut_file_says_for_certain_the_whole_one_says(path: Path) -> None:
    about = sample(path)
    for at in places(about, 10):
        cut = again(about, about.text[:at])
        assert changed(about, cut) == [], about.text[at - 50 : at]
        assert new_gaps(about, cut), about.text[at - 50 : at]


@every_sample
def test_a_line_that_nobody_knows_is_told_where_it_changes_an_answer(path: Path) -> None:
    about = sample(path)
    choose = random.Random(path.name)
    end = ";" if path.suffix == ".braces" or path.parent.name == "juniper-srx" else ""
    for _ in range(5):
        lines = about.text.split("\n")
        lines.insert(choose.randrange(1, len(lines)), f"    frobnicate zork 7{end}")
        odd = again(about, "\n".join(lines))
        assert new_gaps(about, odd) or not changed(about, odd)


@every_sample
def test_the_encoding_changes_no_answer(path: Path) -> None:
    about = sample(path)
    packets = about.questions[:25]
    for data in (
        about.text.encode("utf-8-sig"),
        about.text.encode("utf-16"),
        about.text.encode("utf-16-be"),
        about.text.replace("\n", "\r\n").encode(),
    ):
        found = read(data, "sample")
        assert found.format == about.format
        assert [answers(found, one) for one in packets] == [*about.answers[:25]]


@every_sample
def test_other_encodings_are_told_and_binary_files_refused(path: Path) -> None:
    text = sample(path).text
    at = text.index("\n", len(text) // 2)
    found = read(text[:at].encode() + b" \xe9\xff" + text[at:].encode(), "sample", sample(path).format)
    assert "Latin-1" in found.gaps[0].reason.nl
    with pytest.raises(ConfigurationError, match="not text"):
        read(text[:at].encode() + b"\x00" + text[at:].encode(), "sample")


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(FILES), st.integers(0, 2**32))
def test_damaged_files_raise_nothing(path: Path, seed: int) -> None:
    data = fuzz.damaged(path.read_bytes(), [one.read_bytes() for one in FILES], random.Random(seed))
    fuzz.look(data, path.parent.name)


NFT = """\
table ip t {{
	{0}
	chain forward {{
		type filter hook forward priority 0; policy drop;
		{1}
	}}
}}
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (NFT.format("chain a {\n jump b\n }\n chain b {\n jump a\n }", "jump a"), "unknown"),
        (NFT.format("", "jump gone"), "unknown"),
        (NFT.format("", "ip saddr @gone accept"), "unknown"),
        (NFT.format("", "ip saddr vmap @gone"), "unknown"),
        (NFT.format("map m { type ipv4_addr : verdict; elements = { 10.0.0.1 } }", "ip saddr vmap @m"), "unknown"),
        (NFT.format("", 'include "rest.nft"'), "unknown"),
        (NFT.format("", "ip saddr 10.0.0.1 frobnicate accept"), "unknown"),
        (NFT.format("", "ip saddr 10.0.0.1 accept").replace("}\n}\n", "}\n"), "unknown"),
        (NFT.format("", "ip saddr 10.0.0.1 accept"), "permitted"),
        (NFT.format("", "ip saddr 10.0.0.2 frobnicate accept"), "unknown"),
    ],
)
def test_nftables_that_names_what_is_not_there(text: str, said: str) -> None:
    assert decision(firewall(text, "nftables"), "10.0.0.1 > 10.0.0.2 tcp/502") == said


IPTABLES = """\
*filter
:FORWARD DROP [0:0]
:a - [0:0]
:b - [0:0]
{0}
COMMIT
"""


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("-A FORWARD -j a\n-A a -j b\n-A b -j a", "unknown"),
        ("-A FORWARD -j gone", "unknown"),
        ("-A FORWARD -m set --match-set plcs dst -j ACCEPT", "unknown"),
        ("-A FORWARD -m frobnicate --zork 7 -j ACCEPT", "unknown"),
        ("-A FORWARD -s 10.0.0.300 -j ACCEPT", "unknown"),
        ('-A FORWARD -m comment --comment "no end -j ACCEPT', "unknown"),
        ("-D FORWARD 1", "unknown"),
        ("-A FORWARD -s 10.0.0.1 -j ACCEPT", "permitted"),
        ("-A FORWARD -s 10.0.0.2 -m frobnicate -j ACCEPT", "blocked"),
    ],
)
def test_iptables_that_names_what_is_not_there(rules: str, said: str) -> None:
    assert decision(firewall(IPTABLES.format(rules), "iptables"), "10.0.0.1 > 10.0.0.2 tcp/502") == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("IPT=/sbin/iptables\n$IPT -A FORWARD -j ACCEPT", "unknown"),
        ("for net in 10.0.0.0/8; do iptables -A FORWARD -s $net -j ACCEPT; done", "unknown"),
        ("if true; then", "unknown"),
        ("iptables -A FORWARD -s 10.0.0.1 -j ACCEPT\necho ready", "permitted"),
        ("sysctl -w net.ipv4.ip_forward=1", "blocked"),
    ],
)
def test_a_script_that_does_more_than_call_iptables_is_not_followed(line: str, said: str) -> None:
    found = firewall(f"iptables -P FORWARD DROP\n{line}\n", "iptables")
    assert decision(found, "10.0.0.1 > 10.0.0.2 tcp/502") == said


def test_routes_are_not_taken_for_known_where_anything_may_be_different() -> None:
    text = (hostile.SAMPLES / "palo-alto/plant.set").read_text(encoding="utf-8")
    assert read(text.encode(), "whole").routes_known
    cut = read(text[:-20].encode(), "cut")
    assert (cut.routes_known, cut.gaps[0].effect) == (False, Effect.EVERYTHING)
    assert "afgebroken" in cut.gaps[0].reason.nl


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("cisco-ios", "hostname r\naccess-list 10"),
        ("cisco-ios", "hostname r\nclass-map type inspect\n"),
        ("cisco-ios", "hostname r\nbanner motd\u2028x\n"),
        ("nftables", NFT.format("", "tcp dport vmap { 22 : accept : 1, 23 }")),
        ("nftables-json", '{"nftables": [{"table": {"name": "t"}}, {"chain": {"table": "t", "name": "f"}}, '
         '{"rule": {"table": "t", "chain": "f", "expr": [{"vmap": {"key": 1, "data": {"set": [[1, "x"], 7]}}}]}}]}'),
        ("palo-alto", "set template t config devices x template u config devices y vsys z\n"
         "set template u config devices template u config devices z vsys q\n"),
        ("iproute2", "10.4.0.0/24 proto static\n"),
    ],
)  # fmt: skip
def test_what_fuzzing_found_is_read(format: str, text: str) -> None:
    assert fuzz.look(text.encode(), format) == format
