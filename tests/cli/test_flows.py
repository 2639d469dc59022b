"""`keur flows`: the conversations of captures, in every shape, from every source."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import random
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import Result

from tests.cli.conftest import CAPTURES, OTHER, SMALL

Keur = Callable[..., Result]
KEYS = (  # the contract, keur-flows version 1
    "segment client server client_mac server_mac vlan transport ethertype client_port server_port protocol "
    "recognised_by first_us last_us packets_to_server packets_to_client bytes_to_server bytes_to_client first_frame "
    "operations"
).split()  # noqa: SIM905
OPERATION_KEYS = {"function", "name", "class", "to_server", "count", "errors", "first_frame"}


def rows(done: Result) -> list[dict[str, Any]]:
    assert (done.exit_code, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_is_a_conversation_with_the_documented_keys(keur: Keur) -> None:
    found = rows(keur("flows", OTHER, "--format", "jsonl", "--segment", "safety"))
    assert len(found) > 1
    for row in found:
        assert list(row)[: len(KEYS)] == KEYS and row["segment"] == "safety"
        assert all(operation.keys() >= OPERATION_KEYS for operation in row["operations"])
    assert sum(row["packets_to_server"] + row["packets_to_client"] for row in found) <= len(records(OTHER))


def test_all_shapes_hold_the_same_conversations(keur: Keur, tmp_path: Path) -> None:
    lines = rows(keur("flows", OTHER, "--format", "jsonl"))
    table = list(csv.DictReader(io.StringIO(keur("flows", OTHER, "--format", "csv").stdout)))
    keur("flows", OTHER, "--format", "parquet", "--output", tmp_path / "f.parquet")
    cursor = duckdb.execute(f"SELECT * FROM '{tmp_path}/f.parquet'")
    names = [column[0] for column in cursor.description or ()]
    parquet = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    assert parquet == lines
    assert [{**row, "operations": ""} for row in table] == [
        {name: "" if value is None else str(value) for name, value in {**row, "operations": ""}.items()}
        for row in lines
    ]
    assert [row["operations"].count(";") for row in table] == [max(len(r["operations"]) - 1, 0) for r in lines]


@pytest.mark.parametrize(("language", "words"), [("nl", "gesprekken"), ("en", "conversations")])
def test_the_table_shows_the_largest_and_says_how_many_there_are(keur: Keur, language: str, words: str) -> None:
    whole = rows(keur("flows", OTHER, "--format", "jsonl"))
    largest = max(whole, key=lambda row: row["bytes_to_server"] + row["bytes_to_client"])
    shown = keur("flows", OTHER, "--limit", "1", language=language).stdout
    assert largest["client"] in shown.splitlines()[1] and largest["server"] in shown.splitlines()[1]
    assert f"1 van {len(whole)} " in shown or f"1 of {len(whole)} " in shown
    assert words in shown
    assert len(keur("flows", OTHER, "--limit", "0").stdout.splitlines()) == len(whole) + 2


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input_is_read_as_a_file_is(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    words: list[str] = [sys.executable, "-m", "keur", "flows", "-", "--format", "jsonl"]
    done = subprocess.run(words, input=pack(OTHER.read_bytes()), capture_output=True, check=True)
    (tmp_path / "x.pcap").write_bytes(OTHER.read_bytes())
    words[4] = str(tmp_path / "x.pcap")
    by_name = subprocess.run(words, capture_output=True, check=True).stdout
    assert done.stdout == by_name.replace(f'"file":"{tmp_path}/x.pcap"'.encode(), b'"file":"-"') != b""


def records(capture: Path) -> list[bytes]:
    data, at, found = capture.read_bytes(), 24, []
    while at < len(data):
        size = 16 + struct.unpack_from("<I", data, at + 8)[0]
        found.append(data[at : at + size])
        at += size
    return found


@pytest.mark.parametrize("capture", [CAPTURES / "supervision.pcap", CAPTURES / "hvac.pcap"], ids=lambda p: p.stem)
def test_a_capture_cut_in_pieces_is_the_same_network_in_any_order(keur: Keur, tmp_path: Path, capture: Path) -> None:
    header, packets = capture.read_bytes()[:24], records(capture)
    whole = [without_place(row) for row in rows(keur("flows", capture, "--format", "jsonl"))]
    chance = random.Random(4)
    cuts = [0, *sorted(chance.sample(range(1, len(packets)), 6)), len(packets)]
    pieces = []
    for number, (start, end) in enumerate(itertools.pairwise(cuts)):
        pieces.append(tmp_path / f"piece-{chance.randrange(1_000_000)}-{number}.pcap")
        pieces[-1].write_bytes(header + b"".join(packets[start:end]))
    for _ in range(3):
        chance.shuffle(pieces)
        assert [without_place(row) for row in rows(keur("flows", *pieces, "--format", "jsonl"))] == whole


def without_place(row: dict[str, Any]) -> dict[str, Any]:
    """A row without file and frame numbers, which cutting changes by its nature."""
    kept = {key: value for key, value in row.items() if key not in ("file", "first_frame")}
    kept["operations"] = [
        {key: value for key, value in operation.items() if key != "first_frame"} for operation in row["operations"]
    ]
    return kept


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ["missing.pcap", "empty.pcap", "text.pcap", "header.pcap", "folder"])
def test_what_is_no_capture_is_named_with_what_to_do(keur: Keur, tmp_path: Path, name: str, language: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.pcap").write_bytes(b"")
    (tmp_path / "text.pcap").write_text("a text that is no capture at all")
    (tmp_path / "header.pcap").write_bytes(SMALL.read_bytes()[:12])
    done = keur("flows", SMALL, tmp_path / name, "--format", "jsonl", language=language)
    assert (done.exit_code, done.stdout) == (2, "")
    start = "Fout" if language == "nl" else "Error"
    assert done.stderr.startswith(f"{start}: {tmp_path / name}: ") and "; " in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_capture_that_breaks_off_gives_all_before_and_says_so(keur: Keur, tmp_path: Path) -> None:
    packets = records(OTHER)
    (tmp_path / "cut.pcap").write_bytes(OTHER.read_bytes()[:-3])
    done = keur("flows", tmp_path / "cut.pcap", "--format", "jsonl", "--quiet")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0 and found
    assert sum(row["packets_to_server"] + row["packets_to_client"] for row in found) <= len(packets) - 1
    assert f"{tmp_path}/cut.pcap: " in done.stderr and "Not (fully) read" in done.stderr
    dutch = keur("flows", tmp_path / "cut.pcap", "--format", "jsonl", language="nl").stderr
    assert "houdt midden in een pakket op" in dutch


@pytest.mark.parametrize("kind", ["table", "csv", "jsonl", "parquet"])
def test_output_that_cannot_be_written_is_an_error(keur: Keur, tmp_path: Path, kind: str) -> None:
    done = keur("flows", SMALL, "--format", kind, "-o", tmp_path / "no" / "file")
    assert done.exit_code == 2 and f"{tmp_path}/no/file: does not exist" in done.stderr
    done = keur("flows", SMALL, "--format", kind, "-o", "/dev/full", language="nl")
    assert done.exit_code == 2 and "/dev/full: de schijf is vol" in done.stderr


def test_parquet_asks_for_a_file(keur: Keur) -> None:
    assert keur("flows", SMALL, "--format", "parquet").stderr == "Error: parquet needs --output FILE\n"


def test_a_capture_is_never_written_over(keur: Keur, tmp_path: Path) -> None:
    capture = tmp_path / "x.pcap"
    capture.write_bytes(SMALL.read_bytes())
    done = keur("flows", capture, "--format", "csv", "-o", capture)
    assert done.exit_code == 2 and "is one of the captures" in done.stderr
    assert capture.read_bytes() == SMALL.read_bytes()
