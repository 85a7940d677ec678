"""Tables of the document -> the three statutory tables, in the contract's keys.

Which labels, rows and columns a table has is data (``rules/editions``); each kind of layout – matrix, line,
blocks – has one reader here. A number is placed only where its row and its column are certain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from checker.document import Block, Cell, Paragraph, Place, Table, Trouble
from checker.report.blocks_form import HEAD, read_blocks
from checker.report.labels import SAME_SLOT, difference, normalise
from checker.report.line_form import read_line
from checker.report.matrix_form import read_matrix
from checker.report.model import FormTable
from checker.report.rows import Row, flattened, rows_of

READERS = {"matrix": read_matrix, "line": read_line, "blocks": read_blocks}

UNRULED = "table_unruled"
"""The reader's trouble with a table that nothing is drawn around."""
LOOSE_NUMBERS = 5
"""Numbers on a line that make it the rest of a table whose cells are not told."""
_SENTENCE = re.compile("[。；！？]")
FEW_LABELS = 0.3
"""Share of a form's labels that some tables must print to be taken for it."""


def read_forms(
    editions: Mapping[str, Mapping[str, Any]],
    due: str | None,
    sections: Sequence[tuple[int, Sequence[Block]]],
    troubles: Sequence[Trouble],
) -> dict[str, FormTable]:
    """The three tables of a report.

    ``due`` is the edition that the report year asks for (it decides where the printed labels fit several
    editions equally well). ``sections`` are (number, blocks below the heading). Each table is looked for in
    its own section first, then in all others (one big layout table, a table behind the wrong heading).
    """
    names = [n for n, e in editions.items() if e["tables"]]
    ordered = sorted(names, key=lambda n: (n != due, n))
    keys = dict.fromkeys(k for n in ordered for k in editions[n]["tables"])
    out = {}
    for key in keys:
        forms = {n: editions[n]["tables"][key] for n in ordered if key in editions[n]["tables"]}
        out[key] = _read_form(key, forms, sections, troubles)
    return out


def _read_form(
    key: str,
    forms: Mapping[str, Mapping[str, Any]],
    sections: Sequence[tuple[int, Sequence[Block]]],
    troubles: Sequence[Trouble],
) -> FormTable:
    home = next(iter(forms.values()))["section"]
    own = [b for n, blocks in sections if n == home for b in blocks]
    every = [b for _, blocks in sections for b in blocks]
    best: FormTable | None = None
    known = frozenset([HEAD, *(normalise(label) for form in forms.values() for label in labels_of(form))])
    for look, scope in ((rows_of, own), (rows_of, every), (flattened, own), (flattened, every)):
        rows = _form_rows(forms, list(look(scope, known)))
        if not rows:
            continue
        kind = next(iter(forms.values()))["kind"]
        table = READERS[kind](key, forms, rows, _section_lookup(sections, home))
        table = replace(table, doubt=_doubt(rows, look is flattened, troubles))
        if table.status == "read":
            return table
        best = best or table
    if best is not None:
        return best
    return _absent(key, own, known, troubles, sections, home)


def _doubt(rows: Sequence[Row], loose: bool, troubles: Sequence[Trouble]) -> str | None:
    """What makes the labels of these rows uncertain: no lines were drawn that tell which words share a cell."""
    blocks = {row.block for row in rows}
    found = (t for t in troubles if t.code == UNRULED and (loose or t.block in blocks))
    return next((t.code for t in found), None)


def _form_rows(forms: Mapping[str, Mapping[str, Any]], rows: list[Row]) -> list[Row]:
    """The stretch of rows that prints the form's labels: from the first to the last row that holds one."""
    wanted = {normalise(label) for form in forms.values() for label in labels_of(form)}
    telling = {w for w in wanted if len(w) >= 3}
    # Rows of a damaged label (one or two characters off) inside the stretch come along with it.
    hits = [i for i, row in enumerate(rows) if any(normalise(c.text) in telling for c in row.cells)]
    found = {normalise(c.text) for i in hits for c in rows[i].cells} & telling
    least = min(len({normalise(x) for x in labels_of(f) if len(normalise(x)) >= 3}) for f in forms.values())
    if len(found) < max(2, FEW_LABELS * least):
        return []
    last = hits[-1]
    # Below the last label rows of bare numbers belong to the form (the data row of table 4), and in the
    # same table rows whose damaged label is still near one of the form's.
    while last + 1 < len(rows) and _goes_on(rows[last + 1], rows[last].block, wanted):
        last += 1
    return rows[hits[0] : last + 1]


def _goes_on(row: Row, block: int, wanted: set[str]) -> bool:
    names = [normalise(c.text) for c in row.labels()]
    if not names:
        return any(c.text.strip() for c in row.cells)
    if row.block != block:
        return False
    numbers = sum(_numeric(c) for c in row.cells)  # a word among the numbers of a data row is a value (T05)
    return numbers > max(3, 2 * len(names)) or any(
        difference(n, w) <= SAME_SLOT for n in names for w in wanted
    )


def labels_of(form: Mapping[str, Any]) -> list[str]:
    """Every label that a form prints."""
    entries = [
        *form.get("rows", ()),
        *form.get("columns", ()),
        *form.get("groups", ()),
        *form.get("kept_rows", ()),
    ]
    labels = []
    for block in form.get("blocks", ()):
        labels.append(block["caption"])
        entries += [*block["rows"], *block["columns"]]
    for entry in entries:
        labels += [entry["label"], *entry.get("also", ()), *entry.get("path", ())]
    return list(dict.fromkeys(labels))


def _section_lookup(sections: Sequence[tuple[int, Sequence[Block]]], default: int) -> Mapping[int, int]:
    lookup: dict[int, int] = {}
    for number, blocks in sections:
        for block in blocks:
            lookup.setdefault(block.index, number)
    lookup.setdefault(-1, default)
    return lookup


def _absent(
    key: str,
    own: Sequence[Block],
    known: frozenset[str],
    troubles: Sequence[Trouble],
    sections: Sequence[tuple[int, Sequence[Block]]],
    home: int,
) -> FormTable:
    """No labels of this form: missing, unless something in its section could not be read."""
    indexes = {b.index for b in own}
    pages = _pages(own)
    found = any(number == home for number, _ in sections)
    after, until = _span(sections, home)
    for trouble in troubles:
        in_block = trouble.block is not None and (trouble.block in indexes or after < trouble.block <= until)
        # Where nothing of the section was read, it may stand on any page that could not be.
        on_page = (
            trouble.block is None
            and trouble.page is not None
            and (not pages or min(pages) - 1 <= trouble.page <= max(pages) + 1)
        )
        if in_block or on_page:
            place = Place(section=home, page=trouble.page, paragraph=trouble.block, table=key)
            return FormTable(key, "unreadable", place=place, reason=trouble.code)
    loose = next((b for b in own if isinstance(b, Paragraph) and _is_loose(b.text, known)), None)
    if loose is not None and any(t.code == UNRULED for t in troubles):
        place = Place(section=home, page=loose.page, paragraph=loose.index, table=key)
        return FormTable(key, "unreadable", place=place, reason=UNRULED)
    first = next((b for b in own if isinstance(b, Table)), None)
    if first is not None and any(_numeric(c) for c in first.cells):
        # Something tabular stands there, but none of its labels is known: reading trouble rather than
        # absence.
        place = Place(section=home, page=first.page, paragraph=first.index, table=key)
        return FormTable(key, "unreadable", place=place, reason="labels_unknown")
    return FormTable(key, "missing", place=Place(section=home) if found else None)


def _is_loose(text: str, known: frozenset[str]) -> bool:
    """Whether a line without a sentence in it holds words of a form's labels, or numbers as a row of it does."""
    if _SENTENCE.search(text):
        return False
    words = text.split()
    return sum(w.isdigit() for w in words) >= LOOSE_NUMBERS or any(normalise(w) in known for w in words)


def _numeric(cell: Cell) -> bool:
    return cell.text.strip().isdigit()


def _pages(blocks: Sequence[Block]) -> set[int]:
    found: set[int] = set()
    for block in blocks:
        if block.page is not None:
            found.add(block.page)
        if isinstance(block, Paragraph):
            found.update(page for _, page in block.page_breaks)
    return found


def _span(sections: Sequence[tuple[int, Sequence[Block]]], home: int) -> tuple[int, int]:
    """Index of the section's heading and of the next one's (what a reader could not turn into a block bears
    the index of the block that follows it)."""
    at = next((i for i, (number, _) in enumerate(sections) if number == home), None)
    if at is None:
        return -1, -1
    blocks = sections[at][1]
    before = [b.index for _, earlier in sections[:at] for b in earlier]
    heading = blocks[0].index - 1 if blocks else max(before, default=-1) + 1
    following = next((later[0].index - 1 for _, later in sections[at + 1 :] if later), None)
    return heading, following if following is not None else 10**9
