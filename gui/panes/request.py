"""What was asked of the allocator, and what follows from it? Every part can be changed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.check.walk import rules_for
from engine.explain.analysis import Analysis
from engine.kernels.generations import ROWS, rules_named
from engine.kernels.gfp import GfpEra, GfpError, parse_mask, printed_names
from engine.model.edits import order_count
from engine.model.request import AllocRequest, TaskState
from engine.model.scenario import Scenario
from engine.model.units import show_bytes
from engine.model.zone import Mark
from gui import theme
from gui.figures.field_undo import FieldUndo
from gui.figures.mask_edit import MaskEdit
from gui.figures.node_text import node_text, read_nodes
from gui.plain_text import plain_label, plain_tip

_LARGEST_ORDER = 20
_TASKS = (
    ("rt_task", "Real-&time task", "A real-time task outside an interrupt may use more of the reserve"),
    ("in_interrupt", "In an &interrupt", "The request came from an interrupt: the task's own rights do not count"),
    ("pf_memalloc", "&PF_MEMALLOC", "The task frees memory itself and may ignore the watermarks"),
)
_NODES = (
    ("nodemask", "Node&mask", "Nodes that the request itself allows: all, or such as 0,2-3"),
    ("mems_allowed", "Cpu&set", "Nodes that the task's cpuset allows: all, or such as 0,2-3"),
)
_MARK_TIPS = "The watermark that the failed attempt is checked against: the last one uses min"
_DEFAULT = "GFP_KERNEL"


class RequestPane(QScrollArea):
    """Order, mask, mark, rules, and the state of the asking task; below them what follows from all that."""

    edit_asked = Signal(str, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._analysis: Analysis | None = None
        self._original: Scenario | None = None
        self.order = QSpinBox()
        self.told_size = QLabel()
        self.flags = MaskEdit()
        self.told_mask = QLabel()
        self.complaint = plain_label()
        self.rules = QComboBox()
        self.mark = QComboBox()
        self.tasks = {name: QCheckBox(text) for name, text, _ in _TASKS}
        self.nodes = {name: QLineEdit() for name, _, _ in _NODES}
        self.follows = plain_label()
        self.put_back = QToolButton()
        self._fill_choices()
        self._lay_out()
        self._name_all()
        self._connect()

    def _fill_choices(self) -> None:
        self.rules.addItem("As the log says", None)
        for row in sorted(ROWS, key=lambda row: row.since):
            self.rules.addItem(f"Linux {row.label}  ({row.generation})", row.label)
        self.rules.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.rules.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.told_size.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for mark in Mark:
            self.mark.addItem(mark.value, mark)
        self.order.setRange(0, _LARGEST_ORDER)

    def _lay_out(self) -> None:
        content = QWidget()
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow("&Order", _beside(self.order, self.told_size, _buddy("Mar&k", self.mark), self.mark))
        form.addRow("F&lags", _beside(self.flags, self.told_mask))
        form.addRow("", self.complaint)
        form.addRow("&Rules", self.rules)
        form.addRow("Task", _beside(*self.tasks.values(), None))
        nodes = [each for name, text, _ in _NODES for each in (_buddy(text, self.nodes[name]), self.nodes[name])]
        form.addRow("Nodes", _beside(*nodes))
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addLayout(form)
        layout.addWidget(line)
        layout.addWidget(self.follows)
        layout.addWidget(_beside(self.put_back, None))
        layout.addStretch(1)
        self.complaint.hide()
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusProxy(self.order)

    def _name_all(self) -> None:
        self.follows.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.put_back.setText("As the log asked")
        self.put_back.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        named: tuple[tuple[QWidget, str, str], ...] = (
            (self.order, "Order", "The request is for 2^order pages in one block"),
            (self.flags, "GFP flags", "Names joined by |, or a number such as 0xcc0; names are completed as you type"),
            (self.rules, "Rules", "Which kernel's rules decide; the log's own unless you choose others"),
            (self.mark, "Watermark", _MARK_TIPS),
            *((self.tasks[name], text.replace("&", ""), tip) for name, text, tip in _TASKS),
            *((self.nodes[name], text.replace("&", ""), tip) for name, text, tip in _NODES),
            (self.follows, "What follows", "Reserves, zones and lists that follow from the request"),
            (self.put_back, "As the log asked", "Request and rules as the log gave them"),
        )
        for widget, name, tip in named:
            widget.setAccessibleName(name)
            widget.setAccessibleDescription(tip)
            widget.setToolTip(tip)
        for edit in self.nodes.values():
            edit.setAcceptDrops(False)
        self.setAccessibleName("Request")
        self._take_theme()

    def _connect(self) -> None:
        self.order.valueChanged.connect(self._ask_order)
        self.flags.editingFinished.connect(self._ask_mask)
        self.flags.textEdited.connect(lambda: self._complain(self.flags, ""))
        self.rules.activated.connect(self._ask_rules)
        self.mark.activated.connect(self._ask_mark)
        for box in self.tasks.values():
            box.clicked.connect(self._ask_task)
        for name, edit in self.nodes.items():
            edit.editingFinished.connect(lambda name=name: self._ask_nodes(name))
        self.put_back.clicked.connect(self._ask_put_back)
        undo = FieldUndo(self)
        for field in (self.order, self.flags, *self.nodes.values()):
            field.installEventFilter(undo)
        theme.changed.connect(self._take_theme)

    # ---- showing

    def show_analysis(self, analysis: Analysis, original: Scenario | None) -> None:
        """Show the request of this analysis; nothing is asked for by that."""
        self._analysis, self._original = analysis, original
        scenario = analysis.scenario
        request = _request_of(scenario)
        self._show_order(request.order, scenario)
        self._show_mask(request)
        self._show_rules(analysis)
        self.mark.setCurrentIndex(self.mark.findData(request.mark))
        for name, box in self.tasks.items():
            box.setChecked(getattr(request.task, name))
        for name, edit in self.nodes.items():
            _fill(edit, node_text(getattr(request, name)))
        self._show_follows(analysis)
        changed = original is not None and (scenario.request, scenario.rules) != (original.request, original.rules)
        self.put_back.setEnabled(changed)
        self._complain(self.flags, "")

    def _show_order(self, order: int, scenario: Scenario) -> None:
        with QSignalBlocker(self.order):
            self.order.setMaximum(max(_LARGEST_ORDER, order, order_count(scenario) - 1))
            self.order.setValue(order)
        pages = "1 page" if order == 0 else f"{1 << order:,} pages"
        _set(self.told_size, f"{show_bytes(scenario.page_size << order)}, {pages} in one block")

    def _show_mask(self, request: AllocRequest) -> None:
        era = self._era()
        names = request.gfp_names or printed_names(request.gfp_mask, era)
        _fill(self.flags, "|".join(names))
        _set(self.told_mask, f"{request.gfp_mask:#x}")
        self.flags.set_names(_names_of(era))

    def _show_rules(self, analysis: Analysis) -> None:
        answer = analysis.rules
        if not answer.chosen:
            self.rules.setItemText(0, f"As the log says: Linux {answer.rules.label}")
        chosen = rules_named(analysis.scenario.rules) if analysis.scenario.rules else None
        self.rules.setCurrentIndex(0 if chosen is None else self.rules.findData(chosen.label))
        self.rules.setToolTip(plain_tip(answer.because))

    def _show_follows(self, analysis: Analysis) -> None:
        request = analysis.request
        if request is None:
            _set(self.follows, "Nothing was asked. Choose an order or type flags to ask.")
            return
        lines = (
            f"Flags of the check: {', '.join(request.alloc_flags) or 'none'}",
            f"Waits: {'it can wait for reclaim' if request.can_block else 'it can not wait for reclaim'}",
            f"Highest zone: {request.highest_zone} (of {', '.join(request.layout)})",
            f"List: {request.migratetype.name}",
            _reserve_words(request.reserve_index),
            f"Cpuset: {'binds it' if request.cpuset_enforced else 'does not bind it'}",
        )
        _set(self.follows, "\n".join(lines))

    def _take_theme(self) -> None:
        self.put_back.setIcon(theme.icon("revert"))
        for label in (self.told_size, self.told_mask):
            palette = label.palette()
            palette.setColor(label.foregroundRole(), theme.color("text.dim"))
            label.setPalette(palette)
        palette = self.complaint.palette()
        palette.setColor(self.complaint.foregroundRole(), theme.color("diagnostic.error"))
        self.complaint.setPalette(palette)

    # ---- asking

    def _ask(self, text: str, request: AllocRequest, merge_key: str = "") -> None:
        if self._analysis is not None:
            self.edit_asked.emit(text, replace(self._analysis.scenario, request=request), merge_key)

    def _request(self) -> AllocRequest:
        return _request_of(self._analysis.scenario) if self._analysis is not None else _request_of(Scenario())

    def _ask_order(self, order: int) -> None:
        self._ask(f"order {order}", replace(self._request(), order=order), "order")

    def _ask_mask(self) -> None:
        """Take the typed mask; one that can't be read is told, and the old one stays."""
        if not self.flags.isModified():
            return
        era = self._era()
        try:
            mask = parse_mask(self.flags.text(), era)
        except GfpError as error:
            self._complain(self.flags, f"{_sentence(str(error))} {self.told_mask.text()} still holds.")
            return
        request = self._request()
        if mask == request.gfp_mask:
            self._show_mask(request)
            self._complain(self.flags, "")
            return
        names = printed_names(mask, era) if request.gfp_names else ()
        self._ask(f"flags {'|'.join(printed_names(mask, era))}", replace(request, gfp_mask=mask, gfp_names=names))

    def _ask_rules(self, row: int) -> None:
        label = self.rules.itemData(row)
        if self._analysis is not None:
            text = f"rules of Linux {label}" if label else "rules as the log says"
            self.edit_asked.emit(text, replace(self._analysis.scenario, rules=label), "")

    def _ask_mark(self, row: int) -> None:
        mark = self.mark.itemData(row)
        self._ask(f"mark {self.mark.itemText(row)}", replace(self._request(), mark=mark))

    def _ask_task(self) -> None:
        task = TaskState(**{name: box.isChecked() for name, box in self.tasks.items()})
        self._ask("state of the task", replace(self._request(), task=task))

    def _ask_nodes(self, name: str) -> None:
        edit = self.nodes[name]
        if not edit.isModified():
            return
        request = self._request()
        try:
            nodes = read_nodes(edit.text())
        except ValueError as error:
            self._complain(edit, f"{_sentence(str(error))} {node_text(getattr(request, name))} still holds.")
            return
        _fill(edit, node_text(nodes))
        self._complain(edit, "")
        changed = replace(request, nodemask=nodes) if name == "nodemask" else replace(request, mems_allowed=nodes)
        self._ask(f"{name} {node_text(nodes)}", changed)

    def _ask_put_back(self) -> None:
        if self._analysis is not None and self._original is not None:
            asked = replace(self._analysis.scenario, request=self._original.request, rules=self._original.rules)
            self.edit_asked.emit("request as the log gave it", asked, "")

    def _complain(self, widget: QWidget, sentence: str) -> None:
        """Tell what is wrong below the field and at it; no sentence takes the complaint away."""
        fields: tuple[QLineEdit, ...] = (self.flags, *self.nodes.values())
        for field in fields:
            wrong = bool(sentence) and field is widget
            palette = self.palette()
            if wrong:
                palette.setColor(palette.ColorRole.Base, theme.color("cell.invalid"))
            field.setPalette(palette)
        self.complaint.setText(sentence)
        self.complaint.setVisible(bool(sentence))

    def _era(self) -> GfpEra:
        scenario = self._analysis.scenario if self._analysis is not None else Scenario()
        return rules_for(scenario).log_era


def _request_of(scenario: Scenario) -> AllocRequest:
    """The request; where nothing was asked, a usual one for one page."""
    if scenario.request is not None:
        return scenario.request
    return AllocRequest(0, parse_mask(_DEFAULT, rules_for(scenario).log_era))


def _reserve_words(index: int | None) -> str:
    if index is None:
        return "lowmem_reserve: the layout leaves open which entry counts"
    return f"lowmem_reserve: entry {index} counts"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _names_of(era: GfpEra) -> list[str]:
    return sorted({*era.bits.values(), *era.composites}, key=lambda name: (name.startswith("__"), name))


def _set(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)


def _fill(edit: QLineEdit, text: str) -> None:
    """Show a text; what stands there already keeps its cursor."""
    if edit.text() != text:
        edit.setText(text)
        edit.setCursorPosition(0)
    edit.setModified(False)


def _buddy(text: str, widget: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(widget)
    return label


def _beside(*widgets: QWidget | None) -> QWidget:
    """Widgets in one row, None for a gap; the first that takes the keyboard gets that of the row's label."""
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget)
    holder.setFocusProxy(next(each for each in widgets if each is not None and not isinstance(each, QLabel)))
    return holder
