"""Sets up and runs all checks: `python3 -m tests [pytest arguments]`.  (Python 3.6 can still read it.)"""

import sys

from gui.setup import interpreter


def main() -> int:
    """Run them; the status of the first that fails."""
    problem = interpreter.complaint(sys.version_info)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    from gui.setup import venv

    venv.hurry(("run", "dev"), "tests", sys.argv[1:])
    from tests import run

    return run.run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
