"""What are the characters of the input, and how many lines are they?"""

from __future__ import annotations

import hashlib

LONGEST_LINE = 16_384
"""Characters of one line that are looked at; the kernel's own lines end at 1,024."""


_SAMPLE = 4096
_FEW = 8
_EIGHT_BIT = bytes([0x85, *range(0x91, 0x98), *range(0xA0, 0x100)])
"""What text in Windows-1252 or Latin-1 has beyond ASCII; other bytes that are no UTF-8 are none of a text."""


def decode(data: bytes | str) -> str:
    """The characters that lines and columns count: UTF-8, UTF-16 with or without its mark, UTF-32, or Windows-1252.

    Bytes that are of none of them become one mark each; nothing is removed.
    """
    if isinstance(data, str):
        return data
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return data.decode("utf-32", errors="replace")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:_SAMPLE] and (order := _byte_order(data[:_SAMPLE])):
        return data.decode(order, errors="replace")
    text = data.decode("utf-8", errors="replace")
    if not text.isascii() and "\ufffd" in text and _is_eight_bit(data, text):
        return data.decode("cp1252", errors="replace")
    return text


def _byte_order(sample: bytes) -> str:
    """The order of UTF-16 that holds ASCII, empty for none: nearly all high bytes are 0, of the others nearly none."""
    half = len(sample) // 2
    even, odd = sample[0 : 2 * half : 2].count(0), sample[1::2].count(0)
    if half >= _FEW and odd * 10 >= half * 9 and even * 10 <= half:
        return "utf-16-le"
    return "utf-16-be" if half >= _FEW and even * 10 >= half * 9 and odd * 10 <= half else ""


def _is_eight_bit(data: bytes, text: str) -> bool:
    """Whether what is no UTF-8 is text all the same: all beyond ASCII is of it, letters or marks."""
    return text.replace("\ufffd", "").isascii() and data.translate(None, _EIGHT_BIT).isascii()


def digest(data: bytes | str) -> str:
    """The SHA-256 of the bytes as they came; of text its UTF-8."""
    raw = data.encode("utf-8", errors="surrogatepass") if isinstance(data, str) else data
    return hashlib.sha256(raw).hexdigest()


def line_count(text: str) -> int:
    """Lines end at \\n only; what stands after the last one counts if it is not empty."""
    return text.count("\n") + (not text.endswith("\n") and bool(text))
