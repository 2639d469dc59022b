"""HTML and SVG text that is safe by construction: whatever is not made by `tag` or `join` is escaped.

Text of a plant is shown as it is, but for what no page may hold (control characters, lone surrogates) and for the
characters that reorder a line's display (Unicode bidirectional controls), which could make one zone look like another:
each becomes U+FFFD.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Union

Content = Union["Markup", str, int, None, Iterable["Content"]]

_VOID = frozenset({"meta", "br", "hr"})
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def plain(text: str) -> str:
    """`text` without the characters that a page may not hold or that reorder its display."""
    return _UNFIT.sub("\ufffd", text)


def escape(text: str) -> str:
    """`text` as it stands between tags or in an attribute between double quotes."""
    return html.escape(plain(text), quote=True)


def join(content: Content) -> Markup:
    """The content in order; None is nothing, plain text is escaped."""
    if content is None:
        return Markup("")
    if isinstance(content, Markup):
        return content
    if isinstance(content, str):
        return Markup(escape(content))
    if isinstance(content, int):
        return Markup(str(content))
    return Markup("".join(join(part) for part in content))


def tag(name: str, /, *content: Content, **attributes: str | int | float | bool | None) -> Markup:
    """One element. `class_` loses its underscore, other underscores become hyphens; None and False leave the attribute
    out, True writes it without a value, a float is rounded to a tenth."""
    parts = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        shown = key.rstrip("_").replace("_", "-")
        if value is True:
            parts.append(shown)
            continue
        text = f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
        parts.append(f'{shown}="{escape(text)}"')
    opening = " ".join(parts)
    if name in _VOID:
        return Markup(f"<{opening}>")
    return Markup(f"<{opening}>{join(content)}</{name}>")
