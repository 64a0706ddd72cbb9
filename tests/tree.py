"""Which files make up the project?"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {
    ".git",
    ".venv",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    "__pycache__",
    "dist",
    "build",
}


def project_files() -> list[Path]:
    """Every file that is committed or could be, relative to the project's folder."""
    command = ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"]
    if (ROOT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(command, capture_output=True, text=True)
        if listed.returncode == 0:
            return sorted(
                path for path in map(Path, filter(None, listed.stdout.split("\0"))) if (ROOT / path).is_file()
            )
    return sorted(path.relative_to(ROOT) for path in _walk(ROOT))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in NOT_OURS:
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def samples() -> list[Path]:
    """The samples that come with the program."""
    return sorted((ROOT / "resources" / "samples").glob("*.txt"))
