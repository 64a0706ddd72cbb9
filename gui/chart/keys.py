"""Where do the keys take whoever goes through a chart without a pointer?"""

from __future__ import annotations

from PySide6.QtCore import Qt

ZONE_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageDown: 1}
"""From zone to zone."""
_COLUMN_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
COLUMN_KEYS = frozenset({*_COLUMN_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End})


def column_after(key: Qt.Key, column: int | None, count: int) -> int:
    """The column, of so many, that one of COLUMN_KEYS leads to; without a column yet, a step leads to the first."""
    if key in _COLUMN_STEPS:
        wanted = 0 if column is None else column + _COLUMN_STEPS[key]
    else:
        wanted = count - 1 if key == Qt.Key.Key_End else 0
    return min(max(wanted, 0), count - 1)
