"""The ten answers: each stands for every report, none claims what the text does not tell."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.explain.answer import answer
from engine.explain.grounds import QUESTIONS, Answer, LogFacts, Nature
from engine.explain.meaning import FLAG_WORDS
from engine.explain.ten import ten_answers
from engine.kernels.gfp import eras
from engine.model.report import Kind, Report
from engine.model.scenario import Scenario
from engine.model.slab import VmallocFacts
from engine.read.reader import read_text
from tests.engine.builders import (
    GFP_ATOMIC_5,
    GFP_KERNEL_5,
    a_scenario,
    a_zone,
    areas,
    blog_scenario,
)
from tests.engine.explain.scenarios import scenarios
from tests.engine.explain.test_requester import frames_of
from tests.engine.read.event_texts import GROUP_WHOLE, SLUB
from tests.engine.read.event_texts import WHOLE as OOM
from tests.engine.read.texts import REPORT, text
from tests.tree import ROOT

LOGS = sorted((ROOT / "tests" / "data").glob("[gb]*d/*.txt"))
ALONE = (10,) + (0,) * 10
"""Counts of a zone that is short of everything."""


def report_of(scenario: Scenario, trace: str = "", kind: Kind = Kind.PAGE_ALLOC_FAILURE, **told: object) -> Report:
    values = {"comm": "tail", "pid": 160, "frames": frames_of(trace), **told}
    return Report(kind, 1, 9, scenario, **values)  # type: ignore[arg-type]


def told(report: Report, log: LogFacts | None = None) -> tuple[Answer, ...]:
    return ten_answers(report, answer(report), log)


def of(number: int, scenario: Scenario, trace: str = "", **values: object) -> Answer:
    return told(report_of(scenario, trace, **values))[number - 1]  # type: ignore[arg-type]


def only(*lines: str) -> Report:
    (report,) = read_text("", text(lines)).reports
    return report


def check_shape(answers: tuple[Answer, ...]) -> None:
    assert [one.number for one in answers] == list(range(1, 11))
    assert tuple(one.question for one in answers) == QUESTIONS
    for one in answers:
        assert re.fullmatch(r"[^\n]*[.!]", one.sentence), one
        for words in (one.sentence, *(ground.text for ground in one.grounds)):
            assert not re.search(r"\bNone (?:kB|pages)|\bNone\.[a-z]|Cause\.|nan\b|not printed free|  ", words), words


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_the_ten_stand_for_every_report(path: Path) -> None:
    for report in read_text(path.name, path.read_bytes()).reports:
        check_shape(told(report))


@settings(max_examples=60)
@given(scenarios(), st.sampled_from(list(Kind)))
def test_the_ten_stand_for_any_figures(scenario: Scenario, kind: Kind) -> None:
    check_shape(told(report_of(scenario, "nv_alloc_rx[forcedeth]", kind)))


@settings(max_examples=60)
@given(scenarios())
def test_advice_has_its_source_and_its_kernels(scenario: Scenario) -> None:
    for number in (4, 7):
        one = of(number, scenario)
        assert one.nature is Nature.ADVICE
        check_advice(one)


def check_advice(one: Answer) -> None:
    assert one.nature is not Nature.ADVICE or one.grounds, one
    for ground in one.grounds:
        if (ground.nature or one.nature) is Nature.ADVICE:
            assert ground.source, ground
            assert ground.kernels, ground


LONGEST = 280


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_advice_has_its_source_and_every_sentence_is_short(path: Path) -> None:
    for report in read_text(path.name, path.read_bytes()).reports:
        for one in told(report):
            check_advice(one)
            assert one.number == 1 or len(one.sentence) <= LONGEST, one


def test_every_flag_of_every_kernel_has_words() -> None:
    names = {name for era in eras() for table in (era.bits, *era.configurations) for name in table.values()}
    assert names - set(FLAG_WORDS) == set()


SHORT = a_scenario(a_zone(counts=ALONE), gfp=GFP_ATOMIC_5)
COSTLY = a_scenario(a_zone(counts=(9000, *ALONE[1:])), order=5)
NORETRY = a_scenario(a_zone(counts=(9000, *ALONE[1:])), order=5, gfp=GFP_KERNEL_5 | 0x10000)
EMPTY = a_zone(counts=(0,) * 11, min=0, low=0, high=0)


@pytest.mark.parametrize(
    ("report", "grade"),
    [
        (report_of(SHORT, "__alloc_pages alloc_skb"), "probably harmless"),
        (report_of(SHORT, "warn_alloc __alloc_pages try_fill_recv[virtio_net]"), "harmless"),
        (report_of(SHORT, "warn_alloc __alloc_pages nv_alloc_rx net_rx_action"), "probably harmless"),
        (report_of(SHORT, "warn_alloc __alloc_pages copy_process"), "something failed"),
        (report_of(SHORT, "warn_alloc __alloc_pages foo[bar]"), "can't tell"),
        (report_of(a_scenario(a_zone(counts=ALONE)), "warn_alloc __alloc_pages foo[bar]"), "something failed"),
        (
            report_of(a_scenario(a_zone(counts=ALONE), gfp=0xCC0 | 0x10000), "warn_alloc __alloc_pages foo"),
            "probably harmless",
        ),
        (report_of(a_scenario(a_zone(counts=ALONE), order=5), "warn_alloc __alloc_pages foo"), "can't tell"),
        (report_of(a_scenario(a_zone(counts=ALONE)), "warn_alloc __alloc_pages foo shrink_slab"), "can't tell"),
        (report_of(Scenario((a_zone(),)), "", Kind.SHOW_MEM, used_lines={1: "header"}), "no failure"),
        (report_of(Scenario((a_zone(),)), "", Kind.SHOW_MEM), "can't tell"),
        (report_of(a_scenario(EMPTY, gfp=0x100), "warn_alloc __alloc_pages foo"), "can't tell"),
        (report_of(COSTLY, "warn_alloc __alloc_pages __kmalloc foo_probe[foo] really_probe"), "something failed"),
        (report_of(COSTLY, "warn_alloc __alloc_pages __kmalloc x[foo] dpm_run_callback"), "something failed"),
        (report_of(NORETRY, "warn_alloc __alloc_pages __kmalloc foo_probe[foo] really_probe"), "probably harmless"),
        (report_of(COSTLY, "warn_alloc __alloc_pages __kmalloc nfsd_reply_cache_init[nfsd]"), "harmless"),
        (report_of(COSTLY, "warn_alloc __alloc_pages __kmalloc proc_sys_call_handler"), "something failed"),
        (report_of(SHORT, "slab_out_of_memory new_slab kmem_cache_alloc alloc_iova"), "probably harmless"),
        (
            only("vmap allocation for size 281474976714752 failed: use vmalloc=<size> to increase size"),
            "something failed",
        ),
        (only("vmap allocation for size 268439552 failed: use vmalloc=<size> to increase size"), "can't tell"),
        (
            only("vmalloc: allocation failure: 0 bytes", "a: page allocation failure: order:0, mode:0xd2"),
            "probably harmless",
        ),
        (only(*OOM), "serious"),
        (only(*GROUP_WHOLE), "serious"),
        (only(*SLUB), "can't tell"),
    ],
    ids=[
        "a network buffer",
        "a refill",
        "a packet",
        "fork",
        "atomic",
        "a page that may be waited for",
        "noretry",
        "costly",
        "in reclaim",
        "shown",
        "shown without a header",
        "still starting",
        "set-up",
        "resume",
        "set-up with another way",
        "another way by vmalloc",
        "a file of /proc/sys",
        "a DMA address",
        "more than there can be",
        "no addresses",
        "no size",
        "a kill",
        "a kill in a group",
        "SLUB",
    ],
)
def test_harm_is_graded(report: Report, grade: str) -> None:
    assert told(report)[1].grade == grade


def test_what_was_left_out_often_is_not_called_harmless() -> None:
    report = report_of(SHORT, "warn_alloc __alloc_pages try_fill_recv[virtio_net]", repeats=5571)
    one = told(report)[1]
    assert one.grade == "can't tell"
    assert one.sentence.startswith("One alone would be harmless, but 5,571 more were left out")
    assert one.grounds[0].text.startswith("One alone, harmless: the receive ring is refilled")


def test_a_bystander_is_called_one_and_the_bug_report_names_the_module() -> None:
    one = of(3, SHORT, "<IRQ> warn_alloc __alloc_pages nv_alloc_rx[forcedeth] net_rx_action </IRQ> tail_main")
    assert "forcedeth" in one.sentence
    assert "tail only happened to run" in one.sentence
    assert one.draft.startswith("Page allocation failure, order 0, in nv_alloc_rx [forcedeth]")
    assert "tail_main" not in one.draft.split("Call trace:")[0]


def test_without_a_trace_nobody_is_accused() -> None:
    one = of(3, SHORT)
    assert one.sentence == "The text has no call trace that tells. tail was running, which need not be who asked."
    assert one.draft == ""


@pytest.mark.parametrize(
    ("trace", "comm", "sentence"),
    [
        ("warn_alloc __alloc_pages __get_free_pages", "docker",
         "Not shown: the call trace ends inside the kernel's helpers, at __get_free_pages. docker was running."),
        ("<IRQ> warn_alloc __alloc_pages __alloc_skb </IRQ>", "tail",
         "Not shown: the call trace ends inside the kernel's helpers, at __alloc_skb, in interrupt context; tail only"
         " happened to run; it wanted a network buffer, so it is a network driver or protocol."),
        ("warn_alloc __alloc_pages __kmalloc foo kernel_init", "swapper/0", "foo, while the kernel was starting."),
        ("warn_alloc __alloc_pages __kmalloc foo", "tail", "foo, on behalf of tail."),
        ("warn_alloc __alloc_pages __kmalloc foo", "kworker/0:1", "foo."),
        ("warn_alloc __alloc_pages __kmalloc foo a b c shrink_slab do_try_to_free_pages", "apt",
         "foo, while memory was being freed for apt."),
    ],
)  # fmt: skip
def test_whose_request_it_was(trace: str, comm: str, sentence: str) -> None:
    one = told(report_of(SHORT, trace, comm=comm))[2]
    assert one.sentence == sentence
    assert bool(one.draft) is not sentence.startswith("Not shown")


BY_HAND = [OOM[0].replace("order=0", "order=-1"), *OOM[1:]]
PAGE_FAULT = [OOM[0].replace("0xcc0(GFP_KERNEL)", "0x0()"), *OOM[1:]]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (BY_HAND, {3: "SysRq f asks for a kill", 4: "None: a person asked", 5: "Order −1", 6: "Neither: a person",
                   7: "None is needed: a person", 8: "No request for a page was refused", 9: "No request for a page"}),
        (PAGE_FAULT, {1: "Mask 0 and order 0", 4: "no request for a page was refused", 5: "Mode 0 and order 0",
                      6: "Neither: no request", 7: "memory cgroup", 8: "No request", 9: "Linux 5.16 and later"}),
        (GROUP_WHOLE, {4: "own limit", 6: "Neither: a memory cgroup met its limit", 7: "own limit",
                       8: "No zone was asked", 9: "every kernel keeps"}),
        (["vmap allocation for size 268439552 failed: use vmalloc=<size> to increase size"],
         {4: "by 256 MB at least", 6: "Neither: vmalloc refused", 7: "addresses were lacking", 8: "No zone was asked"}),
        (["vmap allocation for size 281474976714752 failed: use vmalloc=<size> to increase size"],
         {1: "that is more than such an area holds", 2: "256.0 TB were asked for", 4: "senseless", 7: "senseless"}),
        (SLUB, {2: "who asked", 4: "SLUB's text holds no zone", 5: "Mode 0xa20 is GFP_ATOMIC", 6: "SLUB's text holds",
                    8: "SLUB's text holds no zone", 9: "SLUB's text holds no zone", 10: "Only this report"}),
            ([*SLUB, *SLUB], {5: "Mode 0xa20 is GFP_ATOMIC", 10: "2 times in a row"}),
        (["a invoked oom-killer: gfp_mask=0x80d2", "DMA free:68kB min:88kB low:108kB high:132kB present:16384kB"],
         {5: "Mode 0x80d2 is GFP_KERNEL|__GFP_HIGHMEM|__GFP_ZERO. The order is not printed."}),
    ],
    ids=["SysRq f", "page fault", "memory cgroup", "no addresses", "senseless", "SLUB", "SLUB again", "no order"],
)  # fmt: skip
def test_where_no_zone_was_asked_no_answer_speaks_of_one(lines: list[str], words: dict[int, str]) -> None:
    answers = told(only(*lines))
    for number, part in words.items():
        assert part in answers[number - 1].sentence, answers[number - 1]


def test_vmalloc_that_wanted_more_than_the_machine_has_is_told_so() -> None:
    scenario = Scenario((a_zone(),))
    facts = VmallocFacts(size=17_178_296_320, reason=None)
    answers = told(report_of(scenario, kind=Kind.VMALLOC, vmalloc=facts, tail={"ram": 100_000}))
    assert answers[0].sentence.endswith("so no zone is judged: more than all memory of the machine, 391 MB.")
    assert answers[1].grade == "something failed"


def test_addresses_for_a_module_are_not_widened_by_vmalloc() -> None:
    facts = VmallocFacts(size=2_395_133, vmap_sizes=(2_400_256,))
    trace = "warn_alloc __vmalloc_node_range module_alloc load_module sys_finit_module"
    answers = told(report_of(Scenario((a_zone(),)), trace, kind=Kind.VMALLOC, vmalloc=facts))
    assert answers[0].sentence.startswith("The kernel's range of addresses for modules has no free range")
    assert not any("vmalloc=" in one.sentence for one in answers)


def test_order_and_mode_are_told_in_bytes_and_words() -> None:
    one = of(5, blog_scenario())
    assert one.sentence.startswith("Order 4 is 16 pages of 4 kB in one piece, 64 kB. Mode 0xc0d0 is ")
    assert any(ground.text.startswith("__GFP_WAIT: ") for ground in one.grounds)


def test_bits_that_the_table_does_not_know_make_the_answer_unsure() -> None:
    assert "0x100000 has no name in the table of this kernel" in of(5, blog_scenario(0x1201D2)).sentence
    assert "has no name" not in of(5, blog_scenario()).sentence


@pytest.mark.parametrize(
    ("scenario", "grade"),
    [
        (SHORT, "too little"),
        (a_scenario(a_zone(counts=(5000,) + (0,) * 10), order=3), "fragmented"),
        (a_scenario(a_zone(counts=(150,) + (0,) * 10, min=20), order=9), "both"),
        (a_scenario(a_zone(counts=(90,) + (0,) * 10), order=3), "both"),
        (blog_scenario(), "fragmented"),
        (a_scenario(a_zone("DMA32", (900,) + (0,) * 10, lowmem_reserve=(0, 0, 5000, 5000))), "kept for others"),
        (a_scenario(a_zone(counts=(900, 0), free_areas=areas((900, 0), ("C", "")), free_cma=900)), "kept for others"),
        (a_scenario(a_zone(counts=(900,) + (0,) * 10)), "neither"),
        (a_scenario(), "can't tell"),
        (a_scenario(a_zone(counts=(120,) + (0,) * 10)), "too little"),
        (a_scenario(a_zone(counts=(120,) + (0,) * 10), gfp=GFP_ATOMIC_5), "neither"),
        (a_scenario(a_zone(counts=(90,) + (0,) * 10), gfp=GFP_ATOMIC_5), "too little"),
        (a_scenario(a_zone(counts=(140, 0), free_areas=areas((140, 0), ("UC", "")), free_cma=50)), "too little"),
        (a_scenario(a_zone(counts=(900, 0), free_areas=areas((900, 0), ("MC", "")), free_cma=850), gfp=0x100CCA),
         "too little"),
        (a_scenario(a_zone("DMA32", (900,) + (0,) * 10, lowmem_reserve=(0, 0, 5000, 5000)),
                    a_zone(counts=ALONE, managed=50_000)), "too little"),
        (a_scenario(a_zone("DMA32", (900,) + (0,) * 10, lowmem_reserve=(0, 0, 5000, 5000)),
                    a_zone(counts=ALONE, managed=50_000), gfp=GFP_ATOMIC_5), "too little"),
    ],
    ids=["short", "pieces", "few pages in pieces", "short and pieces", "2012", "reserve", "CMA", "served", "no zones",
         "just above after reclaim", "just above", "by its reserve only", "CMA and short", "passes by CMA only",
         "short above a reserve",
         "short above a reserve, atomic"],
)  # fmt: skip
def test_too_little_is_told_from_fragmented(scenario: Scenario, grade: str) -> None:
    assert of(6, scenario).grade == grade


def test_free_pages_that_are_not_printed_are_not_told_as_none() -> None:
    counts = (90, *(0,) * 10)
    assert "has 360 kB free" in of(6, a_scenario(a_zone(counts=counts, free=None), order=3)).sentence
    assert "has not one page free" in of(6, a_scenario(a_zone(counts=(0,) * 11))).sentence


def test_a_listing_tells_how_much_is_in_large_blocks() -> None:
    shown = Scenario((a_zone("DMA", (4, *(0,) * 10)), a_zone(counts=(512, *(0,) * 8, 1, 0))))
    one = told(report_of(shown, kind=Kind.PROC))[5]
    assert one.grade is None
    assert one.sentence == (
        "Nothing was asked for. Of the free memory in Node 0 Normal, 50 % is in blocks of 32 kB or larger and 50 % is"
        " in blocks of 2 MB or larger."
    )
    assert len(one.grounds) == 4


def test_means_that_can_not_help_are_not_praised() -> None:
    atomic = of(7, replace_order(SHORT, 0)).sentence
    assert "swap would not help" in atomic or "and swap would not help" in atomic
    order_0 = [ground.text for ground in of(7, SHORT).grounds if ground.text.startswith("compaction")]
    assert order_0 == ["compaction: neither. One page was asked for: there is nothing to put together."]


def replace_order(scenario: Scenario, order: int) -> Scenario:
    assert scenario.request is not None
    return replace(scenario, request=replace(scenario.request, order=order))


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (a_scenario(a_zone("DMA32"), a_zone(counts=(5000,) + (0,) * 10), gfp=0xCC4), "the mask allows only zone DMA32"),
        (a_scenario(a_zone(), a_zone(counts=(500,) + (0,) * 10, node=1), nodemask=frozenset({0})), "nodemask"),
        (a_scenario(a_zone(), a_zone(counts=(500,) + (0,) * 10, node=1), mems_allowed=frozenset({0})), "cpuset"),
        (
            a_scenario(a_zone("DMA32", (900,) + (0,) * 10, lowmem_reserve=(0, 0, 5000, 5000)), a_zone()),
            "lowmem_reserve",
        ),
        (a_scenario(a_zone()), "was asked and refused"),
    ],
    ids=["mask", "nodemask", "cpuset", "reserve", "nothing else"],
)
def test_why_not_from_another_zone(scenario: Scenario, words: str) -> None:
    assert words in of(8, scenario).sentence


def test_another_kernel_is_named_where_it_flips() -> None:
    one = of(9, blog_scenario())
    assert one.sentence == (
        "Yes. The rules used, 2.6.32, refuse it. On the same numbers those of 4.4 and later would serve it."
    )
    assert of(9, SHORT).sentence.startswith("No: the rules of every kernel")


@pytest.mark.parametrize(
    ("log", "grade", "words"),
    [
        (LogFacts(3, 1), "once", "Once in this log"),
        (LogFacts(9, 4, "1.0", "9.0", (1.0, 2.0, 8.0, 9.0)), "can't tell", "4 times in this log, first at 1.0"),
        (LogFacts(9, 7, "1", "9", (1.0, 6.0, 7.0, 7.5, 8.0, 8.5, 9.0)), "getting worse", "it is getting worse"),
        (LogFacts(9, 7, "1", "9", (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 9.0)), "getting rarer", "it is getting rarer"),
        (LogFacts(9, 6, "1", "9", (1.0, 2.0, 4.0, 6.0, 8.0, 9.0), 500), "steady", "500 more were left out"),
    ],
    ids=["once", "too few", "worse", "rarer", "steady"],
)
def test_how_often_is_told_from_the_whole_log(log: LogFacts, grade: str, words: str) -> None:
    one = told(report_of(SHORT), log)[9]
    assert one.grade == grade
    assert words in one.sentence


def test_grounds_point_into_the_text() -> None:
    lines = text(REPORT).split("\n")
    answers = told(only(*REPORT))
    places = [place for one in answers for ground in one.grounds for place in ground.places]
    assert places
    assert all(1 <= place.line <= len(lines) and place.end <= len(lines[place.line - 1]) for place in places)


def test_the_kernel_that_was_still_starting_needs_no_setting() -> None:
    for number in (4, 6, 7):
        assert "still starting" in of(number, a_scenario(EMPTY, gfp=0x100)).sentence


def test_only_the_log_s_own_request_may_wait() -> None:
    assert "it may wait for memory" in of(5, a_scenario(a_zone(), gfp=GFP_KERNEL_5)).sentence
    assert "it must not wait" in of(5, SHORT).sentence
