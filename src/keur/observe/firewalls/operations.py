"""Operation classes against lists of Modbus functions, for firewalls that look into the messages.

A channel of a plant allows classes (`read`, `write`, ...); such a firewall has a list of function codes, or a name for
one. Which class a function has is keur's own table (`keur._rust.capture.functions`). The named lists are those of the
Modbus Enforcer of Hirschmann HiSecOS: Reference Manual GUI HiSecOS EAGLE20/30, Release 3.0, 09/2015, Network Security >
DPI > Modbus Enforcer, "Function Type" (p. 161) and "Function Code Configurator" (p. 166-168). HM2-FW-MIB has the same
names and the same default list (`hm2DPIProfileModbusFunctionType`, `hm2DPIProfileModbusFunctionCodeList`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from keur._rust import capture
from keur.plant.model import Operation

IMPLIED = frozenset({Operation.IDENTIFY, Operation.SESSION})
"""Classes that come with any other, as in the tables of facts (`keur.facts.declared.IMPLIED`)."""


class FunctionType(StrEnum):
    """Names that HiSecOS has for lists of Modbus functions, narrowest first."""

    READONLY = "readonly"
    READWRITE = "readwrite"
    PROGRAMMING = "programming"
    ALL = "all"
    ADVANCED = "advanced"
    """A list of its own."""


_READONLY = frozenset({1, 2, 3, 4, 7, 11, 12, 17, 20, 24})
_READWRITE = _READONLY | {5, 6, 15, 16, 21, 22, 23}

NAMED: Mapping[FunctionType, frozenset[int]] = MappingProxyType(
    {
        FunctionType.READONLY: _READONLY,
        FunctionType.READWRITE: _READWRITE,
        FunctionType.PROGRAMMING: _READWRITE | {40, 42, 90, 125, 126},
        FunctionType.ALL: frozenset(range(1, 256)),
    }
)
"""Function codes that each name lets through."""


@dataclass(frozen=True, slots=True)
class FunctionList:
    codes: tuple[int, ...]
    """Function codes to let through, in order."""
    partly: tuple[int, ...]
    """Function codes, in order, of which some functions are allowed and others are not. They are not in `codes`: a list
    of codes cannot tell the reading of diagnostic counters from a restart (both are code 8)."""

    def __str__(self) -> str:
        """As HiSecOS writes a list: `1,2,3`."""
        return ",".join(str(code) for code in self.codes)


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile of the HiSecOS Modbus Enforcer."""

    function_type: FunctionType
    functions: FunctionList


@dataclass(frozen=True, slots=True)
class Permitted:
    """What a list of function codes lets through."""

    some: frozenset[Operation]
    """Classes of which at least one function passes."""
    whole: frozenset[Operation]
    """Classes of which all functions pass that keur knows of."""
    unknown: tuple[int, ...]
    """Function codes that keur knows no function of, in order."""


@cache
def classes_by_code() -> Mapping[int, frozenset[Operation]]:
    """The classes of the functions that each Modbus function code stands for. Codes 8 and 43 stand for several."""
    found: dict[int, frozenset[Operation]] = {}
    for protocol, code, _, word, _ in capture.functions():
        if protocol == "modbus":
            found[int(code)] = found.get(int(code), frozenset()) | {Operation(word)}
    return MappingProxyType(found)


def functions_of(operations: Collection[Operation]) -> FunctionList:
    """The Modbus functions of some classes, and of those that come with them; none for no classes."""
    allowed = _with_implied(operations)
    known = sorted(classes_by_code().items())
    return FunctionList(
        codes=tuple(code for code, classes in known if classes <= allowed),
        partly=tuple(code for code, classes in known if classes & allowed and not classes <= allowed),
    )


def hisecos_profile(operations: Collection[Operation] | None) -> Profile:
    """The profile that lets through what a channel allows; None: a channel that allows any operation.

    It has the narrowest name whose functions are all allowed and which leaves none of them out, and a list of its own
    where no name is right. Raises ValueError for no classes at all: HiSecOS has no empty list; let a rule drop instead.
    """
    if operations is None:
        return Profile(FunctionType.ALL, FunctionList(tuple(sorted(NAMED[FunctionType.ALL])), ()))
    if not operations:
        raise ValueError("a Modbus Enforcer profile without any function")
    functions = functions_of(operations)
    fitting = (name for name, codes in NAMED.items() if codes == frozenset(functions.codes))
    return Profile(next(fitting, FunctionType.ADVANCED), functions)


def operations_of(codes: Iterable[int]) -> Permitted:
    """The classes that a list of function codes lets through."""
    passing = frozenset(codes)
    known = classes_by_code()
    some: frozenset[Operation] = frozenset().union(*(known[code] for code in passing & known.keys()))
    lacking: frozenset[Operation] = frozenset().union(*(known[code] for code in known.keys() - passing))
    return Permitted(some, some - lacking, tuple(sorted(passing - known.keys())))


def hisecos_operations(function_type: FunctionType, codes: Iterable[int] = ()) -> Permitted:
    """The classes that a profile lets through; `codes` are the list of its own of an `advanced` one."""
    return operations_of(NAMED.get(function_type, codes))


def _with_implied(operations: Collection[Operation]) -> frozenset[Operation]:
    return frozenset(operations) | IMPLIED if operations else frozenset()
