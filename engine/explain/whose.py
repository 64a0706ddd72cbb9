"""Whose request was it, and what can be told to the people who maintain that code?"""

from __future__ import annotations

from collections.abc import Iterator

from engine.explain.event import Event
from engine.explain.grounds import Answer, Ground, Nature, an_answer
from engine.explain.requester import Part, Requester, requester_words
from engine.explain.solver import ChangeKind
from engine.model.report import Kind
from engine.model.units import show_bytes

_SOURCE = "allocator.md section n"
_MOST_FRAMES = 8


def whose(event: Event) -> Answer:
    """The third answer, with a text for a bug report where a request of the kernel was refused."""
    who = event.who
    if who is None:
        return an_answer(3, _without_trace(event), Nature.OBSERVED, tuple(_named(event)))
    sentence = _sentence(event, who)
    grounds = (*_grounds(event, who), *_named(event))
    return an_answer(3, sentence, Nature.COMPUTED, grounds, None if who.certain else "uncertain", _draft(event, who))


def _without_trace(event: Event) -> str:
    if event.manual:
        return _BY_HAND
    if not event.failed:
        return "Nobody's: the text shows memory, and no request with a call trace."
    if event.report.comm:
        return f"The text has no call trace that tells. {event.report.comm} was running, which need not be who asked."
    return "The text has no call trace that tells, and names no process."


_BY_HAND = "A person's: SysRq f asks for a kill, and no request was refused."


def _sentence(event: Event, who: Requester) -> str:
    comm = event.report.comm
    if event.manual:
        return _BY_HAND
    words = requester_words(who, comm)
    if not who.shown:
        wanted = _WANTED.get(who.how[-1] if who.how else "")
        words = f"{words[:1].upper()}{words[1:]}{f'; it wanted {wanted}' if wanted else ''}"
        return f"{words}." if who.part is not Part.ASKED or not comm else f"{words}. {comm} was running."
    if who.part is not Part.ASKED or not who.certain or not comm or not event.failed:
        return f"{words}."
    if comm.startswith("swapper"):
        return f"{words}, while the kernel was starting."
    if event.in_reclaim:
        return f"{words}, while memory was being freed for {comm}."
    return f"{words}, on behalf of {comm}."


_WANTED = {
    "network_buffers": "a network buffer, so it is a network driver or protocol",
    "slab": "an object of the kernel (kmalloc)",
    "vmalloc": "memory of vmalloc",
    "dma": "a buffer for a device",
}
"""What the last wrapper of a trace that ends there gives, by its layer."""


def _grounds(event: Event, who: Requester) -> Iterator[Ground]:
    place = event.line(who.line)
    if event.manual:
        yield Ground("the trace is that of the worker which did what the person asked for", place, _SOURCE)
        return
    if not who.shown:
        yield Ground("the last function that the trace shows is one of the helpers that many use", place, _SOURCE)
        return
    yield Ground(
        "the first function of the call trace that is not part of the allocator or its helpers", place, _SOURCE
    )
    if who.underway is not None:
        yield Ground(f"{who.underway.what} ({who.underway.function})", event.line(who.underway.line), _SOURCE)
    if who.how:
        yield Ground(f"it asked through {', '.join(layer.replace('_', ' ') for layer in who.how)}", place, _SOURCE)
    if not who.certain:
        yield Ground(
            "the trace is cut or holds doubtful frames only: this is the nearest that it shows", place, _SOURCE
        )


def _named(event: Event) -> Iterator[Ground]:
    comm = event.report.comm
    if not comm:
        return
    who = event.who
    place = event.places(("comm",))
    if who is None:
        yield Ground(f"{comm} is the process that was running", place, nature=Nature.OBSERVED)
    elif who.part is Part.BYSTANDER:
        yield Ground(f"{comm} was only interrupted: it has nothing to do with it", place, _SOURCE)
    elif who.part is Part.WORKER:
        yield Ground(f"{comm} is a kernel thread that does others' work", place, _SOURCE)
    elif not who.shown:
        yield Ground(f"{comm} is the process that was running", place, nature=Nature.OBSERVED)
    elif comm.startswith("swapper"):
        yield Ground(f"{comm} is the name of the kernel itself while it starts", place, _SOURCE)
    else:
        yield Ground(f"{comm} was running and came to this by what it asked of the kernel", place, _SOURCE)


def _draft(event: Event, who: Requester) -> str:
    """A text ready for a bug report to whoever maintains the code that asked."""
    request = event.analysis.request
    failed = event.report.kind in (Kind.PAGE_ALLOC_FAILURE, Kind.VMALLOC) and event.judged
    if request is None or not failed or not who.shown or (who.reason is not None and who.module is None):
        return ""
    flags = "|".join(request.gfp_flags)
    size = show_bytes(request.size)
    release = event.report.scenario.kernel.release
    lines = [
        f"Page allocation failure, order {request.order}, in {who.title}",
        "",
        f"Kernel: {release or 'not printed'}",
        f"{who.title} asked for {size} (order {request.order}, mode {request.gfp_mask:#x} = {flags})"
        f" in {who.context.value} context and was refused.",
        event.analysis.sentence,
    ]
    smaller = event.change(ChangeKind.ORDER)
    if smaller is not None and smaller.request is not None:
        lines.append(
            f"At that moment {show_bytes(event.page_size << smaller.request.order)}"
            f" (order {smaller.request.order}) could have been given."
        )
    if request.order:
        lines.append(_wish(request.can_block))
    lines += ["", "Call trace:", *(_frames(event, who))]
    return "\n".join(lines)


def _wish(can_block: bool) -> str:
    if can_block:
        return "Could the code ask for smaller blocks, or use kvmalloc() where it needs no contiguous memory?"
    return "Could the code use single pages or page fragments here, or set the memory aside beforehand?"


def _frames(event: Event, who: Requester) -> Iterator[str]:
    frames = [frame for frame in event.report.frames if frame.line >= who.line and frame.reliable]
    for frame in frames[:_MOST_FRAMES]:
        yield f"  {frame.function} [{frame.module}]" if frame.module else f"  {frame.function}"
