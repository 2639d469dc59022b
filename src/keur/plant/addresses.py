"""Addresses as people write them, to the one form that the facts use.

MAC lower case with colons, IPv4 dotted, IPv6 compressed (RFC 5952).
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_network
from ipaddress import ip_address as parse_address

from keur.plant.model import Network, Text

Address = IPv4Address | IPv6Address

_MAC = re.compile(
    r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}|[0-9a-f]{12}"
)


@lru_cache(maxsize=1 << 16)
def ip_address(written: str) -> Address:
    """An address from its text, as `ipaddress` reads it: a plant's are asked for by loading, facts and rules alike.
    Raises ValueError."""
    return parse_address(written)


class WrongAddress(ValueError):
    """An address that cannot be right; `text` says why, `suggestion` what was probably meant."""

    def __init__(self, nl: str, en: str, suggestion: str | None = None) -> None:
        super().__init__(en)
        self.text = Text(nl=nl, en=en)
        self.suggestion = suggestion


def mac(written: str) -> str:
    """A MAC address, written with colons, hyphens, dots (Cisco) or nothing. Raises WrongAddress."""
    if not _MAC.fullmatch(written.lower()):
        raise WrongAddress(
            f"`{written}` is geen MAC-adres (zes bytes, zoals 00:1b:1b:12:34:56)",
            f"`{written}` is not a MAC address (six bytes, such as 00:1b:1b:12:34:56)",
        )
    digits = re.sub("[^0-9a-f]", "", written.lower())
    if int(digits[:2], 16) & 1 or digits == "0" * 12:
        raise WrongAddress(
            f"`{written}` is geen MAC-adres van één apparaat", f"`{written}` is not the MAC address of one device"
        )
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def ip(written: str, version: int) -> Address:
    """An IPv4 or IPv6 address of one device. Raises WrongAddress."""
    if "/" in written:
        raise WrongAddress(
            f"`{written}`: schrijf het adres zonder masker",
            f"`{written}`: write the address without a mask",
            written.partition("/")[0],
        )
    try:
        address = ip_address(written)
    except ValueError:
        raise WrongAddress(
            f"`{written}` is geen IPv{version}-adres", f"`{written}` is not an IPv{version} address", _no_zeros(written)
        ) from None
    if address.version != version:
        raise WrongAddress(
            f"`{written}` is een IPv{address.version}-adres en hoort in kolom `ipv{address.version}`",
            f"`{written}` is an IPv{address.version} address and belongs in column `ipv{address.version}`",
        )
    if isinstance(address, IPv6Address) and address.scope_id:
        raise WrongAddress(
            f"`{written}`: laat de interface na `%` weg",
            f"`{written}`: leave out the interface after `%`",
            written.partition("%")[0],
        )
    if address.is_multicast or address.is_unspecified or address.is_loopback or str(address) == "255.255.255.255":
        raise WrongAddress(
            f"`{written}` is geen adres van één apparaat", f"`{written}` is not the address of one device"
        )
    return address


def _no_zeros(written: str) -> str | None:
    """The address without leading zeros, which some read as octal: 192.168.001.010."""
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){3}", written):
        return None
    numbers = [int(part) for part in written.split(".")]
    return ".".join(map(str, numbers)) if max(numbers) < 256 else None


def network(written: str) -> Network:
    """A network in CIDR form, without host bits. Raises WrongAddress."""
    address, slash, prefix = written.partition("/")
    found: Network | None
    try:
        found = ip_network(written, strict=False) if "%" not in address else None
    except ValueError:
        found = None
    if found is None:
        raise WrongAddress(
            f"`{written}` is geen netwerk (CIDR, zoals 10.20.0.0/24)",
            f"`{written}` is not a network (CIDR, such as 10.20.0.0/24)",
        )
    if not slash or not prefix.isdigit():
        raise WrongAddress(
            f"`{written}`: schrijf een netwerk met de lengte van het masker",
            f"`{written}`: write a network with the length of its mask",
            str(found) if slash else None,
        )
    if ip_address(address) != found.network_address:
        raise WrongAddress(
            f"`{written}`: het adres heeft bits buiten het masker",
            f"`{written}`: the address has bits outside the mask",
            str(found),
        )
    return found
