"""Which place in lowmem_reserve belongs to which zone."""

from __future__ import annotations

import pytest

from engine.kernels.layout import layout_of
from tests.engine.builders import a_zone

LAYOUTS = [
    (
        "x86-64 with Device",
        {"DMA": (0, 2911, 7902, 7902, 7902), "DMA32": (0, 0, 4990, 4990, 4990)},
        (5, 19),
        "DMA DMA32 Normal Movable Device",
    ),
    (
        "x86-64",
        {"DMA": (0, 2936, 6453, 6453), "DMA32": (0, 0, 3516, 3516), "Normal": (0,) * 4},
        (4, 4),
        "DMA DMA32 Normal Movable",
    ),
    (
        "i386 with HighMem",
        {"DMA": (0, 825, 1947, 825), "Normal": (0, 0, 8980, 0), "HighMem": (0,) * 4},
        (5, 7),
        "DMA Normal HighMem Movable",
    ),
    ("powerpc32", {"DMA": (0, 0, 1536, 1536), "HighMem": (0,) * 4}, (5, 15), "DMA Normal HighMem Movable"),
    (
        "2.6.16, all zones",
        {"DMA": (0, 0, 880, 4080), "DMA32": (0, 0, 880, 4080), "HighMem": (0,) * 4},
        (2, 6, 16),
        "DMA DMA32 Normal HighMem",
    ),
    ("2.6.12", {"DMA": (0, 239, 239), "HighMem": (0, 0, 0)}, (2, 6, 12), "DMA Normal HighMem"),
    ("ia64", {"DMA": (0, 110, 110), "Normal": (0, 0, 0)}, (2, 6, 26), "DMA Normal Movable"),
    ("x86-64 without DMA", {"DMA32": (0, 0, 0)}, (4, 8), "DMA32 Normal Movable"),
    ("mips", {"Normal": (0, 0)}, (3, 18), "Normal Movable"),
    ("Normal alone", {"Normal": (0,)}, (2, 6, 22), "Normal"),
]


@pytest.mark.parametrize(
    ("reserves", "version", "names"), [row[1:] for row in LAYOUTS], ids=[row[0] for row in LAYOUTS]
)
def test_the_layout_follows_from_lengths_names_and_zeros(
    reserves: dict[str, tuple[int, ...]], version: tuple[int, ...], names: str
) -> None:
    zones = [a_zone(name, lowmem_reserve=reserve) for name, reserve in reserves.items()]
    found = layout_of(zones, version)
    assert [name for name in found if name in names.split()] == names.split()


def test_zones_that_fit_no_layout_still_get_one() -> None:
    odd = [a_zone("Strange", lowmem_reserve=(1, 2)), a_zone("DMA", lowmem_reserve=(0,) * 9)]
    assert "Strange" in layout_of(odd, None)
    assert layout_of([], None)


def test_high_memory_is_known_by_a_report_that_leaves_it_out() -> None:
    """Linux 6.1 and later print zones up to the highest that may be used: here HighMem lies above."""
    reserve = (0, 0, 1280, 1280)
    assert layout_of((a_zone("DMA", lowmem_reserve=reserve),), (6, 8)) == ("DMA", "Normal", "HighMem", "Movable")
    assert layout_of((a_zone("DMA32", lowmem_reserve=reserve),), (6, 8)) == ("DMA", "DMA32", "Normal", "Movable")
    assert layout_of((a_zone("DMA", lowmem_reserve=(0, 9, 99, 99)),), (6, 8)) == ("DMA", "DMA32", "Normal", "Movable")
