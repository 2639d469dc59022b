"""The JSON Schemas are made from the loader's own shapes, and the manual names every key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from keur.plant.creation import schema_text
from keur.plant.files import LISTS, SHAPES
from keur.plant.schema import schema
from keur.plant.shapes import ListOf, Record

MANUAL = Path(__file__).parents[2] / "docs/plant-folder.md"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("file", SHAPES)
def test_the_shipped_schema_is_up_to_date(file, language):
    assert schema_text(language, file) == schema(file, language), "run `python -m keur.plant.schema`"


def keys_of(record: Record) -> list[str]:
    found = []
    for key in record.keys:
        found.append(key.name)
        inner = key.shape.item if isinstance(key.shape, ListOf) else key.shape
        if isinstance(inner, Record):
            found += keys_of(inner)
    return found


@pytest.mark.parametrize("file", SHAPES | LISTS)
def test_the_manual_names_every_key(file):
    heading = "declared/answers/" if file == "declared/answers.yaml" else file
    section = re.search(rf"(?ms)^## `{re.escape(heading)}`.*?(?=^## |\Z)", MANUAL.read_text(encoding="utf-8"))
    assert section is not None
    missing = [key for key in keys_of((SHAPES | LISTS)[file]) if f"`{key}`" not in section[0]]
    assert missing == []
