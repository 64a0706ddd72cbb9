"""Is it harmless? A grade with its grounds; "can't tell" is one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.explain.event import COSTLY_ORDER, Event, after_colon
from engine.explain.grounds import Answer, Ground, Nature, an_answer
from engine.explain.happened import asked_for_module, beyond_words, killed_words, vmalloc_bytes
from engine.explain.holders import mb_words
from engine.explain.relief import PAGE_FAULT
from engine.explain.requester import HOT_ADD, Context
from engine.explain.words import were_left_out
from engine.model.report import Kind
from engine.model.slab import VmallocFacts
from engine.model.units import KIB

NO_FAILURE = "no failure"
HARMLESS = "harmless"
PROBABLY = "probably harmless"
CANNOT_TELL = "can't tell"
FAILED = "something failed"
SERIOUS = "serious"

_REQUESTER_DATA = "allocator.md section n"
_SLOW_PATH = "allocator.md section g"
_FLAGS_DOC = "kernel documentation core-api/memory-allocation"
_OFTEN = 100


class _Judged(NamedTuple):
    """The grade, the sentence and where that comes from; `grounds` stand before those of the flags."""

    grade: str
    sentence: str
    nature: Nature
    grounds: tuple[Ground, ...] = ()


def harmless(event: Event) -> Answer:
    """The second answer."""
    judged = _judged(event)
    if judged.grade in (HARMLESS, PROBABLY) and _left_out(event) >= _OFTEN:
        one = Ground(f"One alone, {judged.grade}: {after_colon(_behind(judged.sentence))}")
        sentence = (
            f"One alone would be {judged.grade}, but {_left_out(event):,} more were left out, and so many cost time or"
            " data."
        )
        judged = judged._replace(grade=CANNOT_TELL, sentence=sentence, grounds=(one, *judged.grounds))
    grounds = (*judged.grounds, *_grounds(event))
    return an_answer(2, judged.sentence, judged.nature, grounds, judged.grade)


def _behind(sentence: str) -> str:
    """A sentence without the opening that answers the question."""
    opening, colon, rest = sentence.partition(": ")
    return rest if colon and opening in ("Yes", "Most likely") else sentence


def _judged(event: Event) -> _Judged:
    if not event.failed or event.report.kind is Kind.PROC:
        return _shown(event)
    if event.report.kind in (Kind.OOM_KILL, Kind.MEMCG_OOM):
        return _killed(event)
    if event.report.vmalloc is not None:
        return _vmalloc(event, event.report.vmalloc)
    if event.starting:
        sentence = (
            "That depends: the code asked before the kernel had any memory to give, which is a mistake of this kernel."
            " If it starts all the same, nothing is lost."
        )
        return _Judged(CANNOT_TELL, sentence, Nature.COMPUTED)
    if event.in_reclaim:
        sentence = (
            "Memory was wanted while memory was being freed, and every reserve was empty. This attempt was given up and"
            " the next may do, but the machine is close to standing still."
        )
        return _Judged(CANNOT_TELL, sentence, Nature.COMPUTED)
    return _known_or_guessed(event)


def _known_or_guessed(event: Event) -> _Judged:
    return _by_case(event) or _by_what_was_under_way(event) or _by_flags(event)


_FREED = "A task that frees memory may use all reserves, and frees none for itself."


def _vmalloc(event: Event, facts: VmallocFacts) -> _Judged:
    if facts.page_order:
        sentence = "Yes: vmalloc tries again with single pages; the message says only that no huge pages were there."
        grounds = (
            Ground(f"page order {facts.page_order}: huge pages were tried first", (), _VMALLOC, "5.13 and later"),
            Ground("From 6.5 on the kernel prints nothing about it.", (), _VMALLOC, "6.5 and later"),
        )
        return _Judged(HARMLESS, sentence, Nature.COMPUTED, grounds)
    if facts.took_pages:
        return _known_or_guessed(event)
    if facts.size == 0:
        sentence = "Most likely: nothing was lacking. 0 bytes were asked for, a mistake of the code that asked."
        return _Judged(PROBABLY, sentence, Nature.OBSERVED)
    beyond = beyond_words(event.report)
    if beyond is not None:
        wanted = mb_words(vmalloc_bytes(facts) // KIB)
        sentence = f"Not for who asked: {wanted} were asked for, {beyond}. {_error_to(event)}"
        return _Judged(FAILED, sentence, Nature.COMPUTED)
    if asked_for_module(event.report):
        sentence = (
            "That depends: on arm, arm64 and powerpc loading a module tries a farther range of addresses next;"
            " elsewhere the module is not loaded. insmod or modprobe tells."
        )
        return _Judged(CANNOT_TELL, sentence, Nature.COMPUTED, (Ground(_RANGES, source="kernel arch/*, module_alloc"),))
    sentence = "That depends: the caller got no range of addresses. Look for an error of the same driver just below."
    return _Judged(CANNOT_TELL, sentence, Nature.COMPUTED)


_VMALLOC = "kernel mm/vmalloc.c, __vmalloc_node_range"
_RANGES = "Modules have a range of addresses of their own, near the kernel, so that calls reach it."


def _error_to(event: Event) -> str:
    """Who gets the error, for reading."""
    who = event.who
    if who is None or who.system_call is None:
        return "The caller gets an error."
    return f"{who.system_call}(){f' of {event.report.comm}' if event.report.comm else ''} fails."


def _shown(event: Event) -> _Judged:
    if event.report.kind is Kind.SHOW_MEM and event.report.scenario.request is not None:
        sentence = (
            "Nothing has failed yet: the kernel tells of a request that had been waiting for long. Slow, not lost."
        )
        return _Judged(CANNOT_TELL, sentence, Nature.OBSERVED)
    if event.headless:
        sentence = "The text shows memory only: the line that says why it was printed is not in it."
        return _Judged(CANNOT_TELL, sentence, Nature.OBSERVED)
    return _Judged(NO_FAILURE, "Nothing failed: the text shows memory as it was at one moment.", Nature.OBSERVED)


def _killed(event: Event) -> _Judged:
    oom = event.oom
    if oom is not None and oom.panic is not None:
        return _Judged(SERIOUS, f"No: the machine stopped. The kernel panicked: {oom.panic}.", Nature.OBSERVED)
    if oom is not None and oom.manual:
        words = killed_words(oom) or "Whom it killed is not in the text."
        return _Judged(SERIOUS, f"A person asked for a kill (SysRq f). {words}", Nature.OBSERVED)
    told = killed_words(oom) if oom is not None else None
    where = "of a memory cgroup that had met its limit; the rest of the machine is not short of memory for it"
    if event.report.kind is not Kind.MEMCG_OOM:
        where = "to get memory back, after reclaim had found nothing more"
    if told is None:
        missing = "no process could be killed" if oom is not None and oom.no_victim else "its name is not in the text"
        return _Judged(SERIOUS, f"No: the kernel wanted to kill a process {where}; {missing}.", Nature.OBSERVED)
    return _Judged(SERIOUS, f"No: the kernel killed a process {where}. {told}", Nature.OBSERVED, _victims(event))


def _victims(event: Event) -> tuple[Ground, ...]:
    """How much of the machine's memory the killed process held, where that tells where to look."""
    oom = event.oom
    sizes = [task.rss_kb for task in oom.killed if task.rss_kb] if oom is not None else []
    if not sizes or not event.memory or event.report.kind is Kind.MEMCG_OOM:
        return ()
    share = 100 * max(sizes) // event.kb(event.memory)
    if share >= _MUCH:
        return (Ground(f"It held {share} % of all memory: look at that program first.", nature=Nature.COMPUTED),)
    if share < 1:
        text = "It held less than 1 % of all memory: what fills the memory is something else."
        return (Ground(text, nature=Nature.COMPUTED),)
    return ()


_MUCH = 30
"""Per cent of all memory that make a process worth a look."""


def _by_case(event: Event) -> _Judged | None:
    """By what is known of the requester."""
    who = event.who
    if who is None or who.known is None or who.known.wrapper:
        return None
    ground = Ground(f"{who.case_of}: {who.known.case}", event.line(who.line), who.known.source)
    if who.reason is not None and who.case == "page fault of a program" and event.order == 0:
        sentence = (
            "Not for the program: its page fault found no memory. The kernel repeats the fault, and the OOM killer may"
            " end a process."
        )
        return _Judged(FAILED, sentence, Nature.COMPUTED, (ground,))
    if who.case == HOT_ADD and event.order > 0:
        sentence = "Most likely: the map of the new memory is then made of single pages, which costs a little speed."
        ground = Ground(ground.text, ground.places, "kernel mm/sparse-vmemmap.c, vmemmap_populate_hugepages")
        return _Judged(PROBABLY, sentence, Nature.COMPUTED, (ground,))
    sentence = f"{_OPENINGS[who.known.grade]} {after_colon(who.known.what_happens)}"
    return _Judged(who.known.grade, sentence, Nature.COMPUTED, (ground,))


_OPENINGS = {
    HARMLESS: "Yes:",
    PROBABLY: "Most likely:",
    FAILED: "Not for who asked:",
    CANNOT_TELL: "That depends:",
}


def _by_what_was_under_way(event: Event) -> _Judged | None:
    """By what was being done, for a request that may wait and has no sign of another way."""
    who = event.who
    if who is None or who.underway is None or not event.can_block:
        return None
    if any(event.has_flag(flag) for flag in _ANOTHER_WAY):
        return None
    what, then, function, line = who.underway
    ground = Ground(f"{function}: {what}", event.line(line), _REQUESTER_DATA)
    sentence = f"Most likely not: {what}. {then}"
    return _Judged(FAILED, sentence, Nature.COMPUTED, (ground,))


_ANOTHER_WAY = ("__GFP_NOWARN", "__GFP_NORETRY", "__GFP_RETRY_MAYFAIL", "__GFP_REPEAT", "__GFP_NOFAIL")


def _by_flags(event: Event) -> _Judged:
    """By order, flags and context, where nothing is known of the requester."""
    request = event.analysis.request
    if request is None:
        by_whom = "" if event.who is not None and event.who.shown else ", or by whom"
        if event.slub is not None and event.slub.gfp_mask is not None and by_whom:
            return _Judged(CANNOT_TELL, "The text does not say who asked, nor what for.", Nature.OBSERVED)
        return _Judged(CANNOT_TELL, f"The text does not say what was asked for{by_whom}.", Nature.OBSERVED)
    if event.has_flag("__GFP_NOFAIL") and event.can_block:
        sentence = (
            "The kernel goes on trying (__GFP_NOFAIL): the caller waits, and nothing is lost unless that never ends."
        )
        return _Judged(PROBABLY, sentence, Nature.COMPUTED)
    if not event.can_block:
        return _cannot_wait(event)
    if event.has_flag("__GFP_NORETRY"):
        sentence = "Most likely: the caller asked for one light try only, as callers with another way do."
        return _Judged(PROBABLY, sentence, Nature.COMPUTED)
    if event.order > COSTLY_ORDER or event.has_flag("__GFP_RETRY_MAYFAIL"):
        sentence = (
            "That depends: many callers have another way for so large a block."
            f" Else {after_colon(_error_to(event))} Look for"
            " an error just below."
        )
        return _Judged(CANNOT_TELL, sentence, Nature.COMPUTED)
    sentence = (
        "Not for who asked: so small a request that may wait fails only when nothing is left to try."
        " Expect an error return to the program."
    )
    return _Judged(FAILED, sentence, Nature.COMPUTED, (_LAST_RESORTS,) if event.since(4, 7) else ())


_LAST_RESORTS = Ground(
    "The OOM killer comes before such a failure. What is left: the task is being killed or dumped, it frees memory"
    " itself, it may use one node or the DMA zones only, or the OOM killer is off.",
    (),
    _SLOW_PATH,
    "4.7 and later",
)


def _cannot_wait(event: Event) -> _Judged:
    who = event.who
    network = who is not None and "network_buffers" in who.how
    if network:
        sentence = "Most likely: a packet is lost, TCP sends it again; what was sent by UDP is gone."
        return _Judged(PROBABLY, sentence, Nature.COMPUTED)
    if who is not None and who.context is not Context.PROCESS:
        sentence = (
            "Most likely: code in an interrupt must be able to go on without memory. Usually what it was doing is"
            " dropped or put off, such as a packet or a refill."
        )
        return _Judged(PROBABLY, sentence, Nature.COMPUTED)
    sentence = (
        "Such a caller must be able to go on without memory, but what it gives up then is not in the text:"
        " a packet, a refill, or the whole operation."
    )
    return _Judged(CANNOT_TELL, sentence, Nature.COMPUTED)


def _left_out(event: Event) -> int:
    return event.report.repeats if event.log is None else max(event.log.suppressed, event.report.repeats)


def _grounds(event: Event) -> Iterator[Ground]:
    request = event.analysis.request
    if event.from_page_fault:
        yield PAGE_FAULT
        return
    if request is None or not event.failed:
        return
    order = event.places(("request", "order"))
    mask = event.places(("request", "gfp_mask"))
    if event.order > COSTLY_ORDER:
        text = f"Order {event.order} is above {COSTLY_ORDER}: the kernel gives up early and kills nobody for it."
        yield Ground(text, order, _SLOW_PATH, "all")
    else:
        yield Ground(f"Order {event.order}: {'a single page' if not event.order else 'a small block'}.", order)
    if event.in_reclaim:
        yield Ground(_FREED, mask, _SLOW_PATH, "all")
    elif event.starting:
        pass
    elif event.can_block:
        yield Ground("It could wait: reclaim was tried before it was refused.", mask, _SLOW_PATH, "all")
    else:
        yield Ground("It could not wait: the kernel looked once and tried nothing else.", mask, _SLOW_PATH, "all")
    for flag, text in _FLAG_GROUNDS.items():
        if event.has_flag(flag):
            yield Ground(f"{flag}: {text}.", mask, _FLAGS_DOC)
    yield from _trace_grounds(event)
    if event.report.repeats:
        yield Ground(f"The log says that {were_left_out(event.report.repeats)}.")
    if event.log is not None and event.log.same > 1:
        yield Ground(f"The same was printed {event.log.same:,} times in this log.")


_FLAG_GROUNDS = {
    "__GFP_NOWARN": "the caller asked for silence, as callers with another way do",
    "__GFP_NORETRY": "one light try, then an error to the caller",
    "__GFP_RETRY_MAYFAIL": "tried hard, but the caller is ready for a refusal",
    "__GFP_REPEAT": "tried harder than usual",
    "__GFP_NOFAIL": "the kernel must not give up",
}


def _trace_grounds(event: Event) -> Iterator[Ground]:
    who = event.who
    if who is None:
        yield Ground("No call trace shows who asked.")
        return
    place = event.line(who.line)
    yield Ground(f"It was asked in {who.context.value} context.", place)
    if who.known is not None and who.known.wrapper:
        yield Ground(f"{who.known.case}: {after_colon(who.known.what_happens)}", place, who.known.source)
    if "vmalloc" in who.how and event.order == 0:
        yield Ground(
            "The pages were wanted by vmalloc, which is the other way itself: nothing is left behind it.", place
        )
