"""Two reports, or one before and after edits, stand side by side: what differs, in the table and in the chart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from engine.explain.analyse import analyse
from engine.explain.compare import compare
from engine.model.edits import set_value
from engine.model.scenario import Scenario
from engine.report.chart import Other, all_charts, chart_values
from gui.actions import PANES
from gui.chart.legend import GHOST, GHOST_MINIMUM
from gui.chart.look import Look
from gui.chart.painter import sheet, sheet_after
from gui.compare.choices import MOST, Choices
from gui.compare.rows import CompareRow, columns_of, compare_rows, row_title
from gui.compare.sides import LOG, NOW, Side, Which
from gui.export import ExportOptions, Picture, Provenance, svg_bytes
from gui.figures.quantity import Unit
from gui.main_window import MainWindow
from gui.panes.compare import ComparePane
from gui.table_model import Cell, TableModel
from gui.theme import Scheme, color
from tests.engine.builders import a_scenario, a_zone, blog_scenario
from tests.gui.drawings import read_svg, scale_of, standing_on
from tests.gui.logs import ANOTHER_LOG, THE_2012_LOG, TWO_REPORTS
from tests.gui.sightings import a_listing, a_sighting, many
from tests.gui.window import OFFSCREEN_LACKS, Opens, opens_windows

pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)]
MIN = ("zone", 0, "min")
THREE = THE_2012_LOG + ANOTHER_LOG + THE_2012_LOG.replace("rsync", "cp").replace("min:7076kB", "min:7000kB")


@pytest.fixture
def opens(qtbot: QtBot) -> Opens:
    return opens_windows(qtbot)


@pytest.fixture
def one(opens: Opens, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """A window on the 2012 report, with the comparison in sight."""
    return comparing(opens, written(tmp_path, THE_2012_LOG), qtbot)


@pytest.fixture
def three(opens: Opens, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """A window on three reports, the first of them shown, with the comparison in sight."""
    return comparing(opens, written(tmp_path, THREE), qtbot)


def written(folder: Path, text: str) -> Path:
    path = folder / "kern.log"
    path.write_text(text, encoding="utf-8")
    return path


def comparing(opens: Opens, path: Path, qtbot: QtBot) -> MainWindow:
    window = opens(path)
    window.workbench.make_chart()
    wait_for(qtbot, lambda: not window.log_view.reporting.listing.running)  # the list takes its place among the panes
    window.workbench.go_to("compare")
    qtbot.waitUntil(lambda: window.workbench.compare.words.text() != "")
    return window


def pane_of(window: MainWindow) -> ComparePane:
    return window.workbench.compare


def edit(window: MainWindow, *values: tuple[tuple[str | int, ...], int]) -> None:
    scenario = window.document.state.scenario
    for key, value in values:
        scenario = set_value(scenario, key, value)
    window.document.edit("edit", scenario)


def table_of(pane: ComparePane) -> list[list[str]]:
    model = pane.model
    return [[model.cell(model.index(row, column)).text for column in range(5)] for row in range(model.rowCount())]


def wait_for(qtbot: QtBot, what: Callable[[], bool]) -> None:
    qtbot.waitUntil(what, timeout=20_000)


# ---- before and after edits


def test_before_any_edit_a_sentence_says_so_and_no_verdict_stands_there_twice(one: MainWindow) -> None:
    pane = pane_of(one)
    assert pane.words.text().startswith("Nothing was edited yet.")
    assert not pane.table.isVisibleTo(pane)
    assert not any(verdict.isVisibleTo(pane) for verdict in pane.verdicts)
    assert one.compare.comparing.other is None


def test_an_edit_is_compared_with_the_log_when_the_hand_rests(one: MainWindow, qtbot: QtBot) -> None:
    pane = pane_of(one)
    edit(one, (MIN, 1529))
    assert pane.words.text().startswith("Nothing was edited yet.")
    wait_for(qtbot, lambda: pane.model.rowCount() > 0)
    assert table_of(pane) == [
        ["Node 0 DMA32", "outcome", "refuses: step 0", "passes", ""],
        ["Node 0 DMA32", "min", "7,076 kB", "6,116 kB", "\N{MINUS SIGN}960 kB"],
    ]
    assert pane.words.text().startswith("The first is refused, the second served on these numbers")
    assert [picker.currentText() for picker in (pane.left, pane.right)] == ["As the log says", "As edited now"]
    assert pane.verdicts[0].toPlainText().startswith("Refused.  No zone could give 64 kB")
    assert pane.verdicts[1].toPlainText().startswith("Would pass.  On the printed numbers")


def test_what_is_only_tried_is_compared_too(one: MainWindow, qtbot: QtBot) -> None:
    pane = pane_of(one)
    one.document.try_out(set_value(one.document.state.scenario, MIN, 1529))
    wait_for(qtbot, lambda: pane.model.rowCount() > 0)
    assert pane.right.currentText() == "As tried now"
    assert one.compare.comparing.other is not None
    one.document.try_out(one.document.state.scenario)
    wait_for(qtbot, lambda: pane.model.rowCount() == 0)
    assert one.compare.comparing.other is None


def test_taking_the_edit_back_leaves_nothing_that_differs(one: MainWindow, qtbot: QtBot) -> None:
    pane = pane_of(one)
    edit(one, (MIN, 1529))
    wait_for(qtbot, lambda: pane.model.rowCount() > 0)
    one.document.undo_stack.undo()
    wait_for(qtbot, lambda: pane.model.rowCount() == 0)
    assert pane.words.text().startswith("Nothing was edited yet.")
    assert not pane.table.isVisibleTo(pane)


def test_nothing_is_found_out_while_nobody_looks(
    opens: Opens, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opens(written(tmp_path, THE_2012_LOG))
    told: list[object] = []
    window.compare.comparing.told.connect(told.append)
    edit(window, (MIN, 1529))
    qtbot.wait(300)
    assert told == []
    assert window.compare.comparing.other is None
    window.workbench.go_to("compare")
    wait_for(qtbot, lambda: bool(told))


def test_figures_that_were_typed_have_no_log_to_be_compared_with(opens: Opens, qtbot: QtBot) -> None:
    window = opens()
    window.commands.open_blank()
    window.workbench.go_to("compare")
    wait_for(qtbot, lambda: "typed" in pane_of(window).words.text())
    assert window.compare.comparing.other is None


# ---- two reports


def test_a_report_of_the_list_is_compared_with_the_one_shown(three: MainWindow) -> None:
    three.compare.compare_with(2)
    pane = pane_of(three)
    assert pane.left.currentText() == "Report 3: cp, order 4, refused"
    assert pane.right.currentText() == "Report 1, as shown now"
    assert ["Node 0 DMA32", "min", "7,000 kB", "7,076 kB", "+76 kB"] in table_of(pane)
    assert [column.name for column in columns_of("report 3", "as shown now")][2:4] == ["report 3", "as shown now"]


def test_the_compared_report_stays_while_others_are_shown(three: MainWindow, qtbot: QtBot) -> None:
    pane = pane_of(three)
    three.compare.compare_with(2)
    three.log_view.reporting.choose(1)
    wait_for(qtbot, lambda: pane.right.currentText() == "Report 2, as shown now")
    assert pane.left.currentText().startswith("Report 3:")
    assert ["Request", "order", "4", "0", "\N{MINUS SIGN}4"] in table_of(pane)


def test_a_report_is_not_compared_with_itself(three: MainWindow) -> None:
    three.compare.compare_with(0)
    assert pane_of(three).words.text().startswith("Both sides are report 1.")


def test_two_reports_that_are_not_shown_can_be_compared_but_are_not_in_the_chart(three: MainWindow) -> None:
    three.compare.comparing.choose(Side(Which.REPORT, 1), Side(Which.REPORT, 2))
    assert pane_of(three).model.rowCount() > 0
    assert three.compare.comparing.other is None


def test_the_sides_are_swapped(three: MainWindow) -> None:
    pane = pane_of(three)
    three.compare.compare_with(2)
    pane.swap.click()
    assert pane.left.currentText() == "Report 1, as shown now"
    assert ["Node 0 DMA32", "min", "7,076 kB", "7,000 kB", "\N{MINUS SIGN}76 kB"] in table_of(pane)
    assert three.compare.comparing.other is not None
    assert three.compare.comparing.other.name == "report 3"


def test_another_log_begins_a_comparison_of_its_own(three: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    three.compare.compare_with(2)
    path = tmp_path / "other.log"
    path.write_text(TWO_REPORTS, encoding="utf-8")
    three.opener.open_paths([str(path)])
    wait_for(qtbot, lambda: pane_of(three).words.text().startswith("Nothing was edited yet."))
    assert (three.compare.comparing.left, three.compare.comparing.right) == (LOG, NOW)
    assert pane_of(three).choices.rowCount() == 4


def test_a_report_of_a_large_log_is_read_again(
    opens: Opens, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "kern.log").write_text(THREE, encoding="utf-8")
    window = opens(folder)
    wait_for(qtbot, lambda: len(window.log_view.reporting.listing) == 3 and window.document.report is not None)
    window.workbench.go_to("compare")
    window.compare.compare_with(2)
    wait_for(qtbot, lambda: pane_of(window).model.rowCount() > 0)
    assert ["Node 0 DMA32", "min", "7,000 kB", "7,076 kB", "+76 kB"] in table_of(pane_of(window))


def test_a_log_that_is_gone_is_told(opens: Opens, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "kern.log").write_text(THREE, encoding="utf-8")
    window = opens(folder)
    wait_for(qtbot, lambda: len(window.log_view.reporting.listing) == 3 and window.document.report is not None)
    (folder / "kern.log").unlink()
    window.compare.compare_with(2)
    words = pane_of(window).words
    wait_for(qtbot, lambda: words.text() != "" and not words.text().startswith(("Reading", "Nothing", "Both")))
    assert "kern.log" in words.text()
    assert not pane_of(window).table.isVisibleTo(pane_of(window))


# ---- from the list


def test_the_one_shown_before_is_offered_in_the_list(three: MainWindow) -> None:
    reports = three.workbench.reports
    assert reports.other_row() is None
    three.log_view.reporting.choose(2)
    assert reports.other_row() == 0
    three.rows["compare_reports"].trigger()
    assert three.compare.comparing.left == Side(Which.REPORT, 0)


def test_of_two_that_are_selected_the_other_is_compared(three: MainWindow) -> None:
    reports = three.workbench.reports
    three.log_view.reporting.choose(2)
    flags = QItemSelectionModel.SelectionFlag
    reports.view.selectionModel().select(reports.model.index(1, 0), flags.Select | flags.Rows)
    reports.compare()
    assert three.compare.comparing.left == Side(Which.REPORT, 1)
    assert three.compare.comparing.right == NOW


def test_without_another_the_shown_report_waits_for_one(three: MainWindow) -> None:
    three.workbench.reports.compare()
    assert three.compare.comparing.left == Side(Which.REPORT, 0)


# ---- the rows


def rows_of(before: Scenario, after: Scenario, unit: Unit = Unit.KB) -> list[CompareRow]:
    return compare_rows(compare(analyse(before), analyse(after)), unit)


def texts(row: CompareRow) -> tuple[str, str, str, str]:
    return row.what.text, row.before.text, row.after.text, row.change.text


@pytest.mark.parametrize(
    ("key", "value", "unit", "told"),
    [
        (("zone", 0, "low"), 225, Unit.KB, ("low", "500 kB", "900 kB", "+400 kB")),
        (("zone", 0, "low"), 225, Unit.PAGES, ("low", "125 pages", "225 pages", "+100 pages")),
        (("zone", 0, "low"), None, Unit.KB, ("low", "500 kB", "not printed", "")),
        (("zone", 0, "nr_free", 2), 1, Unit.KB, ("order 2 (16 kB)", "0 blocks", "1 block", "+1 block")),
        (
            ("zone", 0, "lowmem_reserve", 1),
            7,
            Unit.KB,
            ("lowmem_reserve[1]", "0 pages", "7 pages", "+7 pages"),
        ),
    ],
    ids=["kB", "pages", "not printed", "blocks", "a reserve is in pages, as reports print it"],
)
def test_a_figure_is_shown_as_the_other_tables_show_it(
    key: tuple[str | int, ...], value: int | None, unit: Unit, told: tuple[str, str, str, str]
) -> None:
    before = a_scenario(a_zone(counts=(500, 0, 0)))
    assert told in [texts(row) for row in rows_of(before, set_value(before, key, value, linked=False), unit)]


def test_a_zone_that_only_one_has_is_one_row() -> None:
    rows = rows_of(a_scenario(a_zone()), a_scenario(a_zone(), a_zone(node=1, counts=(5,))))
    assert [(row.group, *texts(row)) for row in rows] == [
        ("Node 1 Normal", "zone", "not there", "free 20 kB, min 400 kB", ""),
    ]
    assert rows[0].zones == (None, 1)


def test_where_nothing_was_asked_no_outcome_is_invented() -> None:
    scenario = a_scenario(a_zone(counts=(500,)))
    rows = rows_of(scenario, replace(scenario, request=None))
    assert ("outcome", "passes", "nothing asked", "") in [texts(row) for row in rows]


def test_pages_of_different_sizes_are_not_subtracted() -> None:
    before, after = a_scenario(a_zone(counts=(5,))), replace(a_scenario(a_zone(counts=(7,))), page_size=65536)
    in_pages = {row.what.text: row.change.text for row in rows_of(before, after, Unit.PAGES)}
    in_kb = {row.what.text: row.change.text for row in rows_of(before, after, Unit.KB)}
    assert in_pages["free"] == ""
    assert in_kb["free"] == "+428 kB"


def test_the_differences_are_a_sound_model(qtmodeltester: ModelTester) -> None:
    model = TableModel(row_title)
    before = a_scenario(a_zone(counts=(500, 3)), a_zone("DMA"))
    model.show(columns_of("a", "b"), rows_of(before, before))
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]
    model.show(columns_of("a", "b"), rows_of(before, blog_scenario()))
    model.show(columns_of("a", "c"), rows_of(before, set_value(before, MIN, 3)))
    model.show((), ())


def test_the_choices_are_a_sound_model(qtmodeltester: ModelTester) -> None:
    choices = Choices()
    qtmodeltester.check(choices, force_py=True)  # type: ignore[no-untyped-call]
    listing = a_listing(*many(40))
    choices.show_listing(listing)
    listing.add([a_sighting(start=10_000_000)])
    choices.grow()
    choices.set_title(NOW, "Report 3, as edited now")
    assert choices.rowCount() == 43
    assert choices.data(choices.index(1, 0)) == "Report 3, as edited now"
    assert choices.row_of(choices.side_at(42)) == 42


def test_of_a_long_list_those_around_the_shown_report_can_be_picked() -> None:
    choices = Choices()
    choices.show_listing(a_listing(*many(5000)))
    assert choices.rowCount() == MOST + 2
    choices.hold((3, 4000), 2000)
    assert choices.rowCount() == MOST + 4
    for row in (3, 1900, 2000, 2099, 4000):
        assert choices.side_at(choices.row_of(Side(Which.REPORT, row))) == Side(Which.REPORT, row)
    assert choices.row_of(Side(Which.REPORT, 2500)) == -1
    choices.hold((-1, 3), 4999)
    assert choices.side_at(choices.rowCount() - 1) == Side(Which.REPORT, 4999)


@pytest.mark.parametrize(("typed", "row"), [("40", 41), ("worker14", 4), ("as the log", 0), ("nobody", None)])
def test_a_report_is_found_by_its_number_or_by_what_stands_there(typed: str, row: int | None) -> None:
    choices = Choices()
    choices.show_listing(a_listing(*many(40)))
    found = choices.match(choices.index(0, 0), Qt.ItemDataRole.DisplayRole, typed)
    assert [index.row() for index in found] == ([] if row is None else [row])


def test_letters_of_a_log_stay_letters(opens: Opens, tmp_path: Path, qtbot: QtBot) -> None:
    window = comparing(opens, written(tmp_path, THREE.replace("cp: page", "<b>x</b>: page")), qtbot)
    window.compare.compare_with(2)
    assert "<b>x</b>" in pane_of(window).left.currentText()
    assert "&lt;b&gt;" in pane_of(window).left.toolTip()


# ---- going there, and copying


def test_a_row_leads_all_panes_to_its_zone_and_its_figure_to_the_source(one: MainWindow, qtbot: QtBot) -> None:
    pane = pane_of(one)
    edit(one, (MIN, 1529), (("zone", 1, "high"), 9))
    wait_for(qtbot, lambda: pane.model.rowCount() == 3)
    pane.table.setCurrentIndex(pane.model.index(2, 0))
    assert one.workbench.zone == 1
    with qtbot.waitSignal(pane.place_asked) as asked:
        QTest.keyClick(pane.table, Qt.Key.Key_F4)
    assert asked.args == [("zone", 1, "high")]
    one.workbench.choose_zone(0)
    assert pane.table.currentIndex().row() == 0


def test_what_differs_is_copied_as_a_table_and_as_markdown(one: MainWindow, qtbot: QtBot) -> None:
    pane = pane_of(one)
    edit(one, (MIN, 1529))
    wait_for(qtbot, lambda: pane.model.rowCount() > 0)
    pane.copy.click()
    assert QGuiApplication.clipboard().text() == (
        "zone\twhat\tas the log says\tas edited now\tchange\n"
        "Node 0 DMA32\toutcome\trefuses: step 0\tpasses\t\n"
        "Node 0 DMA32\tmin (kB)\t7076\t6116\t-960\n"
    )
    pane.table.selectRow(1)
    QTest.keyClick(pane.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text() == (
        "| zone | what | as the log says | as edited now | change |\n"
        "| --- | --- | ---: | ---: | ---: |\n"
        "| Node 0 DMA32 | min (kB) | 7076 | 6116 | -960 |\n"
    )


def test_the_unit_of_the_differences_is_chosen(one: MainWindow, qtbot: QtBot) -> None:
    pane = pane_of(one)
    edit(one, (MIN, 1529))
    wait_for(qtbot, lambda: pane.model.rowCount() > 0)
    pane.set_unit(Unit.PAGES)
    assert table_of(pane)[1][2:] == ["1,769 pages", "1,529 pages", "\N{MINUS SIGN}240 pages"]


def test_while_the_same_two_are_compared_the_table_stays_where_it_was(one: MainWindow, qtbot: QtBot) -> None:
    pane = pane_of(one)
    edit(one, *((("zone", 0, "nr_free", order), 60 + order) for order in range(9)))
    wait_for(qtbot, lambda: pane.model.rowCount() > 9)
    pane.table.setCurrentIndex(pane.model.index(5, 0))
    rows = pane.model.rowCount()
    edit(one, (("zone", 1, "high"), 5))
    wait_for(qtbot, lambda: pane.model.rowCount() == rows + 1)
    assert pane.table.currentIndex().row() == 5


# ---- the chart


def test_the_chart_is_compared_only_while_the_pane_is_seen(one: MainWindow, qtbot: QtBot) -> None:
    chart = one.workbench.chart
    assert chart is not None
    edit(one, (("zone", 0, "nr_free", 1), 90))
    wait_for(qtbot, lambda: pane_of(one).model.rowCount() > 0)
    compared = chart.charts()[0].compared
    assert compared is not None
    assert compared.name == "as the log says"
    assert all(bar.before is None for bar in chart.charts()[0].bars), "nothing is drawn twice"
    one.workbench.docks["source"].raise_()
    wait_for(qtbot, lambda: one.compare.comparing.other is None)
    assert chart.charts()[0].compared is None
    assert any(bar.before is not None for bar in chart.charts()[0].bars)


def test_what_is_exported_is_compared_as_what_is_shown(one: MainWindow, qtbot: QtBot) -> None:
    edit(one, (MIN, 1529))
    wait_for(qtbot, lambda: pane_of(one).model.rowCount() > 0)
    chart = one.workbench.chart
    assert chart is not None
    assert one.exports.chart.drawable().one == chart.charts()
    one.workbench.docks["source"].raise_()
    wait_for(qtbot, lambda: one.compare.comparing.other is None)
    assert one.exports.chart.drawable().one == chart.charts()


def the_other() -> Other:
    return Other("report 3", "report 3", analyse(set_value(blog_scenario(), MIN, 900)))


def test_outline_and_dashes_stand_at_what_they_say() -> None:
    scenario = set_value(blog_scenario(), ("zone", 0, "nr_free", 5), 40)
    values = chart_values(analyse(scenario), 0, None, the_other())
    drawing = read_svg(svg_bytes(Picture((values,), Provenance(), ExportOptions())))
    scale = scale_of(drawing)
    ink = color("chart.ghost", Scheme.PRINT).name()
    outlines = [box for box in standing_on(drawing, scale.zero) if box.stroke == ink]
    pairs = [(bar, ghost) for bar, ghost in zip(values.bars, values.ghosts, strict=True) if ghost is not None]
    expected = [ghost.pages for bar, ghost in pairs if ghost.pages != bar.pages]
    assert expected
    assert [round(scale.pages(box.y)) for box in outlines] == expected
    heights = {round(scale.pages(line.y1)) for line in drawing.lines if line.stroke == ink and line.y1 == line.y2}
    assert {ghost.minimum for bar, ghost in pairs if ghost.minimum != bar.minimum} <= heights
    assert "report 3" in [words.text for words in drawing.texts]


def test_the_legend_tells_of_the_other_side_or_why_it_is_not_drawn() -> None:
    look = Look(Scheme.LIGHT, 12)
    area = QRectF(0, 0, 900, 500)
    values = chart_values(analyse(set_value(blog_scenario(), MIN, 1000)), 0, None, the_other())
    assert {GHOST, GHOST_MINIMUM} & {entry.mark for entry in sheet(area, (values,), look).legend} == {GHOST_MINIMUM}
    foreign = Other("report 4", "report 4", analyse(a_scenario(a_zone("Movable"))))
    values = chart_values(analyse(blog_scenario()), 0, None, foreign)
    words = [entry.words for entry in sheet(area, (values,), look).legend]
    assert "report 4: Node 0 DMA32 is not in it" in words


@pytest.mark.parametrize("zones", [1, 2])
def test_where_nothing_differs_the_legend_says_so(zones: int) -> None:
    analysis = analyse(a_scenario(a_zone("DMA"), a_zone(counts=(500, 3))))
    charts = all_charts(analysis, (), Other("report 3", "report 3", analysis))[:zones]
    words = [entry.words for entry in sheet(QRectF(0, 0, 900, 500), charts, Look(Scheme.LIGHT, 12)).legend]
    assert "report 3: nothing differs in what is drawn" in words


def test_a_sheet_is_laid_out_anew_where_the_other_side_changed() -> None:
    look, area = Look(Scheme.LIGHT, 12), QRectF(0, 0, 900, 500)
    analysis = analyse(blog_scenario())
    before = sheet(area, (chart_values(analysis, 0),), look)
    after = sheet_after([before], area, (chart_values(analysis, 0, None, the_other()),), look, False)
    assert after.layouts is not before.layouts
    assert {entry.mark for entry in after.legend} > {entry.mark for entry in before.legend}


def test_all_zones_share_the_scale_of_both_sides() -> None:
    other = Other("report 3", "report 3", analyse(a_scenario(a_zone("DMA"), a_zone(counts=(10**6,)))))
    charts = all_charts(analyse(a_scenario(a_zone("DMA"), a_zone(counts=(10,)))), (), other)
    layouts = sheet(QRectF(0, 0, 900, 500), charts, Look(Scheme.LIGHT, 12)).layouts
    assert {layout.decade for layout in layouts} == {6}


def test_the_pane_has_a_row_like_every_other() -> None:
    assert "compare" in {spec.name for spec in PANES}


def test_cells_of_the_outcome_have_their_sign() -> None:
    before = a_scenario(a_zone(counts=(500,)))
    (row,) = (row for row in rows_of(before, set_value(before, MIN, 9999)) if row.what == Cell("outcome"))
    assert (row.before.icon, row.after.icon) == ("pass", "fail")
