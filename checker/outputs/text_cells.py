"""The cells of a statutory table that a finding is about, drawn in the order of the form, the doubtful ones marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from checker import rulebook
from checker.document import Place
from checker.findings import Finding, Review
from checker.outputs.masking import mask_cell
from checker.outputs.text_words import mark, name, words
from checker.outputs.text_wrap import clean

if TYPE_CHECKING:
    from rich.table import Table

Key = tuple[str, str]

ROWS, COLUMNS = 12, 5
"""Rows and columns up to which cells that hold 0 are drawn too."""
MOST_ROWS = 24
MOST_SUMS = 4
LABEL = 34
"""Cells of the terminal that a row's label takes before it is wrapped."""
_NOTE = re.compile(r"（[^（）]{3,40}）$")


@dataclass(slots=True)
class Cells:
    """Cells of one table of one report. ``shown`` maps a key to the text; ``doubtful`` to what should stand there."""

    document: str
    table: str
    place: Place
    shown: dict[Key, str] = field(default_factory=dict)
    doubtful: dict[Key, str | None] = field(default_factory=dict)
    involved: set[Key] = field(default_factory=set)
    left_out: int = 0
    zeros_left_out: bool = False
    """Whether the broken identities hold rows or columns of zeros that are not drawn."""

    @property
    def has_gaps(self) -> bool:
        """Whether the rows and columns drawn cross in cells that the finding is not about."""
        return len({r for r, _ in self.shown}) * len({c for _, c in self.shown}) > len(self.shown)


def concerned(finding: Finding, review: Review) -> list[Cells]:
    """The cells to draw for a finding, by document and table; empty where it is about no number of a table."""
    groups: dict[tuple[str, str], Cells] = {}
    for place in (finding.place, *finding.related):
        if place is not None and place.table and place.row and place.column:
            cells = groups.setdefault(
                (place.document, place.table), Cells(place.document, place.table, place)
            )
            key = (place.row, place.column)
            cells.involved.add(key)
            cells.shown[key] = mask_cell(clean(place.quote or "").strip())
            if place is finding.place:
                cells.doubtful[key] = shown_value(finding.expected) or None
    for cells in groups.values():
        if cells.document == "this":
            _identities(cells, finding)
            _printed(cells, review)
    return list(groups.values())


def shown_value(value: object) -> str:
    """A value for a reader: 11, not 11.0."""
    if isinstance(value, Decimal) and value == int(value):
        value = int(value)
    return clean(str(value)) if value is not None else ""


def sums(finding: Finding, lang: str) -> Iterator[str]:
    """The broken identities, one line each: T02 “总计”列：5+2=7 ≠ 6."""
    own = words(lang, "view")
    identities = finding.details.get("identities", ())
    for item in identities[:MOST_SUMS]:
        line = own[_direction(item, finding)].format(item["label"])
        yield f"{item['rule']} {line}{mark('colon', lang)}{item['text']}"
    if len(identities) > MOST_SUMS:
        yield own["more_places"].format(len(identities) - MOST_SUMS)


def _direction(item: Mapping[str, Any], finding: Finding) -> str:
    if all(cell["column"] == item["at"] for cell in (*item["parts"], *item["totals"])):
        return "column"
    return "group" if finding.place is not None and finding.place.table == "disputes" else "row"


def _identities(cells: Cells, finding: Finding) -> None:
    """Adds the cells of the broken identities: of the finding's own rule always, of the others while it stays small.

    Where one finding stands for several cells alike (``cells``: blanks), all of them are doubtful.
    """
    for cell in finding.details.get("cells", ()):
        cells.doubtful.setdefault((cell["row"], cell["column"]), None)
    for change in finding.details.get("repair", ()):
        key = (change["row"], change["column"])
        cells.involved.add(key)
        cells.doubtful[key] = str(change["repaired"])
    own = [i for i in finding.details.get("identities", ()) if i["rule"] == finding.rule]
    others = [i for i in finding.details.get("identities", ()) if i["rule"] != finding.rule]
    for item in (*own, *others):
        keys = {(cell["row"], cell["column"]) for cell in (*item["parts"], *item["totals"])}
        if item in own or len({row for row, _ in cells.involved | keys}) <= ROWS:
            cells.involved |= keys


def _printed(cells: Cells, review: Review) -> None:
    """What is printed in the cells involved, in the form's order; zeros are left out where there would be many."""
    table = review.report.tables.get(cells.table) if review.report is not None else None
    if table is None:
        return
    keys = [key for key in table.cells if key in cells.involved]
    for axis, most in ((0, ROWS), (1, COLUMNS)):
        if len({key[axis] for key in keys}) > most:
            full = {k[axis] for k in keys if k in cells.doubtful or table.cells[k].value != 0}
            cells.zeros_left_out |= any(k[axis] not in full for k in keys)
            keys = [k for k in keys if k[axis] in full]
    rows = list(dict.fromkeys(row for row, _ in keys))
    if len(rows) > MOST_ROWS:
        kept = {*rows[:MOST_ROWS], *(row for row, _ in cells.doubtful)}
        cells.left_out = sum(row not in kept for row, _ in keys)
        keys = [k for k in keys if k[0] in kept]
    cells.shown = {k: mask_cell(clean(table.cells[k].printed).strip()) for k in keys}


def drawn(cells: Cells, review: Review, finding: Finding, lang: str, style: str) -> Table:
    """The cells as a table of rich."""
    from rich import box
    from rich.table import Column, Table
    from rich.text import Text

    labels, own = _labels(cells.table, review), words(lang, "view")
    before, behind = own["mark"]
    columns = _ordered([c for _, c in cells.shown], review, cells.table, 1)
    rows = _ordered([r for r, _ in cells.shown], review, cells.table, 0)
    out = Table(
        Column("", max_width=LABEL, overflow="fold"),
        *(Column(labels.get(("column", c), c), justify="right", overflow="fold") for c in columns),
        box=box.SQUARE, header_style="", border_style="dim", pad_edge=True,
    )  # fmt: skip
    unsure = own["doubt"] if finding.confidence == "open" else ""
    for row in rows:
        line = [Text(labels.get(("row", row), row))]
        for column in columns:
            key = (row, column)
            text = cells.shown.get(key)
            if text is None:
                line.append(Text(""))
            elif key in cells.doubtful:
                due = cells.doubtful[key]
                known = due is not None and len(due) <= LABEL
                arrow = f" → {due}{unsure}" if known else ""
                told = f"{before}{text or own['nothing']}{behind}{arrow}"
                line.append(Text(told, style=style, no_wrap=True))
            else:
                line.append(Text(text or own["nothing"]))
        out.add_row(*line)
    return out


def _ordered(keys: list[str], review: Review, table: str, axis: int) -> list[str]:
    """Keys once each, in the order in which the report prints them."""
    form = review.report.tables.get(table) if review.report is not None else None
    printed = list(dict.fromkeys(key[axis] for key in form.cells)) if form is not None else []
    place = {key: n for n, key in enumerate(printed)}
    return sorted(dict.fromkeys(keys), key=lambda k: place.get(k, len(place)))


def _labels(table: str, review: Review) -> dict[tuple[str, str], str]:
    """(row or column, key) → the form's own label, without its explanatory note."""
    form = review.report.tables.get(table) if review.report is not None else None
    layout = (form.layout if form is not None else None) or (
        review.report.edition_due if review.report else None
    )
    entry: Mapping[str, Any] = rulebook.load().editions.get(layout or "", {}).get("tables", {}).get(table, {})
    blocks = (entry, *entry.get("blocks", ()))
    rows = [e for b in blocks for name in ("rows", "kept_rows", "groups") for e in b.get(name, ())]
    columns = [e for b in blocks for e in b.get("columns", ())]
    named = {("row", e["key"]): _numbered(e) for e in reversed(rows)}
    return named | {("column", e["key"]): str(e["label"]) for e in reversed(columns)}


def _numbered(row: Mapping[str, Any]) -> str:
    """（四）1.本机关不掌握…: a row that is numbered below another carries that one's number."""
    label, above = _NOTE.sub("", str(row["label"])) or str(row["label"]), str((row.get("path") or ("",))[-1])
    return above[: above.find("）") + 1] + label if above.startswith("（") and label[0].isdigit() else label


def table_name(table: str, lang: str) -> str:
    """What the messages call a table."""
    return name("tables", table, lang)
