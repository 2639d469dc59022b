"""The documentation names all there is, its examples run, its machine formats hold, and its links lead somewhere."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import jsonschema
import pytest
from click.testing import CliRunner

from keur._rust import capture as capture_core
from keur.assess.unread import BY_PROTOCOL, REASONS
from keur.checks.registry import discover
from keur.cli import VERBS, main
from keur.facts.flows import COLUMNS, OPERATION_COLUMNS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CAPTURES = sorted((ROOT / "demo/observed/captures").glob("*.pcap"))
FLOWS_SCHEMA = json.loads((DOCS / "formats/flows.schema.json").read_text(encoding="utf-8"))
WRITTEN = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])

_spec = importlib.util.spec_from_file_location("documentation", DOCS / "make.py")
assert _spec and _spec.loader
documentation = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(documentation)


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text(name), re.M | re.S)
    assert found, f"docs/{name} has no heading `## {heading}`"
    return found[1]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_option_and_choice_is_documented(verb: str) -> None:
    about = section("command-line.md", f"keur {verb}")
    for command in commands(main, verb):
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                for name in parameter.opts:
                    assert f"`{name}`" in about or f"`{name} " in about, f"{verb} {name}"
            if isinstance(parameter.type, click.Choice):
                assert "\\|".join(parameter.type.choices) in about, f"{verb} {parameter.name}"


def commands(group: click.Group, verb: str) -> list[click.Command]:
    """The command of a verb, or those below it."""
    found = group.get_command(click.Context(group), verb)
    assert found is not None
    if isinstance(found, click.Group):
        return [one for name in found.list_commands(click.Context(found)) for one in commands(found, name)]
    return [found]


def test_every_check_and_protocol_has_its_page_and_stands_in_an_index() -> None:
    pages = documentation.generated()
    for check in discover():
        for folder in ("checks", "checks/nl"):
            assert pages[f"{folder}/{check.id}.md"].startswith("# ")
            assert f"({check.id}.md)" in pages[f"{folder}/index.md"]
    for name in {*capture_core.protocols(), *(row[0] for row in capture_core.functions())}:
        assert f"({name}.md)" in pages["protocols/index.md"]
    for protocol, code, _, operation_class, _ in capture_core.functions():
        assert re.search(
            rf"^\| `{re.escape(code)}` \| .* \| {operation_class} \| ", pages[f"protocols/{protocol}.md"], re.M
        )


def test_every_operation_has_a_source() -> None:
    assert [row for row in capture_core.functions() if not row[4].strip()] == []


def test_every_reason_of_the_tally_is_explained() -> None:
    table = section("reading.md", "What the tally says")
    for reason in REASONS:
        assert f"`{reason}`" in table or f"`{reason}-<" in table
    for reason in BY_PROTOCOL:
        assert f"`{reason}-<protocol>`" in table
    gathering = (ROOT / "src/keur/facts/gathering.py").read_text(encoding="utf-8")
    for reason in set(re.findall(r'"(capture-[a-z-]+)"', gathering)):
        assert f"`{reason}`" in table


@pytest.mark.parametrize(
    ("file", "constant", "unit"),
    [
        ("reading.rs", "MOST_CONVERSATIONS", 1),
        ("hosts.rs", "MOST_HOSTS", 1),
        ("record.rs", "MOST_IDENTITIES", 1),
        ("record.rs", "MOST_FUNCTIONS", 1),
        ("container.rs", "LONGEST_PACKET", 1024 * 1024),
        ("stream.rs", "MOST_EARLY", 1),
        ("stream.rs", "MOST_EARLY_BYTES", 1024),
        ("conversation.rs", "MOST_WAITING", 1),
        ("conversation.rs", "MOST_WAITING_BYTES", 1024),
        ("ip.rs", "MOST_OPEN", 1),
        ("tpkt.rs", "LONGEST_JOINED", 1024),
    ],
)
def test_the_bounds_are_those_of_the_capture_core(file: str, constant: str, unit: int) -> None:
    source = (ROOT / "capture/src" / file).read_text(encoding="utf-8")
    found = re.search(rf"const {constant}: usize = ([\d_ *]+);", source)
    assert found, constant
    product = 1
    for factor in found[1].split("*"):
        product *= int(factor)
    suffix = {1: "", 1024: " KiB", 1024 * 1024: " MiB"}[unit]
    assert re.search(rf"\| (\d+, or )?{product // unit:,}{suffix}[ ,]", section("reading.md", "Bounds")), constant


def test_flows_of_the_demo_keep_to_their_published_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(FLOWS_SCHEMA)
    judge = jsonschema.Draft202012Validator(FLOWS_SCHEMA)
    answer = CliRunner().invoke(main, ["flows", *map(str, CAPTURES), "--format", "jsonl"])
    assert answer.exit_code == 0
    rows = [json.loads(line) for line in answer.stdout.splitlines()]
    assert len(rows) > 50
    for row in rows:
        judge.validate(row)
        assert list(row) == ["segment", *COLUMNS, "operations", "file"]
    assert any(row["transport"] == "l2" for row in rows)
    assert sum(len(row["operations"]) for row in rows) > 100


def test_the_schema_of_flows_has_the_columns_and_refuses_what_breaks_the_contract() -> None:
    assert FLOWS_SCHEMA["required"] == ["segment", *COLUMNS, "operations", "file"] == list(FLOWS_SCHEMA["properties"])
    operation = FLOWS_SCHEMA["$defs"]["operation"]
    assert operation["required"] == list(OPERATION_COLUMNS) == list(operation["properties"])
    about = section("formats.md", "`keur flows --format jsonl`: keur-flows, version 1")
    for name in (*COLUMNS, *OPERATION_COLUMNS):
        assert f"`{name}`" in about, name
    answer = CliRunner().invoke(main, ["flows", str(CAPTURES[0]), "--format", "jsonl", "--limit", "1"])
    row = json.loads(answer.stdout)
    for key, wrong in (("client_port", 65536), ("recognised_by", "luck"), ("transport", "sctp"), ("first_frame", 0)):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**row, key: wrong}, FLOWS_SCHEMA, cls=jsonschema.Draft202012Validator)
    row["operations"][0]["class"] = "meddle"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(row, FLOWS_SCHEMA, cls=jsonschema.Draft202012Validator)


def test_the_examples_of_the_library_run_on_the_demo_plant(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "demo", tmp_path / "demo", ignore=shutil.ignore_patterns(".keur"))
    examples = re.findall(r"```python\n(.*?)```", text("library.md"), re.S)
    assert len(examples) == 3
    said = [
        subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
        for example in examples
    ]
    assert "sends PLC Stop (control) to plc-dsp" in said[0]
    assert "('remote', 'bioreactors', 's7comm', 'breach')" in said[0]
    assert "pc-qa data missing" in said[1]
    assert "modbus" in said[2]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_files_and_headings_that_are_there(path: Path) -> None:
    # The builder looks at links between pages; this also at images, schemas and the files outside `docs`.
    written = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    pages = {(DOCS / name).resolve() for name in documentation.generated()}
    for link in re.findall(r"\]\(([^)#\s]+)", written):
        if not re.match(r"[a-z]+:", link):
            target = (path.parent / link).resolve()
            assert target.exists() or target in pages, link


def test_a_decision_fits_on_a_page() -> None:
    for path in (DOCS / "decisions").glob("*.md"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 40, path.name


def test_the_site_builds_without_a_warning_and_loads_nothing_from_the_network(tmp_path: Path) -> None:
    assert documentation.build(tmp_path) == 0
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 80
    for page in pages:
        loaded = re.findall(r'(?:src|<link[^>]*href)="?(https?:[^" >]+)', page.read_text(encoding="utf-8"))
        assert loaded == [], page.name


def test_a_link_to_a_page_that_is_not_there_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documentation, "generated", lambda: {"decisions/index.md": "# Decisions\n\n[gone](gone.md)\n"})
    assert documentation.build(tmp_path) != 0
