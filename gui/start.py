"""What does a start come to: the window, or an answer in the terminal?  (No Qt is imported before that is known.)"""

import os
import sys

from gui import arguments
from gui.setup import machine, venv
from gui.setup.machine import Screen


def start(argv: list[str]) -> int:
    """Set up what is missing and run the program; the exit status."""
    wants_picture = arguments.parse(argv).export is not None  # bad usage is told before anything is fetched
    screen = Screen.NONE if wants_picture else machine.which_screen(os.environ, sys.platform, machine.x11_answers)
    if not is_ready(screen):
        make_ready(screen, argv)
    if screen is not Screen.NONE:
        from gui import app

        return app.main(argv)
    if not wants_picture:
        machine.report("No screen here: the verdict is printed, and the chart goes to a file.")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from gui import headless

    return headless.main(argv)


def is_ready(screen: Screen) -> bool:
    """Whether this is our own whole venv with the libraries it stands on, as in every start but the first."""
    return venv.is_home(("run",)) and not machine.missing_libraries(screen, sys.platform, machine.loads).things


def make_ready(screen: Screen, argv: list[str]) -> None:
    """Come back in an interpreter that has all that is needed."""
    from gui import bootstrap

    with bootstrap.told_plainly():
        kind, place = bootstrap.how_to_start(bootstrap.RUN)
        if kind is bootstrap.Start.VENV:
            venv.go_on(place, "gui", argv)
        bootstrap.provide_system(screen, making_venv=kind is bootstrap.Start.SET_UP)
        if kind is bootstrap.Start.SET_UP:
            bootstrap.set_up(bootstrap.RUN, place)
            venv.go_on(place, "gui", argv)
