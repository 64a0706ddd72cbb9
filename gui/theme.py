"""Which colours and icons does the window have, by name, light, dark and on paper?

Okabe and Ito's colours where colours must be told apart, a second mark beside them everywhere. The screen follows the
system unless a person chose; style and palettes are our own, as not every platform can be told which scheme to show.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

import resources

if TYPE_CHECKING:
    from PySide6.QtGui import QFont
    from PySide6.QtSvg import QSvgRenderer


class Scheme(Enum):
    """What colours are made for; the value is the column in the table of colours."""

    LIGHT = 0
    DARK = 1
    PRINT = 2


_COLORS: dict[str, tuple[str, str, str]] = {
    # name: light, dark, print
    "window": ("#f3f4f6", "#2b2f34", "#ffffff"),
    "base": ("#ffffff", "#16181b", "#ffffff"),
    "base.alternate": ("#f7f8fa", "#1c1f23", "#ffffff"),
    "button": ("#e9ebee", "#3a4047", "#ffffff"),
    "border": ("#c9cdd3", "#4a5159", "#999999"),
    "text": ("#16191d", "#e6e8eb", "#000000"),
    "text.dim": ("#5b636d", "#9aa3ad", "#555555"),
    "text.disabled": ("#8b929a", "#6c747d", "#888888"),
    "text.link": ("#0060a0", "#6cbcf0", "#0060a0"),
    "selection": ("#0068b0", "#2f7db8", "#0068b0"),
    "selection.text": ("#ffffff", "#ffffff", "#ffffff"),
    "tooltip": ("#fffbe6", "#33383e", "#ffffff"),
    "icon.line": ("#3a424b", "#c5ccd3", "#000000"),
    "verdict.refused": ("#b64400", "#ff9152", "#b64400"),
    "verdict.refused.tint": ("#fdeee4", "#35241a", "#ffffff"),
    "verdict.would_pass": ("#00704f", "#3fd0a3", "#00704f"),
    "verdict.would_pass.tint": ("#e4f4ee", "#17302a", "#ffffff"),
    "verdict.undecided": ("#875a00", "#f0b429", "#875a00"),
    "verdict.undecided.tint": ("#fdf4dc", "#322a16", "#ffffff"),
    "verdict.not_applicable": ("#4a535d", "#aab3bd", "#4a535d"),
    "verdict.not_applicable.tint": ("#eceef1", "#272b30", "#ffffff"),
    "cell.edited": ("#fff0c2", "#43381a", "#fff0c2"),
    "cell.edited.mark": ("#a86f00", "#f0b429", "#a86f00"),
    "cell.invalid": ("#fbd5c4", "#55281a", "#fbd5c4"),
    "cell.lit": ("#cfe8fa", "#16415e", "#cfe8fa"),
    "cell.lit.border": ("#0072b2", "#56b4e9", "#0072b2"),
    "cell.deciding": ("#fde3d3", "#44281b", "#fde3d3"),
    "diagnostic.error": ("#c33c00", "#ff8a5c", "#c33c00"),
    "diagnostic.warning": ("#a86f00", "#f0b429", "#a86f00"),
    "diagnostic.info": ("#0072b2", "#56b4e9", "#0072b2"),
    "message.error": ("#fbe3d8", "#43261b", "#ffffff"),
    "message.info": ("#e1eff9", "#1b3040", "#ffffff"),
    "chart.background": ("#ffffff", "#16181b", "#ffffff"),
    "chart.text": ("#16191d", "#e6e8eb", "#000000"),
    "chart.axis": ("#5b636d", "#9aa3ad", "#333333"),
    "chart.grid": ("#e3e6ea", "#2b3036", "#dddddd"),
    "chart.left": ("#0072b2", "#56b4e9", "#0072b2"),
    "chart.minimum": ("#d55e00", "#ff8a3d", "#d55e00"),
    "chart.serves": ("#009e73", "#2cc295", "#009e73"),
    "chart.too_small": ("#7fb6dc", "#3f6f92", "#7fb6dc"),
    "chart.cma": ("#cc79a7", "#e09ac2", "#cc79a7"),
    "chart.highatomic": ("#e69f00", "#f0b429", "#e69f00"),
    "chart.isolated": ("#8c949d", "#8c949d", "#8c949d"),
    "chart.reserved": ("#b5a900", "#e0d64a", "#b5a900"),
    "chart.unknown": ("#b9bfc6", "#565e66", "#b9bfc6"),
    "chart.direct": ("#6a3d9a", "#c3a4ee", "#6a3d9a"),
    "chart.fail": ("#c33c00", "#ff8a5c", "#c33c00"),
    "chart.pass": ("#00805d", "#2cc295", "#00805d"),
    "chart.undecided": ("#a86f00", "#f0b429", "#a86f00"),
    "chart.not_candidate": ("#8c949d", "#727b85", "#8c949d"),
    "chart.ghost": ("#3a424b", "#d8dde3", "#2b3138"),
    "chart.lit": ("#0072b2", "#8fd0ff", "#0072b2"),
    "chart.dimmed": ("#c5ccd4", "#3d444c", "#c5ccd4"),
    "map.outside": ("#ffffff", "#16181b", "#ffffff"),
    "map.fixed": ("#8a7c68", "#77684f", "#8a7c68"),
    "map.moves": ("#dcd5c8", "#3a352d", "#dcd5c8"),
    "map.least": ("#a9dcf7", "#1f5f8f", "#a9dcf7"),
    "map.most": ("#003f7a", "#c4ebff", "#003f7a"),
    "map.given": ("#d55e00", "#ff8a3d", "#d55e00"),
    "map.on_cpu": ("#cc79a7", "#e09ac2", "#cc79a7"),
    "map.line": ("#ffffff", "#16181b", "#ffffff"),
    "map.pageblock": ("#16191d", "#e6e8eb", "#000000"),
    "map.lit": ("#c33c00", "#ffd27a", "#c33c00"),
    "map.lit.edge": ("#ffffff", "#000000", "#ffffff"),
    "tint.header": ("#fde9d9", "#3d2a1c", "#ffffff"),
    "tint.zone": ("#dcedf9", "#1a3245", "#ffffff"),
    "tint.buddy": ("#d9f1e8", "#15352b", "#ffffff"),
    "tint.reserve": ("#f7e6f0", "#3a2433", "#ffffff"),
    "tint.trace": ("#eeeef2", "#282a30", "#ffffff"),
    "tint.totals": ("#f4f2d6", "#32301a", "#ffffff"),
    "tint.process": ("#fbeecb", "#393018", "#ffffff"),
    "tint.node": ("#e4f0f5", "#1d2e35", "#ffffff"),
    "tint.tail": ("#f3f4f6", "#22252a", "#ffffff"),
    "tint.other": ("#f0eefa", "#2a2738", "#ffffff"),
}

_ICON_COLORS = {
    "refused": "verdict.refused",
    "would_pass": "verdict.would_pass",
    "undecided": "verdict.undecided",
    "not_applicable": "verdict.not_applicable",
    "fail": "chart.fail",
    "pass": "chart.pass",
    "not_candidate": "chart.not_candidate",
    "error": "diagnostic.error",
    "warning": "diagnostic.warning",
    "info": "diagnostic.info",
}
"""Icons that carry a colour of their own; all others are drawn in "icon.line"."""

_ICON_SIZES = (16, 20, 40)
_SELECTED_SIZES = (16, 20)
_TOOL_SIZES = (20, 40)
STYLE = "fusion"
_MIDDLE = 128
_INK = b"#000000"
_PAPER = b"#ffffff"
_ICONS = Path(resources.__file__).parent / "icons"


class _Theme(QObject):
    """The scheme that is shown now. `chosen` is None while the system decides."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.scheme = Scheme.LIGHT
        self.shown = False
        self.chosen: bool | None = None
        self.followed: QApplication | None = None


_theme = _Theme()
changed: SignalInstance = _theme.changed
"""Emitted after style and palette have changed; whoever keeps colours or icons takes them anew."""


def color(name: str, scheme: Scheme | None = None) -> QColor:
    """A colour by name, of the scheme that is shown unless another is asked for."""
    return QColor(_hex(name, scheme or _theme.scheme))


def _hex(name: str, scheme: Scheme) -> str:
    try:
        return _COLORS[name][scheme.value]
    except KeyError:
        raise KeyError(f"no colour {name!r}; there are: {', '.join(sorted(_COLORS))}") from None


def icon(name: str) -> QIcon:
    """An icon by name, in the ink of the scheme that is shown.

    In a selected row bare lines are in the ink of that: green would vanish in blue. A filled sign keeps its colour.
    """
    return _icon(name, _theme.scheme)


def tool_icon(name: str) -> QIcon:
    """The same for a button, which is never a selected row: less to draw before the first paint."""
    return _tool_icon(name, _theme.scheme)


def pixmap(name: str, size: int, ratio: float) -> QPixmap:
    """An icon as one picture of its own size, sharp on a fine screen."""
    made = _drawn(_renderer(name, _ICON_COLORS.get(name, "icon.line"), _theme.scheme), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    return made


@cache
def _icon(name: str, scheme: Scheme) -> QIcon:
    found = QIcon()
    own = _ICON_COLORS.get(name, "icon.line")
    selected = own if _PAPER in _drawing(name) else "selection.text"
    _add_pixmaps(found, _renderer(name, own, scheme), _ICON_SIZES, QIcon.Mode.Normal)
    _add_pixmaps(found, _renderer(name, selected, scheme), _SELECTED_SIZES, QIcon.Mode.Selected)
    return found


@cache
def _tool_icon(name: str, scheme: Scheme) -> QIcon:
    found = QIcon()
    _add_pixmaps(found, _renderer(name, "icon.line", scheme), _TOOL_SIZES, QIcon.Mode.Normal)
    return found


def _renderer(name: str, ink: str, scheme: Scheme) -> QSvgRenderer:
    from PySide6.QtSvg import QSvgRenderer

    drawing = _drawing(name)
    if _INK in drawing:
        drawing = drawing.replace(_PAPER, _hex("base", scheme).encode()).replace(_INK, _hex(ink, scheme).encode())
    return QSvgRenderer(drawing)


def _drawing(name: str) -> bytes:
    if name not in icon_names():
        raise KeyError(f"no icon {name!r}; there are: {', '.join(icon_names())}")
    return (_ICONS / f"{name}.svg").read_bytes()


def _add_pixmaps(found: QIcon, renderer: QSvgRenderer, sizes: tuple[int, ...], mode: QIcon.Mode) -> None:
    for size in sizes:
        found.addPixmap(_drawn(renderer, size), mode)


def _drawn(renderer: QSvgRenderer, size: int) -> QPixmap:
    drawn = QPixmap(size, size)
    drawn.fill(QColor(0, 0, 0, 0))
    painter = QPainter(drawn)
    renderer.render(painter)
    painter.end()
    return drawn


@cache
def icon_names() -> tuple[str, ...]:
    """The names of all icons."""
    return tuple(sorted(path.stem for path in _ICONS.glob("*.svg")))


def fixed_font() -> QFont:
    """The system's fixed-width font, for numbers in columns and for log text."""
    from PySide6.QtGui import QFontDatabase

    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)


def is_dark() -> bool:
    """Whether the dark scheme is shown."""
    return _theme.scheme is Scheme.DARK


def start(app: QApplication, dark: bool | None) -> None:
    """Show the first colours. What the system wants is guessed from its palette: asking takes a tenth of the start."""
    if dark is None:
        dark = app.palette().color(QPalette.ColorRole.Window).lightness() < _MIDDLE
    _show(app, Scheme.DARK if dark else Scheme.LIGHT, always=True)


def apply(app: QApplication, dark: bool | None) -> None:
    """Show the dark or the light scheme, or with None the system's, also when it changes later."""
    _theme.chosen = dark
    if _theme.followed is not app:
        _use_style(app)
        app.styleHints().colorSchemeChanged.connect(_follow)
        _theme.followed = app
    _show(app, _wanted(app))


def _use_style(app: QApplication) -> None:
    if app.style().name() != STYLE:
        app.setStyle(STYLE)


def _wanted(app: QApplication) -> Scheme:
    from PySide6.QtCore import Qt

    dark = _theme.chosen
    if dark is None:
        dark = app.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return Scheme.DARK if dark else Scheme.LIGHT


def _follow() -> None:
    if _theme.followed is not None:
        _show(_theme.followed, _wanted(_theme.followed))


def _show(app: QApplication, scheme: Scheme, always: bool = False) -> None:
    if scheme is _theme.scheme and _theme.shown and not always:
        return
    _theme.shown = True
    _theme.scheme = scheme
    app.setPalette(palette(scheme))
    _theme.changed.emit()


_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "base",
    QPalette.ColorRole.AlternateBase: "base.alternate",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "button",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.ToolTipBase: "tooltip",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "text.dim",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "selection.text",
    QPalette.ColorRole.Link: "text.link",
    QPalette.ColorRole.LinkVisited: "text.link",
    QPalette.ColorRole.Accent: "selection",
}
_INKS = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def palette(scheme: Scheme) -> QPalette:
    """The scheme's palette: every role that we name, shades of the button colour for the rest."""
    made = QPalette(QColor(_hex("button", scheme)), QColor(_hex("window", scheme)))
    for role, name in _ROLES.items():
        made.setColor(role, QColor(_hex(name, scheme)))
    for role in _INKS:
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(_hex("text.disabled", scheme)))
    return made
