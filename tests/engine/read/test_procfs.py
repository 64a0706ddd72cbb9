"""/proc/buddyinfo, zoneinfo and pagetypeinfo: one state, however they are put together."""

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.explain.analyse import analyse
from engine.kernels.gfp import era_of, parse_mask
from engine.model.report import Kind, Level, Report
from engine.model.request import AllocRequest
from engine.model.scenario import Trait
from engine.model.zone import MigrateType, Zone
from engine.read.reader import read_text
from tests.engine.read.proc_texts import BUDDYINFO, FILES, PAGETYPEINFO, ZONEINFO

WHOLE = ZONEINFO + BUDDYINFO + PAGETYPEINFO


def only_report(text: str) -> Report:
    (report,) = read_text("", text).reports
    return report


def zones_of(text: str) -> dict[str, Zone]:
    return {zone.title: zone for zone in only_report(text).scenario.zones}


def messages(text: str) -> str:
    return "\n".join(note.message for note in read_text("", text).diagnostics)


def counts(zone: Zone) -> list[int | None]:
    assert zone.free_areas is not None
    return [area.nr_free for area in zone.free_areas]


def test_the_three_files_are_one_state_in_pages() -> None:
    report = only_report(WHOLE)
    normal = report.scenario.zones[1]
    assert (report.kind, report.scenario.request, report.complete) == (Kind.PROC, None, True)
    assert [zone.title for zone in report.scenario.zones] == ["Node 0 DMA", "Node 0 Normal", "Node 0 Movable"]
    assert (normal.free, normal.min, normal.low, normal.high, normal.boost) == (5000, 1359, 1463, 1567, 512)
    assert (normal.present, normal.managed, normal.free_cma, normal.unaccepted) == (81920, 67678, 12, 3)
    assert (normal.reserved_highatomic, normal.free_highatomic, normal.free_pcp) == (512, 40, 352)
    assert normal.lowmem_reserve == (0, 0, 0, 0, 0)
    assert counts(normal) == [4500, 100, 50, 8, 4, 1, 0, 0, 0, 0, 0]


def test_the_per_cpu_lists_are_summed() -> None:
    assert zones_of(ZONEINFO)["Node 0 DMA"].free_pcp == 12


def test_types_and_counts_by_type_are_those_of_pagetypeinfo() -> None:
    areas = zones_of(WHOLE)["Node 0 Normal"].free_areas
    assert areas is not None
    assert areas[0].by_type == ((MigrateType.UNMOVABLE, 4000), (MigrateType.MOVABLE, 500))
    assert [area.types for area in areas[2:7]] == [
        {MigrateType.UNMOVABLE, MigrateType.MOVABLE},
        {MigrateType.HIGHATOMIC},
        {MigrateType.HIGHATOMIC},
        {MigrateType.HIGHATOMIC},
        frozenset(),
    ]


@pytest.mark.parametrize("order", list(permutations(FILES)), ids=lambda order: "-".join(name[0] for name in order))
def test_any_order_of_the_files_gives_the_same_state(order: tuple[str, ...]) -> None:
    assert only_report("".join(FILES[name] for name in order)).scenario == only_report(WHOLE).scenario


WRAPPINGS: dict[str, Callable[[str, str], str]] = {
    "prompts": lambda name, text: f"[root@db1 ~]# cat /proc/{name}\n{text}",
    "headings of head": lambda name, text: f"==> /proc/{name} <==\n{text}\n",
    "quotes": lambda _, text: "".join(f"> {line}\n" for line in text.splitlines()),
    "indents": lambda _, text: "".join(f"    {line}\n" for line in text.splitlines()),
    "CR LF": lambda _, text: text.replace("\n", "\r\n"),
    "blank lines between": lambda _, text: text.replace("\n", "\n\n"),
    "syslog": lambda _, text: "".join(f"Mar  3 12:00:01 db1 logger: {line}\n" for line in text.splitlines()),
    "file names of grep": lambda name, text: "".join(f"/proc/{name}:{line}\n" for line in text.splitlines()),
}


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS)
def test_what_stands_around_the_lines_changes_nothing(wrap: Callable[[str, str], str]) -> None:
    text = "".join(wrap(name, text) for name, text in FILES.items())
    assert only_report(text).scenario.zones == only_report(WHOLE).scenario.zones


def test_buddyinfo_alone_has_counts_and_nothing_else() -> None:
    zone = zones_of(BUDDYINFO)["Node 0 Normal"]
    assert counts(zone)[:3] == [4500, 100, 50]
    assert {zone.free, zone.min, zone.lowmem_reserve, zone.present, zone.free_cma, zone.free_pcp} == {None}
    assert zone.free_areas is not None
    assert zone.free_areas[0].types is None
    assert not only_report(BUDDYINFO).complete


def test_pagetypeinfo_alone_gives_the_sums_and_the_reserve() -> None:
    zones = zones_of(PAGETYPEINFO)
    assert counts(zones["Node 0 Normal"]) == counts(zones_of(BUDDYINFO)["Node 0 Normal"])
    assert zones["Node 0 Normal"].reserved_highatomic == 512
    assert zones["Node 0 DMA"].reserved_highatomic == 0


def test_a_zone_without_memory_is_told_and_no_candidate() -> None:
    scenario = replace(
        only_report(WHOLE).scenario, request=AllocRequest(0, parse_mask("GFP_HIGHUSER_MOVABLE", era_of((6, 12))))
    )
    movable = analyse(scenario).zones[2]
    assert not movable.candidate
    assert "no memory" in movable.reason
    assert "Node 0 Movable: no memory there" in messages(WHOLE)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        (BUDDYINFO * 3, 3),
        ((BUDDYINFO + ZONEINFO) * 2, 2),
        (BUDDYINFO * 2 + ZONEINFO, 2),
        (PAGETYPEINFO * 2, 2),
        (BUDDYINFO + BUDDYINFO.replace("Node 0", "Node 1"), 1),
        (BUDDYINFO + ZONEINFO.replace("Normal", "HighMem"), 2),
    ],
    ids=["watch", "both in a loop", "the last two", "types twice", "two nodes", "other zones"],
)
def test_the_same_file_again_or_other_zones_begin_another_state(text: str, states: int) -> None:
    assert len(read_text("", text).reports) == states


def test_a_capped_count_is_unknown_above_its_cap() -> None:
    text = PAGETYPEINFO.replace("Normal, type    Unmovable   4000", "Normal, type    Unmovable >100000")
    areas = zones_of(text)["Node 0 Normal"].free_areas
    assert areas is not None
    assert (areas[0].nr_free, areas[0].by_type) == (None, ((MigrateType.UNMOVABLE, None), (MigrateType.MOVABLE, 500)))
    assert "stops counting at 100000" in messages(text)
    assert counts(zones_of(BUDDYINFO + text)["Node 0 Normal"])[0] == 4500


def test_a_capped_list_is_still_a_list_with_blocks() -> None:
    text = ZONEINFO + PAGETYPEINFO.replace(
        "Normal, type    Unmovable   4000     90", "Normal, type    Unmovable   4000 >100000"
    )
    text = text.replace("pages free     5000", "pages free     9000")
    scenario = replace(only_report(text).scenario, request=AllocRequest(1, parse_mask("GFP_KERNEL", era_of((6, 12)))))
    assert analyse(scenario).zones[1].outcome.value == "pass"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("Linux db1 5.4.0-99-generic #112-Ubuntu SMP Thu Feb 3 13:50:55 UTC 2022 x86_64 GNU/Linux\n", ""),
        ("", "$ uname -r\n5.4.0-99-generic\n"),
        ("[    0.000000] Linux version 5.4.0-99-generic (buildd@lgw01) (gcc 9.3.0) #112-Ubuntu SMP\n", ""),
    ],
    ids=["nothing", "uname -a", "uname -r behind", "boot line"],
)
def test_a_release_in_the_same_text_is_used(before: str, after: str) -> None:
    report = only_report(before + BUDDYINFO + after)
    assert report.scenario.kernel.release == ("5.4.0-99-generic" if before or after else None)


@pytest.mark.parametrize(
    ("more", "size", "assumed"),
    [
        ("", 4096, True),
        ("$ getconf PAGESIZE\n65536\n", 65536, False),
        ("MemTotal:        1144288 kB\n", 16384, False),
        ("KernelPageSize:       64 kB\n", 65536, False),
        ("Linux version 6.12.107+deb13-arm64-16k (debian)\n", 16384, False),
    ],
    ids=["nothing tells", "getconf", "MemTotal", "smaps", "release"],
)
def test_the_page_size_is_told_by_the_text_or_assumed_and_said_so(more: str, size: int, assumed: bool) -> None:
    text = WHOLE + more
    assert only_report(text).scenario.page_size == size
    assert ("4 kB is assumed" in messages(text)) is assumed


def test_lines_that_a_mail_broke_are_put_together() -> None:
    rows = PAGETYPEINFO.splitlines()
    text = "\n".join(f"{row[:72]}\n{row[72:]}" if row.startswith("Node    0") else row for row in rows)
    assert zones_of(text) == zones_of(PAGETYPEINFO)


@pytest.mark.parametrize("width", range(70, 98))
def test_rows_that_a_terminal_broke_even_in_mid_number_are_put_together(width: int) -> None:
    text = BUDDYINFO.replace("      0 \n", "  12345 \n")
    broken = "".join(f"{row[:width]}\n{row[width:].rstrip()}\n" for row in text.splitlines())
    assert [counts(zone) for zone in zones_of(broken).values()] == [counts(zone) for zone in zones_of(text).values()]


@pytest.mark.parametrize("width", range(30, 97))
def test_of_a_row_that_was_cut_no_part_of_a_number_is_taken(width: int) -> None:
    first, second = BUDDYINFO.replace("   4500    100     50", " 450000 100000  50000").splitlines()
    whole = counts(zones_of(BUDDYINFO.replace("   4500    100     50", " 450000 100000  50000"))["Node 0 Normal"])
    found = counts(zones_of(f"{first}\n{second[:width]}")["Node 0 Normal"])
    assert all(count in (None, wanted) for count, wanted in zip(found, whole, strict=True))


def test_counts_of_two_moments_are_told() -> None:
    text = BUDDYINFO.replace("   4500    100     50", "   4400    100     50") + PAGETYPEINFO
    assert "buddyinfo and pagetypeinfo differ at order 0" in messages(text)
    assert counts(zones_of(text)["Node 0 Normal"])[0] == 4400


def test_lists_that_the_counts_contradict_are_not_known() -> None:
    text = BUDDYINFO.replace("      0      0 \n", "      0      7 \n") + PAGETYPEINFO
    areas = zones_of(text)["Node 0 Normal"].free_areas
    assert areas is not None
    assert (areas[10].nr_free, areas[10].types) == (7, None)


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("scanned  0", Trait.ZONEINFO_SCANNED),
        ("nr_unstable  0", Trait.UNSTABLE),
        ("promo    115", Trait.ZONEINFO_PROMO),
    ],
)
def test_printed_fields_tell_of_the_kernel(text: str, trait: Trait) -> None:
    dump = f"Node 0, zone      DMA\n  pages free     3500\n        min      67\n        {text}\n"
    assert trait in only_report(dump).scenario.kernel.traits


def test_counters_behind_a_zone_without_memory_are_not_its_own() -> None:
    text = ZONEINFO + "nr_free_pages 123456\nnr_free_cma 77\n"
    assert zones_of(text)["Node 0 Movable"].free_cma is None


def test_every_value_stands_where_the_reader_says() -> None:
    text = "".join(f"> {line}\n" for line in WHOLE.splitlines())
    report, lines = only_report(text), text.split("\n")
    for key, place in report.places.items():
        zone = report.scenario.zones[int(key[1])]
        found = lines[place.line - 1][place.start : place.end]
        if key[2] == "nr_free":
            assert found == str(counts(zone)[int(key[3])])
        elif key[2] == "lowmem_reserve":
            assert zone.lowmem_reserve is not None
            assert found == str(zone.lowmem_reserve[int(key[3])])
        elif key[2] not in ("types", "free_pcp"):
            assert found == str(getattr(zone, str(key[2])))
    assert set(report.used_lines.values()) == set(FILES)
    assert ("zone", 1, "nr_free", 4) in report.places


def test_the_time_in_front_is_the_state_s() -> None:
    text = "".join(f"2024-03-01T12:00:05+01:00 db1 {line}\n" for line in BUDDYINFO.splitlines())
    assert only_report(text).time == "2024-03-01T12:00:05+01:00"


PIECES = [
    *WHOLE.split("\n"),
    "Node 0, zone",
    "Node 9999, zone X 1 2",
    ">100000 5",
    "  pages free     99999999999999999999",
    "",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_no_heap_of_such_lines_raises_or_makes_a_number_up(lines: list[str]) -> None:
    text = "\n".join(lines)
    printed = {
        int(word) for word in text.replace(",", " ").replace("(", " ").replace(")", " ").split() if word.isdigit()
    }
    for report in read_text("", text).reports:
        for zone in report.scenario.zones:
            figures = {zone.free, zone.min, zone.low, zone.high, zone.present, zone.managed, zone.boost}
            assert figures - {None} <= printed


def test_an_unknown_list_is_left_out_and_told() -> None:
    text = PAGETYPEINFO.replace("type      Isolate", "type      Novelty")
    assert "“Novelty” is not known" in messages(text)
    assert [note.level for note in read_text("", text).diagnostics if "Novelty" in note.message] == [Level.WARNING]


def test_rows_that_a_page_has_joined_are_parted() -> None:
    line = "EX Node 0, zone DMA 1 1 1 0 2 1 1 0 1 1 3 Node 0, zone DMA32 65 47 4 81 52 28 13 10 5 1 404 EE"
    (report,) = read_text("", f"Rows joined:\n{line}\n").reports
    lists = [[area.nr_free for area in zone.free_areas or ()] for zone in report.scenario.zones]
    assert [(zone.name, one[0], one[10]) for zone, one in zip(report.scenario.zones, lists, strict=True)] == [
        ("DMA", 1, 3), ("DMA32", 65, 404)
    ]  # fmt: skip
    for place, digits in ((("zone", 1, "nr_free", 0), "65"), (("zone", 0, "nr_free", 10), "3")):
        at = report.places[place]
        assert (at.line, line[at.start : at.end]) == (2, digits)


@pytest.mark.parametrize("dots", ["...", "\N{HORIZONTAL ELLIPSIS}"])
def test_orders_that_a_manual_left_out_are_not_known(dots: str) -> None:
    lines = [f"Node 0, zone {name} 90 6 2 1 1 {dots}" for name in ("DMA", "Normal", "HighMem")]
    for text in ("\n".join(lines), " ".join(lines)):
        found = read_text("", text)
        (report,) = found.reports
        lists = [[area.nr_free for area in zone.free_areas or ()] for zone in report.scenario.zones]
        assert lists == 3 * [[90, 6, 2, 1, 1]]
        assert [zone.total for zone in report.scenario.zones] == [None, None, None]
        assert sum("ends after 5 orders" in note.message for note in found.diagnostics) == 3


CUT_OFF = (
    "Node    0, zone   Normal, type      Isolate" + "      0" * 11,
    "",
    "Number of blocks type     Unmovable      Movable  Reclaimable   HighAtomic          CMA      Isolate",
    "Node 0, zone      DMA            1            7            0            0            0            0",
    "Node 0, zone   Normal          834         1572           25            0            0            0",
)


@pytest.mark.parametrize("quote", ["", "> > "])
def test_of_pagetypeinfo_whose_beginning_was_cut_off_no_counts_are_made_up(quote: str) -> None:
    reading = read_text("", "\n".join(quote + line for line in CUT_OFF))
    assert [(zone.title, zone.free_areas) for report in reading.reports for zone in report.scenario.zones] == [
        ("Node 0 Normal", None)
    ]
    assert any("rows of pagetypeinfo are missing" in note.message for note in reading.diagnostics)


def test_the_table_of_pageblocks_alone_is_no_buddyinfo() -> None:
    assert read_text("", "\n".join(CUT_OFF[2:])).reports == ()


@pytest.mark.parametrize("after", ["67584\n", "\n67584\t9012\t0\t12\n", "4096 16384 4194304\n"])
def test_numbers_that_follow_a_whole_table_are_another_file_s(after: str) -> None:
    for table in (BUDDYINFO, BUDDYINFO.splitlines()[1] + "\n", PAGETYPEINFO.split("\n\nNumber")[0] + "\n"):
        assert [counts(zone) for zone in zones_of(table + after).values()] == [
            counts(zone) for zone in zones_of(table).values()
        ]


@pytest.mark.parametrize("lead", ["Nov 23 10:00:00 host kernel: ", "[   12.345678] ", "> ", "\n"])
def test_rows_that_were_broken_are_put_together_behind_prefixes(lead: str) -> None:
    broken = (f"{row[:72].rstrip()}\n{row[72:]}".split("\n") for row in PAGETYPEINFO.splitlines())
    whole = "".join(f"{lead}{part}\n" for parts in broken for part in parts if part.strip())
    assert {title: counts(zone) for title, zone in zones_of(whole).items()} == {
        title: counts(zone) for title, zone in zones_of(PAGETYPEINFO).items()
    }


def test_rows_that_all_end_too_early_are_told() -> None:
    cut = "".join(f"{row[:80].rstrip()}\n" for row in BUDDYINFO.splitlines())
    assert "the rows end after 8 orders" in messages(cut)
    assert "the rows end" not in messages(BUDDYINFO)


def test_rows_with_fewer_orders_than_the_heading_names_are_told() -> None:
    rows = PAGETYPEINFO.splitlines()
    cut = "\n".join(row[:80] if row.startswith("Node    0") else row for row in rows)
    assert "the row of Unmovable ends after 5 orders" in messages(cut)


@pytest.mark.parametrize("mark", [">", "\u2026", "..."])
def test_rows_that_a_pager_cut_are_told(mark: str) -> None:
    cut = "".join(f"{row[:90]}{mark}\n" for row in BUDDYINFO.splitlines())
    assert "what followed is not known" in messages(cut)


@pytest.mark.parametrize("blank", ["&nbsp;", "&amp;nbsp;", "&#160;", "\u00a0"])
def test_a_table_out_of_a_web_page(blank: str) -> None:
    assert zones_of(WHOLE.replace(" ", blank)) == zones_of(WHOLE)


@pytest.mark.parametrize("ending", ["#012", r"\n", r"\x0a"])
def test_a_table_on_one_line_of_a_log(ending: str) -> None:
    line = "Nov 23 10:00:00 host root: " + WHOLE.rstrip("\n").replace("\n", ending)
    assert zones_of(line) == zones_of(WHOLE)
