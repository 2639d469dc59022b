"""A new plant is valid, empty and explained in its own language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from keur.plant import PlantErrors, create, load
from keur.plant.files import FILES, LISTS, SHAPES


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_new_plant_loads(tmp_path, language):
    files = create(tmp_path / "plant", language)
    plant = load(tmp_path / "plant")
    assert plant.site.language == language
    assert (plant.zones, plant.conduits, plant.assets, plant.captures, plant.verdicts) == ((), (), (), (), ())
    schemas = {f"schemas/{Path(file).stem}.json" for file in SHAPES}
    expected = {*FILES, *LISTS, ".gitignore", "declared/assets.csv", *schemas}
    assert sorted(file.relative_to(tmp_path / "plant").as_posix() for file in files) == sorted(expected)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_examples_in_the_comments_load_when_their_marks_are_taken_away(tmp_path, language):
    folder = tmp_path / "plant"
    create(folder, language)
    for file in (file for file in FILES if file not in ("plant.yaml", "declared/topology.yaml")):
        text = (folder / file).read_text()
        head, key, example = re.split(r"(?m)^(\w+:)$", text)
        (folder / file).write_text(head + key + re.sub(r"(?m)^#", "", example))
    zone = re.search(r"- id: (\S+)", (folder / "declared/zones.yaml").read_text())[1]
    segment = re.search(r"segments: \[(\S+)\]", (folder / "declared/zones.yaml").read_text())[1]
    with (folder / "declared/zones.yaml").open("a") as out:
        out.write(f"  - {{id: scada, name: {{nl: a, en: b}}, levels: [2], kind: supervision, segments: [{segment}]}}\n")
    with (folder / "declared/assets.csv").open("a") as out:
        out.write(f"PLC-101,{zone}" + "," * 13 + "\nFW-01,scada" + "," * 13 + "\n")
    plant = load(folder)
    counts = (plant.zones, plant.conduits, plant.captures, plant.verdicts, plant.vendors, plant.bans)
    assert [len(found) for found in counts] == [2, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_example_of_a_legal_entity_loads_when_its_marks_are_taken_away(tmp_path, language):
    create(tmp_path / "plant", language)
    path = tmp_path / "plant/plant.yaml"
    path.write_text(re.sub(r"(?m)^#(?=  )(?! *(?:declared|observed|decided)/)", "", path.read_text()))
    entity = load(tmp_path / "plant").site.entity
    assert (entity.established, len(entity.accounts), len(entity.group), entity.special) == ("NL", 2, 1, ())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_file_names_a_schema_that_stands_beside_it(tmp_path, language):
    create(tmp_path / "plant", language)
    for file in (tmp_path / "plant").rglob("*.yaml"):
        line = file.read_text().partition("\n")[0]
        assert (file.parent / line.removeprefix("# yaml-language-server: $schema=")).is_file(), line


def test_an_existing_empty_folder_may_be_used(tmp_path):
    create(tmp_path, "en")
    assert load(tmp_path).site.site == "site"


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine").write_text("x")
    with pytest.raises(PlantErrors) as wrong:
        create(tmp_path, "nl")
    assert wrong.value.show("nl") == f"{tmp_path}:1:1: hier staat al iets; kies een nieuwe of lege map"
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_another_language_is_refused(tmp_path):
    with pytest.raises(ValueError, match="language must be nl or en, not 'fr'"):
        create(tmp_path / "plant", "fr")
