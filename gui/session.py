"""How does a session become a file, and a file the same session again?

A session is JSON: the log as it came, which report was chosen, every figure as edited, and how it was looked at. Of a
log that is too large to be held it has the part around the report and says where that stands. A file that can't be used
is told in one sentence; it is written whole or not at all.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from engine.model.scenario import Scenario
from engine.read.reader import read_text
from gui.document import State
from gui.reports.listing import LogPlace

FORMAT = "buddyscope-session/"
VERSION = 1
LARGEST_ORDER = 63
LARGEST_PAGE = 1 << 20
MARK = b'"' + FORMAT.encode()


@dataclass(frozen=True)
class View:
    """How it was looked at."""

    zone: int | None = None
    side_by_side: bool = False
    direct: bool = False


@dataclass(frozen=True)
class Session:
    """What a session file holds."""

    state: State
    view: View = View()


class SessionError(ValueError):
    """A file that is no session; the message is one sentence for people."""


def looks_like_session(data: bytes) -> bool:
    """Whether a file wants to be opened as a session."""
    return data[:512].lstrip().startswith(b"{") and MARK in data[:512]


def session_bytes(session: Session) -> bytes:
    """The session as a file's content; equal sessions give equal bytes."""
    state = session.state
    value = {
        "format": f"{FORMAT}{VERSION}",
        "name": state.name,
        "sha256": state.reading.sha256,
        "report": state.report_index,
        "typed": state.typed,
        "first_line": state.first_line,
        "place": _encoded(state.place),
        "view": _encoded(session.view),
        "scenario": _encoded(state.scenario),
        "log": _encoded_log(state.data),
    }
    return json.dumps(value, indent=1).encode("ascii") + b"\n"


def read_session(data: bytes) -> Session:
    """The session in a file's content; SessionError where there is none."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise SessionError("This is no session of Buddyscope: it is not whole JSON.") from None
    if not isinstance(value, dict) or not str(value.get("format", "")).startswith(FORMAT):
        raise SessionError("This is no session of Buddyscope.")
    version = str(value["format"]).removeprefix(FORMAT)
    if version != str(VERSION):
        raise SessionError(f"This session has version {version[:20]}; this Buddyscope reads only version {VERSION}.")
    try:
        return _session(value)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise SessionError(f"This session is damaged: {_what(error)}.") from None


def _what(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{str(error)[:80]} is missing"
    return str(error)[:160].rstrip(".") or "it is nested too deep"


def _session(value: dict[str, Any]) -> Session:
    data = _decoded_log(value["log"])
    name = _decoded(str, value["name"])
    reading = read_text(name, data)
    if reading.sha256 != value["sha256"]:
        raise ValueError("its log is not the one that was saved")
    index = _decoded(cast(type, int | None), value["report"])
    if index is not None and not 0 <= index < len(reading.reports):
        raise ValueError(f"there is no report {index + 1} in its log")
    scenario = _checked(_decoded(Scenario, value["scenario"]))
    typed = _decoded(bool, value.get("typed", False))
    first_line = _decoded(int, value.get("first_line", 1))
    if first_line < 1:
        raise ValueError(f"there is no line {str(first_line)[:20]}")
    place = _decoded(cast(type, LogPlace | None), value.get("place"))
    state = State(data, name, reading, index, scenario, typed, first_line, place)
    return Session(state, _decoded(View, value.get("view", {})))


def _checked(scenario: Scenario) -> Scenario:
    """Figures that no log can give and no pane lets through would only come from a file that was tampered with."""
    request = scenario.request
    if request is not None and not 0 <= request.order <= LARGEST_ORDER:
        raise ValueError(f"there is no order {str(request.order)[:20]}")
    if not 0 < scenario.page_size <= LARGEST_PAGE or scenario.page_size % 1024:
        raise ValueError(f"no machine has pages of {str(scenario.page_size)[:20]} bytes")
    if any(len(zone.free_areas or ()) > LARGEST_ORDER + 1 for zone in scenario.zones):
        raise ValueError("no machine has that many orders")
    return scenario


def _encoded_log(data: bytes) -> dict[str, str]:
    """As text where that is the same, so that a person can read the file."""
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


def _decoded_log(value: dict[str, Any]) -> bytes:
    if "text" in value:
        return bytes(_decoded(str, value["text"]), "utf-8")
    try:
        return base64.b64decode(_decoded(str, value["base64"]), validate=True)
    except binascii.Error:
        raise ValueError("its log is cut or changed") from None


def _encoded(value: object) -> object:
    """A value of the model as JSON: a field a key, an enumeration's member by its name, sets sorted."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _encoded(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, frozenset):
        return sorted((_encoded(each) for each in value), key=str)
    if isinstance(value, tuple):
        return [_encoded(each) for each in value]
    return value


def _decoded(kind: Any, value: Any) -> Any:
    """A value of this type from its JSON; ValueError for anything else."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return None if value is None else _decoded(_not_none(kind), value)
    if origin in (tuple, frozenset):
        if not isinstance(value, list):
            raise ValueError(f"{str(value)[:40]!r} is no list")
        return origin(_decoded(get_args(kind)[0], each) for each in value)
    if is_dataclass(kind):
        return _decoded_fields(cast(type, kind), value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        if value not in kind.__members__:
            raise ValueError(f"{str(value)[:40]!r} is not known here")
        return kind[value]
    if type(value) is not kind:
        raise ValueError(f"{str(value)[:40]!r} is no {kind.__name__}")
    return value


def _not_none(kind: Any) -> Any:
    (inner,) = (each for each in get_args(kind) if each is not NoneType)
    return inner


def _decoded_fields(kind: type, value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError(f"{str(value)[:40]!r} is no {kind.__name__.lower()}")
    types = _types(kind)
    unknown = set(value) - set(types)
    if unknown:
        raise ValueError(f"{min(unknown)[:40]!r} is not known here")
    for field in fields(kind):
        if field.name not in value and field.default is MISSING:
            raise KeyError(field.name)
    return kind(**{name: _decoded(types[name], each) for name, each in value.items()})


@cache
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
