"""A small plant that loads without mistakes, for tests to break."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

FILES = {
    "plant.yaml": """\
keur: 1
organisation:
  name: Voorbeeld Farma BV
site:
  id: leiden
  name: {nl: Leiden, en: Leiden}
language: nl
""",
    "declared/zones.yaml": """\
zones:
  - id: control
    name: {nl: Besturing, en: Control}
    levels: [1, 2]
    kind: control
    networks: [10.1.0.0/24]
    vlans: [10]
    sl_t: [2, 2, 2, 1, 2, 1, 3]
    consequence: {production: high}
    gxp: true
  - id: scada
    name: {nl: Bediening, en: Supervision}
    levels: [2, 3]
    kind: supervision
    networks: [10.2.0.0/24, "fd00:2::/64"]
""",
    "declared/conduits.yaml": """\
conduits:
  - id: scada-control
    from: scada
    to: control
    channels:
      - protocol: modbus
        port: 502
        to_assets: [PLC-1]
        operations: [read]
      - {transport: tcp, port: 8883}
    enforced_by: [PLC-1]
    reason: Proceswaarden tonen
    review: 2027-06-30
""",
    "declared/assets.csv": """\
id,zone,kind,vendor,mac,ipv4,ipv6,budget
PLC-1,control,plc,Siemens,00:1B:1B:00:00:01,10.1.0.11,,A
HMI-1,scada,hmi,Siemens,,10.2.0.20 10.2.0.21,fd00:2::20,B
""",
    "observed/captures.yaml": """\
captures:
  - file: captures/day1.pcapng
    segment: hall
    clock_offset_seconds: -2.5
""",
    "decided/verdicts.yaml": """\
verdicts:
  - finding: "0123456789abcdef"
    decision: accept
    reason: Wordt vervangen
    who: J. Jansen
    date: 2026-11-23
    expires: 2027-08-31
""",
}

OPTIONAL = {
    "declared/programme.yaml": """\
requirements:
  - id: NET 1.1
    claim: 2
    target: 3
    how: See the drawing
""",
    "declared/deviations.yaml": """\
deviations:
  - obligation: Cbw 21(3)(j)
    what: No MFA on the panels
    reason: Gloves and a locked airlock
    owner: J. Jansen
    review: 2027-06-30
""",
    "declared/actions.yaml": """\
actions:
  - {id: NET 1.1, owner: J. Jansen, due: 2027-03-01, effort: large, horizon: programme, note: With the shutdown}
  - id: scope
""",
    "declared/vendors.yaml": """\
vendors:
  - id: builder
    name: Machine Builder Ltd
    kind: integrator
    role: Maintains the line
    owner: P. de Vries
    zones: [control]
    products:
      - {product: Cosy, components: [ARM], assets: [PLC-1], supported_until: 2030-01-01}
    sub_suppliers:
      - {name: Depot BV, does: Spare parts}
    contacts:
      - {name: Desk, role: incidents, email: desk@example.nl}
    contract:
      reference: C-1
      from: 2025-01-01
      until: 2026-12-31
      clauses:
        - {clause: audit, state: present, page: 3}
        - {clause: incident-notice, state: missing}
    certificates:
      - {standard: 62443-2-4, scope: Maintenance, body: X, number: 1, from: 2025-01-01, until: 2027-01-01}
    replaceability: hard
    if_it_fails: {stops: Line 2, consequence: high}
    persons:
      - {id: jan, name: Jan}
    accounts:
      - {id: ext-jan, kind: personal, person: jan}
      - {id: service, kind: shared}
""",
    "declared/bans.yaml": """\
bans:
  - {id: box, kind: product, names: [Old Box], basis: order, source: Order 1, zones: [control]}
""",
    "declared/topology.yaml": """\
firewalls:
  - id: PLC-1
    files: [firewalls/fw.conf]
    interfaces:
      - {name: eth0, zones: [control]}
      - {name: eth1, zones: [scada], internet: true}
""",
}
"""Files that a plant may do without, so that the tests of the others need not know them."""

ABOUT_VENDORS = {
    "declared/access.csv": """\
id,vendor,gateway,zones,mode,mfa,conduits,port,note
vpn,builder,PLC-1,control; scada,standing,no,scada-control,443,mine
""",
    "decided/approvals.csv": """\
id,vendor,person,paths,operations,from,until,approved_by
A-1,builder,jan,vpn,read write,2026-11-23T08:00+01:00,2026-11-23T18:00+01:00,P. de Vries
""",
    "declared/answers/builder.yaml": """\
answers:
  - {id: C2, answer: yes, grade: statement, date: 2026-01-01}
  - {id: D1, answer: not-applicable, reason: No laptops, grade: none, date: 2026-01-01}
""",
}
"""More such files, that are not one list in YAML."""

Content = str | bytes


def _write(folder: Path, files: Mapping[str, Content] | None = None) -> Path:
    for name, content in (FILES | dict(files or {})).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture
def sound() -> dict[str, str]:
    """The files of the plant, by path."""
    return dict(FILES)


@pytest.fixture
def complete(sound: dict[str, str]) -> dict[str, str]:
    """The same with the files that a plant may do without."""
    return sound | OPTIONAL


@pytest.fixture
def with_vendors(complete: dict[str, str]) -> dict[str, str]:
    """The same with access paths, approvals and answers."""
    return complete | ABOUT_VENDORS


@pytest.fixture(scope="session")
def write() -> Callable[..., Path]:
    """`write(folder, files)` writes the plant into a folder, with some files replaced."""
    return _write
