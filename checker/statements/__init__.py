"""Statements of numbers in running text: what is counted, by whom, when, and whether the tables can mean it.

Text is scanned into tokens (:mod:`tokens`), numbers are read exactly (:mod:`quantity`), each number gets its subject,
verb, period and scope (:mod:`frames`, :mod:`meaning`, :mod:`metrics`) and the cells that it can mean
(:mod:`readings`). Sentences without a number that still claim one (none received, all settled) are in :mod:`claims`;
arithmetic inside a sentence in :mod:`ratios` and :mod:`lists`; :mod:`judge` says what fits nothing. Words and readings
are data in ``rules/statements/``.
"""
