"""Text of `nft` to tables (nft(8)): blocks as `nft list ruleset` prints them, and `add` commands."""

from __future__ import annotations

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.observe.firewalls.nft.statements import Statements, Unreadable
from keur.observe.firewalls.nft.tree import ChainTree, RuleTree, SetTree, TableTree, priority
from keur.observe.firewalls.nft.words import Word, words
from keur.plant.model import Text

FAMILIES = ("ip", "ip6", "inet", "arp", "bridge", "netdev")
_TABLE = Text(nl="een tabel", en="a table")
_BESIDE = ("counter", "quota", "limit", "ct", "secmark", "synproxy", "flowtable")
"""Objects of a table that decide about no packet by themselves."""


class RulesetReader:
    """Reads a whole text; `tables` holds what it found, and the ledger what it did not understand."""

    def __init__(self, text: str, ledger: Ledger) -> None:
        self.tables: dict[tuple[str, str], TableTree] = {}
        self._ledger = ledger
        self._lines = text.split("\n")
        self._s = Statements(words(text))

    def read(self) -> list[TableTree]:
        while (word := self._s.peek()) is not None:
            if word.text in ("\n", ";", "}"):
                self._s.take()
                continue
            start = word.line
            try:
                self._command(word)
            except Unreadable as stop:
                self._ledger.gap(start, self._line(start), reasons.not_known(stop.word), Effect.EVERYTHING)
                self._s.skip_statement()
        return list(self.tables.values())

    def _line(self, number: int) -> str:
        return self._lines[number - 1].strip() if 0 < number <= len(self._lines) else ""

    def _command(self, word: Word) -> None:
        verb = word.text
        if verb == "table":
            self._s.take()
            self._table_block()
        elif verb == "define" or verb == "redefine":
            self._s.define()
            self._ledger.understood(word.line, self._s.line)
        elif verb == "flush":
            self._flush()
        elif verb in ("add", "create", "insert"):
            self._s.take()
            self._add(first=verb == "insert")
        elif verb in ("undefine", "reset", "list", "monitor"):
            self._s.skip_statement()
            self._ledger.beside(word.line)
        elif verb == "#!/usr/sbin/nft":
            self._s.skip_statement()
        else:
            # `include`, `delete`, `rename`: what they change is not here, or changes what was read.
            raise Unreadable(verb)

    def _flush(self) -> None:
        word = self._s.take()
        what = self._s.take().text
        if what == "ruleset":
            self.tables.clear()
        elif what in ("table", "chain", "set", "map"):
            table = self._named_table()
            if what == "table":
                for chain in table.chains.values():
                    chain.rules.clear()
            elif what == "chain":
                table.chains.setdefault(self._s.take().text, ChainTree("", 0)).rules.clear()
            else:
                table.sets.setdefault(self._s.take().text, SetTree("", 0)).elements.clear()
        else:
            raise Unreadable(what)
        self._s.skip_statement()
        self._ledger.understood(word.line)

    def _named_table(self) -> TableTree:
        word = self._s.take()
        family = "ip"
        if word.text in FAMILIES:
            family = word.text
            word = self._s.take()
        found = self.tables.get((family, word.text))
        if found is None:
            found = self.tables[family, word.text] = TableTree(family, word.text, word.line)
        return found

    def _add(self, *, first: bool) -> None:
        word = self._s.take()
        table = self._named_table()
        start = word.line
        if word.text == "table":
            if self._s.is_mark("{"):
                self._table_body(table)
        elif word.text == "chain":
            self._chain_block(table)
        elif word.text == "rule":
            chain = self._chain(table, self._s.take())
            if self._s.peek_text() in ("index", "position", "handle"):
                raise Unreadable(self._s.take().text)
            rule = self._rule()
            if rule is not None:
                chain.rules.insert(0, rule) if first else chain.rules.append(rule)
        elif word.text in ("set", "map"):
            self._set_block(table)
        elif word.text == "element":
            name = self._s.take()
            found = table.sets.setdefault(name.text, SetTree(name.text, name.line))
            found.elements.extend(self._s.braces())
        elif word.text in _BESIDE:
            self._s.skip_statement()
        else:
            raise Unreadable(word.text)
        self._ledger.understood(start, max(start, self._s.line))

    def _table_block(self) -> None:
        table = self._named_table()
        self._ledger.understood(table.line)
        if self._s.is_mark("{"):
            self._table_body(table)

    def _table_body(self, table: TableTree) -> None:
        self._s.take()
        while (word := self._s.peek()) is not None:
            if word.text in ("\n", ";"):
                self._s.take()
            elif word.text == "}":
                self._s.take()
                self._ledger.understood(word.line)
                return
            else:
                self._table_part(table, word)
        self._cut_short(table.line, _TABLE)

    def _table_part(self, table: TableTree, word: Word) -> None:
        try:
            self._s.take()
            if word.text == "chain":
                self._chain_block(table)
            elif word.text in ("set", "map"):
                self._set_block(table)
            elif word.text == "flags":
                table.dormant = "dormant" in self._s.rest_of_statement()
                self._ledger.understood(word.line)
            elif word.text in _BESIDE or word.text == "comment":
                self._s.skip_statement()
                self._ledger.beside(word.line, self._s.line)
            elif word.text in ("define", "redefine"):
                self._s.step_back()
                self._s.define()
                self._ledger.understood(word.line, self._s.line)
            else:
                raise Unreadable(word.text)
        except Unreadable as stop:
            self._ledger.gap(word.line, self._line(word.line), reasons.not_known(stop.word), Effect.EVERYTHING)
            self._s.skip_statement()

    def _chain(self, table: TableTree, name: Word) -> ChainTree:
        return table.chains.setdefault(name.text, ChainTree(name.text, name.line))

    def _chain_block(self, table: TableTree) -> None:
        name = self._s.take()
        chain = self._chain(table, name)
        self._ledger.understood(name.line)
        if not self._s.is_mark("{"):
            return
        self._s.take()
        while (word := self._s.peek()) is not None:
            if word.text in ("\n", ";"):
                self._s.take()
            elif word.text == "}":
                self._s.take()
                self._ledger.understood(word.line)
                return
            elif word.text == "type":
                self._hook(chain)
            elif word.text == "policy":
                self._s.take()
                chain.policy, chain.policy_line = self._s.take().text, word.line
                self._ledger.understood(word.line)
            elif word.text in ("comment", "flags") and not chain.rules:
                self._s.skip_statement()
                self._ledger.beside(word.line)
            elif (rule := self._rule()) is not None:
                chain.rules.append(rule)
        chain.cut = True
        self._cut_short(chain.line, reasons.CHAIN)

    def _hook(self, chain: ChainTree) -> None:
        first = self._s.take()
        parts = [word.text for word in self._s.until(";", "\n", "}")]
        self._ledger.understood(first.line)
        try:
            chain.type = parts[0]
            chain.hook = parts[parts.index("hook") + 1]
            number = priority(parts[parts.index("priority") + 1 :])
        except (IndexError, ValueError):
            number = None
        if number is None:
            self._ledger.gap(first.line, self._line(first.line), reasons.wrong(" ".join(parts)), Effect.EVERYTHING)
        chain.priority = number or 0

    def _set_block(self, table: TableTree) -> None:
        name = self._s.take()
        found = table.sets.setdefault(name.text, SetTree(name.text, name.line))
        if not self._s.is_mark("{"):
            raise Unreadable(name.text)
        self._s.take()
        while (word := self._s.peek()) is not None:
            self._s.take()
            if word.text == "}":
                self._ledger.understood(name.line, word.line)
                return
            if word.text == "elements":
                if self._s.take().text != "=":
                    raise Unreadable(word.text)
                found.elements.extend(self._s.braces())
            elif word.text == "flags":
                given = self._s.rest_of_statement()
                found.changing |= bool({"dynamic", "timeout"} & set(given))
            elif word.text == "timeout":
                found.changing = True
                self._s.rest_of_statement()
            elif word.text not in ("\n", ";"):
                self._s.rest_of_statement()
        self._cut_short(name.line, reasons.SET)

    def _rule(self) -> RuleTree | None:
        start = self._s.peek()
        if start is None:
            return None
        rule = RuleTree(start.line, start.line, "")
        mark = self._s.mark()
        try:
            rule.statements, rule.comment = self._s.rule()
        except Unreadable as stop:
            rule.wrong = stop.word
            self._s.skip_statement()
        rule.last_line = max(start.line, self._s.line)
        rule.text = self._s.text_since(mark)
        if rule.wrong:
            self._ledger.gap(start.line, rule.text, reasons.not_known(rule.wrong))
        else:
            self._ledger.understood(start.line, rule.last_line)
        return rule if rule.statements or rule.wrong else None

    def _cut_short(self, line: int, what: Text) -> None:
        self._ledger.gap(line, self._line(line), reasons.cut_short(what), Effect.EVERYTHING)
