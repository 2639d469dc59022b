"""What an advisory says of attacks, and of why products are not affected."""

from __future__ import annotations

import pytest

from keur.observe.advisories.csaf import from_json
from keur.observe.advisories.model import Flag
from keur.observe.advisories.threats import says_used, threats_of, used_by
from tests.observe.advisories.documents import document, leaf


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("The vulnerability is being exploited in the wild.", True),
        ("Exploited:Yes;Latest Software Release:Exploitation Detected", True),
        ("Exploitation has been observed since May. No fix is planned.", True),
        ("First known exploitation: 2026-03-01T00:00:00Z", True),
        (
            "No known public exploitation specifically targeting this vulnerability has been reported at this time.",
            False,
        ),
        ("The maker is not aware of active exploitation.", False),
        ("We aren't aware that it has been exploited.", False),
        ("Exploited:No;Latest Software Release:Exploitation Less Likely", False),
        ("This could be exploited in the wild.", False),
        ("A proof of concept is public.", False),
        ("", False),
    ],
)
def test_only_a_plain_yes_counts_as_use(text: str, used: bool) -> None:
    assert says_used(text) is used


def test_flags_threats_and_first_exploitation_are_read_with_their_products() -> None:
    value = document(leaf("A", "1.0", "P"), leaf("B", "1.0", "Q"), csaf="2.1")
    value["product_tree"]["product_groups"] = [{"group_id": "G", "product_ids": ["P", "Q"]}]
    value["vulnerabilities"][0] |= {
        "flags": [{"label": "component_not_present", "group_ids": ["G"]}, {"label": "x", "product_ids": ["GONE"]}, 7],
        "threats": [
            {"category": "exploit_status", "details": "It was exploited.", "product_ids": ["P"]},
            {"category": "impact", "details": "The part is not built in.", "product_ids": ["Q"]},
        ],
        "first_known_exploitation_dates": [
            {"date": "2026-03-02", "exploitation_date": "2026-03-01", "product_ids": ["Q"]}
        ],
    }
    found, problems = from_json(value, "a.json", "0" * 64)
    one = found.vulnerabilities[0]
    assert one.flags == (Flag("component_not_present", frozenset("PQ")), Flag("x", frozenset()))
    assert [threat.details for threat in threats_of(one, {"P"})] == ["It was exploited."]
    assert used_by(one, {"P"}) == "It was exploited." and used_by(one, {"Q"}) == "First known exploitation: 2026-03-01"
    assert used_by(one, set()) == ""
    assert [problem.where for problem in problems] == ["/vulnerabilities/0/flags/1/product_ids"]
