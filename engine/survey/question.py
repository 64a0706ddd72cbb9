"""Which question is put to the memory that a report shows: its own request, or another one?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.check.walk import rules_for
from engine.explain.analysis import Analysis
from engine.explain.answer import answer
from engine.kernels.gfp import parse_mask
from engine.model.report import Report
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Question:
    """Another order, another mask (number or names), other rules (their label); None leaves what was printed."""

    order: int | None = None
    gfp: str | None = None
    rules: str | None = None

    def scenario(self, scenario: Scenario) -> Scenario:
        """The scenario with this request and these rules. Raises GfpError for a mask that can't be read."""
        if self.rules is not None:
            scenario = replace(scenario, rules=self.rules)
        if self.order is None and self.gfp is None:
            return scenario
        request = scenario.request
        era = rules_for(scenario).log_era
        if request is None:
            request = AllocRequest(order=0, gfp_mask=parse_mask("GFP_KERNEL", era))
        if self.order is not None:
            request = replace(request, order=self.order)
        if self.gfp is not None:
            request = replace(request, gfp_mask=parse_mask(self.gfp, era), gfp_names=())
        return replace(scenario, request=request)

    def judge(self, report: Report) -> Analysis:
        """The answer to a report. Raises GfpError for a mask that its kernel can't have."""
        return answer(report, self.scenario(report.scenario))
