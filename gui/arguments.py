"""What was asked for on the command line of the window?"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PICTURE_SUFFIXES = (".png", ".svg", ".pdf")


@dataclass(frozen=True, slots=True)
class Arguments:
    """The window's command line.

    `report` counts from 1; None means the first that has zones. `zone` None means the decisive one.
    """

    files: tuple[str, ...] = ()
    export: Path | None = None
    report: int | None = None
    zone: str | None = None


def parse(argv: Sequence[str]) -> Arguments:
    """Read the command line; bad usage ends the program with status 2."""
    found = _parser().parse_args(argv)
    return Arguments(tuple(found.files), found.export, found.report, found.zone)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="buddyscope-gui",
        description="Shows why the Linux kernel refused a page allocation.",
        epilog="The first start sets everything up. With no screen it prints the verdict and writes the chart.",
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="a log, or a folder or archive of logs; - reads standard input"
    )
    parser.add_argument(
        "--export",
        type=_picture,
        metavar="PATH",
        help=f"write the chart to PATH and leave, with no window; PATH ends in {', '.join(PICTURE_SUFFIXES)}",
    )
    parser.add_argument("--report", type=_ordinal, metavar="N", help="the report to show, counted from 1")
    parser.add_argument("--zone", metavar="ZONE", help='the zone to show, such as "Node 0 DMA32"')
    return parser


def _picture(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in PICTURE_SUFFIXES:
        raise argparse.ArgumentTypeError(f"{text!r} does not end in {', '.join(PICTURE_SUFFIXES)}")
    return path


def _ordinal(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)
