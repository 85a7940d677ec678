"""Accepted findings: nothing accepted reappears when the text around moves, nothing new is hidden."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import accepted, readers, rulebook, specimen
from checker.errors import RuleBookError
from checker.findings import Review
from checker.reviewing import Options, review
from checker.specimen import Specimen

BOOK = rulebook.load()
TODAY = dt.date(2026, 11, 24)
SEEDED = {
    "requests.processed_total.total": 99, "section.6+": ["联系人手机13812345678。", "没有行政覆议案件。"],
    "replace": [["国务院令第711号", "国务院令第771号"]],
}  # fmt: skip
FILLER = ("全年组织业务培训两次。", "门户网站按季度自查。", "新设河湖专题一个。", "办事指南逐条核对。", "信息发布前逐件审核。")


def judged(s: Specimen, entries: tuple[accepted.Entry, ...] = ()) -> Review:
    found = review(specimen.markdown(BOOK, s).encode(), path="例.md")
    assert found.report is not None
    assert found.document is not None
    marked, _ = accepted.apply(found.findings, entries, found.report, found.document, TODAY)
    return replace(found, findings=marked)


def seeded() -> Specimen:
    return specimen.make(BOOK, SEEDED)


def baseline() -> tuple[accepted.Entry, ...]:
    found = judged(seeded())
    assert found.report is not None
    assert found.document is not None
    return tuple(accepted.make(f, found.report, found.document, "核对过", "张", None) for f in found.findings)


BASELINE = baseline()


#: Sentences that hold accepted findings: edits leave them alone, and do anything around them.
KEPT = ("13812345678", "行政覆议", "第771号")
NEW = {  # one more defect → the rule that must show
    "same word elsewhere": "W01",
    "another cell": "T01",
    "another number": "W07",
}


@st.composite
def edits(draw: st.DrawFn) -> tuple[Specimen, str | None]:
    """The report after some edits by its author, and which new defect is among them."""
    s = seeded()
    number = st.sampled_from([1, 5, 6])
    for _ in range(draw(st.integers(1, 6))):
        texts = s.sections[draw(number)]
        at = draw(st.integers(0, len(texts)))
        kind = draw(st.sampled_from(["insert", "delete", "move", "before", "behind", "preamble"]))
        if kind == "insert":
            texts.insert(at, draw(st.sampled_from(FILLER)))
        elif kind == "delete" and at < len(texts) and len(texts) > 1 and not any(k in texts[at] for k in KEPT):
            del texts[at]
        elif kind == "move" and at < len(texts) and len(texts) > 1:
            s.sections[draw(number)].append(texts.pop(at))
        elif kind == "before" and at < len(texts):
            texts[at] = draw(st.sampled_from(FILLER)) + texts[at]
        elif kind == "behind" and at < len(texts):
            texts[at] = texts[at] + draw(st.sampled_from(FILLER))
        elif kind == "preamble":
            s.preamble.append("本报告可在门户网站下载。")
    new = draw(st.none() | st.sampled_from(sorted(NEW)))
    if new == "same word elsewhere":
        s.sections[1].append("行政覆议案件为零。")
    elif new == "another cell":
        s.cells["requests"]["new", "total"] = str(int(s.cells["requests"]["new", "total"]) + 40)
        s.cells["requests"]["granted", "total"] = "88"
    elif new == "another number":
        s.sections[5].append("经办人手机13987654321。")
    return s, new


@settings(max_examples=40, deadline=None, derandomize=True)
@given(edits())
def test_edits_elsewhere_bring_nothing_accepted_back_and_hide_nothing_new(edited: tuple[Specimen, str | None]) -> None:
    s, new = edited
    found = judged(s, BASELINE)
    live = [f for f in found.findings if f.accepted is None]
    old = {(f.rule, accepted.fingerprint(f)) for f in judged(seeded()).findings}
    again = [f.rule for f in live if (f.rule, accepted.fingerprint(f)) in old]
    if new is None:
        assert again == [], "accepted findings came back"
        assert [f.rule for f in found.findings if f.accepted] != []
    else:
        assert {f.rule for f in live} & {NEW[new], *(("T02", "T03") if new == "another cell" else ())}, "a new defect is hidden"


def test_another_number_in_the_same_cell_shows_again() -> None:
    s = specimen.make(BOOK, {**SEEDED, "requests.processed_total.total": 98})
    live = [f for f in judged(s, BASELINE).findings if f.accepted is None]
    assert [f.place.row for f in live if f.rule[0] == "T" and f.place] == ["processed_total"]


def test_an_entry_accepts_one_finding_only() -> None:
    found = judged(seeded())
    assert found.report is not None
    assert found.document is not None
    twice = [found.findings[0], found.findings[0]]
    marked, _ = accepted.apply(twice, BASELINE, found.report, found.document, TODAY)
    assert [f.accepted is not None for f in marked].count(True) == 1


def test_expired_and_unused_entries_are_told() -> None:
    found = judged(seeded())
    assert found.report is not None
    assert found.document is not None
    first = found.findings[0]
    old = accepted.make(first, found.report, found.document, "去年核对过", "张", dt.date(2026, 1, 1))
    unused = replace(old, until=None, fingerprint="0" * 12)
    marked, notes = accepted.apply(found.findings, (old, unused), found.report, found.document, TODAY)
    assert all(f.accepted is None for f in marked)
    assert len(notes) == 2


@given(st.lists(st.builds(
    accepted.Entry, st.sampled_from(["T02", "C06"]), st.text(max_size=20), st.text(min_size=1, max_size=12),
    st.text(max_size=12), st.text(max_size=30), st.text(min_size=1, max_size=30), st.text(max_size=10),
    st.none() | st.dates(),
), max_size=5))  # fmt: skip
def test_the_file_comes_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, entries: list[accepted.Entry]) -> None:
    path = tmp_path_factory.mktemp("accepted") / accepted.FILE_NAME
    accepted.write(path, entries)
    key = lambda e: (e.report, e.rule, e.fingerprint, e.context)  # noqa: E731
    assert sorted(accepted.read(path), key=key) == sorted(entries, key=key)


def test_a_damaged_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / accepted.FILE_NAME
    path.write_text('[[accepted]]\nrule = "T02"\nfingerprint = "a"\nreazon = "x"\n', encoding="utf-8")
    with pytest.raises(RuleBookError, match=r"toml:1.*reazon"):
        accepted.read(path)


def test_review_shows_accepted_findings_as_such(tmp_path: Path) -> None:
    path = tmp_path / accepted.FILE_NAME
    accepted.write(path, BASELINE)
    data = specimen.markdown(BOOK, seeded()).encode()
    found = review(data, path="例.md", options=Options(settings={"accepted": path}, today=TODAY))
    assert found.findings
    assert all(f.accepted for f in found.findings)
    assert found.worst() is None
    assert found.score == 100
    assert readers.read(data, path="例.md").kind == "markdown"
