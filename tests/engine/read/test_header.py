"""The first line of an event, in every era's form."""

from collections.abc import Set
from typing import NamedTuple

import pytest

from engine.model.report import Kind
from engine.model.scenario import Trait
from engine.read.header import node_set
from engine.read.reader import read_text
from tests.engine.read.texts import LISTING, REPORT, text

FAILURE, STALL, OOM, VMALLOC = Kind.PAGE_ALLOC_FAILURE, Kind.SHOW_MEM, Kind.OOM_KILL, Kind.VMALLOC
DOT, COLON, NAMES, BARE, NODES, CPUSET = (
    Trait.HEADER_DOT,
    Trait.HEADER_COLON,
    Trait.GFP_NAMES,
    Trait.BARE_MASK,
    Trait.HEADER_NODEMASK,
    Trait.HEADER_CPUSET,
)


class Case(NamedTuple):
    line: str
    kind: Kind
    comm: str | None
    order: int | None
    mask: int = 0
    names: tuple[str, ...] = ()
    nodes: frozenset[int] | None = None
    mems: frozenset[int] | None = None
    traits: Set[Trait] = frozenset()


def nodes(*numbers: int) -> frozenset[int]:
    return frozenset(numbers)


CASES = {
    "2.6.12": Case(
        "swapper: page allocation failure. order:1, mode:0x20", FAILURE, "swapper", 1, 0x20, traits={DOT, BARE}
    ),
    "3.0": Case(
        "eth0: page allocation failure: order:5, mode:0x4020", FAILURE, "eth0", 5, 0x4020, traits={COLON, BARE}
    ),
    "4.6": Case(
        "swapper/0: page allocation failure: order:8, mode:0x240c0c0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO)",
        *(FAILURE, "swapper/0", 8, 0x240C0C0, ("GFP_KERNEL", "__GFP_COMP", "__GFP_ZERO")),
        traits={COLON, NAMES},
    ),
    "4.11": Case(
        "X: page allocation failure: order:0, mode:0x1080020(GFP_ATOMIC), nodemask=0-1,4",
        *(FAILURE, "X", 0, 0x1080020, ("GFP_ATOMIC",), nodes(0, 1, 4)),
        traits={COLON, NAMES, NODES},
    ),
    "5.0": Case(
        "cat: page allocation failure: order:5, mode:0x40dc0(GFP_KERNEL|__GFP_COMP), "
        "nodemask=(null),cpuset=lxc.payload.x,mems_allowed=0-1,3",
        *(FAILURE, "cat", 5, 0x40DC0, ("GFP_KERNEL", "__GFP_COMP"), None, nodes(0, 1, 3)),
        traits={COLON, NAMES, NODES, CPUSET},
    ),
    "no names for no bits": Case(
        "kswapd0: page allocation failure: order:0, mode:0x0(), nodemask=(null)",
        *(FAILURE, "kswapd0", 0),
        traits={COLON, NAMES, NODES},
    ),
    "a rest as a number": Case(
        "a: page allocation failure: order:0, mode:0x2000cc0(GFP_KERNEL|0x2000000)",
        *(FAILURE, "a", 0, 0x2000CC0, ("GFP_KERNEL", "0x2000000")),
        traits={COLON, NAMES},
    ),
    "vmemmap": Case(
        "kworker/0:2: vmemmap alloc failure: order:9, mode:0x4cc0(GFP_KERNEL|__GFP_RETRY_MAYFAIL), nodemask=(null)",
        *(FAILURE, "kworker/0:2", 9, 0x4CC0, ("GFP_KERNEL", "__GFP_RETRY_MAYFAIL")),
        traits={COLON, NAMES, NODES},
    ),
    "a name with blanks": Case(
        "C2 CompilerThre: page allocation failure: order:0, mode:0x20",
        FAILURE,
        "C2 CompilerThre",
        0,
        0x20,
        traits={COLON, BARE},
    ),
    "a name with colons": Case(
        "runc:[2:INIT]: page allocation failure: order:0, mode:0x20",
        FAILURE,
        "runc:[2:INIT]",
        0,
        0x20,
        traits={COLON, BARE},
    ),
    "a name in brackets": Case(
        "(.mlocate): page allocation failure: order:5, mode:0x20", FAILURE, "(.mlocate)", 5, 0x20, traits={COLON, BARE}
    ),
    "a name of markup": Case(
        "<b>x</b>: page allocation failure: order:5, mode:0x20", FAILURE, "<b>x</b>", 5, 0x20, traits={COLON, BARE}
    ),
    "4.10 stall": Case(
        "ksmd: page allocation stalls for 10640ms, order:0, mode:0x14200ca(GFP_HIGHUSER_MOVABLE)",
        *(STALL, "ksmd", 0, 0x14200CA, ("GFP_HIGHUSER_MOVABLE",)),
        traits={NAMES},
    ),
    "7.2 stall": Case(
        "ksmd: page allocation stall for 12 secs: order:3, mode:0xcc0(GFP_KERNEL) nodemask=(null),cpuset=/,"
        "mems_allowed=0",
        *(STALL, "ksmd", 3, 0xCC0, ("GFP_KERNEL",), None, nodes(0)),
        traits={NAMES},
    ),
    "2.6.12 OOM": Case("oom-killer: gfp_mask=0x80d2", OOM, None, None, traits={BARE}),
    "2.6.18 OOM": Case("oom-killer: gfp_mask=0x80d2, order=0", OOM, None, 0, 0x80D2, traits={BARE}),
    "2.6.32 OOM": Case("t invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=0", OOM, "t", 0, 0xD0, traits={BARE}),
    "4.10 OOM": Case(
        "t invoked oom-killer: gfp_mask=0x14201ca(GFP_HIGHUSER_MOVABLE|__GFP_COLD), nodemask=0,  order=0",
        *(OOM, "t", 0, 0x14201CA, ("GFP_HIGHUSER_MOVABLE", "__GFP_COLD"), nodes(0)),
        traits={NAMES},
    ),
    "OOM by key": Case(
        "kworker/0:1 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0",
        *(OOM, "kworker/0:1", None),
        traits={NAMES},
    ),
    "vmalloc, 4.9": Case(
        "a: vmalloc: allocation failure: 17178296320 bytes, mode:0x14080c0(GFP_KERNEL|__GFP_ZERO), nodemask=(null)",
        *(VMALLOC, "a", None),
        traits={NAMES},
    ),
    "vmalloc, part of it": Case(
        "a: vmalloc: allocation failure, allocated 5 of 9 bytes, mode:0xcc0(GFP_KERNEL)",
        *(VMALLOC, "a", 0, 0xCC0, ("GFP_KERNEL",)),
        traits={NAMES},
    ),
    "vmalloc, 5.15": Case(
        "systemd-udevd: vmalloc error: size 2395133, vm_struct allocation failed, mode:0xcc0(GFP_KERNEL)",
        *(VMALLOC, "systemd-udevd", None),
        traits={NAMES},
    ),
    "vmalloc with an order": Case(
        "qemu:deb12-virt: vmalloc error: size 0, page order 9, failed to allocate pages, mode:0xdc2(GFP_KERNEL), "
        "nodemask=(null),cpuset=emulator,mems_allowed=0",
        *(VMALLOC, "qemu:deb12-virt", 9, 0xDC2, ("GFP_KERNEL",), None, nodes(0)),
        traits={NAMES},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_header_gives_task_and_request(case: Case) -> None:
    (report,) = read_text("", text([case.line, *LISTING])).reports
    request = report.scenario.request
    assert (report.kind, report.comm, len(report.scenario.zones)) == (case.kind, case.comm, 2)
    if case.order is None:
        assert request is None
    else:
        assert request is not None
        found = (request.order, request.gfp_mask, request.gfp_names, request.nodemask, request.mems_allowed)
        assert found == (case.order, case.mask, case.names, case.nodes, case.mems)
    of_headers = {DOT, COLON, NAMES, BARE, NODES, CPUSET}
    assert report.scenario.kernel.traits & of_headers == case.traits


def test_the_cpuset_line_of_4_11_to_4_20_belongs_to_its_header() -> None:
    header = "my sqld: page allocation failure: order:4, mode:0x14040c0(GFP_KERNEL), nodemask=0"
    (report,) = read_text("", text([header, "my sqld cpuset=a/b mems_allowed=1-2,5", *LISTING])).reports
    request = report.scenario.request
    assert request is not None
    assert (request.nodemask, request.mems_allowed) == (nodes(0), nodes(1, 2, 5))
    assert report.used_lines[2] == "header"
    assert Trait.HEADER_CPUSET not in report.scenario.kernel.traits


@pytest.mark.parametrize("start", ["sysrq: Show Memory", "x: page allocation failure: order:0, mode:0xcc0(GFP_KER"])
def test_where_no_mask_or_half_a_name_is_printed_nothing_is_said_of_names(start: str) -> None:
    (report,) = read_text("", text([start, *LISTING])).reports
    assert not report.scenario.kernel.traits & {NAMES, BARE}


def test_every_part_of_the_request_has_its_place() -> None:
    line = "[ 1.0] a b: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL), nodemask=0,cpuset=/x,mems_allowed=0-1"
    (report,) = read_text("", line).reports
    printed = {key: line[place.start : place.end] for key, place in report.places.items()}
    assert printed == {
        ("comm",): "a b",
        ("time",): "1.0",
        ("request", "order"): "4",
        ("request", "gfp_mask"): "0xcc0",
        ("request", "gfp_names"): "GFP_KERNEL",
        ("request", "nodemask"): "0",
        ("request", "mems_allowed"): "0-1",
    }


def test_another_tasks_cpuset_line_is_not_taken() -> None:
    lines = ["a: page allocation failure: order:4, mode:0x14040c0(GFP_KERNEL), nodemask=0", "b cpuset=/ mems_allowed=1"]
    (report,) = read_text("", text([*lines, *LISTING])).reports
    assert report.scenario.request is not None
    assert report.scenario.request.mems_allowed is None


@pytest.mark.parametrize(
    "prelude", ["vmalloc: allocation failure: 0 bytes", "vmap allocation for size 5 failed: use vmalloc=<size>"]
)
def test_a_vmalloc_line_and_the_header_after_it_are_one_event(prelude: str) -> None:
    header = "kworker/u4:0: page allocation failure: order:0, mode:0x80d2"
    (report,) = read_text("", text([prelude, header, *REPORT[1:]])).reports
    assert (report.kind, report.comm, report.first_line) == (VMALLOC, "kworker/u4:0", 1)
    assert report.scenario.request is not None


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("0", {0}),
        ("0-1,3", {0, 1, 3}),
        ("(null)", None),
        (None, None),
        ("3-1", None),
        ("0-99999999999", None),
        ("1,,2", None),
    ],
)
def test_a_list_of_nodes(printed: str | None, expected: set[int] | None) -> None:
    assert node_set(printed) == expected


@pytest.mark.parametrize(
    "line",
    [
        "firmware: unable to allocate memory on the heap",
        "  cache: kmalloc-4k, object size: 4096, buffer size: 8192, default order: 3, min order: 1",
        "ath: skbuff alloc of size 1974 failed",
        "page allocation failure: see the documentation",
        "order allocation failed (gfp=0x20/0)",
    ],
)
def test_other_messages_are_no_event(line: str) -> None:
    assert read_text("", text([line])).reports == ()


QUOTED = {
    "in a sentence": ("I get a few 'kswapd0: page allocation failure. order:0, mode:0x20' but it goes on", "kswapd0"),
    "as code": ("`sh: page allocation failure: order:4, mode:0x2040d0`", "sh"),
    "with double marks": ('> "gnome-shell: page allocation failure: order:4, mode:0x40cc0"', "gnome-shell"),
    "of the fixed words": ('Several "page allocation failure. order:1, mode:0x20" messages are seen', None),
    "a name that is quoted itself": ("'a b': page allocation failure: order:4, mode:0x2040d0", "'a b'"),
}


@pytest.mark.parametrize(("line", "comm"), QUOTED.values(), ids=QUOTED.keys())
def test_quotation_marks_are_no_part_of_the_name(line: str, comm: str | None) -> None:
    found = read_text("", text([line]))
    (report,) = found.reports
    assert report.comm == comm
    assert report.scenario.request is not None
    assert not [note for note in found.diagnostics if "the line is cut" in note.message]


@pytest.mark.parametrize("rest", ["", "oom_score_adj=0", " oom_score_adj=0", ", oom_adj=0"])
def test_an_oom_header_that_lost_its_commas(rest: str) -> None:
    found = read_text("", text([f"foo invoked oom-killer: gfp_mask=0x800d0order=2{rest}"]))
    (report,) = found.reports
    request = report.scenario.request
    assert request is not None
    assert (request.order, request.gfp_mask) == (2, 0x800D0)
    assert report.places["request", "order"].start == 46
    assert any("commas" in note.message for note in found.diagnostics)


@pytest.mark.parametrize("before", ["", "Creating journal (131072 blocks): "])
def test_a_task_that_was_broken_off_an_oom_header_is_read(before: str) -> None:
    lines = [
        f"> {before}[   31.251333] mkfs.ext4 invoked",
        "> oom-killer: gfp_mask=0x101cc0(GFP_USER|__GFP_WRITE), order=0,",
        "> oom_score_adj=0",
    ]
    (report,) = read_text("", text(lines)).reports
    assert (report.comm, report.first_line, report.places["comm",].line) == ("mkfs.ext4", 1, 1)
    assert report.oom is not None
    assert (report.oom.order, report.oom.gfp_mask) == (0, 0x101CC0)
