"""A survey finds what reading the whole text finds, whoever does it and however the text arrives."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.model.batch import Batch, Source
from engine.model.report import Kind
from engine.model.sighting import Sighting
from engine.read.reader import read_text
from engine.survey import run, scan, stream
from engine.survey.remote import RemoteSurvey
from engine.survey.reopen import bytes_of, first_text_line
from engine.survey.survey import survey
from tests.engine.read.event_texts import WHOLE
from tests.engine.read.proc_texts import FILES
from tests.engine.read.texts import text
from tests.engine.survey.logs import OTHER, REPORTS, a_log

Found = list[tuple[int, int, str, str | None]]


def shown(sightings: list[Sighting]) -> Found:
    return [(one.first_line, one.last_line, one.kind.value, one.time) for one in sightings]


def rows(batches: Iterator[Batch]) -> list[Sighting]:
    return [one for batch in batches for one in batch.sightings]


def as_whole(data: bytes) -> Found:
    return [(one.first_line, one.last_line, one.kind.value, one.time) for one in read_text("", data).reports]


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes at which a log of a megabyte is a large one."""
    for module in (scan, stream, run):
        monkeypatch.setattr(module, "PIECE", 256 << 10, raising=False)
    monkeypatch.setattr("engine.survey.pieces.PIECE", 256 << 10)
    monkeypatch.setattr(stream, "SMALL", 64 << 10)
    monkeypatch.setattr(run, "LARGE", 128 << 10)
    monkeypatch.setattr(run, "ENOUGH", 32 << 10)


@given(st.integers(0, 40), st.integers(0, 1000), st.integers(100_000, 900_000))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_survey_gives_what_the_whole_text_gives(
    small_pieces: None, tmp_path: Path, reports: int, seed: int, size: int
) -> None:
    data = a_log(size, reports, seed)
    path = tmp_path / "log"
    path.write_bytes(data)
    packed = tmp_path / "log.gz"
    packed.write_bytes(gzip.compress(data, 1))
    whole = as_whole(data)
    assert len(whole) >= reports
    assert shown(rows(survey([str(path)], jobs=1))) == whole
    assert shown(rows(survey([str(packed)], jobs=1))) == whole


def test_several_processes_find_what_one_finds(small_pieces: None, tmp_path: Path) -> None:
    paths = []
    for index, (size, reports) in enumerate([(1_000_000, 60), (300_000, 5), (10_000, 1), (900_000, 0)]):
        path = tmp_path / f"log-{index}"
        path.write_bytes(a_log(size, reports, index))
        paths.append(str(path))
    alone = rows(survey(paths, jobs=1))
    assert len(alone) == 66
    assert rows(survey(paths, jobs=3)) == alone


def test_a_report_across_the_border_of_a_piece_is_one(small_pieces: None, tmp_path: Path) -> None:
    report = REPORTS[1]
    for before in range((256 << 10) - len(report) - 200, (256 << 10) + 200, 1501):
        data = (OTHER * (before // len(OTHER) + 1))[:before].rpartition(b"\n")[0] + b"\n" + report + OTHER * 300
        path = tmp_path / "log"
        path.write_bytes(data)
        assert shown(rows(survey([str(path)], jobs=1))) == as_whole(data)


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("log", bytes),
        ("log.gz", gzip.compress),
        ("log.bz2", bz2.compress),
        ("log.xz", lzma.compress),
        ("utf-16", lambda data: data.decode().encode("utf-16")),
    ],
)
def test_a_row_opens_as_the_report_that_it_was_made_of(tmp_path: Path, name: str, pack) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / name
    path.write_bytes(pack(a_log(1_500_000, 12)))
    sources: list[Source] = []
    found: list[Sighting] = []
    for batch in survey([str(path)], spool=str(tmp_path)):
        sources += [batch.source] if batch.source else []
        found += batch.sightings
    assert len(found) >= 12
    for one in found:
        report = read_text("", bytes_of(one, sources[one.source])).reports[one.part]
        assert report.first_line + first_text_line(one) - 1 == one.first_line
        assert (report.kind, report.time, report.comm) == (one.kind, one.time, one.comm)


def test_the_kernels_first_line_is_found_far_before(tmp_path: Path) -> None:
    boot = b"Mar  3 10:00:00 web07 kernel: Linux version 4.4.0-21-generic (buildd@lgw01) #37-Ubuntu SMP\n"
    nameless = b"\n".join(line for line in REPORTS[1].split(b"\n") if b"Comm:" not in line)
    path = tmp_path / "log"
    path.write_bytes(OTHER * 10 + boot + OTHER * 30_000 + nameless + OTHER * 10)
    (one,) = rows(survey([str(path)]))
    assert one.kernel == "4.4.0-21-generic"
    assert bytes_of(one, Source(0, "log", str(path))).startswith(boot)


def test_cancelling_keeps_what_was_found(small_pieces: None, tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(a_log(1_500_000, 100))
    found: list[Sighting] = []

    def enough() -> bool:
        return len(found) >= 10

    for batch in survey([str(path)], jobs=1, cancelled=enough):
        found += batch.sightings
    assert 10 <= len(found) < 100
    assert found == rows(survey([str(path)], jobs=1))[: len(found)]


def test_progress_ends_at_the_size_of_all_files(tmp_path: Path) -> None:
    sizes = []
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(a_log(1_200_000, 3))
        sizes.append((tmp_path / name).stat().st_size)
    *_, last = survey([str(tmp_path / "a"), str(tmp_path / "b")])
    assert (last.progress.bytes_done, last.progress.bytes_total) == (sum(sizes), sum(sizes))
    assert last.progress.reports == 6


def test_another_question_is_put_to_every_report(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(REPORTS[1] * 3)
    asked = rows(survey([str(tmp_path / "log")], order=0, gfp="GFP_ATOMIC", rules="4.4"))
    assert [(one.order, one.outcome) for one in asked] == [(0, "would_pass")] * 3


def test_what_can_not_be_read_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(REPORTS[0])
    batches = list(survey([str(tmp_path / "none"), str(tmp_path / "log")]))
    assert [note.message for batch in batches for note in batch.notes] == [
        f"{tmp_path / 'none'} can't be read: No such file or directory"
    ]
    assert len(rows(iter(batches))) == 1


def test_another_process_gives_the_same_rows(tmp_path: Path) -> None:
    path = tmp_path / "log.gz"
    path.write_bytes(gzip.compress(a_log(3_000_000, 40)))
    remote = RemoteSurvey([str(path)])
    remote.start()
    os.set_blocking(remote.fileno(), True)
    batches: list[Batch] = []
    while (came := remote.read_batches()) is not None:
        batches += came
    found = rows(iter(batches))
    assert remote.error is None
    assert found == rows(survey([str(path)]))
    source = next(batch.source for batch in batches if batch.source)
    assert b"Mem-Info" in bytes_of(found[-1], source)
    remote.close()
    assert source.spool is not None
    assert not Path(source.spool).exists()


@pytest.mark.parametrize(
    "data",
    [
        b"page allocation failure: order:1, mode:0x20\n" * 9_000,
        b"lowmem_reserve[]: " * 30_000,
        b"x" * 3_000_000,
        b"\n" * 3_000_000,
        b"oom-killer: gfp_mask=0x0, order=0" * 9_000 + b"\n",
        b"",
    ],
    ids=["headers", "words", "one line", "empty lines", "one line of headers", "nothing"],
)
def test_hostile_text_comes_to_an_end(small_pieces: None, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "log"
    path.write_bytes(data)
    assert rows(survey([str(path)], jobs=1)) == rows(survey([str(path)], jobs=2))


def test_files_of_proc_are_one_row_that_opens_as_one_state(tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, "utf-8")
    spool = tmp_path / "spool"
    spool.mkdir()
    batches = list(survey([str(path) for path in sorted(tmp_path.iterdir()) if path.is_file()], spool=str(spool)))
    sources = {batch.source.number: batch.source for batch in batches if batch.source is not None}
    (row,) = rows(iter(batches))
    assert batches[-1].progress.reports == 1
    assert sources[row.source].name.endswith(" + ".join(sorted(FILES)))
    (report,) = read_text("", bytes_of(row, sources[row.source])).reports
    assert all(zone.free_areas and zone.min is not None for zone in report.scenario.zones if zone.present)


def test_a_long_text_of_proc_is_read_and_a_longer_one_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "samples.log"
    path.write_text("".join(f"10:00:{second}\n{FILES['buddyinfo']}" for second in range(60)), "utf-8")
    monkeypatch.setattr(stream, "SMALL", 1 << 10)
    assert len(rows(survey([str(path)], jobs=1))) == 60
    monkeypatch.setattr(stream, "WHOLE_PROC", 4 << 10)
    assert len(rows(survey([str(path)], jobs=1))) == 60
    monkeypatch.setattr(stream, "WITHIN", 0)
    batches = list(survey([str(path)], jobs=1))
    assert not rows(iter(batches))
    assert any("/proc" in note.message for batch in batches for note in batch.notes)


@pytest.mark.parametrize("noise", [30_000, 200_000], ids=["one piece", "by several processes"])
def test_proc_files_in_the_middle_of_a_long_text_are_one_state(tmp_path: Path, noise: int) -> None:
    lines = "10:00:00 app: request 17 took 3 ms in queue, zone a, status 200\n" * noise
    path = tmp_path / "all.txt"
    files = "\n# cat\n".join(FILES[name] for name in sorted(FILES))
    path.write_text(files, "utf-8")
    (alone,) = rows(survey([str(path)]))
    path.write_text(lines + files + "\n" + lines, "utf-8")
    (row,) = rows(survey([str(path)]))
    assert (row.kind, row.zones) == (Kind.PROC, alone.zones)
    assert row.first_line == alone.first_line + noise


def test_what_stands_below_a_kill_is_read_far_from_its_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [f"[{pid:7}]     0 {pid:5}    93479    93276   790528        0            -5 tail" for pid in range(900)]
    reaped = "oom_reaper: reaped process 160 (tail), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB"
    lines = [*WHOLE[:-2], *tasks, *WHOLE[-2:], reaped, *["noise"] * 9000]
    path = tmp_path / "log"
    path.write_text(text(lines), "utf-8")
    monkeypatch.setattr(stream, "SMALL", 1 << 10)
    (row,) = rows(survey([str(path)], jobs=1))
    assert row.last_line == lines.index(reaped) + 1


def test_the_end_of_a_report_is_where_its_first_part_says_if_a_border_parts_them() -> None:
    first, rest, following = scan.Extent(0, 900), scan.Extent(400, 600), scan.Extent(700, 800)
    assert scan.joined([first], [rest]) == [scan.Extent(0, 900)]
    assert scan.joined([first], [rest, following]) == [scan.Extent(0, 700), following]
