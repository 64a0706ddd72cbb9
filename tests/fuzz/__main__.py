"""Breaks logs and looks whether the answers are still true: `python3 -m tests.fuzz N [--seed S] [--jobs J]`.

Exit status: 0 if all were, 1 if some weren't.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.fuzz import run, worst


def main() -> int:
    """Runs what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.fuzz", description="Break logs; look at the answers.")
    parser.add_argument("count", nargs="?", type=int, default=10_000, metavar="N", help="how many broken logs")
    parser.add_argument("--seed", type=int, default=1, help="another one breaks other logs, the same one the same")
    parser.add_argument("--first", type=int, default=0, metavar="INDEX", help="the number of the first log")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes")
    parser.add_argument("--seconds", type=float, default=float("inf"), metavar="S", help="stop after so long")
    parser.add_argument("--also", type=Path, action="append", default=[], metavar="FOLDER", help="more logs to break")
    parser.add_argument("--show", action="store_true", help="print the logs instead of reading them")
    parser.add_argument("--time-against-size", action="store_true", help="only the worst cases, at growing sizes")
    arguments = parser.parse_args()
    if arguments.time_against_size:
        return worst.show()
    task = run.Task(arguments.seed, tuple(arguments.also))
    if arguments.show:
        return run.show(task, range(arguments.first, arguments.first + arguments.count))
    return run.run(task, range(arguments.first, arguments.first + arguments.count), arguments.jobs, arguments.seconds)


if __name__ == "__main__":
    sys.exit(main())
