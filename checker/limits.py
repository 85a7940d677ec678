"""Every cap and default in one place, each with the reason for its number."""

from __future__ import annotations

from typing import Final

MIB: Final = 1024 * 1024

FILE_BYTES: Final = 50 * MIB  # the largest real report seen is under 10 MB; pictures make the rest
PDF_PAGES: Final = 300  # a report has 5-15 pages; a yearbook that holds one is not a report
TEXT_CHARACTERS: Final = 2_000_000  # two hundred times a long report
PDF_STREAM_BYTES: Final = 75 * MIB  # a decompressed page image; beyond it a bomb is likelier than a report

DOCX_ENTRIES: Final = 1_000  # a report with a picture a page has about 100 parts
DOCX_PART_BYTES: Final = 64 * MIB  # document.xml of a report is under 2 MB
DOCX_RATIO: Final = 100  # XML compresses 10-40 times; bombs 1,000 times
DOCX_RATIO_FROM: Final = 1 * MIB  # small parts reach high ratios honestly

TABLE_POSITIONS: Final = 200_000  # rows times columns; the largest form has 300, merged cells claim any number

HTML_DEPTH: Final = 200  # pages of government sites nest 20-60 deep

SECONDS: Final = 30.0  # a document takes 0.1 s; what takes 300 times that is hung
MEMORY_BYTES: Final = 1024 * MIB  # a review needs about 200 MB, most of it dictionaries
WORKER_DOCUMENTS: Final = 2_000  # a worker grows by 8 MB in a thousand, and starting another costs 30 documents' time

FINDINGS_PER_RULE: Final = 100  # more of one kind in one file tell a reader nothing new
STATEMENT_CHARACTERS: Final = 800  # a sentence of numbers, semicolons included; the longest real lists have about 400
PARAGRAPH_NUMBERS: Final = 200  # numbers a paragraph is remembered to have told; long real ones have 60
KEPT_CHARACTERS: Final = 5_000  # of a text whose reading is kept for the next question; no real paragraph is longer
MATCHER_TOKENS: Final = 400  # tokens a matcher sees at once; real sentences end before 200

CHINESE_SHARE: Final = 0.7  # share of Chinese characters that makes an HTML child the article
