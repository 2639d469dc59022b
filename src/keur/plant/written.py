"""Data as YAML text that keur's strict loader reads back as the same data."""

from __future__ import annotations

from typing import Any

import yaml


class _WrittenOut(yaml.SafeDumper):
    """Writes every value out, also one that occurs twice: the loader takes no anchors and aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        # Only in double quotes are YAML's rarer line breaks escaped; else they are folded into a space.
        style = '"' if any(character in data for character in "\x85\u2028\u2029") else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_WrittenOut.add_representer(str, _WrittenOut.represent_str)


def written(data: Any, width: int = 110) -> str:
    """Mappings, lists, texts, numbers and days as YAML, in the order in which they come; `width` in characters."""
    text: str = yaml.dump(data, Dumper=_WrittenOut, sort_keys=False, allow_unicode=True, width=width)
    return text
