"""Any scenario: one to three zones with any counts, lists, marks and reserves, asked under any kernel's rules."""

from hypothesis import strategies as st

from engine.kernels.generations import ROWS
from engine.model.scenario import Scenario
from tests.engine.builders import GFP_ATOMIC_5, GFP_KERNEL_5, a_scenario, a_zone, areas

COUNT = st.integers(0, 40)
LETTERS = st.sampled_from(["M", "U", "ME", "C", "H", "I", "UC"])


@st.composite
def zones(draw: st.DrawFn, name: str):  # type: ignore[no-untyped-def]
    counts = draw(st.lists(COUNT, min_size=11, max_size=11))
    letters = [draw(LETTERS) if count else "" for count in counts]
    mark = draw(st.integers(0, 3000))
    reserve = draw(st.sampled_from([(0, 0, 0, 0), (0, 0, 400, 400), (0, 900, 5000, 5000)]))
    if name == "Normal":
        reserve = (0, 0, 0, 0)
    cma = sum(count << order for order, (count, on) in enumerate(zip(counts, letters, strict=True)) if on == "C")
    return a_zone(
        name,
        counts,
        free_areas=areas(counts, letters),
        min=mark,
        low=mark + 10,
        high=mark + 20,
        lowmem_reserve=reserve,
        free_cma=cma,
        reserved_highatomic=draw(st.sampled_from([0, 0, 512])),
    )


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    names = draw(st.sampled_from([("Normal",), ("DMA32", "Normal"), ("DMA", "DMA32", "Normal")]))
    return a_scenario(
        *(draw(zones(name)) for name in names),
        order=draw(st.integers(0, 9)),
        gfp=draw(st.sampled_from([GFP_KERNEL_5, GFP_ATOMIC_5, 0xCC0 | 0x4, 0x100CCA])),
        rules=draw(st.sampled_from([None, *(row.label for row in ROWS)])),
    )
