"""What is said of a page frame, and of a workload on its way?"""

from __future__ import annotations

from engine.buddy.simulation import Held, Holder
from engine.buddy.workload import Run
from engine.buddy.zone import BuddyZone
from engine.explain.play_words import list_name
from engine.model.units import show_bytes


def block_words(zone: BuddyZone, frame: int, held: Holder, page_size: int) -> str:
    """ "Page frame 6,400: free, block of order 8 (1 MB) from 6,400, movable list; pageblock movable"."""
    words = f"Page frame {zone.base + frame:,}: {held.held.value}"
    if held.order is not None:
        words += f", block of order {held.order} ({show_bytes(page_size << held.order)}) from {held.pfn:,}"
    if held.kind is not None:
        words += f", {list_name(held.kind)} list"
    elif held.held is not Held.ON_CPU:
        words += ", can move" if held.movable else ", can't move"
    return f"{words}; pageblock {list_name(zone.block_type(frame))}"


def run_words(run: Run) -> str:
    """ "network server: 12,000 of 60,000 steps, 7,100 served, 3 refused"."""
    steps = len(run.workload.actions)
    done = f"{run.at:,} of {steps:,} steps" if run.at < steps else f"all {steps:,} steps"
    words = f"{run.workload.mix.name}: {done}, {run.served:,} served, {run.refused:,} refused"
    if run.refused and not run.served:
        words += ". Too little is free for any of them, and nothing gives memory back here: free some first"
    return words
