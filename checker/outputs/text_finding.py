"""One finding for the terminal: what is wrong, the words or cells it is about, why, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.document import Place
from checker.findings import Finding, Review, Severity
from checker.outputs.text_cells import Cells, concerned, drawn, shown_value, sums, table_name
from checker.outputs.text_quote import Quotes
from checker.outputs.text_words import confidence, listed, mark, name, page_name, place_text, words
from checker.outputs.text_wrap import clean, lines

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

SIGNS = {Severity.error: "×", Severity.warning: "!", Severity.advice: "i"}
STYLES = {Severity.error: "bold red", Severity.warning: "yellow", Severity.advice: "cyan"}
ACCEPTED = "√"
INDENT = 2
MOST_PLACES = 3


@dataclass(slots=True)
class Page:
    """What all findings of a review share: language, the column of signs and labels, the quotes."""

    console: Console
    review: Review
    lang: str
    left: int
    quotes: Quotes

    @property
    def right(self) -> int:
        """Cells for the text beside the labels."""
        return max(self.console.width - self.left, 20)

    def item(self, label: Text | str, text: Text | str) -> None:
        """A label and its text; further lines of the text begin below its first."""
        from rich.cells import cell_len
        from rich.text import Text

        head = label if isinstance(label, Text) else Text(label, style="dim")
        body = text if isinstance(text, Text) else Text(text)
        if not isinstance(label, Text):
            head.pad_left(max(self.left - 2 - cell_len(head.plain), 0))
        for n, line in enumerate(lines(body, self.right)):
            first = head if n == 0 else Text("")
            gap = " " * max(self.left - cell_len(first.plain), 0)
            self.console.print(Text.assemble(first, gap, line), soft_wrap=True)

    def block(self, drawing: RenderableType, width: int) -> None:
        """A drawing below the text, further left where it would not fit."""
        from rich.padding import Padding

        indent = self.left if width <= self.right else min(INDENT + 2, self.left)
        self.console.print(Padding(drawing, (0, 0, 0, indent), expand=False))


def column_width(review: Review, lang: str) -> int:
    """Cells that sign, severity and id take, the blanks around them included."""
    from rich.cells import cell_len

    severity = max(cell_len(name("severities", s.name, lang)) for s in Severity)
    rule = max((len(f.rule) for f in review.findings), default=3)
    labels = max(cell_len(words(lang, "view")[label]) for label in ("expected", "accepted", "found"))
    return max(INDENT + 2 + severity + 1 + rule, labels + INDENT) + 2


def show(page: Page, finding: Finding) -> None:
    """Prints one finding and everything that belongs to it."""
    from rich.text import Text

    labels = words(page.lang, "view")
    live = finding.accepted is None
    style = STYLES[finding.severity] if live else "dim"
    sign = SIGNS[finding.severity] if live else ACCEPTED
    head = Text(" " * INDENT + f"{sign} {name('severities', finding.severity.name, page.lang)} {finding.rule}", style=style)
    message = clean(finding.message.get(page.lang)) + confidence(finding, page.lang)
    page.item(head, Text(message, style="bold" if live else "dim"))
    if finding.accepted is not None:
        page.item(labels["accepted"], _acceptance(finding, page.lang))
        return
    tables = [cells for cells in concerned(finding, page.review) if cells.shown]
    _expected(page, finding, in_table=bool(tables) and finding.place is not None and bool(finding.place.cell))
    _where(page, finding, tables, style)
    for line in sums(finding, page.lang):
        page.item(labels["sums"], line)
        labels = {**labels, "sums": ""}
    if finding.also and not finding.details.get("identities"):
        page.item(labels["also"], listed(finding.also, page.lang))
    _related(page, finding, tables)
    page.item(labels["basis"], clean(finding.basis.get(page.lang)))
    page.item(labels["fix"], clean(finding.suggestion.get(page.lang)))


def _acceptance(finding: Finding, lang: str) -> str:
    labels = words(lang, "view")
    accepted = finding.accepted or {}
    parts = [accepted.get("reason") or "", accepted.get("who") or ""]
    if accepted.get("until"):
        parts.append(labels["until"].format(accepted["until"]))
    return clean(mark("stop", lang).join(p for p in parts if p))


def _expected(page: Page, finding: Finding, *, in_table: bool) -> None:
    """应为 and 现为, on one line where both are short."""
    from rich.cells import cell_len

    labels = words(page.lang, "view")
    expected, actual = shown_value(finding.expected), shown_value(finding.actual)
    if not actual and finding.actual is not None and in_table:
        actual = labels["nothing"]
    both = labels["in_place_of"].format(expected, actual)
    if expected and actual and cell_len(both) <= page.right:
        page.item(labels["expected"], both)
        return
    if actual and (expected or in_table):
        page.item(labels["found"], actual)
    if expected and (actual or in_table or expected not in finding.message.get(page.lang)):
        page.item(labels["expected"], expected)


def _where(page: Page, finding: Finding, tables: list[Cells], style: str) -> None:
    """The quoted words in their sentence, or the cells as a table, with the page."""
    labels = words(page.lang, "view")
    place = finding.place
    if place is None:
        return
    here = next((c for c in tables if c.place is place), None)
    if here is None:
        quote = None if _told(page, finding, place) else page.quotes.marked(place, f"{style} underline", labels["mark"])
        where = _location(page, place)
        if quote is not None:
            if where:
                quote.append(f"  {where}", style="dim")
            page.item(labels["quote"], quote)
        elif where:
            page.item(labels["where"], where)
    for cells in tables:
        _draw(page, finding, cells, style)


def _draw(page: Page, finding: Finding, cells: Cells, style: str) -> None:
    from rich.measure import Measurement

    labels = words(page.lang, "view")
    page.item(labels["where"], _location(page, cells.place))
    table = drawn(cells, page.review, finding, page.lang, style)
    width = Measurement.get(page.console, page.console.options.update(width=10_000), table).maximum
    page.block(table, width)
    notes = [name for name, holds in (("zeros", cells.zeros_left_out), ("apart", cells.has_gaps)) if holds]
    if notes:
        page.item("", mark("stop", page.lang).join(labels[name] for name in notes))
    if cells.left_out:
        page.item("", labels["cut"].format(cells.left_out))


def _told(page: Page, finding: Finding, place: Place) -> bool:
    """Whether the quote would only repeat what the finding has said."""
    before, quote, after = page.quotes.parts(place)
    if before.strip() or after.strip():
        return False
    headings = (s.heading for s in page.review.report.sections) if page.review.report is not None else ()
    told = (finding.message.get(page.lang), str(finding.actual), *headings)
    return not quote or any(quote in clean(text) for text in told)


def _location(page: Page, place: Place) -> str:
    """Page and table; the section stands in the heading, except that of another document."""
    parts = list(_document(page, place))
    if place.page is not None:
        parts.append(page_name(place.page, page.lang))
    if place.table:
        parts.append(table_name(place.table, page.lang))
    return mark("comma", page.lang).join(parts)


def _document(page: Page, place: Place) -> Iterator[str]:
    if place.document != "this":
        yield place_text(Place(document=place.document, section=place.section), page.lang)


def _related(page: Page, finding: Finding, tables: list[Cells]) -> None:
    """Further places: the cells drawn are none of them."""
    from rich.text import Text

    labels, colon = words(page.lang, "view"), mark("colon", page.lang)
    drawn_already = {(c.document, c.table, *key) for c in tables for key in c.involved}
    places = [p for p in finding.related if (p.document, p.table, p.row, p.column) not in drawn_already]
    label = labels["see"]
    for place in places[:MOST_PLACES]:
        quote = page.quotes.marked(place, "underline", labels["mark"]) or Text("")
        where = place_text(place, page.lang)
        text = Text.assemble((f"{where}{colon}" if where and quote.plain else where, "dim"), quote)
        page.item(label, text)
        label = ""
    if len(places) > MOST_PLACES:
        page.item(label, labels["more_places"].format(len(places) - MOST_PLACES))
