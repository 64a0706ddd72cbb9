"""Which characters are a web page's own: its tags, and what it writes as entities?"""

from __future__ import annotations

import html
import re

from engine.read.origins import Change, Repair, Span, with_edits

_ENDS_LINE = r"br|p|div|li|tr"
_NAMES = (
    rf"{_ENDS_LINE}|a|abbr|article|b|blockquote|body|button|center|code|dd|del|dl|dt|em|font|head|hr|html|i|img|ins|kbd"
    r"|link|main|mark|meta|ol|pre|s|samp|section|small|span|strong|style|sub|sup|svg|table|tbody|td|th|thead|title|tt|u|ul"
    r"|BR|DIV|FONT|PRE|SPAN|TD|TR|LI"
)
_TAG = re.compile(rf"<(?P<close>/?)(?P<name>{_NAMES})(?:[ \t][^<>\n]{{0,1000}})?/?>")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});")
_OTHER_TAG = r"</?[a-z]{2,16}(?: [^<>\n]{0,200})?>"
_OTHER = re.compile(
    r"<!\[CDATA\[|\]\]>|<!--[^\n>]{0,200}-->|<!DOCTYPE[^<>\n]{0,200}>"
    rf"|^[ \t]{{0,16}}(?:{_OTHER_TAG}){{1,4}}|(?:</[a-z]{{1,16}}>){{1,4}}(?=\r?$)",
    re.MULTILINE,
)
"""What XML has beside: tags that no page knows, at the ends of a line only."""
_ENDING = frozenset(_ENDS_LINE.upper().split("|")) | frozenset(_ENDS_LINE.split("|"))
_SIGN = re.compile(r"<(?:/[a-z]|br|BR|p>|!\[)|</(?:PRE|DIV|SPAN|TD|TR|LI|FONT)>")
_FEWEST = 3
_TAGS = "a web page's tags were left out"
_ENTITIES = "marks that Markdown or HTML escapes were read as such"


def without_html(text: str) -> Change | None:
    """The text of a web page without its tags, with a line end where a line of the page ends."""
    edits: list[Span] = []
    repairs: list[Repair] = []
    tags = list(_tags(text)) if _SIGN.search(text) is not None else []
    if len(tags) >= _FEWEST:
        edits += tags
        repairs.append(Repair(_TAGS, tags[0].start, len(tags)))
    entities = list(_entities(text)) if "&" in text else []
    if entities:
        edits += entities
        repairs.append(Repair(_ENTITIES, entities[0].start, len(entities)))
    return Change(tuple(with_edits(text, sorted(edits))), repairs) if edits else None


def _tags(text: str) -> list[Span]:
    spans: list[Span] = []
    for pattern in (_TAG, _OTHER):
        for found in pattern.finditer(text):
            ends = pattern is _TAG and _ends_line(found) and not text.startswith(("\n", "\r\n"), found.end())
            spans.append(Span(found.start(), found.end(), "\n" if ends else ""))
    spans.sort()
    apart: list[Span] = []
    for span in spans:
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
    return apart


def _ends_line(tag: re.Match[str]) -> bool:
    name = tag["name"].lower()
    return name in _ENDING and (name == "br" or tag["close"] == "/")


def _entities(text: str) -> list[Span]:
    spans: list[Span] = []
    for found in _ENTITY.finditer(text):
        read = html.unescape(found[0])
        if read != found[0]:
            spans.append(Span(found.start(), found.end(), " " if read == "\xa0" else read))
    return spans
