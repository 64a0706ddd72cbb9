"""Colours and icons by name, each in every scheme, and readable."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import theme
from gui.theme import Scheme


def luminance(color: QColor) -> float:
    red, green, blue = (_linear(each) for each in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["colour", "chart.lefft", ""])
def test_a_wrong_colour_lists_the_right_ones(name: str) -> None:
    with pytest.raises(KeyError, match=r"chart\.left"):
        theme.color(name)


def test_a_wrong_icon_lists_the_right_ones(qapp: QApplication) -> None:
    with pytest.raises(KeyError, match="refused"):
        theme.icon("nothing")


@pytest.mark.parametrize("name", theme.icon_names())
def test_every_icon_is_drawn(qapp: QApplication, name: str) -> None:
    image = theme.icon(name).pixmap(20, 20).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("name", ["pass", "fail", "not_candidate", "refused", "would_pass", "undecided", "warning"])
def test_a_sign_is_seen_in_a_selected_row(qapp: QApplication, name: str) -> None:
    image = theme.icon(name).pixmap(QSize(20, 20), QIcon.Mode.Selected).toImage()
    inks = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    best = max(contrast(ink, theme.color("selection")) for ink in inks if ink.alpha() == 255)
    assert best >= 4.5


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize(
    ("ink", "paper", "least"),
    [
        ("text", "window", 7.0),
        ("text", "base", 7.0),
        ("text.dim", "base", 4.5),
        ("text.dim", "window", 4.5),
        ("text.link", "base", 4.5),
        ("chart.text", "chart.background", 7.0),
        ("chart.axis", "chart.background", 4.5),
        ("chart.fail", "chart.background", 4.0),
        ("chart.pass", "chart.background", 4.0),
        ("chart.left", "chart.background", 3.0),
        ("chart.minimum", "chart.background", 3.0),
        ("chart.direct", "chart.background", 3.0),
        *((f"verdict.{each}", f"verdict.{each}.tint", 4.5) for each in ("refused", "would_pass", "undecided")),
        *(("text", f"verdict.{each}.tint", 7.0) for each in ("refused", "would_pass", "undecided")),
        *(("text.dim", f"verdict.{each}.tint", 4.5) for each in ("refused", "would_pass", "undecided")),
        *(("text", f"tint.{each}", 7.0) for each in ("header", "zone", "buddy", "reserve", "trace", "totals")),
        *(("text", f"cell.{each}", 7.0) for each in ("edited", "invalid", "lit")),
        ("text", "message.error", 7.0),
    ],
)
def test_words_can_be_read(scheme: Scheme, ink: str, paper: str, least: float) -> None:
    assert contrast(theme.color(ink, scheme), theme.color(paper, scheme)) >= least


def test_a_change_of_scheme_is_told_once(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, False)
    told: list[bool] = []

    def tell() -> None:
        told.append(theme.is_dark())

    theme.changed.connect(tell)
    try:
        theme.apply(qapp, True)
        theme.apply(qapp, True)
        assert qapp.palette().color(QPalette.ColorRole.Window) == theme.color("window", Scheme.DARK)
        theme.apply(qapp, False)
        assert told == [True, False]
    finally:
        theme.changed.disconnect(tell)
        theme.apply(qapp, None)


def test_print_colours_hang_on_no_scheme(qapp: QApplication) -> None:
    theme.apply(qapp, True)
    assert theme.color("chart.background", Scheme.PRINT) == QColor("#ffffff")
    theme.apply(qapp, None)
