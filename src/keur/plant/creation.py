"""Makes a new plant folder: valid, empty, and explained by comments in Dutch or English."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from keur.plant.errors import LANGUAGES, PlantError, PlantErrors
from keur.plant.files import FILES, LISTS, SHAPES
from keur.plant.model import Place, Text

_OTHER_FILES = {"declared/assets.csv": "assets.csv", ".gitignore": "gitignore"}


def template(language: str, file: str) -> str:
    """What `file` (path in the plant folder) holds in a new plant, with comments in `nl` or `en`."""
    name = _OTHER_FILES.get(file) or file.rpartition("/")[2]
    return (resources.files("keur.plant") / "templates" / language / name).read_text(encoding="utf-8")


def schema_text(language: str, file: str) -> str:
    """JSON Schema of a YAML file of the plant folder, with descriptions in `nl` or `en`."""
    name = schema_name(file)
    return (resources.files("keur.plant") / "schemas" / language / name).read_text(encoding="utf-8")


def schema_name(file: str) -> str:
    """File name of the JSON Schema of a YAML file: `zones.json` for `declared/zones.yaml`."""
    return Path(file).with_suffix(".json").name


def create(folder: Path, language: str) -> tuple[Path, ...]:
    """Makes a plant in a folder that does not exist yet or is empty; gives the files that were written.

    Raises PlantErrors when something stands in the way, ValueError for a language other than `nl` and `en`.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be nl or en, not {language!r}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        text = Text(
            nl="hier staat al iets; kies een nieuwe of lege map",
            en="something stands here already; choose a new or empty folder",
        )
        raise PlantErrors([PlantError(Place(str(folder), 1), text)])
    contents = {file: template(language, file) for file in (*FILES, *LISTS, *_OTHER_FILES)}
    contents |= {f"schemas/{schema_name(file)}": schema_text(language, file) for file in SHAPES}
    for file, content in contents.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
    for kind in ("captures", "firewalls"):
        (folder / "observed" / kind).mkdir()
    return tuple(folder / file for file in contents)
