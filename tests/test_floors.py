"""Imports point down, and no file names a place."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tree import ROOT, project_files

# Each floor stands on those before it; two names in one floor don't know each other.
FLOORS = (
    ("model",), ("kernels",), ("read", "check"), ("buddy", "intake"), ("explain",), ("report",), ("survey",),
)  # fmt: skip
HEIGHT = {name: height for height, names in enumerate(FLOORS) for name in names}
TOP = len(FLOORS)  # the command line, and whatever else lies directly in engine/

SOURCES = [path for path in project_files() if path.suffix == ".py"]
ENGINE = [path for path in SOURCES if path.parts[0] == "engine"]
PANES = [path for path in SOURCES if path.parts[:2] == ("gui", "panes")]


def imported(path: Path, text: str) -> Iterator[str]:
    """The full names that a module imports, at its top or inside of a function."""
    package = path.parent.parts
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*above, *filter(None, [node.module])))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def names_in(path: Path) -> list[str]:
    return list(imported(path, (ROOT / path).read_text("utf-8")))


def height(parts: tuple[str, ...]) -> int:
    return HEIGHT.get(parts[1].removesuffix(".py"), TOP) if len(parts) > 1 else TOP


def wrong_floor(path: Path, name: str) -> bool:
    parts = tuple(name.split("."))
    if parts[0] != "engine" or len(parts) < 2:
        return False
    same_room = path.parts[1].removesuffix(".py") == parts[1]
    return not same_room and height(path.parts) <= height(parts) and height(parts) != TOP


def other_pane(path: Path, name: str) -> bool:
    parts = name.split(".")
    return parts[:2] == ["gui", "panes"] and len(parts) > 2 and parts[2] != path.stem


@pytest.mark.parametrize("path", ENGINE, ids=str)
def test_engine_imports_only_the_standard_library_and_engine(path: Path) -> None:
    allowed = {"engine", *sys.stdlib_module_names}
    assert [name for name in names_in(path) if name.split(".")[0] not in allowed] == []


@pytest.mark.parametrize("path", ENGINE, ids=str)
def test_engine_imports_point_down(path: Path) -> None:
    assert [name for name in names_in(path) if wrong_floor(path, name)] == []


@pytest.mark.parametrize("path", [path for path in ENGINE if height(path.parts) < TOP], ids=str)
def test_no_floor_imports_the_command_line(path: Path) -> None:
    above = [
        name for name in names_in(path) if name.split(".")[0] == "engine" and height(tuple(name.split("."))) == TOP
    ]
    assert above == []


@pytest.mark.parametrize("path", PANES, ids=str)
def test_panes_do_not_import_panes(path: Path) -> None:
    assert [name for name in names_in(path) if other_pane(path, name)] == []


@pytest.mark.parametrize(
    ("path", "text", "wrong"),
    [
        ("engine/model/zone.py", "from engine.kernels import rules", True),
        ("engine/read/text.py", "from engine.check.walk import walk", True),
        ("engine/read/text.py", "from ..check import walk", True),
        ("engine/explain/say.py", "from engine.check.walk import walk", False),
        ("engine/check/walk.py", "from .watermark import check", False),
        ("engine/cli.py", "import engine.report.text", False),
    ],
)
def test_the_floors_are_seen_in_every_form_of_import(path: str, text: str, wrong: bool) -> None:
    assert any(wrong_floor(Path(path), name) for name in imported(Path(path), text)) is wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("from gui.panes import trace", True), ("from . import trace", True), ("from gui.theme import icon", False)],
)
def test_another_pane_is_seen_in_every_form_of_import(text: str, wrong: bool) -> None:
    path = Path("gui/panes/chart.py")
    assert any(other_pane(path, name) for name in imported(path, text)) is wrong


def test_no_file_names_this_folder_or_a_package_registry() -> None:
    hosts = [".".join(parts).encode() for parts in (("pypi", "org"), ("pythonhosted", "org"))]
    folder = [str(ROOT).encode()] if len(ROOT.parts) > 2 else []
    found = [
        str(path) for path in project_files() if any(name in (ROOT / path).read_bytes() for name in hosts + folder)
    ]
    assert found == []
