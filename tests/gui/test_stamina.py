"""The binding must not lose references: some versions of it end the process after some hundreds of signals."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.document import Document


class _Teller(QObject):
    told = Signal(object)


def test_five_thousand_emits_and_twenty_thousand_updates(qtbot: QtBot) -> None:
    teller, label = _Teller(), QLabel()
    heard: list[int] = []
    qtbot.addWidget(label)
    teller.told.connect(heard.append)
    for number in range(5000):
        teller.told.emit(number)
    for number in range(20_000):
        label.setText(str(number))
        label.update()
    assert heard == list(range(5000))
    assert label.text() == "19999"


def test_a_thousand_edits_and_back(qtbot: QtBot) -> None:
    from dataclasses import replace

    document = Document()
    document.open_blank()
    start = document.state
    for number in range(1000):
        zones = document.state.scenario.zones
        changed = replace(zones[0], free=number)
        document.edit("free", replace(document.state.scenario, zones=(changed, *zones[1:])), "free")
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert document.state is start
