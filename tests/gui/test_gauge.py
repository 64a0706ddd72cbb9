"""The sixth answer, once opened, holds the gauge; it follows the figures and the colours."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument, QTextFormat
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.model.zone import FreeArea
from gui import theme
from gui.answers.page import GAUGE, GAUGED
from gui.panes.answers import AnswersPane
from tests.gui.window import OFFSCREEN_LACKS, opens_windows
from tests.tree import ROOT

LOG = ROOT / "resources" / "samples" / "2012-order4-dma32.txt"
pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)


def _image(pane: AnswersPane) -> QImage | None:
    """The gauge that the page holds."""
    cursor = pane.document().find("\ufffc")
    if cursor.isNull():
        return None
    assert "order 4 (64 kB), asked for" in str(cursor.charFormat().property(QTextFormat.Property.ImageAltText))
    found = pane.document().resource(QTextDocument.ResourceType.ImageResource.value, QUrl(GAUGE))
    return found if isinstance(found, QImage) else None


def test_the_opened_answer_holds_a_gauge_that_follows_an_edit_and_the_colours(qtbot: QtBot) -> None:
    window = opens_windows(qtbot)(LOG)
    pane, document = window.workbench.answers, window.document
    qtbot.waitUntil(lambda: pane.settled and bool(pane.answers()), timeout=30_000)
    assert _image(pane) is None
    pane.open_answer(GAUGED)
    first = _image(pane)
    assert first is not None
    assert first.deviceIndependentSize().width() <= pane.viewport().width()

    scenario = document.state.scenario
    zones = tuple(replace(zone, free_areas=(FreeArea(3000), *[FreeArea(0)] * 10)) for zone in scenario.zones)
    document.edit("in pieces", replace(scenario, zones=zones))
    qtbot.waitUntil(lambda: pane.settled and _image(pane) != first, timeout=30_000)
    second = _image(pane)

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dark = theme.is_dark()
    theme.apply(app, not dark)
    try:
        assert _image(pane) != second
    finally:
        theme.apply(app, dark)
    assert _image(pane) == second

    pane.open_answer(GAUGED)
    assert _image(pane) is None
