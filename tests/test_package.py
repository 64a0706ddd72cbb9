"""What is built from a clone works where nothing else of the project is."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.tree import ROOT, project_files, samples

BARE = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def succeed(command: Sequence[str | Path], cwd: Path, **environment: str) -> str:
    """The standard output of a program that must end well."""
    done = subprocess.run(command, cwd=cwd, env={**BARE, **environment}, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def copy_project(target: Path) -> None:
    for path in project_files():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target / path)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs in a venv into which a wheel, built from a clean copy, is installed."""
    clone, venv = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("venv")
    copy_project(clone)
    succeed([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist"], clone)
    (wheel,) = (clone / "dist").glob("buddyscope-*.whl")
    succeed([sys.executable, "-m", "venv", "--without-pip", venv], clone)
    python = venv / "bin" / "python"
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    succeed([*pip, "install", "--no-index", "--no-deps", wheel], clone)
    site = succeed([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], clone).strip()
    # The dependencies that the tests run with are lent to it, so that nothing is fetched.
    Path(site, "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return venv / "bin"


@pytest.fixture
def sample() -> Path:
    found = samples()
    assert found, "resources/samples holds no sample"
    return found[0]


def test_the_installed_command_line_explains_a_sample(programs: Path, sample: Path, tmp_path: Path) -> None:
    answer = json.loads(succeed([programs / "buddyscope", "check", "--json", sample], tmp_path))
    assert answer["schema"] == "buddyscope/1"
    assert answer["reports"][0]["verdict"]["sentence"]


def test_the_installed_window_exports_the_chart_of_a_sample(programs: Path, sample: Path, tmp_path: Path) -> None:
    command: list[str | Path] = [programs / "buddyscope-gui", "--export", "chart.svg", sample]
    succeed(command, tmp_path, QT_QPA_PLATFORM="offscreen", XDG_CONFIG_HOME=str(tmp_path))
    assert "<svg" in (tmp_path / "chart.svg").read_text("utf-8")


def test_the_wheel_holds_the_samples(programs: Path, tmp_path: Path) -> None:
    script = (
        "import resources, pathlib; print(len(list(pathlib.Path(resources.__file__).parent.glob('samples/*.txt'))))"
    )
    assert int(succeed([programs / "python", "-c", script], tmp_path)) == len(samples())


def test_engine_alone_runs_on_a_bare_python(sample: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "engine", tmp_path / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    answer = json.loads(
        succeed([sys.executable, "-S", "-s", "-E", "-m", "engine", "check", "--json", sample], tmp_path)
    )
    assert answer["reports"]
