"""Beside the window only the answer to the last question matters, and a mistake in one does not end the others."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui.latest import Latest


def test_questions_that_came_meanwhile_give_way_to_the_last(qtbot: QtBot) -> None:
    began, go_on = threading.Event(), threading.Event()
    asked: list[object] = []

    def work(question: object) -> object:
        asked.append(question)
        began.set()
        assert go_on.wait(30)
        return f"answer to {question}"

    parent = QObject()
    latest = Latest(work, parent)
    told: list[tuple[object, object]] = []
    latest.done.connect(lambda question, answer: told.append((question, answer)))
    latest.ask(1)
    assert began.wait(30)
    for question in (2, 3, 4):
        latest.ask(question)
    go_on.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(4, "answer to 4")]
    assert asked == [1, 4]


def test_a_mistake_in_one_answer_does_not_end_the_others(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told_of: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda failure: told_of.append(failure.exc_type))

    def work(question: object) -> object:
        if question == 1:
            raise ZeroDivisionError
        return question

    parent = QObject()
    latest = Latest(work, parent)
    latest.ask(1)
    qtbot.waitUntil(lambda: told_of == [ZeroDivisionError])
    with qtbot.waitSignal(latest.done) as told:
        latest.ask(2)
    assert told.args == [2, 2]
