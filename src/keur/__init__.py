"""keur: tells whether a production network is what it says it is.

The library's door is `keur.open_plant(folder)`; see `keur.library`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keur.library import OpenPlant, open_plant

__all__ = ["OpenPlant", "open_plant"]


def __getattr__(name: str) -> object:
    # Loaded when asked for: `import keur` stays quick.
    if name in __all__:
        import importlib

        return getattr(importlib.import_module("keur.library"), name)
    raise AttributeError(f"module 'keur' has no attribute {name!r}")
