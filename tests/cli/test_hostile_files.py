"""What strangers send, through the commands: a clear word, an exit code, and a plant that is whole afterwards."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.conftest import files_of

Keur = Callable[..., Result]


def advisory(id: str, **tree: Any) -> bytes:
    tracking = {"id": id, "version": "1", "status": "final", "initial_release_date": "2026-01-01"}
    document = {
        "category": "csaf_security_advisory",
        "csaf_version": "2.0",
        "title": "\x1b]0;t\x07" + id,
        "publisher": {"name": "V"},
        "tracking": tracking | {"current_release_date": "9999-99-99"},
    }
    products = tree or {"full_product_names": [{"product_id": "p", "name": "P"}]}
    return json.dumps({"document": document, "product_tree": products, "vulnerabilities": []}).encode()


GOOD = advisory("GOOD-1")
KEV = json.dumps({"catalogVersion": "1", "dateReleased": "2026-01-01", "vulnerabilities": [{"cveID": "CVE-2026-0001"}]})


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


def pax_bomb() -> bytes:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 2 << 30
    return header.tobuf(tarfile.USTAR_FORMAT) + bytes(1_000_000)


TAR = tarred({"one.json": GOOD, "two.json": advisory("GOOD-2")})
SECOND = TAR.index(b"two.json")
CHAIN = [
    {
        "category": "installed_on",
        "product_reference": "p",
        "relates_to_product_reference": f"r{at + 1}",
        "full_product_name": {"product_id": f"r{at}", "name": "R"},
    }
    for at in range(2_000)
]
ADVISORIES = {
    "bomb.zip": (zipped({"a.json": bytes(66 << 20), "b.json": GOOD}), 2, "times its size"),
    "bzip2.zip": (zipped({"a.json": bytes(9_000_000)}, zipfile.ZIP_BZIP2), 2, "in a way that keur does not read"),
    "nested.zip": (zipped({"in.zip": zipped({"a": b"1"}), "b.json": GOOD}), 1, "is packed (zip) and was not read"),
    "zstd.tar.zst": (b"\x28\xb5\x2f\xfd" + bytes(9), 2, "is packed (zstd)"),
    "corrupt.tar": (TAR[:SECOND] + b"\xff" + TAR[SECOND + 1 :], 1, "what stood before was read"),
    "cut.tar": (TAR[:SECOND], 1, "what stood before was read"),
    "cut.tar.gz": (gzip.compress(TAR)[:-9], 1, "what stood before was read"),
    "links.tar": (TAR, 1, "has 1 links or devices"),
    "pax.tar": (pax_bomb(), 2, "name of more than a megabyte"),
    "values.json": (b"[" + b"{}," * 4_000_000 + b"0]", 2, "so many small values"),
    "deep.json": (b"[" * 100_000, 2, "nested too deeply"),
    "digits.json": (b'{"a":' + b"9" * 1_000_000 + b"}", 2, "impossible number"),
    "latin.json": (GOOD.replace(b"GOOD", "é".encode("latin-1")), 2, "byte 0xe9 is not UTF-8"),
    "chain.json": (advisory("C", full_product_names=[], relationships=CHAIN), 1, "product tree does not have"),
    "circle.json": (
        advisory("C", relationships=[{**CHAIN[0], "product_reference": "r0", "relates_to_product_reference": "r0"}]),
        1,
        "in a circle",
    ),
    "rows.csv": (b"cve,epss,percentile\n" + b"x\n" * 5_000, 2, "most rows do not fit"),
    "kev.json": (KEV.replace("CVE-", "\x1b[31m").encode(), 2, "no valid JSON"),
    "\x1b[31mna\nme.json": (b"{", 2, "na me.json, line 1, column 2: is no valid JSON"),
}


@pytest.mark.parametrize("name", ADVISORIES)
def test_bad_advisories_are_told_and_the_good_ones_come_in(keur: Keur, plant: Path, tmp_path: Path, name: str) -> None:
    data, code, said = ADVISORIES[name]
    (tmp_path / name).write_bytes(data)
    before = files_of(plant)
    done = keur("advisories", "import", plant, tmp_path / name)
    assert (done.exit_code, said in done.stderr) == (code, True), done.output
    assert not any(c in done.output for c in "\x1b\x07")
    assert (files_of(plant) == before) == (code == 2)


def test_a_pipe_a_device_and_links_to_folders_are_told(keur: Keur, plant: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    for name, target in (("device", "/dev/zero"), ("loop", "loop"), ("up", "..")):
        (folder / name).symlink_to(target)
    (folder / "good.json").write_bytes(GOOD)
    done = keur("advisories", "import", plant, folder)
    assert done.exit_code == 1 and "1 new advisories" in done.output
    assert done.stderr.count("is no ordinary file") == 2 and "up: is a link to a folder" in done.stderr
    assert keur("advisories", "import", plant, folder / "pipe").exit_code == 2


def test_names_of_files_and_ids_never_lead_out_of_the_folder_or_over_each_other(
    keur: Keur, plant: Path, tmp_path: Path
) -> None:
    def record(at: int) -> bytes:
        content = {"timestamp": "2026-01-01", "options": [{"Exploitation": "active"}]}
        metrics = [{"other": {"type": "ssvc", "content": content}}]
        metadata = {"cveId": f"CVE-2026-000{at}"}
        return json.dumps(
            {"dataType": "CVE_RECORD", "cveMetadata": metadata, "containers": {"adp": [{"metrics": metrics}]}}
        ).encode()

    ids = ("X 1", "X_1", "x 1", "..", "../../x")
    entries = {f"../../{at}.json": advisory(id) for at, id in enumerate(ids)}
    lists = {"..": KEV.encode(), "k" * 300: KEV.encode(), "a/same.json": record(1), "b/same.json": record(2)}
    (tmp_path / "all.zip").write_bytes(zipped(entries | lists))
    outside = sorted(tmp_path.iterdir())
    assert keur("advisories", "import", plant, tmp_path / "all.zip").exit_code == 0
    assert sorted(tmp_path.iterdir()) == outside
    again = keur("advisories", "import", plant, tmp_path / "all.zip")
    assert "0 new advisories, 0 new revisions, 5 were there already" in again.output
    from keur.observe.advisories.feeds import FeedKind
    from keur.products.adding import gather_plant

    stored = gather_plant(plant)
    assert len(stored.advisories) == 5 and not stored.problems
    assert len(stored.feeds.newest[FeedKind.SSVC].entries) == 2


def test_an_older_list_does_not_take_the_place_of_a_newer_one(keur: Keur, plant: Path, tmp_path: Path) -> None:
    (tmp_path / "kev.json").write_text(KEV)
    keur("advisories", "import", plant, tmp_path / "kev.json")
    before = files_of(plant)
    (tmp_path / "kev.json").write_text(KEV.replace("2026-01-01", "2025-01-01"))
    done = keur("advisories", "import", plant, tmp_path / "kev.json")
    assert "the plant has a newer list KEV (2026-01-01); this one was not kept" in done.stderr
    assert files_of(plant) == before


def test_a_full_disk_leaves_the_plant_as_it_was(
    keur: Keur, plant: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.json": GOOD, "b.json": advisory("GOOD-2")}))
    before, write, written = files_of(plant), Path.write_bytes, iter((True, False))

    def full(path: Path, data: bytes) -> int:
        if next(written):
            return write(path, data)
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    done = keur("advisories", "import", plant, tmp_path / "a.zip")
    assert done.exit_code == 2 and "the disk is full" in done.stderr
    assert files_of(plant) == before


def bill(components: str) -> bytes:
    return f'{{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{components}]}}'.encode()


BOM = '<bom xmlns="http://cyclonedx.org/schema/bom/1.5">'
BILLS = {
    "many.json": (bill("1," * 51 + "1"), "has 52 values; the first 50 were read"),
    "deep.json": (bill('{"name":"x","components":[' * 50_000), "nested too deeply"),
    "lol.xml": (f'<!DOCTYPE bom [<!ENTITY a "b">]>{BOM}</bom>'.encode(), "begins with a DOCTYPE"),
    "deep.xml": ((BOM + "<a>" * 100_000).encode(), "nested too deeply"),
    "lines.spdx": (b"SPDXVersion: SPDX-2.3\n" + b"ab\n" * 5_000, "most lines do not fit"),
    "circle.json": (bill('{"name":"a","bom-ref":"a"}],"dependencies":[{"ref":"a","dependsOn":["a","b"]}'), "1 parts"),
    "u16.xml": ((BOM + "<components><component><name>a</name></component></components></bom>").encode("utf-16"), "1 p"),
}


@pytest.mark.parametrize("name", BILLS)
def test_bad_bills_are_told(
    keur: Keur, plant: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keur.observe.sboms.tree.MOST_ENTRIES", 50)
    (plant / "declared/zones.yaml").write_text(
        "zones:\n  - {id: z, name: {nl: Z, en: Z}, kind: control, levels: ['1']}\n"
    )
    (plant / "declared/assets.csv").write_text("id,zone,kind\nplc,z,controller\n")
    data, said = BILLS[name]
    (tmp_path / name).write_bytes(data)
    done = keur("sboms", "import", plant, tmp_path / name, "--asset", "plc")
    assert said in done.output, done.output


def fit(name: str) -> Iterator[tuple[str, ...]]:
    yield ("vendors", "import", "PLANT", name)
    yield ("programme", "import", "PLANT", name)
    yield ("catalogue", "import", name, "--catalogue", "nis2", "--own", "own")


def test_pipes_and_large_files_are_refused_wherever_one_file_is_read(
    keur: Keur, plant: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.xlsx")
    with Path("large.xlsx").open("wb") as file:
        file.truncate(65 << 20)
    for name, said in (("pipe.xlsx", "is no ordinary file"), ("large.xlsx", "is larger than 64 MiB")):
        for words in fit(name):
            done = keur(*(plant if word == "PLANT" else word for word in words))
            assert done.exit_code == 2 and said in done.stderr, (words, done.output)
    done = keur("sessions", "import", plant, "pipe.xlsx")
    assert done.exit_code == 2 and "is no ordinary file" in done.stderr
    (plant / "declared/zones.yaml").unlink()
    os.mkfifo(plant / "declared/zones.yaml")
    done = keur("check", plant)
    assert done.exit_code == 2 and "declared/zones.yaml:1:1: is no ordinary file" in done.stderr
