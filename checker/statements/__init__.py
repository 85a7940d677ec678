"""Statements of numbers in running text: what is counted, by whom, when, and whether the tables can mean it.

Text is scanned into tokens (:mod:`tokens`) and numbers are read exactly (:mod:`quantity`). A sentence (:mod:`frames`)
is read clause by clause (:mod:`clause`): each number gets its subject and verb (:mod:`meaning`, :mod:`behind`, :mod:`metrics`, :mod:`applications`), its
period and its scope (:mod:`scopes`), and numbers that only make sense beside each other are joined (:mod:`links`).
:mod:`readings` has the cells that it can mean and :mod:`compare` sets it against them; :mod:`parts` knows what may be
a part, :mod:`doubts` (with :mod:`likeness` and :mod:`elsewhere`) what is more likely something else than something
wrong. Sentences without a number that still claim one (none received, all settled) are read in :mod:`claims` and
judged in :mod:`verdicts`; arithmetic inside a sentence in :mod:`ratios`, :mod:`shares`, :mod:`arithmetic` and
:mod:`lists`; :mod:`judge` puts it all together. Words and readings are data in ``rules/statements/``.
"""
