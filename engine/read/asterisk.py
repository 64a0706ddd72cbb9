"""Which asterisks did Markdown eat from the counts of free blocks, and where do they go back?

Sizes are known by position: each is twice the one before, the first a page. Asterisks go back only where the figures
then add up to the total behind them; elsewhere the line is left as it is, and that is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.read.kinds import ZONE_NAME
from engine.read.origins import Change, Repair, Span, with_edits
from engine.read.pattern import blanks

_STAR = r"\\?[*_\u00b7\u2022]|&#(?:42|x2[aA]);|&ast;|</?(?:em|i|b|strong)>"
_LINE = re.compile(
    blanks(
        rf"(?<![\w.])(?:Node \d{{1,4}},? )?{ZONE_NAME}: ?(?P<blocks>(?:\d[^=:k\n]{{0,16}}kB(?:{_STAR})? "
        r"?(?:\([A-Z]{1,8}\) ?)?){3,24})= (?P<total>\d{1,12})kB"
    )
)
_BLOCK = re.compile(
    blanks(rf"(?P<digits>\d{{1,24}})(?:(?P<star>(?:{_STAR}){{1,2}}) ?(?P<size>\d{{1,10}}))?kB(?P<rest>(?:{_STAR})?)")
)
_PAGE_KB = (4, 8, 16, 32, 64, 128, 256)
_ESCAPED = re.compile(r"(?<=[\w|(])\\(?=[*_])|\\(?=_\\_)|\\(?=[\[\]()<>#`])|&#(?:42|x2[aA]|95|x5[fF]);|&ast;|&lowbar;")
_ENTITIES = {"&#42;": "*", "&#x2a;": "*", "&ast;": "*", "&#95;": "_", "&#x5f;": "_", "&lowbar;": "_"}
_EATEN = {
    "lowmemreserve[]:": "lowmem_reserve[]:", "freecma:": "free_cma:", "freepcp:": "free_pcp:",
    "reservedhighatomic:": "reserved_highatomic:", "freehighatomic:": "free_highatomic:", "localpcp:": "local_pcp:",
    "gfpmask=": "gfp_mask=",
}  # fmt: skip
_EATEN_NAME = re.compile(r"\b(?:" + "|".join(map(re.escape, _EATEN)) + ")")
_TOLD = "asterisks that were lost were put back where the sum agrees"
_NOT_TOLD = "the counts of free blocks lost their asterisks and don't add up without doubt; they were left unread"


def without_markdown(text: str) -> Change | None:
    """The text without Markdown's backslashes, and with the underscores of names that it took away."""
    edits: list[Span] = []
    firsts: dict[str, tuple[int, int]] = {}
    for found in _marks(text):
        if found.re is _EATEN_NAME:
            what, put = "underscores that were lost were put back", _EATEN[found[0]]
        else:
            what, put = "marks that Markdown or HTML escapes were read as such", _ENTITIES.get(found[0].lower(), "")
        first, count = firsts.get(what, (found.start(), 0))
        firsts[what] = first, count + 1
        edits.append(Span(found.start(), found.end(), put))
    if not edits:
        return None
    return Change(tuple(with_edits(text, edits)), [Repair(what, *first) for what, first in firsts.items()])


def _marks(text: str) -> Iterator[re.Match[str]]:
    marks = list(_ESCAPED.finditer(text)) if "\\" in text or "&" in text else []
    return iter(sorted([*marks, *_EATEN_NAME.finditer(text)], key=re.Match.start))


def with_asterisks(text: str) -> Change | None:
    """The text with the asterisks that are missing from buddy lines."""
    edits: list[Span] = []
    repairs: list[Repair] = []
    for found in _LINE.finditer(text):
        blocks = list(_BLOCK.finditer(text, *found.span("blocks")))
        if all(block["star"] == "*" and not block["rest"] for block in blocks):
            continue
        put = _put_back(blocks, int(found["total"]))
        edits += put
        repairs.append(Repair(_TOLD, found.start()) if put else Repair(_NOT_TOLD, found.start(), doubtful=True))
    if not repairs:
        return None
    return Change(tuple(with_edits(text, edits)) if edits else (), repairs)


def _put_back(blocks: list[re.Match[str]], total: int) -> list[Span]:
    """The edits that make a row of blocks agree with its total; none if that can be done in no or in several ways."""
    ways = [way for page_kb in _PAGE_KB if (way := _way(blocks, page_kb, total)) is not None]
    return ways[0] if len(ways) == 1 else []


def _way(blocks: list[re.Match[str]], page_kb: int, total: int) -> list[Span] | None:
    edits: list[Span] = []
    listed = 0
    for order, block in enumerate(blocks):
        size = str(page_kb << order)
        start = block.start("digits")
        if block["star"] is not None:
            if block["size"] != size:
                return None
            edits.append(Span(*block.span("star"), "*"))
            digits = block["digits"]
        else:
            digits = block["digits"].removesuffix(size)
            if not digits or digits == block["digits"]:
                return None
            edits.append(Span(start + len(digits), start + len(digits), "*"))
        if block["rest"]:
            edits.append(Span(*block.span("rest"), ""))
        listed += int(digits) << order
    return edits if listed * page_kb == total else None
