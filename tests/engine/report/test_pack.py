"""What an incident pack consists of, that nothing in it acts, and that the same report gives the same bytes."""

from __future__ import annotations

import json
import re
import unicodedata
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from engine.explain.answer import answer
from engine.explain.grounds import Nature
from engine.model.report import Report
from engine.model.scenario import Scenario
from engine.read.reader import read_text
from engine.report.document import Heading, Picture, lines_words
from engine.report.incident import Incident, Origin, incident_of, judged_as
from engine.report.incident_document import document
from engine.report.markdown import markdown_text
from engine.report.pack import pack_files
from engine.report.redact import everything
from engine.report.version import VERSION
from engine.survey.list_export import csv_cell
from tests.tree import ROOT

SAMPLES = sorted((ROOT / "resources" / "samples").glob("*.txt"))
CASE_2012 = (ROOT / "resources" / "samples" / "2012-order4-dma32.txt").read_text("utf-8")
HOSTILE = {
    "script": "<script>alert(1)",
    "image": "<img/src=x>",
    "formula": "=cmd()",
    "link": "](javascript:1)",
    "address": "www.evil.test",
    "entity": "&lt;b&gt;&#60;",
    "quote": "\"'onload=x",
    "markup": "**_`~|\\#",
    "colour": "\x1b[31mred",
    "title": "\x1b]0;x\x07",
    "override": "a\u202egnp.exe",
    "line": "a\u2028b",
}


def incident(text: str, *, redact: bool = False, edited: bool = False, scenario: Scenario | None = None) -> Incident:
    reading = read_text("fail.txt", text)
    origin = Origin(reading.name, reading.sha256, reading.lines)
    judge = answer if scenario is None else judged_as(scenario)
    choice = everything if redact else None
    return incident_of(text, reading.reports[0], origin, judge=judge, edited=edited, redact=choice)


def files(text: str, *, redact: bool = False) -> dict[str, str]:
    return {name: data.decode() for name, data in pack_files(incident(text, redact=redact)).items()}


class Page(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes.update(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


PLAIN_PAGE = Page(files(CASE_2012)["report.html"])


def shown(name: str) -> str:
    """A hostile name as all formats show it."""
    return "".join(
        char if unicodedata.category(char) not in {"Cc", "Cf", "Zl"} else char.encode("unicode_escape").decode()
        for char in name
    )


def test_a_pack_has_its_files() -> None:
    assert set(files(CASE_2012)) == {
        "report.md", "report.html", "data.json", "log.txt", "notes.txt",
        "chart-1-node-0-dma32.svg", "chart-2-node-0-normal.svg",
    }  # fmt: skip


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("redact", [False, True])
def test_the_same_report_gives_the_same_bytes(path: object, redact: bool) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    once = files(text, redact=redact)
    assert files(text, redact=redact) == once
    assert json.loads(once["data.json"])["schema"] == "buddyscope/1"


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_name_from_the_log_stays_text_in_html(name: str) -> None:
    page = Page(files(CASE_2012.replace("rsync", name))["report.html"])
    assert page.elements == PLAIN_PAGE.elements
    assert {key for key, _ in page.attributes} == {key for key, _ in PLAIN_PAGE.attributes}
    assert all(re.fullmatch(r"#L\d+", value or "") for key, value in page.attributes if key == "href")
    assert f"{shown(name)}: page allocation failure" in page.text


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_file_holds_a_character_that_acts(name: str) -> None:
    for file, text in files(CASE_2012.replace("rsync", name)).items():
        acting = {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}} - {"\n", "\t"}
        assert acting == set(), file


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_charts_are_whole_xml_of_shapes_and_text_only(name: str) -> None:
    text = CASE_2012.replace("Node 0 DMA32 free", f"Node 0 DMA32 free{name}")
    for file, data in files(text.replace("rsync", name)).items():
        if file.endswith(".svg"):
            tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(data).iter()}
            assert tags <= {"svg", "title", "desc", "rect", "line", "text"}


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("=cmd()", "\\=cmd()"),
        ("x](javascript:alert(1))", "x\\]\\(javascript\\:alert(1))"),
        ("![x](http://a)", "!\\[x\\]\\(http\\://a)"),
        ("www.evil.test", "www\\.evil.test"),
        ("&lt;", "&amp;lt;"),
        ("1. one", "1\\. one"),
        ("- one", "\\- one"),
        ("2.6.32-41", "2.6.32-41"),
        ("# a", "\\# a"),
        ("a|b`c*d~e", "a\\|b\\`c\\*d\\~e"),
        ("__GFP_COMP|snake_case", "\\_\\_GFP_COMP\\|snake_case"),
        ("\x1b[0m\u202e", "\\\\x1b\\[0m\\\\u202e"),
        ("two\nlines", "two lines"),
    ],
)
def test_markdown_keeps_text_as_text(text: str, escaped: str) -> None:
    assert markdown_text(text) == escaped


@pytest.mark.parametrize(
    ("name", "cell"),
    [("=cmd()", "'=cmd()"), ("+1", "'+1"), ("@x", "'@x"), ("\x1b[31mred", "\\x1b[31mred"), ("a\u202eb", "a\\u202eb")],
)
def test_a_table_cell_is_no_formula(name: str, cell: str) -> None:
    assert csv_cell(name) == cell


def test_the_page_reaches_nothing_outside_of_it() -> None:
    page = files(CASE_2012)["report.html"]
    assert re.search(r"(?i)https?:|\bsrc=|@import|url\(|<script|<link", page) is None
    assert "default-src 'none'" in page
    assert {value[:2] for key, value in PLAIN_PAGE.attributes if key == "href" and value} == {"#L"}


def test_observed_computed_and_advice_stand_apart() -> None:
    parts = [block.tag for block in document(incident(CASE_2012)) if isinstance(block, Heading) and block.level == 2]
    assert parts[:3] == ["observed", "computed", "advice"]
    markdown = files(CASE_2012)["report.md"]
    observed, computed = markdown.index("\n## Observed"), markdown.index("\n## Computed")
    assert observed < markdown.index("12,560 kB | 7,076 kB") < computed
    assert computed < markdown.index("**765 ≤ 884**") < markdown.index("\n## Advice")


def test_every_answer_but_the_verdicts_stands_in_the_part_of_its_nature() -> None:
    told = incident(CASE_2012)
    parts = re.split(r"\n## ", files(CASE_2012)["report.md"])
    by_nature = dict(zip(Nature, parts[1:4], strict=True))
    for one in told.answers[1:]:
        if one.sentence != told.analysis.sentence:
            assert markdown_text(one.sentence) in by_nature[one.nature]
        for ground in one.grounds:
            assert markdown_text(ground.text) in by_nature[ground.nature or one.nature]


def test_the_pack_says_what_made_it_and_of_what() -> None:
    told = json.loads(files(CASE_2012)["data.json"])
    assert told["tool"] == {"name": "Buddyscope", "version": VERSION}
    assert told["inputs"] == [{"name": "fail.txt", "sha256": read_text("", CASE_2012).sha256, "lines": 12}]
    assert (told["edited"], told["redacted"]) == (False, None)
    page = PLAIN_PAGE.text
    assert f"Buddyscope {VERSION}" in page
    assert told["inputs"][0]["sha256"] in page
    assert "the log names Linux 2.6.32-41-server" in page
    assert "as the log has them, not edited" in page


def test_the_changes_that_help_are_told_as_computed() -> None:
    text = files(CASE_2012)["report.md"]
    computed, advice = text.index("\n## Computed"), text.index("\n## Advice")
    assert computed < text.index("### What would have let it pass?") < advice
    assert "- A min mark of at most 6,116 kB instead of 7,076 kB in Node 0 DMA32" in text
    passing = (ROOT / "resources" / "samples" / "7.2-sysrq-show-memory.txt").read_text("utf-8")
    assert "What would have let it pass?" not in files(passing)["report.md"]


def test_edited_figures_are_told_as_such() -> None:
    report = read_text("", CASE_2012).reports[0]
    fewer = Scenario(report.scenario.zones[1:], report.scenario.request, kernel=report.scenario.kernel)
    told = incident(CASE_2012, edited=True, scenario=fewer)
    assert len(told.analysis.zones) == 1
    for name, data in pack_files(told).items():
        if name.endswith((".md", ".html", ".svg")):
            assert b"EDITED" in data, name


def test_the_version_is_that_of_the_project() -> None:
    assert f'\nversion = "{VERSION}"\n' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_the_excerpt_is_the_lines_as_they_came_under_their_numbers() -> None:
    text = files(CASE_2012)["log.txt"]
    head, _, lines = text.partition("\nrsync:")
    assert head.splitlines()[0] == "# lines 4–12 of fail.txt"
    assert "rsync:" + lines == "\n".join(CASE_2012.splitlines()[3:]) + "\n"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_excerpt_reads_as_the_log_does(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    report = read_text("", text).reports[0]
    again = read_text("", files(text)["log.txt"]).reports[0]
    assert (again.scenario, again.kind) == (report.scenario, report.kind)


def test_a_colour_in_the_log_is_told_in_the_excerpt() -> None:
    text = files(CASE_2012.replace("Mem-Info:", "\x1b[1mMem-Info:\x1b[0m"))["log.txt"]
    assert "\\x1b[1mMem-Info:\\x1b[0m" in text
    assert "control characters are shown as" in text


def test_the_kernels_first_line_is_in_the_excerpt_where_it_tells_the_release() -> None:
    boot = "Linux version 5.10.0-9-amd64 (a@b) (gcc)\nsomething else\n"
    lines = [line for line in CASE_2012.splitlines()[3:] if not line.startswith("Pid:")]
    told = incident(boot + "\n".join(lines) + "\n")
    assert [number for number, _ in told.excerpt][:2] == [1, 3]


@pytest.mark.parametrize(
    ("lines", "words"),
    [((), ""), ((5,), "line 5"), ((5, 5), "line 5"), ((7, 5, 6), "lines 5–7"), ((1, 3, 4), "lines 1, 3–4")],
)
def test_evidence_names_runs_of_lines(lines: tuple[int, ...], words: str) -> None:
    assert lines_words(lines) == words


def test_a_chart_is_shown_for_the_decisive_zone_first() -> None:
    pictures = [block.values.title for block in document(incident(CASE_2012)) if isinstance(block, Picture)]
    assert pictures == ["Node 0 DMA32", "Node 0 Normal"]


# ---- redaction


NAMED = "".join(
    f"Nov  3 10:00:00 db7 kernel: {line}\n" for line in CASE_2012.replace("rsync", "secret").splitlines()[3:]
)
NAMED = NAMED.replace(
    "kernel: Mem-Info:", "cron[7]: secret at 10.9.8.7 in /srv/payroll/x\nNov  3 10:00:00 db7 kernel: Mem-Info:"
)


def first_report(text: str) -> Report:
    return read_text("", text).reports[0]


@pytest.mark.parametrize("name", ["secret", "db7", "10.9.8.7", "payroll", "fail.txt"])
def test_a_redacted_pack_holds_no_name(name: str) -> None:
    assert any(name in text for text in files(NAMED).values())
    assert [file for file, text in files(NAMED, redact=True).items() if name in text] == []


def test_redaction_leaves_every_figure() -> None:
    plain, redacted = incident(NAMED), incident(NAMED, redact=True)
    assert redacted.report.scenario == plain.report.scenario
    assert redacted.analysis == plain.analysis
    assert redacted.origin.sha256 == plain.origin.sha256
    charts, hidden = (
        [text for name, text in files(NAMED, redact=one).items() if name.endswith(".svg")] for one in (False, True)
    )
    assert [text.replace("fail.txt", "log-1") for text in charts] == hidden


def test_a_redacted_pack_says_so() -> None:
    text = files(NAMED, redact=True)
    assert "1 host, 2 processes, 1 address, 1 path" in text["report.md"]
    assert "# redacted: 1 host," in text["log.txt"]
    assert json.loads(text["data.json"])["redacted"].startswith("1 host,")
