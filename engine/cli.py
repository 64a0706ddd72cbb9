"""The command line: `check` explains what the kernel printed, `conformance` compares the rules with real kernels'
answers.

Standard output carries only the answer, standard error messages for people. Exit status: 0 a report was found (or all
vectors agree), 1 none was (or some differ), 2 bad usage or an unreadable file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from engine.check.conformance import SHOWN, FileResult, check_file, vector_files
from engine.check.walk import rules_for
from engine.explain.analyse import analyse
from engine.kernels.generations import ROWS, rules_named
from engine.kernels.gfp import GfpError, parse_mask
from engine.model.report import Reading
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from engine.read.reader import read_text
from engine.report.json_report import answer_json
from engine.report.terminal import leave_quietly, say, use_safe_output, write_reports

FOUND, NOTHING, BAD_USAGE = 0, 1, 2
_LARGEST_ORDER = 63


class UnusableError(Exception):
    """A file or an argument that can't be used: the message is a sentence for a person."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    use_safe_output()
    try:
        arguments = _parser().parse_args(argv)
        status: int = arguments.run(arguments)
        sys.stdout.flush()
        return status
    except UnusableError as error:
        say(str(error))
        return BAD_USAGE
    except BrokenPipeError:
        leave_quietly()
        return FOUND
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="buddyscope", description="Why did Linux say “page allocation failure”?")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="explain every report in files or standard input")
    check.add_argument("files", nargs="*", metavar="FILE", help="a log; - or nothing reads standard input")
    check.add_argument("--json", action="store_true", help="one JSON object")
    check.add_argument(
        "--kernel", metavar="RULES", type=_rules_label, help="use these rules: 2.6.32, 4.4, 6.1-stable …"
    )
    check.add_argument("--order", metavar="N", type=_order, help="ask for another order")
    check.add_argument("--gfp", metavar="MASK", help="ask with another mask: 0xcc0 or GFP_KERNEL|__GFP_COMP")
    check.set_defaults(run=_check)
    conformance = commands.add_parser("conformance", help="compare the rules with answers of real kernels")
    conformance.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a vector file, or a folder of them")
    conformance.set_defaults(run=_conformance)
    return parser


def _rules_label(text: str) -> str:
    if rules_named(text) is None:
        labels = ", ".join(row.label for row in ROWS)
        raise argparse.ArgumentTypeError(f"no kernel is called {text!r}; give a release or one of {labels}")
    return text


def _order(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text[:4]) > _LARGEST_ORDER:
        raise argparse.ArgumentTypeError(f"{text!r} is no order: give a whole number from 0 to {_LARGEST_ORDER}")
    return int(text)


def _check(arguments: argparse.Namespace) -> int:
    names = arguments.files or ["-"]
    readings: list[Reading] = []
    failed = False
    for name in names:
        try:
            readings.append(read_text("standard input" if name == "-" else name, _bytes_of(name)))
        except UnusableError as error:
            say(str(error))
            failed = True
    analysed = [
        [analyse(asked_scenario(report.scenario, arguments)) for report in reading.reports] for reading in readings
    ]
    found = any(analysed)
    if arguments.json:
        json.dump(answer_json(readings, analysed), sys.stdout, ensure_ascii=True, indent=1)
        sys.stdout.write("\n")
    else:
        answers = [
            list(zip(one.reports, analyses, strict=True)) for one, analyses in zip(readings, analysed, strict=True)
        ]
        write_reports(zip(readings, answers, strict=True), sys.stdout)
    if not found and not failed:
        say("no report of the kernel's memory was found")
    return BAD_USAGE if failed else FOUND if found else NOTHING


def _bytes_of(name: str) -> bytes:
    if name == "-":
        if sys.stdin.isatty():
            say("reading standard input; paste, then end with Ctrl+D")
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UnusableError(f"{name} can't be read: {error.strerror or error}") from error
    except ValueError as error:
        raise UnusableError(f"{name!r} is no file name") from error


def asked_scenario(scenario: Scenario, arguments: argparse.Namespace) -> Scenario:
    """The scenario with the request and the rules that the options ask for.

    Raises UnusableError for a mask that can't be read.
    """
    scenario = replace(scenario, rules=arguments.kernel)
    if arguments.order is None and arguments.gfp is None:
        return scenario
    request = scenario.request
    era = rules_for(scenario).log_era
    if request is None:
        request = AllocRequest(order=0, gfp_mask=parse_mask("GFP_KERNEL", era))
    if arguments.order is not None:
        request = replace(request, order=arguments.order)
    if arguments.gfp is not None:
        try:
            request = replace(request, gfp_mask=parse_mask(arguments.gfp, era), gfp_names=())
        except GfpError as error:
            raise UnusableError(str(error)) from error
    return replace(scenario, request=request)


def _conformance(arguments: argparse.Namespace) -> int:
    agreed = total = 0
    for path in vector_files(arguments.paths):
        try:
            result = check_file(path)
        except (OSError, UnicodeDecodeError) as error:
            raise UnusableError(f"{path} can't be read: {getattr(error, 'strerror', None) or error}") from error
        _print_result(result)
        agreed += result.agreed
        total += result.total
    print(f"{agreed} of {total} agree")
    return FOUND if agreed == total and total else NOTHING


def _print_result(result: FileResult) -> None:
    print(f"{result.name} {result.agreed}/{result.total}")
    for one in result.disagreements[:SHOWN]:
        print(f"  line {one.line}: expected {json.dumps(one.expected)}, got {json.dumps(one.got)}")
