# ruff: noqa: E501  the messages stand here as they are shown
"""Plants with one thing wrong, and exactly what keur says of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest

from keur.plant import PlantErrors, load
from keur.plant.creation import template
from keur.plant.errors import Mistakes
from keur.plant.files import FILES
from keur.plant.nodes import Mapping, Sequence, parse
from keur.plant.schema import schema

PLANT = "plant.yaml"
ZONES = "declared/zones.yaml"
CONDUITS = "declared/conduits.yaml"
ASSETS = "declared/assets.csv"
TOPOLOGY = "declared/topology.yaml"
CAPTURES = "observed/captures.yaml"
VERDICTS = "decided/verdicts.yaml"


@dataclass(frozen=True)
class Broken:
    """The plant of `conftest.py` in which one piece of one file is replaced (the whole file where `old` is None)."""

    name: str
    file: str
    old: str | None
    new: str | bytes
    says: tuple[tuple[str, str, str], ...]
    """`file:line:column`, English, Dutch of each message."""


BROKEN = (
    Broken(
        "an unknown key",
        ZONES,
        "vlans:",
        "vlan:",
        (
            (
                "declared/zones.yaml:7:5",
                "unknown key `vlan`; did you mean `vlans`?",
                "onbekende sleutel `vlan`; bedoelt u `vlans`?",
            ),
        ),
    ),
    Broken(
        "an unknown key that is near nothing",
        PLANT,
        "language: nl",
        "language: nl\ncolour: red",
        (
            (
                "plant.yaml:8:1",
                "unknown key `colour`; possible here: keur, organisation, site, language",
                "onbekende sleutel `colour`; hier kunnen staan: keur, organisation, site, language",
            ),
        ),
    ),
    Broken(
        "a missing key",
        ZONES,
        "    kind: supervision\n",
        "",
        (("declared/zones.yaml:11:5", "key `kind` is missing", "sleutel `kind` ontbreekt"),),
    ),
    Broken(
        "a missing key at the top",
        PLANT,
        "language: nl\n",
        "",
        (("plant.yaml:1:1", "key `language` is missing", "sleutel `language` ontbreekt"),),
    ),
    Broken(
        "a key without a value",
        CONDUITS,
        "reason: Proceswaarden tonen",
        "reason:",
        (("declared/conduits.yaml:12:12", "`reason` has no value", "`reason` heeft geen waarde"),),
    ),
    Broken(
        "a blank text", PLANT, "Voorbeeld Farma BV", '"  "', (("plant.yaml:3:9", "`name` is blank", "`name` is leeg"),)
    ),
    Broken(
        "text where a list must be",
        ZONES,
        "levels: [1, 2]",
        "levels: 1",
        (
            (
                "declared/zones.yaml:4:13",
                "`levels` must be a list, but is text",
                "`levels` moet een lijst zijn, maar is tekst",
            ),
        ),
    ),
    Broken(
        "a list where text must be",
        ZONES,
        "kind: control",
        "kind: [control]",
        (
            (
                "declared/zones.yaml:5:11",
                "`kind` must be one of safety, control, supervision, operations, dmz, enterprise, external, wireless, temporary, but is a list",
                "`kind` moet een van safety, control, supervision, operations, dmz, enterprise, external, wireless, temporary zijn, maar is een lijst",
            ),
        ),
    ),
    Broken(
        "text where keys must be",
        ZONES,
        "name: {nl: Besturing, en: Control}",
        "name: Control",
        (
            (
                "declared/zones.yaml:3:11",
                "`name` must be a set of keys with values, but is text",
                "`name` moet een blok sleutels met waarden zijn, maar is tekst",
            ),
        ),
    ),
    Broken(
        "a name in one language",
        ZONES,
        "{nl: Besturing, en: Control}",
        "{nl: Besturing}",
        (("declared/zones.yaml:3:11", "key `en` is missing", "sleutel `en` ontbreekt"),),
    ),
    Broken(
        "a kind that does not exist",
        ZONES,
        "kind: control",
        "kind: contrl",
        (
            (
                "declared/zones.yaml:5:11",
                "`kind`: `contrl` is not possible; choose from safety, control, supervision, operations, dmz, enterprise, external, wireless, temporary; did you mean `control`?",
                "`kind`: `contrl` kan niet; kies uit safety, control, supervision, operations, dmz, enterprise, external, wireless, temporary; bedoelt u `control`?",
            ),
        ),
    ),
    Broken(
        "a level that does not exist",
        ZONES,
        "[1, 2]",
        "[1, 2.5]",
        (
            (
                "declared/zones.yaml:4:17",
                "`levels`: `2.5` is not possible; choose from 0, 1, 2, 3, 3.5, 4, 5; did you mean `3.5`?",
                "`levels`: `2.5` kan niet; kies uit 0, 1, 2, 3, 3.5, 4, 5; bedoelt u `3.5`?",
            ),
        ),
    ),
    Broken(
        "no level at all",
        ZONES,
        "[1, 2]",
        "[]",
        (("declared/zones.yaml:4:13", "`levels` is an empty list", "`levels` is een lege lijst"),),
    ),
    Broken(
        "a level twice",
        ZONES,
        "[1, 2]",
        "[1, 1]",
        (("declared/zones.yaml:4:17", "`levels`: `1` stands here twice", "`levels`: `1` staat er twee keer"),),
    ),
    Broken(
        "a grade that does not exist",
        ZONES,
        "production: high",
        "production: hoog",
        (
            (
                "declared/zones.yaml:9:31",
                "`production`: `hoog` is not possible; choose from none, low, medium, high, very-high",
                "`production`: `hoog` kan niet; kies uit none, low, medium, high, very-high",
            ),
        ),
    ),
    Broken(
        "yes instead of true",
        ZONES,
        "gxp: true",
        "gxp: yes",
        (
            (
                "declared/zones.yaml:10:10",
                "`gxp`: `yes` is not true or false; did you mean `true`?",
                "`gxp`: `yes` is geen true of false; bedoelt u `true`?",
            ),
        ),
    ),
    Broken(
        "a VLAN out of range",
        ZONES,
        "vlans: [10]",
        "vlans: [10, 4095]",
        (
            (
                "declared/zones.yaml:7:17",
                "`vlans`: `4095` is not a whole number from 1 to 4094",
                "`vlans`: `4095` is geen heel getal van 1 tot en met 4094",
            ),
        ),
    ),
    Broken(
        "a VLAN in quotes that is no number",
        ZONES,
        "vlans: [10]",
        "vlans: ['10']",
        (
            (
                "declared/zones.yaml:7:13",
                "`vlans`: `10` is not a whole number from 1 to 4094",
                "`vlans`: `10` is geen heel getal van 1 tot en met 4094",
            ),
        ),
    ),
    Broken(
        "six security levels",
        ZONES,
        "[2, 2, 2, 1, 2, 1, 3]",
        "[2, 2, 2, 1, 2, 1]",
        (
            (
                "declared/zones.yaml:8:11",
                "`sl_t` must have 7 values, but has 6",
                "`sl_t` moet 7 waarden hebben, maar heeft er 6",
            ),
        ),
    ),
    Broken(
        "a security level of five",
        ZONES,
        "[2, 2, 2, 1, 2, 1, 3]",
        "[2, 2, 2, 1, 2, 1, 5]",
        (
            (
                "declared/zones.yaml:8:30",
                "`sl_t`: `5` is not a whole number from 0 to 4",
                "`sl_t`: `5` is geen heel getal van 0 tot en met 4",
            ),
        ),
    ),
    Broken(
        "a network that is none",
        ZONES,
        "10.1.0.0/24",
        "10.1.0/24",
        (
            (
                "declared/zones.yaml:6:16",
                "`networks`: `10.1.0/24` is not a network (CIDR, such as 10.20.0.0/24)",
                "`networks`: `10.1.0/24` is geen netwerk (CIDR, zoals 10.20.0.0/24)",
            ),
        ),
    ),
    Broken(
        "a network with host bits",
        ZONES,
        "10.1.0.0/24",
        "10.1.0.5/24",
        (
            (
                "declared/zones.yaml:6:16",
                "`networks`: `10.1.0.5/24`: the address has bits outside the mask; did you mean `10.1.0.0/24`?",
                "`networks`: `10.1.0.5/24`: het adres heeft bits buiten het masker; bedoelt u `10.1.0.0/24`?",
            ),
        ),
    ),
    Broken(
        "a network without a mask",
        ZONES,
        "10.1.0.0/24",
        "10.1.0.0",
        (
            (
                "declared/zones.yaml:6:16",
                "`networks`: `10.1.0.0`: write a network with the length of its mask",
                "`networks`: `10.1.0.0`: schrijf een netwerk met de lengte van het masker",
            ),
        ),
    ),
    Broken(
        "a network with a dotted mask",
        ZONES,
        "10.1.0.0/24",
        "10.1.0.0/255.255.255.0",
        (
            (
                "declared/zones.yaml:6:16",
                "`networks`: `10.1.0.0/255.255.255.0`: write a network with the length of its mask; did you mean `10.1.0.0/24`?",
                "`networks`: `10.1.0.0/255.255.255.0`: schrijf een netwerk met de lengte van het masker; bedoelt u `10.1.0.0/24`?",
            ),
        ),
    ),
    Broken(
        "networks of two zones that overlap",
        ZONES,
        "10.1.0.0/24",
        "10.2.0.128/25",
        (
            (
                "declared/zones.yaml:15:16",
                "network 10.2.0.0/24 of zone `scada` overlaps 10.2.0.128/25 of zone `control` (declared/zones.yaml:6:16)",
                "netwerk 10.2.0.0/24 van zone `scada` overlapt 10.2.0.128/25 van zone `control` (declared/zones.yaml:6:16)",
            ),
        ),
    ),
    Broken(
        "networks that overlap on one segment",
        ZONES,
        'networks: [10.2.0.0/24, "fd00:2::/64"]',
        "networks: [10.0.0.0/8]\n    segments: [hall]",
        (
            (
                "declared/zones.yaml:15:16",
                "network 10.0.0.0/8 of zone `scada` overlaps 10.1.0.0/24 of zone `control` (declared/zones.yaml:6:16) on segment `hall`",
                "netwerk 10.0.0.0/8 van zone `scada` overlapt 10.1.0.0/24 van zone `control` (declared/zones.yaml:6:16) op segment `hall`",
            ),
        ),
    ),
    Broken(
        "a zone id with a blank",
        ZONES,
        "id: control",
        "id: the control",
        (
            ("declared/assets.csv:2:7", "zone `control` does not exist", "zone `control` bestaat niet"),
            ("declared/conduits.yaml:4:9", "zone `control` does not exist", "zone `control` bestaat niet"),
            (
                "declared/zones.yaml:2:9",
                "`id`: `the control` is not a name without blanks (letters, digits, `.`, `_`, `-`)",
                "`id`: `the control` is geen naam zonder spaties (letters, cijfers, `.`, `_`, `-`)",
            ),
        ),
    ),
    Broken(
        "a zone id that keur uses",
        ZONES,
        "id: control",
        "id: internet",
        (
            ("declared/assets.csv:2:7", "zone `control` does not exist", "zone `control` bestaat niet"),
            ("declared/conduits.yaml:4:9", "zone `control` does not exist", "zone `control` bestaat niet"),
            (
                "declared/zones.yaml:2:9",
                "`id`: `internet` is used by keur itself; choose another name",
                "`id`: `internet` gebruikt keur zelf; kies een andere naam",
            ),
        ),
    ),
    Broken(
        "a zone twice",
        ZONES,
        "id: scada",
        "id: control",
        (
            ("declared/assets.csv:3:7", "zone `scada` does not exist", "zone `scada` bestaat niet"),
            ("declared/conduits.yaml:3:11", "zone `scada` does not exist", "zone `scada` bestaat niet"),
            (
                "declared/zones.yaml:11:9",
                "zone `control` exists already (declared/zones.yaml:2:9)",
                "zone `control` bestaat al (declared/zones.yaml:2:9)",
            ),
        ),
    ),
    Broken(
        "a version of the future",
        PLANT,
        "keur: 1",
        "keur: 2",
        (
            (
                "plant.yaml:1:7",
                "`keur`: `2` is not possible; choose from 1",
                "`keur`: `2` kan niet; kies uit 1",
            ),
        ),
    ),
    Broken(
        "a language that keur does not have",
        PLANT,
        "language: nl",
        "language: fr",
        (
            (
                "plant.yaml:7:11",
                "`language`: `fr` is not possible; choose from nl, en",
                "`language`: `fr` kan niet; kies uit nl, en",
            ),
        ),
    ),
    Broken(
        "a zone of a conduit that does not exist",
        CONDUITS,
        "from: scada",
        "from: scda",
        (
            (
                "declared/conduits.yaml:3:11",
                "zone `scda` does not exist; did you mean `scada`?",
                "zone `scda` bestaat niet; bedoelt u `scada`?",
            ),
        ),
    ),
    Broken(
        "a conduit from a zone to itself",
        CONDUITS,
        "from: scada",
        "from: control",
        (
            (
                "declared/conduits.yaml:4:9",
                "`from` and `to` are the same zone `control`; a conduit joins two zones",
                "`from` en `to` zijn dezelfde zone `control`; een conduit verbindt twee zones",
            ),
        ),
    ),
    Broken(
        "a conduit without channels",
        CONDUITS,
        "    channels:\n      - protocol: modbus\n        port: 502\n        to_assets: [PLC-1]\n        operations: [read]\n      - {transport: tcp, port: 8883}\n",
        "    channels: []\n",
        (("declared/conduits.yaml:5:15", "`channels` is an empty list", "`channels` is een lege lijst"),),
    ),
    Broken(
        "an asset of a channel that does not exist",
        CONDUITS,
        "to_assets: [PLC-1]",
        "to_assets: [PLC1]",
        (
            (
                "declared/conduits.yaml:8:21",
                "asset `PLC1` does not exist; did you mean `PLC-1`?",
                "apparaat `PLC1` bestaat niet; bedoelt u `PLC-1`?",
            ),
        ),
    ),
    Broken(
        "an asset of a channel in another zone",
        CONDUITS,
        "to_assets: [PLC-1]",
        "to_assets: [HMI-1]",
        (
            (
                "declared/conduits.yaml:8:21",
                "asset `HMI-1` is in zone `scada`, not in `control`",
                "apparaat `HMI-1` staat in zone `scada`, niet in `control`",
            ),
        ),
    ),
    Broken(
        "a firewall that does not exist",
        CONDUITS,
        "enforced_by: [PLC-1]",
        "enforced_by: [FW-9]",
        (("declared/conduits.yaml:11:19", "asset `FW-9` does not exist", "apparaat `FW-9` bestaat niet"),),
    ),
    Broken(
        "an OT channel that does not say its operations",
        CONDUITS,
        "        operations: [read]\n",
        "",
        (
            (
                "declared/conduits.yaml:6:9",
                "key `operations` is missing: say which operations `modbus` may do here, or `any`",
                "sleutel `operations` ontbreekt: zeg welke bewerkingen `modbus` hier mag, of `any`",
            ),
        ),
    ),
    Broken(
        "an operation class that does not exist",
        CONDUITS,
        "[read]",
        "[raed]",
        (
            (
                "declared/conduits.yaml:9:22",
                "`operations`: `raed` is not possible; choose from identify, read, write, control, program, diagnose, session, other; did you mean `read`?",
                "`operations`: `raed` kan niet; kies uit identify, read, write, control, program, diagnose, session, other; bedoelt u `read`?",
            ),
        ),
    ),
    Broken(
        "text other than any for operations",
        CONDUITS,
        "[read]",
        "all",
        (
            (
                "declared/conduits.yaml:9:21",
                "`operations` must be a list or `any`, but is text",
                "`operations` moet een lijst of `any` zijn, maar is tekst",
            ),
        ),
    ),
    Broken(
        "an opener that does not exist",
        CONDUITS,
        "port: 502",
        "port: 502\n        opened_by: both",
        (
            (
                "declared/conduits.yaml:8:20",
                "`opened_by`: `both` is not possible; choose from from, to, either",
                "`opened_by`: `both` kan niet; kies uit from, to, either",
            ),
        ),
    ),
    Broken(
        "a channel without protocol and port",
        CONDUITS,
        "{transport: tcp, port: 8883}",
        "{transport: tcp}",
        (
            (
                "declared/conduits.yaml:10:9",
                "a channel names a `protocol`, or `transport` and `port`",
                "een kanaal noemt een `protocol`, of `transport` en `port`",
            ),
        ),
    ),
    Broken(
        "operations without a protocol",
        CONDUITS,
        "port: 8883}",
        "port: 8883, operations: [read]}",
        (
            (
                "declared/conduits.yaml:10:50",
                "`operations` needs a `protocol`: without one, operations cannot be told apart",
                "`operations` kan alleen met een `protocol`: zonder protocol zijn bewerkingen niet te onderscheiden",
            ),
        ),
    ),
    Broken(
        "a layer-2 channel with a port",
        CONDUITS,
        "{transport: tcp, port: 8883}",
        "{protocol: lldp, transport: l2, port: 1}",
        (("declared/conduits.yaml:10:47", "`l2` has no ports", "`l2` heeft geen poorten"),),
    ),
    Broken(
        "a layer-2 channel without a protocol",
        CONDUITS,
        "{transport: tcp, port: 8883}",
        "{transport: l2, port: 1}",
        (
            (
                "declared/conduits.yaml:10:9",
                "a channel over `l2` names a `protocol`",
                "een kanaal over `l2` noemt een `protocol`",
            ),
        ),
    ),
    Broken(
        "a port out of range",
        CONDUITS,
        "port: 8883",
        "port: 70000",
        (
            (
                "declared/conduits.yaml:10:32",
                "`port`: `70000` is not a whole number from 1 to 65535",
                "`port`: `70000` is geen heel getal van 1 tot en met 65535",
            ),
        ),
    ),
    Broken(
        "a protocol with another name",
        CONDUITS,
        "{transport: tcp, port: 8883}",
        "{protocol: opc-ua}",
        (
            (
                "declared/conduits.yaml:10:20",
                "keur recognises no protocol `opc-ua`; did you mean `opcua`?",
                "keur herkent geen protocol `opc-ua`; bedoelt u `opcua`?",
            ),
        ),
    ),
    Broken(
        "a slip in a protocol",
        CONDUITS,
        "protocol: modbus",
        "protocol: modbuss",
        (
            (
                "declared/conduits.yaml:6:19",
                "keur recognises no protocol `modbuss`; did you mean `modbus`?",
                "keur herkent geen protocol `modbuss`; bedoelt u `modbus`?",
            ),
        ),
    ),
    Broken(
        "a protocol in capitals",
        CONDUITS,
        "{transport: tcp, port: 8883}",
        "{protocol: TLS}",
        (
            (
                "declared/conduits.yaml:10:20",
                "`protocol`: `TLS` is not a name of a protocol (small letters, digits, `-`)",
                "`protocol`: `TLS` is geen naam van een protocol (kleine letters, cijfers, `-`)",
            ),
        ),
    ),
    Broken(
        "a channel twice",
        CONDUITS,
        "{transport: tcp, port: 8883}",
        "{protocol: modbus, port: 502, to_assets: [PLC-1], operations: any}",
        (
            (
                "declared/conduits.yaml:10:9",
                "the same channel stands at declared/conduits.yaml:6:9",
                "hetzelfde kanaal staat al op declared/conduits.yaml:6:9",
            ),
        ),
    ),
    Broken(
        "a date that does not exist",
        CONDUITS,
        "2027-06-30",
        "2027-06-31",
        (
            (
                "declared/conduits.yaml:13:13",
                "`review`: `2027-06-31` is not a date (yyyy-mm-dd, such as 2026-11-23)",
                "`review`: `2027-06-31` is geen datum (jjjj-mm-dd, zoals 2026-11-23)",
            ),
        ),
    ),
    Broken(
        "a date in another order",
        CONDUITS,
        "2027-06-30",
        "30-06-2027",
        (
            (
                "declared/conduits.yaml:13:13",
                "`review`: `30-06-2027` is not a date (yyyy-mm-dd, such as 2026-11-23)",
                "`review`: `30-06-2027` is geen datum (jjjj-mm-dd, zoals 2026-11-23)",
            ),
        ),
    ),
    Broken(
        "a key twice",
        CONDUITS,
        "from: scada",
        "from: scada\n    from: scada",
        (
            (
                "declared/conduits.yaml:4:5",
                "key `from` stands here twice; the first is on line 3",
                "sleutel `from` staat er twee keer; de eerste staat op regel 3",
            ),
        ),
    ),
    Broken(
        "an indentation with a tab",
        CONDUITS,
        "    from: scada",
        "\tfrom: scada",
        (("declared/conduits.yaml:3:1", "indent with spaces, not with tabs", "spring in met spaties, niet met tabs"),),
    ),
    Broken(
        "a quote that stays open",
        PLANT,
        "Voorbeeld Farma BV",
        '"Voorbeeld',
        (("plant.yaml:3:9", "these quotes are never closed", "deze aanhalingstekens gaan niet dicht"),),
    ),
    Broken(
        "a colon in a text without quotes",
        CONDUITS,
        "Proceswaarden tonen",
        "Proces: waarden",
        (
            (
                "declared/conduits.yaml:12:19",
                "a `:` followed by a blank cannot stand here; is the indentation right, or does the text need quotes?",
                "een `:` met een spatie erachter kan hier niet; klopt de inspringing, of moet de tekst tussen aanhalingstekens?",
            ),
        ),
    ),
    Broken(
        "a wrong indentation",
        ZONES,
        "    kind: supervision",
        "   kind: supervision",
        (
            (
                "declared/zones.yaml:14:4",
                "a `-` is expected here; is the indentation of the list right?",
                "hier wordt een `-` verwacht; klopt de inspringing van de lijst?",
            ),
        ),
    ),
    Broken(
        "an open bracket",
        ZONES,
        "vlans: [10]",
        "vlans: [10",
        (("declared/zones.yaml:8:9", "a `,` or `]` is expected here", "hier wordt een `,` of `]` verwacht"),),
    ),
    Broken(
        "an anchor and an alias",
        ZONES,
        "levels: [1, 2]",
        "levels: &l [1, 2]\n    vlans: *l",
        (
            ("declared/zones.yaml:4:13", "anchor `&l`: write values out", "anker `&l`: schrijf waarden uit"),
            ("declared/zones.yaml:5:12", "alias `*l`: write the value out", "verwijzing `*l`: schrijf de waarde uit"),
            (
                "declared/zones.yaml:8:5",
                "key `vlans` stands here twice; the first is on line 5",
                "sleutel `vlans` staat er twee keer; de eerste staat op regel 5",
            ),
        ),
    ),
    Broken(
        "a key that is a list",
        ZONES,
        "gxp: true",
        "? [gxp]\n    : true",
        (("declared/zones.yaml:10:7", "a key must be a word", "een sleutel moet een woord zijn"),),
    ),
    Broken(
        "levels in quotes that are one text",
        ZONES,
        "levels: [1, 2]",
        'levels: "1, 2"',
        (
            (
                "declared/zones.yaml:4:13",
                "`levels` must be a list, but is text",
                "`levels` moet een lijst zijn, maar is tekst",
            ),
        ),
    ),
    Broken(
        "a zone inside the networks of another, behind its own",
        ZONES,
        '10.2.0.0/24, "fd00:2::/64"',
        "10.0.0.0/8, 10.1.0.128/25",
        (
            (
                "declared/zones.yaml:15:16",
                "network 10.0.0.0/8 of zone `scada` overlaps 10.1.0.0/24 of zone `control` (declared/zones.yaml:6:16)",
                "netwerk 10.0.0.0/8 van zone `scada` overlapt 10.1.0.0/24 van zone `control` (declared/zones.yaml:6:16)",
            ),
            (
                "declared/zones.yaml:15:28",
                "network 10.1.0.128/25 of zone `scada` overlaps 10.1.0.0/24 of zone `control` (declared/zones.yaml:6:16)",
                "netwerk 10.1.0.128/25 van zone `scada` overlapt 10.1.0.0/24 van zone `control` "
                "(declared/zones.yaml:6:16)",
            ),
        ),
    ),
    Broken(
        "a tag",
        ZONES,
        "gxp: true",
        "gxp: !!bool true",
        (("declared/zones.yaml:10:10", "tag `!!bool`: leave it out", "tag `!!bool`: laat die weg"),),
    ),
    Broken(
        "two documents",
        PLANT,
        "keur: 1",
        "---\nkeur: 1\n---\nkeur: 1",
        (
            (
                "plant.yaml:3:1",
                "the file holds several documents (`---`)",
                "het bestand bevat meer dan één document (`---`)",
            ),
        ),
    ),
    Broken(
        "a merge key",
        ZONES,
        "    gxp: true",
        "    <<: {gxp: true}",
        (
            (
                "declared/zones.yaml:10:5",
                "unknown key `<<`; possible here: id, name, levels, kind, networks, segments, vlans, sl_t, owner, consequence, gxp",
                "onbekende sleutel `<<`; hier kunnen staan: id, name, levels, kind, networks, segments, vlans, sl_t, owner, consequence, gxp",
            ),
        ),
    ),
    Broken(
        "a list as the whole file",
        PLANT,
        None,
        "- keur: 1\n",
        (
            (
                "plant.yaml:1:1",
                "`plant.yaml` must be a set of keys with values, but is a list",
                "`plant.yaml` moet een blok sleutels met waarden zijn, maar is een lijst",
            ),
        ),
    ),
    Broken(
        "an empty file",
        ZONES,
        None,
        "# nothing\n",
        (("declared/zones.yaml:1:1", "the file is empty", "het bestand is leeg"),),
    ),
    Broken(
        "nesting without end",
        PLANT,
        None,
        "keur: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
        (("plant.yaml:1:22", "nested too deeply", "te diep genest"),),
    ),
    Broken(
        "bytes that are not UTF-8",
        PLANT,
        None,
        b"keur: 1\norganisation: {name: Caf\xe9}\n",
        (
            (
                "plant.yaml:2:25",
                "byte 0xe9 is not UTF-8; save the file as UTF-8",
                "byte 0xe9 is geen UTF-8; bewaar het bestand als UTF-8",
            ),
        ),
    ),
    Broken(
        "a control character",
        PLANT,
        "leiden",
        "lei\x07den",
        (("plant.yaml:5:10", "the file holds a control character", "het bestand bevat een stuurteken"),),
    ),
    Broken(
        "a firewall that is no asset",
        TOPOLOGY,
        "id: PLC-1",
        "id: PLC-9",
        (
            (
                "declared/topology.yaml:2:9",
                "asset `PLC-9` does not exist; did you mean `PLC-1`?",
                "apparaat `PLC-9` bestaat niet; bedoelt u `PLC-1`?",
            ),
        ),
    ),
    Broken(
        "an interface to a zone that does not exist",
        TOPOLOGY,
        "zones: [control]",
        "zones: [controls]",
        (
            (
                "declared/topology.yaml:5:30",
                "zone `controls` does not exist; did you mean `control`?",
                "zone `controls` bestaat niet; bedoelt u `control`?",
            ),
        ),
    ),
    Broken(
        "an interface twice",
        TOPOLOGY,
        "eth1",
        "eth0",
        (
            (
                "declared/topology.yaml:6:16",
                "interface `eth0` exists already (declared/topology.yaml:5:16)",
                "interface `eth0` bestaat al (declared/topology.yaml:5:16)",
            ),
        ),
    ),
    Broken(
        "an interface that leads nowhere",
        TOPOLOGY,
        ", zones: [control]",
        "",
        (
            (
                "declared/topology.yaml:5:9",
                "say what lies behind this interface: `zones`, or `internet: true`",
                "zeg wat achter deze interface ligt: `zones`, of `internet: true`",
            ),
        ),
    ),
    Broken(
        "a configuration outside observed",
        TOPOLOGY,
        "firewalls/fw.conf",
        "/etc/fw.conf",
        (
            (
                "declared/topology.yaml:3:13",
                "`files`: `/etc/fw.conf` is not a path inside observed/ (with `/`, without `..`)",
                "`files`: `/etc/fw.conf` is geen pad binnen observed/ (met `/`, zonder `..`)",
            ),
        ),
    ),
    Broken(
        "a capture outside observed",
        CAPTURES,
        "captures/day1.pcapng",
        "../day1.pcapng",
        (
            (
                "observed/captures.yaml:2:11",
                "`file`: `../day1.pcapng` is not a path inside observed/ (with `/`, without `..`)",
                "`file`: `../day1.pcapng` is geen pad binnen observed/ (met `/`, zonder `..`)",
            ),
        ),
    ),
    Broken(
        "a clock offset that is no number",
        CAPTURES,
        "-2.5",
        "2,5",
        (
            (
                "observed/captures.yaml:4:27",
                "`clock_offset_seconds`: `2,5` is not a number of seconds, such as -2.5",
                "`clock_offset_seconds`: `2,5` is geen aantal seconden, zoals -2.5",
            ),
        ),
    ),
    Broken(
        "a hash that is none",
        CAPTURES,
        "    segment: hall",
        "    segment: hall\n    sha256: abc",
        (
            (
                "observed/captures.yaml:4:13",
                "`sha256`: `abc` is not a SHA-256 (64 hexadecimal digits)",
                "`sha256`: `abc` is geen SHA-256 (64 hexadecimale cijfers)",
            ),
        ),
    ),
    Broken(
        "a fingerprint in capitals",
        VERDICTS,
        "0123456789abcdef",
        "0123456789ABCDEF",
        (
            (
                "decided/verdicts.yaml:2:14",
                "`finding`: `0123456789ABCDEF` is not a finding's fingerprint (16 hexadecimal digits)",
                "`finding`: `0123456789ABCDEF` is geen kenmerk van een bevinding (16 hexadecimale cijfers)",
            ),
        ),
    ),
    Broken(
        "an acceptance without end",
        VERDICTS,
        "    expires: 2027-08-31\n",
        "",
        (
            (
                "decided/verdicts.yaml:2:5",
                "key `expires` is missing: `accept` holds until a date",
                "sleutel `expires` ontbreekt: `accept` geldt tot een datum",
            ),
        ),
    ),
    Broken(
        "an end before the start",
        VERDICTS,
        "2027-08-31",
        "2026-08-31",
        (
            (
                "decided/verdicts.yaml:7:14",
                "`expires` (2026-08-31) is before `date` (2026-11-23)",
                "`expires` (2026-08-31) ligt voor `date` (2026-11-23)",
            ),
        ),
    ),
    Broken(
        "an asset twice",
        ASSETS,
        "HMI-1",
        "PLC-1",
        (
            (
                "declared/assets.csv:3:1",
                "asset `PLC-1` exists already (declared/assets.csv:2:1)",
                "apparaat `PLC-1` bestaat al (declared/assets.csv:2:1)",
            ),
        ),
    ),
    Broken(
        "an asset without an id", ASSETS, "HMI-1", "", (("declared/assets.csv:3:1", "`id` is blank", "`id` is leeg"),)
    ),
    Broken(
        "an asset with a blank in its id",
        ASSETS,
        "HMI-1",
        "HMI 1",
        (
            (
                "declared/assets.csv:3:1",
                "`id`: `HMI 1` is not an id of an asset (letters, digits, `.`, `_`, `-`, `+`, `=`, `/`, `:`)",
                "`id`: `HMI 1` is geen id van een apparaat (letters, cijfers, `.`, `_`, `-`, `+`, `=`, `/`, `:`)",
            ),
        ),
    ),
    Broken(
        "an asset in a zone that does not exist",
        ASSETS,
        "control,plc",
        "contrl,plc",
        (
            (
                "declared/assets.csv:2:7",
                "zone `contrl` does not exist; did you mean `control`?",
                "zone `contrl` bestaat niet; bedoelt u `control`?",
            ),
        ),
    ),
    Broken(
        "a MAC address that is none",
        ASSETS,
        "00:1B:1B:00:00:01",
        "00:1B:1B:00:00",
        (
            (
                "declared/assets.csv:2:27",
                "`mac`: `00:1B:1B:00:00` is not a MAC address (six bytes, such as 00:1b:1b:12:34:56)",
                "`mac`: `00:1B:1B:00:00` is geen MAC-adres (zes bytes, zoals 00:1b:1b:12:34:56)",
            ),
        ),
    ),
    Broken(
        "a MAC address of a group",
        ASSETS,
        "00:1B:1B:00:00:01",
        "01:00:5E:00:00:01",
        (
            (
                "declared/assets.csv:2:27",
                "`mac`: `01:00:5E:00:00:01` is not the MAC address of one device",
                "`mac`: `01:00:5E:00:00:01` is geen MAC-adres van één apparaat",
            ),
        ),
    ),
    Broken(
        "an IPv4 address that is none",
        ASSETS,
        "10.1.0.11",
        "10.1.0.256",
        (
            (
                "declared/assets.csv:2:45",
                "`ipv4`: `10.1.0.256` is not an IPv4 address",
                "`ipv4`: `10.1.0.256` is geen IPv4-adres",
            ),
        ),
    ),
    Broken(
        "an IPv4 address with leading zeros",
        ASSETS,
        "10.1.0.11",
        "10.001.000.011",
        (
            (
                "declared/assets.csv:2:45",
                "`ipv4`: `10.001.000.011` is not an IPv4 address; did you mean `10.1.0.11`?",
                "`ipv4`: `10.001.000.011` is geen IPv4-adres; bedoelt u `10.1.0.11`?",
            ),
        ),
    ),
    Broken(
        "an address with a mask",
        ASSETS,
        "10.1.0.11",
        "10.1.0.11/24",
        (
            (
                "declared/assets.csv:2:45",
                "`ipv4`: `10.1.0.11/24`: write the address without a mask; did you mean `10.1.0.11`?",
                "`ipv4`: `10.1.0.11/24`: schrijf het adres zonder masker; bedoelt u `10.1.0.11`?",
            ),
        ),
    ),
    Broken(
        "an IPv6 address in the column of IPv4",
        ASSETS,
        "10.1.0.11",
        "fd00::1",
        (
            (
                "declared/assets.csv:2:45",
                "`ipv4`: `fd00::1` is an IPv6 address and belongs in column `ipv6`",
                "`ipv4`: `fd00::1` is een IPv6-adres en hoort in kolom `ipv6`",
            ),
        ),
    ),
    Broken(
        "an IPv6 address with an interface",
        ASSETS,
        "fd00:2::20",
        "fe80::1%eth0",
        (
            (
                "declared/assets.csv:3:46",
                "`ipv6`: `fe80::1%eth0`: leave out the interface after `%`; did you mean `fe80::1`?",
                "`ipv6`: `fe80::1%eth0`: laat de interface na `%` weg; bedoelt u `fe80::1`?",
            ),
        ),
    ),
    Broken(
        "an address of a group",
        ASSETS,
        "10.1.0.11",
        "239.0.0.1",
        (
            (
                "declared/assets.csv:2:45",
                "`ipv4`: `239.0.0.1` is not the address of one device",
                "`ipv4`: `239.0.0.1` is geen adres van één apparaat",
            ),
        ),
    ),
    Broken(
        "an address twice in an asset",
        ASSETS,
        "10.2.0.20 10.2.0.21",
        "10.2.0.20 10.2.0.20",
        (
            (
                "declared/assets.csv:3:26",
                "`ipv4`: `10.2.0.20` stands here twice",
                "`ipv4`: `10.2.0.20` staat er twee keer",
            ),
        ),
    ),
    Broken(
        "an address of two assets",
        ASSETS,
        "10.2.0.20 10.2.0.21",
        "10.2.0.20 10.1.0.11",
        (
            (
                "declared/assets.csv:3:26",
                "address 10.1.0.11 belongs to asset `PLC-1` too (declared/assets.csv:2:45)",
                "adres 10.1.0.11 hoort ook bij apparaat `PLC-1` (declared/assets.csv:2:45)",
            ),
        ),
    ),
    Broken(
        "an address in the network of another zone",
        ASSETS,
        "10.1.0.11",
        "10.2.0.99",
        (
            (
                "declared/assets.csv:2:45",
                "address 10.2.0.99 lies in network 10.2.0.0/24 of zone `scada`, but asset `PLC-1` is in zone `control`",
                "adres 10.2.0.99 ligt in netwerk 10.2.0.0/24 van zone `scada`, maar apparaat `PLC-1` staat in zone `control`",
            ),
        ),
    ),
    Broken(
        "a slip in a column",
        ASSETS,
        "vendor,mac,ipv4",
        "vendor,mac,ip_v4",
        (
            (
                "declared/assets.csv:1:25",
                "unknown column `ip_v4`; did you mean `ipv4`?",
                "onbekende kolom `ip_v4`; bedoelt u `ipv4`?",
            ),
        ),
    ),
    Broken(
        "a column that is missing",
        ASSETS,
        "id,zone,kind",
        "id,area,kind",
        (("declared/assets.csv:1:1", "column `zone` is missing", "kolom `zone` ontbreekt"),),
    ),
    Broken(
        "a column twice",
        ASSETS,
        "budget",
        "kind",
        (("declared/assets.csv:1:35", "column `kind` stands here twice", "kolom `kind` staat er twee keer"),),
    ),
    Broken(
        "a column without a name",
        ASSETS,
        ",budget",
        ",",
        (("declared/assets.csv:1:35", "column 8 has no name", "kolom 8 heeft geen naam"),),
    ),
    Broken(
        "a cell too many",
        ASSETS,
        "fd00:2::20,B",
        "fd00:2::20,B,C",
        (
            (
                "declared/assets.csv:3:1",
                "the row has 9 cells, the header 8; is there a `,` too many?",
                "de rij heeft 9 cellen, de kop 8; staat er een `,` te veel?",
            ),
        ),
    ),
    Broken(
        "a quote that stays open in a row",
        ASSETS,
        "Siemens,00",
        '"Siemens,00',
        (
            (
                "declared/assets.csv:2:1",
                'the quotes in this row do not match; write `"` in a cell as `""`',
                'de aanhalingstekens in deze rij kloppen niet; schrijf `"` in een cel als `""`',
            ),
        ),
    ),
    Broken(
        "a spreadsheet in the code page of Windows",
        ASSETS,
        None,
        b"id;zone\nPLC-\xe9;control\n",
        (
            (
                "declared/assets.csv:2:5",
                "byte 0xe9 is not UTF-8; save the file as UTF-8 (Excel: «CSV UTF-8»)",
                "byte 0xe9 is geen UTF-8; bewaar het bestand als UTF-8 (Excel: «CSV UTF-8»)",
            ),
        ),
    ),
    Broken(
        "an asset list without rows and header",
        ASSETS,
        None,
        "\n",
        (("declared/assets.csv:1:1", "the file is empty", "het bestand is leeg"),),
    ),
)


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name.replace(" ", "-"))
def test_a_broken_plant_says_what_is_wrong_and_where(tmp_path, write, complete, case):
    content = case.new
    if case.old is not None:
        assert case.old in complete[case.file]
        content = complete[case.file].replace(case.old, case.new, 1)
    with pytest.raises(PlantErrors) as wrong:
        load(write(tmp_path, {case.file: content}))
    assert wrong.value.show("en").splitlines() == [f"{place}: {english}" for place, english, _ in case.says]
    assert wrong.value.show("nl").splitlines() == [f"{place}: {dutch}" for place, _, dutch in case.says]


UNSEEN_BY_SCHEMAS = {
    "a channel twice",
    "a conduit from a zone to itself",
    "a date that does not exist",
    "a firewall that does not exist",
    "a firewall that is no asset",
    "a key that is a list",
    "a key twice",
    "a network that is none",
    "a network with host bits",
    "a protocol with another name",
    "a slip in a protocol",
    "a tag",
    "a zone of a conduit that does not exist",
    "a zone twice",
    "a zone inside the networks of another, behind its own",
    "an asset of a channel in another zone",
    "an asset of a channel that does not exist",
    "an end before the start",
    "an interface that leads nowhere",
    "an interface to a zone that does not exist",
    "an interface twice",
    "networks of two zones that overlap",
    "networks that overlap on one segment",
}
"""What an editor cannot see: rules over several entries or files, and values that a pattern cannot judge."""


def core_value(node):
    """A node as editors read it, by the core schema of YAML 1.2."""
    if isinstance(node, Mapping):
        return {key: core_value(value) for key, (_, value) in node.entries.items()}
    if isinstance(node, Sequence):
        return [core_value(item) for item in node.items]
    if node.empty:
        return None
    if node.plain and node.value in ("true", "false"):
        return node.value == "true"
    if node.plain and re.fullmatch(r"-?\d+", node.value):
        return int(node.value)
    if node.plain and re.fullmatch(r"-?\d+\.\d+", node.value):
        return float(node.value)
    return node.value


def accepts(file: str, text: str) -> bool:
    """Whether the schema of a file accepts a text."""
    jsonschema = pytest.importorskip("jsonschema")
    node = parse(text, file, Mistakes())
    validator = jsonschema.Draft7Validator(json.loads(schema(file, "en")))
    return validator.is_valid(core_value(node))


@pytest.mark.parametrize("file", FILES)
def test_the_schemas_accept_a_plant_that_loads(complete, file):
    assert accepts(file, complete[file])
    assert accepts(file, template("nl", file))


def test_the_schemas_see_the_mistakes_that_one_file_can_show(complete):
    unseen = set()
    for case in BROKEN:
        text = case.new if case.old is None else complete[case.file].replace(case.old, case.new, 1)
        if case.file not in FILES or isinstance(text, bytes) or parse(text, case.file, Mistakes()) is None:
            continue
        if accepts(case.file, text):
            unseen.add(case.name)
    assert unseen == UNSEEN_BY_SCHEMAS
