"""Guesses how a log is to be understood, so that a person can look at the guess before it counts."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from keur.observe.sessions import formats
from keur.observe.sessions.lines import encoding_of, read_lines, read_pieces
from keur.observe.sessions.model import Problem, Row
from keur.observe.sessions.moments import is_order_needed, order_of
from keur.observe.sessions.presets import PRESETS
from keur.plant.model import Text
from keur.plant.session_logs import FIELDS

# Words of headers, in Dutch, English and German, without blanks and marks; also the keys of CEF.
_WORDS: dict[str, str] = {
    "record": "sessionid sessieid recordid id sessie session externalid sessionkey",
    "vendor": "vendor leverancier company bedrijf supplier lieferant firma",
    "account": "account user username gebruiker gebruikersnaam login loginname suser email userid operator technician"
    " benutzer benutzername",
    "path": "path toegangsweg accesspath gateway connection verbinding",
    "address": "address sourceip srcip clientip remoteip publicip ipaddress ipadres bronadres ip src clientaddress",
    "country": "country land srccountry countrycode landcode",
    "target": "target targets device apparaat asset assets host endpoint doel dhost dst computer machine destination"
    " zielsystem",
    "protocol": "protocol proto app sessiontype type",
    "date": "date datum day dag",
    "start": "start starttime begin begintijd starttijd started startdate startedat connected logintime from van"
    " beginn startzeit anmeldung anmeldezeit",
    "end": "end endtime einde eindtijd eind ended enddate endedat disconnected logouttime stop until tot"
    " ende endzeit abmeldung abmeldezeit",
    "duration": "duration duur looptijd durationseconds dauer",
    "end_reason": "endreason reason reden redeneinde disconnectreason",
    "bytes": "bytes size totalbytes transferred",
    "recording": "recording opname recordinglink recordingid video",
    "approval": "approval goedkeuring approvalid requestid request aanvraag",
    "ticket": "ticket ticketnumber ticketnummer change wijziging werkorder workorder",
    "mfa": "mfa 2fa twofactor multifactor tweefactor",
}
_FIELD_OF = {word: name for name, words in _WORDS.items() for word in words.split()}
_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Guess:
    kind: str
    preset: str | None
    columns: dict[str, str]
    unused: tuple[str, ...]
    """Columns that nothing is read from."""
    day_first: bool | None
    order_open: bool
    """There are dates whose order of day and month nothing tells."""
    mixed: bool
    """Some dates have the day first, others the month."""


def format_of(kind: str) -> ModuleType:
    """The reader of a kind of file."""
    return importlib.import_module(f"{formats.__name__}.{kind.replace('-', '_').replace('csv', 'csv_rows')}")


def kinds() -> Iterator[tuple[str, ModuleType]]:
    """All readers by the word that a mapping has for them."""
    for module in sorted(one.name for one in pkgutil.iter_modules(formats.__path__)):
        yield module.removesuffix("_rows").replace("_", "-"), importlib.import_module(f"{formats.__name__}.{module}")


def rows_of(path: Path, kind: str, problems: list[Problem]) -> Iterator[Row | Problem]:
    """Records of a log. Raises OSError."""
    module, encoding = format_of(kind), encoding_of(path)
    in_pieces = getattr(module, "IN_PIECES", False)
    source = read_pieces(path, encoding) if in_pieces else read_lines(path, encoding, problems)
    rows: Iterator[Row | Problem] = module.rows(source)
    return rows


def guess(path: Path, preset: str | None, columns: dict[str, str]) -> Guess | None:
    """How a log is to be understood; None when it is of no kind that is known. `columns` are those that a person
    named: they go before the guess. Raises OSError."""
    kind = _kind(path)
    if preset and kind not in PRESETS[preset].kinds:
        kind = PRESETS[preset].kinds[0]
    if kind is None:
        return None
    names: dict[str, None] = {}
    for number, row in enumerate(rows_of(path, kind, [])):
        if isinstance(row, Row):
            names.update(dict.fromkeys(row.values))
        if number > 2_000 or len(names) > 500:
            break
    preset = preset or _preset(kind, names)
    found = dict(PRESETS[preset].columns) if preset else _columns(names)
    taken = set(columns.values())
    found = {name: column for name, column in found.items() if column not in taken} | columns
    used = {one for column in found.values() for one in column.split("|")}
    used |= PRESETS[preset].named() if preset else set()
    day_first, order_open, mixed = _order(path, kind, found)
    unused = tuple(name for name in names if name not in used)
    return Guess(kind, preset, found, unused, day_first, order_open, mixed)


def refusal(path: Path) -> Text | None:
    """Why a file may not be kept in a plant, such as one with secret keys; None: it may. Raises OSError."""
    head = _head(path)
    told = (getattr(module, "refused", None) for _, module in kinds())
    return next((why for refused in told if refused and (why := refused(head))), None)


def _head(path: Path) -> str:
    with path.open(encoding=encoding_of(path), errors="replace") as file:
        return file.read(_HEAD)


def _kind(path: Path) -> str | None:
    head = _head(path)
    best, kind = max((module.recognise(head), kind) for kind, module in kinds())
    return kind if best > 0 else None


def _preset(kind: str, names: dict[str, None]) -> str | None:
    for name, one in PRESETS.items():
        if kind in one.kinds and (all(mark in names for mark in one.marks) if one.marks else True):
            return name
    return None


def _columns(names: dict[str, None]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        word = re.sub(r"[^a-z0-9]", "", name.rpartition(".")[2].lower() or name.lower())
        field = _FIELD_OF.get(word)
        if field and field not in found:
            found[field] = name
    return {name: found[name] for name in FIELDS if name in found}


def _order(path: Path, kind: str, columns: dict[str, str]) -> tuple[bool | None, bool, bool]:
    """Over all rows: the order of day and month, whether it stays open, and whether both occur."""
    dated = ("date",) if "date" in columns else ("start", "end")
    wanted = [one for name in dated if name in columns for one in columns[name].split("|")]
    seen: set[bool] = set()
    needed = False
    for row in rows_of(path, kind, []):
        if not isinstance(row, Row):
            continue
        for column in wanted:
            text = row.values.get(column, "")
            if is_order_needed(text):
                needed = True
                order = order_of(text)
                if order is not None:
                    seen.add(order)
    if len(seen) == 1:
        return seen.pop(), False, False
    return None, needed and not seen, len(seen) == 2
