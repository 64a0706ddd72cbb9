"""In which colours is the map drawn, by what a page frame is?"""

from __future__ import annotations

from PySide6.QtGui import QColor

from gui import theme
from gui.allocator.frames import Colors, colors_by_code


def map_colors(top: int) -> Colors:
    """Colours by code in the scheme that is shown; free blocks get stronger with their order."""
    plain = (_number(theme.color(f"map.{name}")) for name in ("outside", "fixed", "moves"))
    outside, fixed, moves = plain
    free = [_number(free_color(order, top)) for order in range(top + 1)]
    return colors_by_code(
        outside, fixed, moves, free, _number(theme.color("map.on_cpu")), _number(theme.color("map.given"))
    )


def free_color(order: int, top: int) -> QColor:
    """The colour of free blocks of an order."""
    low, high = theme.color("map.least"), theme.color("map.most")
    share = order / max(top, 1)
    pairs = zip((low.red(), low.green(), low.blue()), (high.red(), high.green(), high.blue()), strict=True)
    red, green, blue = (round(first + (last - first) * share) for first, last in pairs)
    return QColor(red, green, blue)


def _number(color: QColor) -> int:
    return color.rgb() & 0xFFFFFF
