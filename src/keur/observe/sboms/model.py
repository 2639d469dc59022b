"""What a software bill of materials says, as values: its subject, and its parts with where each stands."""

from __future__ import annotations

from dataclasses import dataclass

from keur.observe.advisories.model import Problem


@dataclass(frozen=True, slots=True)
class Statement:
    """What a bill says of a vulnerability in one of its parts, or in its subject (VEX)."""

    vulnerability: str
    """CVE number, or another id."""
    state: str
    """In the words of CycloneDX: `not_affected`, `exploitable`, `in_triage`, `resolved`, ..."""
    justification: str
    detail: str
    position: str


@dataclass(frozen=True, slots=True)
class Part:
    """One component: a library, a program, a piece of firmware or a device."""

    name: str
    version: str
    """As written; empty where the file has none."""
    supplier: str
    """Who supplies it, or else who made or published it; empty where the file does not say."""
    kind: str
    """What the file calls it, such as `library` or `firmware`, in small letters."""
    purl: str
    cpe: str
    hashes: tuple[tuple[str, str], ...]
    """Algorithm and value."""
    licence: str
    path: tuple[str, ...]
    """Names from the subject down to the part, without both; at most `tree.MOST_STEPS`, the rest is left out."""
    depth: int
    """Steps below the subject; 0 where the file does not say how the part hangs together with it."""
    file: str
    sha256: str
    """Of the file."""
    position: str
    """A JSON pointer, or line and column."""
    statements: tuple[Statement, ...] = ()
    """What the bill says of vulnerabilities in the part."""


@dataclass(frozen=True, slots=True)
class Sbom:
    """One file."""

    file: str
    sha256: str
    format: str
    """Such as `CycloneDX 1.6 JSON` or `SPDX 2.3 tag-value`."""
    subject: str
    """What it is a bill of, with its version; empty where the file does not say."""
    parts: tuple[Part, ...]
    """In the order of the file, without the subject."""
    problems: tuple[Problem, ...]
    """What is not as it should be; what could be read was kept."""


class NotSbom(Exception):
    """A file that is no bill of materials which keur can read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.file}: {problem.text.en}")
        self.problem = problem
