"""Does this machine have what the window stands on: system libraries, a screen, the venv module?"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum


class Screen(Enum):
    """Where Qt will draw."""

    NONE = "none"
    X11 = "x11"
    WAYLAND = "wayland"
    MEMORY = "memory"


@dataclass(frozen=True)
class Library:
    """A system library that Qt loads, the Debian package that brings it, and the screens that need it."""

    soname: str
    package: str
    screens: frozenset[Screen] = frozenset(Screen)


_X11 = frozenset({Screen.X11})
_WAYLAND = frozenset({Screen.WAYLAND})

# Found by adding one at a time to a bare system; each of these brings the rest of what Qt loads.
LIBRARIES = (
    Library("libglib-2.0.so.0", "libglib2.0-0"),
    Library("libEGL.so.1", "libegl1"),
    Library("libGL.so.1", "libgl1"),
    Library("libxkbcommon.so.0", "libxkbcommon0"),
    Library("libdbus-1.so.3", "libdbus-1-3"),
    Library("libfontconfig.so.1", "libfontconfig1"),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", _X11),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", _X11),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", _X11),
    Library("libxcb-shape.so.0", "libxcb-shape0", _X11),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", _X11),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", _X11),
    Library("libwayland-client.so.0", "libwayland-client0", _WAYLAND),
    Library("libwayland-cursor.so.0", "libwayland-cursor0", _WAYLAND),
    Library("libwayland-egl.so.1", "libwayland-egl1", _WAYLAND),
)


class SetupError(Exception):
    """The set-up can't go on; the message is one line that says what to do."""


@dataclass(frozen=True)
class Needs:
    """What is missing: things as a person calls them, and the Debian packages that bring them."""

    things: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()

    def __add__(self, other: "Needs") -> "Needs":
        return Needs(self.things + other.things, self.packages + other.packages)


def which_screen(environment: Mapping[str, str], platform: str, answers: Callable[[Mapping[str, str]], bool]) -> Screen:
    """The screen that Qt will choose; `answers` says whether the X11 display can really be reached."""
    chosen = environment.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if chosen:
        return {"xcb": Screen.X11, "wayland": Screen.WAYLAND}.get(chosen, Screen.MEMORY)
    if not platform.startswith("linux"):
        return Screen.MEMORY
    if _wayland_socket(environment):
        return Screen.WAYLAND
    if environment.get("DISPLAY") and answers(environment):
        return Screen.X11
    return Screen.NONE


def x11_answers(environment: Mapping[str, str]) -> bool:
    """Whether the X server lets us in; with one that doesn't, Qt ends the process and nothing can be caught."""
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # unknown until the libraries are here; the next start asks again
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(os.fsencode(environment["DISPLAY"]), None))
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


def missing_libraries(screen: Screen, platform: str, loads: Callable[[str], bool]) -> Needs:
    """The libraries that Qt will ask for on this screen and that can't be loaded."""
    if not platform.startswith("linux"):
        return Needs()
    missing = [library for library in LIBRARIES if screen in library.screens and not loads(library.soname)]
    return Needs(tuple(library.soname for library in missing), tuple(library.package for library in missing))


def loads(soname: str) -> bool:
    """Whether the system's loader finds this library."""
    import ctypes

    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing_venv(version: Sequence[int | str], has_module: Callable[[str], bool]) -> Needs:
    """What `python -m venv` lacks; Debian keeps it in a package of its own."""
    missing = [name for name in ("venv", "ensurepip") if not has_module(name)]
    if not missing:
        return Needs()
    return Needs(tuple(f"Python's module {name}" for name in missing), (f"python{version[0]}.{version[1]}-venv",))


def has_module(name: str) -> bool:
    """Whether this interpreter can import a module, without importing it."""
    from importlib import invalidate_caches
    from importlib.util import find_spec

    invalidate_caches()  # it may have come a moment ago
    return find_spec(name) is not None


def has_program(name: str) -> bool:
    """Whether a program can be called by its name."""
    from shutil import which

    return which(name) is not None


def apt_commands(packages: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The two commands that bring packages on Debian and Ubuntu."""
    wait = ("-o", "DPkg::Lock::Timeout=120")
    return (
        ("apt-get", "-qq", *wait, "update"),
        ("apt-get", "-qq", *wait, "install", "--yes", "--no-install-recommends", *packages),
    )


def refusal(needs: Needs, has_apt: bool, is_root: bool) -> str | None:
    """The one line for somebody who has to install things by hand; None if we may do so ourselves."""
    if has_apt and is_root:
        return None
    if has_apt:
        return f"Missing on this machine; please run:  sudo apt-get install {' '.join(needs.packages)}"
    return f"Missing on this machine; please install what brings: {', '.join(needs.things)}"


def provide(needs: Needs, say: Callable[[str], None]) -> None:
    """Install what is missing where we may, else say in one line what to install."""
    has_apt = has_program("apt-get")
    refused = refusal(needs, has_apt, is_root=os.name == "posix" and os.geteuid() == 0)
    if refused:
        raise SetupError(refused)
    say(f"Installing system packages with apt-get: {' '.join(needs.packages)}")
    _apt(needs)


def _apt(needs: Needs) -> None:
    import subprocess

    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in apt_commands(needs.packages):
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        reason = next((line for line in done.stderr.splitlines() if line.startswith("E:")), f"status {done.returncode}")
        raise SetupError(f"apt-get could not install {' '.join(needs.packages)} ({reason}); please do so by hand.")


def _wayland_socket(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY")
    if not name:
        return False
    return os.path.exists(os.path.join(environment.get("XDG_RUNTIME_DIR", ""), name))  # noqa: PTH110, PTH118 - pathlib is slow to start


def report(line: str) -> None:
    """Tell the person something; standard output is kept for answers."""
    print(line, file=sys.stderr, flush=True)
