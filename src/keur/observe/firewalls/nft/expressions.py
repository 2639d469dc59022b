"""Expressions and values of `nft` text to the tree of libnftables-json(5) (nft(8), EXPRESSIONS)."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from keur.observe.firewalls.nft.tree import Tree
from keur.observe.firewalls.nft.words import Word


class Unreadable(Exception):
    """A word that cannot be read where it stands."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


HEADERS = {
    *("ip", "ip6", "tcp", "udp", "udplite", "sctp", "dccp", "th", "icmp", "icmpv6", "igmp", "ether", "arp", "vlan"),
    *("ah", "esp", "comp", "gre", "hbh", "frag", "dst", "mh", "rt", "exthdr"),
}
META_ALONE = {
    *("iif", "iifname", "iiftype", "iifgroup", "oif", "oifname", "oiftype", "oifgroup", "mark", "priority", "cpu"),
    *("skuid", "skgid", "cgroup", "rtclassid", "pkttype", "nftrace", "ibrname", "obrname", "length", "protocol"),
    *("ipsec", "time", "day", "hour", "secmark", "ibriport", "obriport", "meta"),
}
"""Keys of `meta` that may stand without the word `meta`."""

OPERATORS = {"==", "!=", "<", ">", "<=", ">=", "eq", "ne", "lt", "gt", "le", "ge", "!"}
_SPELLED = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_STRONGEST = 200
"""Nesting of braces and brackets that is followed."""


class Expressions:
    """A reader over words. Variables are replaced as they are met."""

    def __init__(self, words: list[Word]) -> None:
        self._words = words
        self._at = 0
        self._variables: dict[str, list[Word]] = {}
        self._depth = 0
        self.line = 1
        """Line of the word taken last."""

    def peek(self) -> Word | None:
        return self._words[self._at] if self._at < len(self._words) else None

    def peek_text(self) -> str:
        word = self.peek()
        return "" if word is None else word.text

    def is_mark(self, *texts: str) -> bool:
        word = self.peek()
        return word is not None and word.kind == "mark" and word.text in texts

    def take(self) -> Word:
        word = self.peek()
        if word is None:
            raise Unreadable("(end of file)")
        self._at += 1
        self.line = word.line
        return word

    def step_back(self) -> None:
        self._at -= 1

    def expect(self, text: str) -> None:
        word = self.take()
        if word.text != text:
            raise Unreadable(word.text)

    def mark(self) -> int:
        """Place of the next word, for `text_since`."""
        return self._at

    def text_since(self, mark: int) -> str:
        """The words from a place on, as one line."""
        found = ""
        for word in self._words[mark : self._at]:
            if word.text == "\n":
                continue
            shown = f'"{word.text}"' if word.kind == "string" else word.text
            found += shown if word.text == "," or not found else f" {shown}"
        return found

    def until(self, *ends: str) -> list[Word]:
        """Words up to one of these marks, which stays; braces are skipped as wholes."""
        found: list[Word] = []
        depth = 0
        while (word := self.peek()) is not None:
            if word.kind == "mark":
                if depth == 0 and word.text in ends:
                    break
                depth += (word.text == "{") - (word.text == "}")
                if depth < 0:
                    break
            found.append(self.take())
        return found

    def rest_of_statement(self) -> list[str]:
        return [word.text for word in self.until("\n", ";", "}")]

    def skip_statement(self) -> None:
        """To the end of a statement that could not be read; a brace that closes a block stays."""
        self.until("\n", ";", "}")

    def define(self) -> None:
        """`define name = value`."""
        self.take()
        name = self.take().text
        self.expect("=")
        self._variables[name] = self._spliced(self.until("\n", ";"))

    def _spliced(self, words: list[Word]) -> list[Word]:
        found: list[Word] = []
        for word in words:
            if word.kind == "word" and word.text.startswith("$"):
                found.extend(self._variables.get(word.text[1:], [word]))
            else:
                found.append(word)
        return found

    def _expand_variable(self) -> None:
        """Puts the words of a variable in its place; they hold no variable themselves."""
        while (word := self.peek()) is not None and word.kind == "word" and word.text.startswith("$"):
            value = self._variables.get(word.text[1:])
            if value is None or not value:
                raise Unreadable(word.text)
            self._words[self._at : self._at + 1] = [Word(one.kind, one.text, word.line) for one in value]

    def blank_lines(self) -> None:
        while self.is_mark("\n"):
            self.take()

    def expression(self) -> Tree:
        """The left side of a match: `ip saddr`, `ip saddr . tcp dport`, `tcp flags & (fin|syn)`."""
        parts = [self._selector()]
        while self.peek_text() == ".":
            self.take()
            parts.append(self._selector())
        if len(parts) > 1:
            return {"concat": parts}
        if self.peek_text() in ("&", "and", "|", "or", "xor", "^", "<<", ">>", "lshift", "rshift"):
            sign = self.take().text
            return {"&" if sign in ("&", "and") else sign: [parts[0], self.value()]}
        return parts[0]

    def _selector(self) -> Tree:
        word = self.take()
        text = word.text
        if text.startswith("@"):
            return {"payload": {"raw": "".join([text, *self._raw()])}}
        if text == "meta":
            return {"meta": {"key": self.take().text}}
        if text == "ct":
            key = self.take().text
            if key in ("original", "reply"):
                direction, key = key, self.take().text
                if key in ("ip", "ip6"):
                    key = f"{key} {self.take().text}"
                return {"ct": {"key": key, "dir": direction}}
            return {"ct": {"key": key}}
        if text == "fib":
            flags = [self.take().text]
            while self.peek_text() == ".":
                self.take()
                flags.append(self.take().text)
            return {"fib": {"flags": flags, "result": self.take().text}}
        if text in ("tcp", "ip", "sctp") and self.peek_text() in ("option", "chunk"):
            self.take()
            return {f"{text} option": self.take().text, "field": self._option_field()}
        if text in ("socket", "rt", "osf", "numgen", "jhash", "symhash", "ipsec", "tunnel"):
            return {text: [self.take().text]}
        if text in HEADERS:
            return {"payload": {"protocol": text, "field": self.take().text}}
        if text in META_ALONE:
            return {"meta": {"key": text}}
        raise Unreadable(text)

    def _option_field(self) -> str:
        return self.take().text if self.peek_text() in ("kind", "length", "size", "count", "shift", "left") else ""

    def _raw(self) -> list[str]:
        found = []
        while self.is_mark(","):
            found += [self.take().text, self.take().text]
        return found

    def operator(self) -> str:
        """The sign between the sides of a match; `in` when none is written."""
        if self.peek_text() not in OPERATORS:
            return "in"
        text = self.take().text
        return _SPELLED.get(text, text)

    def right_side(self) -> Tree:
        """One value, a set in braces, or several with commas or bars; with a mask after `/`."""
        self._expand_variable()
        if self.is_mark("{"):
            return {"set": self.braces()}
        value = self.value()
        if self.is_mark(","):
            values = value if isinstance(value, list) else [value]
            while self.is_mark(","):
                self.take()
                more = self.value()
                values += more if isinstance(more, list) else [more]
            value = values
        if self.peek_text() == "/":
            self.take()
            value = {"masked": [value, self.right_side()]}
        return value

    def value(self) -> Tree:
        """One value: number, name, address, network, range, `a | b`, `(a | b)`, or `a . b`."""
        self._expand_variable()
        first = self._primary()
        if self.peek_text() == ".":
            parts = [first]
            while self.peek_text() == ".":
                self.take()
                self._expand_variable()
                parts.append(self._primary())
            return {"concat": parts}
        values = [first]
        while self.is_mark("|"):
            self.take()
            values.append(self._primary())
        return values if len(values) > 1 else first

    def _primary(self) -> Tree:
        if self.is_mark("("):
            self._deeper()
            self.take()
            value = self.value()
            self.expect(")")
            self._depth -= 1
            return value
        if self.is_mark("!"):
            self.take()
            return {"not": self._primary()}
        word = self.take()
        if word.kind == "mark":
            raise Unreadable(word.text)
        if self.peek_text() == "-":
            self.take()
            return {"range": [plain(word.text), plain(self.take().text)]}
        return word.text if word.kind == "string" or word.text.startswith("@") else plain(word.text)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _STRONGEST:
            raise Unreadable("(")

    def braces(self) -> list[Tree]:
        """Elements in braces. Of a map, pairs of key and value; a verdict is a statement."""
        self._expand_variable()
        self._deeper()
        self.expect("{")
        found: list[Tree] = []
        while True:
            self.blank_lines()
            if self.is_mark("}"):
                self.take()
                self._depth -= 1
                return found
            if self.is_mark(","):
                self.take()
                continue
            found.extend(self._element())

    def _element(self) -> list[Tree]:
        self._expand_variable()
        if self.is_mark("{"):
            return self.braces()
        key = self.value()
        self._about_element()
        if self.peek_text() != ":":
            return [key]
        self.take()
        self.blank_lines()
        self._expand_variable()
        verdict = self.verdict()
        data = verdict if verdict is not None else self.value()
        self._about_element()
        return [[key, data]]

    def _about_element(self) -> None:
        """What may be said of an element and makes no difference to what it is."""
        about: dict[str, Callable[[], object]] = {
            "timeout": self.take,
            "expires": self.take,
            "comment": self.take,
            "counter": self._counted,
            "quota": lambda: self.until(",", "}", "\n"),
            "limit": lambda: self.until(",", "}", "\n"),
        }
        while (pass_over := about.get(self.peek_text())) is not None:
            self.take()
            pass_over()

    def _counted(self) -> None:
        if self.peek_text() == "packets":
            for _ in range(4):
                self.take()

    def verdict(self) -> Tree | None:
        """`accept`, `drop`, `continue`, `return`, `jump x`, `goto x`; None when the next word is none of these."""
        text = self.peek_text()
        if text in ("accept", "drop", "continue", "return"):
            self.take()
            return {text: None}
        if text in ("jump", "goto"):
            self.take()
            return {text: {"target": self.take().text}}
        return None


def plain(text: str) -> Tree:
    """A word as a value: number, network, range, or text."""
    if text.isdecimal() and len(text) <= 40:
        return int(text)
    if text[:2] in ("0x", "0X"):
        try:
            return int(text, 16)
        except ValueError:
            return text
    address, slash, length = text.partition("/")
    if slash and length.isdecimal() and len(length) <= 3:
        return {"prefix": {"addr": address, "len": int(length)}}
    first, dash, last = text.partition("-")
    if dash and last and _ends_a_range(first) and _ends_a_range(last):
        return {"range": [plain(first), plain(last)]}
    return text


def _ends_a_range(text: str) -> bool:
    if text.isdecimal() or text[:2] == "0x":
        return True
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
