"""The shipped model: deaf to layout, read without running anything, the real files' verdicts, honest corpus."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from checker.language import get_language
from checker.narrative.corpus import read
from checker.narrative.layout import CHANGES
from checker.narrative.model import judge
from checker.narrative.section import is_weak, reasons

ROOT = Path(__file__).resolve().parents[2]
CORPUS = read(ROOT / "corpus" / "narratives.jsonl")
DEV = ROOT.parent / "shared" / "narratives" / "dev.jsonl"
LANGUAGE = get_language()


@pytest.mark.parametrize("change", CHANGES)
def test_layout_moves_the_score_by_less_than_a_twentieth(change: str) -> None:
    pairs = [(n.id, n.text, CHANGES[change](n.text)) for n in CORPUS]
    pairs = [p for p in pairs if p[1] != p[2]]
    assert len(pairs) > 300
    for name, text, changed in pairs:
        moved = abs(score(text) - score(changed))
        assert moved < 0.05, f"{name} moves by {moved:.3f}: {changed}"


@cache
def score(text: str) -> float:
    return judge(text, LANGUAGE).weak_probability


def test_the_verdict_of_nothing_is_absent() -> None:
    for text in ("", "无。", "无", "略"):
        assert judge(text, LANGUAGE).verdict == "absent"


def test_short_concrete_is_adequate_and_long_generic_is_weak() -> None:
    concrete = "3份答复书没有写明救济途径，9月起启用新模板，由法规科逐件核对。"
    generic = (
        "一年来，我局政府信息公开工作虽然取得了一定成绩，但与上级要求和群众期盼相比还存在差距，主要表现在公开意识有待增强，"
        "公开内容有待丰富，公开形式有待创新，队伍建设有待加强。下一步，我局将进一步提高政治站位，统一思想认识，加强组织领导，"
        "健全工作机制，加大公开力度，不断提高政府信息公开工作的质量和水平，努力开创工作新局面。"
    )
    assert judge(concrete, LANGUAGE).verdict == "adequate"
    assert judge(generic, LANGUAGE).verdict == "weak"


def test_scoring_needs_no_scikit_learn() -> None:
    code = (
        "import sys; from checker.language import get_language; from checker.narrative.model import judge; "
        "judge('公开内容有待丰富。下一步加强学习。', get_language()); print('sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_model_is_small_and_plain_data() -> None:
    model = ROOT / "models" / "narrative" / "model.json"
    assert model.stat().st_size < 3 * 1024 * 1024
    json.loads(model.read_text(encoding="utf-8"))


def test_corpus_labels_follow_the_guide() -> None:
    assert len(CORPUS) >= 700
    for n in CORPUS:
        assert tuple(reasons(n.clauses)) == n.reasons, n.id
        assert is_weak(n.reasons) is n.weak, n.id
    unanswered = [
        n
        for n in CORPUS
        if "R3" in n.reasons
        and any(c.role == "measure" for c in n.clauses)
        and any(c.role == "problem" for c in n.clauses)
    ]
    assert len(unanswered) >= 60


def shingles(text: str) -> frozenset[str]:
    plain = re.sub(r"\W", "", text)
    return frozenset(plain[i : i + 8] for i in range(len(plain) - 7))


def near(a: frozenset[str], b: frozenset[str]) -> bool:
    least = min(len(a), len(b))
    return least >= 12 and len(a & b) > 0.4 * least


BLIND = tuple((name, read(ROOT / "corpus" / f"narratives-blind-{name}.jsonl")) for name in "fg")
FIRST_BYTES = {
    "f": "7810c0e2fe7ef0944b6c9369f8a083ebb20bd3c6b54db7dd74916b6a9f5d8a37",
    "g": "13830e44c20ea64329aeff769196ae4bf3550a4cfe6d0f2f76f2f5e5c9e21c46",
}


def repeated(narratives: Sequence[tuple[str, str, frozenset[str]]]) -> list[tuple[str, str]]:
    """Pairs of (id, group, shingles) of different groups that are nearly the same text."""
    index: dict[str, list[int]] = {}
    for i, (_, _, s) in enumerate(narratives):
        for gram in s:
            index.setdefault(gram, []).append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for rows in index.values():
        if len(rows) < 20:
            for x in range(len(rows)):
                for y in range(x + 1, len(rows)):
                    shared[rows[x], rows[y]] += 1
    return [
        (narratives[a][0], narratives[b][0]) for (a, b), n in shared.items()
        if n > 10 and narratives[a][1] != narratives[b][1] and near(narratives[a][2], narratives[b][2])
    ]  # fmt: skip


def test_no_near_duplicates_between_groups_nor_with_the_blind_sets() -> None:
    everything = [*CORPUS, *(n for _, own in BLIND for n in own)]
    assert repeated([(n.id, n.group, shingles(n.text)) for n in everything]) == []


def test_near_duplicates_are_found() -> None:
    text = BLIND[0][1][0].text
    changed = text.replace("我镇", "我乡").replace("2021", "2019")
    assert repeated([("one", "x", shingles(text)), ("two", "y", shingles(changed))]) == [("one", "two")]


@pytest.mark.parametrize("name", sorted(FIRST_BYTES))
def test_blind_sets_are_as_first_measured_and_labelled_by_the_guide(name: str) -> None:
    path = ROOT / "corpus" / f"narratives-blind-{name}.jsonl"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == FIRST_BYTES[name]
    for n in dict(BLIND)[name]:
        assert tuple(reasons(n.clauses)) == n.reasons, n.id
        assert is_weak(n.reasons) is n.weak, n.id


@pytest.mark.shared
def test_nothing_of_the_development_set_is_in_the_corpus() -> None:
    if not DEV.exists():
        pytest.skip("../shared is not beside this checkout")
    ours = [*CORPUS, *(n for _, own in BLIND for n in own)]
    theirs = [("dev-" + n.id, "dev", shingles(n.text)) for n in read(DEV)]
    assert repeated([*((n.id, "ours", shingles(n.text)) for n in ours), *theirs]) == []
