"""Which characters of a mail as it was sent are written as =XX, and which of its line ends are not there?

Quoted-printable (RFC 2045, 6.7): every equals sign of the text is written =3D, a line that is too long ends in `=`.
"""

from __future__ import annotations

import re

from engine.read.origins import Change, Repair, Span, with_edits

_WRITTEN = re.compile(r"(?:=[0-9A-F]{2})+|=[ \t]{0,8}\r?\n(?:(?:> ?){1,8})?")
_EQUALS = re.compile(r"=(?![ \t]{0,8}\r?(?:\n|\Z)|[0-9A-F]{2})")
_BROKEN_SUM = re.compile(r"kB =[ \t]{0,8}\r?\n[> \t]{0,16}[0-9]{1,12}kB(?!\S)")
"""What a mail program leaves where it breaks a buddy line at a blank before its total."""
_FEWEST = 3
_SHARE = 8
"""Of so many equals signs one may stand for itself: those of a mail's own headers."""
_TOLD = "characters that mail writes as =3D or =20, and lines that it broke with =, were read as such"


def without_quoted_printable(text: str) -> Change | None:
    """The text of a mail that was copied as it was sent."""
    if "=3D" not in text and _BROKEN_SUM.search(text) is not None:
        return None
    written = list(_WRITTEN.finditer(text))
    if len(written) < _FEWEST or sum(1 for _ in _EQUALS.finditer(text)) * _SHARE > len(written):
        return None
    edits = [Span(found.start(), found.end(), _read(found[0])) for found in written]
    return Change(tuple(with_edits(text, edits)), [Repair(_TOLD, edits[0].start, len(edits))])


def _read(written: str) -> str:
    if "\n" in written:
        return ""
    return bytes.fromhex(written.replace("=", "")).decode("utf-8", errors="replace")
