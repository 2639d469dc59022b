"""Sessions of vendors as tables: `session`, `session_target` and `log_span`."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb

from keur.facts.store import create_table
from keur.observe.sessions.gathering import GatheredSessions, LogSpan
from keur.observe.sessions.model import Session
from keur.observe.sessions.moments import EPOCH
from keur.observe.sessions.owners import Owners
from keur.plant.model import Plant
from keur.plant.vendors import Account, AccountKind

Row = dict[str, Any]
NO_SESSIONS = GatheredSessions()
_MICROSECOND = dt.timedelta(microseconds=1)

COLUMNS: dict[str, dict[str, str]] = {
    "session": {
        "session": "INTEGER",
        "source": "VARCHAR",
        "record": "VARCHAR",
        "label": "VARCHAR",
        "vendor": "VARCHAR",
        "vendor_name": "VARCHAR",
        "account": "VARCHAR",
        "account_kind": "VARCHAR",
        "person": "VARCHAR",
        "who": "VARCHAR",
        "identity": "VARCHAR",
        "mfa": "BOOLEAN",
        "path": "VARCHAR",
        "address": "VARCHAR",
        "country": "VARCHAR",
        "protocol": "VARCHAR",
        "start_us": "BIGINT",
        "start_day": "DATE",
        "end_us": "BIGINT",
        "is_open": "BOOLEAN",
        "until_us": "BIGINT",
        "end_reason": "VARCHAR",
        "size_bytes": "BIGINT",
        "recording": "VARCHAR",
        "approval": "VARCHAR",
        "ticket": "VARCHAR",
        "record_file": "VARCHAR",
        "record_line": "INTEGER",
    },
    "session_target": {
        "session": "INTEGER",
        "target": "VARCHAR",
        "asset": "VARCHAR",
        "zone": "VARCHAR",
        "sl_t": "INTEGER",
    },
    "log_span": {
        "source": "VARCHAR",
        "vendor": "VARCHAR",
        "path": "VARCHAR",
        "first_us": "BIGINT",
        "last_us": "BIGINT",
    },
}


def create(connection: duckdb.DuckDBPyConnection, plant: Plant, gathered: GatheredSessions) -> None:
    """Makes the tables of `COLUMNS` and fills them from the logs, seen with what the plant declares."""
    owners, assets = Owners(plant), _Assets(plant)
    names = {vendor.id: vendor.name for vendor in plant.vendors}
    persons = {person.id: person.name for vendor in plant.vendors for person in vendor.persons}
    last: dict[str, dt.datetime] = {}
    for span in gathered.spans:
        last[span.source] = max(last.get(span.source, span.last), span.last)

    def session(number: int, one: Session) -> Row:
        account, vendor = owners.account(one), owners.vendor(one)
        who = persons.get((account.person if account else None) or "") or one.account or "?"
        row = _session(number, one, account)
        row |= {"vendor": vendor or None, "vendor_name": names.get(vendor, vendor) or None, "who": who}
        row["until_us"] = microseconds(_until(one, last.get(one.source)))
        return row

    tables = {
        "session": (session(number, one) for number, one in enumerate(gathered.sessions)),
        "session_target": (
            {"session": number, **assets.find(target)}
            for number, one in enumerate(gathered.sessions)
            for target in one.targets
        ),
        "log_span": map(_span, gathered.spans),
    }
    for table, rows in tables.items():
        create_table(connection, table, COLUMNS[table], rows)


def _span(span: LogSpan) -> Row:
    return {
        "source": span.source,
        "vendor": span.vendor,
        "path": span.path,
        "first_us": microseconds(span.first),
        "last_us": microseconds(span.last),
    }


def microseconds(moment: dt.datetime) -> int:
    """Microseconds since 1970-01-01 UTC."""
    return (moment - EPOCH) // _MICROSECOND


def _until(one: Session, last: dt.datetime | None) -> dt.datetime:
    """Its end; that of a session that is still open, the last moment that its source speaks of."""
    if one.end is not None:
        return one.end
    return max(one.start, last) if last and one.ends_kept else one.start


def _session(number: int, one: Session, account: Account | None) -> Row:
    start = one.start.isoformat(timespec="seconds").replace("+00:00", "Z")
    return {
        "session": number,
        "source": one.source,
        "record": one.record or None,
        "label": " ".join(filter(None, (one.account or "?", one.path, ",".join(one.targets), start, one.record))),
        "account": one.account or None,
        "account_kind": account.kind.value if account else None,
        "person": account.person if account else None,
        "identity": _identity(one, account),
        "mfa": one.mfa,
        "path": one.path or None,
        "address": one.address or None,
        "country": one.country or None,
        "protocol": one.protocol or None,
        "start_us": microseconds(one.start),
        "start_day": one.start.date(),
        "end_us": None if one.end is None else microseconds(one.end),
        "is_open": one.end is None and one.ends_kept,
        "end_reason": one.end_reason or None,
        "size_bytes": one.size_bytes,
        "recording": one.recording or None,
        "approval": one.approval or None,
        "ticket": one.ticket or None,
        "record_file": one.file,
        "record_line": one.line,
    }


def _identity(one: Session, account: Account | None) -> str:
    """How sure it is who it was: `named-mfa`, `named`, `shared`, or `unknown` for an account that nobody declared."""
    if account is None:
        return "unknown"
    if account.kind is not AccountKind.PERSONAL:
        return "shared"
    return "named-mfa" if one.mfa else "named"


class _Assets:
    """Assets by what a log may call them: id, host name or address, when only one asset is called so."""

    def __init__(self, plant: Plant) -> None:
        self._zone = {asset.id: asset.zone for asset in plant.assets}
        self._level = {zone.id: max(zone.sl_t) if zone.sl_t else None for zone in plant.zones}
        self._named: dict[str, set[str]] = {}
        for asset in plant.assets:
            for name in (asset.id, asset.hostname, *asset.ipv4, *asset.ipv6):
                if name:
                    self._named.setdefault(name.casefold(), set()).add(asset.id)

    def find(self, target: str) -> Row:
        found = self._named.get(target.casefold(), set())
        asset = next(iter(found)) if len(found) == 1 else None
        zone = self._zone.get(asset or "")
        return {"target": target, "asset": asset, "zone": zone, "sl_t": self._level.get(zone or "")}
