"""Large logs for the benchmarks: reports that differ, between lines that have nothing to do with memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from tests.tree import samples

_FIGURE = re.compile(rb"(?<=anon:)\d+(?=kB)|(?<=file:)\d+(?=kB)|(?<=PID: )\d+|(?<=\[)[ \d]+\.\d{6}(?=\])")
_BUDDY = re.compile(rb"(?m)\d+\*4kB( .*?) = (\d+)kB$")
_COUNT = re.compile(rb"(\d+)\*(\d+)kB")
_DAY = 86_400


def varied(sample: bytes, random: Random, second: float) -> bytes:
    """A report with other figures whose sums agree, its stamps at a later second."""

    def other(found: re.Match[bytes]) -> bytes:
        text = found[0]
        if b"." in text:
            return b"%12.6f" % (second + float(text) % 1)
        return b"%d" % (int(text) + 4 * random.randrange(64))

    def buddy(found: re.Match[bytes]) -> bytes:
        single = random.randrange(4000)
        rest = sum(int(count) * int(size) for count, size in _COUNT.findall(found[1]))
        return b"%d*4kB%b = %dkB" % (single, found[1], single * 4 + rest)

    return _BUDDY.sub(buddy, _FIGURE.sub(other, sample))


def noise_lines(random: Random) -> Iterator[bytes]:
    """Lines of a busy machine's log, some with words that reports have, too."""
    second = 0.0
    while True:
        second += random.random() * 3
        stamp = b"Mar %2d %02d:%02d:%02d web07 " % (
            1 + int(second // _DAY) % 28, int(second // 3600) % 24, int(second // 60) % 60, int(second) % 60
        )  # fmt: skip
        yield stamp + random.choice(_NOISE) % (random.randrange(1 << 20), random.randrange(1 << 16))


_NOISE = (
    b"systemd[1]: Started Session %d of user root, CPU %d.\n",
    b'kernel: [%7d.%06d] audit: type=1400 operation="open" profile="/usr/sbin/named" pid=4711\n',
    b"sshd[%d]: Accepted publickey for deploy from 10.1.2.3 port %d ssh2: RSA SHA256:9jz0\n",
    b"postfix/smtpd[%d]: connect from unknown[192.0.2.%d] as number 3 of 7, kept in memory\n",
    b"kernel: [%7d.%06d] IPv6: ADDRCONF(NETDEV_CHANGE): veth1a2b3c4: link becomes ready\n",
    b'app[%d]: {"level":"info","part":%d,"msg":"allocation of shares took 3 ms","free":"12kB"}\n',
)


def _block(random: Random, size: int) -> bytes:
    lines = noise_lines(random)
    parts: list[bytes] = []
    left = size
    while left > 0:
        parts.append(next(lines))
        left -= len(parts[-1])
    return b"".join(parts)


def write_noise(path: Path, size: int, seed: int = 1) -> None:
    """A log of so many bytes without a report; it repeats itself after some megabytes."""
    block = _block(Random(seed), min(size, 4 << 20))
    with path.open("wb") as file:
        for start in range(0, size, len(block)):
            file.write(block[: size - start])


def write_log(path: Path, size: int, reports: int, seed: int = 1) -> None:
    """A log of so many bytes with so many reports of all samples in turn, evenly apart."""
    random = Random(seed)
    block = _block(random, 1 << 20)
    texts = [sample.read_bytes().rstrip(b"\n") + b"\n" for sample in samples()]
    with path.open("wb") as file:
        written = 0
        for index in range(reports):
            report = varied(texts[index % len(texts)], random, 1000.0 * index)
            gap = max((size - written) // (reports - index) - len(report), 0)
            written += _fill(file.write, block, gap) + file.write(report)
        _fill(file.write, block, size - written)


def _fill(write: Callable[[bytes], int], block: bytes, size: int) -> int:
    """Whole lines of noise, about so many bytes."""
    written = 0
    while size - written > len(block):
        written += write(block)
    end = block.rfind(b"\n", 0, max(size - written, 0)) + 1
    return written + write(block[:end])
