"""The measures of page layout in one object, each with its reason; it refuses values that contradict each
other."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class LayoutSettings:
    """Lengths ending in ``_pt`` are points, in ``_em`` multiples of the font size, others shares from 0 to 1.

    Raises ValueError for a value out of its range.
    """

    thin_pt: float = 3.0
    """Thickest rule: Word's widest table border is 6 pt but reports use 0.5 to 2.25; a text line is 8 and
    more."""
    snap_pt: float = 3.0
    """Rules nearer than this are one (double borders, rounding); rows and columns are wider than 8 pt."""
    gap_pt: float = 3.0
    """Collinear pieces with smaller gaps are one rule (dotted borders, borders drawn cell by cell)."""
    rule_min_pt: float = 5.0
    """Shorter merged rules are dots, bullets or parts of letters."""
    cover: float = 0.6
    """Share of a cell's edge that rules must cover to close it."""
    pieces_max: int = 60_000
    """More drawn pieces than this on a page are a picture (dotted borders of a full page are about
    15,000)."""
    rules_max: int = 1_000
    """More merged rules than this on a page are a picture, not a table (the largest form has about 60)."""
    frame_pt: float = 200.0
    """A cell of a table of one column that is higher and wider than this holds paragraphs: a frame round the text (the highest
    row of the form, the corner of table 3 in a narrow column, takes about 120)."""
    cells_max: int = 20_000
    """A grid with more positions than this is squared paper, not a table (the largest form has about 300)."""
    row_em: float = 0.45
    """Characters whose middles differ by less, in ems of the smaller one, stand on one line."""
    twin_em: float = 0.25
    """The same character this near again is bold type made by printing twice."""
    blank_em: float = 0.2
    """Gap between Latin letters or digits that a reader sees as a blank (a Times blank is 0.25)."""
    wide_em: float = 1.2
    """Gap beside a Chinese character that a reader sees as a blank (justified lines stretch up to about
    0.8)."""
    full_em: float = 1.3
    """A line that ends nearer than this to the right margin is full."""
    indent_em: float = 0.7
    """A line that begins further right than this is indented (paragraphs indent by 2)."""
    size_share: float = 0.12
    """Lines whose sizes differ by more are different text (heading 16 pt, body 14 pt)."""
    leading_share: float = 1.45
    """A gap this many times the usual line distance separates paragraphs."""
    margin_share: float = 0.12
    """Part of the page height in which headers, footers and page numbers stand."""
    column_gap_em: float = 1.5
    """Gap that separates columns of a table without rules."""
    figure_gap_em: float = 0.6
    """The same beside a figure: columns of numbers stand closer than columns of words."""
    picture_share: float = 0.06
    """Share of the page from which a picture can be a table (a seal takes about 0.03)."""
    picture_width: float = 0.45
    """Share of the page width from which a picture can be a table."""
    scan_share: float = 0.5
    """Share of the page that a picture covers on a scanned page."""
    scan_characters: int = 40
    """Fewer characters beside a page-sized picture are a scanner's stamp or page number, not the page's
    text."""

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if not value > 0:
                raise ValueError(f"{item.name} must be greater than 0, not {value!r}")
            shares = ("cover", "margin_share", "size_share", "picture_share", "picture_width", "scan_share")
            if item.name in shares and value >= 1:
                raise ValueError(f"{item.name} is a share below 1, not {value!r}")
        if self.margin_share >= 0.5:
            raise ValueError("margin_share must leave a body between header and footer (below 0.5)")
        if self.rule_min_pt < self.thin_pt:
            raise ValueError("rule_min_pt must not be below thin_pt, or thick dots would be rules")
        if self.blank_em >= self.wide_em:
            raise ValueError("blank_em must be below wide_em")
        if self.leading_share <= 1:
            raise ValueError("leading_share must be above 1, or every line would be a paragraph")


DEFAULT = LayoutSettings()
