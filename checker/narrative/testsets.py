"""Sets that no model is trained on, each reported apart: figures with intervals, reasons, and what was misjudged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from checker.narrative import metrics
from checker.narrative.corpus import Narrative, read
from checker.narrative.metrics import Judged
from checker.narrative.model import THRESHOLD

Judge = Callable[[Sequence[Narrative]], list[Judged]]

CLAUSES: tuple[tuple[str, metrics.Figure], ...] = (
    ("clause role, macro-F1", metrics.role_f1),
    ("specificity of problems", metrics.specificity_f1("problem")),
    ("specificity of measures", metrics.specificity_f1("measure")),
    ("pairing", metrics.pairing_f1),
)


def reports(files: Sequence[Path], sealed: Sequence[Path], judges: Mapping[str, Judge]) -> list[str]:
    """A chapter for each file. ``judges`` name who judges (the model first, what it must beat last); of ``sealed`` files nothing but figures is
    said, so that they stay unseen by whoever mends the model. Raises RuleBookError for a damaged file."""
    out: list[str] = []
    for path in (*files, *sealed):
        out += ["", *_chapter(path, read(path), judges, named=path not in sealed)]
    return out


def _chapter(
    path: Path, items: Sequence[Narrative], judges: Mapping[str, Judge], *, named: bool
) -> list[str]:
    clear = [n for n in items if not n.borderline]
    out = [
        f"## Test set {path.name} (never trained on)", "",
        f"{len(items)} narratives, {sum(n.weak for n in clear)} weak and {sum(not n.weak for n in clear)} adequate, "
        f"{len(items) - len(clear)} borderline apart. Intervals: 95 % bootstrap over groups.", "",
        "| | narratives | balanced accuracy | interval | F1 of weak | interval |", "| --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    everyone: list[Judged] = []
    baseline: list[Judged] = []
    for who, judge in judges.items():
        judged = baseline = judge(items)
        everyone = everyone or judged
        own = [j for j in judged if not j.borderline]
        rows = {who: own}
        annual = [j for j in own if j.kind == "annual_report"]
        if len(annual) < len(own):
            rows[f"{who}, annual reports"] = annual
        if judged is everyone:
            rows["by score alone"] = [j.by_score(THRESHOLD) for j in own]
            rows["borderline"] = [j for j in judged if j.borderline]
        out += [_row(name, rows[name]) for name in rows if rows[name]]
    sure = [j for j in everyone if not j.borderline]
    figures = [(name, figure) for name, figure in CLAUSES if name != "pairing" or any(j.linked for j in everyone)]
    other = [j for j in baseline if not j.borderline]
    gained, low, high = metrics.gain(sure, other, metrics.balanced_accuracy)
    out += [
        "",
        f"Over the {who}, balanced accuracy (paired bootstrap): {gained:+.3f} ({low:+.3f} to {high:+.3f}).",
        "Clauses, end to end: "
        + ", ".join(f"{name} {figure(everyone):.3f}" for name, figure in figures)
        + ".",
    ]
    out.append(
        "Reasons (F1): "
        + ", ".join(f"{r} {metrics.reason_f1(r)(sure):.3f}" for r in ("R1", "R2", "R3", "R4"))
        + "."
    )
    out.append(f"Brier score {metrics.brier(sure):.3f}.")
    wrong = [j for j in sure if j.weak != j.said_weak]
    if named:
        told = (f"{j.id} ({'weak' if j.weak else 'adequate'}, said {j.probability:.2f})" for j in wrong)
        out.append("Misjudged: " + (", ".join(told) or "none") + ".")
    else:
        out.append(
            f"Misjudged: {sum(j.weak for j in wrong)} weak, {sum(not j.weak for j in wrong)} adequate (sealed: not named)."
        )
    return out


def _row(name: str, own: Sequence[Judged]) -> str:
    cells = [name, str(len(own))]
    for figure in (metrics.balanced_accuracy, metrics.weak_f1):
        low, high = metrics.interval(own, figure)
        cells += [f"{figure(own):.3f}", f"{low:.3f}–{high:.3f}"]
    return f"| {' | '.join(cells)} |"
