"""Writes the generated pages of the documentation and builds the site: `make docs`.

Written pages are copied to `build/docs`, generated ones written beside them, and Zensical makes `build/site` of both. A
link to a page or heading that does not exist ends the build with an error.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from keur._rust import capture as capture_core
from keur.assess.programme.explanation import explained
from keur.catalogue import shipped
from keur.checks.pages import SEVERITY, page
from keur.checks.registry import discover
from keur.dossier import catalogue_page

HERE = Path(__file__).parent
ROOT = HERE.parent
CLASSES = ("identify", "read", "write", "control", "program", "diagnose", "session", "other")
ABOUT_PROTOCOLS = """\
What keur recognises, and what it knows of each. An **operation class** says what a message does to the plant:
`identify` (who are you), `read`, `write` (values), `control` (run, stop, reset, operate, change of mode), `program`
(transfer of logic, configuration or firmware), `diagnose`, `session` (connect, log on, keep alive), `other`. How
protocols are recognised: [How captures are read](../reading.md#protocols)."""

NAVIGATION = (
    (
        "",
        (
            "index.md",
            "start.md",
            "begin.md",
            "command-line.md",
            "plant-folder.md",
            "programme.md",
            "policies.md",
            "scope.md",
        ),
    ),
    ("Findings", ("checks/index.md", "checks/nl/index.md")),
    ("Laws and standards", ("catalogue/index.md", "catalogue/nl/index.md")),
    (
        "Reading",
        ("reading.md", "firewalls.md", "firewalls-not-read.md", "advisories.md", "protocols/index.md", "benchmarks.md"),
    ),
    ("For programs", ("formats.md", "library.md", "facts.md")),
    ("Decisions", ("decisions/index.md",)),
)
"""Sections and their pages. The pages below an index come after it."""


def generated() -> dict[str, str]:
    """The generated pages, by path."""
    return {**check_pages(), **catalogue_pages(), **protocol_pages(), "decisions/index.md": decisions()}


def check_pages() -> dict[str, str]:
    """One page per check and language, and an index for each language."""
    checks = explained()
    found = {}
    lists: dict[str, list[str]] = {"en": [], "nl": []}
    for check in checks:
        about = check.description
        in_english = page(check, "en", lambda row: catalogue_page.link_to(row, "../catalogue/"))
        in_dutch = page(check, "nl", lambda row: catalogue_page.link_to(row, "../../catalogue/nl/"))
        found[f"checks/{check.id}.md"] = in_english + f"\n[In het Nederlands](nl/{check.id}.md)\n"
        found[f"checks/nl/{check.id}.md"] = in_dutch + f"\n[In English](../{check.id}.md)\n"
        lists["en"].append(f"| [`{check.id}`]({check.id}.md) | {SEVERITY[about.severity].en} | {about.title.en} |")
        lists["nl"].append(f"| [`{check.id}`]({check.id}.md) | {SEVERITY[about.severity].nl} | {about.title.nl} |")
    found["checks/index.md"] = (
        "# The checks\n\nWhat keur looks for. A finding can be more or less severe than its check's usual severity. "
        "[In het Nederlands](nl/index.md)\n\n| check | severity | finds |\n| --- | --- | --- |\n"
        + "\n".join(lists["en"])
        + "\n"
    )
    found["checks/nl/index.md"] = (
        "# De controles\n\nWaar keur naar zoekt. Een bevinding kan ernstiger of minder ernstig zijn dan bij haar "
        "controle gebruikelijk is. [In English](../index.md)\n\n| controle | ernst | vindt |\n| --- | --- | --- |\n"
        + "\n".join(lists["nl"])
        + "\n"
    )
    return found


def catalogue_pages() -> dict[str, str]:
    """One page per catalogue and language, and an index for each language."""
    catalogues = shipped()
    cited: dict[str, list[str]] = defaultdict(list)
    for check in discover():
        for id in check.description.evidences:
            cited[id].append(check.id)
    found = {
        "catalogue/index.md": catalogue_page.index(catalogues, "en") + "\n[In het Nederlands](nl/index.md)\n",
        "catalogue/nl/index.md": catalogue_page.index(catalogues, "nl") + "\n[In English](../index.md)\n",
    }
    for one in catalogues.all():
        in_english = catalogue_page.page(catalogues, one.id, "en", cited)
        in_dutch = catalogue_page.page(catalogues, one.id, "nl", cited)
        found[f"catalogue/{one.id}.md"] = in_english + f"\n[In het Nederlands](nl/{one.id}.md)\n"
        found[f"catalogue/nl/{one.id}.md"] = in_dutch + f"\n[In English](../{one.id}.md)\n"
    return found


def protocol_pages() -> dict[str, str]:
    """One page per protocol with its table of functions, and an index."""
    rows: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for protocol, code, name, operation_class, source in capture_core.functions():
        rows[protocol].append((code, name, operation_class, source))
    recognised = set(capture_core.protocols())
    found = {}
    index = []
    for protocol in sorted(recognised | rows.keys()):
        found[f"protocols/{protocol}.md"] = protocol_page(protocol, rows[protocol], protocol in recognised)
        classes = [word for word in CLASSES if any(row[2] == word for row in rows[protocol])]
        index.append(f"| [`{protocol}`]({protocol}.md) | {len(rows[protocol])} | {', '.join(classes)} |")
    found["protocols/index.md"] = (
        f"# The protocols\n\n{ABOUT_PROTOCOLS}\n\n"
        "| protocol | functions | classes |\n| --- | --- | --- |\n" + "\n".join(index) + "\n"
    )
    return found


def protocol_page(protocol: str, rows: list[tuple[str, str, str, str]], recognised: bool) -> str:
    """A protocol's table: function, name, operation class, and the document that says so."""
    lines = [f"# {protocol}", ""]
    if not recognised:
        lines += ["Travels inside another protocol; its operations are counted in that protocol's conversations.", ""]
    if not rows:
        return "\n".join([*lines, "Recognised; its messages are not read.", ""])
    lines += ["| function | name | class | source |", "| --- | --- | --- | --- |"]
    lines += [f"| `{code}` | {cell(name)} | {word} | {cell(source)} |" for code, name, word, source in rows]
    return "\n".join([*lines, ""])


def cell(text: str) -> str:
    """Text that stands in a table as it is."""
    for character in "\\|<>*_[]`":
        text = text.replace(character, f"\\{character}")
    return text


def decisions() -> str:
    """The list of decisions, by title."""
    lines = ["# Decisions", "", "Why keur is made as it is: what was decided, why, and what was not taken.", ""]
    for path in sorted((HERE / "decisions").glob("*.md")):
        title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        lines.append(f"* [{title}]({path.name})")
    return "\n".join([*lines, ""])


def assemble(folder: Path) -> None:
    """Puts written and generated pages together in a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for name, text in generated().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def configuration(folder: Path) -> str:
    """Zensical's configuration. Fonts are off, so that the pages load nothing from the network."""
    entries = []
    for section, names in NAVIGATION:
        paths = [path for name in names for path in below(folder, name)]
        listed = ", ".join(f'"{path}"' for path in paths)
        entries.append(f'  {{"{section}" = [{listed}]}},' if section else f"  {listed},")
    lines = ["[project]", 'site_name = "keur"', "use_directory_urls = false", "nav = [", *entries, "]"]
    lines += ["[project.theme]", "font = false", 'features = ["navigation.top"]', ""]
    return "\n".join(lines)


def below(folder: Path, name: str) -> list[str]:
    """A page; for an index, also the pages beside it. Pages that are not there are left out."""
    path = folder / name
    beside = sorted(path.parent.glob("*.md")) if name.endswith("/index.md") else []
    return [name] * path.is_file() + [one.relative_to(folder).as_posix() for one in beside if one != path]


def build(work: Path) -> int:
    """Builds `site/` in a folder; gives Zensical's exit code."""
    assemble(work / "docs")
    shutil.rmtree(work / "site", ignore_errors=True)
    config = work / "zensical.toml"
    config.write_text(configuration(work / "docs"), encoding="utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean", "--config-file", str(config)]
    return subprocess.run(command, check=False).returncode  # noqa: S603  the command is ours


if __name__ == "__main__":
    raise SystemExit(build(ROOT / "build"))
