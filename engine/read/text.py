"""What are the characters of the input, and how many lines are they?"""

from __future__ import annotations

import hashlib

LONGEST_LINE = 16_384
"""Characters of one line that are looked at; the kernel's own lines end at 1,024."""


def decode(data: bytes | str) -> str:
    """The characters that lines and columns count. Bytes that are no UTF-8 become one mark each; nothing is removed."""
    if isinstance(data, str):
        return data
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8", errors="replace")


def digest(data: bytes | str) -> str:
    """The SHA-256 of the bytes as they came; of text its UTF-8."""
    raw = data.encode("utf-8", errors="surrogatepass") if isinstance(data, str) else data
    return hashlib.sha256(raw).hexdigest()


def line_count(text: str) -> int:
    """Lines end at \\n only; what stands after the last one counts if it is not empty."""
    return text.count("\n") + (not text.endswith("\n") and bool(text))
