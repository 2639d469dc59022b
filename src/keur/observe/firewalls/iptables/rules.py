"""Rules of iptables, word by word, to packets and what becomes of them (iptables(8), iptables-extensions(8))."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import EVERY_V4, EVERY_V6, PORTS, PROTOCOLS, Addresses, Intervals
from keur.observe.firewalls.iptables import values
from keur.observe.firewalls.iptables.values import NotAValue
from keur.observe.firewalls.model import ICMP, ICMPV6, TCP, WITH_PORTS, Action, Names, Packets
from keur.observe.firewalls.translating import Rewrite
from keur.observe.firewalls.vague import ANY_PACKETS, VaguePackets
from keur.plant.model import Text

_FATES = {"ACCEPT": Action.ACCEPT, "DROP": Action.DROP, "REJECT": Action.DROP, "RETURN": Action.RETURN}
_LOGS = {"LOG", "NFLOG", "ULOG"}
_CONTINUES = {
    *("MARK", "CONNMARK", "CT", "NOTRACK", "TCPMSS", "CLASSIFY", "DSCP", "TOS", "TTL", "HL", "SET", "TEE", "AUDIT"),
    *("CHECKSUM", "TRACE", "SECMARK", "CONNSECMARK", "LED", "RATEEST", "IDLETIMER", "ECN", "TCPOPTSTRIP", "HMARK"),
}
_REWRITES = {"DNAT", "SNAT", "MASQUERADE", "REDIRECT", "NETMAP"}
_FLAGS_ALONE = {"--random", "--random-fully", "--persistent", "--log-tcp-sequence", "--log-tcp-options", "--log-uid"}


@dataclass(slots=True)
class Draft:
    """A rule while its words are read."""

    version: int
    packets: VaguePackets = ANY_PACKETS
    protocols: Intervals = PROTOCOLS
    action: Action = Action.CONTINUE
    target: str = ""
    log: bool = False
    comment: str = ""
    schedule: str = ""
    rewrite: Rewrite | None = None
    to: str = ""
    options: dict[str, str] = field(default_factory=dict)
    """Options of the target."""

    def limit(self, *boxes: Packets) -> None:
        self.packets &= VaguePackets.known(*boxes)

    def doubt(self, why: Text) -> None:
        self.packets &= VaguePackets.unknown(why)

    @property
    def every(self) -> Addresses:
        return EVERY_V4 if self.version == 4 else EVERY_V6


class RuleReader:
    """Reads the words after `-A CHAIN`."""

    def __init__(self, words: list[str], version: int) -> None:
        self._words = words
        self._at = 0
        self._draft = Draft(version)
        self._module = ""

    def read(self) -> Draft:
        while self._at < len(self._words):
            inverted = self._peek() == "!"
            if inverted:
                self._at += 1
            self._option(self._take(), inverted)
        self._finish()
        return self._draft

    def _peek(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _take(self) -> str:
        word = self._peek()
        self._at += 1
        return word

    def _value(self) -> tuple[str, bool]:
        """A value, and whether a `!` stands before it (the old order)."""
        inverted = self._peek() == "!"
        if inverted:
            self._at += 1
        return self._take(), inverted

    def _option(self, name: str, inverted: bool) -> None:
        read = _MATCHES.get(name)
        if name in ("-m", "--match"):
            self._module = self._take()
        elif name in ("-j", "--jump", "-g", "--goto"):
            self._fate(self._take(), goto=name in ("-g", "--goto"))
        elif read is not None:
            value, also = self._value()
            try:
                read(self._draft, value, inverted != also)
            except NotAValue as error:
                self._draft.doubt(reasons.wrong(str(error)))
        elif "-j" in self._draft.options:
            self._target_option(name)
        else:
            self._other(name, inverted)

    def _other(self, name: str, inverted: bool) -> None:
        """Options that take two values or none, and those that are not modelled."""
        draft = self._draft
        if name == "--syn":
            flags = values.tcp_flags("SYN,RST,ACK,FIN", "SYN", inverted=inverted)
            draft.limit(Packets(protocols=Intervals.of(TCP), flags=flags))
        elif name == "--tcp-flags":
            mask, wanted = self._value()[0], self._take()
            try:
                flags = values.tcp_flags(mask, wanted, inverted=inverted)
                draft.limit(Packets(protocols=Intervals.of(TCP), flags=flags))
            except NotAValue as error:
                draft.doubt(reasons.wrong(str(error)))
        elif name in ("-f", "--fragment"):
            # Packets here are whole ones; `-f` looks for second and later fragments.
            if not inverted:
                draft.limit(Packets(impossible=True))
        else:
            self._skip_values()
            draft.doubt(reasons.not_modelled(f"{self._module} {name}".strip()))

    def _skip_values(self) -> None:
        while self._at < len(self._words) and not self._peek().startswith("-") and self._peek() != "!":
            self._at += 1

    def _fate(self, target: str, *, goto: bool) -> None:
        draft = self._draft
        if target in _FATES:
            draft.action = _FATES[target]
        elif target in _LOGS:
            draft.log = True
        elif target in _REWRITES:
            draft.rewrite = Rewrite()
            draft.to = target
        elif target in _CONTINUES:
            draft.log |= target == "AUDIT"
        elif target.isupper() and target in ("QUEUE", "NFQUEUE", "TPROXY", "SYNPROXY", "MIRROR", "DNPT", "SNPT"):
            draft.action = Action.UNKNOWN
        else:
            draft.action = Action.GOTO if goto else Action.JUMP
            draft.target = target
        draft.options["-j"] = target

    def _target_option(self, name: str) -> None:
        if name in _FLAGS_ALONE:
            self._draft.options[name] = ""
        elif name.startswith("-"):
            self._draft.options[name] = " ".join(self._values())

    def _values(self) -> list[str]:
        start = self._at
        self._skip_values()
        return self._words[start : self._at]

    def _finish(self) -> None:
        draft = self._draft
        if draft.rewrite is not None:
            draft.rewrite = rewrite(draft)


def rewrite(draft: Draft) -> Rewrite:
    """What a target of the table `nat` rewrites."""
    options = draft.options
    try:
        if draft.to == "NETMAP":
            return Rewrite(values.addresses(options["--to"]), one_to_one=True)
        if draft.to in ("MASQUERADE", "REDIRECT"):
            ports = options.get("--to-ports")
            return Rewrite(None, values.ports(ports, "-") if ports else None, interface_address=True)
        given = options.get("--to-destination" if draft.to == "DNAT" else "--to-source", "")
        return _destination(given)
    except (KeyError, NotAValue) as error:
        return Rewrite(doubt=reasons.wrong(str(error)))


def _destination(text: str) -> Rewrite:
    """`10.0.0.1`, `10.0.0.1-10.0.0.9`, `10.0.0.1:80`, `10.0.0.1:80-90`, `[fd00::1]:80`, `:8080`."""
    address, port = text, ""
    if text.startswith("["):
        address, _, port = text[1:].partition("]")
        port = port.removeprefix(":")
    elif text.count(":") == 1:
        address, _, port = text.partition(":")
    if "/" in port or " " in text:
        return Rewrite(doubt=reasons.not_modelled(text))
    to_ports = values.ports(port, "-") if port else None
    return Rewrite(values.address_range(address) if address else None, to_ports)


Match = Callable[[Draft, str, bool], None]


def _source(draft: Draft, text: str, inverted: bool) -> None:
    found = _addresses(draft, values.addresses(text), inverted)
    draft.limit(Packets(source=found, destination=draft.every))


def _destination_address(draft: Draft, text: str, inverted: bool) -> None:
    found = _addresses(draft, values.addresses(text), inverted)
    draft.limit(Packets(source=draft.every, destination=found))


def _source_range(draft: Draft, text: str, inverted: bool) -> None:
    draft.limit(Packets(source=_addresses(draft, values.address_range(text), inverted)))


def _destination_range(draft: Draft, text: str, inverted: bool) -> None:
    draft.limit(Packets(destination=_addresses(draft, values.address_range(text), inverted)))


def _addresses(draft: Draft, found: Addresses, inverted: bool) -> Addresses:
    return draft.every - found if inverted else found & draft.every


def _in_interface(draft: Draft, text: str, inverted: bool) -> None:
    draft.limit(Packets(in_interfaces=_interface(text, inverted)))


def _out_interface(draft: Draft, text: str, inverted: bool) -> None:
    draft.limit(Packets(out_interfaces=_interface(text, inverted)))


def _interface(text: str, inverted: bool) -> Names:
    name = text[:-1] + "*" if text.endswith("+") else text
    return Names.but(name) if inverted else Names.among(name)


def _protocol(draft: Draft, text: str, inverted: bool) -> None:
    found = values.protocol(text)
    draft.protocols = PROTOCOLS - found if inverted else found
    draft.limit(Packets(protocols=draft.protocols))


def _ported(draft: Draft) -> Intervals:
    return draft.protocols & WITH_PORTS if draft.protocols != PROTOCOLS else WITH_PORTS


def _ports(text: str, inverted: bool) -> Intervals:
    found = values.ports(text)
    return PORTS - found if inverted else found


def _source_port(draft: Draft, text: str, inverted: bool) -> None:
    draft.limit(Packets(protocols=_ported(draft), source_ports=_ports(text, inverted)))


def _destination_port(draft: Draft, text: str, inverted: bool) -> None:
    draft.limit(Packets(protocols=_ported(draft), destination_ports=_ports(text, inverted)))


def _either_port(draft: Draft, text: str, inverted: bool) -> None:
    """Multiport `--ports`: the source port or the destination port; with `!`, neither."""
    found, protocols = values.ports(text), _ported(draft)
    if inverted:
        draft.limit(Packets(protocols=protocols, source_ports=PORTS - found, destination_ports=PORTS - found))
    else:
        draft.limit(
            Packets(protocols=protocols, source_ports=found),
            Packets(protocols=protocols, source_ports=PORTS - found, destination_ports=found),
        )


def _icmp_type(draft: Draft, text: str, inverted: bool) -> None:
    found = values.icmp(text, draft.version)
    number = ICMP if draft.version == 4 else ICMPV6
    draft.limit(Packets(protocols=Intervals.of(number), destination_ports=PORTS - found if inverted else found))


def _state(draft: Draft, text: str, inverted: bool) -> None:
    draft.limit(*values.states(text, inverted=inverted))


def _comment(draft: Draft, text: str, inverted: bool) -> None:
    del inverted
    draft.comment = text


def _time(draft: Draft, text: str, inverted: bool) -> None:
    draft.schedule = " ".join(filter(None, (draft.schedule, "!" if inverted else "", text)))


_MATCHES: dict[str, Match] = {
    "-s": _source,
    "--source": _source,
    "--src": _source,
    "-d": _destination_address,
    "--destination": _destination_address,
    "--dst": _destination_address,
    "--src-range": _source_range,
    "--dst-range": _destination_range,
    "-i": _in_interface,
    "--in-interface": _in_interface,
    "-o": _out_interface,
    "--out-interface": _out_interface,
    "-p": _protocol,
    "--protocol": _protocol,
    "--sport": _source_port,
    "--source-port": _source_port,
    "--sports": _source_port,
    "--source-ports": _source_port,
    "--dport": _destination_port,
    "--destination-port": _destination_port,
    "--dports": _destination_port,
    "--destination-ports": _destination_port,
    "--ports": _either_port,
    "--icmp-type": _icmp_type,
    "--icmpv6-type": _icmp_type,
    "--state": _state,
    "--ctstate": _state,
    "--comment": _comment,
    "--timestart": _time,
    "--timestop": _time,
    "--datestart": _time,
    "--datestop": _time,
    "--weekdays": _time,
    "--monthdays": _time,
}


def of_words(words: list[str], version: int) -> Draft:
    """The rule that these words make, for a table of IPv4 (4) or IPv6 (6)."""
    draft = RuleReader(words, version).read()
    draft.packets &= VaguePackets.known(Packets(source=draft.every, destination=draft.every))
    return draft


def stateless(words: list[str]) -> bool:
    """Whether a rule looks at each packet alone."""
    return not {"--state", "--ctstate"} & set(words)
