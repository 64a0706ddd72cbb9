"""What is the kernel's in a text that came in an envelope or was damaged on its way? Stages are rows of four tables.

What the reader finds in the text that is left is told at its place in the text as it came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

from engine.read.controls import (
    has_controls,
    has_vertical_tabs,
    without_backspaces,
    without_bare_colours,
    without_controls,
    without_vertical_tabs,
)
from engine.read.origins import Change, Unwrapped
from engine.read.records import (
    has_bytes,
    has_kmsg,
    in_order,
    is_dump,
    is_export,
    is_pretty_json,
    is_verbose,
    may_be_table,
    out_of_export,
    out_of_json,
    out_of_kmsg,
    out_of_strings,
)

Stage = Callable[[str], Change | None]


def _later(module: str, name: str, *signs: str) -> Stage:
    """A stage of a module that is loaded when it is first needed: few texts need it, and its patterns take long.

    A text that has none of the signs, if there are any, doesn't.
    """

    def stage(text: str) -> Change | None:
        if signs and not any(sign in text for sign in signs):
            return None
        found: Stage = getattr(import_module(f"engine.read.{module}"), name)
        return found(text)

    return stage


def _has_deep_entities(text: str) -> bool:
    """Whether there are entities that a look at a single line does not see through."""
    return "&" in text and any(entity in text for entity in _DEEP_ENTITIES)


_DEEP_ENTITIES = ("&amp;lt;", "&amp;gt;", "&amp;amp;", "&amp;nbsp;", "&nbsp;", "&#")
_OVER_LINES: tuple[tuple[Callable[[str], bool], Stage], ...] = (
    (is_export, out_of_export),
    (is_pretty_json, out_of_json),
    (has_bytes, out_of_json),
    (is_dump, in_order),
    (is_verbose, _later("verbose", "out_of_verbose")),
)
"""What stands on several lines or out of order, known by the beginning of the whole text."""
_ALWAYS: tuple[tuple[Callable[[str], bool], Stage], ...] = (
    (has_vertical_tabs, without_vertical_tabs),
    (has_controls, without_controls),
    (has_kmsg, out_of_kmsg),
    (may_be_table, _later("tables", "out_of_tables")),
    (_has_deep_entities, _later("html", "without_html")),
)
"""What a report that looks sound may have in it all the same."""
_ENVELOPES: tuple[Stage, ...] = (
    without_controls,
    without_backspaces,
    without_bare_colours,
    out_of_json,
    out_of_strings,
    _later("escapes", "without_escapes"),
    out_of_kmsg,
    _later("partial", "with_parts_together", " stdout P ", " stderr P "),
    _later("mail", "without_quoted_printable", "=3D", "=\n"),
    _later("html", "without_html", "</", "<br", "<BR", "<p>", "&"),
    _later("tables", "out_of_tables", '"'),
    _later("endings", "without_endings", "Mem-"),
    _later("freepages", "as_zone_lines", " freepages:"),
)
"""What no report looks sound with; one may stand in another."""
_DAMAGE: tuple[Stage, ...] = (
    _later("interleaved", "apart_by_time"),
    _later("interwoven", "apart_by_order"),
    _later("layout", "without_pager"),
    _later("layout", "without_cut_marks"),
    _later("typeset", "without_backslash_ends", "\\\n"),
    _later("typeset", "with_own_blanks"),
    _later("asterisk", "without_markdown"),
    _later("asterisk", "with_asterisks"),
    _later("layout", "without_blank_lines"),
    _later("inside", "without_prefixes_inside", "<", "["),
    _later("layout", "with_lost_line_ends"),
    _later("layout", "with_nodes"),
)
_DEEPEST = 4


def unrolled(text: str) -> Unwrapped | None:
    """The whole text without what only shows over many of its lines; None if there is nothing of the kind."""
    return _through(Unwrapped(text), (stage for applies, stage in _OVER_LINES if applies(text)))


def unwrapped(text: str) -> Unwrapped | None:
    """A part of a text without what may stand in sound reports; None if there is nothing of the kind."""
    stages = [stage for applies, stage in _ALWAYS if applies(text)]
    if "\b" in text:
        stages.append(without_backspaces)
    return _through(Unwrapped(text), stages) if stages else None


def repaired(text: str, before: Unwrapped | None, damaged: bool) -> Unwrapped | None:
    """A part of a text whose reports are not whole without its envelopes and, if it is `damaged`, mended."""
    done = before or Unwrapped(text)
    start, told = done.text, len(done.repairs)
    for _ in range(_DEEPEST):
        last = done.text
        _through(done, _ENVELOPES)
        if done.text == last:
            break
    if damaged:
        _through(done, _DAMAGE)
    return done if done.text != start or len(done.repairs) > told else None


def _through(done: Unwrapped, stages: Iterable[Stage]) -> Unwrapped | None:
    for stage in stages:
        change = stage(done.text)
        if change is not None:
            done.apply(change)
    return done if done else None
