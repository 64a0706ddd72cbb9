"""Small texts for the reader's tests: one report in the kernel's own form, its parts changeable."""

from collections.abc import Sequence

HEADER = "sshd: page allocation failure: order:2, mode:0xcc0(GFP_KERNEL), nodemask=(null),cpuset=/,mems_allowed=0"
PROCESS = "CPU: 3 PID: 812 Comm: sshd Not tainted 5.10.0-8-amd64 #1 Debian 5.10.46-4"
TRACE = ("Call Trace:", " dump_stack+0x6b/0x83", " warn_alloc.cold+0x72/0xd6", " ath_rx_init+0x3f/0x80 [ath9k]")
TOTALS = ("active_anon:301 inactive_anon:0 isolated_anon:0", " free:1283 free_pcp:3 free_cma:0")
DMA = (
    "Node 0 DMA free:1028kB min:96kB low:120kB high:144kB reserved_highatomic:0KB active_anon:4kB present:15992kB "
    "managed:15360kB mlocked:0kB bounce:0kB free_pcp:0kB local_pcp:0kB free_cma:0kB"
)
NORMAL = (
    "Node 0 Normal free:4104kB min:4096kB low:5120kB high:6144kB reserved_highatomic:0KB active_anon:1200kB "
    "present:262144kB managed:240000kB mlocked:0kB bounce:0kB free_pcp:12kB local_pcp:4kB free_cma:0kB"
)
DMA_BUDDY = (
    "Node 0 DMA: 1*4kB (U) 0*8kB 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 1*1024kB (M) 0*2048kB 0*4096kB = 1028kB"
)
NORMAL_BUDDY = (
    "Node 0 Normal: 1008*4kB (UME) 1*8kB (E) 0*16kB 0*32kB 1*64kB (H) 0*128kB 0*256kB 0*512kB 0*1024kB 0*2048kB "
    "0*4096kB = 4104kB"
)
LISTING = (
    "Mem-Info:",
    *TOTALS,
    "Node 0 active_anon:1204kB inactive_anon:0kB all_unreclaimable? no",
    DMA,
    "lowmem_reserve[]: 0 238 238",
    NORMAL,
    "lowmem_reserve[]: 0 0 0",
    DMA_BUDDY,
    NORMAL_BUDDY,
    "301 total pagecache pages",
    "65534 pages RAM",
)
REPORT = (HEADER, PROCESS, *TRACE, *LISTING)


def text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
