"""What do the rows of an OOM report's task table say? They are taken apart when somebody looks at them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import overload

from engine.model.oom import TaskRow

_BLANK = r"[ \t\xa0]"
TASK = re.compile(rf"[^\n]{{0,160}}?\[{_BLANK}*(?P<pid>\d{{1,10}})\](?P<rest>{_BLANK}+\d+{_BLANK}+\d+[^\n]*)", re.ASCII)
"""A row: the task's number in brackets, then its user and its thread group."""
HEADING = re.compile(r"\[ *pid *\](?P<names>(?:[ \t]+[a-z_]+)+)", re.ASCII)
_LONGEST_HEADING = 400
MOST_STRANGE = 8
"""Lines of others that may stand between two rows."""
_REST = re.compile(r"\s*-?\d{1,19}\s+(?:-?\d{1,19}\s+){0,8}\S", re.ASCII)
"""What may have been broken off the end of a row."""
_NUMBER = re.compile(r"-?\d{1,19}(?=\s|$)\s*", re.ASCII)
_COLUMNS = frozenset(TaskRow._fields) - {"pid", "adj", "name"} | {"oom_score_adj", "oom_adj"}


def table_end(raws: Sequence[str], start: int) -> tuple[int, list[int]]:
    """The index after a table whose rows begin at `start`, and the indices of its rows."""
    rows: list[int] = []
    end = start
    for index in range(start, len(raws)):
        if TASK.match(raws[index]) is not None:
            rows.append(index)
            end = index + 1
        elif index - end >= MOST_STRANGE or HEADING.search(raws[index], 0, _LONGEST_HEADING) is not None:
            break
    return end, rows


def table_end_in(text: str, offset: int) -> int:
    """The offset after a table whose heading stands at an offset of a text."""
    end = at = text.find("\n", offset) + 1 or len(text)
    strange = 0
    while at < len(text) and strange <= MOST_STRANGE:
        row = TASK.match(text, at)
        at = text.find("\n", at) + 1 or len(text)
        strange = 0 if row is not None else strange + 1
        end = at if row is not None else end
    return end


class LazyTasks(Sequence[TaskRow]):
    """The rows of one table; one that was broken in two is put together, one that is not whole is left out."""

    __slots__ = ("_columns", "_known", "_raws")

    def __init__(self, heading: str, raws: Sequence[str]) -> None:
        found = HEADING.search(heading)
        self._columns = [] if found is None else found["names"].split()
        self._raws: Sequence[str] = raws
        self._known: tuple[TaskRow, ...] | None = None

    def _rows(self) -> tuple[TaskRow, ...]:
        if self._known is None:
            self._known, self._raws = tuple(self._read()), ()
        return self._known

    def _read(self) -> Iterator[TaskRow]:
        broken: re.Match[str] | None = None
        for raw in self._raws:
            found = TASK.match(raw)
            if found is not None:
                row = _row(int(found["pid"]), found["rest"], self._columns)
                broken = found if row is None else None
            elif broken is not None and _REST.match(raw) is not None:
                row = _row(int(broken["pid"]), f"{broken['rest']} {raw.strip()}", self._columns)
                broken = None
            else:
                continue
            if row is not None:
                yield row

    @overload
    def __getitem__(self, index: int) -> TaskRow: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[TaskRow, ...]: ...
    def __getitem__(self, index: int | slice) -> TaskRow | tuple[TaskRow, ...]:
        return self._rows()[index]

    def __len__(self) -> int:
        return len(self._rows())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._rows() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._rows())

    def __repr__(self) -> str:
        return repr(self._rows())

    def __reduce__(self) -> tuple[type[tuple[TaskRow, ...]], tuple[tuple[TaskRow, ...]]]:
        return tuple, (self._rows(),)


def _row(pid: int, rest: str, columns: Sequence[str]) -> TaskRow | None:
    """One row, its figures in the order of the heading's columns; None if one is missing."""
    figures: dict[str, int] = {}
    text = rest.strip()
    for column in columns:
        if column == "name":
            break
        found = _NUMBER.match(text)
        if found is None:
            return None
        if column in _COLUMNS:
            figures[column] = int(found[0])
        text = text[found.end() :]
    if not text or not {"uid", "tgid", "total_vm", "rss"} <= figures.keys():
        return None
    adj = figures.pop("oom_adj", None)
    return TaskRow(
        pid=pid,
        uid=figures["uid"],
        tgid=figures["tgid"],
        total_vm=figures["total_vm"],
        rss=figures["rss"],
        rss_anon=figures.get("rss_anon"),
        rss_file=figures.get("rss_file"),
        rss_shmem=figures.get("rss_shmem"),
        pgtables_bytes=figures.get("pgtables_bytes"),
        swapents=figures.get("swapents"),
        adj=figures.get("oom_score_adj", adj),
        name=text,
    )
