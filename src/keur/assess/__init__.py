"""From findings to an answer: decisions, verdicts of channels, and what was not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keur.assess.judgement import check, exit_code, open_findings

__all__ = ["check", "exit_code", "open_findings"]


def __getattr__(name: str) -> object:
    # Loaded when asked for: what needs no facts, such as `keur.assess.scope`, does not pay for their database.
    if name not in __all__:
        raise AttributeError(f"module 'keur.assess' has no attribute {name!r}")
    from keur.assess import judgement

    return getattr(judgement, name)
