"""Zone, reserve, buddy and totals lines, and what they tell of the kernel."""

import pytest

from engine.model.report import Kind, Level, Report
from engine.model.scenario import Trait
from engine.model.zone import MigrateType
from engine.read.events import regions
from engine.read.reader import read_text
from tests.engine.read.texts import DMA, DMA_BUDDY, HEADER, LISTING, NORMAL, NORMAL_BUDDY, REPORT, text

UNMOVABLE, MOVABLE, HIGHATOMIC = MigrateType.UNMOVABLE, MigrateType.MOVABLE, MigrateType.HIGHATOMIC


def one(*lines: str) -> Report:
    (report,) = read_text("", text([HEADER, *lines])).reports
    return report


def test_figures_are_pages_and_what_is_not_printed_is_none() -> None:
    zone = one(*LISTING).scenario.zones[1]
    assert (zone.free, zone.min, zone.low, zone.high, zone.present, zone.managed) == (
        1026,
        1024,
        1280,
        1536,
        65536,
        60000,
    )
    assert (zone.reserved_highatomic, zone.free_cma, zone.free_pcp, zone.total) == (0, 0, 3, 1026)
    assert (zone.boost, zone.free_highatomic, zone.unaccepted) == (None, None, None)
    assert zone.lowmem_reserve == (0, 0, 0)


def test_letters_say_which_lists_hold_blocks() -> None:
    areas = one(*LISTING).scenario.zones[1].free_areas
    assert areas is not None
    assert [area.nr_free for area in areas] == [1008, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    assert areas[4].types == frozenset({HIGHATOMIC})
    assert areas[2].types == frozenset()


def test_kernels_that_print_no_letters_leave_the_lists_open() -> None:
    areas = one("DMA free:4kB min:4kB", "DMA: 1*4kB 0*8kB = 4kB").scenario.zones[0].free_areas
    assert areas is not None
    assert [area.types for area in areas] == [None, None]


@pytest.mark.parametrize(
    ("first", "size"),
    [(4, 4096), (8, 8192), (16, 16384), (64, 65536), (256, 262144)],
)
def test_the_first_block_size_is_the_page(first: int, size: int) -> None:
    report = one(f"Normal free:{first * 7}kB min:{first * 3}kB", f"Normal: 3*{first}kB 2*{first * 2}kB = {first * 7}kB")
    assert report.scenario.page_size == size
    assert (report.scenario.zones[0].free, report.scenario.zones[0].min) == (7, 3)


@pytest.mark.parametrize("orders", [1, 5, 11, 12, 14, 17])
def test_the_line_says_how_many_orders_there_are(orders: int) -> None:
    blocks = " ".join(f"0*{4 << order}kB" for order in range(orders))
    areas = one("Normal free:0kB min:4kB", f"Normal: {blocks} = 0kB").scenario.zones[0].free_areas
    assert areas is not None
    assert len(areas) == orders


def test_without_a_buddy_line_the_totals_tell_the_page_size() -> None:
    report = one("Mem-Info:", " free:100 slab_reclaimable:0", "Normal free:1600kB min:160kB")
    assert (report.scenario.page_size, report.scenario.zones[0].min) == (16384, 10)


def test_an_unknown_page_size_is_told() -> None:
    reading = read_text("", text([HEADER, "Normal free:1600kB min:160kB"]))
    assert any("4 kB is assumed" in note.message for note in reading.diagnostics)


@pytest.mark.parametrize("name", ["DMA", "DMA32", "Normal", "HighMem", "Movable", "Device"])
@pytest.mark.parametrize("node", [None, 0, 15])
def test_every_zones_name_with_a_node_and_without(name: str, node: int | None) -> None:
    title = name if node is None else f"Node {node} {name}"
    report = one(f"{title} free:8kB min:4kB", "lowmem_reserve[]: 0 1", f"{title}: 2*4kB (M) = 8kB")
    (zone,) = report.scenario.zones
    assert (zone.node, zone.name, zone.title, zone.lowmem_reserve, zone.total) == (node, name, title, (0, 1), 2)


@pytest.mark.parametrize(
    ("line", "reserve"),
    [
        ("lowmem_reserve[]: 0 867 867 867", (0, 867, 867, 867)),
        ("protections[]: 0 498", (0, 498)),
        ("lowmem_reserve[]: 0", (0,)),
        ("lowmem_reserve[]:", None),
    ],
)
def test_the_reserve_is_pages(line: str, reserve: tuple[int, ...] | None) -> None:
    assert one("Normal free:8kB min:4kB", line, "Normal: 2*4kB = 8kB").scenario.zones[0].lowmem_reserve == reserve


def test_a_reserve_that_cannot_be_is_not_read_and_the_report_not_whole() -> None:
    report = one("Normal free:8kB min:4kB", f"lowmem_reserve[]: 0 {'7' * 40}", "Normal: 2*4kB = 8kB")
    assert (report.scenario.zones[0].lowmem_reserve, report.complete) == (None, False)


def test_node_lines_are_no_zones_and_blanks_after_colons_do_no_harm() -> None:
    node = "Node 0 active_anon:8kB shmem_thp: 0kB anon_thp: 4096kB unstable:0kB all_unreclaimable? no"
    report = one(node, DMA, DMA_BUDDY)
    assert [zone.title for zone in report.scenario.zones] == ["Node 0 DMA"]
    assert {Trait.NODE_LINES, Trait.UNSTABLE} <= report.scenario.kernel.traits
    assert Trait.ALL_UNRECLAIMABLE_ZONE not in report.scenario.kernel.traits


TRAITS = {
    "Normal free:8kB min:4kB free_pcp:0kB": {Trait.FREE_PCP, Trait.NO_BOOST},
    "Normal free:8kB min:4kB free_cma:0kB": {Trait.FREE_CMA, Trait.NO_BOOST},
    "Normal free:8kB boost:0kB min:4kB managed:4kB": {Trait.BOOST, Trait.MANAGED},
    "Normal free:8kB boost:0kB min:4kB reserved_highatomic:0KB free_highatomic:0KB": {
        Trait.BOOST,
        Trait.RESERVED_HIGHATOMIC,
        Trait.FREE_HIGHATOMIC,
    },
    "Normal free:8kB min:4kB unstable:0kB pages_scanned:3 all_unreclaimable? yes": {
        Trait.UNSTABLE,
        Trait.ALL_UNRECLAIMABLE_ZONE,
        Trait.NO_BOOST,
    },
    "Normal free:8kB min:4kB high:8kB active_anon:0kB writepending:0kB kernel_stack:0kB pagetables:0kB": {
        *(Trait.NO_BOOST, Trait.NO_HIGHATOMIC_FIELD, Trait.WRITEPENDING),
        *(Trait.ZONE_KERNEL_STACK, Trait.ZONE_PAGETABLES),
    },
    "Normal free:8kB boost:0kB min:4kB high:8kB reserved_highatomic:0KB active_anon:0kB": {
        *(Trait.BOOST, Trait.RESERVED_HIGHATOMIC, Trait.NO_FREE_HIGHATOMIC),
    },
    "unevictable:0 pagetables:5 bounce:0": set(),
    "active_anon:1 free_pcp:0 free_cma:0": {Trait.FREE_PCP, Trait.FREE_CMA},
    "unevictable:0 dirty:0 writeback:0 unstable:0": {Trait.UNSTABLE},
    "sec_pagetables:0 bounce:0": {Trait.SEC_PAGETABLES},
    "kernel_misc_reclaimable:0": {Trait.KERNEL_MISC_RECLAIMABLE},
    "Node 0 active_anon:0kB sec_pagetables:0kB all_unreclaimable? no": {Trait.NODE_LINES, Trait.SEC_PAGETABLES},
    "Node 0 DMA per-cpu:": {Trait.PER_CPU_BLOCKS},
    "CPU    0: hi:  186, btch:  31 usd: 183": {Trait.PER_CPU_BLOCKS},
    "Normal: 1*4kB (R) = 4kB": {Trait.LETTERS, Trait.RESERVE_LETTER},
    "Normal: 1*4kB (H) 0*8kB = 4kB": {Trait.LETTERS, Trait.HIGHATOMIC_LETTER},
    "Normal: 1*4kB (UME) 0*8kB = 4kB": {Trait.LETTERS, Trait.LETTERS_UME},
    "Normal: 1*4kB (UEM) 0*8kB = 4kB": {Trait.LETTERS, Trait.LETTERS_UEM},
    "Normal: 1*4kB (UM) 0*8kB = 4kB": {Trait.LETTERS},
    "Normal: 1*4kB 0*8kB = 4kB": set(),
}


@pytest.mark.parametrize(("line", "traits"), TRAITS.items(), ids=TRAITS.keys())
def test_traits(line: str, traits: set[Trait]) -> None:
    assert one("Mem-Info:", line).scenario.kernel.traits - {*one().scenario.kernel.traits} == traits


def test_sums_that_differ_are_told_by_how_much_and_without_alarm() -> None:
    reading = read_text("", text([line.replace("free:4104kB", "free:4112kB") for line in REPORT]))
    notes = [(note.level, note.place.line, note.message.split(",")[0]) for note in reading.diagnostics]
    assert notes == [
        (
            Level.INFO,
            REPORT.index(LISTING[2]) + 1,
            "free: of the totals is 2 pages less than that of the listed zones together",
        ),
        (Level.INFO, REPORT.index(NORMAL_BUDDY) + 1, "Node 0 Normal: the free lists hold 2 pages less than free:"),
    ]
    assert reading.reports[0].complete


def test_sums_that_agree_are_not_worth_a_word() -> None:
    assert read_text("", text(REPORT)).diagnostics == ()


def test_every_line_of_use_is_known_by_what_it_gave() -> None:
    used = read_text("", text(["noise", *REPORT, "noise"])).reports[0].used_lines
    what = [
        "header",
        "process",
        *["trace"] * 4,
        *["totals"] * 3,
        "node",
        *["zone", "reserve"] * 2,
        *["buddy"] * 2,
        *["tail"] * 2,
    ]
    assert used == dict(enumerate(what, start=2))


def test_a_zone_with_free_lists_only_is_kept() -> None:
    report = one(DMA, NORMAL_BUDDY)
    assert [(zone.title, zone.free, zone.total) for zone in report.scenario.zones] == [
        ("Node 0 DMA", 257, None),
        ("Node 0 Normal", None, 1026),
    ]
    assert not report.complete


def test_an_unpopulated_zone_of_old_kernels_has_no_free_lists() -> None:
    report = one(
        "HighMem free:0kB min:128kB present:0kB", "Normal free:4kB min:4kB", "HighMem: empty", "Normal: 1*4kB = 4kB"
    )
    assert [(zone.name, zone.free_areas is None) for zone in report.scenario.zones] == [
        ("HighMem", True),
        ("Normal", False),
    ]
    assert report.complete


def test_noise_between_the_lines_does_no_harm() -> None:
    noisy = [
        line for each in REPORT for line in (each, "usb 1-1: new high-speed USB device", "audit: type=1400 a=1 b=2")
    ]
    assert read_text("", text(noisy)).reports[0].scenario == read_text("", text(REPORT)).reports[0].scenario


def test_zone_lines_of_proc_are_no_listing() -> None:
    proc = ["Node 0, zone      DMA", "  pages free     3840", "        min      16", "Node 0, zone   Normal   1  2  3"]
    assert {report.kind for report in read_text("", text(proc)).reports} == {Kind.PROC}
    assert NORMAL.split(" free:", 1)[0] == "Node 0 Normal"


def test_counts_of_another_zone_on_the_line_are_not_taken() -> None:
    broken = DMA_BUDDY[: DMA_BUDDY.index("kB")] + "ode 0 Normal: 1008*4kB 1*8kB 0*16kB = 4040kB"
    reading = read_text("", text([HEADER, *(broken if line == DMA_BUDDY else line for line in LISTING)]))
    assert reading.reports[0].scenario.zones[0].free_areas is None
    assert any("no unbroken row" in note.message for note in reading.diagnostics)


def test_a_page_block_order_begins_no_event() -> None:
    assert list(regions("Page block order: 9\nPages per block:  512\n")) == []
