"""Facts of a capture on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from keur.facts import store
from keur.facts.schema import TABLES

SHA = "ab" * 32
EMPTY: dict[str, Any] = {table: [] for table in TABLES}


class Stream:
    """An object that is nothing but a stream of rows."""

    def __init__(self, relation: Any) -> None:
        self._relation = relation

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._relation.__arrow_c_stream__(requested_schema)


def test_facts_appear_whole_or_not_at_all(tmp_path: Path) -> None:
    assert not store.has(tmp_path, SHA)
    with pytest.raises(store.FactsError, match="no table `tally`"):
        store.write(tmp_path, SHA, {table: [] for table in TABLES if table != "tally"})
    with pytest.raises(store.FactsError, match="table `conversation` has no column `colour`"):
        store.write(tmp_path, SHA, {**EMPTY, "conversation": [{"colour": "red"}]})
    assert not store.has(tmp_path, SHA)
    assert list(tmp_path.iterdir()) == []
    store.write(tmp_path, SHA, EMPTY)
    assert store.has(tmp_path, SHA)
    assert [place.name for place in tmp_path.iterdir()] == [SHA]


def test_a_capture_is_never_written_twice(tmp_path: Path) -> None:
    store.write(tmp_path, SHA, {**EMPTY, "tally": [{"file": 0, "reason": "truncated-file", "count": 1}]})
    store.write(tmp_path, SHA, EMPTY)
    connection = store.connect()
    rows = connection.execute(f"SELECT * FROM read_parquet('{tmp_path / SHA / 'tally.parquet'}')").fetchall()
    connection.close()
    assert rows == [(SHA, 0, "truncated-file", 1)]


def test_a_stream_and_a_table_of_another_connection_are_written_alike(tmp_path: Path) -> None:
    other = store.connect()
    table = other.sql("SELECT 0 AS file, 'gaps-modbus' AS reason, 3 AS count")
    store.write(tmp_path, SHA, {**EMPTY, "tally": table})
    store.write(tmp_path, "cd" * 32, {**EMPTY, "tally": Stream(table)})
    connection = store.connect()
    rows = connection.execute(f"SELECT reason, count FROM read_parquet('{tmp_path}/*/tally.parquet')").fetchall()
    connection.close()
    other.close()
    assert rows == [("gaps-modbus", 3)] * 2


def test_a_table_with_a_missing_column_is_refused_by_name(tmp_path: Path) -> None:
    other = store.connect()
    with pytest.raises(store.FactsError, match=r'table `tally` .*"reason"'):
        store.write(tmp_path, SHA, {**EMPTY, "tally": other.sql("SELECT 0 AS file, 3 AS count")})
    other.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_name_can_only_be_a_hash(tmp_path: Path) -> None:
    with pytest.raises(store.FactsError, match="is not a SHA-256"):
        store.write(tmp_path, "../elsewhere", EMPTY)


def test_a_damaged_folder_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / SHA).mkdir()
    (tmp_path / SHA / "tally.parquet").write_bytes(b"")
    store.write(tmp_path, SHA, EMPTY)
    assert store.has(tmp_path, SHA)
