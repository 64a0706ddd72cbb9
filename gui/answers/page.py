"""How does the page of answers look? Written by a cursor with formats: no text of a log can be taken for markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
)

from engine.explain.grounds import Answer, Ground, Nature
from engine.explain.solver import Change
from engine.explain.sources import cited
from engine.report.safe import printable
from gui import theme
from gui.answers.glossary import parts_of
from gui.plain_text import plain_tip

OPEN, GO, COPY, TRY, UNDO, SHOW = "open", "go", "copy", "try", "undo", "show"
"""What links ask for: the part of their address before the colon."""
_IN_BANNER = 1
"""The first answer is the verdict's own sentence, which stands above all panes."""
_BEFORE_CHANGES = 4
"""The answer behind which the changes stand: both tell what would have to differ."""
GAUGED = 6
"""The answer whose grounds begin with a gauge."""
GAUGE = "gauge"
"""The name of its picture in the page."""
_PANES = {9: ("kernels", "Try every kernel", "A slider over the rules of all kernels, with every order under each")}
"""The answers that a pane of its own goes on with: its name, the words of the link, its tip."""
_MOST_PLACES = 3
INDENT = 18.0
_NATURES = {
    Nature.OBSERVED: ("in the text", "The log itself says so; the grounds lead to its lines."),
    Nature.COMPUTED: ("computed", "Follows from the printed figures by this kernel's own rules."),
    Nature.ADVICE: ("advice", "What is known of such cases, with its source in the grounds."),
}
_GRADES = {
    "harmless": "chart.pass",
    "probably harmless": "chart.pass",
    "something failed": "chart.fail",
    "serious": "chart.fail",
    "getting worse": "chart.fail",
    "fragmented": "chart.undecided",
    "too little": "chart.undecided",
    "both": "chart.undecided",
}
_NOTHING = "Paste or open a report: here stand the questions that people ask about one, with their answers."
_WAITING = "Working out the answers \N{HORIZONTAL ELLIPSIS}"
_CHANGES = "What would have let it pass?"
_CHANGES_TIP = "The smallest changes that turn the refusal into a pass, each by itself, tried with the same check."
_TRY_TIP = "Puts this change into the figures, as one step that Undo takes back; banner, tables and chart follow."
_APPLIED_TIP = "With this change the request passes."
_UNDO_TIP = "Takes the last step back (Ctrl+Z)."
_NONE_HELPS = "No single change was found that would do."


@dataclass(frozen=True, slots=True)
class Offer:
    """The changes that are offered, the one that was made to the figures (None: none), and what would not help."""

    changes: Sequence[Change] = ()
    tried: int | None = None
    fruitless: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, and the words for those who can't see it."""

    image: QImage
    words: str


def change_words(change: Change) -> str:
    """A change as a sentence begins."""
    text = printable(change.text)
    return text[:1].upper() + text[1:]


class Page:
    """Writes one page into an empty document."""

    def __init__(self, cursor: QTextCursor) -> None:
        self._cursor = cursor
        self._told: set[str] = set()
        self._gauge: Drawn | None = None

    def write(
        self,
        answers: Sequence[Answer],
        offer: Offer | None,
        opened: set[int],
        *,
        waiting: bool,
        gauge: Drawn | None = None,
    ) -> None:
        """All answers but the banner's, the changes among them; grounds of those that are open.

        `waiting`: there is a question, and its answers are on their way. `gauge` stands in the sixth while it is open.
        """
        self._gauge = gauge
        self._cursor.beginEditBlock()
        if not answers:
            self._cursor.insertText(_WAITING if waiting else _NOTHING, letters("text.dim"))
        for answer in answers:
            if answer.number != _IN_BANNER:
                self._answer(answer, answer.number in opened)
            if answer.number == _BEFORE_CHANGES and offer is not None:
                self._changes(offer)
        self._cursor.endEditBlock()

    def _answer(self, answer: Answer, is_open: bool) -> None:
        self._head(answer, is_open)
        self._begin(indent=INDENT)
        sentence = printable(answer.sentence)
        if answer.grade is not None:
            said = sentence.lower().startswith(answer.grade)
            grade = sentence[: len(answer.grade)] if said else answer.grade[:1].upper() + answer.grade[1:] + ".  "
            sentence = sentence[len(grade) :] if said else sentence
            self._cursor.insertText(grade, letters(_GRADES.get(answer.grade, "text"), bold=True))
        self._explained(sentence)
        if answer.number in _PANES:
            pane, words, tip = _PANES[answer.number]
            self._cursor.insertText("  ", letters("text"))
            self._link(words, f"{SHOW}:{pane}", tip)
        if is_open:
            if answer.number == GAUGED and self._gauge is not None:
                self._picture(self._gauge)
            for ground in answer.grounds:
                self._ground(ground)
            if answer.draft:
                self._begin(indent=2 * INDENT)
                self._link("Copy a text for a bug report", f"{COPY}:{answer.number}")

    def _head(self, answer: Answer, is_open: bool) -> None:
        self._begin(top=7.0)
        link = f"{OPEN}:{answer.number}"
        tip = "Hide the grounds" if is_open else "Show the grounds, with their lines and sources"
        self._cursor.insertText("▾ " if is_open else "▸ ", letters("text.link", link=link, tip=tip))
        self._cursor.insertText(answer.question, letters("text.dim", link=link, tip=tip))
        word, tip = _NATURES[answer.nature]
        self._cursor.insertText("   " + word, letters("text.disabled", small=True, tip=tip))

    def _ground(self, ground: Ground) -> None:
        self._begin(indent=2 * INDENT)
        self._explained("· " + printable(ground.text))
        for place in ground.places[:_MOST_PLACES]:
            self._cursor.insertText("  ", letters("text"))
            self._link(f"line {place.line:,}", f"{GO}:{place.line},{place.start},{place.end}")
        rests_on = "; ".join(part for part in (cited(ground.source), _held_for(ground.kernels)) if part)
        if rests_on:
            self._cursor.insertText(f"  ({rests_on})", letters("text.dim", small=True))

    def _picture(self, drawn: Drawn) -> None:
        self._begin(top=4.0, indent=2 * INDENT)
        document = self._cursor.document()
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(GAUGE), drawn.image)
        size = drawn.image.deviceIndependentSize()
        shown = QTextImageFormat()
        shown.setName(GAUGE)
        shown.setWidth(size.width())
        shown.setHeight(size.height())
        shown.setProperty(QTextFormat.Property.ImageAltText, drawn.words)
        shown.setToolTip(plain_tip(drawn.words))
        self._cursor.insertImage(shown)

    def _changes(self, offer: Offer) -> None:
        self._begin(top=7.0)
        self._cursor.insertText("•  ", letters("text.disabled"))
        self._cursor.insertText(_CHANGES, letters("text.dim", tip=_CHANGES_TIP))
        self._cursor.insertText("   computed", letters("text.disabled", small=True, tip=_CHANGES_TIP))
        for number, change in enumerate(offer.changes):
            self._change(number, change, offer.tried)
        if not offer.changes:
            self._begin(indent=INDENT)
            self._cursor.insertText(_NONE_HELPS, letters("text"))
        if offer.fruitless and offer.tried is None:
            self._begin(indent=INDENT)
            self._explained(f"Not by itself: {'; '.join(map(printable, offer.fruitless))}.", "text.dim")

    def _change(self, number: int, change: Change, tried: int | None) -> None:
        self._begin(indent=2 * INDENT, hanging=INDENT)
        if number == tried:
            self._cursor.insertText("✓ Applied:  ", letters("chart.pass", bold=True, tip=_APPLIED_TIP))
            self._explained(change_words(change))
            self._cursor.insertText("  ", letters("text"))
            self._link("Undo", UNDO, _UNDO_TIP)
        else:
            self._link("Try it" if tried is None else "Try instead", f"{TRY}:{number}", _TRY_TIP)
            self._cursor.insertText("  ", letters("text"))
            self._explained(change_words(change))

    def _explained(self, text: str, color: str = "text") -> None:
        """A text whose kernel words can be pointed at."""
        for part, tip in parts_of(text, self._told):
            self._cursor.insertText(part, letters(color, tip=tip, term=bool(tip)))

    def _link(self, text: str, link: str, tip: str = "") -> None:
        self._cursor.insertText(text, letters("text.link", link=link, tip=tip, underlined=True))

    def _begin(self, top: float = 0.0, indent: float = 0.0, hanging: float = 0.0) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(top)
        block.setLeftMargin(indent)
        block.setTextIndent(-hanging)
        if self._cursor.atStart():
            self._cursor.setBlockFormat(block)
        else:
            self._cursor.insertBlock(block)


def _held_for(kernels: str) -> str:
    """The releases that a ground holds for, in words."""
    return "all kernels" if kernels == "all" else kernels


def letters(
    color: str,
    *,
    bold: bool = False,
    small: bool = False,
    link: str = "",
    tip: str = "",
    underlined: bool = False,
    term: bool = False,
) -> QTextCharFormat:
    """How a run of text looks; a `term` has a dotted line below it, and says with `tip` what it means."""
    made = QTextCharFormat()
    made.setForeground(theme.color(color))
    made.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    if small:
        made.setFontPointSize(max(QGuiApplication.font().pointSizeF() - 1.5, 6.0))
    if link:
        made.setAnchor(True)
        made.setAnchorHref(link)
    if tip:
        made.setToolTip(plain_tip(tip))
    if underlined:
        made.setFontUnderline(True)
    elif term:
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        made.setUnderlineColor(theme.color("text.dim"))
    return made
