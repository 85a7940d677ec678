"""Table 2: blocks of a caption, a header and rows, by edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from checker.document import Cell, Place
from checker.report.form_cells import form_cell, unread
from checker.report.labels import CLOSE, SAME_SLOT, difference, distance, normalise
from checker.report.model import FormCell, FormTable, LabelMatch
from checker.report.rows import Row, is_label

HEAD = "信息内容"
"""What every header row of the form begins with."""


def read_blocks(
    key: str, forms: Mapping[str, Mapping[str, Any]], rows: Sequence[Row], section_of: Mapping[int, int]
) -> FormTable:
    """The blocks among ``rows``, by the edition of which more marks are printed (the first of ``forms``
    wins ties)."""
    texts = {normalise(c.text) for row in rows for c in row.cells}
    hits = {
        e: sum(any(t.startswith(normalise(m)) for t in texts) for m in f["marks"]) for e, f in forms.items()
    }
    edition = max(forms, key=lambda e: hits[e])
    form = forms[edition]
    section = section_of.get(rows[0].block, section_of[-1])
    cells: dict[tuple[str, str], FormCell] = {}
    labels: list[LabelMatch] = []
    foreign: list[LabelMatch] = []
    own = tuple(normalise(m) for m in form["marks"])
    others = {
        name: m
        for e, f in forms.items()
        if e != edition
        for m in f["marks"]
        if not (name := normalise(m)).startswith(own)
    }
    block: Mapping[str, Any] | None = None
    columns: list[tuple[Mapping[str, Any], Cell]] = []
    base = 0  # where the labels of rows stand
    for row in _apart(rows, form):
        for cell in row.cells:
            name = normalise(cell.text)
            if name in others and not any(m.printed == cell.text for m in foreign):
                foreign.append(LabelMatch(None, cell.text, None, _place(key, row, cell, section)))
        caption = _caption(row, form, block)
        if caption is not None:
            block, columns = caption, []
            labels.append(_match(key, row, row.labels()[0], None, caption["caption"], section))
            continue
        header = _header(row, form, block)
        if header:
            columns = header
            base = next((c.column for c in row.cells if normalise(c.text) == HEAD), 0)
            labels += [_match(key, row, cell, c["key"], c["label"], section) for c, cell in header]
            continue
        found = _row_entry(row, form, block)
        if found is None:
            # Unknown labels inside the table are named (S10), never read.
            names = row.labels()
            if (
                names
                and normalise(names[0].text) not in others
                and row.values()
                and normalise(names[0].text) != HEAD
            ):
                labels.append(LabelMatch(None, names[0].text, None, _place(key, row, names[0], section)))
            continue
        owner, entry = found
        label = row.labels()[0]
        labels.append(_match(key, row, label, entry["key"], entry["label"], section, entry.get("also", ())))
        _read_row(key, row, label, owner, entry, columns, base, cells, section)
    printed = {m.key for m in labels if m.key}
    missing = tuple(r["key"] for b in form["blocks"] for r in b["rows"] if r["key"] not in printed)
    first = rows[0]
    place = Place(section=section, page=first.page, paragraph=first.block, table=key)
    units = {
        (r["key"], c["key"]): c["unit"]
        for b in form["blocks"]
        for r in b["rows"]
        for c in b["columns"]
        if c.get("unit") not in (None, "printed")
    }
    status: Literal["read", "unreadable"] = "read" if cells else "unreadable"
    return FormTable(
        key,
        status,
        edition,
        cells,
        tuple(labels),
        missing,
        foreign_marks=tuple(foreign),
        place=place,
        reason=None if cells else "rows_without_numbers",
        units=units,
    )


def _apart(rows: Sequence[Row], form: Mapping[str, Any]) -> Iterator[Row]:
    """Rows; a caption that shares a row with the header (text that lost its cells) as a row of its own."""
    captions = [normalise(b["caption"]) for b in form["blocks"]]
    for row in rows:
        names = row.labels()
        at = next(
            (i for i, c in enumerate(row.cells) if any(normalise(c.text).startswith(n) for n in captions)),
            None,
        )
        if not row.ragged or at is None or len({normalise(n.text) for n in names}) < 2:
            yield row
            continue
        yield replace(row, cells=(row.cells[at],), width=1)
        rest = tuple(replace(c, column=i) for i, c in enumerate(row.cells[at + 1 :]))
        if rest:
            yield replace(row, cells=rest, width=len(rest))


def _read_row(
    key: str,
    row: Row,
    label: Cell,
    owner: Mapping[str, Any],
    entry: Mapping[str, Any],
    columns: Sequence[tuple[Mapping[str, Any], Cell]],
    base: int,
    cells: dict[tuple[str, str], FormCell],
    section: int,
) -> None:
    """Puts the row's values into ``cells``."""
    wanted = owner["columns"]
    usable = [(c, cell) for c, cell in columns if any(c["key"] == w["key"] for w in wanted)]
    after = [c for c in row.cells if c.column > label.column]
    by_header: dict[str, Cell] = {}
    if row.ragged:
        at = {c["key"]: cell.column - base - 1 for c, cell in usable}
        if len(usable) != len(wanted):
            at = {w["key"]: i for i, w in enumerate(wanted)}
        offset = label.column
        while len(after) > len(wanted) and not after[-1].text.strip():
            after = after[:-1]
        if len(after) >= len(wanted):
            for name, index in at.items():
                hit = next((c for c in after if c.column == offset + 1 + index), None)
                if hit is not None:
                    by_header[name] = hit
    else:
        for c, head in usable:
            hit = next((v for v in after if v.column <= head.column < v.column + v.column_span), None)
            if hit is not None:
                by_header[c["key"]] = hit
        if len(usable) != len(wanted) and len(after) == len(wanted):
            by_header = {w["key"]: v for w, v in zip(wanted, after, strict=True)}
    for column in wanted:
        value = by_header.get(column["key"])
        if value is None or (is_label(value.text) and value is label):
            cells[entry["key"], column["key"]] = unread(
                row.block, section, key, entry["key"], column["key"], row.page
            )
        else:
            cells[entry["key"], column["key"]] = form_cell(
                value, row.block, section, key, entry["key"], column["key"]
            )


def _caption(row: Row, form: Mapping[str, Any], block: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The block that a row of one label opens; one whose caption is a little off is the next one."""
    names = row.labels()
    if not names or len({normalise(n.text) for n in names}) != 1:
        return None
    text = normalise(names[0].text)
    blocks = list(form["blocks"])
    exact = next((b for b in blocks if text.startswith(normalise(b["caption"]))), None)
    if exact is not None or any(c.text.strip() and not is_label(c.text) for c in row.cells):
        return exact
    at = next((i for i, b in enumerate(blocks) if b is block), -1)
    following = blocks[at + 1 : at + 2]
    return next((b for b in following if difference(text, normalise(b["caption"])) <= CLOSE), None)


def _header(
    row: Row, form: Mapping[str, Any], block: Mapping[str, Any] | None
) -> list[tuple[Mapping[str, Any], Cell]]:
    """Column entries with the first cell that prints each, where the row is a header.

    The block whose caption stands above counts first; another one where more of its labels are printed (its
    caption was lost, or became a paragraph).
    """
    if any(c.text.strip() and not is_label(c.text) for c in row.cells):
        return []  # numbers: no header
    limit = SAME_SLOT if any(normalise(c.text) == HEAD for c in row.cells) else CLOSE
    ordered = sorted(form["blocks"], key=lambda b: b is not block)
    best: list[tuple[Mapping[str, Any], Cell]] = []
    most = 0.0
    for candidate in ordered:
        found: list[tuple[Mapping[str, Any], Cell]] = []
        taken: set[str] = set()
        worth = 0.0
        for most_off in (0.0, limit):
            for column in candidate["columns"]:
                label = normalise(column["label"])
                if any(c is column for c, _ in found):
                    continue
                near = [
                    (difference(normalise(c.text), label), i)
                    for i, c in enumerate(row.cells)
                    if normalise(c.text) not in taken and normalise(c.text) not in ("", HEAD)
                ]
                gap, at = min(near, default=(1.0, -1))
                if gap <= most_off:
                    found.append((column, row.cells[at]))
                    taken.add(normalise(row.cells[at].text))
                    worth += 1 - gap
        order = {id(c): i for i, c in enumerate(candidate["columns"])}
        found.sort(key=lambda f: order[id(f[0])])
        if worth > most:
            best, most = found, worth
    return best


def _row_entry(
    row: Row, form: Mapping[str, Any], block: Mapping[str, Any] | None
) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """The block and row entry that the row's first label names."""
    names = row.labels()
    if not names:
        return None
    text = normalise(names[0].text)
    options = [(b, r) for b in form["blocks"] for r in b["rows"]]
    if block is not None:
        options.sort(key=lambda o: o[0] is not block)
    scored = []
    for owner, entry in options:
        gap = min(difference(text, normalise(w)) for w in (entry["label"], *entry.get("also", ())))
        scored.append((gap, owner, entry))
    gap, owner, entry = min(scored, key=lambda s: s[0])
    return (owner, entry) if gap <= CLOSE else None


def _match(
    key: str, row: Row, cell: Cell, name: str | None, expected: str, section: int, also: Sequence[str] = ()
) -> LabelMatch:
    off = min(distance(normalise(cell.text), normalise(w)) for w in (expected, *also))
    return LabelMatch(name, cell.text, expected, _place(key, row, cell, section), off)


def _place(key: str, row: Row, cell: Cell, section: int) -> Place:
    return Place(
        section=section,
        page=cell.page or row.page,
        paragraph=row.block,
        quote=cell.text,
        table=key,
        cell=(cell.row, cell.column),
    )
