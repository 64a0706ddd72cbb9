"""The command line: `check` explains what the kernel printed, `incident` writes a report's pack, `conformance` compares
the rules with real kernels' answers.

Standard output carries only the answer, standard error messages for people. Exit status: 0 a report was found (or all
vectors agree), 1 none was (or some differ), 2 bad usage or an unreadable file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.intake.raw import JOURNAL
from engine.report.safe import printable
from engine.report.streams import leave_quietly, say, use_safe_output
from engine.survey.run import prepare

if TYPE_CHECKING:
    from engine.check.conformance import FileResult

FOUND, NOTHING, BAD_USAGE, INTERRUPTED = 0, 1, 2, 130
_LARGEST_ORDER = 63
_MOST_JOBS = 256
_FORMS = {"json": "one JSON object", "jsonl": "one report a line as JSON", "list": "a table with a row a report"}
LIST_FORMS = ("table", "csv", "tsv", "markdown", "jsonl")


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
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="buddyscope", description="Why did Linux say “page allocation failure”?")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="explain every report in files or standard input")
    check.add_argument(
        "files", nargs="*", metavar="FILE", help="a log, a folder or an archive; - or nothing reads standard input"
    )
    forms = check.add_mutually_exclusive_group()
    for form, words in _FORMS.items():
        forms.add_argument(f"--{form}", dest="form", action="store_const", const=form, help=words)
    check.add_argument("--format", choices=LIST_FORMS, help="how the list is written (with --list)")
    check.add_argument(
        "--journal", nargs="?", const="0", metavar="BOOT", help="read the journal of this or another boot"
    )
    check.add_argument("--jobs", metavar="N", type=_jobs, help="use so many processes; as many as pay without it")
    check.add_argument(
        "--kernel", metavar="RULES", type=_rules_label, help="use these rules: 2.6.32, 4.4, 6.1-stable …"
    )
    check.add_argument("--order", metavar="N", type=_order, help="ask for another order")
    check.add_argument("--gfp", metavar="MASK", help="ask with another mask: 0xcc0 or GFP_KERNEL|__GFP_COMP")
    check.add_argument("--answers", action="store_true", help="add the ten answers, and what would have let it pass")
    check.add_argument("--this-machine", action="store_true", help="read the memory of this machine as it is now")
    check.set_defaults(run=_check)
    incident = commands.add_parser("incident", help="write what an incident report needs of one report into a folder")
    incident.add_argument("file", metavar="FILE", help="a log or an archive; - reads standard input")
    incident.add_argument("--to", metavar="DIR", type=Path, help="the folder; it is made if it is not there")
    incident.add_argument("--report", metavar="N", type=_ordinal, help="the report, counted from 1; else the first")
    incident.add_argument("--redact", action="store_true", help="replace names of hosts, users, processes, addresses")
    incident.add_argument("--preview", action="store_true", help="with --redact: show what is replaced, write nothing")
    incident.add_argument("--no-pictures", action="store_true", help="leave out what Qt draws: PNG and PDF")
    incident.add_argument(
        "--kernel", metavar="RULES", type=_rules_label, help="use these rules: 2.6.32, 4.4, 6.1-stable …"
    )
    incident.add_argument("--order", metavar="N", type=_order, help="ask for another order")
    incident.add_argument("--gfp", metavar="MASK", help="ask with another mask")
    incident.set_defaults(run=_incident)
    conformance = commands.add_parser("conformance", help="compare the rules with answers of real kernels")
    conformance.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a vector file, or a folder of them")
    conformance.set_defaults(run=_conformance)
    replay = commands.add_parser("replay", help="compare the allocator with recorded histories of running kernels")
    replay.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a history, or a folder of them")
    replay.add_argument("--kernel", metavar="RULES", type=_rules_label, help="use these rules instead of the record's")
    replay.set_defaults(run=_replay)
    return parser


def _jobs(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= _MOST_JOBS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes: give 1 to {_MOST_JOBS}")
    return int(text)


def _ordinal(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text[:9]) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text[:9])


def _rules_label(text: str) -> str:
    from engine.kernels.generations import ROWS, rules_named

    if rules_named(text) is None:
        labels = ", ".join(row.label for row in ROWS)
        raise argparse.ArgumentTypeError(
            f"{text!r} is no release of Linux: give one such as 6.8 or 5.10.0-8-amd64, or one of {labels}"
        )
    return text


def _require_mask(text: str) -> None:
    """Raise UnusableError for what no kernel has; whether a report's own has it shows when it is read."""
    from engine.kernels.gfp import GfpError, eras, parse_mask

    told = ""
    for era in reversed(eras()):
        try:
            parse_mask(text, era)
        except GfpError as error:
            told = told or str(error)
        else:
            return
    flag, of, _ = told.partition(" of Linux ")
    raise UnusableError(f"{flag} of any Linux that was read" if of else told)


def _order(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text[:4]) > _LARGEST_ORDER:
        raise argparse.ArgumentTypeError(f"{text!r} is no order: give a whole number from 0 to {_LARGEST_ORDER}")
    return int(text)


def _check(arguments: argparse.Namespace) -> int:
    """The search begins before what reads and judges is loaded: a large log is half searched by then."""
    if arguments.gfp is not None:
        _require_mask(arguments.gfp)
    inputs = arguments.files or ([] if arguments.this_machine or arguments.journal is not None else ["-"])
    if arguments.journal is not None:
        inputs = [*inputs, f"{JOURNAL}{arguments.journal}"]
    if "-" in inputs and sys.stdin.isatty():
        say("reading standard input; paste, then end with Ctrl+D")
    columns = arguments.format or "table"
    form = arguments.form or ("list" if arguments.format else "text")
    question = (arguments.order, arguments.gfp, arguments.kernel)
    prepared = prepare(inputs, jobs=arguments.jobs, whole=form == "json")
    from engine.checking import Asked, Check

    check = Check(Asked(form, columns, question, arguments.this_machine, arguments.answers), sys.stdout)
    check.run(prepared)
    if check.stopped:
        return INTERRUPTED
    if not check.printer.count and not check.failed:
        say("no report of the kernel's memory was found")
    return BAD_USAGE if check.failed else FOUND if check.printer.count else NOTHING


def _incident(arguments: argparse.Namespace) -> int:
    from engine.packing import NoReportError, PackError, drawn, incident_from, left_over, preview, write_pack
    from engine.survey.question import Question

    if arguments.preview and not arguments.redact:
        raise UnusableError("--preview shows what --redact replaces: give both")
    if arguments.to is None and not arguments.preview:
        raise UnusableError("say with --to into which folder the pack goes")
    question = Question(arguments.order, arguments.gfp, arguments.kernel)
    try:
        incident = incident_from(arguments.file, arguments.report, question, redact=arguments.redact)
        if arguments.preview:
            sys.stdout.write(preview(incident.replaced or ()))
            return FOUND
        pictures = {}
        if not arguments.no_pictures:
            try:
                pictures = drawn(incident)
            except PackError as error:
                say(f"{error}; the rest is written")
        written = write_pack(incident, arguments.to, pictures)
        for path in written:
            print(printable(str(path)))
        old = left_over(arguments.to, written)
        if old:
            say(f"not of this report, but of an earlier pack in {arguments.to}: {', '.join(old)}")
    except NoReportError as error:
        say(str(error))
        return NOTHING
    except PackError as error:
        raise UnusableError(str(error)) from error
    return FOUND


def _replay(arguments: argparse.Namespace) -> int:
    from engine.buddy.replay import replay as replay_histories

    try:
        return FOUND if replay_histories(arguments.paths, arguments.kernel, sys.stdout) else NOTHING
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UnusableError(f"{error.filename} can't be read: {error.strerror or error}") from error


def _conformance(arguments: argparse.Namespace) -> int:
    from engine.check.conformance import check_file, vector_files

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
    from engine.check.conformance import SHOWN

    print(f"{result.name} {result.agreed}/{result.total}")
    for one in result.disagreements[:SHOWN]:
        print(f"  line {one.line}: expected {json.dumps(one.expected)}, got {json.dumps(one.got)}")
