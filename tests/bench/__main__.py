"""Prints every figure: python3 -m tests.bench [engine] [window]."""

import os
import platform
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> int:
    """Runs the benchmarks named, or all."""
    from tests.bench import engine_bench, window_bench
    from tests.bench.measure import show

    parts = {"engine": engine_bench.rows, "window": window_bench.rows}
    wanted = sys.argv[1:] or list(parts)
    unknown = [name for name in wanted if name not in parts]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(parts)}", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    for name in wanted:
        show(name, parts[name]())
    return 0


if __name__ == "__main__":
    sys.exit(main())
