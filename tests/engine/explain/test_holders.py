"""Who holds the memory, by Mem-Info's totals; and when nothing is said because a total is missing."""

import pytest

from engine.explain.holders import Holder, holders, leak_of, mb_words
from engine.model.report import Kind, Report
from engine.model.scenario import Scenario

TOTALS = {
    "active_anon": 4000,
    "inactive_anon": 1000,
    "active_file": 300,
    "inactive_file": 200,
    "slab_reclaimable": 100,
    "slab_unreclaimable": 400,
    "shmem": 500,
    "free": 1000,
}
MEMORY = 8000


def held(totals: dict[str, int], ram: int | None = MEMORY, memory: int | None = MEMORY) -> tuple[Holder, ...]:
    tail = {} if ram is None else {"ram": ram}
    return holders(Report(Kind.OOM_KILL, 1, 9, Scenario(page_size=4096), totals=totals, tail=tail), memory)


def test_programs_come_first_and_what_no_total_counts_is_the_rest() -> None:
    every = held(TOTALS)
    assert [one.pages for one in every] == [4500, 1000, 500, 500, 400, 100]
    assert every[0] == Holder("programs", 4500)
    assert every[1].name.startswith("in no total")
    assert sum(one.pages for one in every) + TOTALS["free"] == MEMORY


@pytest.mark.parametrize(
    ("totals", "ram", "memory"),
    [
        ({key: value for key, value in TOTALS.items() if key != "inactive_anon"}, MEMORY, MEMORY),
        (TOTALS, None, MEMORY),
        (TOTALS, MEMORY, None),
        (TOTALS | {"slab_reclaimable": 0, "slab_unreclaimable": 0}, MEMORY, MEMORY),
    ],
    ids=["a total missing", "size not printed", "nothing known", "SLOB, whose pages no total counts"],
)
def test_nothing_is_said_of_what_is_not_printed(totals: dict[str, int], ram: int | None, memory: int | None) -> None:
    assert held(totals, ram, memory) == ()


@pytest.mark.parametrize(
    ("totals", "leaks"),
    [
        (TOTALS, False),
        (TOTALS | {"slab_unreclaimable": 5900, "active_anon": 0, "inactive_anon": 0, "shmem": 0}, True),
        (TOTALS | {"active_anon": 100, "inactive_anon": 0, "shmem": 0}, True),
        (TOTALS | {"active_anon": 100, "inactive_anon": 0, "shmem": 0, "active_file": 900}, False),
    ],
    ids=["programs", "kernel objects", "in no total", "caches are left to free"],
)
def test_a_leak_is_kernel_memory_beside_which_hardly_a_cache_is_left(totals: dict[str, int], leaks: bool) -> None:
    assert (leak_of(held(totals), MEMORY) is not None) is leaks


@pytest.mark.parametrize(
    ("kilobytes", "words"),
    [
        (0, "0 kB"),
        (1023, "1,023 kB"),
        (1536, "1.5 MB"),
        (12 * 1024, "12 MB"),
        (10 * 1024 * 1024 - 1, "10,240 MB"),
        (10 * 1024 * 1024, "10.0 GB"),
        (256 * 1024**3, "256.0 TB"),
    ],
)
def test_sizes_are_told_in_the_unit_that_reads_best(kilobytes: int, words: str) -> None:
    assert mb_words(kilobytes) == words
