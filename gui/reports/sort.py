"""In which order do reports stand when a column is chosen? Quick for a hundred thousand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gui.reports.rows import ReportColumn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gui.reports.listing import Listing


def in_order(listing: Listing, count: int, column: ReportColumn, descending: bool) -> NDArray[np.int64]:
    """The first `count` rows by a column. What was not printed comes last; equals stay as they were found."""
    import numpy as np  # it takes time to import, and the chart has brought it before anyone sorts

    sources, value = listing.sources, column.value
    values = [value(one, sources) for one in listing.sightings[:count]]
    ranks = _ranks(values)
    keys = np.array([ranks[each] for each in values] if ranks else values, dtype=float)
    if descending:
        keys = -keys
    keys[np.isnan(keys)] = np.inf
    return np.argsort(keys, kind="stable")


def _ranks(values: Sequence[float | str | None]) -> dict[float | str | None, float | None]:
    """The place of each text among all there are; empty where the values are numbers already."""
    texts = sorted({each for each in values if isinstance(each, str)}, key=lambda text: (text.casefold(), text))
    if not texts:
        return {}
    return {None: None, **{text: float(rank) for rank, text in enumerate(texts)}}
