"""``--format text``: findings for a reader at a terminal, by section in reading order, with place, reason and remedy."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from checker.document import Place
from checker.findings import Finding, Review, Severity
from checker.outputs import Rendered
from checker.outputs.text_finding import SIGNS, STYLES, Page, column_width, show
from checker.outputs.text_quote import Quotes
from checker.outputs.text_words import counted, listed, mark, section_name, unchecked, words
from checker.outputs.text_wrap import clean, lines

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

WIDTH, NARROWEST, WIDEST = 100, 40, 200


class _Buffer(io.StringIO):
    """Text in memory that tells rich what the receiver can show: in GBK, lines of tables are drawn in ASCII."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding


def one(review: Review, source: str | bytes, settings: Mapping[str, Any]) -> Rendered:
    """The review as text; ``settings``: lang, color (bool), width (cells of a line), encoding (of the terminal)."""
    from rich.console import Console

    color = bool(settings.get("color", False))
    out = _Buffer(str(settings.get("encoding") or "utf-8"))
    console = Console(
        file=out, force_terminal=color, color_system="standard" if color else None, no_color=not color,
        width=min(max(int(settings.get("width") or WIDTH), NARROWEST), WIDEST), height=25, highlight=False, emoji=False,
        markup=False, legacy_windows=False, _environ={},
    )  # fmt: skip
    _print(console, review, str(settings.get("lang", "zh")))
    return Rendered("\n".join(line.rstrip() for line in out.getvalue().split("\n")))


def _print(console: Console, review: Review, lang: str) -> None:
    if review.outcome != "reviewed":
        _line(console, review.message.get(lang) if review.message else review.outcome, "bold red")
        return
    own = words(lang)
    _line(console, review.path, "bold")
    report = review.report
    if report is not None:
        unknown = own["unknown"]
        facts = own["facts"].format(report.agency or unknown, report.year or unknown, report.edition or unknown)
        _line(console, facts, "dim")
    page = Page(console, review, lang, column_width(review, lang), Quotes(review))
    for heading, findings in groupby(review.findings, key=lambda f: _heading(review, f, lang)):
        _rule(console, heading)
        for n, finding in enumerate(findings):
            if n:
                console.print()
            show(page, finding)
    for rule, count in review.truncated.items():
        console.print()
        _line(console, own["more"].format(rule, count), "dim")
    if not review.findings:
        console.print()
        _line(console, own["clean"], "green")
    if review.not_checked:
        _rule(console, words(lang, "view")["unchecked"])
        for reason, rules in unchecked(review, lang):
            _hanging(console, f"  {listed(rules, lang)}{mark('colon', lang)}{reason}")
    console.print()
    _summary(console, review, lang)
    console.print()


def _heading(review: Review, finding: Finding, lang: str) -> str:
    """What findings are grouped under: the section's heading as printed."""
    own = words(lang)
    place = finding.place
    if place is not None and place.document not in ("this", "previous"):
        return place.document
    printed = ""
    if place is None or (place.document == "this" and place.section is None):
        name = str(own["whole"])
    elif place.document == "previous":
        name = str(own["previous"])
    else:
        name = section_name(place.section or 0, lang)
        printed = _printed_heading(review, place)
    name = name[0].upper() + name[1:]
    return str(words(lang, "view")["heading"]).format(name=name, printed=printed) if printed else name


def _printed_heading(review: Review, place: Place) -> str:
    """Of sections with one number, the last that begins before the place."""
    found = ""
    for section in review.report.sections if review.report is not None else ():
        start = section.place.paragraph if section.place is not None else None
        begins_before = start is None or place.paragraph is None or start <= place.paragraph
        if section.number == place.section and section.number and (begins_before or not found):
            found = clean(section.heading).strip()
    return found


def _rule(console: Console, title: str) -> None:
    """A heading: bold, a line drawn to the edge."""
    from rich.cells import cell_len
    from rich.text import Text

    console.print()
    cut = lines(Text(clean(title), style="bold"), console.width)
    for line in cut[:-1]:
        console.print(line, soft_wrap=True)
    stroke = "-" if console.options.ascii_only else "─"
    rest = max(console.width - cell_len(cut[-1].plain) - 1, 0)
    console.print(Text.assemble(cut[-1], " ", (stroke * rest, "dim")), soft_wrap=True)


def _line(console: Console, text: str, style: str = "") -> None:
    from rich.text import Text

    for line in lines(Text(clean(text), style=style), console.width):
        console.print(line, soft_wrap=True)


def _hanging(console: Console, text: str, indent: int = 4) -> None:
    """A paragraph whose further lines are indented."""
    from rich.text import Text

    for n, line in enumerate(lines(Text(clean(text)), console.width - indent)):
        console.print(Text(" " * (indent if n else 0)) + line, soft_wrap=True)


def _summary(console: Console, review: Review, lang: str) -> None:
    """The closing line: counts by severity, what is accepted, the score, how many rules could not be checked."""
    from rich.text import Text

    closing = Text(f"{clean(review.path)}{mark('colon', lang)}", style="bold")
    for n, part in enumerate(_parts(review, lang)):
        closing.append(mark("comma", lang) if n else "")
        closing.append_text(part)
    for n, line in enumerate(lines(closing, console.width - 2)):
        console.print(Text("  " * bool(n)) + line, soft_wrap=True)


def _parts(review: Review, lang: str) -> Iterator[Text]:
    from rich.text import Text

    live = [f for f in review.findings if f.accepted is None]
    for severity in sorted(Severity, reverse=True):
        count = sum(f.severity is severity for f in live)
        told = counted(severity.name, count, lang)
        yield Text(f"{SIGNS[severity]} {told}", style=STYLES[severity]) if count else Text(told)
    if len(live) < len(review.findings):
        yield Text(counted("taken", len(review.findings) - len(live), lang))
    if review.score is not None:
        yield Text(words(lang, "view")["score"].format(f"{review.score:g}"))
    skipped = len({item.rule for item in review.not_checked})
    if skipped:
        yield Text(counted("rules", skipped, lang))
