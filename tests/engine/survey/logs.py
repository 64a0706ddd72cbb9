"""Logs for the survey's tests: reports of the samples between other lines."""

from __future__ import annotations

from random import Random

from tests.tree import ROOT

SAMPLES = ROOT / "resources" / "samples"
REPORTS = [
    (SAMPLES / name).read_bytes().rstrip(b"\n") + b"\n"
    for name in (
        "3.10-order3-network-receive.txt",
        "5.10-order8-no-large-block.txt",
        "6.12-numa-order9-movable.txt",
        "6.12-oom-kill-in-a-cpuset.txt",
        "7.2-sysrq-show-memory.txt",
    )
]
OTHER = b"Mar  3 10:11:12 web07 app[77]: served 12 pages of the allocation plan in 3 ms\n"


def a_log(size: int, reports: int, seed: int = 0, noise: bytes = OTHER) -> bytes:
    """About so many bytes with so many reports, at places chosen by the seed."""
    random = Random(seed)
    texts = [random.choice(REPORTS) for _ in range(reports)]
    lines = max((size - sum(map(len, texts))) // len(noise), 0)
    cuts = sorted(random.randrange(lines + 1) for _ in range(reports))
    parts: list[bytes] = []
    before = 0
    for cut, text in zip(cuts, texts, strict=True):
        parts += [noise * (cut - before), text]
        before = cut
    return b"".join([*parts, noise * (lines - before)])
