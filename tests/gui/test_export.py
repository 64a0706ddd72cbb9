from __future__ import annotations

import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from engine.explain.analyse import analyse
from engine.model.scenario import Scenario
from engine.report.chart import ChartValues, all_charts, chart_values
from engine.report.scale import tick_label, ticks
from gui import theme
from gui.dialogs.export import Drawable, ExportDialog
from gui.export import (
    ExportError,
    ExportOptions,
    Picture,
    Provenance,
    clipboard_data,
    is_ours,
    svg_bytes,
    write_picture,
)
from tests.engine.builders import BLOG_COUNTS, a_scenario, a_zone, areas, blog_scenario
from tests.gui.drawings import read_svg, scale_of, standing_on, tick_value

pytestmark = [
    pytest.mark.usefixtures("qapp"),
    pytest.mark.qt_log_ignore("This plugin does not support"),  # a window shown with no screen
]

HASH = "0123456789abcdef" * 4
FROM_A_LOG = Provenance("messages.log", HASH)


def the_charts(scenario: Scenario) -> tuple[ChartValues, ...]:
    return (chart_values(analyse(scenario), 0),)


def svg_of(scenario: Scenario, provenance: Provenance = FROM_A_LOG, direct: bool = False) -> bytes:
    return svg_bytes(Picture(the_charts(scenario), provenance, ExportOptions(direct=direct)))


LETTERS = ("UM", "UM", "C", "H", "UC", "", "I", "", "E", "", "")
CASES = [
    blog_scenario(),
    blog_scenario(order=0),
    blog_scenario(rules="4.4"),
    a_scenario(a_zone(free=5000, free_areas=areas(BLOG_COUNTS, LETTERS)), order=2),
    a_scenario(a_zone(counts=(10**9, 1, 0, 3)), order=1, gfp=0xD0, rules="3.0"),
]


# ---- the same values as the screen


@pytest.mark.parametrize("direct", [False, True], ids=["alone", "with the direct computation"])
@pytest.mark.parametrize("scenario", CASES)
def test_heights_read_out_of_the_svg_are_the_charts_values(scenario: Scenario, direct: bool) -> None:
    (values,) = the_charts(scenario)
    drawing = read_svg(svg_of(scenario, direct=direct))
    scale = scale_of(drawing)
    expected = [n for bar in values.bars for n in (bar.pages, bar.minimum) if n is not None and n > 0]
    found = [scale.pages(box.y) for box in standing_on(drawing, scale.zero)]
    assert found == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize("scenario", [blog_scenario(), blog_scenario(rules="4.4")], ids=["halving loop", "list scan"])
def test_the_direct_computation_read_out_of_the_svg_is_the_charts(scenario: Scenario) -> None:
    (values,) = the_charts(scenario)
    drawing = read_svg(svg_of(scenario, direct=True))
    scale = scale_of(drawing)
    lines = [line for line in drawing.lines if line.stroke == theme.color("chart.direct", theme.Scheme.PRINT).name()]
    ends = [round(scale.pages(line.y2), 1) for line in lines]
    for figures in (
        [bar.direct_minimum for bar in values.bars if bar.direct_minimum is not None],
        [bar.direct_pages for bar in values.bars if bar.direct_pages is not None],
    ):
        for pages in figures[1:]:
            assert any(end == pytest.approx(max(pages, 0), rel=2e-3, abs=0.06) for end in ends)
    assert len(lines) == 2 * (len(values.bars) - 2)  # the first comparison has none


@pytest.mark.parametrize("scenario", CASES)
def test_every_tick_stands_at_the_height_of_its_number(scenario: Scenario) -> None:
    (values,) = the_charts(scenario)
    drawing = read_svg(svg_of(scenario))
    scale = scale_of(drawing)
    grid = {line.y1 for line in drawing.lines if line.stroke == "#dddddd" and line.y1 < scale.zero}
    decade = next(n for n in range(40) if 10**n >= max(bar.pages or 0 for bar in values.bars))
    for value in ticks(max(decade, 2))[1:]:
        y = next(y for y in grid if abs(scale.pages(y) - value) < value * 2e-3 + 1e-3)
        assert any(words.text == tick_label(value) and abs(words.y - y) < 8 for words in drawing.texts)


def test_one_block_is_a_bar_and_none_is_a_mark_below_the_axis() -> None:
    drawing = read_svg(svg_of(a_scenario(a_zone(counts=(0, 0, 0)), order=0)))
    zero = scale_of(drawing).zero
    below = [box for box in drawing.boxes if zero < box.y < zero + 4 and box.fill == "none"]
    assert len(below) == 3 + 1  # three orders, and what is free for the request
    drawing = read_svg(svg_of(a_scenario(a_zone(counts=(1, 0, 0)), order=0)))
    assert len(standing_on(drawing, scale_of(drawing).zero)) == 2 + 1  # the pair of the comparison, and order 0


def test_a_count_that_is_not_printed_has_no_bar_but_says_so() -> None:
    zone = a_zone(free=900, free_areas=areas((4, None, 8), ("U", "U", "U")))
    drawing = read_svg(svg_of(a_scenario(zone, order=0)))
    assert [words.text for words in drawing.texts].count("not printed") == 2  # in its place and in the legend


# ---- what stands below


@pytest.mark.parametrize("words", ["messages.log", HASH, "2.6.32-41-server", "0xc0d0", "7,076 kB"])
def test_the_caption_names_request_kernel_zone_and_input(words: str) -> None:
    assert any(words in found.text for found in read_svg(svg_of(blog_scenario())).texts)


@pytest.mark.parametrize(
    ("provenance", "words"),
    [
        (FROM_A_LOG, "as the input has them"),
        (Provenance("a", HASH, edited=True), "EDITED BY HAND"),
        (Provenance(), "typed by hand"),
    ],
)
def test_the_caption_says_whether_figures_were_edited(provenance: Provenance, words: str) -> None:
    texts = [found.text for found in read_svg(svg_of(blog_scenario(), provenance)).texts]
    assert [text.startswith(words) for text in texts].count(True) == 1


def test_names_from_outside_stay_letters() -> None:
    scenario = a_scenario(a_zone("<b>x</b>&\x1b[1m"), release="6.6.9-<i>")
    texts = [found.text for found in read_svg(svg_of(scenario, Provenance('"<a>', HASH))).texts]
    assert '"<a>' in texts
    assert any("<b>x</b>&" in text for text in texts)
    assert not any("\x1b" in text for text in texts)


def test_the_svg_draws_in_another_program() -> None:
    assert QSvgRenderer(svg_of(blog_scenario())).isValid()
    assert b", sans-serif" in svg_of(blog_scenario())


# ---- files


@pytest.mark.parametrize(("width", "dpi"), [(800, 96), (1600, 144), (3000, 300), (500, 300)])
def test_a_png_has_the_width_and_resolution_asked_for(tmp_path: Path, width: int, dpi: int) -> None:
    path = tmp_path / "chart.png"
    write_picture(path, the_charts(blog_scenario()), FROM_A_LOG, ExportOptions(width, dpi))
    image = QImage(str(path))
    assert image.width() == width
    assert image.dotsPerMeterX() == pytest.approx(dpi / 0.0254, abs=1)
    assert is_ours(path)


def test_a_pdf_is_one_page_of_the_pictures_size(tmp_path: Path) -> None:
    path = tmp_path / "chart.PDF"
    write_picture(path, the_charts(blog_scenario()), FROM_A_LOG)
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 800.0" in data


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_all_zones_side_by_side_make_one_picture(tmp_path: Path, suffix: str) -> None:
    zones = tuple(a_zone(counts=(900 * n, 2)) for n in range(16))
    path = tmp_path / f"all.{suffix}"
    write_picture(path, all_charts(analyse(a_scenario(*zones, order=3))), FROM_A_LOG)
    assert path.stat().st_size > 10_000


@pytest.mark.parametrize("name", ["chart", "chart.jpeg", "chart.txt"])
def test_a_name_that_says_no_kind_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"ends in \.png, \.svg, \.pdf"):
        write_picture(tmp_path / name, the_charts(blog_scenario()))
    assert list(tmp_path.iterdir()) == []


def test_a_chart_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no zone"):
        write_picture(tmp_path / "chart.png", ())


@contextmanager
def a_full_disk() -> Iterator[None]:
    """Files may not grow beyond some bytes, which is how a full disk looks to who writes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_on_a_full_disk_the_old_file_stays_and_nothing_is_left_behind(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"chart.{suffix}"
    path.write_bytes(b"as it was")
    with a_full_disk(), pytest.raises(ExportError, match="can't be written: "):
        write_picture(path, the_charts(blog_scenario()))
    assert path.read_bytes() == b"as it was"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"there is no folder .*none"):
        write_picture(tmp_path / "none" / "chart.svg", the_charts(blog_scenario()))


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "chart.svg").mkdir()
    with pytest.raises(ExportError, match="can't be written"):
        write_picture(tmp_path / "chart.svg", the_charts(blog_scenario()))


def test_a_new_file_can_be_read_by_whoever_may_read_new_files(tmp_path: Path) -> None:
    path = tmp_path / "chart.svg"
    (tmp_path / "other").touch()
    write_picture(path, the_charts(blog_scenario()))
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)


def test_the_clipboard_gets_picture_svg_and_values_at_once() -> None:
    data = clipboard_data(the_charts(blog_scenario()), FROM_A_LOG)
    assert data.hasImage()
    assert read_svg(bytes(data.data("image/svg+xml").data())).texts
    assert "\n0\t765\t884\tno\t" in data.text()


# ---- the dialog


@pytest.fixture
def dialog(qtbot: QtBot) -> ExportDialog:
    analysis = analyse(a_scenario(a_zone("DMA32", (500,)), a_zone("Normal", (900, 2)), order=3))
    drawable = Drawable((chart_values(analysis, 1),), all_charts(analysis), FROM_A_LOG, "messages")
    dialog = ExportDialog(drawable)
    qtbot.addWidget(dialog)
    dialog.resize(900, 600)
    dialog.show()
    return dialog


def test_the_preview_shows_what_will_be_saved(dialog: ExportDialog) -> None:
    dialog.width_pixels.setValue(1000)
    dialog.show_preview()
    assert not dialog.preview.pixmap().isNull()
    assert dialog.told.text().startswith("1,000 × ")


def test_what_was_chosen_is_what_is_saved(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.width_pixels.setValue(900)
    dialog.dpi.setValue(96)
    dialog.side_by_side.setChecked(True)
    dialog.ask_path = lambda name: str(tmp_path / name)
    dialog.save_as()
    assert QImage(str(tmp_path / "messages.png")).width() == 900
    assert len(dialog.charts()) == 2


def test_what_goes_wrong_is_told_in_the_dialog(dialog: ExportDialog, tmp_path: Path) -> None:
    assert not dialog.save_to(tmp_path / "none" / "chart.png")
    assert "there is no folder" in dialog.told.text()


@pytest.fixture
def clipboard() -> Iterator[QClipboard]:
    """Emptied afterwards: without a screen Qt ends badly with data of ours still on it."""
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()


def test_copying_from_the_dialog_fills_the_clipboard(dialog: ExportDialog, clipboard: QClipboard) -> None:
    dialog.copy()
    assert clipboard.mimeData().hasFormat("image/svg+xml")
    assert clipboard.mimeData().hasImage()
    assert "765" not in clipboard.text()
    assert "Node 0 Normal" in clipboard.text()


def test_ticks_of_the_drawing_are_read_as_numbers() -> None:
    assert [tick_value(text) for text in ("0", "10k", "1M", "x", "")] == [0, 10_000, 10**6, None, None]
