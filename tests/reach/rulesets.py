"""Rulesets of nftables that a tired administrator could have written, made by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

HOSTS4 = [f"10.{side}.{net}.{host}" for side in (1, 2, 3) for net in (0, 7) for host in (1, 2, 9, 130)]
NETS4 = [
    "10.1.0.0/16",
    "10.2.0.0/24",
    "10.2.7.0/25",
    "10.3.0.0/30",
    "10.0.0.0/14",
    "10.3.7.128/26",
    "10.1.7.2-10.1.7.140",
]
HOSTS6 = [f"fd00:{side}::{host}" for side in (1, 2, 3) for host in ("1", "2", "7:1", "ffff")]
NETS6 = ["fd00:1::/32", "fd00:2::/64", "fd00::/31", "fd00:3:0:0:7::/80", "fd00:2::2-fd00:2::ffff"]
PORTS = ["22", "80", "102", "502", "443", "1000-2000", "502-510", "1", "65535", "ssh", "https"]
KINDS = ["echo-request", "echo-reply", "timestamp-request", "destination-unreachable"]
KINDS6 = ["echo-request", "echo-reply", "packet-too-big"]
FLAGS = [
    "tcp flags syn",
    "tcp flags & (fin|syn|rst|ack) == syn",
    "tcp flags != syn",
    "tcp flags ack",
    "tcp flags syn / fin,syn,rst,ack",
]
INTERFACES = ["ra", "rb", "rc"]


def some(words: list[str]) -> SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words), min_size=1, max_size=4, unique=True)


@st.composite
def values(draw: DrawFn, words: list[str], sets: list[str]) -> str:
    """One value, several in braces, or a named set."""
    if sets and draw(st.integers(0, 4)) == 0:
        return "@" + draw(st.sampled_from(sets))
    found = draw(some(words))
    plain = [word for word in found if "/" not in word and "-" not in word]
    if len(found) == 1:
        return found[0]
    # Overlapping intervals in one anonymous set are refused by the kernel: at most one of them.
    wide = [word for word in found if word not in plain][:1]
    return "{ " + ", ".join([*wide] if wide else plain) + " }"


@st.composite
def match(draw: DrawFn, six: bool) -> str:
    negate = draw(st.sampled_from(["", "", "", "!= "]))
    kind = draw(st.integers(0, 13))
    ip, hosts = ("ip6", HOSTS6 + NETS6) if six else ("ip", HOSTS4 + NETS4)
    named = ["hosts6"] if six else ["hosts4", "nets4"]
    if kind <= 3:
        return f"{ip} {draw(st.sampled_from(['saddr', 'daddr']))} {negate}{draw(values(hosts, named))}"
    if kind <= 6:
        proto = draw(st.sampled_from(["tcp", "udp"]))
        return f"{proto} {draw(st.sampled_from(['dport', 'dport', 'sport']))} {negate}{draw(values(PORTS, ['ports']))}"
    if kind == 7:
        return f"{draw(st.sampled_from(['iifname', 'oifname']))} {negate}{draw(values(INTERFACES, []))}"
    if kind == 8:
        return f"meta l4proto {negate}{draw(values(['tcp', 'udp', '50', '89'], []))}"
    if kind == 9:
        if six:
            return f"icmpv6 type {negate}{draw(values(KINDS6, []))}"
        return f"icmp type {negate}{draw(values(KINDS, []))}"
    if kind == 10:
        states = ["new", "established", "established,related", "invalid", "new,invalid"]
        return f"ct state {draw(st.sampled_from(['', '!= ']))}{draw(st.sampled_from(states))}"
    if kind == 11 and not six:
        pairs = draw(
            st.lists(
                st.tuples(st.sampled_from(HOSTS4), st.sampled_from(PORTS[:5])), min_size=1, max_size=3, unique=True
            )
        )
        return (
            f"ip {draw(st.sampled_from(['saddr', 'daddr']))} . tcp dport {negate}"
            + "{ "
            + ", ".join(f"{a} . {p}" for a, p in pairs)
            + " }"
        )
    if kind == 12:
        return draw(st.sampled_from(FLAGS))
    return f"meta l4proto {{ tcp, udp }} th dport {negate}{draw(values(PORTS, ['ports']))}"


def transport(text: str) -> str | None:
    """The protocol that a match presupposes: nft refuses two of them in one rule."""
    for word in ("meta l4proto", "icmpv6", "icmp", "tcp", "udp"):
        if word in text:
            return word
    return None


def together(parts: list[str]) -> list[str]:
    """Parts of a rule without those that presuppose another protocol than an earlier one."""
    found: list[str] = []
    known: set[str] = set()
    for part in parts:
        needs = transport(part)
        if needs is None or not known or (known == {needs} and needs != "meta l4proto"):
            found.append(part)
            known |= {needs} if needs else set()
    return found


@st.composite
def rule(draw: DrawFn, family: str, targets: list[str]) -> str:
    six = draw(st.booleans()) if family == "inet" else family == "ip6"
    matches = [draw(match(six)) for _ in range(draw(st.integers(0, 3)))]
    if draw(st.integers(0, 5)) == 0:
        actions = ["accept", "drop", *(f"jump {name}" for name in targets), *(f"goto {name}" for name in targets)]
        if draw(st.booleans()):
            entries = [f"{side} : {draw(st.sampled_from(actions))}" for side in draw(some(INTERFACES))]
            return " ".join([*together(matches), "iifname vmap { " + ", ".join(entries) + " }"])
        keys = draw(st.lists(st.sampled_from(PORTS[:5]), min_size=1, max_size=3, unique=True))
        entries = [f"{key} : {draw(st.sampled_from(actions))}" for key in keys]
        return " ".join(together(["tcp dport vmap { " + ", ".join(entries) + " }", *matches])[::-1])
    verdicts = ["accept", "accept", "drop", "drop", "reject", "return", "continue", "counter"]
    verdicts += [f"jump {name}" for name in targets] + [f"goto {name}" for name in targets]
    beside = draw(st.sampled_from(["", "", "counter ", 'log prefix "x " ', "counter log "]))
    return " ".join([*together(matches), beside + draw(st.sampled_from(verdicts))])


SETS = {
    "ip": "set hosts4 { type ipv4_addr; elements = { 10.1.0.1, 10.2.7.9, 10.3.0.2 } }\n"
    "set nets4 { type ipv4_addr; flags interval; elements = { 10.2.0.0/24, 10.1.7.2-10.1.7.140 } }\n",
    "ip6": "set hosts6 { type ipv6_addr; flags interval; elements = { fd00:1::1, fd00:2::/64 } }\n",
    "both": "set ports { type inet_service; flags interval; elements = { 502, 1000-2000, 60000-65535 } }\n",
}


@st.composite
def table(draw: DrawFn, family: str, hooks: list[str]) -> str:
    names = ["one", "two", "three"][: draw(st.integers(0, 3))]
    parts = [SETS["both"], *(SETS[key] for key in ("ip", "ip6") if family in (key, "inet"))]
    for number, name in enumerate(names):
        rules = [draw(rule(family, names[:number])) for _ in range(draw(st.integers(0, 4)))]
        parts.append(f"chain {name} {{\n" + "\n".join(rules) + "\n}")
    for hook in hooks:
        policy = draw(st.sampled_from(["accept", "drop"]))
        rules = [draw(rule(family, names)) for _ in range(draw(st.integers(1, 8)))]
        if hook == "prerouting":
            rules = [one for one in rules if "oifname" not in one and "reject" not in one and not names] or ["continue"]
        head = f"type filter hook {hook} priority {'-150' if hook == 'prerouting' else '0'}; policy {policy};"
        parts.append(f"chain {hook} {{\n{head}\n" + "\n".join(rules) + "\n}")
    return f"table {family} {draw(st.sampled_from(['filter', 'plant']))}_{family} {{\n" + "\n".join(parts) + "\n}"


@st.composite
def ruleset(draw: DrawFn) -> str:
    families = draw(st.sampled_from([["inet"], ["inet"], ["ip", "ip6"], ["ip", "inet"]]))
    hooks = draw(st.sampled_from([["forward"], ["forward"], ["prerouting", "forward"]]))
    return "\n".join(draw(table(family, hooks)) for family in families) + "\n"


@st.composite
def iptables_match(draw: DrawFn, six: bool) -> list[str]:
    no = draw(st.sampled_from(["", "", "", "! "]))
    kind = draw(st.integers(0, 9))
    hosts = HOSTS6 + NETS6[:4] if six else HOSTS4 + NETS4[:6]
    if kind <= 2:
        return [f"{no}{draw(st.sampled_from(['-s', '-d']))} {draw(st.sampled_from(hosts))}"]
    if kind <= 4:
        port = draw(st.sampled_from(["22", "80:443", "502", "1000:2000", ":1023", "1024:", "ssh"]))
        protocol = draw(st.sampled_from(["tcp", "udp"]))
        return [f"-p {protocol} -m {protocol} {no}{draw(st.sampled_from(['--dport', '--sport']))} {port}"]
    if kind == 5:
        several = ",".join(draw(some(["22", "80", "502:510", "102", "1000:2000"])))
        which = draw(st.sampled_from(["--dports", "--sports", "--ports"]))
        return [f"-p {draw(st.sampled_from(['tcp', 'udp']))} -m multiport {no}{which} {several}"]
    if kind == 6:
        return [f"{no}{draw(st.sampled_from(['-i', '-o']))} {draw(st.sampled_from([*INTERFACES, 'r+']))}"]
    if kind == 7:
        word = draw(st.sampled_from(["NEW", "ESTABLISHED", "RELATED,ESTABLISHED", "INVALID", "NEW,INVALID"]))
        return [f"-m conntrack {no}--ctstate {word}"]
    if kind == 8 and not six:
        return [f"-m iprange {no}--{draw(st.sampled_from(['src', 'dst']))}-range 10.1.7.2-10.2.0.9"]
    flags = draw(st.sampled_from(["--syn", "--tcp-flags SYN,ACK SYN", "--tcp-flags ALL ACK"]))
    return draw(
        st.sampled_from([[f"-p tcp -m tcp {no}{flags}"], [f"{no}-p 50"], [f"-p {'icmpv6' if six else 'icmp'}"]])
    )


@st.composite
def iptables_rule(draw: DrawFn, six: bool, targets: list[str]) -> str:
    parts = [one for _ in range(draw(st.integers(0, 3))) for one in draw(iptables_match(six))]
    kept: list[str] = []
    for part in parts:  # an option may stand in a rule once, and so may a protocol
        flags = {word for word in part.split() if word.startswith("-") and word != "-m"}
        if not flags & {word for one in kept for word in one.split() if word.startswith("-")}:
            kept.append(part)
    fates = ["ACCEPT", "ACCEPT", "DROP", "DROP", "REJECT", "RETURN", "LOG --log-prefix x", "MARK --set-mark 1"]
    fates += targets
    jump = draw(st.sampled_from([f"-j {fate}" for fate in fates] + [f"-g {target}" for target in targets]))
    return " ".join([*kept, jump])


@st.composite
def iptables(draw: DrawFn, six: bool) -> str:
    names = ["one", "two"][: draw(st.integers(0, 2))]
    lines = ["*filter", f":FORWARD {draw(st.sampled_from(['ACCEPT', 'DROP']))} [0:0]"]
    lines += [f":{name} - [0:0]" for name in names]
    for number, name in enumerate(names):
        lines += [f"-A {name} {draw(iptables_rule(six, names[:number]))}" for _ in range(draw(st.integers(0, 4)))]
    lines += [f"-A FORWARD {draw(iptables_rule(six, names))}" for _ in range(draw(st.integers(1, 8)))]
    return "\n".join([*lines, "COMMIT", ""])
