"""The asset list is written back without losing what keur does not know."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keur.plant import PlantErrors, load, write_assets
from keur.plant.assets import COLUMNS, read_rows, read_table
from keur.plant.errors import Mistakes
from keur.plant.model import Asset, Place

LIST = "declared/assets.csv"


def new_asset(name: str, **fields: object) -> Asset:
    blank = {column: () if column in ("mac", "ipv4", "ipv6") else "" for column in COLUMNS}
    return Asset(**(blank | {"id": name} | fields), place=Place(LIST, 1))


def assets_of(folder: Path) -> list[Asset]:
    mistakes = Mistakes()
    table = read_table((folder / LIST).read_bytes(), LIST, mistakes)
    assert table is not None
    rows = read_rows(table, mistakes)
    mistakes.stop_if_any()
    return [row.asset for row in rows]


def test_nothing_changes_when_nothing_changed(tmp_path, write):
    odd = '\ufeffID ;Zone;"Eigen ""kolom""";ipv4\r\n PLC-1;control;"a;b";10.1.0.11\r\n\r\n;;;\r\nHMI-1;"scada";;'
    write(tmp_path, {LIST: odd, "declared/conduits.yaml": "conduits:\n"})
    write_assets(tmp_path, load(tmp_path).assets)
    assert (tmp_path / LIST).read_bytes().decode() == odd + "\r\n"


def test_only_the_cells_that_changed_are_written(tmp_path, write, sound):
    folder = write(tmp_path)
    plc, hmi = load(folder).assets
    write_assets(folder, [hmi, replace(plc, vendor="Siemens, AG", ipv4=("10.1.0.12", "10.1.0.13"))])
    assert (folder / LIST).read_text() == sound[LIST].replace(
        "Siemens,00:1B:1B:00:00:01,10.1.0.11", '"Siemens, AG",00:1B:1B:00:00:01,10.1.0.12 10.1.0.13'
    )


def test_new_assets_come_last_with_the_columns_they_need_and_old_ones_go(tmp_path, write):
    folder = write(tmp_path)
    plc, _ = load(folder).assets
    write_assets(folder, [plc, new_asset("S-1", zone="scada", hostname="srv1")])
    assert (folder / LIST).read_text() == (
        "id,zone,kind,vendor,mac,ipv4,ipv6,budget,hostname\n"
        "PLC-1,control,plc,Siemens,00:1B:1B:00:00:01,10.1.0.11,,A,\n"
        "S-1,scada,,,,,,,srv1\n"
    )


def test_a_list_with_mistakes_is_left_as_it_stands(tmp_path, write):
    folder = write(tmp_path, {LIST: "id,zone,ipv4\nA,control,10.0.0.300\n"})
    with pytest.raises(PlantErrors, match="not an IPv4 address"):
        write_assets(folder, [])
    assert (folder / LIST).read_text() == "id,zone,ipv4\nA,control,10.0.0.300\n"


def test_what_would_be_a_mistake_is_not_written(tmp_path, write, sound):
    folder = write(tmp_path)
    plc, hmi = load(folder).assets
    with pytest.raises(PlantErrors, match=r"assets.csv:2:45: `ipv4`: `nowhere` is not an IPv4 address"):
        write_assets(folder, [replace(plc, ipv4=("nowhere",)), hmi])
    with pytest.raises(ValueError, match="same id"):
        write_assets(folder, [plc, hmi, plc])
    assert (folder / LIST).read_text() == sound[LIST]


def test_a_plant_without_a_list_gets_one(tmp_path):
    write_assets(tmp_path, [new_asset("A", zone="z", ipv6=("fd00::1",))])
    (asset,) = assets_of(tmp_path)
    assert (asset.id, asset.zone, asset.ipv6, asset.place.line) == ("A", "z", ("fd00::1",), 2)


cell = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=12)
names = st.lists(
    st.text(st.sampled_from("abcdefgh éß"), min_size=1, max_size=8).map(lambda name: f"eigen {name}".strip()),
    unique=True,
    max_size=4,
)


@given(
    own=names,
    delimiter=st.sampled_from(",;\t"),
    newline=st.sampled_from(["\n", "\r\n"]),
    bom=st.booleans(),
    data=st.data(),
)
def test_own_columns_survive_a_change_of_every_asset(own, delimiter, newline, bom, data):
    header = data.draw(st.permutations(["id", "zone", "vendor", *own]))
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(own, cell)), max_size=4))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline)
    writer.writerow(header)
    for n, row in enumerate(rows):
        writer.writerow((row | {"id": f"A-{n}", "zone": "z", "vendor": "v"})[name] for name in header)
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "declared").mkdir()
        (folder / LIST).write_bytes((("\ufeff" if bom else "") + out.getvalue()).encode())
        write_assets(folder, [replace(asset, vendor="w") for asset in assets_of(folder)])
        text = (folder / LIST).read_bytes().decode()
        assert text.startswith("\ufeff") == bom
        found = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))
    assert [list(row) for row in found] == [list(header)] * len(rows)
    assert found == [row | {"id": f"A-{n}", "zone": "z", "vendor": "w"} for n, row in enumerate(rows)]


def test_a_workbook_keeps_its_other_columns_formulas_and_sheets(tmp_path, write):
    folder = write(tmp_path, {"declared/conduits.yaml": "conduits:\n"})
    (folder / LIST).unlink()
    path = folder / "declared/assets.xlsx"
    book = openpyxl.Workbook()
    for row in (
        ["ID", "zone", "Prijs", "vendor"],
        ["A", "control", "=1+1", "x"],
        ["B", "scada", 5, "y"],
        ["C", "scada", 6, "z"],
    ):
        book.worksheets[0].append(row)
    book.create_sheet("Uitleg")["A1"] = "van ons"
    book.save(path)
    a, _, c = load(folder).assets
    write_assets(folder, [replace(a, vendor="=HYPERLINK(1)"), c, new_asset("D", zone="control", owner="Jan")])
    book = openpyxl.load_workbook(path)
    assert [[cell.value for cell in row] for row in book.worksheets[0]] == [
        ["ID", "zone", "Prijs", "vendor", "owner"],
        ["A", "control", "=1+1", "=HYPERLINK(1)", None],
        ["C", "scada", 6, "z", None],
        ["D", "control", None, None, "Jan"],
    ]
    assert (book.worksheets[0]["C2"].data_type, book.worksheets[0]["D2"].data_type) == ("f", "s")
    assert book["Uitleg"]["A1"].value == "van ons"
    assert [asset.id for asset in load(folder).assets] == ["A", "C", "D"]
