"""How do map, play, trials and graphs stand together, and what has each to do with the others?"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from engine.kernels.generations import rules_named
from engine.model.scenario import Scenario
from gui import theme
from gui.allocator.graphs import Graphs
from gui.allocator.hand import Hand
from gui.allocator.head import Head
from gui.allocator.lab import Lab
from gui.allocator.legend import Legend
from gui.allocator.map_view import MapView
from gui.allocator.play_box import PlayBox
from gui.allocator.try_box import TryBox
from gui.allocator.what_if_box import WhatIfBox
from gui.allocator.widgets import label
from gui.allocator.words import run_words

_PATIENCE = 300
_REST, _FOLLOW = 3, 0.4
"""A map rests so many times as long as it took; and so many seconds pass until other panes follow programs again."""


class AllocatorRoom(QWidget):
    """All of the pane; it is made when the pane is first looked at."""

    edit_asked = Signal(str, object, str)
    zone_chosen = Signal(int)
    tried = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lab = Lab(self)
        self.head = Head()
        self.map = MapView()
        self.legend = Legend()
        self.hover = label(dim=True, wraps=True)
        self.message = label()
        self.message.hide()
        self.graphs = Graphs(self.lab.history)
        self.play_box = PlayBox()
        self.try_box = TryBox(self.graphs)
        self.what_if_box = WhatIfBox()
        self.tabs = QTabWidget()
        self._zone = 0
        self.hand = Hand(self.lab, self.map, self.try_box, self.hover, lambda: self._zone, self)
        self._wanted = ""
        self._plays_when_made = False
        self._next_map = self._next_follow = 0.0
        self._waits = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._waits.timeout.connect(lambda: self.head.show_progress(0.0))
        self._lay_out()
        self._connect_lab()
        self._connect_boxes()
        theme.changed.connect(self.take_theme)
        self._show_made()

    def _lay_out(self) -> None:
        left = QWidget()
        below = QVBoxLayout(left)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.map, 1)
        below.addWidget(self.hover)
        below.addWidget(self.legend)
        self.hover.setContentsMargins(6, 3, 6, 3)
        self.hover.setFixedHeight(2 * self.hover.fontMetrics().height() + 6)
        self.tabs.addTab(self.play_box, "&Play")
        self.tabs.addTab(self.try_box, "&Try")
        self.tabs.addTab(self.what_if_box, "&What if")
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Play, try or ask")
        self.middle = QSplitter(Qt.Orientation.Horizontal)
        self.middle.addWidget(left)
        self.middle.addWidget(self.tabs)
        self.middle.setSizes([5400, 4600])  # far above the least sizes, so that it is the proportion that counts
        self.middle.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.message)
        layout.addWidget(self.middle, 1)
        self.message.setContentsMargins(8, 4, 8, 4)
        self.message.setAutoFillBackground(True)
        self.setFocusProxy(self.play_box.steps)

    def _connect_lab(self) -> None:
        lab = self.lab
        lab.made.connect(self._show_made)
        lab.changed.connect(self._show_slice)
        lab.moved.connect(self._show_moved)
        lab.progressed.connect(self._show_progress)
        lab.tried.connect(self.tried)
        lab.questions.counted.connect(self.play_box.show_count)
        lab.questions.freed.connect(self.what_if_box.show_freed)
        lab.questions.moved.connect(self.what_if_box.show_moved)
        lab.programs.running.connect(self._show_running)
        lab.complained.connect(lambda words: self._say(words, "message.error"))
        lab.told.connect(lambda words: self._say(words, "message.info"))

    def _connect_boxes(self) -> None:
        self.head.zone_asked.connect(self._take_zone)
        self.head.rules_asked.connect(self._take_rules)
        self.head.seed_asked.connect(self.lab.make)
        self.head.use_asked.connect(self._use)
        self.head.back_asked.connect(lambda: self.lab.make(self.lab.seed))
        self.head.whole_asked.connect(self.map.show_all)
        self.head.zoom_asked.connect(self.map.zoom)
        self.play_box.play_asked.connect(self.play)
        self.play_box.scene_asked.connect(self.lab.go_to)
        self.play_box.next_asked.connect(self._count)
        self.hand.began.connect(self._quiet)
        self.hand.complained.connect(lambda words: self._say(words, "message.error"))
        self.hand.zone_asked.connect(self._take_zone)
        box = self.try_box
        box.run_asked.connect(self._run)
        box.rest_asked.connect(self.lab.programs.stop)
        box.steps_asked.connect(self._advance)
        box.load_asked.connect(self._load)
        box.save_asked.connect(self.lab.programs.save)
        self.what_if_box.freed_asked.connect(self._ask_freed)
        self.what_if_box.moved_asked.connect(self._ask_moved)

    # ---- what is shown

    def show_scenario(self, scenario: Scenario) -> None:
        """The memory and the request of the document."""
        self.lab.show_scenario(scenario)

    def choose_zone(self, title: str) -> None:
        """Look at the zone of this title."""
        titles = [zone.title for zone in self.lab.zones]
        self._wanted = "" if titles else title
        if title in titles and titles.index(title) != self._zone:
            self._look_at(titles.index(title))

    def play(self) -> None:
        """Play the request, as soon as there is a machine."""
        self._quiet()
        if self.lab.busy:
            self._plays_when_made = True
            return
        if self.lab.start_play():
            self.tabs.setCurrentWidget(self.play_box)

    def _show_made(self) -> None:
        lab = self.lab
        there = lab.simulation is not None
        self._waits.start() if lab.busy else self._waits.stop()
        self.head.show_progress(None)
        self._quiet()
        if lab.trouble:
            self._say(lab.trouble, "message.error")
        if lab.scenario is not None:
            self.head.show_rules(lab.scenario, lab.ground.answer.rules.label if lab.ground is not None else None)
        self.head.show_zones([zone.title for zone in lab.zones])
        self.head.show_seed(lab.seed, lab.ground.assumed if lab.ground is not None else ())
        self.head.enable(there)
        self.play_box.enable(there)
        self.try_box.enable(there)
        self.head.show_touched(lab.touched)
        self.play_box.show_scenes((), 0)
        self.what_if_box.enable(there)
        self.try_box.show_words("")
        self._show_running(False)
        self.hand.choose(None)
        self.hand.tell_frame(None)
        if not there:
            self.map.show_zone(None)
            return
        top = lab.zones[0].top
        request = lab.scenario.request if lab.scenario is not None else None
        self.legend.show_top(top)
        self.try_box.order.setRange(0, top)
        order = min(request.order, top) if request is not None else 0
        self.try_box.order.setValue(order)
        self.what_if_box.show_request(order, lab.scenario.page_size if lab.scenario is not None else 0)
        titles = [zone.title for zone in lab.zones]
        self._look_at(titles.index(self._wanted) if self._wanted in titles else min(self._zone, len(titles) - 1))
        self._wanted = ""
        if self._plays_when_made:
            self._plays_when_made = False
            QTimer.singleShot(0, self, self.play)

    def _look_at(self, number: int) -> None:
        self._zone = number
        self.hand.choose(None)
        self.head.choose_zone(number)
        zone = self.lab.zones[number]
        self.map.show_zone(zone)
        self.what_if_box.show_zone(zone.managed, zone.top)
        self._show_graphs()
        self._show_lit()

    def _show_graphs(self) -> None:
        request = self.lab.scenario.request if self.lab.scenario is not None else None
        top = self.lab.zones[0].top if self.lab.zones else 0
        self.graphs.show_zone(self._zone, min(request.order, top) if request is not None else 0)

    def _show_changed(self) -> None:
        if self.lab.zones:
            self.map.follow(self.lab.zones[self._zone])
            self._show_graphs()
            self.what_if_box.clear()
            self.head.show_touched(self.lab.touched)
            run = self.lab.programs.run
            if run is not None:
                self.try_box.show_words(run_words(run))

    def _show_moved(self) -> None:
        """Another scene, perhaps of another zone."""
        play, scene = self.lab.play, self.lab.scene
        if play is None or scene is None:
            self.play_box.show_scenes((), 0)
            self.map.light(())
            return
        self.play_box.show_scenes(play.scenes, play.at)
        if scene.zone is not None and scene.zone != self._zone:
            self._look_at(scene.zone)
        else:
            self._show_changed()
        self._show_lit()
        self._show_graphs()
        if self.hand.frame is not None:
            self.hand.choose(self.hand.frame)

    def _show_lit(self) -> None:
        scene = self.lab.scene
        zones = self.lab.zones
        lit = scene.lit if scene is not None else ()
        self.map.light([(pfn - zones[zone].base, order) for zone, pfn, order in lit if zone == self._zone])
        if lit and scene is not None and scene.upto and len(lit) <= 2 and lit[0][0] == self._zone:
            self.map.show_block(lit[-1][1] - zones[self._zone].base, lit[-1][2])

    def _show_progress(self, share: float) -> None:
        if not self._waits.isActive() and self.lab.busy:
            self.head.show_progress(share)

    def _show_running(self, on: bool) -> None:
        programs = self.lab.programs
        if on and programs.run is not None:
            self.try_box.show_mix(programs.run.workload.mix.name)
        stopped = self.try_box.runs and not on
        self.try_box.show_running(on, programs.resting)
        if stopped and self.lab.simulation is not None and self.lab.play is None:
            self._show_changed()
            self.lab.follow()

    # ---- words

    def _say(self, words: str, ground: str) -> None:
        self.message.setText(words)
        palette = self.message.palette()
        palette.setColor(self.message.backgroundRole(), theme.color(ground))
        self.message.setPalette(palette)
        self.message.show()

    def _quiet(self) -> None:
        self.message.hide()

    # ---- what a person asks

    def _take_zone(self, number: int) -> None:
        self._look_at(number)
        scenario = self.lab.scenario
        title = self.lab.zones[number].title
        titles = [zone.title for zone in scenario.zones] if scenario is not None else []
        if title in titles:
            self.zone_chosen.emit(titles.index(title))

    def _take_rules(self, rules: str | None) -> None:
        scenario = self.lab.base
        if scenario is not None and scenario.rules != rules:
            found = rules_named(rules) if rules else None
            words = f"rules of Linux {found.label}" if found else "rules as the log says"
            self.edit_asked.emit(words, replace(scenario, rules=rules), "")

    def _use(self) -> None:
        self._quiet()
        scenario = self.lab.used_scenario()
        if scenario is not None:
            self.edit_asked.emit("use the allocator's state", scenario, "")
            self._say("The tables, the chart and the verdict show this state now; Undo takes it back.", "message.info")

    def _count(self) -> None:
        self._quiet()
        if self.lab.questions.count_next():
            self.play_box.answer.setText("Counting …")

    def _ask_freed(self, pages: int, order: int) -> None:
        self._quiet()
        if not self.lab.questions.after_freeing(self._zone, pages, order):
            self.what_if_box.clear()

    def _ask_moved(self) -> None:
        self._quiet()
        if not self.lab.questions.if_moved():
            self.what_if_box.clear()

    def _run(self, mix: str) -> None:
        self._quiet()
        self.lab.programs.begin(mix)

    def _load(self, path: Path) -> None:
        self._quiet()
        self.lab.programs.load(path)

    def _advance(self, steps: int) -> None:
        if not self.lab.programs.advance(steps):
            self.lab.programs.stop()

    def _show_slice(self) -> None:
        """Programs did some more; a map that takes long to draw is drawn less often, so that the window stays alive."""
        now = time.perf_counter()
        if now >= self._next_follow:
            self.lab.follow()
            self._next_follow = time.perf_counter() + _FOLLOW
        elif now >= self._next_map:
            self._show_changed()
            self._next_map = now + _REST * (time.perf_counter() - now)

    def take_theme(self) -> None:
        """Take colours and icons anew."""
        parts = (self.head, self.map, self.legend, self.graphs, self.play_box, self.try_box, self.what_if_box)
        for part in parts:
            part.take_theme()
