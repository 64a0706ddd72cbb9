"""Which kernel's rules fit this text, and why?

Printed fields outrank the release string (a distribution backports), and a person's choice outranks both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from engine.kernels.generations import MAINLINE, NEWEST_READ, ROWS, rules_named, rules_of_release
from engine.kernels.gfp import GfpEra, era_of, eras, fits
from engine.kernels.rules import KernelRules
from engine.kernels.version import Version, parse_version, series, show_version
from engine.model.request import AllocRequest
from engine.model.scenario import KernelFacts, Trait

_FOREVER: Version = (9999,)

_OLDEST = MAINLINE[0].since
PRINTED_SINCE: dict[Trait, tuple[Version, Version]] = {
    Trait.FREEPAGES: (_OLDEST, _OLDEST),  # 2.4: the nearest that was read
    Trait.HEADER_OF_24: (_OLDEST, _OLDEST),
    Trait.HEADER_DOT: ((2, 6, 12), (2, 6, 39)),
    Trait.HEADER_COLON: ((3, 0), _FOREVER),
    Trait.GFP_NAMES: ((4, 6), _FOREVER),
    Trait.HEADER_NODEMASK: ((4, 9), _FOREVER),
    Trait.HEADER_CPUSET: ((5, 0), _FOREVER),
    Trait.PER_CPU_BLOCKS: ((2, 6, 12), (4, 0)),
    Trait.FREE_PCP: ((4, 1), _FOREVER),
    Trait.FREE_CMA: ((3, 7), _FOREVER),
    Trait.MANAGED: ((3, 8), _FOREVER),
    Trait.LETTERS: ((3, 8), _FOREVER),
    Trait.RESERVE_LETTER: ((2, 6, 24), (4, 3)),
    Trait.HIGHATOMIC_LETTER: ((4, 4), _FOREVER),
    Trait.LETTERS_UME: ((4, 4), _FOREVER),
    Trait.LETTERS_UEM: ((2, 6, 24), (4, 3)),
    Trait.NODE_LINES: ((4, 8), _FOREVER),
    Trait.ALL_UNRECLAIMABLE_ZONE: ((2, 6, 12), (4, 7)),
    Trait.UNSTABLE: ((2, 6, 12), (5, 7)),
    Trait.RESERVED_HIGHATOMIC: ((5, 5), _FOREVER),
    Trait.KERNEL_MISC_RECLAIMABLE: ((5, 15), _FOREVER),
    Trait.BOOST: ((5, 16), _FOREVER),
    Trait.SEC_PAGETABLES: ((6, 0), _FOREVER),
    Trait.FREE_HIGHATOMIC: ((6, 15), _FOREVER),
    Trait.ZONEINFO_SCANNED: ((2, 6, 12), (4, 7)),
    Trait.ZONEINFO_CMA: ((5, 12), _FOREVER),
    Trait.ZONEINFO_UNACCEPTED: ((6, 5), _FOREVER),
    Trait.ZONEINFO_PROMO: ((6, 11), _FOREVER),
    Trait.ZONEINFO_HIGHATOMIC: ((6, 19), _FOREVER),
}
"""The first and last release series that print each trait (semantics.md E.1 – E.5, E.8)."""

BACKPORTED_SINCE: dict[Trait, tuple[Version, Version]] = {
    Trait.ACTIVE_IN_ONE: ((2, 6, 12), (2, 6, 27)),
    Trait.ACTIVE_CAPITAL: ((2, 6, 28), (2, 6, 31)),
    Trait.OOMKILLADJ: ((2, 6, 12), (2, 6, 31)),
    Trait.OOM_ADJ: ((2, 6, 32), (3, 6)),
    Trait.OOM_SCORE_ADJ: ((3, 7), _FOREVER),
    Trait.WRITEPENDING: ((4, 8), _FOREVER),
    Trait.OOM_CONSTRAINT: ((5, 0), _FOREVER),
    Trait.OOM_TWO_LINES: ((2, 6, 12), (5, 1)),
    Trait.OOM_ONE_LINE: ((5, 2), _FOREVER),
}
"""What OOM reports, totals and zone lines print (semantics.md E.2 – E.4). Distributions may backport it alone: it
counts only where no release is named.
"""

LACKED_UNTIL: dict[Trait, tuple[Version, Version]] = {
    Trait.BARE_MASK: ((2, 6, 12), (4, 5)),
    Trait.NO_HIGHATOMIC_FIELD: ((2, 6, 12), (5, 4)),
    Trait.NO_FREE_HIGHATOMIC: ((2, 6, 12), (6, 14)),
    Trait.NO_BOOST: ((2, 6, 12), (5, 15)),
    Trait.ZONE_KERNEL_STACK: ((2, 6, 12), (5, 8)),
    Trait.ZONE_PAGETABLES: ((2, 6, 12), (5, 10)),
}
"""Something missing, which may as well have been lost on the way here, or not yet moved (semantics.md E.4): it counts
only where no release is named.
"""

_ENTERPRISE = re.compile(r"\.el\d|\.amzn|\.uek|\.ky\d|\.an\d|\.oe\d")
_POINT_UNKNOWN = re.compile(r"-\d")


@dataclass(frozen=True, slots=True)
class RulesAnswer:
    """The rules used and why. `chosen` says that a person chose them.

    `alternatives` are other rows that the text can't rule out. `log_version` is the release that the text itself points
    to (None: it tells nothing), `log_era` the GFP table in which the text's mask is to be read.
    """

    rules: KernelRules
    because: str
    chosen: bool
    alternatives: tuple[KernelRules, ...]
    log_version: Version | None
    log_era: GfpEra


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The releases that the printed fields allow, both included, and the field that set each end."""

    low: Version
    high: Version
    low_reason: str
    high_reason: str

    def allow(self, row: KernelRules) -> bool:
        """Whether some release under this row lies within the bounds."""
        return row.since <= _end_of(self.high) and _last_of(row) >= self.low


class _Mask(NamedTuple):
    """The request's mask as printed."""

    gfp_mask: int
    gfp_names: tuple[str, ...]


def choose(facts: KernelFacts, request: AllocRequest | None, chosen: str | None) -> RulesAnswer:
    """The rules for a text with these facts.

    A choice that names no kernel is treated as none (the callers check it first).
    """
    return _choose(facts, None if request is None else _Mask(request.gfp_mask, request.gfp_names), chosen)


@lru_cache(maxsize=1024)
def _choose(facts: KernelFacts, request: _Mask | None, chosen: str | None) -> RulesAnswer:
    bounds = _bounds(facts, request)
    version = release_version(facts)
    from_text = _from_release(facts, version, bounds) if version else _from_fields(bounds)
    era = _mask_era(request, from_text.log_version)
    picked = rules_named(chosen) if chosen else None
    if picked is None:
        return RulesAnswer(
            from_text.rules, from_text.because, False, from_text.alternatives, from_text.log_version, era
        )
    if version is None and not (request and request.gfp_names) and bounds.allow(picked):
        era = era_of(parse_version(chosen or "") or picked.since)
    words = _chosen_words(chosen or "", picked)
    because = f"chosen by hand: {words}; without that {from_text.rules.label}, since {from_text.because}"
    return RulesAnswer(picked, because, True, (), from_text.log_version, era)


def _chosen_words(chosen: str, picked: KernelRules) -> str:
    """The rules that a person chose, and that they stand in for a release that was not read."""
    version = parse_version(chosen) or picked.since
    if series(version) > NEWEST_READ:
        return f"{chosen}, newer than any that was read: the rules of {picked.label} stand in"
    if version < _OLDEST:
        return f"{chosen}, older than any that was read: the rules of {picked.label} stand in"
    return picked.label


def release_version(facts: KernelFacts) -> Version | None:
    """The version that the text names; the distribution's own, where it stands in the same series and says more."""
    release = parse_version(facts.release) if facts.release else None
    package = parse_version(facts.package) if facts.package else None
    if (
        release
        and package
        and series(package) == series(release)
        and len(package) >= len(release)
        and package > release
    ):
        return package
    return release or package


@dataclass(frozen=True, slots=True)
class _FromText:
    rules: KernelRules
    because: str
    alternatives: tuple[KernelRules, ...]
    log_version: Version | None


def _from_release(facts: KernelFacts, version: Version, bounds: _Bounds) -> _FromText:
    named = f"the log names Linux {facts.release or facts.package}"
    if facts.package and parse_version(facts.package) == version:
        named += f", package {facts.package}"
    if version < _OLDEST:
        rules = rules_of_release(version)
        because = f"{named}, older than any that was read: the rules of {rules.label} are assumed"
        return _FromText(rules, because, (), version)
    if series(version) < series(bounds.low) and version < bounds.low:
        rules = rules_of_release(bounds.low)
        because = (
            f"{named}, but {bounds.low_reason}, which kernels do from {show_version(bounds.low)} on:"
            f" newer code was backported"
        )
        return _FromText(rules, because, _others(rules, [rules_of_release(version)]), bounds.low)
    if version > _end_of(bounds.high):
        rules = rules_of_release(bounds.high)
        because = f"{named}, but {bounds.high_reason}, which kernels do only up to {show_version(bounds.high)}"
        return _FromText(rules, because, _others(rules, [rules_of_release(version)]), bounds.high)
    rules = rules_of_release(version)
    if rules.stable:
        because = f"{named}: a late {show_version(series(version))} with later rules ({rules.evidence})"
    elif series(version) > NEWEST_READ:
        because = f"{named}, newer than any that was read: the rules of {rules.label} are assumed"
    else:
        because = named
    return _FromText(rules, because, _indistinct(facts, version, rules, bounds), version)


def _indistinct(facts: KernelFacts, version: Version, rules: KernelRules, bounds: _Bounds) -> tuple[KernelRules, ...]:
    """Rows that a kernel of this name may have instead: backports of its stable series, an enterprise kernel's
    neighbours.
    """
    rows: list[KernelRules] = []
    if not rules.stable and _may_be_late(facts, version):
        rows += [row for row in ROWS if row.stable and series(row.since) == series(version)]
    if facts.release and _ENTERPRISE.search(facts.release):
        at = MAINLINE.index(rules) if rules in MAINLINE else 0
        older = [row for row in MAINLINE[:at] if row.generation != rules.generation][-1:]
        newer = [row for row in MAINLINE[at:] if row.generation != rules.generation][:1]
        rows += [row for row in (*older, *newer) if bounds.allow(row)]
    return _others(rules, rows)


def _may_be_late(facts: KernelFacts, version: Version) -> bool:
    """Whether the point release may be later than the string tells: a number above 0, or a distribution's own count
    behind a dash.
    """
    point = version[len(series(version)) :]
    return bool(point and point[0] > 0) or bool(facts.release and _POINT_UNKNOWN.search(facts.release))


def _from_fields(bounds: _Bounds) -> _FromText:
    rows = [row for row in MAINLINE if bounds.allow(row)] or list(MAINLINE)
    reasons = "; ".join(dict.fromkeys(reason for reason in (bounds.low_reason, bounds.high_reason) if reason))
    counts = {row.generation: sum(1 for other in rows if other.generation == row.generation) for row in rows}
    best = max(rows, key=lambda row: (counts[row.generation], row.since))
    if not reasons:
        return _FromText(
            best, f"no release is printed and no field tells: the rules of {best.label} are assumed", (), None
        )
    if bounds.high == _OLDEST:
        because = (
            f"no release is printed; {bounds.high_reason}, as Linux 2.4 does: the rules of {best.label} are assumed"
        )
        return _FromText(best, because, (), bounds.high)
    span = (
        f"{show_version(bounds.low)} or later"
        if bounds.high == _FOREVER
        else f"{show_version(bounds.low)} – {show_version(bounds.high)}"
    )
    because = f"no release is printed; {reasons}: Linux {span}"
    version = min(max(best.since, bounds.low), bounds.high)
    return _FromText(best, because, _others(best, rows), version)


def _others(rules: KernelRules, rows: Iterable[KernelRules]) -> tuple[KernelRules, ...]:
    """The rows of other generations or other flags, one of each generation."""
    seen: dict[tuple[object, ...], KernelRules] = {_kind(rules): rules}
    for row in rows:
        seen.setdefault(_kind(row), row)
    return tuple(row for row in seen.values() if row is not rules)


def _kind(row: KernelRules) -> tuple[object, ...]:
    return (row.generation, row.atomic, row.fast, row.boost_retry)


def _bounds(facts: KernelFacts, request: _Mask | None) -> _Bounds:
    low, high, low_reason, high_reason = MAINLINE[0].since, _FOREVER, "", ""
    named = facts.release or facts.package
    rows = PRINTED_SINCE if named else PRINTED_SINCE | BACKPORTED_SINCE | LACKED_UNTIL
    for trait, (since, until) in rows.items():
        if trait not in facts.traits or until < low or since > high:
            continue
        if since > low:
            low, low_reason = since, trait.value
        if until < high:
            high, high_reason = until, trait.value
    if request is not None and request.gfp_names:
        low, high, low_reason, high_reason = _mask_bounds(request, low, high, low_reason, high_reason)
    return _Bounds(low, high, low_reason, high_reason)


def _mask_bounds(
    request: _Mask, low: Version, high: Version, low_reason: str, high_reason: str
) -> tuple[Version, Version, str, str]:
    """Narrows the bounds by the eras in which the mask's number and names belong together."""
    table = eras()
    fitting = [index for index, era in enumerate(table) if fits(request.gfp_mask, request.gfp_names, era)]
    if not fitting:
        return low, high, low_reason, high_reason
    words = f"mode {request.gfp_mask:#x} is written ({'|'.join(request.gfp_names)})"
    since = table[fitting[0]].since
    until = _before(table[fitting[-1] + 1].since) if fitting[-1] + 1 < len(table) else _FOREVER
    if low < since <= _end_of(high):
        low, low_reason = since, words
    if low <= until < high:
        high, high_reason = until, words
    return low, high, low_reason, high_reason


def _before(version: Version) -> Version:
    """The series just before the first release of another: (5, 1) → (5, 0), (5, 0) → (4, 20)."""
    last_of_major = {3: (2, 6, 39), 4: (3, 19), 5: (4, 20), 6: (5, 19), 7: (6, 19)}
    if version[-1] == 0:
        return last_of_major.get(version[0], version)
    return (*version[:-1], version[-1] - 1)


def _end_of(version: Version) -> Version:
    """Above every point release of a series."""
    return (*version, 10**6)


def _last_of(row: KernelRules) -> Version:
    """The end of the releases that a row stands for."""
    if row.stable:
        return _end_of(series(row.since))
    at = MAINLINE.index(row)
    return _end_of(_before(MAINLINE[at + 1].since)) if at + 1 < len(MAINLINE) else _FOREVER


def _mask_era(request: _Mask | None, version: Version | None) -> GfpEra:
    """The table of the text's own kernel; where number and names fit only other tables, the nearest of those."""
    assumed = era_of(version or NEWEST_READ)
    if request is None or not request.gfp_names or fits(request.gfp_mask, request.gfp_names, assumed):
        return assumed
    table = eras()
    here = table.index(assumed)
    fitting = [index for index, era in enumerate(table) if fits(request.gfp_mask, request.gfp_names, era)]
    return table[min(fitting, key=lambda index: abs(index - here))] if fitting else assumed
