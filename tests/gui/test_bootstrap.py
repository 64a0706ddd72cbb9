"""The set-up decides rightly, whatever the machine is like."""

import ast
import re
from pathlib import Path

import pytest

from gui import arguments, bootstrap
from gui.bootstrap import Start
from gui.setup import interpreter, machine, venv
from gui.setup.machine import Needs, Screen

ROOT = Path(venv.ROOT)
NOTHING: set[str] = set()
FILES = {"run": b"numpy==1\n"}
WHOLE = venv.stamp("cpython-311", FILES)


@pytest.mark.parametrize(
    ("version", "told"),
    [((3, 6, 15), True), ((3, 9, 18), True), ((3, 10, 0), False), ((3, 14, 1, "final", 0), False), ((2, 7, 18), True)],
)
def test_an_interpreter_that_is_too_old_is_told_in_one_line(version: tuple[int | str, ...], told: bool) -> None:
    line = interpreter.complaint(version)
    assert (line is not None) is told
    assert not line or ("3.10 or later" in line and "\n" not in line)


@pytest.mark.parametrize(
    "path",
    [
        "gui/__init__.py",
        "gui/__main__.py",
        "gui/setup/__init__.py",
        "gui/setup/interpreter.py",
        "tests/__init__.py",
        "tests/__main__.py",
    ],
)
def test_what_runs_before_the_interpreter_is_checked_can_be_read_by_an_old_one(path: str) -> None:
    text = (ROOT / path).read_text("utf-8")
    ast.parse(text, feature_version=(3, 6))
    assert "__future__" not in text


@pytest.mark.parametrize(
    ("here", "venv_fits", "inside", "start"),
    [
        (True, False, False, Start.HERE),
        (True, True, False, Start.HERE),
        (False, True, False, Start.VENV),
        (False, False, False, Start.SET_UP),
        (False, True, True, Start.SET_UP),
    ],
    ids=["installed", "installed, and a venv", "second start", "first start", "venv that lacks a package"],
)
def test_the_start_is_chosen(here: bool, venv_fits: bool, inside: bool, start: Start) -> None:
    assert bootstrap.choose_start(here, venv_fits, inside) is start


@pytest.mark.parametrize(
    ("found", "fits", "clear"),
    [
        (WHOLE, True, False),
        (venv.stamp("cpython-311", {**FILES, "dev": b"pytest==1\n"}), True, False),
        (venv.stamp("cpython-311", {"run": b"numpy==2\n"}), False, False),
        (venv.stamp("cpython-312", FILES), False, True),
        (bootstrap.UNFINISHED, False, True),
        ("", False, True),
        (None, False, False),
    ],
    ids=["whole", "more than whole", "other pins", "other interpreter", "unfinished", "empty", "somebody's own"],
)
def test_a_venv_is_taken_for_whole_only_with_the_right_stamp(found: str | None, fits: bool, clear: bool) -> None:
    assert venv.stamp_fits(found, WHOLE) is fits
    assert bootstrap.must_clear(found, "cpython-311") is clear


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ("6.7.3", False),
        ("6.8", True),
        ("6.8.0", True),
        ("6.11.3", True),
        ("6.12.0", False),
        ("6.12", False),
        (None, False),
    ],
)
def test_a_version_of_pyside_is_accepted_or_not(version: str | None, fits: bool) -> None:
    assert bootstrap.version_fits(bootstrap.RUN.modules[0], version) is fits


@pytest.mark.parametrize(
    ("environment", "answers", "screen"),
    [
        ({}, True, Screen.NONE),
        ({"DISPLAY": ":0"}, True, Screen.X11),
        ({"DISPLAY": ":0"}, False, Screen.NONE),
        ({"DISPLAY": ""}, True, Screen.NONE),
        ({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/nowhere"}, True, Screen.NONE),
        ({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/nowhere", "DISPLAY": ":0"}, True, Screen.X11),
        ({"WAYLAND_DISPLAY": str(ROOT)}, True, Screen.WAYLAND),
        ({"QT_QPA_PLATFORM": "offscreen"}, True, Screen.MEMORY),
        ({"QT_QPA_PLATFORM": "minimal:x", "DISPLAY": ":0"}, False, Screen.MEMORY),
        ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":0"}, True, Screen.X11),
        ({"QT_QPA_PLATFORM": "wayland;xcb", "DISPLAY": ":0"}, True, Screen.WAYLAND),
    ],
)
def test_the_screen_is_found(environment: dict[str, str], answers: bool, screen: Screen) -> None:
    assert machine.which_screen(environment, "linux", lambda _: answers) is screen


@pytest.mark.parametrize(
    ("screen", "absent", "packages"),
    [
        (Screen.X11, NOTHING, ()),
        (Screen.X11, {"libEGL.so.1", "libxcb-icccm.so.4"}, ("libegl1", "libxcb-icccm4")),
        (Screen.NONE, {"libEGL.so.1", "libxcb-icccm.so.4"}, ("libegl1",)),
        (Screen.MEMORY, {"libxcb-icccm.so.4"}, ()),
        (Screen.WAYLAND, {"libxcb-icccm.so.4", "libwayland-cursor.so.0"}, ("libwayland-cursor0",)),
    ],
)
def test_only_the_libraries_that_the_screen_needs_are_asked_for(
    screen: Screen, absent: set[str], packages: tuple[str, ...]
) -> None:
    assert machine.missing_libraries(screen, "linux", lambda soname: soname not in absent).packages == packages


def test_other_systems_bring_their_own_libraries() -> None:
    assert machine.missing_libraries(Screen.X11, "darwin", lambda _: False) == Needs()


@pytest.mark.parametrize(
    ("modules", "packages"),
    [({"venv", "ensurepip"}, ()), ({"venv"}, ("python3.12-venv",)), (NOTHING, ("python3.12-venv",))],
)
def test_a_missing_venv_module_is_asked_for(modules: set[str], packages: tuple[str, ...]) -> None:
    assert machine.missing_venv((3, 12), lambda name: name in modules).packages == packages


NEEDS = Needs(("libEGL.so.1", "libGL.so.1"), ("libegl1", "libgl1"))


@pytest.mark.parametrize(
    ("has_apt", "is_root", "line"),
    [
        (True, True, None),
        (True, False, "Missing on this machine; please run:  sudo apt-get install libegl1 libgl1"),
        (False, True, "Missing on this machine; please install what brings: libEGL.so.1, libGL.so.1"),
        (False, False, "Missing on this machine; please install what brings: libEGL.so.1, libGL.so.1"),
    ],
    ids=["root with apt", "user with apt", "root without apt", "user without apt"],
)
def test_what_is_missing_is_installed_or_told_in_one_line(has_apt: bool, is_root: bool, line: str | None) -> None:
    assert machine.refusal(NEEDS, has_apt, is_root) == line


def test_apt_renews_its_lists_before_it_installs() -> None:
    update, install = machine.apt_commands(NEEDS.packages)
    assert update[-1] == "update"
    assert install[-2:] == NEEDS.packages


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Collecting numpy==2.4.6 (from -r run.txt (line 5))\n", None),
        (
            "  Downloading numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.whl (16.9 MB)\n",
            "      2 of at most 5: downloading numpy 2.4.6 (16.9 MB)",
        ),
        (
            "  Using cached numpy-2.4.6-cp311-cp311-x.whl (16.9 MB)\n",
            "      2 of at most 5: using cached numpy 2.4.6 (16.9 MB)",
        ),
        ("Installing collected packages: numpy\n", "      installing what was fetched"),
    ],
)
def test_what_is_fetched_is_shown(line: str, shown: str | None) -> None:
    assert bootstrap.progress(line, 5, 2) == shown


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("WARNING: Retrying after NewConnectionError\nERROR: No matching distribution found for numpy", "network"),
        ("ERROR: Could not install packages due to an OSError: No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\nmore", "DO NOT MATCH THE HASHES"),
        ("", "does not say why"),
    ],
)
def test_why_pip_gave_up_is_one_line(output: str, words: str) -> None:
    line = bootstrap.pip_trouble(output)
    assert words in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("problem", "status"), [(machine.SetupError("no"), 2), (PermissionError("no"), 2), (KeyboardInterrupt(), 130)]
)
def test_a_set_up_that_stops_says_so_in_one_line(problem: BaseException, status: int) -> None:
    said: list[str] = []
    with pytest.raises(SystemExit) as ended, bootstrap.told_plainly(said.append):
        raise problem
    assert ended.value.code == status
    assert len(said) == 1


@pytest.mark.parametrize("name", ["run", "dev"])
def test_every_requirement_is_pinned_with_its_hashes(name: str) -> None:
    text = (Path(venv.REQUIREMENTS, f"{name}.txt")).read_text("utf-8")
    blocks = [block for block in re.split(r"\n(?=\w)", text) if block.strip()]
    assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []
    assert "/" not in text


def test_what_the_tests_run_with_holds_what_the_window_runs_with() -> None:
    run, dev = (pins(Path(venv.REQUIREMENTS, f"{name}.txt")) for name in ("run", "dev"))
    assert run <= dev


def pins(path: Path) -> set[str]:
    return set(re.findall(r"^\w\S*==\S+", path.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize(
    ("argv", "read"),
    [
        ([], arguments.Arguments()),
        (["a.txt", "-"], arguments.Arguments(files=("a.txt", "-"))),
        (["a", "--export", "x.SVG"], arguments.Arguments(("a",), Path("x.SVG"))),
        (["--report", "2", "--zone", "Node 0 DMA32"], arguments.Arguments(report=2, zone="Node 0 DMA32")),
    ],
)
def test_the_command_line_is_read(argv: list[str], read: arguments.Arguments) -> None:
    assert arguments.parse(argv) == read


@pytest.mark.parametrize("argv", [["--export", "x.gif"], ["--report", "0"], ["--report", "x"], ["--nonsense"]])
def test_bad_usage_ends_with_status_2(argv: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        arguments.parse(argv)
    assert ended.value.code == 2


def test_a_venv_is_whole_only_with_its_stamp_and_its_interpreter(tmp_path: Path) -> None:
    place = str(tmp_path)
    assert not venv.is_whole(place, WHOLE)
    Path(place, venv.STAMP).write_text(WHOLE, "utf-8")
    assert not venv.is_whole(place, WHOLE)
    Path(venv.python_of(place)).parent.mkdir()
    Path(venv.python_of(place)).touch()
    assert venv.is_whole(place, WHOLE)
    Path(place, venv.STAMP).write_text(bootstrap.UNFINISHED, "utf-8")
    assert not venv.is_whole(place, WHOLE)
