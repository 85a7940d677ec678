"""Statements of numbers in running text: what is counted, by whom, when, and whether the tables can mean it.

Text is scanned into tokens (:mod:`tokens`), numbers are read exactly (:mod:`quantity`), each number gets its subject,
verb, period and scope (:mod:`frames`, :mod:`links`, :mod:`scopes`, :mod:`meaning`, :mod:`metrics`) and the cells that
it can mean (:mod:`readings`). Sentences without a number that still claim one (none received, all settled) are read in
:mod:`claims` and judged in :mod:`verdicts`; arithmetic inside a sentence in :mod:`ratios`, :mod:`shares` and
:mod:`lists`; :mod:`compare` sets a number against its cells, :mod:`judge` says what fits nothing. Words and readings
are data in ``rules/statements/``.
"""
