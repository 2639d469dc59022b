"""A plant folder loads whole, or says everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from ipaddress import ip_network
from pathlib import Path

import openpyxl
import pytest

from keur.plant import PlantErrors, load
from keur.plant.files import FILES
from keur.plant.loading import Vocabulary
from keur.plant.model import Opener, Operation, Plant, ZoneKind


def mistakes(folder: Path, language: str = "en") -> list[str]:
    with pytest.raises(PlantErrors) as wrong:
        load(folder)
    return wrong.value.show(language).splitlines()


def test_a_plant_loads_into_its_types(tmp_path, write):
    plant = load(write(tmp_path))
    control, scada = plant.zones
    assert (plant.site.organisation, plant.site.site, plant.site.language) == ("Voorbeeld Farma BV", "leiden", "nl")
    assert (control.kind, control.levels, control.sl_t, control.gxp) == (
        ZoneKind.CONTROL,
        ("1", "2"),
        (2, 2, 2, 1, 2, 1, 3),
        True,
    )
    assert control.consequence == {"production": "high"}
    assert scada.networks == (ip_network("10.2.0.0/24"), ip_network("fd00:2::/64"))
    (conduit,) = plant.conduits
    modbus, other = conduit.channels
    assert (conduit.from_zone, conduit.to_zone, conduit.review) == ("scada", "control", dt.date(2027, 6, 30))
    assert (modbus.protocol, modbus.port, modbus.operations, modbus.opened_by) == (
        "modbus",
        502,
        {Operation.READ},
        Opener.FROM,
    )
    assert (other.protocol, other.transport, other.port, other.operations) == (None, "tcp", 8883, None)
    plc, hmi = plant.assets
    assert (plc.mac, plc.ipv4, plc.place.line) == (("00:1b:1b:00:00:01",), ("10.1.0.11",), 2)
    assert (hmi.ipv4, hmi.ipv6) == (("10.2.0.20", "10.2.0.21"), ("fd00:2::20",))
    assert plant.captures[0].clock_offset_seconds == -2.5
    assert plant.verdicts[0].expires == dt.date(2027, 8, 31)


def test_all_mistakes_of_all_files_come_at_once_in_order(tmp_path, write, sound):
    folder = write(
        tmp_path,
        {
            "plant.yaml": "keur: 9\n",
            "declared/zones.yaml": sound["declared/zones.yaml"].replace("kind: control", "kind: contol"),
            "declared/assets.csv": "id,zone,ipv4\nA,nowhere,10.0.0.300\n",
            "decided/verdicts.yaml": "verdicts: 3\n",
        },
    )
    places = [line.split(" ")[0] for line in mistakes(folder)]
    assert places == [
        "decided/verdicts.yaml:1:11:",
        "declared/assets.csv:2:3:",
        "declared/assets.csv:2:11:",
        "declared/conduits.yaml:8:21:",
        "declared/conduits.yaml:11:19:",
        "declared/zones.yaml:5:11:",
        "plant.yaml:1:1:",
        "plant.yaml:1:1:",
        "plant.yaml:1:1:",
        "plant.yaml:1:7:",
    ]


def test_what_is_no_folder_is_no_plant(tmp_path):
    assert mistakes(tmp_path / "none") == [f"{tmp_path / 'none'}:1:1: this is not a folder"]


def test_an_empty_folder_lacks_its_files(tmp_path):
    assert mistakes(tmp_path, "nl") == [
        "declared/assets.csv:1:1: het bestand ontbreekt",
        "declared/conduits.yaml:1:1: het bestand ontbreekt",
        "declared/zones.yaml:1:1: het bestand ontbreekt",
        "plant.yaml:1:1: het bestand ontbreekt",
    ]


def test_a_misnamed_file_is_named(tmp_path, write):
    write(tmp_path)
    (tmp_path / "declared/conduits.yaml").rename(tmp_path / "declared/conduit.yaml")
    assert mistakes(tmp_path) == ["declared/conduits.yaml:1:1: the file is missing; is `conduit.yaml` misnamed?"]


def test_an_optional_file_under_a_near_name_is_not_passed_over(tmp_path, write):
    write(tmp_path)
    (tmp_path / "decided/verdicts.yaml").rename(tmp_path / "decided/verdicts.yml")
    assert mistakes(tmp_path) == [
        "decided/verdicts.yml:1:1: under this name the file is not read; did you mean `verdicts.yaml`?"
    ]


def test_observed_and_decided_may_be_absent(tmp_path, write):
    write(tmp_path)
    shutil.rmtree(tmp_path / "observed")
    shutil.rmtree(tmp_path / "decided")
    plant = load(tmp_path)
    assert (plant.captures, plant.verdicts) == ((), ())


def test_a_folder_in_the_place_of_a_file_cannot_be_read(tmp_path, write):
    write(tmp_path)
    (tmp_path / "plant.yaml").unlink()
    (tmp_path / "plant.yaml").mkdir()
    assert mistakes(tmp_path) == ["plant.yaml:1:1: the file cannot be read (Is a directory)"]


def test_a_file_without_permission_cannot_be_read(tmp_path, write, monkeypatch):
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    write(tmp_path)
    monkeypatch.setattr("keur.plant.loading.read_bytes", refuse)
    files = sorted(("declared/assets.csv", *FILES))
    assert mistakes(tmp_path) == [f"{file}:1:1: the file cannot be read (Permission denied)" for file in files]


def test_missing_zones_do_not_make_every_reference_wrong(tmp_path, write):
    write(tmp_path)
    (tmp_path / "declared/zones.yaml").unlink()
    assert mistakes(tmp_path) == ["declared/zones.yaml:1:1: the file is missing"]


def test_one_network_may_exist_on_two_segments(tmp_path, write, sound):
    zones = sound["declared/zones.yaml"].replace(
        'networks: [10.2.0.0/24, "fd00:2::/64"]', "networks: [10.1.0.0/24]\n    segments: [hall-b]"
    )
    with_segment = zones.replace("    vlans: [10]", "    segments: [hall-a]\n    vlans: [10]")
    assets = "id,zone,ipv4\nPLC-1,control,10.1.0.11\nHMI-1,scada,10.1.0.11\n"
    captures = sound["observed/captures.yaml"].replace("hall", "hall-a")
    files = {"declared/assets.csv": assets, "observed/captures.yaml": captures}
    assert len(load(write(tmp_path, files | {"declared/zones.yaml": with_segment})).zones) == 2
    # Without a segment the first zone is on all segments, so network and address meet those of the second.
    assert mistakes(write(tmp_path, files | {"declared/zones.yaml": zones})) == [
        "declared/assets.csv:3:13: address 10.1.0.11 belongs to asset `PLC-1` too (declared/assets.csv:2:15) "
        "on segment `hall-b`",
        "declared/zones.yaml:15:16: network 10.1.0.0/24 of zone `scada` overlaps 10.1.0.0/24 of zone `control` "
        "(declared/zones.yaml:6:16) on segment `hall-b`",
    ]


def test_a_capture_on_a_segment_that_no_zone_can_be_on_is_a_mistake(tmp_path, write, sound):
    zones = sound["declared/zones.yaml"].replace("    levels:", "    segments: [hall-a]\n    levels:")
    assert mistakes(write(tmp_path, {"declared/zones.yaml": zones})) == [
        "observed/captures.yaml:3:14: no zone names segment `hall`; did you mean `hall-a`?"
    ]


def test_an_asset_with_an_address_at_home_may_have_others_elsewhere(tmp_path, write, sound):
    folder = write(
        tmp_path, {"declared/assets.csv": sound["declared/assets.csv"].replace("10.1.0.11", "10.1.0.11 10.2.0.1")}
    )
    assert load(folder).assets[0].ipv4 == ("10.1.0.11", "10.2.0.1")


def test_a_capture_is_noted_once(tmp_path, write, sound):
    note = sound["observed/captures.yaml"]
    folder = write(tmp_path, {"observed/captures.yaml": note + note.partition("\n")[2]})
    assert mistakes(folder) == [
        "observed/captures.yaml:5:11: capture `captures/day1.pcapng` exists already (observed/captures.yaml:2:11)"
    ]


def test_a_finding_is_decided_on_once_a_day_and_again_later(tmp_path, write, sound):
    first = sound["decided/verdicts.yaml"]
    second = first.partition("\n")[2]
    folder = write(tmp_path, {"decided/verdicts.yaml": first + second})
    assert mistakes(folder) == [
        "decided/verdicts.yaml:8:14: finding `0123456789abcdef` has a decision of 2026-11-23 already "
        "(decided/verdicts.yaml:2:14)"
    ]
    later = second.replace("2026-11-23", "2026-12-01")
    assert len(load(write(tmp_path, {"decided/verdicts.yaml": first + later})).verdicts) == 2


def test_a_false_alarm_may_stand_without_end(tmp_path, write, sound):
    text = sound["decided/verdicts.yaml"].replace("accept", "false-alarm").replace("    expires: 2027-08-31\n", "")
    assert load(write(tmp_path, {"decided/verdicts.yaml": text})).verdicts[0].expires is None


def test_with_the_list_of_protocols_a_name_that_keur_cannot_recognise_needs_a_port(tmp_path, write, sound):
    known = ("modbus", "telnet", "tls")
    folder = write(
        tmp_path,
        {
            "declared/conduits.yaml": sound["declared/conduits.yaml"].replace(
                "{transport: tcp, port: 8883}", "{protocol: telnett}"
            )
        },
    )
    assert isinstance(load(folder), Plant)
    with pytest.raises(PlantErrors) as wrong:
        load(folder, Vocabulary(protocols=known))
    assert str(wrong.value) == (
        "declared/conduits.yaml:10:20: keur recognises no protocol `telnett`; did you mean `telnet`?"
    )
    text = "{protocol: telnett, transport: tcp, port: 23}"
    folder = write(
        tmp_path,
        {"declared/conduits.yaml": sound["declared/conduits.yaml"].replace("{transport: tcp, port: 8883}", text)},
    )
    assert load(folder, Vocabulary(protocols=known)).conduits[0].channels[1].protocol == "telnett"


@pytest.mark.parametrize("protocol", ["s7comm-plus", "profinet-rt", "dnp3", "iec104", "opcda", "tls", "mqtt"])
def test_a_protocol_of_another_kind_is_no_slip_of_an_ot_protocol(tmp_path, write, sound, protocol):
    text = sound["declared/conduits.yaml"].replace("{transport: tcp, port: 8883}", f"{{protocol: {protocol}}}")
    folder = write(tmp_path, {"declared/conduits.yaml": text})
    assert load(folder).conduits[0].channels[1].protocol == protocol


def test_yaml_values_are_what_they_look_like(tmp_path, write, sound):
    text = sound["plant.yaml"].replace("Voorbeeld Farma BV", "no").replace("leiden", "010")
    site = load(write(tmp_path, {"plant.yaml": "\ufeff" + text.replace("\n", "\r\n")})).site
    assert (site.organisation, site.site) == ("no", "010")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_assets_load_from_the_csv_of_a_dutch_spreadsheet(tmp_path, delimiter, write, sound):
    text = sound["declared/assets.csv"].replace(",", delimiter).replace("10.2.0.20 10.2.0.21", '"10.2.0.20; 10.2.0.21"')
    excel = "\ufeff" + text.replace("\n", "\r\n") + delimiter * 7 + "\r\n"
    assert load(write(tmp_path / "b", {"declared/assets.csv": excel})).assets == load(write(tmp_path / "a")).assets


@pytest.mark.parametrize("own", ["order", "locatie", "macro", "type", "ip plan"])
def test_a_column_of_the_plants_own_is_no_slip(tmp_path, write, own):
    folder = write(tmp_path, {"declared/assets.csv": f"id,zone,{own}\nPLC-1,control,x\n"})
    assert load(folder).assets[0].id == "PLC-1"


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("ip", "ipv4"),
        ("IP-adres", "ipv4"),
        ("mac address", "mac"),
        ("order number", "order_number"),
        ("firmwre", "firmware"),
    ],
)
def test_a_slip_in_a_column_is_no_column_of_the_plants_own(tmp_path, write, slip, meant):
    folder = write(tmp_path, {"declared/assets.csv": f"id,zone,{slip}\nPLC-1,control,x\n"})
    (line,) = [line for line in mistakes(folder) if line.startswith("declared/assets.csv")]
    assert line == f"declared/assets.csv:1:9: unknown column `{slip.lower()}`; did you mean `{meant}`?"


def workbook(rows: list[list[object]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def test_assets_load_from_a_workbook(tmp_path, write, sound):
    write(tmp_path)
    (tmp_path / "declared/assets.csv").unlink()
    rows: list[list[object]] = [line.split(",") for line in sound["declared/assets.csv"].splitlines()]
    rows[0].append("firmware")
    rows[1].append(7.0)
    (tmp_path / "declared/assets.xlsx").write_bytes(workbook(rows))
    plant = load(tmp_path)
    assert [(asset.id, asset.ipv4, asset.firmware) for asset in plant.assets] == [
        ("PLC-1", ("10.1.0.11",), "7"),
        ("HMI-1", ("10.2.0.20", "10.2.0.21"), ""),
    ]
    rows[2][5] = "10.2.0.999"
    (tmp_path / "declared/assets.xlsx").write_bytes(workbook(rows))
    assert mistakes(tmp_path) == ["declared/assets.xlsx:3:6: `ipv4`: `10.2.0.999` is not an IPv4 address"]


def test_cells_of_a_workbook_are_read_as_they_are_shown(tmp_path, write):
    write(tmp_path, {"declared/conduits.yaml": "conduits:\n"})
    (tmp_path / "declared/assets.csv").unlink()
    rows: list[list[object]] = [
        [],
        ["id", "zone", "firmware", "owner", "process", None],
        [101, "scada", 2.5, True, dt.datetime(2026, 11, 23), None],  # noqa: DTZ001
        [],
        ["B", "scada", None, None, dt.datetime(2026, 11, 23, 8, 30)],  # noqa: DTZ001
    ]
    (tmp_path / "declared/assets.xlsx").write_bytes(workbook(rows))
    first, second = load(tmp_path).assets
    assert (first.id, first.firmware, first.owner, first.process) == ("101", "2.5", "true", "2026-11-23")
    assert (second.process, second.place.line) == ("2026-11-23T08:30:00", 5)
    (tmp_path / "declared/assets.xlsx").write_bytes(workbook([]))
    assert mistakes(tmp_path) == ["declared/assets.xlsx:1:1: the file is empty"]


def test_the_place_of_a_cell_counts_what_stands_before_it(tmp_path, write):
    text = 'id,own,zone,ipv4\nA,"one, ""two""\nthree",scada,10.0.0.256\n'
    folder = write(tmp_path, {"declared/assets.csv": text, "declared/conduits.yaml": "conduits:\n"})
    assert mistakes(folder) == ["declared/assets.csv:3:14: `ipv4`: `10.0.0.256` is not an IPv4 address"]


def test_a_damaged_workbook_is_a_mistake(tmp_path, write):
    write(tmp_path)
    (tmp_path / "declared/assets.csv").unlink()
    (tmp_path / "declared/assets.xlsx").write_bytes(workbook([["id", "zone"]])[:300])
    (line,) = mistakes(tmp_path)
    assert line == "declared/assets.xlsx:1:1: this is not an XLSX workbook"


def test_one_asset_list_only(tmp_path, write):
    write(tmp_path, {"declared/assets.xlsx": workbook([["id", "zone"]])})
    assert "declared/assets.xlsx:1:1: `assets.csv` and `assets.xlsx` both exist; keep one" in mistakes(tmp_path)


def big_plant() -> dict[str, str]:
    """50 zones, 500 conduits of three channels, 5,000 assets."""
    zones = "".join(
        f"  - {{id: z{n}, name: {{nl: Zone {n}, en: Zone {n}}}, levels: [1, 2], kind: control, "
        f"networks: [10.{n}.0.0/16, 172.16.{n}.0/24, 'fd00:{n}::/64'], segments: [s{n % 5}], vlans: [{n + 1}]}}\n"
        for n in range(50)
    )
    conduits = "".join(
        f"  - id: c{n}\n    from: z{n % 50}\n    to: z{(n % 50 + 1 + n // 50) % 50}\n    reason: reden {n}\n"
        "    channels:\n      - {protocol: modbus, port: 502, operations: [read, write]}\n"
        "      - {transport: tcp, port: 8883}\n      - {protocol: tls, port: 443, opened_by: either}\n"
        for n in range(500)
    )
    assets = "".join(
        f"A-{n},z{n % 50},plc,00:1b:1b:00:{n >> 8:02x}:{n & 255:02x},"
        f"10.{n % 50}.{n // 50}.1 172.16.{n % 50}.{n // 50 + 1}\n"
        for n in range(5000)
    )
    return {
        "declared/zones.yaml": "zones:\n" + zones,
        "declared/conduits.yaml": "conduits:\n" + conduits,
        "declared/assets.csv": "id,zone,kind,mac,ipv4\n" + assets,
        "observed/captures.yaml": "captures: []\n",
    }


def test_a_large_plant_loads_whole(tmp_path, write):
    plant = load(write(tmp_path, big_plant()))
    assert (len(plant.zones), len(plant.conduits), len(plant.assets)) == (50, 500, 5000)


def test_each_of_ten_thousand_overlapping_networks_is_told(tmp_path, write, sound):
    networks = ", ".join(f"10.{n >> 8}.{n & 255}.0/24" for n in range(10_000))
    zones = sound["declared/zones.yaml"]
    zones = zones.replace("10.2.0.0/24", "OTHER").replace("10.1.0.0/24", networks).replace("OTHER", networks)
    folder = write(tmp_path, {"declared/zones.yaml": zones, "declared/assets.csv": "id,zone\nPLC-1,control\n"})
    assert len(mistakes(folder)) == 10_000
