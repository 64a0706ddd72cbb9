"""The way into the window: `python3 -m gui`.  (Written so that Python 3.6 can still read it and be told so.)"""

import sys

from gui.setup import interpreter


def main(argv: "list[str] | None" = None) -> int:
    """Set up what is missing, then open the window, or answer in the terminal; the exit status."""
    problem = interpreter.complaint(sys.version_info)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    from gui.setup import venv

    given = sys.argv[1:] if argv is None else argv
    venv.hurry(("run",), "gui", given)
    from gui import start

    return start.start(given)


if __name__ == "__main__":
    sys.exit(main())
