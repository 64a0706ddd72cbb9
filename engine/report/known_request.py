"""What is known of a request that can't be judged, since its order is not printed or is none?"""

from __future__ import annotations

from typing import Any

from engine.explain.analysis import Analysis
from engine.kernels.flags import highest_zone, mobility
from engine.kernels.gfp import bits_of, printed_names
from engine.kernels.layout import layout_of
from engine.model.report import Report


def known_request(report: Report, analysis: Analysis) -> dict[str, Any] | None:
    """Order (null, or −1 as an OOM kill by hand prints it) and mask, and what follows from the mask; None without one.

    Nothing was checked for it, so that it has neither mark nor flags.
    """
    order, mask, names = _printed(report)
    if mask is None:
        return None
    era = analysis.rules.log_era
    bits = bits_of(mask, names, era)
    layout = layout_of(report.scenario.zones, analysis.rules.log_version)
    return {
        "order": order,
        "size": None,
        "gfp_mask": f"{mask:#x}",
        "gfp_flags": list(names or printed_names(mask, era)),
        "highest_zone": highest_zone(bits, layout).upper(),
        "migratetype": mobility(bits).name,
        "mark": None,
        "alloc_flags": None,
    }


def _printed(report: Report) -> tuple[int | None, int | None, tuple[str, ...]]:
    if report.oom is not None:
        return report.oom.order, report.oom.gfp_mask, report.oom.gfp_names
    if report.vmalloc is not None:
        return None, report.vmalloc.gfp_mask, report.vmalloc.gfp_names
    return None, None, ()
