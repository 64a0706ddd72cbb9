"""What does the written report of an incident say? What was observed, what was computed, what is advice."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.outcome import Outcome, ZoneOutcome
from engine.explain.analysis import ZoneAnswer
from engine.explain.grounds import Ground, Nature
from engine.explain.matrix import Matrix, matrix
from engine.explain.requester import requester, requester_words
from engine.explain.solver import changes, fruitless
from engine.explain.sources import cited
from engine.explain.trace_words import number
from engine.model.report import Key
from engine.model.units import show_bytes, show_kb
from engine.model.zone import MigrateType, Zone
from engine.report.chart import chart_values
from engine.report.document import (
    Block,
    Dial,
    Document,
    Draft,
    Excerpt,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Point,
    Points,
    Table,
)
from engine.report.gauge import gauge
from engine.report.incident import Incident
from engine.report.names_in_line import Secret
from engine.report.text import KIND_WORDS, OUTCOME_WORDS, ZONE_WORDS
from engine.report.version import VERSION

_WHY = 1
"""The number of the question that the verdict answers."""
_GAUGED = 6
"""That of the question whether memory was lacking or fragmented."""
_NOT_PRINTED = "not printed"
_MATRIX_WORDS = {
    Outcome.WOULD_PASS: "✓",
    Outcome.REFUSED: "✗",
    Outcome.UNDECIDED: "?",
    Outcome.NOT_APPLICABLE: "–",
}


def document(incident: Incident) -> Document:
    """The whole report."""
    return (
        *_head(incident),
        Heading(2, "Observed: what the log says", "observed"),
        *_observed(incident),
        Heading(2, "Computed: what the kernel's own check makes of it", "computed"),
        *_computed(incident),
        Heading(2, "Advice", "advice"),
        *_advice(incident),
        Heading(2, "Notes of the reader"),
        *_notes(incident),
        Heading(2, "The lines of the log"),
        Excerpt(incident.excerpt),
    )


def chart_file(incident: Incident, zone: int) -> str:
    """The name of a zone's chart, without its suffix."""
    title = incident.analysis.zones[zone].zone.title.lower()
    return f"chart-{zone + 1}-" + "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in title).split())


def charted(incident: Incident) -> tuple[int, ...]:
    """The zones whose charts belong to the pack: the decisive one first, then the others that were asked."""
    analysis = incident.analysis
    if analysis.decisive is None:
        return ()
    asked = [zone.index for zone in analysis.zones if zone.candidate and zone.index != analysis.decisive]
    return (analysis.decisive, *asked)


# ---- the first lines


def _head(incident: Incident) -> Iterator[Block]:
    report, analysis = incident.report, incident.analysis
    kind = KIND_WORDS[report.kind.value]
    yield Heading(1, f"{kind[:1].upper()}{kind[1:]}: {OUTCOME_WORDS[analysis.outcome].lower()}")
    yield Paragraph(analysis.sentence, strong=True)
    graded = [one for one in incident.answers if one.grade]
    if graded:
        yield Facts(tuple([Fact(one.question, f"{one.grade} ({one.nature.value})") for one in graded]))
    yield Facts(tuple(_provenance(incident)))


def _provenance(incident: Incident) -> Iterator[Fact]:
    report, origin, rules = incident.report, incident.origin, incident.analysis.rules
    span = f"lines {report.first_line}–{report.last_line}"
    total = "" if origin.lines is None else f" of {origin.lines:,}"
    yield Fact("Log", f"{origin.name}, {span}{total}")
    yield Fact("SHA-256 of the log", origin.sha256 or "not known")
    yield Fact("Rules used", f"those of Linux {rules.rules.label} ({rules.rules.generation}): {rules.because}")
    yield Fact("Made by", f"Buddyscope {VERSION}")
    edited = "EDITED: the figures, the request or the rules are not all those of the log"
    yield Fact("Figures", edited if incident.edited else "as the log has them, not edited")
    if incident.replaced is not None:
        yield Fact("Redacted", redaction_words(incident))


def redaction_words(incident: Incident) -> str:
    """How much of which kind was replaced."""
    counts: dict[str, int] = {}
    for one in incident.replaced or ():
        kind = "file name" if one.secret is Secret.LOG else one.secret.value
        counts[kind] = counts.get(kind, 0) + 1
    told = ", ".join(f"{count} {_plural(kind) if count > 1 else kind}" for kind, count in counts.items())
    same = f"{told}; the same name has the same stand-in in every file" if told else "nothing found to replace"
    return f"{same}; the hash is that of the original"


def _plural(word: str) -> str:
    return word + ("es" if word.endswith("s") else "s")


# ---- observed


def _observed(incident: Incident) -> Iterator[Block]:
    report = incident.report
    rows = [
        Fact("Event", KIND_WORDS[report.kind.value], (report.first_line,)),
        Fact("Time", report.time or _NOT_PRINTED, _at(incident, ("time",))),
        Fact("Kernel", report.scenario.kernel.release or _NOT_PRINTED, _at(incident, ("kernel", "release"))),
        Fact("Process named", _process(incident), _at(incident, ("comm",))),
        *_asked_for(incident),
    ]
    if report.frames:
        rows.append(Fact("Call trace", f"{len(report.frames)} frames", tuple([frame.line for frame in report.frames])))
    if report.repeats:
        rows.append(Fact("Left out by the log", f"{report.repeats:,} messages like it"))
    yield Facts(tuple(rows))
    yield from _zone_figures(incident)
    yield from _answers(incident, Nature.OBSERVED)


def _process(incident: Incident) -> str:
    report = incident.report
    if report.comm is None:
        return _NOT_PRINTED
    return report.comm if report.pid is None else f"{report.comm} (pid {report.pid})"


def _asked_for(incident: Incident) -> Iterator[Fact]:
    request = incident.report.scenario.request
    if request is not None:
        names = f" ({'|'.join(request.gfp_names)})" if request.gfp_names else ""
        lines = (*_at(incident, ("request", "order")), *_at(incident, ("request", "gfp_mask")))
        yield Fact("Asked for", f"order {request.order}, mode {request.gfp_mask:#x}{names}", lines)


def _zone_figures(incident: Incident) -> Iterator[Block]:
    scenario = incident.report.scenario
    size = scenario.page_size
    if not scenario.zones:
        return
    yield Heading(3, "Zones")
    head = ("Zone", "Log lines", "free", "min", "low", "high", "managed", "lowmem_reserve (pages)")
    rows = []
    for index, zone in enumerate(scenario.zones):
        figures = (zone.free, zone.min, zone.low, zone.high, zone.managed)
        pages = zone.lowmem_reserve
        reserve = _NOT_PRINTED if pages is None else " ".join(f"{one:,}" for one in pages)
        lines = [*_at(incident, ("zone", index, "free")), *_at(incident, ("zone", index, "nr_free", 0))]
        rows.append((zone.title, ", ".join(map(str, lines)), *(show_kb(figure, size) for figure in figures), reserve))
    yield Table(head, tuple(rows), numbers=2)
    orders = max((len(zone.free_areas or ()) for zone in scenario.zones), default=0)
    if not orders:
        return
    yield Heading(3, "Free blocks by order, with the letters of the lists that hold them")
    sizes = ("one block", *(show_bytes(size << order) for order in range(orders)))
    zones = [(zone.title, *_blocks(zone, orders)) for zone in scenario.zones]
    yield Table(("Order", *map(str, range(orders))), (sizes, *zones))


def _blocks(zone: Zone, orders: int) -> Iterator[str]:
    areas = zone.free_areas or ()
    for order in range(orders):
        area = areas[order] if order < len(areas) else None
        if area is None or area.nr_free is None:
            yield "?"
            continue
        letters = "".join(kind.value for kind in MigrateType if area.types and kind in area.types)
        yield f"{area.nr_free:,}" + (f" {letters}" if letters else "")


def _at(incident: Incident, key: Key) -> tuple[int, ...]:
    place = incident.report.places.get(key)
    return () if place is None else (place.line,)


# ---- computed


def _computed(incident: Incident) -> Iterator[Block]:
    analysis = incident.analysis
    yield Facts(tuple(_meaning(incident)))
    if analysis.notes:
        yield Points(tuple([Point(note) for note in analysis.notes]))
    first, *others = charted(incident) or (None,)
    if first is not None:
        yield _picture(incident, first)
    if _judges_zones(incident):
        yield from _zones(incident)
    yield from _answers(incident, Nature.COMPUTED)
    table = matrix(incident.analysis)
    yield from _changes(incident, table)
    for index in charted(incident):
        yield from _trace(incident, index)
        if index in others:
            yield _picture(incident, index)
    yield from _kernels(table)


def _picture(incident: Incident, zone: int) -> Picture:
    return Picture(chart_values(incident.analysis, zone), f"{chart_file(incident, zone)}.svg")


def _judges_zones(incident: Incident) -> bool:
    return incident.analysis.request is not None and bool(incident.analysis.zones)


def _meaning(incident: Incident) -> Iterator[Fact]:
    request = incident.analysis.request
    if request is not None:
        flags = "|".join(request.gfp_flags) or "no flags"
        yield Fact("The request", f"{show_bytes(request.size)} in one block (order {request.order}), {flags}")
        wait = "can wait for reclaim" if request.can_block else "can't wait for reclaim"
        yield Fact("May be served from", f"zones up to {request.highest_zone}, list {request.migratetype.name}; {wait}")
        reserves = ", ".join(request.alloc_flags) or "none"
        yield Fact("Is measured against", f"the {request.mark.value} mark; allocation flags: {reserves}")
    who = requester(incident.report)
    if who is not None:
        yield Fact("Requester", requester_words(who, incident.report.comm), (who.line,))


def _zones(incident: Incident) -> Iterator[Block]:
    yield Heading(3, "Each zone's part")
    zones = incident.analysis.zones
    rows = tuple([(ZONE_WORDS[zone.outcome], zone.reason, _direct(incident, zone)) for zone in zones])
    yield Table(("Outcome", "Reason", "Direct computation (no kernel does it)"), rows, numbers=3)


def _trace(incident: Incident, index: int) -> Iterator[Block]:
    zone = incident.analysis.zones[index]
    if not zone.trace:
        return
    yield Heading(3, f"Trace: {zone.zone.title} (pages of {show_bytes(incident.analysis.scenario.page_size)})")
    rows = tuple([(f"{step}", line.text, line.result) for step, line in enumerate(zone.trace, 1)])
    refused = [row for row, line in enumerate(zone.trace) if line.step.ok is False]
    last = frozenset(refused[-1:]) if zone.outcome is ZoneOutcome.FAIL else frozenset()
    yield Table(("Step", "What happens", "Numbers"), rows, 2, last)


def _direct(incident: Incident, zone: ZoneAnswer) -> str:
    request = incident.analysis.request
    if zone.direct is None or request is None or not request.order:
        return "–"
    sign = ">" if zone.direct.ok else "≤"
    end = "would pass" if zone.direct.ok else "would be refused"
    return f"{number(zone.direct.pages)} {sign} {number(zone.direct.minimum)}: {end}"


def _changes(incident: Incident, table: Matrix | None) -> Iterator[Block]:
    """The smallest changes with which it passes, and what would not do by itself."""
    helping = changes(incident.analysis, table)
    in_vain = fruitless(incident.analysis, helping, table)
    if not helping and not in_vain:
        return
    yield Heading(3, "What would have let it pass?")
    if helping:
        yield Paragraph("Each of these by itself, tried with the same check; one page or block less does not do.")
        yield Points(tuple([Point(f"{one.text[:1].upper()}{one.text[1:]}") for one in helping]))
    if in_vain:
        yield Paragraph(f"Not by itself: {'; '.join(in_vain)}.")


def _kernels(found: Matrix | None) -> Iterator[Block]:
    if found is None:
        return
    flips = {(flip.row, flip.order) for flip in found.flips}
    yield Heading(3, "The same request, other orders, other kernels' rules")
    yield Paragraph(
        "A column an order, over all zones: ✓ would pass, ✗ refused, ? undecided. A star marks where a kernel"
        " answers otherwise than the one before it."
    )
    orders = len(found.rows[0].request) if found.rows else 0
    asked = [f"{order}" + (" asked" if order == found.order else "") for order in range(orders)]
    rows = []
    for place, row in enumerate(found.rows):
        cells = [
            _MATRIX_WORDS[end] + (" *" if (place, order) in flips else "") for order, end in enumerate(row.request)
        ]
        rows.append((f"{row.releases}, used here" if row.used else row.releases, *cells))
    used = frozenset(place for place, row in enumerate(found.rows) if row.used)
    yield Table(("Linux", *asked), tuple(rows), failing=used)


# ---- answers and advice


def _answers(incident: Incident, nature: Nature) -> Iterator[Block]:
    """What the answers say of one nature: their sentences, and their grounds where these are of another.

    Why it failed is told by the verdict and each zone's part, where zones are judged.
    """
    for one in incident.answers:
        if one.number == _WHY and _judges_zones(incident):
            continue
        grounds = tuple([ground for ground in one.grounds if (ground.nature or one.nature) is nature])
        told = one.nature is nature and one.sentence != incident.analysis.sentence  # that one stands at the top
        if not told and not grounds:
            continue
        dial = gauge(incident.event) if told and one.number == _GAUGED and _judges_zones(incident) else None
        grade = f" {one.grade[:1].upper()}{one.grade[1:]}." if one.grade and told else ""
        yield Heading(3, one.question + grade)
        if told:
            yield Paragraph(one.sentence)
        if dial is not None:
            yield Dial(dial)
        if grounds:
            yield Points(tuple([_point(ground) for ground in grounds]))
        if one.draft and told:
            yield Paragraph("Ready to be sent to those who maintain it:")
            yield Draft(one.draft)


def _point(ground: Ground) -> Point:
    lines = tuple([place.line for place in ground.places])
    return Point(ground.text, lines, source=cited(ground.source), kernels=ground.kernels)


def _advice(incident: Incident) -> Iterator[Block]:
    yield Paragraph("Judgements and settings; each names beside it what it rests on and the kernels it holds for.")
    blocks = tuple(_answers(incident, Nature.ADVICE))
    yield from blocks
    if not blocks:
        yield Paragraph("There is none for this event.")


def _notes(incident: Incident) -> Iterator[Block]:
    notes = incident.notes
    if not notes:
        yield Paragraph("Every line of the report was read as it stands; nothing was repaired or left out.")
        return
    yield Points(tuple([Point(note.message, (note.place.line,), note.level.value) for note in notes]))
