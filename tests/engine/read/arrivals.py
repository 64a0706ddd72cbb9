"""What else puts itself around a log on its way to us: tables, mail, web pages, viewers, consoles, services."""

from __future__ import annotations

import csv
import html
import io
import json
import quopri
from collections.abc import Callable

from tests.engine.read.damages import MARKS, TYPED, Damage

TABLE = "the messages were taken out of the cells of a table"
MAIL = "characters that mail writes as =3D or =20, and lines that it broke with =, were read as such"
TAGS = "a web page's tags were left out"
ENDINGS = "what stands behind the kernel's words on every line was left out"
VERBOSE = "the messages were taken out of what journalctl -o verbose prints"
DECODED_TWICE = "no-break spaces that were decoded twice were read as blanks"
PARTED = "a line of the kernel begins in mid-line; the line was parted there"
TABS = "vertical tabs were taken for line ends"

_CLOCK = "Nov 23 10:00:00"
_ISO = "2026-11-23T10:00:00.123Z"


def _lines(text: str) -> list[str]:
    return text.rstrip("\n").split("\n")


def _each(form: str) -> Damage:
    """Every line put in a form: `@` is the line, `%` its number."""
    return lambda text: "".join(
        form.replace("%", str(number)).replace("@", line) + "\n" for number, line in enumerate(_lines(text), 1)
    )


def _escaped(form: str) -> Damage:
    """Every line with HTML's entities, put in a form."""
    return lambda text: "".join(form.replace("@", html.escape(line)) + "\n" for line in _lines(text))


def _columns(line: str) -> list[str]:
    return [_CLOCK, "host", "kernel", line]


def _table(
    delimiter: str = ",", *, sparing: bool = False, line_end: str = "\n", columns: Callable[[str], list[str]] = _columns
) -> Damage:
    """A table with a heading; `sparing` quotes only cells that need it."""

    def damage(text: str) -> str:
        file = io.StringIO()
        form: type[csv.Dialect] = type("_Form", (csv.excel,), {"delimiter": delimiter, "lineterminator": line_end})
        form.quoting = csv.QUOTE_MINIMAL if sparing else csv.QUOTE_ALL
        writer = csv.writer(file, form)
        writer.writerow([f"column {number}" for number in range(len(columns("")))])
        writer.writerows(columns(line) for line in _lines(text))
        return file.getvalue()

    return damage


def _kibana(line: str) -> list[str]:
    return ["Nov 23, 2026 @ 10:00:00.123", "host", f"kernel: {line}", "-"]


def _splunk(line: str) -> list[str]:
    return [f"{_CLOCK} host kernel: {line}", "2026-11-23T10:00:00.000+0000", "/var/log/messages", ""]


def _quoted_printable(text: str) -> str:
    return quopri.encodestring(text.encode()).decode()


def _flowed(text: str) -> str:
    """RFC 3676: lines are broken behind a blank that stays."""
    broken = []
    for line in _lines(text):
        rest = line
        while len(rest) > 72 and (blank := rest.rfind(" ", 1, 72)) > 0:
            broken.append(rest[: blank + 1])
            rest = rest[blank + 1 :]
        broken.append(rest)
    return "\n".join(broken) + "\n"


def _padded(width: int, form: str = "@") -> Damage:
    return lambda text: "".join(form.replace("@", line.ljust(width)) + "\n" for line in _lines(text))


def _verbose(text: str) -> str:
    head = "Mon 2026-11-23 10:00:00.123456 UTC [s=ab12;i=7;b=cd34;m=1;t=2;x=3]\n    _TRANSPORT=kernel\n    PRIORITY=4\n"
    return "".join(f"{head}    MESSAGE={line}\n    _HOSTNAME=host\n" for line in _lines(text))


def _listing(text: str) -> str:
    found = [{"insertId": "a", "textPayload": line, "timestamp": _ISO} for line in _lines(text)]
    return json.dumps(found, indent=2)


PREFIXED = {
    "VMware": f"{_ISO} cpu1:12345)@",
    "VMware 7": f"{_ISO} In(182) vmkernel: cpu1:12345)@",
    "Splunk": "11/23/26 10:00:00.000 AM @",
    "logcli": '2026-11-23T10:00:00Z {job="kernel", host="web1"} @',
    "Grafana": "1700000000123000000\t2026-11-23T10:00:00.123Z\t@",
    "CloudWatch": "2026-11-23T10:00:00.000000+00:00 i-0abc123/messages @",
    "tio": "[10:00:00.123] @",
    "screen": "[2026-11-23 10:00:00] @",
    "Jenkins": f"[{_ISO}] @",
    "GitHub": "build\tRun tests\t2026-11-23T10:00:00.1234567Z @",
    "compose": "web-1  | @",
    "kubectl": "[pod/web-1/app] @",
    "grep": "/var/log/kern.log:%:@",
    "grep -n -A": "%-@",
    "cat -n": "     %\t@",
    "diff": "+@",
    "comment": " * @",
    "list": "- @",
    "chat": "[10:00:00] <max> @",
    "logging": "2026-11-23 10:00:00,123 - INFO - @",
    "another language": "lis 23 10:00:00 host kernel: @",
    "journal, with seconds since the last": "[  123.456789 <    0.000012 >] host kernel: @",
    "router": "*Nov 23 10:00:00.123: @",
}
"""By name what viewers and services put before each line."""

ARRIVALS: dict[str, tuple[Damage, str]] = {
    **{name: (_each(form), "") for name, form in PREFIXED.items()},
    "table": (_table(), TABLE),
    "table with semicolons": (_table(";", line_end="\r\n"), TABLE),
    "table with tabs": (_table("\t"), TABLE),
    "table, quoted where need be": (_table(sparing=True), TABLE),
    "table of Kibana": (_table(sparing=True, columns=_kibana), TABLE),
    "table of Splunk": (_table(columns=_splunk), TABLE),
    "table of CloudWatch": (_table(sparing=True, columns=lambda line: ["1700000000123", line]), TABLE),
    "table in UTF-16": (lambda text: str(_table("\t")(text)).encode("utf-16"), TABLE),
    "table of a web page": (lambda text: _table()(html.escape(text)), TABLE),
    "mail as sent": (_quoted_printable, MAIL),
    "mail as sent, quoted": (lambda text: _each("> @")(_quoted_printable(text)), MAIL),
    "flowed mail": (_flowed, ""),
    "web page": (lambda text: f"<html>\n<body><pre>\n{html.escape(text)}</pre></body>\n</html>\n", ""),
    "coloured web page": (_escaped('<span class="line"><span class="cl">@</span></span>'), TAGS),
    "paragraphs": (_escaped("<p>@</p>"), TAGS),
    "rows of a web page": (_escaped('<tr><td class="n" data-line="7"></td><td>@</td></tr>'), TAGS),
    "line breaks of a web page": (lambda text: html.escape(text).replace("\n", "<br/>"), TAGS),
    "divisions on one line": (lambda text: "".join(f"<div>{html.escape(line)}</div>" for line in _lines(text)), TAGS),
    "XML": (_escaped("<entry><message>@</message></entry>"), TAGS),
    "no-break entities": (lambda text: text.replace(" ", "&nbsp;"), MARKS),
    "numbered entities": (lambda text: text.replace(" ", "&#160;").replace("=", "&#x3D;"), MARKS),
    "Jira": (lambda text: f"{{noformat}}{text.rstrip()}{{noformat}}\n", ""),
    "Jira's code": (lambda text: f"{{code:bash}}\n{text}{{code}}\n", ""),
    "Slack": (lambda text: f"```{text.rstrip()}```\n", ""),
    "code line by line": (_each("`@`"), ENDINGS),
    "Markdown's table": (_each("| @ |"), ENDINGS),
    "border": (_padded(400, "\u2502@\u2502"), ENDINGS),
    "line ends shown": (_each("@$"), ENDINGS),
    "continued": (_each("@ \\"), ENDINGS),
    "YAML": (_each("  - '@'"), ENDINGS),
    "logfmt": (_each(f'ts={_ISO} level=warn msg="@"'), ENDINGS),
    "Fluent Bit": (_each('[%] kernel: [1700000000.123456789, {"priority"=>4, "msg"=>"@"}]'), ENDINGS),
    "CloudWatch as text": (_each("EVENTS\t1700000000999\t@\t1700000000123"), ENDINGS),
    "switch": (_each("2026 Nov 23 10:00:00 sw &KERN-3-SYSTEM_MSG: @ - kernel"), ENDINGS),
    "padded": (_padded(300), ""),
    "journalctl -o verbose": (_verbose, VERBOSE),
    "Google's log": (_listing, "the messages were taken out of JSON objects"),
    "serial over LAN": (
        lambda text: "[SOL Session operational.  Use ~? for help]\r\n" + text.replace("\n", "\r\r\n"),
        "",
    ),
    "tabs for blanks": (lambda text: text.replace(" ", "\t"), ""),
    "two blanks for one": (lambda text: text.replace(" ", "  "), ""),
    "UTF-32": (lambda text: text.encode("utf-32"), ""),
    "decoded twice": (lambda text: text.replace(" ", "\xa0").encode().decode("cp1252"), DECODED_TWICE),
    "wide signs": (lambda text: text.replace(":", "\uff1a").replace("=", "\uff1d").replace("(", "\uff08"), TYPED),
    "vertical tabs": (lambda text: text.replace("\n", "\x0b"), TABS),
    "escapes written out": (_each(r"\e[31m@\e[0m"), "a terminal's control sequences were left out"),
}
"""By name how a log arrives, and how what was mended is told."""
