"""python3 -m engine: the command line."""

import sys

_STOPPED = 130
"""The status of a program that Ctrl+C ended, also while it is still being loaded."""

if __name__ == "__main__":
    try:
        from engine.cli import main

        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(_STOPPED)
