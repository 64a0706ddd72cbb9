"""Prints every figure: python3 -m tests.bench [engine] [logs] [buddy] [map] [window] [reports]."""

import os
import platform
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> int:
    """Runs the benchmarks named, or all."""
    from tests.bench import buddy_bench, engine_bench, logs_bench, map_bench, reports_bench, window_bench
    from tests.bench.measure import show

    parts = {
        "engine": engine_bench.rows,
        "logs": logs_bench.rows,
        "buddy": buddy_bench.rows,
        "map": map_bench.rows,
        "window": window_bench.rows,
        "reports": reports_bench.rows,
    }
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
