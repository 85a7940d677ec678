"""Characters and drawn rules of pages in, paragraphs and grids out: pure functions that know no PDF
engine."""
