"""Which rules does the program know, and what does it not know?"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QTextBrowser, QVBoxLayout, QWidget

from engine.kernels.generations import NEWEST_READ, ROWS
from engine.kernels.version import show_version
from engine.report.version import VERSION
from gui import theme

_WHAT = (
    "Buddyscope replays the check by which the Linux kernel refused a request for memory, with the rules of the kernel"
    " that printed the message, and says in numbers why each zone refused."
)
_RULES = (
    "Rules: {count} rows, from Linux {oldest} to {newest}. Which row was used, and why, stands below the verdict;"
    " printed fields outrank the release string, since distributions backport, and your choice outranks both."
)
UNKNOWN = (
    "The counts were printed after the attempt had failed. If they would pass, memory came back in between, or a limit"
    " that is not printed was at work.",
    "The high-order atomic reserve is not printed by Linux 4.4 – 5.4, its free part not by 6.12 – 6.14, the temporary"
    " boost of the watermarks not by 5.0 – 5.15. Those checks are made for both ends of what is possible.",
    "Unaccepted memory of confidential guests (6.5 – 6.10) is not printed and taken as 0.",
    "Enterprise kernels backport more than their release string tells. Where neighbouring rules would decide otherwise,"
    " the answer says so.",
    "Vendors' changes, such as Android's min_free_order_shift, are not in the message.",
    "Which node __GFP_THISNODE meant is not printed.",
)
"""What no reading of a message can tell."""


class AboutDialog(QDialog):
    """The program, its rules, and its limits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Buddyscope")
        logo = QLabel()
        logo.setPixmap(theme.pixmap("buddyscope", 48, self.devicePixelRatio()))
        name = QLabel(f"Buddyscope {VERSION}")
        font = name.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        font.setBold(True)
        name.setFont(font)
        top = QHBoxLayout()
        top.addWidget(logo)
        top.addWidget(name, 1)
        self.words = QTextBrowser()
        self.words.setAccessibleName("About Buddyscope")
        self.words.setPlainText(about_text())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.words, 1)
        layout.addWidget(buttons, 0, Qt.AlignmentFlag.AlignBottom)
        self.resize(640, 520)


def about_text() -> str:
    """All of it as text."""
    rules = _RULES.format(count=len(ROWS), oldest=show_version(ROWS[0].since), newest=show_version(NEWEST_READ))
    unknown = "\n".join(f"•  {line}" for line in UNKNOWN)
    return f"{_WHAT}\n\n{rules}\n\nWhat it does not know\n\n{unknown}\n\nMIT licence."
