"""The program opens a real window on a real X server and shows the verdict in it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tree import ROOT, samples

# Runs in a process of its own: this one's Qt is bound to the offscreen platform.
DRIVER = """
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from gui import app, arguments

application = QApplication.instance() or QApplication(sys.argv[:1])
window = app.build_window(arguments.parse(sys.argv[2:]))
window.show()
assert QTest.qWaitForWindowExposed(window, 20_000), "the window was never exposed"
QTest.qWait(300)
picture = window.screen().grabWindow(window.winId())
assert picture.save(sys.argv[1]), "no picture could be taken"
print(application.platformName())
print(len({picture.toImage().pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}))
print(window.banner.text())
window.close()
"""


@pytest.fixture
def display() -> Iterator[str]:
    """An X server of our own, on a display that nobody else has."""
    server = shutil.which("Xvfb")
    if server is None:
        pytest.skip("Xvfb is not installed (package xvfb)")
    told, ours = os.pipe()
    command = [server, "-displayfd", str(ours), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    xvfb = subprocess.Popen(command, pass_fds=[ours], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(ours)
    with os.fdopen(told) as pipe:
        number = pipe.readline().strip()
    try:
        if not number:
            pytest.fail(f"Xvfb did not start (status {xvfb.wait(10)})")
        yield f":{number}"
    finally:
        xvfb.terminate()
        xvfb.wait(10)


def test_a_sample_is_shown_in_a_window(display: str, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    not_wanted = {"QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "XAUTHORITY"}
    environment = {name: value for name, value in os.environ.items() if name not in not_wanted}
    environment |= {"DISPLAY": display, "XDG_CONFIG_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", DRIVER, str(picture), str(samples()[0])]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    platform, colours, *banner = done.stdout.splitlines()
    assert platform == "xcb"
    assert int(colours) > 3, "the window is blank"
    assert "".join(banner).strip()
    assert picture.stat().st_size > 0
