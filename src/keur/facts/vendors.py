"""Vendors, their ways in, approvals and bans as tables, beside those of `keur.facts.declared`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import duckdb

from keur.facts.declared import end_of
from keur.facts.store import create_table
from keur.plant.model import Place, Plant
from keur.plant.vendors import AccessPath, Approval, Ban, Certificate, Vendor, tool_assets
from keur.plant.windows import Maintenance

_RECORD = {"record_file": "VARCHAR", "record_line": "INTEGER"}
Row = dict[str, Any]

COLUMNS: dict[str, dict[str, str]] = {
    "vendor": {
        "vendor": "VARCHAR",
        "name": "VARCHAR",
        "kind": "VARCHAR",
        "contract": "VARCHAR",
        "contract_from": "DATE",
        "contract_until": "DATE",
        "contract_until_us": "BIGINT",
        "contract_line": "INTEGER",
        **_RECORD,
    },
    "vendor_product": {
        "vendor": "VARCHAR",
        "product": "VARCHAR",
        "component": "VARCHAR",
        "asset": "VARCHAR",
        "supported_until": "DATE",
        **_RECORD,
    },
    "vendor_certificate": {
        "vendor": "VARCHAR",
        "standard": "VARCHAR",
        "number": "VARCHAR",
        "scope": "VARCHAR",
        "valid_from": "DATE",
        "valid_until": "DATE",
        **_RECORD,
    },
    "vendor_person": {"vendor": "VARCHAR", "person": "VARCHAR", "name": "VARCHAR", "until": "DATE", **_RECORD},
    "vendor_account": {
        "vendor": "VARCHAR",
        "account": "VARCHAR",
        "kind": "VARCHAR",
        "person": "VARCHAR",
        "until": "DATE",
        **_RECORD,
    },
    "vendor_country": {"vendor": "VARCHAR", "country": "VARCHAR", **_RECORD},
    "vendor_incident": {
        "vendor": "VARCHAR",
        "what": "VARCHAR",
        "from_day": "DATE",
        "until_day": "DATE",
        "first_us": "BIGINT",
        "last_us": "BIGINT",
        **_RECORD,
    },
    "production_freeze": {
        "maintenance": "VARCHAR",
        "reason": "VARCHAR",
        "zone": "VARCHAR",
        "asset": "VARCHAR",
        "from_day": "DATE",
        "until_day": "DATE",
        "first_us": "BIGINT",
        "last_us": "BIGINT",
        **_RECORD,
    },
    "vendor_answer": {"vendor": "VARCHAR", "question": "VARCHAR", "answer": "VARCHAR", "grade": "VARCHAR", **_RECORD},
    "sub_supplier": {"vendor": "VARCHAR", "name": "VARCHAR", **_RECORD},
    "access_path": {
        "path": "VARCHAR",
        "vendor": "VARCHAR",
        "product": "VARCHAR",
        "gateway": "VARCHAR",
        "mode": "VARCHAR",
        "approver": "VARCHAR",
        "mfa": "BOOLEAN",
        "recording": "BOOLEAN",
        **_RECORD,
    },
    "access_target": {"path": "VARCHAR", "zone": "VARCHAR", "asset": "VARCHAR"},
    "access_conduit": {"path": "VARCHAR", "conduit": "VARCHAR"},
    "access_tool": {"path": "VARCHAR", "vendor": "VARCHAR", "asset": "VARCHAR"},
    "approval": {
        "approval": "VARCHAR",
        "vendor": "VARCHAR",
        "person": "VARCHAR",
        "any_path": "BOOLEAN",
        "any_operation": "BOOLEAN",
        "first_us": "BIGINT",
        "last_us": "BIGINT",
        "last_day": "DATE",
        "ticket": "VARCHAR",
        "approved_by": "VARCHAR",
        "closed_us": "BIGINT",
        **_RECORD,
    },
    "approval_path": {"approval": "VARCHAR", "path": "VARCHAR"},
    "approval_operation": {"approval": "VARCHAR", "class": "VARCHAR"},
    "approval_target": {"approval": "VARCHAR", "zone": "VARCHAR", "asset": "VARCHAR"},
    "ban": {
        "ban": "VARCHAR",
        "kind": "VARCHAR",
        "basis": "VARCHAR",
        "source": "VARCHAR",
        "any_zone": "BOOLEAN",
        "phase_out": "DATE",
        **_RECORD,
    },
    "ban_name": {"ban": "VARCHAR", "name": "VARCHAR"},
    "ban_zone": {"ban": "VARCHAR", "zone": "VARCHAR"},
}


def create(connection: duckdb.DuckDBPyConnection, plant: Plant) -> None:
    """Makes the tables of `COLUMNS` and fills them from the plant."""
    rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}
    zone_of = {asset.id: asset.zone for asset in plant.assets}
    for vendor in plant.vendors:
        _add_vendor(rows, vendor)
    for path in plant.access:
        _add_path(rows, path, zone_of)
        own = {"path": path.id, "vendor": path.vendor}
        rows["access_tool"].extend({**own, "asset": asset} for asset in tool_assets(plant.vendors, path))
    for approval in plant.approvals:
        _add_approval(rows, approval, zone_of)
    for ban in plant.bans:
        _add_ban(rows, ban)
    for maintenance in plant.maintenance:
        _add_freezes(rows, maintenance, zone_of)
    rows["vendor_answer"].extend(
        {
            "vendor": found.vendor,
            "question": one.question,
            "answer": one.answer.value,
            "grade": one.grade.value,
            **_record(one.place),
        }
        for found in plant.vendor_answers
        for one in found.answers
    )
    for table, columns in COLUMNS.items():
        create_table(connection, table, columns, rows[table])


def _record(place: Place) -> Row:
    return {"record_file": place.file, "record_line": place.line}


def _add_vendor(rows: dict[str, list[Row]], vendor: Vendor) -> None:
    contract, own = vendor.contract, {"vendor": vendor.id}
    rows["vendor"].append(
        {
            **own,
            "name": vendor.name,
            "kind": vendor.kind.value,
            "contract": contract.reference if contract else None,
            "contract_from": contract.first if contract else None,
            "contract_until": contract.last if contract else None,
            "contract_until_us": end_of(contract.last) if contract else None,
            "contract_line": contract.place.line if contract else None,
            **_record(vendor.place),
        }
    )
    for product in vendor.products:
        told = {**own, "product": product.product, "supported_until": product.supported_until, **_record(product.place)}
        rows["vendor_product"].extend(
            {**told, "component": component, "asset": asset}
            for component in product.components or (None,)
            for asset in product.assets or (None,)
        )
    rows["vendor_certificate"].extend({**own, **_certificate(one)} for one in vendor.certificates)
    _add_people(rows, vendor, own)


def _add_people(rows: dict[str, list[Row]], vendor: Vendor, own: Row) -> None:
    """Who comes, for whom, from where, and when not."""
    rows["vendor_person"].extend(
        {**own, "person": one.id, "name": one.name, "until": one.last, **_record(one.place)} for one in vendor.persons
    )
    rows["vendor_account"].extend(
        {
            **own,
            "account": one.id,
            "kind": one.kind.value,
            "person": one.person,
            "until": one.last,
            **_record(one.place),
        }
        for one in vendor.accounts
    )
    rows["vendor_country"].extend({**own, "country": country, **_record(vendor.place)} for country in vendor.countries)
    rows["vendor_incident"].extend(
        {**own, "what": one.what, **_days(one.first, one.last), **_record(one.place)} for one in vendor.incidents
    )
    rows["sub_supplier"].extend(
        {**own, "name": one.name, **_record(vendor.place)} for one in vendor.sub_suppliers or ()
    )


def _certificate(one: Certificate) -> Row:
    return {
        "standard": one.standard,
        "number": one.number,
        "scope": one.scope,
        "valid_from": one.first,
        "valid_until": one.last,
        **_record(one.place),
    }


def _days(first: dt.date, last: dt.date | None) -> Row:
    """First and last day, and the moments from which and until which they last (UTC)."""
    until_us = None if last is None else end_of(last)
    return {"from_day": first, "until_day": last, "first_us": end_of(first - dt.timedelta(days=1)), "last_us": until_us}


def _add_freezes(rows: dict[str, list[Row]], maintenance: Maintenance, zone_of: dict[str, str]) -> None:
    """A row for each zone and each asset that may not change."""
    own = {"maintenance": maintenance.id, **_record(maintenance.place)}
    rows["production_freeze"].extend(
        {**target, "reason": one.reason, **_days(one.first, one.last)}
        for one in maintenance.freezes
        for target in _targets(own, maintenance.zones, maintenance.assets, zone_of)
    )


def _targets(own: Row, zones: Iterable[str], assets: Iterable[str], zone_of: dict[str, str]) -> Iterable[Row]:
    """Zones that are named, and assets that are named with their zone."""
    yield from ({**own, "zone": zone, "asset": None} for zone in zones)
    yield from ({**own, "zone": zone_of[asset], "asset": asset} for asset in assets)


def _add_path(rows: dict[str, list[Row]], path: AccessPath, zone_of: dict[str, str]) -> None:
    own = {"path": path.id}
    rows["access_path"].append(
        {
            **own,
            "vendor": path.vendor,
            "product": path.product,
            "gateway": path.gateway,
            "mode": path.mode.value,
            "approver": path.approver,
            "mfa": path.mfa,
            "recording": path.recording,
            **_record(path.place),
        }
    )
    rows["access_target"].extend(_targets(own, path.zones, path.assets, zone_of))
    rows["access_conduit"].extend({**own, "conduit": conduit} for conduit in path.conduits)


def _add_approval(rows: dict[str, list[Row]], approval: Approval, zone_of: dict[str, str]) -> None:
    own = {"approval": approval.id}
    rows["approval"].append(
        {
            **own,
            "vendor": approval.vendor,
            "person": approval.person,
            "any_path": not approval.paths,
            "any_operation": approval.operations is None,
            "first_us": _microseconds(approval.first),
            "last_us": _microseconds(approval.last),
            "last_day": approval.last.date(),
            "ticket": approval.ticket,
            "approved_by": approval.approved_by,
            "closed_us": None if approval.closed is None else _microseconds(approval.closed),
            **_record(approval.place),
        }
    )
    rows["approval_path"].extend({**own, "path": path} for path in approval.paths)
    rows["approval_operation"].extend({**own, "class": word.value} for word in sorted(approval.operations or ()))
    rows["approval_target"].extend(_targets(own, approval.zones, approval.assets, zone_of))


def _microseconds(moment: dt.datetime) -> int:
    """Microseconds since 1970-01-01 UTC."""
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def _add_ban(rows: dict[str, list[Row]], ban: Ban) -> None:
    own = {"ban": ban.id}
    rows["ban"].append(
        {
            **own,
            "kind": ban.kind.value,
            "basis": ban.basis.value,
            "source": ban.source,
            "any_zone": not ban.zones,
            "phase_out": ban.phase_out,
            **_record(ban.place),
        }
    )
    rows["ban_name"].extend({**own, "name": name} for name in ban.names)
    rows["ban_zone"].extend({**own, "zone": zone} for zone in ban.zones)
