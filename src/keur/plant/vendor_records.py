"""Records of the files about vendors to the types of `keur.plant.vendors`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keur.plant.shapes import Read, bare
from keur.plant.vendors import (
    AccessPath,
    Account,
    Approval,
    Ban,
    Certificate,
    Clause,
    Contact,
    Contract,
    Person,
    QuestionAnswer,
    SubSupplier,
    SuppliedProduct,
    Vendor,
    VendorAnswers,
    VendorIncident,
)


def vendor(read: Read) -> Vendor:
    value = bare(read)
    fails = value.get("if_it_fails", {})
    return Vendor(
        id=value["id"],
        name=value["name"],
        kind=value["kind"],
        role=value["role"],
        owner=value.get("owner"),
        review=value.get("review"),
        sites=value.get("sites", ()),
        zones=value.get("zones", ()),
        products=tuple(map(_product, _listed(read, "products"))),
        sub_suppliers=_sub_suppliers(value["sub_suppliers"]) if "sub_suppliers" in value else None,
        holds=value.get("holds"),
        contacts=tuple(map(_contact, value.get("contacts", ()))),
        contract=_contract(read.value["contract"]) if "contract" in read.value else None,
        certificates=tuple(map(_certificate, _listed(read, "certificates"))),
        replaceability=value.get("replaceability"),
        stops=fails.get("stops", ""),
        consequence=fails.get("consequence"),
        persons=tuple(map(_person, _listed(read, "persons"))),
        accounts=tuple(map(_account, _listed(read, "accounts"))),
        place=read.place,
        countries=value.get("countries", ()),
        incidents=tuple(map(_incident, _listed(read, "incidents"))),
    )


def _listed(read: Read, key: str) -> list[Read]:
    found: list[Read] = read.value[key].value if key in read.value else []
    return found


def _sub_suppliers(value: Iterable[dict[str, Any]]) -> tuple[SubSupplier, ...]:
    return tuple(SubSupplier(one["name"], one["does"]) for one in value)


def _product(read: Read) -> SuppliedProduct:
    value = bare(read)
    return SuppliedProduct(
        value["product"],
        value.get("components", ()),
        value.get("assets", ()),
        value.get("supported_until"),
        read.place,
    )


def _contact(value: dict[str, Any]) -> Contact:
    return Contact(value["name"], value.get("role", ""), value.get("email", ""), value.get("telephone", ""))


def _contract(read: Read) -> Contract:
    value = bare(read)
    return Contract(
        reference=value["reference"],
        first=value.get("from"),
        last=value.get("until"),
        file=value.get("file"),
        clauses=tuple(map(_clause, _listed(read, "clauses"))),
        place=read.place,
    )


def _clause(read: Read) -> Clause:
    value = bare(read)
    return Clause(value["clause"], value["state"], value.get("page"), value.get("note", ""), read.place)


def _certificate(read: Read) -> Certificate:
    value = bare(read)
    return Certificate(
        standard=value["standard"],
        edition=value.get("edition", ""),
        scope=value["scope"],
        body=value["body"],
        number=value["number"],
        first=value["from"],
        last=value["until"],
        level=value.get("level", ""),
        checked_by=value.get("checked_by"),
        file=value.get("file"),
        sha256=value.get("sha256"),
        place=read.place,
    )


def _person(read: Read) -> Person:
    value = bare(read)
    return Person(value["id"], value["name"], value.get("from"), value.get("until"), read.place)


def _account(read: Read) -> Account:
    value = bare(read)
    return Account(value["id"], value["kind"], value.get("person"), value.get("until"), read.place)


def _incident(read: Read) -> VendorIncident:
    value = bare(read)
    return VendorIncident(value["what"], value["from"], value.get("until"), read.place)


def access_path(read: Read) -> AccessPath:
    value = bare(read)
    said = {"yes": True, "no": False}
    return AccessPath(
        id=value["id"],
        vendor=value["vendor"],
        product=value.get("product", ""),
        gateway=value.get("gateway"),
        protocol=value.get("protocol", ""),
        port=value.get("port"),
        zones=value.get("zones", ()),
        assets=value.get("assets", ()),
        mode=value["mode"],
        mfa=said.get(value.get("mfa", "")),
        recording=said.get(value.get("recording", "")),
        approver=value.get("approver", ""),
        conduits=value.get("conduits", ()),
        place=read.place,
    )


def approval(read: Read) -> Approval:
    value = bare(read)
    operations = value["operations"]
    return Approval(
        id=value["id"],
        vendor=value["vendor"],
        person=value["person"],
        paths=value.get("paths", ()),
        operations=None if operations == "any" else frozenset(operations),
        zones=value.get("zones", ()),
        assets=value.get("assets", ()),
        first=value["from"],
        last=value["until"],
        ticket=value.get("ticket", ""),
        approved_by=value["approved_by"],
        place=read.place,
        closed=value.get("closed"),
    )


def ban(read: Read) -> Ban:
    value = bare(read)
    return Ban(
        id=value["id"],
        kind=value["kind"],
        names=value["names"],
        basis=value["basis"],
        source=value["source"],
        zones=value.get("zones", ()),
        phase_out=value.get("phase_out"),
        place=read.place,
    )


def answers(vendor_id: str, read: Read) -> VendorAnswers:
    (listed,) = read.value.values()
    return VendorAnswers(vendor_id, tuple(map(_question_answer, listed.value)), read.place)


def _question_answer(read: Read) -> QuestionAnswer:
    value = bare(read)
    return QuestionAnswer(
        question=value["id"],
        answer=value["answer"],
        reason=value.get("reason", ""),
        text=value.get("text", ""),
        grade=value["grade"],
        file=value.get("file"),
        sha256=value.get("sha256"),
        evidence_until=value.get("until"),
        date=value["date"],
        place=read.place,
    )
