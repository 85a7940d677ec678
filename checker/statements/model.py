"""A number of the text with its meaning, and what a sentence has said so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from checker.limits import PARAGRAPH_NUMBERS
from checker.statements.quantity import Quantity
from checker.statements.tokens import Token

DISPUTES = frozenset({"review", "suit", "direct_suit", "suit_after_review", "disputes"})
DISCLOSURE = frozenset(
    {
        "normative_documents",
        "regulations",
        "licences",
        "penalties",
        "coercion",
        "other_services",
        "fees",
        "procurement",
    }
)
DECISIONS = frozenset({"licences", "penalties", "coercion", "other_services"})


@dataclass(frozen=True, slots=True)
class Metric:
    """What a number counts. ``family`` names the group of readings, ``key`` the entry, ``column`` an applicant.

    ``soft``: the words leave open whether it is the whole (a base for arithmetic, never compared on its own).
    """

    family: str
    key: str
    column: str = "total"
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """``reset``: the number is this year's although another year stands before it (从…升至…)."""

    metric: Metric | None = None
    topic: str | None = None
    role: str = "level"
    channel: bool = False
    bare: bool = False
    reset: bool = False
    elsewhere: bool | None = None
    """Reviews or suits about other matters (True), about disclosure (False), or not said."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One number of the text. Offsets are into the folded text."""

    start: int
    end: int
    quantity: Quantity
    clause: int
    metric: Metric | None = None
    topic: str | None = None
    period: str = "this"
    scope: str = "self"
    role: str = "level"
    """level, delta (a difference), average, share, growth_up, growth_down, growth, rate, list (nouns not told), limit (10件以上的部门)."""
    parts: bool = False
    """Introduced by 其中, 包括 … or a whole before it."""
    channel: bool = False
    whole: bool = False
    bare: bool = True
    """Nothing but words without meaning stands before it: it continues a list or repeats the metric before."""
    left: tuple[Token, ...] = field(default=(), repr=False)
    right: tuple[Token, ...] = field(default=(), repr=False)
    again: bool = False
    """A number without words of its own that was printed before in its paragraph: it points back."""
    implicit: bool = False
    """The kind of dispute stands somewhere before, not beside the number."""
    sum: bool = False
    """合计 behind a list: what the numbers before it make together."""

    @property
    def counts(self) -> bool:
        """Whether it is a level of the reporter itself in the report year."""
        return self.role == "level" and self.period == "this" and self.scope == "self"


@dataclass
class State:
    """What a paragraph and its sentence have said so far. ``topic`` is request, a kind of dispute, a row of table 2, foreign or None."""

    topic: str | None = None
    home: str | None = None
    """What the heading above is about."""
    values: dict[tuple[Decimal, str], None] = field(default_factory=dict)
    """Numbers of the paragraph so far, the latest last and no more than PARAGRAPH_NUMBERS."""
    noticed: bool = False
    """Notices of a fee were stated."""
    asked: bool = False
    """The paragraph has told a number of applications."""

    # -- of the sentence ----------------------------------------------------------------------------------------
    period: str = "this"
    year: str | None = None
    """The period of the last year that the sentence names."""
    scope: str = "self"
    metric: Metric | None = None
    listed: list[Metric] = field(default_factory=list)
    """What the numbers since the last sum counted."""
    rows: list[list[Token]] = field(default_factory=list)
    """Rows of table 2 that the sentence last listed before 分别."""
    opening: bool = False
    """其中 alone: the next clause is its list."""
    elsewhere: bool = False
    """The last reviews or suits named were about other matters."""
    parts: bool = False
    """其中 or 包括 stands before, and no new verb since."""
    lead: str | None = None
    """The first subject of the sentence."""
    pending: tuple[Token, ...] = ()
    """A clause with 占 whose percentage stands in the next one."""
    platform: bool = False
    """The sentence began with a website, column or system: what was submitted was submitted there."""
    within: bool = False
    """310件申请中, …: what follows divides that number."""
    published: bool = False
    """The whole before was of published items."""
    classes: bool = False
    """Documents are told by whether they are open: 主动公开310件，依申请公开67件，不公开33件."""
    delta: bool = False
    """The number before was a difference: 减少5件，为172件."""

    def tell(self, value: Decimal, unit: str) -> None:
        """Remember a number of the paragraph."""
        self.values[value, unit] = None
        if len(self.values) > PARAGRAPH_NUMBERS:
            del self.values[next(iter(self.values))]

    def sentence(self, platform: bool) -> State:
        """The state at the beginning of a sentence: what the paragraph said and nothing else."""
        return State(self.topic, self.home, self.values, self.noticed, self.asked, platform=platform)


def tags_of(tokens: Iterable[Token]) -> Mapping[str, str]:
    """The last value of every tag among some words."""
    out: dict[str, str] = {}
    for token in tokens:
        out.update(token.tags)
    return out
