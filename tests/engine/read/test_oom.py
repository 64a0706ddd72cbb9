"""OOM reports of every era: header, limit, table of tasks, constraint, kill, ending."""

import pickle

import pytest

from engine.model.oom import Charge, KilledTask, TaskRow
from engine.model.report import Kind, Report
from engine.model.scenario import Trait
from engine.read.reader import read_text
from tests.engine.read.event_texts import (
    CONSTRAINT,
    GROUP_KILLED,
    GROUP_WHOLE,
    HEADER,
    KILLED,
    PROCESS,
    TASKS,
    WHOLE,
)
from tests.engine.read.texts import LISTING, REPORT, text


def only(*lines: str) -> Report:
    (report,) = read_text("", text(lines)).reports
    return report


@pytest.mark.parametrize(
    ("header", "order", "mask", "adj", "comm"),
    [
        ("oom-killer: gfp_mask=0x80d2", None, 0x80D2, None, None),
        ("oom-killer: gfp_mask=0xd0, order=1", 1, 0xD0, None, None),
        ("page01 invoked oom-killer: gfp_mask=0x1201d2, order=0, oomkilladj=0", 0, 0x1201D2, 0, "page01"),
        ("t invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=-17", 0, 0xD0, -17, "t"),
        ("t invoked oom-killer: gfp_mask=0xd0, order=2, oom_adj=0, oom_score_adj=3", 2, 0xD0, 0, "t"),
        ("t x invoked oom-killer: gfp_mask=0x280da, order=0, oom_score_adj=7", 0, 0x280DA, 7, "t x"),
        (
            "t invoked oom-killer: gfp_mask=0x14200ca(GFP_HIGHUSER_MOVABLE), nodemask=0-1,  order=0, oom_score_adj=0",
            0,
            0x14200CA,
            0,
            "t",
        ),
        ("t invoked oom-killer: gfp_mask=0x0(), order=0, oom_score_adj=1000", 0, 0, 1000, "t"),
        ("kworker/0:2 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0", -1, 0xCC0, 0, None),
    ],
)
def test_headers_of_every_era(header: str, order: int | None, mask: int, adj: int | None, comm: str | None) -> None:
    report = only(header, *LISTING)
    assert report.kind is Kind.OOM_KILL
    assert report.oom is not None
    assert (report.oom.order, report.oom.gfp_mask, report.oom.oom_score_adj) == (order, mask, adj)
    assert report.comm == (comm or ("kworker/0:2" if order == -1 else None))
    request = report.scenario.request
    assert (request and (request.order, request.gfp_mask)) == (None if order in (None, -1) else (order, mask))


def test_an_order_below_zero_is_a_persons_wish() -> None:
    assert only("k invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0", *LISTING).oom is not None
    old = only(
        "SysRq : Manual OOM execution", "k invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0", *LISTING
    )
    by_itself = only("k invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0", *LISTING)
    assert [one.oom.manual for one in (old, by_itself) if one.oom] == [True, False]


SIZED = KilledTask(7, "a b", 100, 80, 12)


@pytest.mark.parametrize(
    ("lines", "killed"),
    [
        (["Out of Memory: Killed process 7 (a b)."], KilledTask(7, "a b")),
        (
            [
                "Out of Memory: Kill process 7 (a b) score 12 and children.",
                "Out of memory: Killed process 8 (c).",
            ],
            KilledTask(8, "c"),
        ),
        (
            ["Out of memory: kill process 7 (a b) score 12 or a child", "Killed process 7 (a b)"],
            KilledTask(7, "a b", score=12),
        ),
        (
            [
                "Out of memory: Kill process 7 (a b) score 12 or sacrifice child",
                "Killed process 7 (a b) total-vm:100kB, anon-rss:80kB, file-rss:12kB",
            ],
            KilledTask(7, "a b", 100, 80, 12, score=12),
        ),
        (
            [
                "Out of memory: kill process 6 (z) score 12 or a child",
                "Killed process 7 (a b) vsz:100kB, anon-rss:80kB, file-rss:12kB",
            ],
            KilledTask(7, "a b", 100, 80, 12),
        ),
        (
            [
                "Out of memory: Kill process 7 (a b) score 12 or sacrifice child",
                "Killed process 7, UID 27, (a b) total-vm:100kB, anon-rss:80kB, file-rss:12kB",
            ],
            KilledTask(7, "a b", 100, 80, 12, score=12),
        ),
        (
            [
                "Out of memory (oom_kill_allocating_task): Kill process 6 (z) score 12 or sacrifice child",
                "Killed process 7 (a b) total-vm:100kB, anon-rss:80kB, file-rss:12kB, shmem-rss:0kB",
            ],
            KilledTask(7, "a b", 100, 80, 12, 0),
        ),
        (["Out of memory: Kill process 7 (a b) score 12 or sacrifice child"], KilledTask(7, "a b", score=12)),
        (
            ["Out of memory: Killed process 7 (a b) total-vm:100kB, anon-rss:80kB, file-rss:12kB, shmem-rss:1kB"],
            KilledTask(7, "a b", 100, 80, 12, 1),
        ),
        (
            [
                "Out of memory: Killed process 7 (a) b) total-vm:100kB, anon-rss:80kB, file-rss:12kB, shmem-rss:1kB, "
                "UID:33 pgtables:5kB oom_score_adj:-3",
                "oom_reaper: reaped process 7 (a) b), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB",
            ],
            KilledTask(7, "a) b", 100, 80, 12, 1, 5, 33, -3, reaped=True),
        ),
    ],
    ids=["2.6.12", "2.6.18", "2.6.24", "2.6.36", "2.6.33", "el6", "4.5 child", "chosen only", "5.2", "5.4"],
)
def test_kill_lines_of_every_era(lines: list[str], killed: KilledTask) -> None:
    report = only(HEADER, PROCESS, *LISTING, *lines)
    assert report.oom is not None
    assert report.oom.killed == (killed,)
    assert report.last_line == 2 + len(LISTING) + len(lines)


@pytest.mark.parametrize(
    ("columns", "row", "task"),
    [
        (
            "uid  tgid total_vm      rss cpu oom_adj name",
            "500 15462    58346    12903   3     -17 t",
            TaskRow(15462, 500, 15462, 58346, 12903, None, None, None, None, None, -17, "t"),
        ),
        (
            "uid  tgid total_vm      rss cpu oom_adj oom_score_adj name",
            "500 15462    58346    12903   3       0           5 t",
            TaskRow(15462, 500, 15462, 58346, 12903, None, None, None, None, None, 5, "t"),
        ),
        (
            "uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name",
            "0 15462   58346  12903   3  4    -900 Web Content",
            TaskRow(15462, 0, 15462, 58346, 12903, None, None, None, None, 4, -900, "Web Content"),
        ),
        (
            "uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name",
            "0 15462   58346  12903   3  2 4    0 (sd-pam)",
            TaskRow(15462, 0, 15462, 58346, 12903, None, None, None, None, 4, 0, "(sd-pam)"),
        ),
        (
            "uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name",
            "0 15462   58346  12903   10 20 30 4096 4    0 7",
            TaskRow(15462, 0, 15462, 58346, 12903, 10, 20, 30, 4096, 4, 0, "7"),
        ),
    ],
    ids=["2.6.28", "2.6.36", "3.6", "4.1", "6.8"],
)
def test_columns_of_the_task_table_of_every_era(columns: str, row: str, task: TaskRow) -> None:
    report = only(HEADER, PROCESS, *LISTING, f"[ pid ]   {columns}", f"[15462]   {row}")
    assert report.oom is not None
    assert list(report.oom.tasks) == [task]
    assert report.used_lines[report.last_line] == "tasks"


def test_rows_that_are_not_whole_are_left_out() -> None:
    rows = [*TASKS[:2], "[    160]     0   160    93479", TASKS[2], "systemd[1]: other words", TASKS[3][:30]]
    report = only(HEADER, PROCESS, *LISTING, *rows)
    assert report.oom is not None
    assert [task.pid for task in report.oom.tasks] == [160]


def test_rows_that_were_broken_in_two_are_put_together() -> None:
    columns = [line.rindex(" ", 0, 62) for line in TASKS[1:]]
    broken = [
        part for line, at in zip(TASKS[1:], columns, strict=True) for part in (line[:at].rstrip(), line[at + 1 :])
    ]
    whole, wrapped = (only(HEADER, PROCESS, *LISTING, *rows) for rows in (TASKS, [TASKS[0], *broken]))
    assert whole.oom is not None
    assert wrapped.oom is not None
    assert list(wrapped.oom.tasks) == list(whole.oom.tasks) != []


def test_thousands_of_tasks_are_one_report() -> None:
    rows = [f"[{pid:7}]     0 {pid:5}    93479    93276   790528        0             0 t" for pid in range(9000)]
    lines = [HEADER, PROCESS, *LISTING, *["slab_cache  12KB  12KB"] * 90, *TASKS[:2], *rows, CONSTRAINT, KILLED]
    report = only(*lines)
    assert report.oom is not None
    assert (len(report.oom.tasks), report.oom.killed[0].pid, report.last_line) == (9000, 160, len(lines))
    first, second = read_text("", text([*lines, *REPORT])).reports
    assert (first.oom, second.kind, second.first_line) == (report.oom, Kind.PAGE_ALLOC_FAILURE, len(lines) + 1)


def test_a_group_that_met_its_limit() -> None:
    report = only(*GROUP_WHOLE)
    assert (report.kind, report.scenario.zones) == (Kind.MEMCG_OOM, ())
    assert report.oom is not None
    assert report.oom.memcg is not None
    assert (report.oom.memcg.name, report.oom.memcg.memory) == ("/a b", Charge(16384, 16384, 29))
    assert (report.oom.memcg.swap, report.oom.memcg.memsw) == (Charge(12, None, 0), None)
    assert (report.oom.constraint, report.oom.killed[0].rss_kb) == ("CONSTRAINT_MEMCG", 373108)


def test_a_group_of_an_old_kernel_lists_the_machines_memory_too() -> None:
    old = "Pid: 160, comm: tail Not tainted 2.6.32-220.7.1.el6.x86_64 #1"
    said = ("Task in /test/x killed as a result of limit of /test", "memory: usage 8kB, limit 9kB, failcnt 7")
    chosen = "Memory cgroup out of memory: Kill process 160 (tail) score 1000 or sacrifice child"
    for lines in ([*said, *LISTING, chosen], [*LISTING, chosen]):
        report = only("tail invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=0, oom_score_adj=0", old, *lines)
        assert (report.kind, len(report.scenario.zones)) == (Kind.MEMCG_OOM, 2)
    named = only(HEADER, old, *said, *LISTING, chosen)
    assert named.oom is not None
    assert named.oom.memcg is not None
    assert (named.oom.memcg.name, named.oom.memcg.memory) == ("/test", Charge(8, 9, 7))


def test_the_trace_names_a_group_where_the_text_ends_behind_it() -> None:
    trace = [
        "Call Trace:",
        " dump_header+0x4a/0x2c1",
        " out_of_memory+0x229/0x5b0",
        " mem_cgroup_out_of_memory+0x11/0x13",
    ]
    assert [only(HEADER, PROCESS, *trace[:end]).kind for end in (3, 4)] == [Kind.OOM_KILL, Kind.MEMCG_OOM]


def test_a_group_that_dies_as_a_whole_is_one_event() -> None:
    together = "Tasks in /a are going to be killed due to memory.oom.group set"
    second = GROUP_KILLED.replace("160", "161")
    report = only(*GROUP_WHOLE, together, second)
    assert report.oom is not None
    assert [task.pid for task in report.oom.killed] == [160, 161]


def test_a_kill_after_the_reports_own_is_another_event() -> None:
    second = KILLED.replace("160", "161")
    first, other, group = read_text("", text([*WHOLE, second, GROUP_KILLED])).reports
    assert [one.oom.killed[0].pid for one in (first, other, group) if one.oom] == [160, 161, 160]
    assert [one.kind for one in (first, other, group)] == [Kind.OOM_KILL, Kind.OOM_KILL, Kind.MEMCG_OOM]
    assert (other.scenario.zones, other.scenario.request, other.first_line) == ((), None, len(WHOLE) + 1)


def test_the_same_kill_told_twice_is_one() -> None:
    report = only(*WHOLE, KILLED)
    assert report.oom is not None
    assert [task.pid for task in report.oom.killed] == [160]


def test_kills_alone_are_events() -> None:
    reports = read_text("", text([KILLED, *["noise"] * 500, GROUP_KILLED])).reports
    assert [report.kind for report in reports] == [Kind.OOM_KILL, Kind.MEMCG_OOM]
    assert [report.first_line for report in reports] == [1, 502]


def test_a_kill_without_reason_and_sizes_is_no_event() -> None:
    assert read_text("", text(["Killed process 7 (a b)"])).reports == ()


def test_a_listing_before_a_table_of_tasks_is_an_oom_report_without_its_header() -> None:
    report = only(*LISTING, *TASKS, KILLED)
    assert (report.kind, report.scenario.request, len(report.scenario.zones)) == (Kind.OOM_KILL, None, 2)


@pytest.mark.parametrize(
    ("lines", "no_victim", "panic"),
    [
        (["Out of memory and no killable processes..."], True, None),
        (
            [
                "Out of memory and no killable processes...",
                "Kernel panic - not syncing: System is deadlocked on memory",
            ],
            True,
            "System is deadlocked on memory",
        ),
        (
            ["Kernel panic - not syncing: Out of memory and no killable processes..."],
            True,
            "Out of memory and no killable processes...",
        ),
        (
            ["Kernel panic - not syncing: Out of memory: compulsory panic_on_oom is enabled"],
            False,
            "Out of memory: compulsory panic_on_oom is enabled",
        ),
        (["Kernel panic - not syncing: Attempted to kill init!"], False, None),
    ],
)
def test_endings_without_a_kill(lines: list[str], no_victim: bool, panic: str | None) -> None:
    report = only(HEADER, PROCESS, *LISTING, *TASKS, *lines)
    assert report.oom is not None
    assert (report.oom.killed, report.oom.no_victim, report.oom.panic) == ((), no_victim, panic)


def test_the_constraint_line_names_the_nodes_that_a_cpuset_allows() -> None:
    line = CONSTRAINT.replace("NONE", "CPUSET").replace("mems_allowed=0", "mems_allowed=0-1,3")
    report = only(HEADER, PROCESS, *LISTING, *TASKS, line, KILLED)
    assert report.scenario.request is not None
    assert report.scenario.request.mems_allowed == frozenset({0, 1, 3})


def test_lines_that_a_mail_program_broke_are_put_together() -> None:
    wrapped = ["Out of memory: Killed process 160 (tail)", *KILLED.partition("(tail) ")[2].split(", ")]
    lines = [wrapped[0], ", ".join(wrapped[1:5]), wrapped[5]]
    report = only(HEADER, PROCESS, *LISTING, *lines)
    assert report.oom is not None
    assert report.oom.killed == (KilledTask(160, "tail", 373916, 371712, 4, 1392, 772, 33, -5),)


def test_figures_that_cannot_be_are_left_out() -> None:
    digits = "9" * 30
    odd = f"Out of memory: Killed process 160 (tail) total-vm:{digits}kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB"
    limit = f"memory: usage {digits}kB, limit 16384kB, failcnt 29"
    report = only(HEADER, PROCESS, limit, f"[ {digits}]  0 160 1 2 3 4 5 x", *LISTING, odd)
    assert report.oom is not None
    assert (report.oom.killed[0].total_vm_kb, report.oom.killed[0].anon_rss_kb) == (None, 1)
    assert (report.kind, report.oom.memcg) == (Kind.OOM_KILL, None)


def test_a_report_can_be_sent_to_another_process() -> None:
    report = only(*WHOLE)
    copy = pickle.loads(pickle.dumps(report))
    assert copy.oom == report.oom
    assert [task.name for task in copy.oom.tasks] == ["tail", "Web Content"]


def test_a_panic_alone_is_an_event() -> None:
    reading = read_text("", "Kernel panic - not syncing: Out of memory: compulsory panic_on_oom is enabled")
    (report,) = reading.reports
    assert report.oom is not None
    assert (report.kind, report.oom.killed) == (Kind.OOM_KILL, ())
    assert report.oom.panic == "Out of memory: compulsory panic_on_oom is enabled"
    assert not read_text("", "Kernel panic - not syncing: Fatal exception in interrupt").reports


def test_a_table_with_the_blanks_of_a_word_processor_is_read_to_its_end() -> None:
    rows = [f"[{pid:7}]     0 {pid:5}    93479    93276   790528        0            -5 tail" for pid in range(300)]
    lines = [HEADER, PROCESS, *LISTING, *TASKS[:2], *rows, CONSTRAINT, KILLED]
    (report,) = read_text("", text(lines).replace(" ", "\N{NO-BREAK SPACE}")).reports
    assert report.oom is not None
    assert (len(report.oom.tasks), len(report.oom.killed)) == (300, 1)


def test_the_words_of_the_oom_killer_tell_of_the_kernel() -> None:
    old = "a invoked oom-killer: gfp_mask=0xd0, order=0, oomkilladj=0"
    both = "a invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=0, oom_score_adj=0"
    new = "a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"
    kill = "Out of memory: Killed process 7 (a) total-vm:8kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB"
    why = "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,task=a,pid=7,uid=0"
    for lines, traits in (
        ([old], {Trait.OOMKILLADJ}),
        ([both], {Trait.OOM_ADJ}),
        ([new], {Trait.OOM_SCORE_ADJ}),
        ([new, why, kill], {Trait.OOM_SCORE_ADJ, Trait.OOM_CONSTRAINT, Trait.OOM_ONE_LINE}),
        ([new, "Killed process 7 (a) total-vm:8kB, anon-rss:4kB, file-rss:0kB"], {Trait.OOM_SCORE_ADJ}),
    ):
        (report,) = read_text("", text(lines)).reports
        assert report.scenario.kernel.traits - {Trait.BARE_MASK} == traits


LIMIT = "memory: usage 2048000kB, limit 2048000kB, failcnt 74"
STATS = "Memory cgroup stats for /pod/a: cache:0KB rss:613460KB"
CHOSEN = "Memory cgroup out of memory: Kill process 19 (node) score 1898 or sacrifice child"


@pytest.mark.parametrize(
    ("lines", "first_line", "name", "usage"),
    [
        ([" page_fault+0x39/0x40", LIMIT], 2, None, 2048000),
        (
            ["Task in /pod/a killed as a result of limit of /pod", LIMIT, CHOSEN, "Killed process 19 (node)"],
            1,
            "/pod",
            2048000,
        ),
        ([STATS, CHOSEN, "Killed process 19 (node) total-vm:8kB, anon-rss:4kB, file-rss:0kB"], 1, "/pod/a", None),
    ],
    ids=["the limit alone", "no header", "behind the limit"],
)
def test_a_groups_report_whose_beginning_was_cut_off(
    lines: list[str], first_line: int, name: str | None, usage: int | None
) -> None:
    report = only(*lines)
    assert report.oom is not None
    assert report.oom.memcg is not None
    memory = report.oom.memcg.memory
    assert (report.kind, report.first_line, report.oom.memcg.name) == (Kind.MEMCG_OOM, first_line, name)
    assert (None if memory is None else memory.usage_kb) == usage


def test_a_limit_behind_the_end_of_a_report_is_of_another() -> None:
    first, second = read_text("", text([*WHOLE, LIMIT, CHOSEN, "Killed process 19 (node)"])).reports
    assert (first.kind, second.kind, second.first_line) == (Kind.OOM_KILL, Kind.MEMCG_OOM, len(WHOLE) + 1)


def test_a_groups_report_behind_words_that_nobody_knows() -> None:
    words = "2023-12-04T10:49:30.127Z In(05) vcpu-5 - Guest: <6>[39291577.009360] "
    header = "node invoked oom-killer: gfp_mask=0x6000c0(GFP_KERNEL), order=0, oom_score_adj=999"
    report = only(*(words + line for line in (header, LIMIT, STATS, CHOSEN)))
    assert report.oom is not None
    assert report.oom.memcg is not None
    assert (report.oom.memcg.memory, report.oom.memcg.name) == (Charge(2048000, 2048000, 74), "/pod/a")
    assert [task.pid for task in report.oom.killed] == [19]


@pytest.mark.parametrize(
    "words",
    ["/var/log/kern.log:Jan 10 01:27:05 box kernel: [ 1683.797227] ", "12:[ 1683.797227] ", "{ time: 2400, text: '"],
)
def test_a_kill_alone_is_found_behind_other_words(words: str) -> None:
    report = only(words + KILLED)
    assert report.oom is not None
    assert [task.pid for task in report.oom.killed] == [160]


def test_a_header_without_its_blanks_is_read() -> None:
    report = only("httpd invoked oom-killer:gfp_mask=0x201da,order=0,oom_adj=0, oom_score_adj=0", *LISTING)
    assert report.scenario.request is not None
    assert (report.comm, report.scenario.request.order, report.scenario.request.gfp_mask) == ("httpd", 0, 0x201DA)


def test_the_line_that_chose_a_victim_is_an_event_without_the_one_that_killed_it() -> None:
    (report,) = read_text("", text(["Out of memory: Kill process 7 (a b) score 12 or sacrifice child"])).reports
    assert report.oom is not None
    assert report.oom.killed == (KilledTask(7, "a b", score=12),)
    assert Trait.OOM_TWO_LINES in report.scenario.kernel.traits


@pytest.mark.parametrize("middle", ["", "  3m12s  kernel-monitor, node-1  "])
def test_an_event_of_kubernetes_tells_a_kill(middle: str) -> None:
    kill = "Memory cgroup out of memory: Kill process 7 (a b) score 1994 or sacrifice child"
    (report,) = read_text("", text([f"Warning  OOMKilling {middle}{kill}"])).reports
    assert report.kind is Kind.MEMCG_OOM
    assert report.oom is not None
    assert report.oom.killed == (KilledTask(7, "a b", score=1994),)
