"""Fits the classifiers with scikit-learn; reproducible to the byte from the corpus, the lexicons and the words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from checker.narrative.clauses import Clause, at
from checker.narrative.corpus import Gold, Narrative, cut, merged
from checker.narrative.features import Reading, Words, reading
from checker.narrative.model import ROLES, soft_facts, unnumbered
from checker.narrative.pairing import NAMES, pairs
from checker.narrative.section import SOFT
from checker.narrative.weights import COLUMNS, FORMAT, Scores, Weights

C_ROLE = 1.0
C_SPECIFICITY = 0.3
"""Inverse strength of the penalty. The figures of cross-validation are flat from 0.3 to 3 for both; specificity takes
the stronger end, because its words differ most from one hand to the next."""
C_PAIRING = 1.0
C_SECTION = 1.0
RARE = 4
"""A feature must stand in so many clauses: below it a word belongs to one hand."""
COMMON = 0.02
"""Share of clauses above which a two-character string is no shared object."""
FOLDS = 4
"""Inner folds from whose unseen clauses the section score is calibrated."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A narrative with what the classifiers see of it, as it stands (``shown``) and without its enumerators (``plain``).

    ``gold`` maps the clauses shown to labelled ones; ``lessons`` are what is learned from: each reading that differs with
    the labels of its clauses.
    """

    narrative: Narrative
    shown: Reading
    plain: Reading
    gold: dict[int, int]
    lessons: tuple[tuple[Reading, dict[int, Gold]], ...]


def prepare(narratives: Sequence[Narrative], words: Words, *, boundaries: str = "found") -> list[Prepared]:
    """Cuts (or takes the labelled ``boundaries``: "gold") and reads each narrative."""
    out = []
    for n in narratives:
        if boundaries == "gold":
            parts, match = at(n.text, [c.span for c in n.clauses]), {i: i for i in range(len(n.clauses))}
        else:
            parts, match = cut(n)
        shown = reading(parts, words)
        plain = unnumbered(n.text, shown, words)
        lessons = [(r, merged(n, r.parts)) for r in ([shown] if plain is shown else [shown, plain])]
        run_on = _run_on(*lessons[0], words)
        if run_on is not None:
            lessons.insert(0, run_on)
        out.append(Prepared(n, shown, plain, {j: i for i, j in match.items()}, tuple(lessons)))
    return out


def _run_on(section: Reading, labels: Mapping[int, Gold], words: Words) -> tuple[Reading, dict[int, Gold]] | None:
    """The section as a hand would write it that joins neighbours of one role by a comma, two by two; None without any."""
    parts: list[Clause] = []
    held: list[list[int]] = []
    for i, part in enumerate(section.parts):
        role = labels[i].role if i in labels else "other"
        alone = held and len(held[-1]) == 1 and held[-1][0] in labels and part.label is None and part.heading is None
        if alone and role != "other" and labels[held[-1][0]].role == role:
            first = parts[-1]
            parts[-1] = replace(first, folded=f"{first.folded}，{part.folded}", text=f"{first.text}，{part.text}", closing=part.closing)
            held[-1].append(i)
        else:
            parts.append(part)
            held.append([i])
    if len(parts) == len(section.parts):
        return None
    home = {i: k for k, own in enumerate(held) for i in own}
    out: dict[int, Gold] = {}
    for k, own in enumerate(held):
        if all(i in labels for i in own):
            golds = [labels[i] for i in own]
            specificity = golds[0].specificity if golds[0].specificity == "specific" else golds[-1].specificity
            answers = sorted({home[a] for g in golds for a in g.answers})
            out[k] = Gold(parts[k].text, parts[k].span, golds[0].role, specificity, tuple(answers))
    return reading(parts, words), out


def fit(prepared: Sequence[Prepared]) -> Weights:
    """All weights from labelled narratives.

    Pairing and the section score are fitted on what the clause classifiers say of clauses that they have not seen.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    # One thread: sums in one order on every machine, and small matrices are not worth more.
    with threadpool_limits(limits=1):
        return _fit(prepared)


def _fit(prepared: Sequence[Prepared]) -> Weights:
    import numpy as np

    model = _fit_clauses(prepared)
    groups = sorted({p.narrative.group for p in prepared})
    fold = {g: i % FOLDS for i, g in enumerate(groups)}
    unseen: dict[int, list[Scores]] = {}
    for k in range(FOLDS):
        rest = _fit_clauses([p for p in prepared if fold[p.narrative.group] != k])
        for i, p in enumerate(prepared):
            if fold[p.narrative.group] == k and p.shown.parts:
                unseen[i] = [rest.score(r.rows) for r, _ in p.lessons]
    model = replace(model, pairing=_fit_pairs(prepared, unseen, model.common))
    order = sorted(unseen)
    facts = [soft_facts(prepared[i].plain, unseen[i][-1], model)[1] for i in order]
    weak = [prepared[i].narrative.weak for i in order]
    coef, bias = _logistic(np.asarray(facts), np.asarray(weak), C_SECTION)
    return replace(model, section=np.concatenate([[bias[0]], coef[0]]))


def _fit_clauses(prepared: Sequence[Prepared]) -> Weights:
    """Role, specificity, and whether a measure takes up anything."""
    import numpy as np
    from scipy.sparse import csr_matrix, hstack

    counted: Counter[str] = Counter()
    grams: Counter[str] = Counter()
    total = 0
    for p in prepared:
        for row, seen in zip(p.shown.rows, p.shown.seen, strict=True):
            total += 1
            grams.update(g for g in seen.grams if len(g) == 2)
            for block, _ in row.blocks():
                counted.update(block)
    vocabulary = {f: i for i, f in enumerate(sorted(f for f, n in counted.items() if n >= RARE))}
    common = frozenset(g for g, n in grams.items() if n > COMMON * total)
    index: list[int] = []
    data: list[float] = []
    ends = [0]
    role: list[int] = []
    specific: list[int] = []
    answering: list[bool] = []
    stated: list[bool] = []
    for p in prepared:
        problems = any(c.role == "problem" for c in p.narrative.clauses)
        for lesson, labels in p.lessons:
            for j, label in sorted(labels.items()):
                for block, value in lesson.rows[j].blocks():
                    known = [vocabulary[f] for f in block if f in vocabulary]
                    index += known
                    data += [value] * len(known)
                ends.append(len(index))
                stated.append(problems)
                answering.append(bool(label.answers))
                role.append(ROLES.index(label.role))
                specific.append(-1 if label.specificity is None else int(label.specificity == "specific"))
    x = csr_matrix((data, index, ends), shape=(len(role), len(vocabulary)))
    roles, marks = np.asarray(role), np.asarray(specific)
    coef, bias = _logistic(x, roles, C_ROLE)
    # One classifier for specificity, each feature thrice: shared, and once for each role.
    kept = np.flatnonzero(marks >= 0)
    z = x[kept]
    as_problem = csr_matrix((roles[kept] == 0).astype(float)[:, None])
    as_measure = csr_matrix((roles[kept] == 1).astype(float)[:, None])
    wide = hstack([z, z.multiply(as_problem), z.multiply(as_measure), as_problem]).tocsr()
    own, base = _logistic(wide, marks[kept], C_SPECIFICITY)
    n = len(vocabulary)
    shared, problem, measure, shift = own[0][:n], own[0][n : 2 * n], own[0][2 * n : 3 * n], own[0][3 * n]
    # Whether a measure takes up anything is learned where problems are stated at all.
    measures = np.flatnonzero((roles == 1) & np.asarray(stated))
    takes, takes_bias = _logistic(x[measures], np.asarray(answering)[measures], C_SPECIFICITY)
    table = np.vstack([coef, shared + problem, shared + measure, takes]).T
    table = np.vstack([table, np.zeros(len(COLUMNS))])
    biases = np.concatenate([bias, [base[0] + shift, base[0], takes_bias[0]]])
    return Weights(vocabulary, table, biases, np.zeros(len(NAMES)), np.zeros(1 + len(SOFT)), common)


def _fit_pairs(prepared: Sequence[Prepared], unseen: Mapping[int, Sequence[Scores]], common: frozenset[str]) -> Any:
    import numpy as np

    features: list[tuple[float, ...]] = []
    answered: list[bool] = []
    for i, p in enumerate(prepared):
        for (lesson, labels), scores in zip(p.lessons, unseen.get(i, ()), strict=False):
            problems = sorted(j for j, label in labels.items() if label.role == "problem")
            measures = sorted(j for j, label in labels.items() if label.role == "measure")
            for m, q, f in pairs(lesson.parts, lesson.seen, problems, measures, common, scores):
                features.append(f)
                answered.append(q in labels[m].answers)
    coef, bias = _logistic(np.asarray(features)[:, 1:], np.asarray(answered), C_PAIRING)
    return np.concatenate([[bias[0]], coef[0]])


def _logistic(x: Any, y: Any, c: float) -> tuple[Any, Any]:
    from sklearn.linear_model import LogisticRegression

    # A tight tolerance, so that six significant digits do not depend on the order of sums.
    model = LogisticRegression(C=c, tol=1e-5, max_iter=5000).fit(x, y)
    return model.coef_, model.intercept_


def rounded(value: float) -> float:
    """Six significant digits."""
    return float(f"{value:.6g}")


def write(weights: Weights, path: Path) -> None:
    """The model file: one feature a line, so that differences can be read."""
    names = sorted(weights.vocabulary, key=weights.vocabulary.__getitem__)
    head = {
        "format": FORMAT,
        "columns": list(COLUMNS),
        "bias": [rounded(v) for v in weights.bias],
        "pairing_features": list(NAMES),
        "pairing": [rounded(v) for v in weights.pairing],
        "section_features": ["bias", *SOFT],
        "section": [rounded(v) for v in weights.section],
        "common": sorted(weights.common),
        "features": names,
    }
    lines = [f'"{k}": {json.dumps(v, ensure_ascii=False)}' for k, v in head.items()]
    numbers = ",\n".join(json.dumps([rounded(v) for v in line], separators=(",", ":")) for line in weights.table[: len(names)])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{" + ",\n".join(lines) + ',\n"weights": [\n' + numbers + "\n]}\n", encoding="utf-8", newline="\n")
