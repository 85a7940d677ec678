"""From a printed cell to a form cell: shared by the readers of the three layouts."""

from __future__ import annotations

from checker.document import Cell, Place
from checker.report.model import FormCell
from checker.report.numbers import parse_cell


def form_cell(cell: Cell, block: int, section: int, table: str, row: str, column: str) -> FormCell:
    """The cell of a statutory table that ``cell`` of block ``block`` prints."""
    place = Place(
        section=section, page=cell.page, paragraph=block, quote=cell.text, table=table, row=row, column=column,
        cell=(cell.row, cell.column),
    )  # fmt: skip
    if not cell.readable:
        return FormCell(None, "unread", place, cell.text)
    printed = parse_cell(cell.text)
    if printed.state == "blank":
        return FormCell(None, "blank", place, cell.text)
    if printed.state == "not_a_number":
        return FormCell(None, "not_a_number", place, cell.text)
    return FormCell(printed.value, "read", place, cell.text, printed.unit)


def unread(block: int, section: int, table: str, row: str, column: str, page: int | None, printed: str = "") -> FormCell:
    """A cell that stands in the form and that we could not place or read."""
    place = Place(section=section, page=page, paragraph=block, quote=printed or None, table=table, row=row, column=column)
    return FormCell(None, "unread", place, printed)
