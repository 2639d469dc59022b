"""The plant folder: what people declare and decide, loaded strictly and written back without loss."""

from keur.plant.assets import write_assets
from keur.plant.creation import create
from keur.plant.edit import add_verdict, write_capture_note
from keur.plant.errors import PlantError, PlantErrors
from keur.plant.loading import load

__all__ = ["PlantError", "PlantErrors", "add_verdict", "create", "load", "write_assets", "write_capture_note"]
