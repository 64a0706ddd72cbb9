"""Is there a whole venv of ours, and how do we go on in it?

Every later start runs through this file, twice: it imports nothing that takes time to import.
"""

import os
import sys
from importlib.machinery import PathFinder
from zlib import crc32  # enough to see a change, and hashlib takes as long to import as all the rest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
INSTALLED = os.path.basename(ROOT) in ("site-packages", "dist-packages")
REQUIREMENTS = os.path.join(ROOT, "resources", "requirements")
STAMP = "buddyscope-setup.txt"
PACKAGES = ("PySide6", "pyqtgraph", "numpy")


def hurry(names: tuple[str, ...], module: str, argv: list[str]) -> None:
    """What a later start comes to: nothing is installed here, the venv is whole, so go on in it.  Else come back."""
    if PathFinder.find_spec("PySide6") is None:
        venv = whole_venv(names)
        if venv and not inside(venv):
            go_on(venv, module, argv)


def is_home(names: tuple[str, ...]) -> bool:
    """Whether this process runs in a whole venv of ours, with the packages still in it."""
    home = whole_venv(names)
    return home is not None and inside(home) and all(PathFinder.find_spec(name) for name in PACKAGES)


def whole_venv(names: tuple[str, ...]) -> str | None:
    """The first venv in which these requirement files are installed for this interpreter."""
    wanted = wanted_stamp(names)
    return next((venv for venv in places() if is_whole(venv, wanted)), None)


def places() -> tuple[str, ...]:
    """Where the venv may be: beside the packages, or among the person's data if that folder can't be written."""
    if INSTALLED:
        return ()
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(ROOT, ".venv"), os.path.join(data, "buddyscope", "venv")


def python_of(venv: str) -> str:
    """The venv's interpreter."""
    return os.path.join(venv, "Scripts", "python.exe") if os.name == "nt" else os.path.join(venv, "bin", "python")


def inside(venv: str) -> bool:
    """Whether this very process runs in the venv."""
    return os.path.isdir(venv) and os.path.samefile(sys.prefix, venv)


def is_whole(venv: str, wanted: str) -> bool:
    """Whether the venv says that it has what is wanted, and can be started."""
    return stamp_fits(read_stamp(venv), wanted) and os.path.exists(python_of(venv))


def interpreter() -> str:
    """The interpreter as far as installed packages depend on it, such as cpython-311."""
    return sys.implementation.cache_tag or f"{sys.implementation.name}-{sys.hexversion:x}"


def wanted_stamp(names: tuple[str, ...]) -> str:
    """What the stamp of a venv must say for these requirement files and this interpreter."""
    texts = {}
    for name in names:
        with open(os.path.join(REQUIREMENTS, name + ".txt"), "rb") as file:
            texts[name] = file.read()
    return stamp(interpreter(), texts)


def stamp(interpreter: str, files: dict[str, bytes]) -> str:
    """What a whole venv carries: whose interpreter it is, and the requirement files that are installed in it."""
    lines = [f"python {interpreter}", *(f"{name} {len(text)} {crc32(text):08x}" for name, text in files.items())]
    return "".join(line + "\n" for line in lines)


def stamp_fits(found: str | None, wanted: str) -> bool:
    """Whether a venv's stamp says all that is wanted; it may say more."""
    return found is not None and set(wanted.splitlines()) <= set(found.splitlines())


def read_stamp(venv: str) -> str | None:
    """The venv's stamp; None where there is no venv, or one that isn't ours."""
    try:
        with open(os.path.join(venv, STAMP), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def go_on(venv: str, module: str, argv: list[str]) -> None:
    """Become the same call in the venv's interpreter: same folder, same streams, same arguments."""
    command = [python_of(venv), "-m", module, *argv]
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":  # exec would give the prompt back while the program runs
        import subprocess

        sys.exit(subprocess.call(command))
    os.execv(command[0], command)
