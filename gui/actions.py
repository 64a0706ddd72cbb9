"""What can be done in the window? A row an action; menus, tool bar and the sheet of shortcuts are made of them."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Needs(Enum):
    """What must be there before an action can be used."""

    NOTHING = "always"
    SOMETHING = "something is open"
    ZONES = "there are zones"
    EDITS = "something was edited"
    REPORTS = "there are several reports"
    PLAY = "there are free lists and a request"
    UNDO = "there is a step to take back"
    REDO = "there is a step to take again"


class ActionSpec(NamedTuple):
    """One action. `name` is the method of the window that it calls; "" is a separator.

    `keys` are its shortcuts, the first shown in the menu. A checkable action hands its state to the method. An action
    of a `group` excludes the others of it and hands its `value`. `short` is what its button in the tool bar says.
    """

    name: str
    text: str = ""
    menu: str = ""
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    needs: Needs = Needs.NOTHING
    toolbar: bool = False
    checkable: bool = False
    group: str = ""
    value: str = ""
    short: str = ""

    @property
    def id(self) -> str:
        """The name, with the value where several rows share a method."""
        return f"{self.name}.{self.value}" if self.value else self.name

    @property
    def words(self) -> str:
        """The text without marks for the keyboard and without dots."""
        return self.text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


class SubmenuSpec(NamedTuple):
    """A menu within a menu that the window fills by the method when it is opened; `items` are rows that stand in it."""

    name: str
    text: str
    menu: str
    icon: str = ""
    items: tuple[ActionSpec, ...] = ()


class PaneSpec(NamedTuple):
    """One pane: its name, its title, and the keys that go to it."""

    name: str
    title: str
    keys: str
    icon: str
    tip: str


MENUS = {"file": "&File", "edit": "&Edit", "view": "&View", "help": "&Help"}

PANES = (
    PaneSpec("zones", "Zones", "Ctrl+1", "zones", "The zones with their watermarks and how each ended; editable"),
    PaneSpec("free_lists", "Free lists", "Ctrl+2", "free-lists", "Free blocks by order and list; editable"),
    PaneSpec("chart", "Chart", "Ctrl+3", "chart", "Free memory against the minimum, for the chosen zone"),
    PaneSpec("answers", "Answers", "Ctrl+Shift+A", "about", "What people ask about such a message, with the answers"),
    PaneSpec("trace", "Steps", "Ctrl+4", "trace", "What the kernel's check did in each zone, step by step"),
    PaneSpec("request", "Request", "Ctrl+5", "request", "Order, mask, mark and rules; editable"),
    PaneSpec("source", "Source", "Ctrl+6", "source", "The text as it came; used lines are tinted"),
    PaneSpec(
        "notes", "Notes on the text", "Ctrl+7", "warning", "What of the text was damaged, mended or not understood"
    ),
    PaneSpec("history", "History", "Ctrl+8", "history", "Every step since the start; click one to go there"),
    PaneSpec("reports", "Reports", "Ctrl+9", "reports", "Every report of the log; sort, filter, group by cause"),
    PaneSpec("allocator", "Allocator", "Ctrl+L", "allocator", "The request played on a map of the page frames"),
    PaneSpec("kernels", "Kernels", "Ctrl+K", "kernels", "Whether another kernel would have served the request"),
    PaneSpec("compare", "Compare", "Ctrl+Shift+D", "compare", "What differs from another report, or from the log"),
    PaneSpec("timeline", "Timeline", "Ctrl+T", "timeline", "When the reports came, and free memory against min then"),
)

_THEMES = tuple(
    ActionSpec("choose_theme", text, keys=(keys,), checkable=True, group="theme", value=value, tip=tip)
    for text, keys, value, tip in (
        ("As the &System", "Ctrl+Alt+0", "system", "Light or dark as the system says, also when it changes"),
        ("&Light", "Ctrl+Alt+1", "light", "Always light"),
        ("&Dark", "Ctrl+Alt+2", "dark", "Always dark"),
    )
)

ROWS: tuple[ActionSpec | SubmenuSpec, ...] = (
    ActionSpec(
        "new_from_clipboard",
        "New from &Clipboard",
        "file",
        ("Ctrl+V", "Ctrl+Shift+V"),
        "paste",
        "Read the kernel messages that were copied; in an editor Ctrl+Shift+V does so too",
        toolbar=True,
        short="Paste",
    ),
    ActionSpec(
        "open_files", "&Open…", "file", ("Ctrl+O",), "open", "Open a log, or a session", toolbar=True, short="Open"
    ),
    ActionSpec(
        "open_folder",
        "Open &Folder…",
        "file",
        ("Ctrl+Alt+O",),
        "folder",
        "Find every report in the logs of a folder, packed and rotated ones too",
    ),
    ActionSpec(
        "open_journal",
        "&Journal…",
        "file",
        ("Ctrl+J",),
        "journal",
        "Find every report in one boot of this machine's journal",
    ),
    ActionSpec(
        "open_this_machine",
        "&This Machine",
        "file",
        ("Ctrl+M",),
        "machine",
        "Read this machine's memory as it is now, from /proc",
    ),
    SubmenuSpec("fill_recent", "Open &Recent", "file", "recent"),
    SubmenuSpec("fill_samples", "Sa&mples", "file", "samples"),
    ActionSpec(
        "open_blank", "&Blank x86-64 Machine", "file", ("Ctrl+N",), "blank", "Start by hand with a machine of 8 GB"
    ),
    ActionSpec("", menu="file"),
    ActionSpec(
        "save_session",
        "&Save Session…",
        "file",
        ("Ctrl+S",),
        "save",
        "Save log, edits and view in one file",
        Needs.SOMETHING,
        toolbar=True,
        short="Save",
    ),
    ActionSpec("open_session", "Open Sess&ion…", "file", ("Ctrl+Shift+O",), "session", "Open a saved session"),
    ActionSpec("", menu="file"),
    ActionSpec(
        "export_chart",
        "&Export Chart…",
        "file",
        ("Ctrl+E",),
        "export",
        "Save the chart as PNG, SVG or PDF, with what it shows written below it",
        Needs.ZONES,
        toolbar=True,
        short="Export chart",
    ),
    ActionSpec(
        "copy_chart",
        "Copy C&hart",
        "file",
        ("Ctrl+Shift+E",),
        "copy",
        "Copy the chart as picture, SVG and values",
        Needs.ZONES,
    ),
    ActionSpec(
        "export_list",
        "Export Re&ports…",
        "file",
        ("Ctrl+Alt+E",),
        "export",
        "Save the list of reports, as it is filtered and sorted, as CSV, TSV, Markdown or JSON lines",
        Needs.REPORTS,
    ),
    ActionSpec(
        "save_incident",
        "Save Incident Pac&k…",
        "file",
        ("Ctrl+I",),
        "export",
        "Save all that an incident report needs: Markdown, HTML, PDF, charts, data and the log's lines;"
        " names and addresses replaced if you like",
        Needs.ZONES,
    ),
    ActionSpec("", menu="file"),
    ActionSpec("close", "&Quit", "file", ("Ctrl+Q",), "quit", "Leave Buddyscope"),
    ActionSpec(
        "undo", "&Undo", "edit", ("Ctrl+Z",), "undo", "Take the last step back", Needs.UNDO, toolbar=True, short="Undo"
    ),
    ActionSpec(
        "redo",
        "&Redo",
        "edit",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        "Take a step again",
        Needs.REDO,
        toolbar=True,
        short="Redo",
    ),
    ActionSpec(
        "revert_all",
        "Revert &All",
        "edit",
        ("Ctrl+Shift+R",),
        "revert",
        "Every figure, the request and the rules as the log gave them",
        Needs.EDITS,
        toolbar=True,
        short="Revert all",
    ),
    ActionSpec("", menu="edit"),
    ActionSpec(
        "copy_verdict",
        "Copy &Verdict",
        "edit",
        ("Ctrl+Alt+C",),
        "copy",
        "Copy the sentence and what stands below it as text",
        Needs.SOMETHING,
        toolbar=True,
        short="Copy verdict",
    ),
    ActionSpec(
        "play_request",
        "Play the Re&quest",
        "view",
        ("Ctrl+P",),
        "play",
        "See step by step on a map of memory why the request was refused, or which block it gets",
        Needs.PLAY,
        toolbar=True,
        short="Play",
    ),
    ActionSpec("", menu="view"),
    SubmenuSpec("fill_panes", "P&anes", "view", "layout"),
    SubmenuSpec(
        "fill_focus",
        "&Go to",
        "view",
        "locate",
        items=tuple(
            ActionSpec("go_to_pane", pane.title, keys=(pane.keys,), icon=pane.icon, tip=pane.tip, value=pane.name)
            for pane in PANES
        ),
    ),
    ActionSpec("", menu="view"),
    ActionSpec("next_zone", "&Next Zone", "view", ("Ctrl+PgDown",), "next", "The next zone", Needs.ZONES),
    ActionSpec("previous_zone", "&Previous Zone", "view", ("Ctrl+PgUp",), "previous", "The zone before", Needs.ZONES),
    ActionSpec(
        "next_report", "Next &Report", "view", ("Alt+PgDown",), "next", "The next report of the list", Needs.REPORTS
    ),
    ActionSpec(
        "previous_report",
        "Previous Rep&ort",
        "view",
        ("Alt+PgUp",),
        "previous",
        "The report before in the list",
        Needs.REPORTS,
    ),
    ActionSpec(
        "compare_reports",
        "&Compare with Another Report",
        "view",
        ("Ctrl+Shift+P",),
        "compare",
        "Compare the shown report with another that is selected in the list, or with the one shown before",
        Needs.REPORTS,
    ),
    ActionSpec("", menu="view"),
    ActionSpec(
        "show_side_by_side",
        "All Zones &Side by Side",
        "view",
        ("Ctrl+B",),
        "side-by-side",
        "The charts of all zones at once",
        Needs.ZONES,
        checkable=True,
    ),
    ActionSpec(
        "show_direct",
        "&Direct Computation",
        "view",
        ("Ctrl+D",),
        "direct",
        "Show beside the kernel's check what one plain comparison would say",
        Needs.ZONES,
        checkable=True,
    ),
    ActionSpec("", menu="view"),
    SubmenuSpec("fill_theme", "&Theme", "view", "theme", items=_THEMES),
    ActionSpec(
        "reset_layout", "Reset &Layout", "view", ("Ctrl+Shift+L",), "layout", "All panes where they were at first"
    ),
    ActionSpec("go_to_verdict", "Go to the &Verdict", "view", ("Ctrl+0",), "about", "Put the keyboard on the verdict"),
    ActionSpec("show_shortcuts", "&Keyboard Shortcuts", "help", ("F1",), "shortcuts", "Every shortcut on one sheet"),
    ActionSpec("show_about", "&About Buddyscope", "help", ("Shift+F1",), "about", "Which rules it knows, and what not"),
)


def action_rows() -> tuple[ActionSpec, ...]:
    """Every action, those within submenus included, in the order of the menus."""
    rows: list[ActionSpec] = []
    for row in ROWS:
        rows.extend(row.items if isinstance(row, SubmenuSpec) else (row,) if row.name else ())
    return tuple(rows)
