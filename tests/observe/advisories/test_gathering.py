"""Advisories from folders, archives and copies of a provider's site: all that can be used is, and the rest is said."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from keur.observe.advisories import archives, sources
from keur.observe.advisories.feeds import FeedKind
from keur.observe.advisories.gathering import Gathered, read_folder, read_paths
from tests.observe.advisories.documents import document, dumped, leaf
from tests.products.labels import CORPUS

ONE = dumped(document(leaf("S7-1200", "<V4.7", "P1"), id="ONE"))
TWO = dumped(document(leaf("S7-1500", "<V2.9", "P1"), id="TWO"))


def ids(gathered: Gathered) -> list[str]:
    return [one.id for one in gathered.advisories]


def said(gathered: Gathered) -> str:
    return "\n".join(f"{one.file} {one.where} {one.text.en}" for one in gathered.problems)


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_folders_and_archives_give_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "folder" / "white" / "2026"
    folder.mkdir(parents=True)
    (folder / "one.json").write_bytes(ONE)
    (folder / "two.json").write_bytes(TWO)
    archive = zipped(tmp_path / "a.zip", **{"white/one.json": ONE, "white/two.json": TWO})
    packed = tmp_path / "a.tar.gz"
    with tarfile.open(packed, "w:gz") as tar:
        tar.add(folder, "white")
    for path in (tmp_path / "folder", archive, packed):
        found = read_paths((path,))
        assert (ids(found), found.problems) == (["ONE", "TWO"], []), path


def test_the_newest_revision_counts_and_equal_numbers_with_other_content_are_said(tmp_path: Path) -> None:
    for at, revision in enumerate(("2", "10", "9")):
        data = dumped(document(leaf("S7-1200", "<V4.7", "P1"), id="ONE", revision=revision))
        (tmp_path / f"{at}.json").write_bytes(data)
    found = read_folder(tmp_path)
    assert [one.version for one in found.advisories] == ["10"]
    assert [one.version for one in found.earlier] == ["2", "9"]
    (tmp_path / "other.json").write_bytes(dumped(document(leaf("S7-1200", "<V4.8", "P1"), id="ONE", revision="10")))
    assert "same id and revision" in said(read_folder(tmp_path))


def test_a_mirror_is_held_against_its_hashes_and_its_feed(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(ONE)
    (tmp_path / "one.json.sha256").write_text(hashlib.sha256(ONE).hexdigest() + "  one.json\n")
    (tmp_path / "two.json").write_bytes(TWO)
    (tmp_path / "two.json.sha256").write_text("0" * 64 + "  two.json\n")
    (tmp_path / "index.txt").write_text("one.json\ntwo.json\n")
    (tmp_path / "changes.csv").write_text('"one.json","2026-01-01T00:00:00Z"\n')
    entries = [{"id": name, "content": {"src": f"https://example.com/{name}.json"}} for name in ("one", "two", "three")]
    (tmp_path / "feed.json").write_text(json.dumps({"feed": {"id": "x", "entry": entries}}))
    (tmp_path / "provider-metadata.json").write_text('{"metadata_version": "2.0", "canonical_url": "x"}')
    found = read_folder(tmp_path)
    assert ids(found) == ["ONE", "TWO"]
    assert "two.json  its SHA-256 does not fit" in said(found)
    assert "lists 1 of 3 documents that are not here: three.json" in said(found)
    assert len(found.problems) == 2


def test_hostile_archives_and_files_leave_the_rest_usable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (archives, sources):
        monkeypatch.setattr(module, "MOST_BYTES", 100_000)
    bomb = zipped(tmp_path / "bomb.zip", bomb=b" " * 3_000_000, one=ONE)
    (tmp_path / "large.json").write_bytes(b" " * 200_000)
    (tmp_path / "bomb.json.gz").write_bytes(gzip.compress(b" " * 3_000_000))
    (tmp_path / "cut.zip").write_bytes(bomb.read_bytes()[:-40])
    (tmp_path / "notes.json").write_text('{"hello": 1}')
    (tmp_path / "half.json").write_bytes(ONE[:200])
    (tmp_path / "loop").symlink_to(tmp_path)
    found = read_folder(tmp_path)
    problems = said(found)
    assert ids(read_paths((bomb,))) == ["ONE"] and "bomb.zip!bomb" in said(read_paths((bomb,)))
    for name in ("large.json", "bomb.json.gz", "cut.zip", "notes.json", "half.json"):
        assert name in problems
    assert all(one.text.nl and one.lost for one in found.problems)


def test_an_archive_has_a_limit_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(tmp_path / "a.zip", **{f"{at}.json": ONE for at in range(20)})
    monkeypatch.setattr(archives, "MOST_UNPACKED_BYTES", len(ONE) * 5)
    found = read_paths((archive,))
    assert ids(found) == ["ONE"] and "the rest was not read" in said(found)


def test_a_tar_that_ends_early_gives_what_it_has(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, data in (("one.json", ONE), ("two.json", TWO)):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    (tmp_path / "a.tar").write_bytes(buffer.getvalue()[: 512 + 1024 + 700])
    found = read_paths((tmp_path / "a.tar",))
    assert "a.tar" in said(found)


def test_lists_are_known_by_content_and_say_their_day(tmp_path: Path) -> None:
    (tmp_path / "kev.json").write_text(
        json.dumps(
            {
                "catalogVersion": "2026.08.07",
                "dateReleased": "2026-08-07T16:45:47Z",
                "vulnerabilities": [{"cveID": "CVE-2021-22681", "dateAdded": "2026-03-05", "dueDate": "2026-03-26"}],
            }
        )
    )
    (tmp_path / "epss.csv.gz").write_bytes(
        gzip.compress(
            b"#model_version:v1,score_date:2026-09-29T00:00:00Z\ncve,epss,percentile\nCVE-2021-22681,0.1,0.9\nx,1,1\n"
        )
    )
    (tmp_path / "ssvc.csv").write_text(
        "cve,exploitation,automatable,technical_impact,timestamp\nCVE-2021-22681,active,no,total,2024-10-24T00:00:00Z\n"
    )
    found = read_folder(tmp_path)
    feeds = found.feeds
    assert feeds.of(FeedKind.KEV, "CVE-2021-22681") == {"date_added": "2026-03-05", "due": "2026-03-26"}
    assert feeds.of(FeedKind.EPSS, "CVE-2021-22681") == {"epss": "0.1", "percentile": "0.9"}
    assert feeds.newest[FeedKind.SSVC].date == dt.date(2024, 10, 24)
    assert "line 4 is no row with a CVE number" in said(found)
    notes = dict(feeds.notes(dt.date(2026, 9, 30)))
    assert "old, of 2026-08-07" in notes[FeedKind.KEV].en and "of 2026-09-29" in notes[FeedKind.EPSS].en
    assert "missing" in dict(Gathered().feeds.notes(dt.date(2026, 1, 1)))[FeedKind.KEV].en


def test_every_advisory_of_the_corpus_is_read() -> None:
    if not CORPUS.is_dir():
        pytest.skip("needs the advisories in ../shared/data, not part of keur")
    found = read_folder(CORPUS)
    assert len(found.advisories) == 486 and sum(len(one.products) for one in found.advisories) == 4_747
    assert found.problems == []
