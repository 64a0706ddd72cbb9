"""Which GFP flags does a mask hold, in this kernel's numbers and names?

The bits moved many times; gfp_eras.json beside this file holds each era's table (semantics.md section D, computed from
the releases' headers for a usual distribution build, other configurations beside it).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from engine.kernels.version import Version

Names = frozenset[str]
_DATA = Path(__file__).with_name("gfp_eras.json")
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]{1,16}|[0-9]{1,16})\Z")
_LARGEST = (1 << 32) - 1


@dataclass(frozen=True, slots=True, eq=False)
class GfpEra:
    """One table of bits: `bits` mask → name, `composites` name → mask, `printed` the names in the order in which the
    kernel tries them.

    Kernels before 4.6 print no names; theirs are then composed like a 4.6 kernel's, from this era's own masks.
    """

    name: str
    since: Version
    bits: Mapping[int, str]
    composites: Mapping[str, int]
    printed: tuple[str, ...]
    configurations: tuple[Mapping[int, str], ...]


@cache
def eras() -> tuple[GfpEra, ...]:
    """All eras, oldest first."""
    rows = json.loads(_DATA.read_text(encoding="ascii"))
    return tuple(_era(row) for row in rows)


def _bits(table: Mapping[str, int]) -> dict[int, str]:
    return {mask: name for name, mask in table.items()}


def _era(row: Mapping[str, Any]) -> GfpEra:
    return GfpEra(
        name=row["era"],
        since=tuple(row["since"]),
        bits=_bits(row["bits"]),
        composites=row["composites"],
        printed=tuple(row["printed"]),
        configurations=tuple(_bits(other) for other in row["other_configurations"]),
    )


def era_of(version: Version) -> GfpEra:
    """The table of a release; a release between two that were read gets the table that semantics.md says to assume."""
    fitting = [era for era in eras() if era.since <= version]
    return fitting[-1] if fitting else eras()[0]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A mask taken apart: `bits` the single names from low to high, `unknown` the bits that have no name, `exact` the
    GFP_… composites equal to the mask.
    """

    bits: tuple[str, ...]
    unknown: int
    exact: tuple[str, ...]


def decode(mask: int, era: GfpEra) -> Decoded:
    """The mask's bits by name, in the usual configuration of the era."""
    bits = tuple(name for bit, name in sorted(era.bits.items()) if mask & bit)
    known = sum(bit for bit in era.bits if mask & bit)
    exact = tuple(sorted(name for name, value in era.composites.items() if value == mask and name.startswith("GFP_")))
    return Decoded(bits, mask & ~known, exact)


def printed_names(mask: int, era: GfpEra) -> tuple[str, ...]:
    """The names as this kernel prints them, biggest composites first, a rest without a name as hex.

    The kernel's rule (mm/debug.c gfpflag_names, lib/vsprintf.c format_flags): walk the ordered list; whenever all bits
    of an entry are set, print it and clear them.
    """
    order, values = _print_order(era)
    parts = []
    for name in order:
        value = values[name]
        if value and mask & value == value:
            parts.append(name)
            mask &= ~value
    if mask:
        parts.append(f"{mask:#x}")
    return tuple(parts)


@cache
def _print_order(era: GfpEra) -> tuple[tuple[str, ...], Mapping[str, int]]:
    values = {name: bit for bit, name in era.bits.items()} | dict(era.composites)
    if era.printed:
        return tuple(name for name in era.printed if name in values), values
    composites = sorted(
        (name for name in era.composites if name not in _NEVER_PRINTED),
        key=lambda name: (-era.composites[name].bit_count(), name not in _PREFERRED, name),
    )
    singles = [name for _, name in sorted(era.bits.items()) if name not in era.composites]
    return (*composites, *singles), values


_NEVER_PRINTED = frozenset({"GFP_NOWAIT", "GFP_IOFS", "GFP_LEVEL_MASK"})
_PREFERRED = frozenset({"GFP_KERNEL", "GFP_ATOMIC", "GFP_HIGHUSER_MOVABLE"})


def names_to_bits(names: tuple[str, ...], era: GfpEra) -> tuple[Names, int]:
    """Printed names as single-bit names of the era, and the bits of unknown rests that were printed as hex."""
    single: set[str] = set()
    rest = 0
    for name in names:
        if name in era.composites:
            single.update(decode(era.composites[name], era).bits)
        elif _NUMBER.match(name):
            rest |= int(name, 16)
        else:
            single.add(name)
    return frozenset(single), rest


def mask_of_names(names: tuple[str, ...], era: GfpEra) -> int | None:
    """The number for names ("GFP_KERNEL", "__GFP_COMP", "0x1000000"); None if the era does not know one of them."""
    values = {name: bit for bit, name in era.bits.items()} | dict(era.composites)
    mask = 0
    for name in names:
        if _NUMBER.match(name):
            mask |= int(name, 16)
        elif name in values:
            mask |= values[name]
        else:
            return None
    return mask


class GfpError(ValueError):
    """A mask that can't be read: the message is a sentence for a person."""


def parse_mask(text: str, era: GfpEra) -> int:
    """A mask as people write it, in the era's numbers: "0xc0d0", "49360", "GFP_KERNEL|__GFP_COMP", or a mix.

    Raises GfpError naming the part that is neither a number nor a flag of this kernel.
    """
    parts = [part for part in re.split(r"[\s|,+]+", text.strip().strip("()")) if part]
    if not parts:
        raise GfpError("a mask is missing: give a number such as 0xcc0, or names such as GFP_KERNEL|__GFP_COMP")
    mask = 0
    for part in parts:
        mask |= _parse_part(part, era)
    if mask > _LARGEST:
        raise GfpError(f"{text.strip()[:40]} is more than 32 bits: no kernel has such a mask")
    return mask


def _parse_part(part: str, era: GfpEra) -> int:
    if _NUMBER.match(part):
        return int(part, 16 if part.lower().startswith("0x") else 10)
    for name in (part, part.upper(), f"__{part.upper()}", f"GFP_{part.upper()}", f"__GFP_{part.upper()}"):
        value = mask_of_names((name,), era)
        if value is not None:
            return value
    raise GfpError(f"{part[:40]} is no flag of Linux {era.name.replace('..', ' – ')}")


@lru_cache(maxsize=1024)
def bits_of(mask: int, printed: tuple[str, ...], era: GfpEra) -> Names:
    """Single-bit names of a request.

    Names that the kernel printed itself are trusted over the table (D, "Ambiguity").
    """
    if printed:
        names, rest = names_to_bits(printed, era)
        return names | frozenset(decode(rest, era).bits)
    return frozenset(decode(mask, era).bits)


def fits(mask: int, printed: tuple[str, ...], era: GfpEra) -> bool:
    """Whether the pair of number and names can come from this era, in any configuration."""
    if not era.printed or not printed:
        return False
    for bits in (era.bits, *era.configurations):
        other = GfpEra(era.name, era.since, bits, era.composites, era.printed, ())
        if mask_of_names(printed, other) == mask:
            return True
    return False


_WAIT_ERA_END: Version = (4, 4)
_ATOMIC_ERA_END: Version = (6, 3)
_RENAMED = (("__GFP_REPEAT", "__GFP_RETRY_MAYFAIL", (4, 13)),)


@lru_cache(maxsize=1024)
def translate(names: Names, source: GfpEra, target: GfpEra) -> Names:
    """The same request in another kernel's flags: what its caller would have written there.

    __GFP_WAIT became DIRECT_RECLAIM and KSWAPD_RECLAIM in 4.4, its absence with __GFP_HIGH is GFP_ATOMIC, and the
    ATOMIC bit of 4.4 – 6.2 is nothing but that. Names that the target does not have are dropped.
    """
    result = set(names)
    if source.since < _WAIT_ERA_END <= target.since:
        _to_reclaim_bits(result, names)
    elif target.since < _WAIT_ERA_END <= source.since:
        _to_wait_bit(result, names)
    gains_atomic_bit = source.since >= _ATOMIC_ERA_END > target.since >= _WAIT_ERA_END
    if gains_atomic_bit and "__GFP_HIGH" in names and "__GFP_DIRECT_RECLAIM" not in names:
        result.add("__GFP_ATOMIC")
    for old, new, since in _RENAMED:
        if old in result and target.since >= since:
            result.add(new)
        if new in result and target.since < since:
            result.add(old)
    known = set(target.bits.values())
    return frozenset(result & known)


def _to_reclaim_bits(result: set[str], names: Names) -> None:
    if "__GFP_WAIT" in names:
        result.add("__GFP_DIRECT_RECLAIM")
    elif "__GFP_HIGH" in names:
        result.add("__GFP_ATOMIC")
    if "__GFP_NO_KSWAPD" not in names:
        result.add("__GFP_KSWAPD_RECLAIM")


def _to_wait_bit(result: set[str], names: Names) -> None:
    if "__GFP_DIRECT_RECLAIM" in names:
        result.add("__GFP_WAIT")
    if "__GFP_KSWAPD_RECLAIM" not in names:
        result.add("__GFP_NO_KSWAPD")
