"""What every test of the window stands on."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication


@pytest.fixture(autouse=True)
def empty_clipboard() -> Iterator[None]:
    """Nothing is left on the clipboard: what is there when the process ends brings the offscreen platform down."""
    yield
    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()
