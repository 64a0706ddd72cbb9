"""How do map, play, trials and graphs stand together, and what has each to do with the others?"""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from engine.buddy.simulation import Held
from engine.kernels.generations import rules_named
from engine.model.scenario import Scenario
from gui import theme
from gui.allocator.graphs import Graphs
from gui.allocator.head import Head
from gui.allocator.lab import Lab
from gui.allocator.legend import Legend
from gui.allocator.map_view import MapView
from gui.allocator.play_box import PlayBox
from gui.allocator.try_box import TryBox
from gui.allocator.widgets import label
from gui.allocator.words import block_words, run_words

_PATIENCE = 300
_REST = 3
_HINT = "Wheel: zoom. Drag: move. Click: choose a block. Double click: free it."


class AllocatorRoom(QWidget):
    """All of the pane; it is made when the pane is first looked at."""

    edit_asked = Signal(str, object, str)
    zone_chosen = Signal(int)

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
        self.tabs = QTabWidget()
        self._zone = 0
        self._frame: int | None = None
        self._plays_when_made = False
        self._next_map = 0.0
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
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Play or try")
        self.middle = QSplitter(Qt.Orientation.Horizontal)
        self.middle.addWidget(left)
        self.middle.addWidget(self.tabs)
        self.middle.setSizes([54, 46])
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
        lab.counted.connect(self.play_box.show_count)
        lab.running.connect(self._show_running)
        lab.complained.connect(lambda words: self._say(words, "message.error"))
        lab.told.connect(lambda words: self._say(words, "message.info"))

    def _connect_boxes(self) -> None:
        self.head.zone_asked.connect(self._take_zone)
        self.head.rules_asked.connect(self._take_rules)
        self.head.seed_asked.connect(self.lab.make)
        self.head.use_asked.connect(self._use)
        self.head.whole_asked.connect(self.map.show_all)
        self.head.zoom_asked.connect(self.map.zoom)
        self.map.pointed.connect(self._tell_frame)
        self.map.chosen.connect(self._choose)
        self.map.free_asked.connect(self._free_at)
        self.play_box.play_asked.connect(self.play)
        self.play_box.scene_asked.connect(self.lab.go_to)
        self.play_box.next_asked.connect(self._count)
        box = self.try_box
        box.allocate_asked.connect(self._allocate)
        box.free_asked.connect(self._free_chosen)
        box.run_asked.connect(self._run)
        box.rest_asked.connect(self.lab.stop)
        box.steps_asked.connect(self._advance)
        box.load_asked.connect(self.lab.load_run)
        box.save_asked.connect(self.lab.save_run)

    # ---- what is shown

    def show_scenario(self, scenario: Scenario) -> None:
        """The memory and the request of the document."""
        self.lab.show_scenario(scenario)

    def choose_zone(self, title: str) -> None:
        """Look at the zone of this title."""
        titles = [zone.title for zone in self.lab.zones]
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
        self.play_box.show_scenes((), 0)
        self.try_box.show_words("")
        self._choose(None)
        self._tell_frame(None)
        if not there:
            self.map.show_zone(None)
            return
        top = lab.zones[0].top
        request = lab.scenario.request if lab.scenario is not None else None
        self.legend.show_top(top)
        self.try_box.order.setRange(0, top)
        self.try_box.order.setValue(min(request.order, top) if request is not None else 0)
        self._look_at(min(self._zone, len(lab.zones) - 1))
        if self._plays_when_made:
            self._plays_when_made = False
            self.play()

    def _look_at(self, number: int) -> None:
        self._zone = number
        self._choose(None)
        self.head.choose_zone(number)
        self.map.show_zone(self.lab.zones[number])
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
            if self.lab.run is not None:
                self.try_box.show_words(run_words(self.lab.run))

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
        if self._frame is not None:
            self._choose(self._frame)

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
        self.try_box.show_running(on)

    # ---- words

    def _say(self, words: str, ground: str) -> None:
        self.message.setText(words)
        palette = self.message.palette()
        palette.setColor(self.message.backgroundRole(), theme.color(ground))
        self.message.setPalette(palette)
        self.message.show()

    def _quiet(self) -> None:
        self.message.hide()

    def _tell_frame(self, frame: int | None) -> None:
        lab = self.lab
        if frame is None or lab.scenario is None or not lab.zones:
            self.hover.setText(_HINT if lab.zones else "")
            return
        zone = lab.zones[self._zone]
        self.hover.setText(block_words(zone, frame, lab.held_by(self._zone, frame), lab.scenario.page_size))

    # ---- what a person asks

    def _take_zone(self, number: int) -> None:
        self._look_at(number)
        scenario = self.lab.scenario
        title = self.lab.zones[number].title
        titles = [zone.title for zone in scenario.zones] if scenario is not None else []
        if title in titles:
            self.zone_chosen.emit(titles.index(title))

    def _take_rules(self, rules: str | None) -> None:
        scenario = self.lab.scenario
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
        self.play_box.answer.setText("Counting …")
        self.lab.count_next()

    def _allocate(self, order: int) -> None:
        self._quiet()
        if self.lab.start_play(order):
            self.lab.to_end()
            self._tell_end()

    def _tell_end(self) -> None:
        scene = self.lab.scene
        if scene is not None:
            self.try_box.show_words(f"{scene.title}. The tab Play has the steps.")

    def _choose(self, frame: int | None) -> None:
        """A block was clicked."""
        self._frame = frame
        lab = self.lab
        if frame is None or lab.scenario is None or not lab.zones:
            self._frame = None
            self.map.choose(None)
            self.try_box.show_chosen("", False)
            return
        zone = lab.zones[self._zone]
        held = lab.held_by(self._zone, frame)
        self.map.choose((held.pfn - zone.base, held.order or 0))
        words = block_words(zone, frame, held, lab.scenario.page_size)
        self.try_box.show_chosen(words, held.held in (Held.IN_USE, Held.FROM_START))

    def _free_chosen(self) -> None:
        if self._frame is not None:
            self._free_at(self._frame)

    def _free_at(self, frame: int) -> None:
        """Free what a page frame is part of; what was in use from the start by the order that is chosen."""
        self._quiet()
        held = self.lab.held_by(self._zone, frame)
        zone = self.lab.zones[self._zone]
        order = None
        pfn = held.pfn
        if held.held is Held.FROM_START:
            order = self.try_box.order.value()
            pfn = zone.base + (frame & -1 << order)
        if self.lab.free(pfn, order):
            self.lab.to_end()
            self._tell_end()

    def _run(self, mix: str) -> None:
        self._quiet()
        self.lab.begin_run(mix)

    def _advance(self, steps: int) -> None:
        if not self.lab.advance(steps):
            self.lab.stop()
            self._show_changed()

    def _show_slice(self) -> None:
        """Programs did some more; a map that takes long to draw is drawn less often, so that the window stays alive."""
        now = time.perf_counter()
        if now >= self._next_map:
            self._show_changed()
            self._next_map = now + _REST * (time.perf_counter() - now)

    def take_theme(self) -> None:
        """Take colours and icons anew."""
        for part in (self.head, self.map, self.legend, self.graphs, self.play_box, self.try_box):
            part.take_theme()
