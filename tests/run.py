"""Which checks are there, and in which order do they run?"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from gui import bootstrap
from gui.setup import machine, venv
from gui.setup.machine import Needs, Screen, SetupError

VIRTUAL_SCREEN = ("xvfb", "xauth")


@dataclass(frozen=True)
class Check:
    """One program that must end well."""

    heading: str
    command: tuple[str, ...]


def checks(pytest_arguments: Sequence[str]) -> tuple[Check, ...]:
    """What is run, the quickest first."""
    python = (sys.executable, "-m")
    return (
        Check("ruff check", (*python, "ruff", "check", ".")),
        Check("mypy", (*python, "mypy", "engine", "gui", "tests")),
        Check("pytest", (*python, "pytest", *pytest_arguments)),
    )


def run(pytest_arguments: list[str]) -> int:
    """Set up, run the checks up to the first that fails, and sum up; that one's status."""
    with bootstrap.told_plainly():
        prepare(pytest_arguments)
    results: list[tuple[str, int | None, float]] = []
    for check in checks(pytest_arguments):
        failed = any(status for _, status, _ in results)
        results.append((check.heading, None, 0.0) if failed else _run(check))
    print("\n" + "\n".join(_summary(*result) for result in results))
    return next((status for _, status, _ in results if status), 0)


def prepare(argv: list[str]) -> None:
    """Come back in an interpreter that has the tools; a virtual screen is wanted, and done without if need be."""
    kind, place = bootstrap.how_to_start(bootstrap.DEV)
    if kind is bootstrap.Start.VENV:
        venv.go_on(place, "tests", argv)
    bootstrap.provide_system(Screen.NONE, making_venv=kind is bootstrap.Start.SET_UP)
    _provide_virtual_screen()
    if kind is bootstrap.Start.SET_UP:
        bootstrap.set_up(bootstrap.DEV, place)
        venv.go_on(place, "tests", argv)


def _provide_virtual_screen() -> None:
    needs = machine.missing_libraries(Screen.X11, sys.platform, machine.loads)
    if not machine.has_program("Xvfb"):
        needs += Needs(VIRTUAL_SCREEN, VIRTUAL_SCREEN)
    if not needs.things:
        return
    try:
        machine.provide(needs, machine.report)
    except SetupError as problem:
        machine.report(f"No test on a virtual screen. {problem}")


def _run(check: Check) -> tuple[str, int | None, float]:
    print(f"\n== {check.heading} ==", flush=True)
    begun = time.monotonic()
    done = subprocess.run(check.command, cwd=venv.ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    return check.heading, done.returncode, time.monotonic() - begun


def _summary(heading: str, status: int | None, seconds: float) -> str:
    if status is None:
        return f"{heading:<12} not run"
    return f"{heading:<12} {'passed' if status == 0 else f'FAILED (status {status})'} in {seconds:.1f} s"
