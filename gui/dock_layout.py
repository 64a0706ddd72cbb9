"""Where does each pane stand at first?"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

Docks = Mapping[str, QDockWidget]
Lists = tuple[bool, bool]
"""Whether the list of reports has its place, and whether its timeline has."""
_LISTS = ("reports", "timeline")
_ROOMY = 760
_LOW = 640
"""Below this height of all panes the zones have a larger share: a table's buttons and head take as much as ever."""
_LEFT, _RIGHT = 57, 43
_ANSWERS = 60
"""Of the right side's height: ten questions should be seen without scrolling; the source is looked up line by line."""
_WIDE = 1500
"""From this width on the timeline stands beside the list."""
_HIGH = 820
"""Below this height the panes under a list stand behind one another."""
_SHARE = 0.32
_LEAST = 110
_BESIDE = 0.22
"""With the timeline beside it the list has no less of the height: a timeline needs it, and a log may list more soon."""
_MAP = 0.68
"""How much of the window's width and height the allocator should have."""
_FLAT = 530
"""Below this height no table has room above the allocator: the window would have to grow."""
_TABLE = 138
"""Pixels that a table above it keeps: its buttons, its head and two rows."""
_TABLES = ("compare", "kernels")
_READABLE = 320
_DOWN, _ACROSS = Qt.Orientation.Vertical, Qt.Orientation.Horizontal


def arrange(window: QMainWindow, docks: Docks, lists: Lists) -> None:
    """The figures and the chart to the left, steps and source to the right; above them the reports, where several."""
    for dock in docks.values():
        dock.setFloating(False)
        window.removeDockWidget(dock)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, docks["reports"])
    window.splitDockWidget(docks["reports"], docks["zones"], _DOWN)
    if window.width() >= _WIDE:
        window.splitDockWidget(docks["reports"], docks["timeline"], _ACROSS)
    else:
        window.tabifyDockWidget(docks["reports"], docks["timeline"])
    window.splitDockWidget(docks["zones"], docks["answers"], _ACROSS)
    tight = lists[0] and window.height() < _HIGH
    roomy = not lists[0] and window.height() >= _ROOMY
    front = _tight(window, docks) if tight else _usual(window, docks, roomy)
    window.tabifyDockWidget(docks["answers"], docks["trace"])
    window.tabifyDockWidget(docks["trace"], docks["request"])
    window.tabifyDockWidget(docks["trace"], docks["history"])
    window.tabifyDockWidget(docks["chart" if tight else "source"], docks["notes"])
    window.tabifyDockWidget(docks["source"], docks["kernels"])
    window.tabifyDockWidget(docks["source"], docks["compare"])
    window.tabifyDockWidget(docks["chart"], docks["allocator"])
    for name, dock in docks.items():
        dock.setVisible(name != "allocator" if name not in _LISTS else lists[_LISTS.index(name)])
    _settle(window)
    for name in (*front, "reports"):
        docks[name].raise_()
    listed = _list_height(window, docks) if lists[0] else 0
    _share(window, docks, window.height() - listed, tight, roomy)
    if lists[0]:
        _fit_lists(window, docks, listed)
        _share(window, docks, window.height() - listed, tight, roomy)  # what the list left went to its neighbour


def _settle(window: QMainWindow) -> None:
    """What has just been placed takes its size, and its tab, only then."""
    layout = window.layout()
    if layout is not None:
        layout.activate()


def _share(window: QMainWindow, docks: Docks, height: int, tight: bool, roomy: bool) -> None:
    """How much each pane has of the room; `height` is that without the list, in pixels."""
    window.resizeDocks([docks["zones"], docks["answers"]], [_LEFT, _RIGHT], _ACROSS)
    if not tight:
        left = [docks[name] for name in ("zones", "free_lists", "chart")] if roomy else [docks["zones"], docks["chart"]]
        two = [45, 55] if height < _LOW else [38, 62]
        window.resizeDocks(left, _parts(height, [24, 24, 52] if roomy else two), _DOWN)
        window.resizeDocks([docks["answers"], docks["source"]], _parts(height, [_ANSWERS, 100 - _ANSWERS]), _DOWN)


def _parts(pixels: int, shares: list[int]) -> list[int]:
    """Pixels by shares: Qt takes smaller figures for a wish to give room to what is not named."""
    return [pixels * share // sum(shares) for share in shares]


def give_height(window: QMainWindow, docks: Docks, name: str) -> None:
    """Let a pane that was asked for and holds a table be high enough to be read; the pane above it gives way."""
    dock = docks[name]
    wanted = min(_READABLE, window.height() // 2)
    if name in _TABLES and not dock.isFloating() and dock.height() < wanted:
        window.resizeDocks([dock], [wanted], _DOWN)


def show_answers(window: QMainWindow, docks: Docks, layout: bytes) -> None:
    """Bring the answers to the front, where a layout was left by a window that did not have them."""
    if docks["answers"].objectName().encode("utf-16-be") not in layout:  # as Qt writes names into a layout
        _settle(window)
        docks["answers"].raise_()


def give_room(window: QMainWindow, docks: Docks) -> None:
    """Show the allocator, with most of the room: a map of memory can't be small."""
    dock = docks["allocator"]
    if window.height() < _FLAT and docks["zones"] not in window.tabifiedDockWidgets(docks["chart"]):
        for name in ("zones", "free_lists"):
            window.tabifyDockWidget(docks["chart"], docks[name])
        _settle(window)
    dock.show()
    dock.raise_()
    if dock.isFloating():
        return
    wide = window.width()
    window.resizeDocks([dock, docks["trace"]], [round(wide * _MAP), round(wide * (1 - _MAP))], _ACROSS)
    high = window.height()
    if dock.height() < high * _MAP:
        beside = window.tabifiedDockWidgets(dock)
        tables = [docks[name] for name in ("zones", "free_lists")]
        above = [table for table in tables if not table.isHidden() and table not in beside]
        heights = [_TABLE] * len(above)
        window.resizeDocks([*above, dock], [*heights, max(high - sum(heights), _TABLE)], _DOWN)


def _usual(window: QMainWindow, docks: Docks, roomy: bool) -> tuple[str, ...]:
    """Everything in sight; the panes that come to the front."""
    window.splitDockWidget(docks["zones"], docks["chart"], _DOWN)
    window.splitDockWidget(docks["answers"], docks["source"], _DOWN)
    if roomy:
        window.splitDockWidget(docks["zones"], docks["free_lists"], _DOWN)
    else:
        window.tabifyDockWidget(docks["zones"], docks["free_lists"])
    return "zones", "answers", "source"


def _tight(window: QMainWindow, docks: Docks) -> tuple[str, ...]:
    """Little height below a list: chart and steps in front, tables and source behind them."""
    window.tabifyDockWidget(docks["zones"], docks["free_lists"])
    window.tabifyDockWidget(docks["zones"], docks["chart"])
    window.tabifyDockWidget(docks["answers"], docks["source"])
    return "chart", "answers"


def _list_height(window: QMainWindow, docks: Docks) -> int:
    """As high as what is listed, up to a third of the window."""
    wanted = docks["reports"].widget().sizeHint().height()
    least = max(_LEAST, round(window.height() * _BESIDE)) if window.width() >= _WIDE else _LEAST
    return max(min(wanted, round(window.height() * _SHARE)), least)


def _fit_lists(window: QMainWindow, docks: Docks, height: int) -> None:
    window.resizeDocks([docks["reports"], docks["zones"]], [height, window.height() - height], _DOWN)
    if window.width() >= _WIDE:
        window.resizeDocks([docks["reports"], docks["timeline"]], [62, 38], _ACROSS)


def show_timeline(docks: Docks, on: bool) -> None:
    """Show or hide the timeline where it stands; the list stays in front of it."""
    docks["timeline"].setVisible(on)
    docks["reports"].raise_()
