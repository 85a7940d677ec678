"""The fitted numbers: read from JSON, scored with numpy alone. Nothing in the file is ever executed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from checker.data import folder
from checker.errors import RuleBookError
from checker.findings import Text
from checker.narrative.pairing import NAMES
from checker.narrative.section import SOFT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.narrative.features import Row

    Floats = NDArray[np.float64]

FORMAT: Final = 1
COLUMNS: Final = ("problem", "measure", "other", "specific_problem", "specific_measure", "takes_up")
FILE: Final = "model.json"
SETTLES: Final = "l=named_rule"
SETTLED: Final = 0.8
"""A measure that makes a named mechanism a rule (跟班学习制度, not 跟班学习 alone) is specific by the guide ("a rule"), whatever
stock words stand round it: no weight of one feature outweighs a long clause of them. Two careful readers may still differ:
hence no more."""


@dataclass(frozen=True, slots=True)
class Scores:
    """For each clause: (problem, measure, other) probabilities; the probability of being specific, as a problem and as
    a measure; the log odds that it, as a measure, takes up any of the problems stated."""

    roles: list[list[float]]
    as_problem: list[float]
    as_measure: list[float]
    takes_up: list[float]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """``table`` has a line for each feature and a column for each of COLUMNS; its last line is the zero of features
    that are not in the vocabulary. ``common`` are frequent two-character strings (see pairing)."""

    vocabulary: dict[str, int]
    table: Floats
    bias: Floats
    pairing: Floats
    section: Floats
    common: frozenset[str]

    def score(self, rows: Sequence[Row]) -> Scores:
        """What the clause classifiers say of each clause."""
        import numpy as np

        get, blank = self.vocabulary.get, len(self.vocabulary)
        index: list[int] = []
        values: list[float] = []
        starts: list[int] = []
        for row in rows:
            starts.append(len(index))
            index.append(blank)
            values.append(0.0)
            for block, value in row.blocks():
                known = [k for k in map(get, block) if k is not None]
                index += known
                values += [value] * len(known)
        if not rows:
            return Scores([], [], [], [])
        lines = self.table[index] * np.asarray(values)[:, None]
        sums = np.add.reduceat(lines, starts, axis=0) + self.bias
        odds = np.exp(sums[:, :3] - sums[:, :3].max(axis=1, keepdims=True))
        specific = 1 / (1 + np.exp(-np.clip(sums[:, 3:5], -40, 40)))
        roles = odds / odds.sum(axis=1, keepdims=True)
        for i, row in enumerate(rows):
            if SETTLES in row.flags:
                specific[i, 1] = max(specific[i, 1], SETTLED)
        return Scores(roles.tolist(), specific[:, 0].tolist(), specific[:, 1].tolist(), sums[:, 5].tolist())

    def links(self, features: Sequence[tuple[float, ...]]) -> Floats:
        """The probability that the measure answers the problem, for each pair."""
        import numpy as np

        if not features:
            return np.zeros(0)
        odds: Floats = 1 / (1 + np.exp(-np.clip(np.asarray(features) @ self.pairing, -40, 40)))
        return odds

    def word(self, word: str, column: str) -> float:
        """What one word weighs in a column; 0 for a word that is not in the vocabulary."""
        line = self.vocabulary.get("w=" + word)
        return 0.0 if line is None else float(self.table[line, COLUMNS.index(column)])


def read(path: Path) -> Weights:
    """A model file. Raises RuleBookError where it is missing, damaged or of another format."""
    import numpy as np

    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != FORMAT or raw["pairing_features"] != list(NAMES) or raw["section_features"] != ["bias", *SOFT]:
            told = Text("模型文件与程序版本不符，请用 gongkai train 重新训练", "a model of another version: run gongkai train")
            raise RuleBookError(str(path), None, told)
        table = np.asarray([*raw["weights"], [0.0] * len(COLUMNS)], dtype=np.float64)
        vocabulary = {str(f): i for i, f in enumerate(raw["features"])}
        bias, pairing, section = (np.asarray(raw[k], dtype=np.float64) for k in ("bias", "pairing", "section"))
        common = frozenset(map(str, raw["common"]))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise RuleBookError(str(path), None, Text(f"模型文件读不了：{problem}", f"the model cannot be read: {problem}")) from None
    if table.shape != (len(vocabulary) + 1, len(COLUMNS)) or not np.isfinite(table).all():
        raise RuleBookError(str(path), None, Text("模型文件已损坏", "the model is damaged"))
    return Weights(vocabulary, table, bias, pairing, section, common)


@cache
def shipped() -> Weights:
    """The model in ``models/narrative/``."""
    return read(folder("models") / "narrative" / FILE)
