"""Parts of bills of materials against advisories, and what devices say of themselves beside the asset list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keur.observe.advisories.csaf import from_json
from keur.observe.advisories.gathering import Gathered
from keur.observe.advisories.model import Advisory
from keur.observe.sboms.gathering import GatheredSboms
from keur.observe.sboms.model import Part, Sbom, Statement
from keur.plant.model import Asset
from keur.products.answers import Matching, match_assets
from keur.products.components import cpe, purl
from keur.products.observed import Said
from keur.products.verdict import Basis, State
from tests.observe.advisories.documents import document, leaf
from tests.products.labels import asset

DAY = dt.date(2026, 11, 28)


def advisory(*leaves: Any, **more: Any) -> Advisory:
    return from_json(document(*leaves, **more), "a.json", "0" * 64)[0]


def part(name: str, version: str = "", **more: Any) -> Part:
    blank = dict.fromkeys(("supplier", "kind", "purl", "cpe", "licence"), "")
    rest = {"hashes": (), "path": (), "depth": 1, "file": "b.json", "sha256": "0" * 64, "position": "/components/0"}
    return Part(name=name, version=version, **(blank | rest | more))


def matched(of: Part, *advisories: Advisory) -> Matching:
    bill = Sbom("b.json", "0" * 64, "CycloneDX 1.6 JSON", "", (of,), ())
    sboms = GatheredSboms(by_asset={"plc": [bill]})
    return match_assets([asset("plc", vendor="Own", product="PLC")], Gathered(advisories=list(advisories)), DAY, sboms)


OPENSSL = advisory(
    leaf(
        "OpenSSL", ">=1.0.0|<1.0.2m", "P", purl="pkg:generic/openssl", cpe="cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*"
    ),
    vendor="OpenSSL",
)
RUNTIME = advisory(leaf("CODESYS Control for PFC200 SL", "<3.5.14.10", "P"), vendor="CODESYS")


@pytest.mark.parametrize(
    ("of", "advisory", "state", "basis"),
    [
        (part("libssl", "1.0.2k", purl="pkg:generic/openssl@1.0.2k"), OPENSSL, State.AFFECTED, Basis.PURL),
        (part("libssl", "", purl="pkg:generic/openssl@1.0.2k"), OPENSSL, State.AFFECTED, Basis.PURL),
        (part("libssl", "1.0.2m", purl="pkg:generic/openssl@1.0.2m"), OPENSSL, State.NOT_AFFECTED, Basis.PURL),
        (part("libssl", "", cpe="cpe:2.3:a:openssl:openssl:1.0.2k:*:*:*:*:*:*:*"), OPENSSL, State.AFFECTED, Basis.CPE),
        (part("libssl", "", cpe="cpe:/a:openssl:openssl:1.0.2k"), OPENSSL, State.AFFECTED, Basis.CPE),
        (part("libssl", "", purl="pkg:generic/openssl"), OPENSSL, State.NEEDS_CHECK, Basis.PURL),
        (part("OpenSSL", "1.0.2k"), OPENSSL, State.NEEDS_CHECK, Basis.NAME),
        (part("OpenSSL", "1.1.0"), OPENSSL, None, None),
        (part("OpenSSL", "1.0.2k", supplier="Somebody else"), OPENSSL, None, None),
        (part("libressl", "1.0.2k", purl="pkg:generic/libressl@1.0.2k"), OPENSSL, None, None),
        (part("CODESYS Control for PFC200", "3.5.12.30", supplier="3S"), RUNTIME, State.AFFECTED, Basis.NAME),
        (part("CODESYS Control for PFC200", "3.5.14.10", supplier="3S"), RUNTIME, None, None),
    ],
)
def test_parts_are_known_by_purl_by_cpe_and_by_name_with_version(
    of: Part, advisory: Advisory, state: State | None, basis: Basis | None
) -> None:
    found = matched(of, advisory).verdicts
    assert [(one.state, one.basis) for one in found] == ([(state, basis)] if state else [])
    assert all((one.asset, one.part) == ("plc", of) for one in found)
    if basis is Basis.PURL and state is State.NEEDS_CHECK:
        assert found[0].reason.en == "the SBOM gives no version of this part"


def test_a_part_makes_its_asset_matched() -> None:
    matching = matched(part("x", purl="pkg:generic/openssl@1.0.2k"), OPENSSL)
    assert matching.coverage[0].coverage == "matched" and len(matching.sboms["plc"]) == 1


@given(st.text())
def test_any_text_is_a_name_or_none(text: str) -> None:
    for written in (text, f"pkg:{text}", f"pkg:generic/{text}", f"cpe:2.3:a:{text}", f"cpe:/a:{text}"):
        package, name = purl(written), cpe(written)
        assert package is None or package.name
        assert name is None or (name.vendor and name.product)


def test_names_of_packages_are_taken_apart() -> None:
    found = purl("pkg:npm/%40scope/name@1.2%2B3?arch=x#sub")
    assert found and (found.package, found.version) == (("npm", "@scope", "name"), "1.2+3")
    escaped = cpe(r"cpe:2.3:a:ven\:dor:pro_duct:1.0:*:*:*:*:*:*:*")
    assert escaped and (escaped.vendor, escaped.product, escaped.version) == ("ven:dor", "pro_duct", "1.0")


PLC = advisory(leaf("S7-1200 CPU 1211C", "<V4.7", "P", model_numbers=["6ES7211-1BE40-0XB0"]))


def observed(of: Asset, *said: tuple[str, str]) -> Matching:
    seen = [Said(of.id, attribute, value, "s7comm", "day.pcap", at) for at, (attribute, value) in enumerate(said, 1)]
    return match_assets([of], Gathered(advisories=[PLC]), DAY, said=seen)


def siemens(**cells: str) -> Asset:
    return asset("a", vendor="Siemens", **cells)


def test_what_the_network_says_fills_gaps_of_the_asset_list() -> None:
    found = observed(siemens(product="PLC"), ("order-number", "6ES7 211-1BE40-0XB0"), ("firmware", "4.6.0"))
    assert [(one.state, one.installed) for one in found.verdicts] == [(State.AFFECTED, "4.6.0")]
    assert [one.contradicts for one in found.observations] == [False, False]
    assert found.observations[0].text.en == (
        "`firmware` is missing in the asset list; the network says 4.6.0 (day.pcap frame 2, s7comm)"
    )
    torn = observed(siemens(product="S7-1200 CPU 1211C"), ("firmware", "4.6"), ("firmware", "4.7"))
    assert torn.verdicts[0].state is State.NEEDS_CHECK and torn.observations == ()


def test_a_contradiction_is_told_and_left_open_where_it_decides() -> None:
    of = siemens(product="S7-1200 CPU 1211C", firmware="V4.7")
    found = observed(of, ("firmware", "4.6.2"))
    assert found.observations[0].contradicts and found.verdicts[0].state is State.NEEDS_CHECK
    assert "V4.7 in the asset list, and 4.6.2 on the network" in found.verdicts[0].reason.en
    harmless = observed(of, ("firmware", "4.8"))
    assert harmless.observations[0].contradicts and harmless.verdicts[0].state is State.NOT_AFFECTED
    assert observed(of, ("firmware", "4.7.0")).observations == ()


def test_the_bill_itself_may_say_that_a_vulnerability_does_no_harm() -> None:
    def stated(state: str) -> Part:
        about = (Statement("CVE-2026-1000", state, "code_not_reachable", "Never called.", "/vulnerabilities/0"),)
        return part("libssl", "1.0.2k", purl="pkg:generic/openssl@1.0.2k", statements=about)

    (found,) = matched(stated("not_affected"), OPENSSL).verdicts
    assert found.state is State.NOT_AFFECTED
    assert "not_affected, code_not_reachable: «Never called.» (b.json, /vulnerabilities/0)" in found.reason.en
    assert matched(stated("exploitable"), OPENSSL).verdicts[0].state is State.AFFECTED
    other = advisory(leaf("OpenSSL", "<1.0.2m", "P", purl="pkg:generic/openssl"), vendor="OpenSSL", cve="CVE-2026-2")
    assert matched(stated("not_affected"), other).verdicts[0].state is State.AFFECTED
