"""How is a name from an archive or a folder shown without acting on whoever reads it?"""

from __future__ import annotations

_LONGEST = 300


def shown_name(name: str) -> str:
    """The name with every control, direction and line character as an escape, cut if it is very long."""
    if len(name) > _LONGEST:
        name = f"{name[: _LONGEST // 2]}…{name[-_LONGEST // 2 :]}"
    if name.isascii() and name.isprintable():
        return name
    return "".join(char if char.isprintable() else _escape(ord(char)) for char in name)


def _escape(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
