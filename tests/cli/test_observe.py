"""`keur observe`: captures come into a plant whole, once, and noted."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from keur.facts import gathering
from keur.library import open_plant
from keur.observe import captures
from tests.cli.conftest import OTHER, SMALL, files_of

Keur = Callable[..., Result]


def notes(plant: Path) -> list[dict[str, object]]:
    loaded = yaml.safe_load((plant / "observed" / "captures.yaml").read_text(encoding="utf-8"))
    return list(loaded["captures"])


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the captures that the core reads, in order."""
    read: list[str] = []
    core = captures.capture_core.read

    def counted(names: list[str], *rest: object) -> object:
        read.extend(Path(name).name for name in names)
        return core(names, *rest)

    monkeypatch.setattr(captures.capture_core, "read", counted)
    return read


def test_a_capture_is_copied_noted_and_read(keur: Keur, plant: Path) -> None:
    done = keur("observe", plant, SMALL, "--segment", "cell-1", "--taken-by", "A. de Vries", "--clock-offset", "-2.5")
    assert (done.exit_code, done.stderr) == (0, "")
    sha256 = captures.sha256(SMALL)
    assert done.stdout.startswith("captures/operations.pcap: ") and sha256[:12] in done.stdout
    assert " packets, " in done.stdout and " 0 packets" not in done.stdout
    assert (plant / "observed" / "captures" / SMALL.name).read_bytes() == SMALL.read_bytes()
    assert notes(plant) == [
        {
            "file": "captures/operations.pcap",
            "segment": "cell-1",
            "clock_offset_seconds": -2.5,
            "taken_by": "A. de Vries",
            "sha256": sha256,
        }
    ]


def test_a_capture_is_read_once_whatever_is_asked_and_one_more_costs_one(
    keur: Keur, plant: Path, readings: list[str]
) -> None:
    keur("observe", plant, SMALL, "--segment", "a")
    keur("observe", plant, SMALL, "--segment", "a")
    keur("check", plant)
    keur("observe", plant, OTHER, "--segment", "b")
    keur("check", plant)
    (plant / "observed" / "captures.yaml").touch()
    keur("check", plant)
    assert readings == [SMALL.name, OTHER.name]
    assert open_plant(plant).gather().read_now == 0


def test_the_same_capture_again_changes_nothing_and_says_where_it_is(keur: Keur, plant: Path, tmp_path: Path) -> None:
    keur("observe", plant, SMALL, "--segment", "a")
    before = files_of(plant)
    (tmp_path / "copy.pcap").write_bytes(SMALL.read_bytes())
    done = keur("observe", plant, tmp_path / "copy.pcap", "--segment", "b", language="nl")
    assert done.exit_code == 0
    assert "captures/operations.pcap: was er al, op segment a" in done.stdout
    assert files_of(plant) == before


def test_two_captures_with_one_name_are_both_kept(keur: Keur, plant: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    same_name = tmp_path / "other" / SMALL.name
    same_name.write_bytes(OTHER.read_bytes())
    assert keur("observe", plant, SMALL, same_name, "--segment", "a").exit_code == 0
    kept = [plant / "observed" / str(note["file"]) for note in notes(plant)]
    assert [path.read_bytes() for path in kept] == [SMALL.read_bytes(), OTHER.read_bytes()]
    assert keur("check", plant, "--format", "json").stdout.count('"packets"') == 2


def test_a_large_capture_can_stay_where_it_is(keur: Keur, plant: Path, tmp_path: Path) -> None:
    capture = tmp_path / "day.pcap.gz"
    capture.write_bytes(gzip.compress(SMALL.read_bytes()))
    assert keur("observe", plant, capture, "--segment", "a", "--link").exit_code == 0
    link = plant / "observed" / "captures" / "day.pcap.gz"
    assert link.is_symlink() and link.samefile(capture)
    assert keur("check", plant, "--format", "json").exit_code == 1


def test_a_capture_that_somebody_put_into_the_folder_is_noted_where_it_stands(keur: Keur, plant: Path) -> None:
    stands = plant / "observed" / "captures" / "monday" / "cell.pcap"
    stands.parent.mkdir()
    stands.write_bytes(SMALL.read_bytes())
    assert "capture-without-note" in keur("check", plant, "--format", "json").stdout
    assert keur("observe", plant, stands, "--segment", "a").exit_code == 0
    assert [note["file"] for note in notes(plant)] == ["captures/monday/cell.pcap"]
    assert keur("check", plant, "--format", "json").stdout.count("capture-without-note") == 0


@pytest.mark.parametrize(
    ("make", "words", "error"),
    [
        (Path.exists, [], "does not exist; check the name"),
        (lambda path: path.write_bytes(b""), [], "is empty; take the capture again"),
        (lambda path: path.write_bytes(b"hello, this is no capture at all"), [], "is not a pcap or pcapng file"),
        (lambda path: path.write_bytes(SMALL.read_bytes()[:10]), [], "cut short in its file header"),
        (lambda path: path.write_bytes(SMALL.read_bytes()), ["--segment", "my cell"], "--segment: `my cell` is not"),
        (lambda path: path.write_bytes(SMALL.read_bytes()), ["--clock-offset", "nan"], "--clock-offset: `nan` is not"),
    ],
)
@pytest.mark.parametrize("link", [False, True])
def test_what_cannot_be_added_leaves_the_plant_as_it_was(
    keur: Keur, plant: Path, tmp_path: Path, make: Callable[[Path], object], words: list[str], error: str, link: bool
) -> None:
    before = files_of(plant)
    make(tmp_path / "x.pcap")
    done = keur("observe", plant, tmp_path / "x.pcap", "--segment", "a", *words, *(["--link"] if link else []))
    assert (done.exit_code, done.stdout) == (2, "")
    assert error in done.stderr and done.stderr.startswith("Error: ")
    assert files_of(plant) == before
    assert list((plant / "observed" / "captures").iterdir()) == []


def test_a_folder_instead_of_a_capture_is_named(keur: Keur, plant: Path, tmp_path: Path) -> None:
    done = keur("observe", plant, tmp_path, "--segment", "a", language="nl")
    assert done.exit_code == 2 and str(tmp_path) in done.stderr and "is een map" in done.stderr


def test_a_name_that_is_not_utf8_is_refused(keur: Keur, plant: Path, tmp_path: Path) -> None:
    capture = tmp_path / "caf\udce9.pcap"
    capture.write_bytes(SMALL.read_bytes())
    done = keur("observe", plant, capture, "--segment", "a")
    assert done.exit_code == 2 and "caf\\udce9.pcap: has a name that is not UTF-8; rename the file" in done.stderr
    assert keur("flows", capture, language="nl").stderr.endswith("geef het bestand een andere naam\n")


def test_a_plant_with_mistakes_stays_as_it_is(keur: Keur, plant: Path) -> None:
    conduits = plant / "declared" / "conduits.yaml"
    conduits.write_text("conduits: [{id: a}]\n", encoding="utf-8")
    before = files_of(plant)
    done = keur("observe", plant, SMALL, "--segment", "a", language="nl")
    assert done.exit_code == 2
    assert done.stderr.startswith("Fout: de fabrieksmap heeft fouten:\ndeclared/conduits.yaml:1:")
    assert files_of(plant) == before


@pytest.mark.parametrize("step", ["keep_facts", "write_capture_note"])
def test_an_interrupted_addition_leaves_nothing_half_done_and_can_be_done_again(
    keur: Keur, plant: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = files_of(plant)
    with monkeypatch.context() as patched:
        patched.setattr(f"keur.facts.adding.{step}", interrupt)
        assert keur("observe", plant, SMALL, "--segment", "a").exit_code == 130
    assert files_of(plant) == before
    assert keur("observe", plant, SMALL, "--segment", "a").exit_code == 0
    assert [note["file"] for note in notes(plant)] == ["captures/operations.pcap"]


def test_a_capture_that_is_still_being_written_is_refused(
    keur: Keur, plant: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = tmp_path / "live.pcap"
    capture.write_bytes(SMALL.read_bytes())
    from keur.facts import adding

    copy = adding.shutil.copyfile

    def slowly(source: Path, target: Path) -> None:
        with source.open("ab") as file:
            file.write(b"one more packet")
        copy(source, target)

    monkeypatch.setattr(adding.shutil, "copyfile", slowly)
    done = keur("observe", plant, capture, "--segment", "a")
    assert done.exit_code == 2
    assert done.stderr == f"Error: {capture}: changed while it was read; wait until the capture is finished\n"
    assert list((plant / "observed" / "captures").iterdir()) == []


def test_quiet_says_nothing_when_all_is_well(keur: Keur, plant: Path) -> None:
    done = keur("observe", plant, SMALL, "--segment", "a", "-q")
    assert (done.exit_code, done.output) == (0, "")


def test_facts_that_cannot_be_written_are_a_clear_error(keur: Keur, plant: Path) -> None:
    (plant / ".keur").write_text("a file where a folder should be")
    for words in (["observe", plant, SMALL, "--segment", "a"], ["check", plant]):
        done = keur(*words, language="nl")
        if words[0] == "observe":
            assert done.exit_code == 2 and ".keur" in done.stderr and "hoort" in done.stderr
            assert list((plant / "observed" / "captures").iterdir()) == []


def test_a_plant_that_may_only_be_read_can_be_checked_once_its_facts_are_there(
    keur: Keur, plant: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keur("observe", plant, SMALL, "--segment", "a")

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "write_text", refuse)
    monkeypatch.setattr(gathering.store, "write", refuse)
    assert keur("check", plant).exit_code == 1
    (plant / "observed" / "captures" / SMALL.name).touch()
    assert keur("check", plant).exit_code == 1


def test_a_capture_that_changed_or_went_after_it_was_noted_is_told(keur: Keur, plant: Path) -> None:
    keur("observe", plant, SMALL, OTHER, "--segment", "a")
    inside = plant / "observed" / "captures"
    (inside / SMALL.name).write_bytes(OTHER.read_bytes()[:-20])
    (inside / OTHER.name).unlink()
    (inside / "new.pcapng").write_bytes(SMALL.read_bytes())
    answer = keur("check", plant, "--format", "json")
    unread = {one["file"]: one["reason"] for one in yaml.safe_load(answer.stdout)["unread"]}
    # The capture that went left its facts; the one that changed is not trusted.
    assert unread == {
        "observed/captures/operations.pcap": "capture-changed",
        "observed/captures/new.pcapng": "capture-without-note",
    }
    for text in ("inhoud veranderd", "meetpunt is onbekend"):
        assert text in keur("check", plant, language="nl").stdout
