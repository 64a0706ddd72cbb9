"""Logs for tests of the window, in the kernel's own form."""

from __future__ import annotations

THE_2012_LOG = """\
rsync: page allocation failure. order:4, mode:0xc0d0
Pid: 4321, comm: rsync Not tainted 2.6.32-41-server #94-Ubuntu
Mem-Info:
Node 0 DMA32 free:12560kB min:7076kB low:8844kB high:10612kB
lowmem_reserve[]: 0 0 0 0
Node 0 Normal free:2184kB min:1144kB low:1428kB high:1716kB
lowmem_reserve[]: 0 0 0 0
Node 0 DMA32: 2360*4kB 80*8kB 21*16kB 7*32kB 4*64kB 1*128kB 2*256kB 0*512kB 1*1024kB 0*2048kB 0*4096kB = 12560kB
Node 0 Normal: 438*4kB 42*8kB 6*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB 0*2048kB 0*4096kB = 2184kB
"""

ANOTHER_LOG = THE_2012_LOG.replace("rsync", "tar").replace("order:4", "order:0")
TWO_REPORTS = THE_2012_LOG + ANOTHER_LOG
AS_HTML = THE_2012_LOG.replace("rsync", "<b>x</b>")
NO_REPORT = "systemd[1]: Started something.\nkernel: all is well.\n"
