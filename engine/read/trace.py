"""Which functions does a call trace name, and in what context did they run?

The shapes are those of the architectures: x86 with and without addresses, arm64, mips, parisc, ia64, s390, powerpc
(stack and code address), 32-bit ARM ("callee from caller"), and the braces of 2.6 on x86-64. Blanks in the patterns:
see pattern.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

from engine.model.report import Frame
from engine.read.kinds import ADDRESS, FRAME, OFFSETS, SYMBOL
from engine.read.lines import Line
from engine.read.pattern import blanks

_MODULE = r"(?: \[(?P<{0}>[\w-]+)[^\]]*(?:\]|$))?"
_MARK = re.compile(r"<(/?)<?([A-Z#_]{2,18})>?>")
_FRAME = re.compile(blanks(FRAME))
_ARM = re.compile(
    blanks(
        rf"(?:{ADDRESS} ?)?\(?(?P<name>{SYMBOL})(?:{OFFSETS})?{_MODULE.format('module')}\)?"
        rf" from (?:{ADDRESS} ?)?\(?(?P<caller>{SYMBOL}){OFFSETS}{_MODULE.format('outer')}"
    )
)
_ARM_ALONE = re.compile(blanks(rf"\((?P<name>{SYMBOL}){OFFSETS}{_MODULE.format('module')}\)"))
_BRACES = re.compile(rf"<[0-9a-f]{{8,16}}>\{{(?::(?P<module>\w+):)?(?P<name>{SYMBOL})\+\d+\}}")
_MODULE_ALONE = re.compile(blanks(r"\[(?P<module>[\w-]+)(?: [0-9a-f]{40})?\]$"))
_HEADING = re.compile(r"Call\s[Tt]race:\s*|Backtrace:\s*")

_INTERRUPT_CONTEXTS = frozenset({"IRQ", "SOFTIRQ", "NMI"})
# fmt: off
_INTERRUPT_FRAMES = frozenset({
    "__do_softirq", "do_softirq", "handle_softirqs", "__softirqentry_text_start", "tasklet_action", "net_rx_action",
    "irq_exit", "__irq_exit_rcu", "irq_exit_rcu", "handle_irq_event", "handle_IRQ_event", "__handle_irq_event_percpu",
    "handle_irq_event_percpu", "generic_handle_irq", "generic_handle_domain_irq", "do_IRQ", "__do_irq",
})
# fmt: on


class TraceReader:
    """Collects the frames of one trace, line by line."""

    __slots__ = ("_context", "_doubt", "_outer", "frames", "headings")

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.headings = 0
        self._context: str | None = None
        self._doubt = False
        self._outer: Frame | None = None

    def read(self, line: Line) -> None:
        """Take a line's frames, marks and heading."""
        text = line.text
        heading = _HEADING.match(text)
        if heading is not None:
            self.headings += 1
            text = text[heading.end() :]
        while (mark := _MARK.match(text)) is not None:
            closing, name = mark.groups()
            self._context = None if closing or name in ("EOI", "EOE") else name
            text = text[mark.end() :].lstrip()
        self._doubt = self._doubt or text == "?"
        self._other_shapes(text, line.number)

    def _other_shapes(self, text: str, number: int) -> None:
        found = _FRAME.match(text)
        if found is not None:
            self.add(found, number)
        elif " from " in text and (found := _ARM.match(text)) is not None:
            self._add(found["name"], found["module"], number)
            self._outer = Frame(found["caller"], found["outer"], number, context=self._context)
        elif (found := _ARM_ALONE.match(text)) is not None:
            self._add(found["name"], found["module"], number)
        elif "{" in text:
            for found in _BRACES.finditer(text):
                self._add(found["name"], found["module"], number)

    def add(self, found: re.Match[str], number: int) -> None:
        """Take a frame that was found by its usual shape."""
        doubt, name, raw, module, unreliable = found.group("doubt", "name", "raw", "module", "unreliable")
        self._add(name or raw, module, number, not (doubt or unreliable))

    def _add(self, name: str, module: str | None, number: int, reliable: bool = True) -> None:
        self._outer = None
        self.frames.append(Frame(name, module, number, reliable and not self._doubt, self._context))
        self._doubt = False

    def add_module(self, line: Line) -> bool:
        """Take a module's name that was broken off the frame before it; False if the line is no such thing."""
        found = _MODULE_ALONE.match(line.text)
        if found is None or not self.frames or self.frames[-1].module is not None:
            return False
        last = self.frames[-1]
        self.frames[-1] = Frame(last.function, found["module"], last.line, last.reliable, last.context)
        return True

    def finished(self) -> tuple[Frame, ...]:
        """All frames, the outermost caller of an ARM trace included."""
        return tuple(self.frames) if self._outer is None else (*self.frames, self._outer)


def in_interrupt(frames: Iterable[Frame]) -> bool:
    """Whether the allocation ran in an interrupt: by the mark above its frames or by reliable frames below it."""
    reliable = [frame for frame in frames if frame.reliable]
    if not reliable:
        return False
    context = reliable[0].context
    own = takewhile(lambda frame: frame.context == context, reliable)
    return context in _INTERRUPT_CONTEXTS or any(frame.function in _INTERRUPT_FRAMES for frame in own)
