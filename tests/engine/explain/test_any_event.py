"""The ten answers stand whatever else a report tells: totals, swap, kills, caches, vmalloc, a trace cut anywhere."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.explain.answer import answer
from engine.explain.ten import ten_answers
from engine.model.oom import KilledTask, OomFacts
from engine.model.report import Kind, Report
from engine.model.scenario import KernelFacts, Scenario
from engine.model.slab import SlubFacts, VmallocFacts
from tests.engine.explain.scenarios import scenarios
from tests.engine.explain.test_requester import frames_of
from tests.engine.explain.test_ten import check_advice, check_shape

LONGEST = 300
COUNT = st.integers(0, 1_000_000)
SIZE = st.none() | COUNT
TOTALS = (
    *(f"{side}active_{kind}" for side in ("", "in") for kind in ("anon", "file")),
    *("slab_reclaimable", "slab_unreclaimable", "free", "shmem", "unevictable"),
)
TAIL = ("ram", "reserved", "pagecache", "swap_total_kb", "swap_free_kb", "hugetlb_kb")
FRAMES = [
    "warn_alloc",
    "__alloc_pages",
    "__alloc_skb",
    "__kmalloc",
    "foo[bar]",
    "nfsd_reply_cache_init",
    "alloc_iova",
    "shrink_slab",
    "really_probe",
    "module_alloc",
    "handle_mm_fault",
    "<IRQ>",
    "</IRQ>",
    "net_rx_action",
    "process_one_work",
    "vmemmap_alloc_block",
    "dma_alloc_attrs",
]
UNPRINTED = ((), ("min",), ("high",), ("free",), ("free_areas",), ("boost",), ("lowmem_reserve",), ("managed",))

kills = st.builds(
    OomFacts,
    order=st.sampled_from([None, 0, -1, 3]),
    gfp_mask=st.sampled_from([None, 0, 0xCC0]),
    manual=st.booleans(),
    constraint=st.sampled_from([None, "CONSTRAINT_CPUSET"]),
    killed=st.lists(st.builds(KilledTask, pid=COUNT, comm=st.just("a"), anon_rss_kb=SIZE), max_size=2).map(tuple),
    no_victim=st.booleans(),
)
caches = st.builds(SlubFacts, cache=st.sampled_from([None, "kmalloc-4k", "bt_work"]), buffer_size=SIZE)
areas_of_addresses = st.builds(
    VmallocFacts,
    size=SIZE,
    page_order=st.sampled_from([None, 0, 9]),
    vmap_sizes=st.sampled_from([(), (5,), (1 << 50,)]),
    took_pages=st.booleans(),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    scenario: Scenario = draw(scenarios())
    unprinted: dict[str, None] = dict.fromkeys(draw(st.sampled_from(UNPRINTED)))
    zones = tuple(replace(zone, **unprinted) for zone in scenario.zones)  # type: ignore[arg-type]
    release = draw(st.sampled_from([None, "2.6.32", "4.9", "5.4.30", "6.15"]))
    scenario = replace(scenario, zones=zones, kernel=KernelFacts(release))
    return Report(
        draw(st.sampled_from(list(Kind))),
        1,
        9,
        scenario if draw(st.booleans()) else replace(scenario, request=None),
        comm=draw(st.sampled_from(["a", "swapper/0", "kworker/0:1", None])),
        frames=frames_of(" ".join(draw(st.lists(st.sampled_from(FRAMES), max_size=7)))),
        totals=draw(st.dictionaries(st.sampled_from(TOTALS), COUNT)),
        tail=draw(st.dictionaries(st.sampled_from(TAIL), COUNT)),
        oom=draw(st.none() | kills),
        slub=draw(st.none() | caches),
        vmalloc=draw(st.none() | areas_of_addresses),
    )


@settings(max_examples=80, deadline=None)
@given(reports())
def test_the_ten_stand_for_any_event(report: Report) -> None:
    answers = ten_answers(report, answer(report))
    check_shape(answers)
    for one in answers:
        check_advice(one)
        assert one.number == 1 or len(one.sentence) <= LONGEST, one
