"""Who asked: the first frame outside of the allocator, its context, and what the named process had to do with it."""

import json
import re
from pathlib import Path

import pytest

from engine.explain import requester as requester_module
from engine.explain.requester import Context, Part, Requester, base_name, requester, requester_words
from engine.model.report import Frame, Kind, Report
from engine.model.scenario import Scenario
from tests.engine.builders import a_scenario


def frames_of(trace: str) -> tuple[Frame, ...]:
    """Frames from words as the kernel prints them: "?stale", "<IRQ>", "</IRQ>", "function[module]"."""
    frames: list[Frame] = []
    context: str | None = None
    for word in trace.split():
        if word.startswith("<"):
            context = None if word.startswith("</") else word.strip("<>")
            continue
        name, _, module = word.lstrip("?").partition("[")
        frames.append(Frame(name, module.rstrip("]") or None, len(frames) + 3, not word.startswith("?"), context))
    return tuple(frames)


def asked(trace: str, comm: str | None = "tail", pid: int | None = 160) -> Requester | None:
    return requester(Report(Kind.PAGE_ALLOC_FAILURE, 1, 9, Scenario(), comm=comm, pid=pid, frames=frames_of(trace)))


def who_asked(trace: str, comm: str | None = "tail", pid: int | None = 160) -> Requester:
    who = asked(trace, comm, pid)
    assert who is not None
    return who


TRACES = [
    ("dump_stack warn_alloc __alloc_pages_slowpath.constprop.111 __alloc_pages_nodemask alloc_pages_current "
     "dma_atomic_pool_init do_one_initcall kernel_init_freeable kernel_init ret_from_fork", "dma_atomic_pool_init"),
    ("?dump_stack_lvl warn_alloc __vmalloc_node_range module_alloc load_module sys_finit_module ret_from_syscall",
     "load_module"),
    ("dump_stack dump_header oom_kill_process ?security_capable_noaudit out_of_memory __alloc_pages_nodemask "
     "alloc_pages_vma handle_mm_fault __do_page_fault do_page_fault page_fault", "handle_mm_fault"),
    ("show_stack dump_stack warn_alloc __alloc_pages_slowpath.constprop.0 __alloc_pages_nodemask cache_alloc_refill "
     "__kmalloc nfsd_reply_cache_init[nfsd] nfsd_init_net[nfsd] ops_init setup_net", "nfsd_reply_cache_init [nfsd]"),
    ("?dump_stack_lvl warn_alloc __alloc_pages __read_swap_cache_async zswap_writeback_entry shrink_memcg_cb "
     "shrink_slab shrink_node balance_pgdat kswapd kthread", "__read_swap_cache_async"),
    ("dump_stack warn_alloc ?zone_watermark_ok_safe ?kvmalloc_node ?xt_alloc_table_info __vmalloc_node_range "
     "__vmalloc_node_flags_caller ?xt_alloc_entry_offsets kvmalloc_node xt_alloc_entry_offsets translate_table",
     "xt_alloc_entry_offsets"),
    ("dump_backtrace show_stack dump_stack warn_alloc __alloc_pages_nodemask alloc_pages_current kmalloc_order "
     "kmalloc_order_trace __kmalloc proc_sys_call_handler proc_sys_read", "proc_sys_call_handler"),
    ("dump_stack warn_alloc_failed ?__alloc_pages_direct_compact __alloc_pages_nodemask slob_new_pages __kmalloc "
     "?stp_policy_node_put stm_register_device dummy_stm_init do_one_initcall kernel_init ret_from_fork",
     "stm_register_device"),
    ("dump_stack warn_alloc ?__isolate_free_page __alloc_pages_nodemask alloc_pages_current new_slab ___slab_alloc "
     "?btracker_queue[dm_cache] __slab_alloc kmem_cache_alloc btracker_queue[dm_cache] kthread ret_from_fork",
     "btracker_queue [dm_cache]"),
    ("show_stack dump_stack oom_kill_process out_of_memory __alloc_pages_internal alloc_pages_current "
     "__page_cache_alloc __do_page_cache_readahead do_page_cache_readahead filemap_fault", "__do_page_cache_readahead"),
    ("dump_stack_lvl warn_alloc ?srso_alias_return_thunk __alloc_pages_slowpath.constprop.0 __alloc_pages "
     "?mhi_prepare_channel[mhi] __kmalloc_large_node __kmalloc mhi_prepare_channel[mhi] device_for_each_child",
     "mhi_prepare_channel [mhi]"),
    ("show_stack dump_stack dump_header oom_kill_process.cold out_of_memory.part.0 out_of_memory moom_callback "
     "process_one_work worker_thread kthread", "moom_callback"),
    ("dump_stack_lvl dump_stack warn_alloc ?__pfx_warn_alloc __alloc_frozen_pages_noprof ?mutex_unlock "
     "__alloc_pages_noprof ___kmalloc_large_node __kmalloc_large_node_noprof __kmalloc_noprof "
     "__ceph_allocate_page_array ceph_writepages_start", "__ceph_allocate_page_array"),
    ("<IRQ> __alloc_pages_slowpath __alloc_pages_nodemask alloc_pages_current new_slab __slab_alloc "
     "__kmalloc_node_track_caller __alloc_skb nv_alloc_rx_optimized[forcedeth]", "nv_alloc_rx_optimized [forcedeth]"),
    ("unwind_backtrace show_stack dump_stack_lvl dump_header out_of_memory __alloc_pages __alloc_pages_bulk svc_recv "
     "nfsd kthread", "svc_recv"),
    ("dump_stack dump_header ?oom_badness.part.0 oom_kill_process.cold out_of_memory __alloc_pages_nodemask "
     "pagecache_get_page grab_cache_page_write_begin", "pagecache_get_page"),
    ("dump_stack_lvl dump_header oom_kill_process out_of_memory __alloc_pages alloc_pages_mpol vma_alloc_folio "
     "alloc_anon_folio do_anonymous_page handle_mm_fault", "do_anonymous_page"),
    ("show_stack dump_stack_lvl warn_alloc __alloc_pages __get_free_pages __pte_alloc_kernel set_fixmap start_kernel",
     "__pte_alloc_kernel"),
    ("dump_stack warn_alloc.cold.94 __alloc_pages_slowpath alloc_slab_page allocate_slab new_slab ___slab_alloc "
     "__slab_alloc kmem_cache_alloc alloc_iova alloc_iova_fast", "alloc_iova"),
    ("dump_stack_lvl warn_alloc vmemmap_alloc_block vmemmap_populate_hugepages", "vmemmap_alloc_block"),
    ("dump_stack warn_alloc __alloc_pages_nodemask page_frag_alloc __napi_alloc_skb page_to_skb[virtio_net]",
     "page_to_skb [virtio_net]"),
    ("unwind_backtrace show_stack warn_alloc __alloc_pages ____cache_alloc kmem_cache_alloc nfs_writehdr_alloc",
     "nfs_writehdr_alloc"),
    ("dump_stack dump_header out_of_memory __alloc_pages_nodemask __get_free_pages pgd_alloc mm_init copy_process",
     "pgd_alloc"),
    ("dump_stack_lvl dump_header out_of_memory mem_cgroup_out_of_memory try_charge_memcg charge_memcg",
     "try_charge_memcg"),
    ("dump_stack_lvl warn_alloc __vmalloc_node_range kvmalloc_node ?amdgpu_bo_create[amdgpu] amdgpu_bo_create[amdgpu]",
     "amdgpu_bo_create [amdgpu]"),
    ("dump_stack dump_header out_of_memory __alloc_pages_nodemask pipe_write new_sync_write", "pipe_write"),
]  # fmt: skip


@pytest.mark.parametrize(("trace", "title"), TRACES, ids=[title.split()[0] for _, title in TRACES])
def test_the_requester_is_the_first_frame_below_the_wrappers(trace: str, title: str) -> None:
    who = who_asked(trace)
    assert who.title == title
    assert who.certain


@pytest.mark.parametrize(
    ("trace", "title"),
    [
        ("dump_stack warn_alloc_failed __alloc_pages_nodemask __get_free_pages", "__get_free_pages"),
        ("warn_alloc new_slab __slab_alloc __kmem_cache_alloc_node kmalloc_trace ret_from_fork", "kmalloc_trace"),
        ("?dump_header ?oom_kill_process ?mem_cgroup_out_of_memory ?page_fault", "page_fault"),
    ],
    ids=["cut in the allocator", "entry frame next", "doubtful frames only"],
)
def test_what_the_trace_does_not_show_surely_is_marked(trace: str, title: str) -> None:
    who = who_asked(trace)
    assert (who.title, who.certain) == (title, False)


@pytest.mark.parametrize(
    "trace",
    ["", "dump_stack show_stack", "dump_stack kasan_report tun_get_user", "?show_regs"],
    ids=["no trace", "printing only", "another warning", "one stale word"],
)
def test_a_trace_that_shows_no_request_names_nobody(trace: str) -> None:
    assert asked(trace) is None


NET = "warn_alloc __alloc_pages page_frag_alloc __napi_alloc_skb page_to_skb[virtio_net] virtnet_poll[virtio_net]"


@pytest.mark.parametrize(
    ("trace", "comm", "context", "part"),
    [
        (
            f"<IRQ> {NET} net_rx_action __do_softirq irq_exit do_IRQ </IRQ> tcp_recvmsg",
            "ceph",
            Context.SOFTIRQ,
            Part.BYSTANDER,
        ),
        (f"{NET} net_rx_action __do_softirq irq_exit do_IRQ", "tail", Context.SOFTIRQ, Part.BYSTANDER),
        (f"{NET} net_rx_action handle_softirqs run_ksoftirqd kthread", "ksoftirqd/3", Context.SOFTIRQ, Part.WORKER),
        (
            "<IRQ> warn_alloc __alloc_pages __kmalloc my_isr[my] handle_irq_event </IRQ> read",
            "tail",
            Context.HARDIRQ,
            Part.BYSTANDER,
        ),
        ("<NMI> warn_alloc __alloc_pages __kmalloc my_nmi[my] </NMI> read", "tail", Context.NMI, Part.BYSTANDER),
        ("<IRQ> warn_alloc __alloc_pages __alloc_skb my_rx[my]", "tail", Context.INTERRUPT, Part.BYSTANDER),
        (
            "warn_alloc __alloc_pages __kmalloc do_open __x64_sys_openat do_syscall_64",
            "tail",
            Context.PROCESS,
            Part.ASKED,
        ),
        (
            "warn_alloc __alloc_pages __kmalloc do_it irq_thread_fn irq_thread kthread",
            "irq/9-x",
            Context.PROCESS,
            Part.WORKER,
        ),
        (
            "warn_alloc __alloc_pages __kmalloc do_it process_one_work worker_thread",
            "kworker/1:0",
            Context.PROCESS,
            Part.WORKER,
        ),
    ],
    ids=["marked soft", "unmarked soft", "ksoftirqd", "hard", "NMI", "marked only", "process", "threaded", "work"],
)
def test_the_context_and_the_part_of_the_named_process(trace: str, comm: str, context: Context, part: Part) -> None:
    who = who_asked(trace, comm)
    assert (who.context, who.part) == (context, part)


@pytest.mark.parametrize(
    ("below", "context"),
    [("__alloc_skb", Context.INTERRUPT), ("__kmalloc do_one_initcall kernel_init", Context.PROCESS)],
    ids=["idle task", "booting"],
)
def test_the_idle_task_never_asks_itself_but_while_booting(below: str, context: Context) -> None:
    assert who_asked(f"dump_stack __alloc_pages {below}", "swapper/0", 0).context is context


def test_a_module_close_below_built_in_helpers_is_the_requester() -> None:
    who = who_asked("warn_alloc __alloc_pages __kmalloc helper_one helper_two ath_rx_init[ath9k] ath_init[ath9k]")
    assert who.title == "ath_rx_init [ath9k]"


def test_a_module_below_the_interrupted_code_has_nothing_to_do_with_it() -> None:
    assert who_asked("<IRQ> warn_alloc __alloc_pages __alloc_skb tcp_ack </IRQ> ceph_read[libceph]").title == "tcp_ack"


def test_the_line_is_that_of_the_requester_s_frame() -> None:
    assert who_asked("warn_alloc __alloc_pages ?stale __kmalloc do_open").line == 7


@pytest.mark.parametrize(
    ("frame", "call"),
    [("__x64_sys_openat", "openat"), ("SyS_clone", "clone"), ("sys_unshare", "unshare"),
     ("__ia32_sys_ia32_pwrite64", "pwrite64"), ("__arm64_sys_sendfile64", "sendfile64"), ("sysfs_write", None)],
)  # fmt: skip
def test_the_system_call_is_named(frame: str, call: str | None) -> None:
    assert who_asked(f"warn_alloc __alloc_pages __kmalloc do_it {frame} do_syscall_64").system_call == call


def test_what_a_worker_was_given_is_named() -> None:
    who = who_asked(
        "warn_alloc __alloc_pages __kmalloc a_helper wb_workfn process_one_work worker_thread", "kworker/u8:1"
    )
    assert who.work == "wb_workfn"
    assert requester_words(who, "kworker/u8:1") == "a_helper, at work for wb_workfn"


@pytest.mark.parametrize(
    ("trace", "comm", "words"),
    [
        ("warn_alloc_failed __alloc_pages_nodemask alloc_pages_current __get_free_pages", "docker",
         "not shown: the call trace ends inside the kernel's helpers, at __get_free_pages"),
        ("dump_stack __alloc_pages __slab_alloc __kmalloc_track_caller __alloc_skb", "tail",
         "not shown: the call trace ends inside the kernel's helpers, at __alloc_skb"),
        ("<IRQ> warn_alloc __alloc_pages __alloc_skb </IRQ>", "tail",
         "not shown: the call trace ends inside the kernel's helpers, at __alloc_skb, in interrupt context;"
         " tail only happened to run"),
    ],
    ids=["allocator", "network buffers", "interrupt"],
)  # fmt: skip
def test_a_helper_where_the_trace_ends_is_not_called_the_requester(trace: str, comm: str, words: str) -> None:
    who = who_asked(trace, comm)
    assert not who.shown
    assert not who.certain
    assert requester_words(who, comm) == words


@pytest.mark.parametrize("comm", ["kworker/u4:0", "kswapd0", "ksoftirqd/1", "kcompactd0", "irq/9-acpi"])
def test_a_worker_is_one_even_where_the_trace_is_cut(comm: str) -> None:
    assert who_asked("warn_alloc __alloc_pages vzalloc ath10k_coredump_register[ath10k]", comm).part is Part.WORKER


@pytest.mark.parametrize(
    ("below", "what"),
    [
        ("ath11k_core_resume[ath11k] pci_pm_resume dpm_run_callback device_resume", "a device was being woken"),
        ("foo_probe[foo] pci_device_probe really_probe do_one_initcall", "a device was being set up"),
        ("foo_open[foo] __dev_open dev_change_flags sys_ioctl", "a network interface was being opened"),
        ("exfat_fill_super_x[exfat] mount_bdev do_new_mount", "a file system was being mounted"),
        ("dummy_stm_init do_one_initcall kernel_init", "the kernel was starting its drivers"),
        ("foo_init[foo] do_one_initcall do_init_module load_module", "a module was being started"),
        ("vfs_read ksys_read", None),
    ],
)
def test_what_was_under_way_is_told_by_the_nearest_caller(below: str, what: str | None) -> None:
    found = who_asked(f"warn_alloc __alloc_pages __kmalloc mhi_prepare[mhi] {below}").underway
    assert (found and found.what.startswith(what or "?")) if what else found is None


def test_every_case_has_a_grade_and_plain_words_and_every_function_one_case() -> None:
    data = json.loads((Path(requester_module.__file__).with_name("requester.json")).read_text(encoding="utf-8"))
    functions = [function for row in data["cases"] for function in row["functions"]]
    assert sorted(functions) == sorted(set(functions))
    for row in data["cases"]:
        assert row["grade"] in ("harmless", "probably harmless", "can't tell", "something failed"), row
        assert re.fullmatch(r"\S.*[.)]", row["what_happens"]), row
        assert row["functions"], row
    wrappers = {function for layer in data["wrappers"].values() for function in layer}
    assert not wrappers & {function for row in data["underway"] for function in row["functions"]}


@pytest.mark.parametrize(
    ("frame", "case"),
    [("rtl_rx[r8169]", "r8169 receive"), ("rtl_rx", "r8169 receive"), ("rtl_rx[rtl8192cu]", None)],
)
def test_a_case_holds_for_its_own_module(frame: str, case: str | None) -> None:
    assert who_asked(f"warn_alloc __alloc_pages {frame}").case == case


def test_what_is_known_of_the_requester_is_told() -> None:
    who = who_asked(f"<IRQ> {NET} net_rx_action __do_softirq </IRQ>", "kworker/3:6")
    assert (who.case, who.how) == ("virtio_net refill", ("network_buffers",))
    assert who.what_happens
    words = "page_to_skb [virtio_net] (virtio_net refill), in softirq context; kworker/3:6 only happened to run"
    assert requester_words(who, "kworker/3:6") == words


def test_a_page_fault_is_told_as_the_reason() -> None:
    who = who_asked("dump_header out_of_memory __alloc_pages vma_alloc_folio handle_mm_fault exc_page_fault", "cc1plus")
    assert (who.reason, who.context, who.part) == ("page fault", Context.PROCESS, Part.ASKED)


@pytest.mark.parametrize(
    ("printed", "name"),
    [("f.isra.0.cold", "f"), ("f_noprof", "f"), (".f", "f"), ("f.constprop.0", "f"), ("f", "f")],
)
def test_what_the_compiler_appends_is_no_part_of_a_name(printed: str, name: str) -> None:
    assert base_name(printed) == name


def test_names_that_gcc_made_up_for_parts_of_functions_are_nobodys() -> None:
    trace = "?warn_alloc_failed ?__alloc_pages_nodemask ?T.874 ?cache_alloc_refill ?__kmalloc ?alloc_ep_req ?T.9"
    who = who_asked(trace)
    assert (who.function, who.certain) == ("alloc_ep_req", False)
    assert asked("T.1 T.22") is None


@pytest.mark.parametrize(
    ("frame", "order", "case"),
    [
        ("ttm_pool_alloc_page", 9, "GPU memory pool (TTM)"),
        ("ttm_pool_alloc_page", 0, None),
        ("vma_alloc_folio shmem_alloc_folio", 9, "transparent huge page"),
        ("vma_alloc_folio shmem_alloc_folio", 0, None),
        ("collapse_huge_page", 0, "transparent huge page"),
    ],
)
def test_a_single_page_has_no_smaller_block_to_fall_back_to(frame: str, order: int, case: str | None) -> None:
    report = Report(
        Kind.PAGE_ALLOC_FAILURE,
        1,
        99,
        a_scenario(order=order),
        frames=frames_of(f"warn_alloc __alloc_pages {frame} foo"),
    )
    who = requester(report)
    assert who is not None
    assert who.case == case


def test_among_doubtful_frames_one_that_frees_memory_did_not_ask_for_any() -> None:
    trace = "?warn_alloc_failed ?__alloc_pages_nodemask ?__kmalloc ?kmem_cache_free ?kfree ?alloc_ep_req"
    assert who_asked(trace).function == "alloc_ep_req"
