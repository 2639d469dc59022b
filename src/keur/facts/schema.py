"""Columns of the tables that a capture reader makes; `docs/facts.md` says what they mean."""

from __future__ import annotations

KINDS = ("captures", "firewalls", "sessions")
"""Kinds of observations, each of which a plant may lack."""

CONVERSATION = {
    "id": "UBIGINT",
    "client": "VARCHAR",
    "server": "VARCHAR",
    "client_mac": "VARCHAR",
    "server_mac": "VARCHAR",
    "vlan": "VARCHAR",
    "transport": "VARCHAR",
    "ethertype": "VARCHAR",
    "client_port": "USMALLINT",
    "server_port": "USMALLINT",
    "protocol": "VARCHAR",
    "recognised_by": "VARCHAR",
    "roles_by": "VARCHAR",
    "first_us": "BIGINT",
    "last_us": "BIGINT",
    "packets_to_server": "UBIGINT",
    "packets_to_client": "UBIGINT",
    "bytes_to_server": "UBIGINT",
    "bytes_to_client": "UBIGINT",
    "file": "UINTEGER",
    "first_frame": "UBIGINT",
}

OPERATION = {
    "conversation": "UBIGINT",
    "protocol": "VARCHAR",
    "function": "VARCHAR",
    "name": "VARCHAR",
    "class": "VARCHAR",
    "to_server": "BOOLEAN",
    "count": "UBIGINT",
    "errors": "UBIGINT",
    "first_us": "BIGINT",
    "last_us": "BIGINT",
    "file": "UINTEGER",
    "first_frame": "UBIGINT",
    "first_offset": "UINTEGER",
    "last_frame": "UBIGINT",
}

HOST = {
    "mac": "VARCHAR",
    "address": "VARCHAR",
    "vlan": "VARCHAR",
    "packets": "UBIGINT",
    "first_us": "BIGINT",
    "last_us": "BIGINT",
    "file": "UINTEGER",
    "first_frame": "UBIGINT",
    "claims": "UBIGINT",
    "first_claim_frame": "UBIGINT",
}

IDENTITY = {
    "address": "VARCHAR",
    "vlan": "VARCHAR",
    "protocol": "VARCHAR",
    "attribute": "VARCHAR",
    "value": "VARCHAR",
    "count": "UBIGINT",
    "first_us": "BIGINT",
    "file": "UINTEGER",
    "first_frame": "UBIGINT",
    "first_offset": "UINTEGER",
}

TALLY = {"file": "UINTEGER", "reason": "VARCHAR", "count": "UBIGINT"}

FILE = {
    "file": "UINTEGER",
    "packets": "UBIGINT",
    "bytes": "UBIGINT",
    "first_us": "BIGINT",
    "last_us": "BIGINT",
}

TABLES: dict[str, dict[str, str]] = {
    "conversation": CONVERSATION,
    "operation": OPERATION,
    "host": HOST,
    "identity": IDENTITY,
    "tally": TALLY,
    "file": FILE,
}
"""Every capture has all of these tables, empty ones too."""
