"""The answer of BeyondTrust's reporting API to AccessSession: a `session_list` of sessions, in XML.

Source: BeyondTrust, "Download reports with AccessSession" (Privileged Remote Access), read up to the elements of a
session; their names are from the public sample of Elastic's integration beyondtrust_pra. A document type is refused, so
there are no entities but those of XML itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from keur.observe.sessions.model import Line, Problem, Row
from keur.plant.model import Text

TITLE = "BeyondTrust reporting API, AccessSession"
IN_PIECES = True
"""Its text comes in pieces of any length: the answer may be one line."""
_DEEPEST = 64
_LONGEST = 2_000


def recognise(head: str) -> float:
    return 0.95 if re.match(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<session_list\b", head, re.DOTALL) else 0.0


def rows(pieces: Iterable[Line]) -> Iterator[Row | Problem]:
    """A session as a row: its own elements by name, their attributes as `element.attribute`, and of the customer and of
    the representative whose session it is, such as `representative.username`."""
    reader = _Reader()
    for _, text in pieces:
        try:
            reader.parser.Parse(text.encode("utf-8", "replace"), False)
        except expat.ExpatError as error:
            yield from reader.found
            yield Problem(error.lineno, _CUT)
            return
        except _RefusedError as error:
            yield from reader.found
            yield Problem(reader.parser.CurrentLineNumber, error.text)
            return
        yield from reader.found
        reader.found.clear()
    if reader.is_open:
        yield Problem(reader.parser.CurrentLineNumber, _CUT)


class _RefusedError(Exception):
    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class _Reader:
    def __init__(self) -> None:
        self.found: list[Row] = []
        self._path: list[str] = []
        self._line = 0
        self._values: dict[str, str] = {}
        self._one: dict[str, str] = {}
        self._text = ""
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._typed

    @property
    def is_open(self) -> bool:
        return bool(self._path)

    def _typed(self, *_: object) -> None:
        raise _RefusedError(_TYPED)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self._path.append(name)
        self._text = ""
        if len(self._path) > _DEEPEST:
            raise _RefusedError(_DEEP)
        if self._path == ["session_list", "session"]:
            self._line, self._values = self.parser.CurrentLineNumber, dict(attributes)
        elif len(self._path) == 3:
            self._values |= {f"{name}.{key}": value for key, value in attributes.items()}
        elif len(self._path) == 4:
            self._one = {}

    def _characters(self, text: str) -> None:
        self._text = (self._text + text)[:_LONGEST]

    def _end(self, _: str) -> None:
        name, text = self._path[-1], self._text.strip()
        depth, self._text = len(self._path), ""
        if self._path[:2] != ["session_list", "session"]:
            pass
        elif depth == 2:
            self.found.append(Row(self._line, self._values))
        elif depth == 3 and text:
            self._values.setdefault(name, text)
        elif depth == 4 and name in ("customer", "representative"):
            # The first; of several representatives, the one whose session it is.
            known = f"{name}.username" in self._values or f"{name}.hostname" in self._values
            if not known or self._one.get("session_owner") == "1":
                self._values |= {f"{name}.{key}": value for key, value in self._one.items()}
        elif depth == 5 and text:
            self._one[name] = text
        self._path.pop()


_CUT = Text(
    nl="vanaf hier is het bestand geen goede XML, of het houdt te vroeg op",
    en="from here the file is not well-formed XML, or it ends too early",
)
_TYPED = Text(
    nl="het bestand heeft een documenttype (DOCTYPE); zo'n bestand leest keur niet",
    en="the file has a document type (DOCTYPE); keur does not read such a file",
)
_DEEP = Text(nl="de elementen staan te diep in elkaar", en="the elements are nested too deeply")
