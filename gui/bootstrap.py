"""How does the program get from a bare python3 to one that has what it needs?  (Standard library only, no Qt.)

A start is one of three: the dependencies are importable here (go on), the venv beside the packages is whole (go on in
its interpreter; venv.py has a short way to that), or they have to be fetched first.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from gui.setup import machine, venv
from gui.setup.machine import SetupError

LOG = "buddyscope-setup.log"
UNFINISHED = "unfinished\n"
NO_NETWORK = r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|RemoteDisconnected"

BAD_SETUP = 2
INTERRUPTED = 130


@dataclass(frozen=True)
class Dependency:
    """A module to be found here: the versions that do, from the first up to but not including the second."""

    module: str
    since: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kit:
    """A requirement file and the modules by which we see that it is installed."""

    name: str
    modules: tuple[Dependency, ...]


RUN = Kit(
    "run",
    (
        Dependency("PySide6", (6, 8), (6, 12), ("QtWidgets", "QtSvg", "QtPrintSupport")),
        Dependency("pyqtgraph", (0, 14), (0, 15)),
        Dependency("numpy"),
    ),
)
DEV = Kit(
    "dev",
    (
        *RUN.modules,
        *(Dependency(name) for name in ("pytest", "pytestqt", "hypothesis", "mypy", "ruff", "build", "hatchling")),
    ),
)
KITS = {"run": ("run",), "dev": ("run", "dev")}  # what a requirement file brings: dev.txt holds all of run.txt


class Start(Enum):
    """What a start has to do before the program can run."""

    HERE = "go on in this interpreter"
    VENV = "go on in the venv's interpreter"
    SET_UP = "fetch the dependencies first"


# ---- decisions


def choose_start(here: bool, venv_fits: bool, inside_venv: bool) -> Start:
    """Which of the three starts this is; a venv that we are in and that lacks things is not whole."""
    if here:
        return Start.HERE
    return Start.VENV if venv_fits and not inside_venv else Start.SET_UP


def version_fits(dependency: Dependency, version: str | None) -> bool:
    """Whether a module of this version does; an unknown version does only where any would."""
    if not dependency.since:
        return True
    numbers = tuple(int(number) for number in re.findall(r"\d+", version or "")[:3])
    return dependency.since <= numbers < dependency.before


def must_clear(found: str | None, interpreter: str) -> bool:
    """Whether a venv is beyond mending: ours, and left half done or made for another interpreter.

    One without a stamp is somebody's own; it is added to and never emptied.
    """
    return found is not None and f"python {interpreter}" not in found.splitlines()


def pip_trouble(output: str) -> str:
    """The one line that tells why pip gave up."""
    if re.search(NO_NETWORK, output):
        return "The network can't be reached, so the dependencies can't be fetched; start again when it can."
    if "No space left on device" in output:
        return "The disk is full, so the dependencies can't be installed; make room and start again."
    errors = re.findall(r"^ERROR: (.*)", output, re.MULTILINE)
    return f"pip could not install the dependencies: {errors[0] if errors else 'it does not say why'}"


def progress(line: str, total: int, count: int) -> str | None:
    """What to show of a line of pip's: each file as it is fetched."""
    fetched = re.match(r"\s*(Downloading|Using cached) (?:.*/)?([^-\s]+)-([^-\s]+)-\S+(?: (\(.*\)))?", line)
    if fetched:
        doing, name, version, size = fetched.groups()
        return f"      {count} of at most {total}: {doing.lower()} {name} {version} {size or ''}".rstrip()
    return "      installing what was fetched" if line.startswith("Installing collected packages") else None


# ---- the machine as it is


def found_here(kit: Kit) -> bool:
    """Whether this interpreter can import all that a kit needs, found without importing any of it."""
    return all(_found_here(dependency) for dependency in kit.modules)


def _found_here(dependency: Dependency) -> bool:
    from importlib.util import find_spec

    spec = find_spec(dependency.module)
    if spec is None or spec.origin is None:
        return False
    folder = Path(spec.origin).parent
    if any(next(folder.glob(part + ".*"), None) is None for part in dependency.parts):
        return False
    return not dependency.since or version_fits(dependency, _written_version(Path(spec.origin)))


def _written_version(package: Path) -> str | None:
    found = re.search(r"^__version__\s*=\s*[\"']([^\"']+)", package.read_text("utf-8", "replace"), re.MULTILINE)
    return found and found[1]


def _writable_place() -> str:
    for place in venv.places():
        existing = next(path for path in (Path(place), *Path(place).parents) if path.exists())
        if os.access(existing, os.W_OK):
            return place
    raise SetupError(f"None of these can be written, so the dependencies have no place: {', '.join(venv.places())}")


# ---- doing it


def how_to_start(kit: Kit) -> tuple[Start, str]:
    """Which start this is, and the venv that it is about."""
    if found_here(kit):
        return Start.HERE, ""
    if venv.INSTALLED:
        raise SetupError("Buddyscope is installed without its dependencies: install PySide6-Essentials and pyqtgraph.")
    whole = venv.whole_venv(KITS[kit.name])
    kind = choose_start(here=False, venv_fits=whole is not None, inside_venv=whole is not None and venv.inside(whole))
    return kind, whole or _writable_place()


def set_up(kit: Kit, place: str, say: Callable[[str], None] = machine.report) -> None:
    """Make the venv and fetch what the kit needs into it."""
    wanted = venv.wanted_stamp(KITS[kit.name])
    broken = venv.is_whole(place, wanted)  # it says that it is, and yet something can't be found in it
    say(f"Setting Buddyscope up in {place}; this happens once.")
    Path(place).mkdir(parents=True, exist_ok=True)
    with _alone(place, say) as waited:
        if not (waited and venv.is_whole(place, wanted)):
            _make(place, kit, wanted, say, broken)


@contextmanager
def _alone(place: str, say: Callable[[str], None]) -> Iterator[bool]:
    """Keep a second start out of a venv that is being made; whether we had to wait for another's."""
    if os.name == "nt":
        yield False
        return
    import fcntl

    folder = os.open(place, os.O_RDONLY)
    waited = False
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is setting it up; waiting for that one.")
            fcntl.flock(folder, fcntl.LOCK_EX)
            waited = True
        yield waited
    finally:
        os.close(folder)


def _make(place: str, kit: Kit, wanted: str, say: Callable[[str], None], broken: bool) -> None:
    """Make or mend the venv.  Its stamp is written last, so that one left half done is never taken for whole."""
    clear = broken or must_clear(venv.read_stamp(place), venv.interpreter())
    say("[1/2] Making the venv" + (" anew" if clear else ""))
    _write_stamp(place, UNFINISHED)
    python = getattr(sys, "_base_executable", sys.executable)
    _run([python, "-m", "venv", *(["--clear"] if clear else []), place], "The venv could not be made")
    _write_stamp(place, UNFINISHED)
    say("[2/2] Fetching the dependencies (about 110 MB the first time)")
    _pip_install(place, Path(venv.REQUIREMENTS, f"{kit.name}.txt"), say)
    _write_stamp(place, wanted)


def _write_stamp(place: str, text: str) -> None:
    fresh = Path(place, venv.STAMP + ".new")
    fresh.write_text(text, "utf-8")
    fresh.replace(Path(place, venv.STAMP))


def _run(command: Sequence[str], failure: str) -> None:
    import subprocess

    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    if done.returncode:
        last = (done.stdout.strip().splitlines() or [f"status {done.returncode}"])[-1]
        raise SetupError(f"{failure}: {last}")


def _pip_install(place: str, requirements: Path, say: Callable[[str], None]) -> None:
    import subprocess

    total = len(re.findall(r"^\w\S*==", requirements.read_text("utf-8"), re.MULTILINE))
    options = ("--require-hashes", "--only-binary", ":all:", "--disable-pip-version-check", "--no-input")
    command = [venv.python_of(place), "-m", "pip", "install", *options, "--requirement", str(requirements)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        assert pip.stdout is not None
        lines = list(_told(pip.stdout, total, say))
    log = Path(place, LOG)
    log.write_text("".join(lines), "utf-8")
    if pip.returncode:
        raise SetupError(f"{pip_trouble(''.join(lines))} (All of it: {log})")


def _told(lines: Iterable[str], total: int, say: Callable[[str], None]) -> Iterator[str]:
    count = 0
    for line in lines:
        count += line.startswith("Collecting ")
        shown = progress(line, total, count)
        if shown:
            say(shown)
        yield line


# ---- the way in


@contextmanager
def told_plainly(say: Callable[[str], None] = machine.report) -> Iterator[None]:
    """What stops a set-up is told in one line, with a status and no traceback."""
    try:
        yield
    except SetupError as problem:
        say(str(problem))
    except OSError as problem:
        say(f"The set-up could not go on: {problem}")
    except KeyboardInterrupt:
        say("The set-up was stopped; the next start goes on with it.")
        raise SystemExit(INTERRUPTED) from None
    else:
        return
    raise SystemExit(BAD_SETUP)


def provide_system(screen: machine.Screen, making_venv: bool, say: Callable[[str], None] = machine.report) -> None:
    """See to the system's own part: Qt's libraries for this screen, and the venv module if we are to make one."""
    needs = _system_needs(screen, making_venv)
    if needs.things:
        machine.provide(needs, say)
        needs = _system_needs(screen, making_venv)
    if needs.things:
        raise SetupError(f"apt-get was done, and yet these can't be found: {', '.join(needs.things)}")


def _system_needs(screen: machine.Screen, making_venv: bool) -> machine.Needs:
    needs = machine.missing_libraries(screen, sys.platform, machine.loads)
    return needs + machine.missing_venv(sys.version_info[:2], machine.has_module) if making_venv else needs
