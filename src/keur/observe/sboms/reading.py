"""One file to a bill of materials, by what it looks like, whatever its name."""

from __future__ import annotations

import hashlib

from keur.observe.advisories.json_text import MOST_BYTES, JsonError, decoded, read, size_error
from keur.observe.advisories.model import Problem
from keur.observe.sboms import cyclonedx_json, cyclonedx_xml, spdx_3, spdx_json, spdx_tag_value
from keur.observe.sboms.model import NotSbom, Sbom
from keur.plant.model import Text

_UNKNOWN = Text(
    nl="is geen SBOM die keur leest: CycloneDX 1.2-1.7 (JSON, XML), SPDX 2.2 en 2.3 (JSON, tag-value) of 3.0 (JSON-LD)",
    en="is no SBOM that keur reads: CycloneDX 1.2-1.7 (JSON, XML), SPDX 2.2 and 2.3 (JSON, tag-value) or 3.0 (JSON-LD)",
)
_OTHER_FORM = Text(
    nl="is SPDX in een vorm die keur niet leest (RDF, YAML); vraag om JSON of tag-value",
    en="is SPDX in a form that keur does not read (RDF, YAML); ask for JSON or tag-value",
)


def read_sbom(data: bytes, file: str) -> Sbom:
    """The bill in a file. Raises `NotSbom` when there is nothing to be had from it."""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        if len(data) > MOST_BYTES:
            raise size_error(len(data))
        start = data[:4_000].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
        if start.startswith(b"<"):
            return _xml(data, file, sha256)
        if spdx_tag_value.recognise(data):
            return spdx_tag_value.read(decoded(data), file, sha256)
        if b"spdxVersion:" in start:
            raise NotSbom(Problem(file, "", _OTHER_FORM, lost=True))
        value = read(data)
    except JsonError as error:
        raise NotSbom(Problem(file, error.where, error.text, lost=True)) from None
    if cyclonedx_json.recognise(value):
        return cyclonedx_json.read(value, file, sha256)
    if spdx_json.recognise(value):
        return spdx_json.read(value, file, sha256)
    if spdx_3.recognise(value):
        return spdx_3.read(value, file, sha256)
    raise NotSbom(Problem(file, "", _UNKNOWN, lost=True))


def _xml(data: bytes, file: str, sha256: str) -> Sbom:
    if cyclonedx_xml.recognise(data):
        return cyclonedx_xml.read(data, file, sha256)
    raise NotSbom(Problem(file, "", _OTHER_FORM if b"spdx.org/rdf" in data[:4_000] else _UNKNOWN, lost=True))
