"""The HTML report in a real browser: it fits on a telephone, and the browser has nothing to complain about."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.wire import DEMO

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDTHS = (390, 1280)
# The report is shown in frames of a given width: a browser's own window cannot be made as narrow as a telephone.
PAGE = """<!doctype html><html><head><title>probe</title></head><body><script>
const report = %s, widths = %s, answer = {};
for (const width of widths) {
  const frame = document.createElement('iframe');
  frame.style.cssText = `width:${width}px;height:900px;border:0`;
  frame.srcdoc = report;
  frame.onload = () => {
    const page = frame.contentDocument.documentElement;
    answer[width] = [page.scrollWidth, page.lang, page.querySelectorAll('svg').length];
    if (Object.keys(answer).length === widths.length) {
      document.body.innerHTML = '<pre id="answer">' + JSON.stringify(answer) + '</pre>';
    }
  };
  document.body.append(frame);
}
</script></body></html>"""


@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium: apt-get install chromium")
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("verb", "code"), [("check", 1), ("duties", 0)])
def test_the_report_needs_no_sideways_scrolling_and_gives_no_errors(
    tmp_path: Path, verb: str, code: int, language: str
) -> None:
    plant = shutil.copytree(DEMO, tmp_path / "demo", ignore=shutil.ignore_patterns(".keur"))
    words = [verb, str(plant), "--format", "html", "--language", language, "--output", str(tmp_path / "report.html")]
    assert subprocess.run([sys.executable, "-m", "keur", *words], check=False).returncode == code
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text(PAGE % (json.dumps(report).replace("</", "<\\/"), json.dumps(WIDTHS)), encoding="utf-8")
    done = browse(page, tmp_path / "profile")
    answer = re.search(r'<pre id="answer">(.*?)</pre>', done.stdout)
    assert answer, done.stdout[-500:]
    for width, (needed, said, drawings) in json.loads(answer[1]).items():
        assert needed <= int(width), f"the page is {needed} px wide on a screen of {width} px"
        assert said == language and drawings > 0
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []


def browse(page: Path, profile: Path) -> subprocess.CompletedProcess[str]:
    """The page after its scripts ran, and what the browser logged."""
    switches = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--enable-logging=stderr"]
    return subprocess.run(
        [str(CHROMIUM), *switches, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
