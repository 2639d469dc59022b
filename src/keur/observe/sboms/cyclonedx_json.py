"""CycloneDX in JSON."""

from __future__ import annotations

from typing import Any

from keur.observe.sboms import cyclonedx
from keur.observe.sboms.model import Sbom


def recognise(value: Any) -> bool:
    """Whether a JSON value is meant as CycloneDX."""
    return isinstance(value, dict) and (
        value.get("bomFormat") == "CycloneDX" or "cyclonedx.org" in str(value.get("$schema", ""))
    )


def read(value: dict[str, Any], file: str, sha256: str) -> Sbom:
    return cyclonedx.read(value, file, sha256, "JSON", lambda _, pointer: pointer)
