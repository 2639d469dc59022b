"""Rules of `nft` text to lists of statements, in the shape of libnftables-json(5) (nft(8), STATEMENTS)."""

from __future__ import annotations

from keur.observe.firewalls.nft.expressions import OPERATORS, Expressions, Unreadable, plain
from keur.observe.firewalls.nft.tree import Tree

__all__ = ["Statements", "Unreadable"]

ENDS = ("\n", ";", "}")


class Statements(Expressions):
    def rule(self) -> tuple[list[Tree], str]:
        """Statements of one rule, and its comment. Ends at the end of the line."""
        found: list[Tree] = []
        comment = ""
        while not (self.peek() is None or self.is_mark(*ENDS)):
            self._expand_variable()
            if self.peek_text() == "comment":
                self.take()
                comment = self.take().text
                continue
            found.append(self._statement())
        return found, comment

    def _statement(self) -> Tree:
        verdict = self.verdict()
        if verdict is not None:
            return verdict
        text = self.peek_text()
        own = {
            "counter": self._counter,
            "reject": self._reject,
            "log": self._log,
            "limit": self._limit,
            "quota": self._limit,
            "masquerade": self._translation,
            "redirect": self._translation,
            "snat": self._translation,
            "dnat": self._translation,
            "queue": self._queue,
            "flow": self._flow,
            "add": self._update,
            "update": self._update,
            "delete": self._update,
            "set": self._update,
        }.get(text)
        if own is not None:
            return own()
        if text in ("notrack", "tproxy", "dup", "fwd", "synproxy", "meter", "xt", "last", "secmark"):
            self.take()
            if text == "meter":
                self.take()
                return {text: self.braces()}
            return {text: None if text == "notrack" else self._options()}
        return self._match_or_set()

    def _options(self) -> list[str]:
        """Words of a statement that must be the last of its rule."""
        return self.rest_of_statement()

    def _counter(self) -> Tree:
        self.take()
        if self.peek_text() == "name":
            self.take()
            self.take()
        if self.peek_text() != "packets":
            return {"counter": None}
        self.take()
        packets = self.take().text
        self.expect("bytes")
        self.take()
        return {"counter": {"packets": int(packets)} if packets.isdecimal() and len(packets) < 25 else None}

    def _reject(self) -> Tree:
        self.take()
        if self.peek_text() == "with":
            self.take()
            kind = self.take().text
            if kind == "tcp":
                self.expect("reset")
            else:
                if self.peek_text() == "type":
                    self.take()
                self.take()
        return {"reject": None}

    def _log(self) -> Tree:
        self.take()
        while self.peek_text() in ("prefix", "level", "group", "snaplen", "queue-threshold", "flags"):
            if self.take().text != "flags":
                self.take()
                continue
            while self.peek_text() in ("tcp", "ip", "skuid", "ether", "all", "sequence", "options", ","):
                self.take()
        return {"log": None}

    def _limit(self) -> Tree:
        kind = self.take().text
        if self.peek_text() == "name":
            self.take()
            return {kind: self.take().text}
        words = [self.take().text]
        while self.peek_text() in ("over", "until", "burst", "bytes", "packets", "mbytes", "kbytes", "used", "/") or (
            self.peek_text()[:1].isdigit()
        ):
            words.append(self.take().text)
        return {kind: " ".join(words)}

    def _queue(self) -> Tree:
        self.take()
        return {"queue": self._options()}

    def _flow(self) -> Tree:
        self.take()
        self.take()
        self.take()
        return {"flow": None}

    def _update(self) -> Tree:
        """`add @set { key timeout 1h }`: adds what it sees to a set; decides nothing."""
        self.take()
        word = self.take().text
        if word in ("add", "update", "delete"):  # `set add key @set`, the old order
            self.expression()
            self.take()
        else:
            self.until("\n", ";") if not self.is_mark("{") else self.braces_of_anything()
        return {"set": None}

    def braces_of_anything(self) -> None:
        self.take()
        self.until("}")
        self.take()

    def _translation(self) -> Tree:
        kind = self.take().text
        found: dict[str, Tree] = {}
        if self.peek_text() in ("ip", "ip6"):
            found["family"] = self.take().text
            if self.peek_text() == "addr":  # `dnat ip addr . port to ...`
                while self.take().text != "to":
                    pass
                self.step_back()
        if self.peek_text() in ("prefix", "interval"):
            found["type_flags"] = self.take().text
        if self.peek_text() == "to":
            self.take()
            self._expand_variable()
            self._target(found)
        while self.peek_text() in ("random", "fully-random", "persistent", ","):
            self.take()
        return {kind: found}

    def _target(self, found: dict[str, Tree]) -> None:
        word = self.peek()
        if word is None:
            raise Unreadable("to")
        if word.text[:1] == ":":
            self.take()
            found["port"] = plain(word.text[1:] or self.take().text)
            return
        if word.text in ("ip", "ip6", "tcp", "udp", "th", "meta", "iifname", "oifname", "ct", "fib", "numgen", "jhash"):
            key = self.expression()
            while self.peek_text() in ("mod", "offset", "seed", "random", "inc") or self.peek_text().isdecimal():
                self.take()
            self.expect("map")
            data = self.take().text if self.peek_text().startswith("@") else {"set": self.braces()}
            found["addr"] = {"map": {"key": key, "data": data}}
            return
        if self.is_mark("["):
            self.take()
            found["addr"], port = plain(self.take().text), ""
            self.expect("]")
        else:
            found["addr"], port = _split(self.take().text)
        if self.peek_text()[:1] == ":" and not port:
            port = self.take().text[1:]
        if port:
            found["port"] = plain(port)

    def _match_or_set(self) -> Tree:
        left = self.expression()
        if self.peek_text() == "set":
            self.take()
            self._set_value()
            return {"mangle": {"key": left}}
        if self.peek_text() == "vmap":
            self.take()
            self._expand_variable()
            data = self.take().text if self.peek_text().startswith("@") else {"set": self.braces()}
            return {"vmap": {"key": left, "data": data}}
        if self.peek_text() not in OPERATORS and (self.is_mark(*ENDS) or self.peek() is None):
            raise Unreadable(str(next(iter(left))))
        return {"match": {"op": self.operator(), "left": left, "right": self.right_side()}}

    def _set_value(self) -> None:
        """The value of `mark set ...`: decides nothing, and may be an expression of its own."""
        self.take()
        while self.peek_text() in ("map", "&", "|", "^", "and", "or", "xor", "<<", ">>", "mod", "offset", "seed", "."):
            self.take()
            if self.is_mark("{"):
                self.braces()
            else:
                self.take()


def _split(text: str) -> tuple[Tree, str]:
    """Address and port of `10.0.0.1:80`, `[fd00::1]:80`, `10.0.0.1-10.0.0.9`."""
    if text.count(":") == 1:
        address, _, port = text.partition(":")
        return plain(address), port
    return plain(text), ""
