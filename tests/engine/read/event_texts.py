"""An OOM report, that of a memory cgroup, and SLUB's text, in the kernel's own form, their parts changeable."""

from tests.engine.read.texts import LISTING

HEADER = "tail invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=-5"
PROCESS = "CPU: 0 PID: 160 Comm: tail Not tainted 5.10.0-8-amd64 #1 Debian 5.10.46-4"
CONSTRAINT = (
    "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=tail,"
    "pid=160,uid=0"
)
KILLED = (
    "Out of memory: Killed process 160 (tail) total-vm:373916kB, anon-rss:371712kB, file-rss:4kB, shmem-rss:1392kB, "
    "UID:33 pgtables:772kB oom_score_adj:-5"
)
TASKS = (
    "Tasks state (memory values in pages):",
    "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name",
    "[    160]     0   160    93479    93276   790528        0            -5 tail",
    "[    161]    33   160      100        7    61440       12             0 Web Content",
)
GROUP = (
    "memory: usage 16384kB, limit 16384kB, failcnt 29",
    "swap: usage 12kB, limit 9007199254740988kB, failcnt 0",
    "Memory cgroup stats for /a b:",
    "anon 16687104",
)
GROUP_CONSTRAINT = CONSTRAINT.replace("NONE", "MEMCG").replace("global_oom", "oom_memcg=/a b")
GROUP_KILLED = KILLED.replace("Out of memory", "Memory cgroup out of memory")
WHOLE = (HEADER, PROCESS, *LISTING, *TASKS, CONSTRAINT, KILLED)
GROUP_WHOLE = (HEADER, PROCESS, *GROUP, *TASKS, GROUP_CONSTRAINT, GROUP_KILLED)
CACHE = "  cache: kmalloc-4k, object size: 4096, buffer size: 8192, default order: 3, min order: 1"
NODES = ("  node 0: slabs: 12, objs: 48, free: 0", "  node 1: slabs: 13, objs: 52, free: 7")
SLUB = ("SLUB: Unable to allocate memory on node -1, gfp=0xa20(GFP_ATOMIC)", CACHE, *NODES)
