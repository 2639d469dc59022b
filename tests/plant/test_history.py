"""The plant as committed then: git as it is, and git made to harm."""

import datetime as dt
from pathlib import Path

import pytest
from dulwich import porcelain
from dulwich.objects import Blob, Commit, Tree
from dulwich.repo import Repo

from keur.plant.history import NoHistory, as_committed

ME = b"J. Jansen <j@example.org>"


def day(number: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(2026, 3, number, hour, tzinfo=dt.UTC)


def commit(repository: Repo, number: int) -> str:
    time = int(day(number).timestamp())
    options = {"author": ME, "committer": ME, "commit_timestamp": time, "author_timestamp": time}
    made = repository.get_worktree().commit(b"x", commit_timezone=3600, author_timezone=3600, **options)
    return made.decode()


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    """A plant in a folder of a repository, with a commit on the 2nd and one on the 4th of March."""
    folder = tmp_path / "repository" / "plants" / "east"
    (folder / "declared").mkdir(parents=True)
    repository = porcelain.init(tmp_path / "repository")
    for number, text in ((2, "old"), (4, "new")):
        (folder / "declared/zones.yaml").write_text(text)
        porcelain.add(repository, [folder / "declared/zones.yaml"])
        commit(repository, number)
    return folder


@pytest.mark.parametrize(("number", "text"), [(2, "old"), (3, "old"), (4, "new"), (9, "new")])
def test_the_last_commit_on_or_before_a_day(plant, tmp_path, number, text):
    (plant / "declared/zones.yaml").write_text("not committed")
    found = as_committed(plant, day(number, 23), tmp_path / "out")
    assert (tmp_path / "out/declared/zones.yaml").read_text() == text
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["declared"]
    assert found.author == ME.decode()
    assert found.time == day(2 if text == "old" else 4)
    assert found.left_out == ()


def test_before_the_first_commit(plant, tmp_path):
    with pytest.raises(NoHistory) as error:
        as_committed(plant, day(1), tmp_path / "out")
    assert error.value.text.en == f"{plant} has no commit in git on or before 2026-03-01"
    assert error.value.text.nl == f"{plant} heeft in git geen vastlegging op of voor 2026-03-01"


def test_a_folder_that_was_never_committed(plant, tmp_path):
    (plant.parent / "west").mkdir()
    with pytest.raises(NoHistory, match="has no commit in git on or before 2026-03-09"):
        as_committed(plant.parent / "west", day(9), tmp_path / "out")


def test_outside_git(tmp_path):
    with pytest.raises(NoHistory) as error:
        as_committed(tmp_path, day(9), tmp_path / "out")
    assert error.value.text.en == f"{tmp_path} is in no git repository"


def test_a_repository_without_commits(tmp_path):
    porcelain.init(tmp_path)
    with pytest.raises(NoHistory, match="has no commit in git"):
        as_committed(tmp_path, day(9), tmp_path / "out")


def test_links_and_names_that_lead_elsewhere_are_left_out(tmp_path):
    repository = porcelain.init(tmp_path / "repository")
    blob, tree = Blob.from_string(b"harm"), Tree()
    tree.add(b"..", 0o100644, blob.id)
    tree.add(b"link", 0o120000, blob.id)
    tree.add(b"plant.yaml", 0o100644, blob.id)
    made = Commit()
    made.tree, made.author, made.committer, made.message = tree.id, ME, ME, b"x"
    made.commit_time = made.author_time = int(day(2).timestamp())
    made.commit_timezone = made.author_timezone = 0
    for one in (blob, tree, made):
        repository.object_store.add_object(one)
    repository.refs[repository.refs.follow(b"HEAD")[0][-1]] = made.id
    found = as_committed(tmp_path / "repository", day(3), tmp_path / "out")
    assert sorted(found.left_out) == ["..", "link"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["plant.yaml"]
