"""Writes the JSON Schemas of the plant folder: `python -m keur.plant.schema`.

Editors read them to complete and check (draft 7, which YAML editors support best).
"""

from __future__ import annotations

import json
from pathlib import Path

from keur.plant.creation import schema_name
from keur.plant.errors import LANGUAGES
from keur.plant.files import SHAPES


def schema(file: str, language: str) -> str:
    """JSON Schema of one YAML file of the plant folder, as text, with descriptions in `nl` or `en`."""
    titles = {"nl": f"keur-fabrieksmap, versie 1: {file}", "en": f"keur plant folder, version 1: {file}"}
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": titles[language]}
    return json.dumps(head | SHAPES[file].schema(language), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Writes all schemas beside this module."""
    for language in LANGUAGES:
        for file in SHAPES:
            path = Path(__file__).parent / "schemas" / language / schema_name(file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(schema(file, language), encoding="utf-8")


if __name__ == "__main__":
    main()
