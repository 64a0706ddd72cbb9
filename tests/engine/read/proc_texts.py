"""The three /proc files of one small machine, as Linux 6.12 prints them; tests take and change what they need."""

ZONEINFO = """\
Node 0, zone      DMA
  per-node stats
      nr_inactive_anon 0
      nr_sec_page_table_pages 0
  pages free     3500
        boost    0
        min      67
        low      83
        high     99
        promo    115
        spanned  4095
        present  3998
        managed  3840
        cma      0
        protection: (0, 120, 300, 300, 300)
      nr_free_pages 3500
      nr_zone_inactive_anon 0
      nr_free_cma  0
      nr_unaccepted 0
  pagesets
    cpu: 0
              count:    7
              high:     33
              batch:    1
    cpu: 1
              count:    5
              high:     33
              batch:    1
  vm stats threshold: 2
  node_unreclaimable:  0
  start_pfn:           1
Node 0, zone   Normal
  pages free     5000
        boost    512
        min      1359
        low      1463
        high     1567
        promo    1671
        spanned  81920
        present  81920
        managed  67678
        cma      64
        protection: (0, 0, 0, 0, 0)
      nr_free_pages 5000
      nr_free_cma  12
      nr_unaccepted 3
  pagesets
    cpu: 0
              count:    352
  start_pfn:           4096
  reserved_highatomic: 512
  free_highatomic:     40
Node 0, zone  Movable
  pages free     0
        boost    0
        min      32
        low      32
        high     32
        promo    32
        spanned  0
        present  0
        managed  0
        cma      0
        protection: (0, 0, 0, 0, 0)
"""
BUDDYINFO = """\
Node 0, zone      DMA      0      2      0      1      0      1      1      1      1      0      3\x20
Node 0, zone   Normal   4500    100     50      8      4      1      0      0      0      0      0\x20
"""
_PAGETYPEINFO = """\
Page block order: 9
Pages per block:  512

Free pages count per migrate type at order       0      1      2      3      4      5      6      7      8      9     10
Node    0, zone      DMA, type    Unmovable      0      2      0      1      0      1      1      1      1      0      0
Node    0, zone      DMA, type      Movable      0      0      0      0      0      0      0      0      0      0      3
Node    0, zone      DMA, type  Reclaimable      0      0      0      0      0      0      0      0      0      0      0
Node    0, zone      DMA, type   HighAtomic      0      0      0      0      0      0      0      0      0      0      0
Node    0, zone      DMA, type          CMA      0      0      0      0      0      0      0      0      0      0      0
Node    0, zone      DMA, type      Isolate      0      0      0      0      0      0      0      0      0      0      0
Node    0, zone   Normal, type    Unmovable   4000     90     10      0      0      0      0      0      0      0      0
Node    0, zone   Normal, type      Movable    500     10     40      0      0      0      0      0      0      0      0
Node    0, zone   Normal, type  Reclaimable      0      0      0      0      0      0      0      0      0      0      0
Node    0, zone   Normal, type   HighAtomic      0      0      0      8      4      1      0      0      0      0      0
Node    0, zone   Normal, type          CMA      0      0      0      0      0      0      0      0      0      0      0
Node    0, zone   Normal, type      Isolate      0      0      0      0      0      0      0      0      0      0      0

Number of blocks type     Unmovable      Movable  Reclaimable   HighAtomic          CMA      Isolate
Node 0, zone      DMA            1            7            0            0            0            0
Node 0, zone   Normal          100           28            3            1            0            0
"""
PAGETYPEINFO = _PAGETYPEINFO.replace("\n", " \n")  # the kernel ends every row with a blank
FILES = {"zoneinfo": ZONEINFO, "buddyinfo": BUDDYINFO, "pagetypeinfo": PAGETYPEINFO}
