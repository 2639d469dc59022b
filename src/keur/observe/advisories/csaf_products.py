"""The product tree of a CSAF document: branches, bare products, and products installed on others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from keur.observe.advisories.json_text import clean
from keur.observe.advisories.model import Problem, Product
from keur.plant.model import Text

DEEPEST = 40
"""Levels of branches that are followed; the standard allows 30."""
MOST_PRODUCTS = 100_000
MOST_BRANCHES = 1_000_000
MOST_PLATFORMS = 5_000_000
"""Products on which others must be installed, of all products of a tree together."""

_VERSION_BRANCHES = ("product_version", "product_version_range")
_ON = ("installed_on", "installed_with", "default_component_of", "external_component_of", "optional_component_of")
_LOOKS_LIKE_VERSION = re.compile(r"^(?:[<>=*]|vers:|all\b|v?\d+(?:\.\d+)+|v\d)", re.IGNORECASE)

_NO_TEXT = Text(nl="heeft geen `product_id` en `name` als tekst", en="has no `product_id` and `name` as text")
_TWICE = Text(
    nl="dit `product_id` staat er twee keer; het eerste product geldt",
    en="this `product_id` stands here twice; the first product counts",
)
_DANGLING = Text(
    nl="verwijst naar een product dat de productboom niet heeft",
    en="refers to a product that the product tree does not have",
)
_CIRCLE = Text(
    nl="verwijst in een kring naar zichzelf; dit product is overgeslagen",
    en="refers to itself in a circle; this product was left out",
)

_TOO_LONG = Text(
    nl="verwijst door te veel producten heen; dit product is overgeslagen",
    en="refers through too many products; this product was left out",
)


class Tree:
    """The products of a tree by id. What cannot be used is reported and left out."""

    def __init__(self, value: Any, file: str, problems: list[Problem]) -> None:
        self.products: dict[str, Product] = {}
        self.groups: dict[str, frozenset[str]] = {}
        self.others: set[str] = set()
        """Ids that are defined, but not usable as a product; references to them are not reported again."""
        self._file = file
        self._problems = problems
        self._pending: dict[str, tuple[str, Mapping[str, Any], list[str]]] = {}
        self._depth: dict[str, int] = {}
        """How deeply the platforms of a product stand in each other."""
        self._platforms = 0
        if value is None:
            return
        if not isinstance(value, dict):
            self._report("/product_tree", Text(nl="is geen object", en="is no object"))
            return
        self._branches(value.get("branches"))
        for at, product in enumerate(_list(value.get("full_product_names"))):
            self._add(product, (), f"/product_tree/full_product_names/{at}")
        self._relationships(value)
        for group in _list(value.get("product_groups")):
            if isinstance(group, dict) and isinstance(group.get("group_id"), str):
                ids = frozenset(one for one in _list(group.get("product_ids")) if isinstance(one, str))
                self.groups[group["group_id"]] = ids & self.products.keys()

    def _report(self, where: str, text: Text) -> None:
        self._problems.append(Problem(self._file, where, text, lost=True))

    def _branches(self, value: Any) -> None:
        if value is not None and not isinstance(value, list):
            self._report("/product_tree/branches", Text(nl="is geen lijst", en="is no list"))
            return
        todo: list[tuple[Any, tuple[tuple[str, str], ...], str]] = [(value or [], (), "/product_tree/branches")]
        count = 0
        while todo:
            branches, path, where = todo.pop()
            count += len(_list(branches))
            if count > MOST_BRANCHES:
                self._report(
                    where,
                    Text(nl="te veel takken; de rest is niet gelezen", en="too many branches; the rest was not read"),
                )
                return
            if len(path) >= DEEPEST:
                self._report(where, Text(nl="takken staan te diep in elkaar", en="branches are nested too deeply"))
                continue
            for at, branch in enumerate(_list(branches)):
                if not isinstance(branch, dict):
                    self._report(f"{where}/{at}", Text(nl="is geen object", en="is no object"))
                    continue
                here = (*path, (str(branch.get("category", "")), clean(str(branch.get("name", "")), 1_000).strip()))
                if "product" in branch:
                    self._add(branch["product"], here, f"{where}/{at}/product")
                if "branches" in branch:
                    todo.append((branch["branches"], here, f"{where}/{at}/branches"))

    def _add(self, value: Any, path: tuple[tuple[str, str], ...], where: str, on: tuple[Product, ...] = ()) -> None:
        id, name = (value.get("product_id"), value.get("name")) if isinstance(value, dict) else (None, None)
        if not isinstance(id, str) or not isinstance(name, str):
            self._report(where, _NO_TEXT)
            return
        if id in self.products:
            self._report(f"{where}/product_id", _TWICE)
            return
        if len(self.products) >= MOST_PRODUCTS:
            if id not in self.others:
                self._report(where, Text(nl="te veel producten", en="too many products"))
            self.others.add(id)
            return
        helper = value.get("product_identification_helper")
        self.products[id] = _product(id, clean(name, 2_000), path, helper if isinstance(helper, dict) else {}, on)

    def _relationships(self, tree: Mapping[str, Any]) -> None:
        for at, one in enumerate(_list(tree.get("relationships"))):
            where = f"/product_tree/relationships/{at}"
            if isinstance(one, dict) and one.get("category") in _ON:
                refers = [one.get("product_reference"), one.get("relates_to_product_reference")]
                self._wait(one.get("full_product_name"), refers, where)
        for at, one in enumerate(_list(tree.get("product_paths"))):
            where = f"/product_tree/product_paths/{at}"
            if isinstance(one, dict):
                steps = [
                    step.get("next_product_reference") for step in _list(one.get("subpaths")) if isinstance(step, dict)
                ]
                self._wait(one.get("full_product_name"), [one.get("beginning_product_reference"), *steps], where)
        for id in list(self._pending):
            self._resolve(id)

    def _wait(self, name: Any, refers: list[Any], where: str) -> None:
        id = name.get("product_id") if isinstance(name, dict) else None
        if not isinstance(id, str) or not all(isinstance(one, str) for one in refers):
            self._report(where, _NO_TEXT)
        elif id in self._pending or id in self.products:
            self._report(f"{where}/full_product_name/product_id", _TWICE)
        else:
            self._pending[id] = (where, name, refers)

    def _resolve(self, id: str) -> None:
        """Makes a product of a relationship, after those that it refers to; chains may be long."""
        stack, open_ids = [id], {id}
        while stack:
            current = stack[-1]
            if current not in self._pending:
                open_ids.discard(stack.pop())
                continue
            where, name, refers = self._pending[current]
            waiting = [one for one in refers if one in self._pending]
            if any(one in open_ids for one in waiting):
                self._drop(current, where, _CIRCLE)
            elif waiting:
                stack.append(waiting[0])
                open_ids.add(waiting[0])
            elif any(one not in self.products for one in refers):
                known = any(one in self.others for one in refers)
                self._drop(current, where, _CIRCLE if known else _DANGLING)
            else:
                del self._pending[current]
                first, *rest = (self.products[one] for one in refers)
                depth = max([self._depth.get(refers[0], 0), *(1 + self._depth.get(one, 0) for one in refers[1:])])
                self._platforms += len(first.platforms) + len(rest)
                if depth > DEEPEST or self._platforms > MOST_PLATFORMS:
                    self.others.add(current)
                    self._report(where, _TOO_LONG)
                    continue
                self._depth[current] = depth
                path = (("vendor", first.vendor), *(("product_name", one) for one in first.names))
                path += (("product_version_range", first.version),) if first.version else ()
                self._add(name, path, where, (*first.platforms, *rest))

    def _drop(self, id: str, where: str, text: Text) -> None:
        del self._pending[id]
        self.others.add(id)
        self._report(where, text)


def _product(
    id: str, name: str, path: tuple[tuple[str, str], ...], helper: Mapping[str, Any], on: tuple[Product, ...]
) -> Product:
    vendor = next((text for kind, text in path if kind == "vendor"), "")
    versions = [text for kind, text in path if kind in _VERSION_BRANCHES]
    names = [
        text
        for kind, text in path
        if kind in ("product_family", "product_name", "service_pack", "patch_level") and text
    ]
    if not versions and len(names) > 1 and _LOOKS_LIKE_VERSION.match(names[-1]):
        versions.append(names.pop())
    cpe = helper.get("cpe")
    return Product(
        id=id,
        vendor=vendor,
        names=tuple(names),
        version=versions[-1] if versions else "",
        full_name=name,
        model_numbers=_texts(helper.get("model_numbers")),
        skus=_texts(helper.get("skus")),
        serial_numbers=_texts(helper.get("serial_numbers")),
        cpe=cpe if isinstance(cpe, str) else "",
        purls=_texts(helper.get("purls", [helper["purl"]] if "purl" in helper else [])),
        platforms=on,
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(clean(one, 200) for one in _list(value) if isinstance(one, str))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
