"""The kernel's own places stand before the sections that an answer names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.explain.answer import answer
from engine.explain.sources import cited
from engine.explain.ten import ten_answers
from engine.read.reader import read_text
from tests.tree import ROOT

SAMPLES = sorted((ROOT / "resources" / "samples").glob("*.txt"))


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("", ""),
        ("semantics.md A.2", "mm/page_alloc.c, __zone_watermark_ok [semantics.md A.2]"),
        ("semantics.md section A", "mm/page_alloc.c, __zone_watermark_ok [semantics.md section A]"),
        (
            "semantics.md F.1, F.2",
            "mm/page_alloc.c, init_per_zone_wmark_min; mm/page_alloc.c, __setup_per_zone_wmarks"
            " [semantics.md F.1, F.2]",
        ),
        (
            "knobs.md lowmem_reserve_ratio; semantics.md F.4",
            "Documentation/admin-guide/sysctl/vm.rst; mm/page_alloc.c, setup_per_zone_lowmem_reserve"
            " [knobs.md lowmem_reserve_ratio; semantics.md F.4]",
        ),
        ("kernel mm/oom_kill.c, pagefault_out_of_memory", "mm/oom_kill.c, pagefault_out_of_memory"),
        ("kernel documentation cgroup-v2", "Documentation/admin-guide/cgroup-v2.rst"),
        ("knobs.md Which knob for which verdict", "knobs.md Which knob for which verdict"),
        (
            "allocator.md k; knobs.md compact_memory; semantics.md F.6",
            "mm/compaction.c, compaction_suitable; Documentation/admin-guide/sysctl/vm.rst"
            " [allocator.md k; knobs.md compact_memory; semantics.md F.6]",
        ),
        ("somebody's book, page 3", "somebody's book, page 3"),
    ],
)
def test_a_section_is_told_with_its_place(source: str, shown: str) -> None:
    assert cited(source) == shown


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_a_formula_of_the_kernel_gives_names_where_it_stands(path: Path) -> None:
    for report in read_text(path.name, path.read_text()).reports:
        for one in ten_answers(report, answer(report)):
            for ground in one.grounds:
                if "semantics.md" in ground.source:
                    assert re.search(r"\.(c|h|rst)\b", cited(ground.source).partition("[")[0]), ground.source
