"""The command line's contract: JSON, exit statuses, what goes where."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine.cli import main
from tests.tree import ROOT

SAMPLES = ROOT / "resources" / "samples"
CASE_2012 = SAMPLES / "2012-order4-dma32.txt"

REPORT_KEYS = {
    "kind", "input", "first_line", "last_line", "time", "comm", "pid", "kernel", "page_size", "rules", "request",
    "zones", "verdict",
}  # fmt: skip
ZONE_KEYS = {
    "node", "name", "free", "min", "low", "high", "boost", "lowmem_reserve", "present", "managed", "free_cma",
    "reserved_highatomic", "free_highatomic", "free_pcp", "nr_free", "types", "total",
}  # fmt: skip
VERDICT_KEYS = {
    "node", "name", "candidate", "outcome", "failed_at", "base_left", "base_right", "steps", "found_order", "reason",
}  # fmt: skip


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:  # type: ignore[type-arg]
    assert main(["check", "--json", *arguments]) == 0
    result: dict = json.loads(capsys.readouterr().out)  # type: ignore[type-arg]
    return result


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("oom-killer: gfp_mask=0x80d2", (None, "0x80d2", "NORMAL", None)),
        ("a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0", (-1, "0xcc0", "NORMAL", None)),
        (
            "a: vmalloc error: size 9, vm_struct allocation failed, mode:0xcc0(GFP_KERNEL)",
            (None, "0xcc0", "NORMAL", None),
        ),
        ("a: page allocation failure: order:1, mode:0x20", (1, "0x20", "NORMAL", ["HARDER", "HIGH"])),
    ],
)
def test_what_is_known_of_a_request_is_there_and_the_rest_is_null(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, request_: tuple[object, ...]
) -> None:
    path = tmp_path / "log"
    path.write_text(f"{text}\n", "utf-8")
    (report,) = answer(capsys, str(path))["reports"]
    found = report["request"]
    assert (found["order"], found["gfp_mask"], found["highest_zone"], found["alloc_flags"]) == request_
    assert (found["size"], report["page_size"]) == (None, None)


def test_the_json_of_the_2012_case(capsys: pytest.CaptureFixture[str]) -> None:
    whole = answer(capsys, str(CASE_2012))
    assert whole["schema"] == "buddyscope/1"
    (report,) = whole["reports"]
    assert set(report) >= REPORT_KEYS
    assert report["kind"] == "page_alloc_failure"
    assert (report["comm"], report["kernel"], report["page_size"]) == ("rsync", "2.6.32-41-server", 4096)
    assert report["rules"]["label"] == "2.6.32"
    assert (
        report["request"]
        | {
            "order": 4,
            "gfp_mask": "0xc0d0",
            "gfp_flags": ["GFP_KERNEL", "__GFP_COMP", "__GFP_ZERO"],
            "highest_zone": "NORMAL",
            "migratetype": "UNMOVABLE",
            "mark": "min",
            "alloc_flags": [],
        }
        == report["request"]
    )
    dma32 = next(zone for zone in report["zones"] if zone["name"] == "DMA32")
    assert set(dma32) >= ZONE_KEYS
    assert (dma32["free"], dma32["min"], dma32["boost"], dma32["total"]) == (3140, 1769, None, 3140)
    verdict = next(zone for zone in report["verdict"]["zones"] if zone["name"] == "DMA32")
    assert set(verdict) >= VERDICT_KEYS
    assert (verdict["base_left"], verdict["base_right"], verdict["steps"]) == (3125, 1769, [[765, 884]])
    assert (verdict["outcome"], verdict["failed_at"], report["verdict"]["outcome"]) == ("fail", 0, "refused")


@pytest.mark.parametrize(
    ("options", "outcome"),
    [
        (["--kernel", "4.4"], "would_pass"),
        (["--gfp", "0x4020"], "would_pass"),
        (["--gfp", "GFP_ATOMIC|__GFP_COMP"], "would_pass"),
        (["--order", "0"], "would_pass"),
        (["--order", "1"], "refused"),
        (["--kernel", "4.4", "--order", "10"], "refused"),
    ],
)
def test_options_ask_another_question(capsys: pytest.CaptureFixture[str], options: list[str], outcome: str) -> None:
    assert answer(capsys, *options, str(CASE_2012))["reports"][0]["verdict"]["outcome"] == outcome


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_every_sample_is_judged(capsys: pytest.CaptureFixture[str], sample: Path) -> None:
    (report, *_) = answer(capsys, str(sample))["reports"]
    judged = report["kind"] not in ("memcg_oom", "slub")
    assert (report["verdict"]["outcome"] == "not_applicable") is not judged
    assert judged is (len(report["zones"]) > 0)


def status_of(arguments: list[str]) -> object:
    """The exit status, whether returned or raised by the reading of arguments."""
    try:
        return main(arguments)
    except SystemExit as leaving:
        return leaving.code


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["check", "/nonexistent/log"], 2, "can't be read"),
        (["check", "/"], 2, "can't be read"),
        (["check", str(CASE_2012), "--kernel", "nine"], 2, "is no release of Linux"),
        (["check", str(CASE_2012), "--kernel", "9.9z"], 2, "is no release of Linux"),
        (["check", str(CASE_2012), "--kernel", "6."], 2, "is no release of Linux"),
        (["check", str(CASE_2012), "--kernel", ""], 2, "is no release of Linux"),
        (["check", str(CASE_2012), "--order", "-1"], 2, ""),
        (["check", str(CASE_2012), "--order", "9" * 30], 2, "no order"),
        (["check", str(CASE_2012), "--gfp", "GFP_NEVER"], 2, "GFP_NEVER is no flag"),
        (["check", str(SAMPLES.parent / "__init__.py"), "--gfp", "GFP_NEVER"], 2, "GFP_NEVER is no flag"),
        (["check", str(CASE_2012), "--gfp", ""], 2, "a mask is missing"),
        (["check", str(SAMPLES.parent / "__init__.py")], 1, "no report"),
        (["conformance", "/nonexistent"], 2, "can't be read"),
        ([], 2, ""),
    ],
)
def test_exit_status_and_a_sentence_for_people(
    capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, words: str
) -> None:
    assert status_of(arguments) == status
    streams = capsys.readouterr()
    assert words in streams.err
    assert "Traceback" not in streams.err


def test_a_log_cannot_act_on_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = CASE_2012.read_text().replace("comm: rsync", "comm: \x1b[31mx\u202e").replace("rsync:", "\x1b[31mx\u202e:")
    path = tmp_path / "hostile.txt"
    path.write_text(text)
    assert main(["check", str(path)]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_the_terminal_report_begins_with_the_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(CASE_2012)])
    lines = capsys.readouterr().out.split("\n")
    assert lines[0] == "REFUSED"
    assert lines[1].startswith("No zone could give 64 kB in one block (order 4)")
    assert max(len(line) for line in lines) <= 120


def test_conformance_prints_a_line_a_file_and_a_total(capsys: pytest.CaptureFixture[str]) -> None:
    vectors = ROOT / "tests" / "data" / "vectors"
    assert main(["conformance", str(vectors / "watermark-2.6.32.jsonl"), str(vectors / "gfp-alloc.jsonl")]) == 0
    out = capsys.readouterr().out.split("\n")
    assert out[:3] == ["watermark-2.6.32.jsonl 8/8", "gfp-alloc.jsonl 60/60", "68 of 68 agree"]


def _run(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-S", "-m", "engine", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def test_standard_input_and_a_bare_interpreter() -> None:
    done = _run("check", "-", input=CASE_2012.read_bytes())
    assert done.returncode == 0
    assert done.stdout.startswith(b"REFUSED")


def test_a_broken_pipe_ends_it_quietly() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "engine", "check", "--json", *[str(CASE_2012)] * 200],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait()
