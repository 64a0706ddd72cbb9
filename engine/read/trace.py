"""Which functions does a call trace name, and in what context did they run?

The shapes are those of the architectures: x86 with and without addresses, arm64, mips, parisc, ia64, s390, powerpc
(stack and code address), 32-bit ARM ("callee from caller"), and the braces of 2.6 on x86-64. Blanks in the patterns:
see pattern.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import overload

from engine.model.report import Frame
from engine.read.kinds import ADDRESS, FRAME, OFFSETS, SYMBOL
from engine.read.lines import Line, Run
from engine.read.pattern import blanks
from engine.read.prefix import prefix_end

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
_IN_INTERRUPT_FRAMES = ("irq", "IRQ", "tasklet", "net_rx")
"""Each of these functions has one of these parts in its name."""


class Frames(Sequence[Frame]):
    """The frames of a trace, made of what was found when somebody asks for them."""

    __slots__ = ("_known", "_parts")

    def __init__(self, parts: Sequence[Frame | _Found]) -> None:
        self._parts: Sequence[Frame | _Found] = parts
        self._known: tuple[Frame, ...] | None = None

    def _frames(self) -> tuple[Frame, ...]:
        if self._known is None:
            known: list[Frame] = []
            for part in self._parts:
                if isinstance(part, Frame):
                    known.append(part)
                else:
                    known += part.frames()
            self._known, self._parts = tuple(known), ()
        return self._known

    @overload
    def __getitem__(self, index: int) -> Frame: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Frame, ...]: ...
    def __getitem__(self, index: int | slice) -> Frame | tuple[Frame, ...]:
        return self._frames()[index]

    def __iter__(self) -> Iterator[Frame]:
        return iter(self._frames())

    def __len__(self) -> int:
        return len(self._frames())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._frames() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._frames())

    def __repr__(self) -> str:
        return repr(self._frames())

    def __reduce__(self) -> tuple[type[tuple[Frame, ...]], tuple[tuple[Frame, ...]]]:
        return tuple, (self._frames(),)


class _Found:
    """A run of frames under the context that the mark above it names; `doubt` if a question mark stood above it."""

    __slots__ = ("_doubt", "_run", "context")

    def __init__(self, run: Run, doubt: bool, context: str | None) -> None:
        self.context = context
        self._run = run
        self._doubt = doubt

    def frames(self) -> Iterator[Frame]:
        """Each frame of it."""
        first_doubt = self._doubt
        for number, raw in enumerate(self._run.raws, self._run.number):
            found = _FRAME.match(raw, prefix_end(raw))
            if found is not None:
                doubt, name, address, module, unreliable = found.group("doubt", "name", "raw", "module", "unreliable")
                reliable = not (doubt or unreliable or first_doubt)
                yield Frame(name or address, module, number, reliable, self.context)
            first_doubt = False

    def may_interrupt(self) -> bool:
        """Whether it may hold a function that runs in interrupts only."""
        text = "\n".join(self._run.raws)
        return any(part in text for part in _IN_INTERRUPT_FRAMES)


class TraceReader:
    """Collects the frames of one trace, line by line."""

    __slots__ = ("_context", "_doubt", "_outer", "_parts", "headings")

    def __init__(self) -> None:
        self.headings = 0
        self._parts: list[Frame | _Found] = []
        self._context: str | None = None
        self._doubt = False
        self._outer: Frame | None = None

    def __bool__(self) -> bool:
        """Whether there is a frame."""
        return bool(self._parts)

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
            self.add_run(Run(number, [text]))
        elif " from " in text and (found := _ARM.match(text)) is not None:
            self._add(found["name"], found["module"], number)
            self._outer = Frame(found["caller"], found["outer"], number, context=self._context)
        elif (found := _ARM_ALONE.match(text)) is not None:
            self._add(found["name"], found["module"], number)
        elif "{" in text:
            for found in _BRACES.finditer(text):
                self._add(found["name"], found["module"], number)

    def add_run(self, run: Run) -> None:
        """Take frames of the usual shape."""
        self._outer = None
        self._parts.append(_Found(run, self._doubt, self._context))
        self._doubt = False

    def _add(self, name: str, module: str | None, number: int) -> None:
        self._outer = None
        self._parts.append(Frame(name, module, number, not self._doubt, self._context))
        self._doubt = False

    def add_module(self, line: Line) -> bool:
        """Take a module's name that was broken off the frame before it; False if the line is no such thing."""
        found = _MODULE_ALONE.match(line.text)
        last = self._last() if found is not None else None
        if found is None or last is None or last.module is not None:
            return False
        self._parts[-1] = Frame(last.function, found["module"], last.line, last.reliable, last.context)
        return True

    def _last(self) -> Frame | None:
        """The last frame, made of what was found; None if there is none."""
        if not self._parts:
            return None
        last = self._parts.pop()
        self._parts += [last] if isinstance(last, Frame) else last.frames()
        return Frames(self._parts[-1:])[-1]

    def finished(self) -> Frames:
        """All frames, the outermost caller of an ARM trace included."""
        return Frames(self._parts if self._outer is None else [*self._parts, self._outer])

    def in_interrupt(self) -> bool:
        """Whether the allocation ran in an interrupt, see in_interrupt."""
        for part in self._parts:
            if isinstance(part, Frame) or part.context in _INTERRUPT_CONTEXTS or part.may_interrupt():
                return in_interrupt(self.finished())
        return False


def in_interrupt(frames: Iterable[Frame]) -> bool:
    """Whether the allocation ran in an interrupt: by the mark above its frames or by reliable frames below it."""
    reliable = [frame for frame in frames if frame.reliable]
    if not reliable:
        return False
    context = reliable[0].context
    own = takewhile(lambda frame: frame.context == context, reliable)
    return context in _INTERRUPT_CONTEXTS or any(frame.function in _INTERRUPT_FRAMES for frame in own)
