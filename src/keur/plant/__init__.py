"""The plant folder: what people declare and decide, loaded strictly and written back without loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keur.plant.assets import write_assets
    from keur.plant.creation import create
    from keur.plant.edit import add_verdict, write_capture_note
    from keur.plant.errors import PlantError, PlantErrors
    from keur.plant.loading import load

__all__ = ["PlantError", "PlantErrors", "add_verdict", "create", "load", "write_assets", "write_capture_note"]

_HOMES = {
    "PlantError": "errors",
    "PlantErrors": "errors",
    "add_verdict": "edit",
    "create": "creation",
    "load": "loading",
    "write_assets": "assets",
    "write_capture_note": "edit",
}


def __getattr__(name: str) -> object:
    # Loaded when asked for: who only needs the types of `model` does not pay for YAML and spreadsheets.
    if name not in _HOMES:
        raise AttributeError(f"module 'keur.plant' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"keur.plant.{_HOMES[name]}"), name)
