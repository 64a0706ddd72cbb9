"""SLUB's and vmalloc's texts: facts of the failure that they stand by, or reports of their own."""

import pytest

from engine.model.report import Kind, Level
from engine.model.slab import SlabNode, SlubFacts, VmallocFacts
from engine.read.reader import read_text
from tests.engine.read.event_texts import CACHE, NODES, SLUB
from tests.engine.read.texts import HEADER, LISTING, PROCESS, REPORT, TRACE, text

FACTS = SlubFacts(
    count=1,
    node=-1,
    gfp_mask=0xA20,
    gfp_names=("GFP_ATOMIC",),
    cache="kmalloc-4k",
    object_size=4096,
    buffer_size=8192,
    default_order=3,
    min_order=1,
    nodes=(SlabNode(0, 12, 48, 0), SlabNode(1, 13, 52, 7)),
)


@pytest.mark.parametrize(
    ("first", "node", "mask", "names"),
    [
        ("SLUB: Unable to allocate memory on node -1 (gfp=0x20)", -1, 0x20, ()),
        (SLUB[0], -1, 0xA20, ("GFP_ATOMIC",)),
        (
            "SLUB: Unable to allocate memory on CPU 3 (of node 0) on node 1, gfp=0x820(GFP_ATOMIC)",
            1,
            0x820,
            ("GFP_ATOMIC",),
        ),
    ],
    ids=["up to 4.5", "4.6 to 6.10", "6.12"],
)
def test_a_text_alone_is_a_report(first: str, node: int, mask: int, names: tuple[str, ...]) -> None:
    (report,) = read_text("", text([first, *SLUB[1:]])).reports
    assert (report.kind, report.scenario.request, report.scenario.zones, report.last_line) == (Kind.SLUB, None, (), 4)
    assert report.slub is not None
    assert (report.slub.node, report.slub.gfp_mask, report.slub.gfp_names) == (node, mask, names)
    assert (report.slub.cache, report.slub.min_order, len(report.slub.nodes)) == ("kmalloc-4k", 1, 2)


@pytest.mark.parametrize(
    ("first", "node"),
    [
        ("SLAB: Unable to allocate memory on node 0 (gfp=0x20)", "node 0: slabs: 12/24, objs: 24/48, free: 24"),
        ("SLAB: Unable to allocate memory on node 0, gfp=0x20(GFP_ATOMIC)", "node 0: slabs: 12/24, objs: 24/48"),
    ],
    ids=["up to 4.7", "later"],
)
def test_slabs_text_is_read_like_slubs(first: str, node: str) -> None:
    (report,) = read_text("", text([first, "  cache: kmalloc-2048, object size: 2048, order: 1", "  " + node])).reports
    assert report.slub is not None
    assert (report.kind, report.slub.allocator, report.slub.gfp_mask) == (Kind.SLUB, "SLAB", 0x20)
    assert (report.slub.default_order, report.slub.min_order) == (1, 1)
    assert report.slub.nodes == (SlabNode(0, 24, 48, 24),)


def test_its_first_line_alone_is_enough() -> None:
    (report,) = read_text("", text(SLUB[:1])).reports
    assert (report.kind, report.slub) == (Kind.SLUB, SlubFacts(1, -1, 0xA20, ("GFP_ATOMIC",)))


def test_below_a_failure_it_is_a_fact_of_that_failure() -> None:
    (report,) = read_text("", text([*REPORT, "noise", *SLUB])).reports
    assert (report.kind, report.slub, report.last_line) == (Kind.PAGE_ALLOC_FAILURE, FACTS, len(REPORT) + 5)


def test_each_failure_has_its_own() -> None:
    first, second = read_text("", text([*REPORT, *SLUB, *REPORT, *SLUB, *SLUB])).reports
    assert [report.slub.count for report in (first, second) if report.slub] == [1, 2]


def test_right_above_a_failure_it_is_a_fact_too() -> None:
    (report,) = read_text("", text([*SLUB, *REPORT])).reports
    assert (report.kind, report.slub, report.comm) == (Kind.PAGE_ALLOC_FAILURE, FACTS, "sshd")
    (bare,) = read_text("", text([*SLUB, "warn_alloc: 9 callbacks suppressed", HEADER, PROCESS, *TRACE])).reports
    assert (bare.kind, bare.comm, bare.slub) == (Kind.SLUB, "sshd", FACTS)
    assert bare.scenario.request is not None
    assert bare.scenario.request.order == 2


def test_far_from_a_failure_it_is_a_report_of_its_own() -> None:
    reports = read_text("", text([*REPORT, *["noise"] * 50, *SLUB, *["noise"] * 50, *REPORT])).reports
    assert [report.kind for report in reports] == [Kind.PAGE_ALLOC_FAILURE, Kind.SLUB, Kind.PAGE_ALLOC_FAILURE]


def test_an_hour_later_it_is_a_report_of_its_own() -> None:
    early, late = ([f"[ {seconds}.104729] {line}" for line in SLUB] for seconds in (812, 4412))
    reports = read_text("", text([*early, *early, *late])).reports
    assert [report.slub.count for report in reports if report.slub] == [2, 1]


def test_texts_that_stand_together_are_one_report_with_the_first_ones_figures() -> None:
    other = [line.replace("kmalloc-4k", "skbuff_head_cache").replace("48", "99") for line in SLUB]
    (report,) = read_text("", text([*SLUB, *other, SLUB[0], SLUB[0]])).reports
    assert report.slub is not None
    assert (report.slub.count, report.slub.cache, report.slub.others) == (4, "kmalloc-4k", ("skbuff_head_cache",))
    assert report.slub.nodes == FACTS.nodes


def test_a_broken_line_is_put_together_and_a_cut_one_gives_nothing_that_may_be_half() -> None:
    begin, _, end = CACHE.partition(" 3, ")
    (wrapped,) = read_text("", text([SLUB[0], begin, f"3, {end}", *NODES])).reports
    assert wrapped.slub == FACTS
    (cut,) = read_text("", text([SLUB[0], CACHE[:57], SLUB[0], "default order:"])).reports
    assert cut.slub is not None
    assert (cut.slub.object_size, cut.slub.buffer_size) == (None, None)


@pytest.mark.parametrize(
    ("lines", "order", "facts"),
    [
        (
            ["vmap allocation for size 2400256 failed: use vmalloc=<size> to increase size"],
            None,
            VmallocFacts(vmap_sizes=(2400256,)),
        ),
        (
            ["vmalloc: allocation failure: 17178820608 bytes", "a: page allocation failure: order:0, mode:0x24000c2"],
            0,
            VmallocFacts(size=17178820608, gfp_mask=0x24000C2),
        ),
        (
            [
                "vmalloc: allocation failure, allocated 4096 of 8192 bytes",
                "a: page allocation failure: order:0, mode:0xd2",
            ],
            0,
            VmallocFacts(size=8192, allocated=4096, gfp_mask=0xD2, took_pages=True),
        ),
        (
            ["a: vmalloc size 8192 allocation failure: page order 0 allocation failed, mode:0xcc0(GFP_KERNEL)"],
            0,
            VmallocFacts(
                size=8192,
                page_order=0,
                reason="allocation failed",
                gfp_mask=0xCC0,
                gfp_names=("GFP_KERNEL",),
                took_pages=True,
            ),
        ),
        (
            ["a: vmalloc size 8192 allocation failure: exceeds total pages, mode:0xcc0(GFP_KERNEL)"],
            None,
            VmallocFacts(size=8192, reason="exceeds total pages", gfp_mask=0xCC0, gfp_names=("GFP_KERNEL",)),
        ),
        (
            ["vmalloc_node_range for size 8192 failed: Address range restricted to 0xf1000000 - 0xf5110000"],
            None,
            VmallocFacts(vmap_sizes=(8192,)),
        ),
        (
            ["a: vmalloc: allocation failure: 0 bytes, mode:0xcc0(GFP_KERNEL), nodemask=(null)"],
            None,
            VmallocFacts(size=0, gfp_mask=0xCC0, gfp_names=("GFP_KERNEL",)),
        ),
        (
            ["a: vmalloc: allocation failure, allocated 4096 of 8192 bytes, mode:0xcc0(GFP_KERNEL), nodemask=(null)"],
            0,
            VmallocFacts(size=8192, allocated=4096, gfp_mask=0xCC0, gfp_names=("GFP_KERNEL",), took_pages=True),
        ),
        (
            [
                "vmap allocation for size 37806080 failed: use vmalloc=<size> to increase size.",
                "vmalloc: allocation failure: 37798136 bytes",
                "insmod: page allocation failure: order:0, mode:0xd2",
            ],
            0,
            VmallocFacts(size=37798136, gfp_mask=0xD2, vmap_sizes=(37806080,)),
        ),
        (
            [
                "vmap allocation for size 2400256 failed: use vmalloc=<size> to increase size",
                "a: vmalloc error: size 2395133, vm_struct allocation failed, mode:0xcc0(GFP_KERNEL), nodemask=(null)",
            ],
            None,
            VmallocFacts(
                size=2395133,
                reason="vm_struct allocation failed",
                gfp_mask=0xCC0,
                gfp_names=("GFP_KERNEL",),
                vmap_sizes=(2400256,),
            ),
        ),
        (
            ["a: vmalloc error: size 0, page order 9, failed to allocate pages, mode:0xcc0(GFP_KERNEL), nodemask=0"],
            9,
            VmallocFacts(
                size=0,
                page_order=9,
                reason="failed to allocate pages",
                gfp_mask=0xCC0,
                gfp_names=("GFP_KERNEL",),
                took_pages=True,
            ),
        ),
    ],
    ids=[
        "no addresses",
        "3.0 size",
        "3.0 pages",
        "5.13 pages",
        "5.13 size",
        "6.11 no addresses",
        "4.9 size",
        "4.9 pages",
        "3.14 all three",
        "5.15 both",
        "5.15 pages",
    ],
)
def test_vmalloc_is_one_event(lines: list[str], order: int | None, facts: VmallocFacts) -> None:
    (report,) = read_text("", text([*lines, *LISTING])).reports
    assert (report.kind, report.vmalloc, len(report.scenario.zones)) == (Kind.VMALLOC, facts, 2)
    request = report.scenario.request
    assert (request and request.order) == order


def test_the_same_lack_of_addresses_told_again_at_once_is_one_event() -> None:
    lines = [f"vmap allocation for size {size} failed: use vmalloc=<size> to increase size" for size in (8, 8, 8, 16)]
    first, second = read_text("", text(lines)).reports
    assert [one.vmalloc.vmap_sizes for one in (first, second) if one.vmalloc] == [(8, 8, 8), (16,)]


def test_a_failure_of_2_4() -> None:
    line = "__alloc_pages: 3-order allocation failed (gfp=0x20/0)"
    first, second = read_text("", text([line, "__alloc_pages: 0-order allocation failed."])).reports
    assert first.kind is second.kind is Kind.PAGE_ALLOC_FAILURE
    assert (first.comm, second.scenario.request) == (None, None)
    assert first.scenario.request is not None
    assert (first.scenario.request.order, first.scenario.request.gfp_mask) == (3, 0x20)


def test_vmalloc_lines_of_two_sizes_are_two_events() -> None:
    lines = ["vmalloc: allocation failure: 8388608 bytes", "b: vmalloc: allocation failure: 4096 bytes, mode:0xcc0"]
    reports = read_text("", text(lines)).reports
    assert [report.vmalloc.size for report in reports if report.vmalloc] == [8388608, 4096]


def test_2_4_names_the_caller_too() -> None:
    reading = read_text("", "__alloc_pages: 3-order allocation failed (gfp=0x1f0/0) from c012f5a2")
    (report,) = reading.reports
    assert report.scenario.request is not None
    assert (report.scenario.request.order, report.scenario.request.gfp_mask) == (3, 0x1F0)
    assert not [told for told in reading.diagnostics if told.level is Level.WARNING]


def test_a_range_of_another_size_is_of_another_event() -> None:
    lines = [
        "vmap allocation for size 8192 failed: use vmalloc=<size> to increase size.",
        "vmalloc: allocation failure: 37798136 bytes",
        "insmod: page allocation failure: order:0, mode:0xd2",
    ]
    assert [report.first_line for report in read_text("", text(lines)).reports] == [1, 2]
