from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from dossier_results import large, small

from keur.dossier import json as check_json

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/formats/check.schema.json").read_text(encoding="utf-8"))


def document(result) -> dict:
    return json.loads(check_json.render(result))


@pytest.mark.parametrize("make", [small, large])
def test_the_answer_keeps_to_its_published_schema(make):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document(make()), SCHEMA, cls=jsonschema.Draft202012Validator)


def test_every_key_written_is_described_in_the_schema_and_the_other_way_round():
    found = document(small())
    finding, channel = found["findings"][2], found["channels"][0]
    firewall, door = found["coverage"]["firewalls"][0], found["channels"][-1]
    written = {
        None: found,
        "finding": finding,
        "text": finding["text"],
        "citation": finding["citations"][0],
        "decision": finding["decision"],
        "channel": channel,
        "operation": channel["operations"][0],
        "rule": door["rules"][0],
        "pair": found["pairs"][0],
        "firewall": firewall,
        "configuration": firewall["files"][0],
        "attached": firewall["attached"][0],
        "notUnderstood": firewall["not_understood"][0],
        "unread": found["unread"][0],
        "coverage": found["coverage"],
        "capture": found["coverage"]["captures"][0],
    }
    for name, value in written.items():
        described = SCHEMA["$defs"][name] if name else SCHEMA
        assert set(value) == set(described["properties"]) == set(described["required"]), name


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("channels", 0, "verdict"), "fine"),
        (("findings", 0, "text"), {"nl": "x"}),
        (("findings", 0, "id"), "x"),
    ],
)
def test_the_schema_refuses_what_breaks_the_contract(path, value):
    broken = document(small())
    inner = broken
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SCHEMA, cls=jsonschema.Draft202012Validator)


def test_findings_and_channels_keep_their_order_and_say_what_was_decided():
    found = document(small())
    assert [finding["severity"] for finding in found["findings"]] == ["critical", "critical", "high", "medium", "low"]
    assert [finding["decision"] and finding["decision"]["holds"] for finding in found["findings"]] == [
        None,
        None,
        True,
        False,
        None,
    ]
    first = found["channels"][0]
    assert (first["from"], first["to"], first["permitted"], first["verdict"]) == (
        "enterprise",
        "bioreactors",
        "unknown",
        "breach",
    )


def test_the_text_is_canonical_and_can_always_be_written_as_utf_8():
    result = small()
    odd = replace(result, unread=(replace(result.unread[0], file="observed/caf\udce9.pcap"),))
    text = check_json.render(odd)
    assert json.loads(text.encode())["unread"][0]["file"] == "observed/caf\udce9.pcap"
    assert (
        check_json.render(result) == json.dumps(document(result), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    )
