"""Names that programs give to components: package URLs (purl) and CPE."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Purl:
    """A package URL. Source: ECMA-427, in the part that tells packages apart."""

    type: str
    namespace: str
    name: str
    version: str

    @property
    def package(self) -> tuple[str, str, str]:
        """What is the same for all versions."""
        return self.type, self.namespace, self.name


@dataclass(frozen=True, slots=True)
class Cpe:
    """A CPE 2.3 name, also from the older form. Any value is empty. Source: NISTIR 7695."""

    part: str
    vendor: str
    product: str
    version: str

    @property
    def package(self) -> tuple[str, str, str]:
        return self.part, self.vendor, self.product


_PURL = re.compile(r"pkg:/*(?P<type>[A-Za-z][\w.+-]*)/(?P<rest>[^?#]+)")


@cache
def purl(written: str) -> Purl | None:
    """The package URL in a text; None when it is none."""
    found = _PURL.match(written.strip())
    if found is None:
        return None
    path, _, version = found["rest"].rpartition("@") if "@" in found["rest"].lstrip("@/") else (found["rest"], "", "")
    *namespace, name = [unquote(piece) for piece in path.strip("/").split("/") if piece] or [""]
    if not name:
        return None
    return Purl(found["type"].casefold(), "/".join(namespace).casefold(), name.casefold(), unquote(version))


@cache
def cpe(written: str) -> Cpe | None:
    """The CPE name in a text, of form 2.3 or 2.2; None when it is none or names no product."""
    text = written.strip()
    if text.startswith("cpe:2.3:"):
        values = [re.sub(r"\\(.)", r"\1", one) for one in re.split(r"(?<!\\):", text.removeprefix("cpe:2.3:"))]
    elif text.startswith("cpe:/"):
        values = [unquote(one) for one in text.removeprefix("cpe:/").split(":")]
    else:
        return None
    part, vendor, product, version = ["" if one in ("*", "-") else one.casefold() for one in (*values, "", "", "")[:4]]
    return Cpe(part, vendor, product, version) if product and vendor else None
