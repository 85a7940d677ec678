"""Cross-validation grouped by ``group``, the keyword baseline beside it, a test set apart, and the model card."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from checker.narrative import metrics
from checker.narrative.baseline import guess
from checker.narrative.corpus import Narrative, aligned, read
from checker.narrative.features import Words
from checker.narrative.layout import CHANGES, moves
from checker.narrative.metrics import Judged
from checker.narrative.model import NarrativeResult, decide, read_and_judge
from checker.narrative.section import reasons
from checker.narrative.testsets import Judge, reports
from checker.narrative.training import Prepared, fit, prepare
from checker.narrative.weights import Weights

FOLDS = 5
CURVE = (0.25, 0.5, 0.75)
MOVED = 0.05


def cross_validate(narratives: Sequence[Narrative], words: Words) -> tuple[list[Judged], list[Judged], list[Judged]]:
    """(end to end, on gold boundaries, keyword baseline), each narrative judged by a model that has not seen its group."""
    found, gold = prepare(narratives, words), prepare(narratives, words, boundaries="gold")
    fold = folds(narratives)
    end_to_end, on_gold = [], []
    for k in range(FOLDS):
        model = fit([p for p in found if fold[p.narrative.group] != k])
        for p, g in zip(found, gold, strict=True):
            if fold[p.narrative.group] == k:
                end_to_end.append(judged(p.narrative, _decide(p, model), p))
                on_gold.append(judged(g.narrative, _decide(g, model), g))
    return end_to_end, on_gold, [by_keywords(n) for n in narratives]


def folds(narratives: Sequence[Narrative]) -> dict[str, int]:
    """Group → fold, groups dealt out in the order of their names."""
    return {g: i % FOLDS for i, g in enumerate(sorted({n.group for n in narratives}))}


def _decide(p: Prepared, model: Weights) -> NarrativeResult:
    if not p.shown.parts:
        return NarrativeResult("absent", 1.0, (), ("R1", "R3"))
    return decide(p.shown, p.plain, model)


def judged(n: Narrative, result: NarrativeResult, p: Prepared) -> Judged:
    match = {g: f for f, g in p.gold.items()}
    links = {(m, q) for m, c in enumerate(result.clauses) for q in c.answers}
    back = p.gold
    known = frozenset((back[m], back[q]) for m, q in links if m in back and q in back)
    return Judged(
        n.id, n.group, n.kind, len(n.text), n.borderline, n.weak, result.weak_probability, result.verdict != "adequate",
        n.reasons, result.reasons, tuple((c.role, c.specificity) for c in n.clauses),
        tuple((c.role, c.specificity) for c in result.clauses), match,
        frozenset((i, a) for i, c in enumerate(n.clauses) for a in c.answers), known, len(links) - len(known), n.linked,
    )  # fmt: skip


def by_keywords(n: Narrative) -> Judged:
    clauses, weak = guess(n.text)
    match = aligned(n.text, [c.span for c in n.clauses], [c.span for c in clauses])
    back = {f: g for g, f in match.items()}
    links = {(m, q) for m, c in enumerate(clauses) for q in c.answers}
    known = frozenset((back[m], back[q]) for m, q in links if m in back and q in back)
    return Judged(
        n.id, n.group, n.kind, len(n.text), n.borderline, n.weak, float(weak), weak, n.reasons, reasons(clauses),
        tuple((c.role, c.specificity) for c in n.clauses), tuple((c.role, c.specificity) for c in clauses), match,
        frozenset((i, a) for i, c in enumerate(n.clauses) for a in c.answers), known, len(links) - len(known), n.linked,
    )  # fmt: skip


def learning_curve(narratives: Sequence[Narrative], words: Words) -> list[tuple[int, float]]:
    """(narratives trained on, balanced accuracy on fold 0) for growing parts of the other folds."""
    found = prepare(narratives, words)
    fold = folds(narratives)
    test = [p for p in found if fold[p.narrative.group] == 0]
    rest = [p for p in found if fold[p.narrative.group] != 0]
    out = []
    for share in (*CURVE, 1.0):
        part = rest[:: round(1 / share)] if share < 0.6 else rest[: int(len(rest) * share)]
        model = fit(part)
        out.append((len(part), metrics.balanced_accuracy([judged(p.narrative, _decide(p, model), p) for p in test])))
    return out


FIGURES: tuple[tuple[str, metrics.Figure], ...] = (
    ("section: balanced accuracy", metrics.balanced_accuracy),
    ("section: F1 of weak", metrics.weak_f1),
    ("clause role, macro-F1", metrics.role_f1),
    ("specificity of problems, F1", metrics.specificity_f1("problem")),
    ("specificity of measures, F1", metrics.specificity_f1("measure")),
    ("specificity of problems, role given", metrics.specificity_given_role("problem")),
    ("specificity of measures, role given", metrics.specificity_given_role("measure")),
    ("pairing, F1", metrics.pairing_f1),
)


def report(
    corpus: Path, words: Words, *, files: Sequence[Path] = (), sealed: Sequence[Path] = (), curve: bool = True, without: str = ""
) -> str:  # fmt: skip
    """Every figure as Markdown: cross-validation, then the test sets ``files`` and ``sealed`` (figures alone), these also
    by a model without the groups that begin with a letter of ``without``. Raises RuleBookError for a damaged corpus."""
    narratives = read(corpus)
    end_to_end, on_gold, keywords = cross_validate(narratives, words)
    clear = [j for j in end_to_end if not j.borderline]
    clear_ids = {j.id for j in clear}
    base = [j for j in keywords if j.id in clear_ids]
    out = [
        f"Corpus: {len(narratives)} narratives in {len({n.group for n in narratives})} groups, "
        f"{sum(n.weak for n in narratives)} weak, {sum(n.borderline for n in narratives)} borderline (left out of the section figures).",
        "", f"## Cross-validation, {FOLDS} folds grouped by `group`, 95 % bootstrap intervals over groups", "",
        "| figure | end to end | interval | gold boundaries | keyword baseline |", "| --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for name, figure in FIGURES:
        section = name.startswith("section")
        items = clear if section else end_to_end
        others = base if section else keywords
        gold_items = [j for j in on_gold if j.id in clear_ids] if section else on_gold
        low, high = metrics.interval(items, figure)
        out.append(f"| {name} | {figure(items):.3f} | {low:.3f}–{high:.3f} | {figure(gold_items):.3f} | {figure(others):.3f} |")
    out += ["", "Better than the keyword baseline (paired bootstrap over groups):", ""]
    for name, figure in FIGURES[:6:1]:
        items, others = (clear, base) if name.startswith("section") else (end_to_end, keywords)
        difference, low, high = metrics.gain(items, others, figure)
        out.append(f"- {name}: +{difference:.3f} ({low:.3f} to {high:.3f})")
    out += ["", f"Brier score {metrics.brier(clear):.3f}. Calibration:", "", "| said | narratives | mean | weak |", "| --- | --- | --- | --- |"]
    out += [f"| {r} | {n} | {m:.2f} | {s:.2f} |" for r, n, m, s in metrics.calibration(clear)]
    out += ["", "Reasons (F1):", "", *(f"- {r}: {metrics.reason_f1(r)(clear):.3f}" for r in ("R1", "R2", "R3", "R4"))]
    out += ["", "Confusion by reason (narratives with that reason: told weak / all):", ""]
    for r in ("R1", "R2", "R3", "R4", "none"):
        own = [j for j in clear if (r in j.gold_reasons if r != "none" else not j.gold_reasons)]
        out.append(f"- {r}: {sum(j.said_weak for j in own)} / {len(own)}")
    weak, adequate = [j for j in clear if j.weak], [j for j in clear if not j.weak]
    out += ["", f"Length and score (Spearman): {metrics.spearman(weak):+.3f} among weak, {metrics.spearman(adequate):+.3f} among adequate."]
    if curve:
        out += ["", "Learning curve (narratives → balanced accuracy on one fold): " + ", ".join(f"{n} → {b:.3f}" for n, b in learning_curve(narratives, words)) + "."]
    model = fit(prepare(narratives, words))
    out += ["", *_layout([n.text for n in narratives], [n.text for f in (*files, *sealed) for n in read(f)], model, words)]
    if files or sealed:
        out += reports(files, sealed, _judges(model, narratives, words, without))
    return "\n".join(out) + "\n"


def _layout(own: Sequence[str], others: Sequence[str], model: Weights, words: Words) -> list[str]:
    """By how much the same text with other line ends, widths or numbering is scored differently."""

    @cache
    def score(text: str) -> float:
        return read_and_judge(text, words, model).weak_probability

    out = ["Same text, other layout: texts that it changes, scores moved by 0.05 or more, largest move.", ""]
    out += ["| | corpus | test sets |", "| --- | --- | --- |"]
    for name, change in CHANGES.items():
        cells = [name]
        for texts in (own, others):
            moved = moves(texts, score, change)
            cells.append(f"{len(moved)}, {sum(m >= MOVED for m in moved)}, {max(moved, default=0.0):.3f}")
        out.append(f"| {' | '.join(cells)} |")
    return out


def _judges(model: Weights, narratives: Sequence[Narrative], words: Words, without: str) -> dict[str, Judge]:
    """Who judges a test set: the model of the whole corpus, which holds none of it, and others beside it."""

    def by(model: Weights) -> Judge:
        return lambda items: [judged(p.narrative, _decide(p, model), p) for p in prepare(items, words)]

    who = {"model": by(model)}
    if without:
        rest = [n for n in narratives if n.group[0] not in without]
        who[f"trained without groups {', '.join(without)}"] = by(fit(prepare(rest, words)))
    who["keyword baseline"] = lambda items: [by_keywords(n) for n in items]
    return who
