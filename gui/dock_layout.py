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
_LEFT, _RIGHT = 57, 43
_WIDE = 1500
"""From this width on the timeline stands beside the list."""
_HIGH = 820
"""Below this height the panes under a list stand behind one another."""
_SHARE = 0.32
_LEAST = 110
_MAP = 0.68
"""How much of the window's width and height the allocator should have."""
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
    window.tabifyDockWidget(docks["source"], docks["notes"])
    window.tabifyDockWidget(docks["chart"], docks["allocator"])
    for name, dock in docks.items():
        dock.setVisible(name != "allocator" if name not in _LISTS else lists[_LISTS.index(name)])
    layout = window.layout()
    if layout is not None:
        layout.activate()  # what has just been placed takes its size only then
    for name in (*front, "reports"):
        docks[name].raise_()
    _share(window, docks, tight, roomy)
    if lists[0]:
        _fit_lists(window, docks)


def _share(window: QMainWindow, docks: Docks, tight: bool, roomy: bool) -> None:
    """How much each pane has of the room."""
    window.resizeDocks([docks["zones"], docks["answers"]], [_LEFT, _RIGHT], _ACROSS)
    if not tight:
        left = [docks[name] for name in ("zones", "free_lists", "chart")] if roomy else [docks["zones"], docks["chart"]]
        window.resizeDocks(left, [24, 24, 52] if roomy else [38, 62], _DOWN)
        window.resizeDocks([docks["answers"], docks["source"]], [50, 50], _DOWN)


def give_room(window: QMainWindow, docks: Docks) -> None:
    """Show the allocator, with most of the room: a map of memory can't be small."""
    dock = docks["allocator"]
    dock.show()
    dock.raise_()
    if dock.isFloating():
        return
    wide = window.width()
    window.resizeDocks([dock, docks["trace"]], [round(wide * _MAP), round(wide * (1 - _MAP))], _ACROSS)
    high = window.height()
    if dock.height() < high * _MAP:
        above = [docks[name] for name in ("zones", "free_lists") if not docks[name].isHidden()]
        window.resizeDocks([*above, dock], [1] * len(above) + [high], _DOWN)


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


def _fit_lists(window: QMainWindow, docks: Docks) -> None:
    """As high as what is listed, up to a third of the window."""
    wanted = docks["reports"].widget().sizeHint().height()
    height = max(min(wanted, round(window.height() * _SHARE)), _LEAST)
    window.resizeDocks([docks["reports"], docks["zones"]], [height, window.height() - height], _DOWN)
    if window.width() >= _WIDE:
        window.resizeDocks([docks["reports"], docks["timeline"]], [62, 38], _ACROSS)


def show_timeline(docks: Docks, on: bool) -> None:
    """Show or hide the timeline where it stands; the list stays in front of it."""
    docks["timeline"].setVisible(on)
    docks["reports"].raise_()
