"""Fits the classifiers with scikit-learn; reproducible to the byte from the corpus, the lexicons and the words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from checker.narrative.clauses import Clause, at
from checker.narrative.corpus import Narrative, cut
from checker.narrative.features import Row, Seen, Words, rows, see
from checker.narrative.model import ROLES, soft_facts
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
    """A narrative with what the classifiers see of it; ``gold`` maps found clauses to labelled ones."""

    narrative: Narrative
    parts: tuple[Clause, ...]
    seen: tuple[Seen, ...]
    rows: tuple[Row, ...]
    gold: dict[int, int]


def prepare(narratives: Sequence[Narrative], words: Words, *, boundaries: str = "found") -> list[Prepared]:
    """Cuts (or takes the labelled ``boundaries``: "gold") and reads each narrative."""
    out = []
    for n in narratives:
        if boundaries == "gold":
            parts, match = at(n.text, [c.span for c in n.clauses]), {i: i for i in range(len(n.clauses))}
        else:
            parts, match = cut(n)
        seen = [see(c, words) for c in parts]
        out.append(Prepared(n, tuple(parts), tuple(seen), tuple(rows(parts, seen)), {j: i for i, j in match.items()}))
    return out


def fit(prepared: Sequence[Prepared]) -> Weights:
    """All weights from labelled narratives.

    Pairing and the section score are fitted on what the clause classifiers say of clauses that they have not seen.
    """
    import numpy as np

    model = _fit_clauses(prepared)
    groups = sorted({p.narrative.group for p in prepared})
    fold = {g: i % FOLDS for i, g in enumerate(groups)}
    unseen: dict[int, Scores] = {}
    for k in range(FOLDS):
        rest = _fit_clauses([p for p in prepared if fold[p.narrative.group] != k])
        for i, p in enumerate(prepared):
            if fold[p.narrative.group] == k and p.parts:
                unseen[i] = rest.score(p.rows)
    model = replace(model, pairing=_fit_pairs(prepared, unseen, model.common))
    facts = [soft_facts(prepared[i].parts, prepared[i].seen, s, model)[1] for i, s in sorted(unseen.items())]
    weak = [prepared[i].narrative.weak for i in sorted(unseen)]
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
        for row, seen in zip(p.rows, p.seen, strict=True):
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
    for p in prepared:
        for j, i in sorted(p.gold.items()):
            label = p.narrative.clauses[i]
            for block, value in p.rows[j].blocks():
                known = [vocabulary[f] for f in block if f in vocabulary]
                index += known
                data += [value] * len(known)
            ends.append(len(index))
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
    stated = np.asarray([has for p in prepared for has in [any(c.role == "problem" for c in p.narrative.clauses)] * len(p.gold)])
    measures = np.flatnonzero((roles == 1) & stated)
    takes, takes_bias = _logistic(x[measures], np.asarray(answering)[measures], C_SPECIFICITY)
    table = np.vstack([coef, shared + problem, shared + measure, takes]).T
    table = np.vstack([table, np.zeros(len(COLUMNS))])
    biases = np.concatenate([bias, [base[0] + shift, base[0], takes_bias[0]]])
    return Weights(vocabulary, table, biases, np.zeros(len(NAMES)), np.zeros(1 + len(SOFT)), common)


def _fit_pairs(prepared: Sequence[Prepared], unseen: Mapping[int, Scores], common: frozenset[str]) -> Any:
    import numpy as np

    features: list[tuple[float, ...]] = []
    answered: list[bool] = []
    for i, p in enumerate(prepared):
        role = {j: p.narrative.clauses[k].role for j, k in p.gold.items()}
        problems = sorted(j for j, r in role.items() if r == "problem")
        measures = sorted(j for j, r in role.items() if r == "measure")
        for m, q, f in pairs(p.parts, p.seen, problems, measures, common, unseen[i].takes_up if i in unseen else ()):
            features.append(f)
            answered.append(p.gold[q] in p.narrative.clauses[p.gold[m]].answers)
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
