"""Sessions in the facts: whose they are, at which asset, and how sure it is who it was."""

from __future__ import annotations

import datetime as dt

import yaml

from keur.checks import case

CASE = """
plant:
  zones: [{id: line, sl_t: [1, 2, 3, 1, 1, 1, 1]}]
  assets: [{id: PLC-1, zone: line, ipv4: [10.1.0.5]}, {id: PLC-2, zone: line, ipv4: [10.1.0.5]}]
  vendors:
    - id: builder
      name: The Builder
      persons: [{id: jan, name: Jan}]
      accounts: [{id: ext-jan, kind: personal, person: jan}, {id: team, kind: shared}]
  access: [{id: vpn, vendor: builder, zones: [line]}]
sessions:
  - {account: 'PLANT\\EXT-JAN', mfa: true, targets: [plc-1, 10.1.0.5], start: "2026-01-01T10:00+01:00"}
  - {account: team, start: "2026-01-01T11:00+01:00", end: "2026-01-01T12:00+01:00"}
  - {account: other, path: vpn, start: "2026-01-01T11:00+01:00", ends_kept: false}
  - {account: other, vendor: the builder, start: "2026-01-01T11:30+01:00", end: "2026-01-01T11:40+01:00"}
  - {account: employee, start: "2026-01-01T11:30+01:00", end: "2026-01-01T11:40+01:00"}
"""


def test_sessions_are_told_with_what_the_plant_declares(tmp_path):
    with case.build(yaml.safe_load(CASE)).open(tmp_path) as facts:
        rows = facts.rows("SELECT vendor, who, identity, is_open, start_us, until_us FROM session ORDER BY session")
        targets = facts.rows("SELECT target, asset, zone, sl_t FROM session_target ORDER BY target DESC")
    assert [(row["vendor"], row["who"], row["identity"]) for row in rows] == [
        ("builder", "Jan", "named-mfa"),
        ("builder", "team", "shared"),
        ("builder", "other", "unknown"),
        ("builder", "other", "unknown"),
        (None, "employee", "unknown"),
    ]
    # An open session lasts as far as its log goes; of a log without ends nothing is known.
    last = int(dt.datetime.fromisoformat("2026-01-01T12:00+01:00").timestamp()) * 1_000_000
    assert (rows[0]["is_open"], rows[0]["until_us"]) == (True, last)
    assert (rows[2]["is_open"], rows[2]["until_us"]) == (False, rows[2]["start_us"])
    # An address that two assets have is no asset.
    assert [tuple(row.values()) for row in targets] == [("plc-1", "PLC-1", "line", 3), ("10.1.0.5", None, None, None)]
