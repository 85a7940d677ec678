"""One clause of a sentence, read from left to right: its numbers as statements, what it leaves for the next clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from checker.statements.applications import MEANINGFUL
from checker.statements.links import note_topic, sum_of
from checker.statements.meaning import meaning
from checker.statements.model import DISPUTES, Metric, State, Statement
from checker.statements.readings import CARRIED
from checker.statements.scopes import Reporter, scope_of
from checker.statements.tokens import Token
from checker.statements.words import words

DONE: Final = Metric("requests", "finished")
GOT: Final = (Metric("requests", "received"), Metric("requests", "handled"))
_ENDS_PARTS: Final = frozenset({"received", "handled", "finished", "published", "issued"})


class ClauseReader:
    """Reads one clause; ``state`` holds what the sentence has said so far and is carried on, ``out`` its statements."""

    def __init__(
        self, clause: Sequence[Token], number: int, state: State, reporter: Reporter, out: list[Statement]
    ) -> None:
        self.clause, self.number, self.state, self.reporter, self.out = clause, number, state, reporter, out
        self.at = [i for i, t in enumerate(clause) if t.quantity is not None]
        self.period, self.scope, self.parts = state.period, state.scope, state.parts
        self.listing = any("parts" in t.tags for t in clause) or state.opening
        self._leading = True
        """Nothing but words without meaning so far: a period that stands here holds for the sentence."""
        self._scope_set = False
        self._published = False
        self._begin = 0
        self._base = False
        """A share was announced before: a number that stands here is its whole."""

    def read(self) -> tuple[str, str]:
        """The period and scope that hold at the end of the clause."""
        state, clause = self.state, self.clause
        state.opening = not self.at and any("parts" in t.tags for t in clause[-2:])
        pending, state.pending = state.pending, ()
        self._base = bool(pending)
        if not self.at and any("share" in t.tags for t in clause):
            state.pending = tuple(clause)  # 自然人占比最高，达80.8%
        for n, i in enumerate([*self.at, len(clause)]):
            left = self._left(n, i, pending)
            self._note(left, i)
            if i == len(clause):
                note_topic(left, state)
                break
            self._take(n, i, left)
        if self._scope_set and (self.at or any("layer" in t.tags for t in clause)):
            state.scope = self.scope
        return self.period, self.scope

    def _left(self, n: int, i: int, pending: Sequence[Token]) -> list[Token]:
        """The words before a number that belong to it."""
        left = list(self.clause[self._begin : i])
        if not n and pending and self.at and self.clause[self.at[0]].text.endswith("%"):
            left = [*pending, *left]
        if n:  # 8件维持、1件确认违法: what stands before 、 belongs to the number before
            comma = next((k for k, t in enumerate(left) if t.sort == "mark"), -1)
            return left[comma + 1 :]
        return left[1:] if left and left[0].sort == "mark" else left

    def _right(self, n: int, i: int) -> tuple[list[Token], bool]:
        """The words behind a number, and whether they speak of it and not of the next one."""
        final = n + 1 == len(self.at)
        right = list(self.clause[i + 1 : len(self.clause) if final else self.at[n + 1]])
        cut = next((k for k, t in enumerate(right) if t.sort == "mark"), len(right))
        closed = final or cut < len(right)
        return (right if final else right[:cut]), closed

    def _note(self, left: Sequence[Token], i: int) -> None:
        """Period, scope and parts as the words before a number say."""
        carry = any("carry" in t.tags or t.tags.get("verb") == "unfinished" for t in left)
        for j, token in enumerate(left):
            tags = token.tags
            if "back" in tags and self.state.year in ("prev", "other"):
                self.period = self.state.period = self.state.year
                continue  # 2022年办理198件，当年引发复议11件
            if "period" in tags:
                if self._of_carry(token, carry, left, i):
                    self._leading = False
                    continue
                if not self._note_period(token, j, left):
                    continue
            elif "whole" in tags and self.period == "part":
                self.period = self.state.period = "this"
            elif ("scope" in tags or "unit" in tags) and not any("share" in t.tags for t in left[:j]):
                found = scope_of(left, j, self.reporter)
                if found:
                    self.scope, self._scope_set = found, True
            if token.sort in ("word", "time", "text") and not (
                "filler" in tags or "whole" in tags or tags.get("scope") == "self" or "period" in tags
            ):
                self._leading = self._leading and token.sort == "text" and len(token.text) < 2
            if "parts" in tags:
                self.parts = self.state.parts = True
            elif not self.listing and tags.get("verb") in _ENDS_PARTS:
                self.parts = self.state.parts = False

    def _of_carry(self, token: Token, carry: bool, left: Sequence[Token], i: int) -> bool:
        """Whether a year only says from where or to where something was carried."""
        if not carry or token.tags["period"] not in ("prev", "next"):
            return False
        near = (*left, *self.clause[i + 1 : i + 3])
        disputed = any(t.tags.get("subject") in DISPUTES for t in near)
        return not (disputed and token.tags["period"] == "prev")

    def _note_period(self, token: Token, j: int, left: Sequence[Token]) -> bool:
        """The period that a word names; False where another word beside it says more."""
        tags = token.tags
        named = tags["period"]
        if named in ("this", "prev") and any(t.tags.get("period") == "other" for t in left[j + 1 : j + 4]):
            return False
        if token.sort == "time":
            self.state.year = named
        glued = j > 0 and left[j - 1].end == token.start and token.sort == "word"
        if named == "this" and glued and left[j - 1].tags.get("period") in ("prev", "other", "next"):
            return False  # 去年全年, 2022年年底
        if named == "this" and self.period == "part" and token.sort == "word" and "full" not in tags:
            return False  # 截至6月30日，本年度新收30件
        self.period = named
        held = "ahead" in tags or (self._leading and "compare" not in tags and named != "plan")
        if held or "since" in tags:
            self.state.period = named
        return True

    def _take(self, n: int, i: int, left: list[Token]) -> None:
        """One number as a statement, and what it changes for those behind it."""
        right, closed = self._right(n, i)
        state, out = self.state, self.out
        begin, self._begin = self._begin, i + 1
        if n and _unit(self.clause[self.at[n - 1]]) in words("working_days"):
            timed = self._statement(i, [], [], closed)
            out.append(replace(timed, metric=None, role="other"))
            return
        statement = self._statement(i, left, right, closed)
        if state.within and statement.metric in GOT:
            statement = replace(statement, metric=None)
        if out and _of_another(out[-1], statement, left, state):
            statement = replace(statement, metric=None)
        state.within = state.within or any("within" in t.tags for t in right)
        if statement.role == "level" and not any("compare" in t.tags for t in left):
            _hold_on(statement, state, out)
        if not n and self._base and statement.bare and statement.metric is not None:
            statement = replace(
                statement, metric=replace(statement.metric, soft=True)
            )  # 占发文总量（186件）的11.8%
        if self._is_published(statement, left, bool(n) and _listed(self.clause[max(0, begin - 1) : i])):
            statement = replace(statement, metric=None)
        carries = statement.metric is not None and statement.metric.key in ("carried_out", "unfinished")
        if any("except" in t.tags for t in self.clause[:i]) and not carries:
            out.append(replace(statement, metric=None, role="other"))
            return
        if statement.bare and statement.whole and statement.role == "level" and len(state.listed) > 1:
            statement = replace(statement, metric=sum_of(state.listed), sum=True)
            state.listed.clear()
        elif statement.bare and statement.whole and len(out) > 1 and all(o.channel for o in out[-2:]):
            statement = replace(statement, metric=GOT[0], sum=True)  # 网络申请9件、信函申请3件，共12件
        elif statement.metric is not None and statement.role == "level":
            state.listed.append(statement.metric)
        out.append(statement)
        self._remember(statement, left)

    def _is_published(self, s: Statement, left: Sequence[Token], listed: bool) -> bool:
        """公示处罚1126件，其中当场处罚310件: whether a row of table 2 counts items published, not decisions."""
        row = s.metric is not None and s.metric.family == "disclosure"
        if not (row and listed):
            self._published = any(
                t.tags.get("verb") == "published" or "opens" in t.tags or "topic" in t.tags for t in left
            )
        if row and (self._published or (s.parts and self.state.published)):
            self.state.published = True
            return True
        if not s.parts:
            self.state.published = False
        return False

    def _remember(self, s: Statement, left: Sequence[Token]) -> None:
        """What a number without words of its own behind this one counts, and in which period."""
        state = self.state
        if s.role == "level":
            state.metric = s.metric or (state.metric if s.bare else None)
            state.delta = False
            return
        self.period = state.period
        if s.role.startswith("growth"):
            state.delta = True
        elif s.role == "delta":
            state.delta = True
            own = [t for t in left if "compare" not in t.tags]
            if any(t.tags.keys() & MEANINGFUL for t in own):
                state.metric = meaning(s.quantity, own, [], state).metric

    def _statement(self, i: int, left: list[Token], right: list[Token], closed: bool) -> Statement:
        token, state, period = self.clause[i], self.state, self.period
        quantity = token.quantity
        assert quantity is not None
        if any("judging" in t.tags for t in left):
            state.elsewhere = True
        found = meaning(quantity, left, right, state, closed)
        if found.elsewhere is not None:
            state.elsewhere = found.elsewhere
        if found.topic is not None:
            state.topic = found.topic
            state.lead = state.lead or found.topic
        own = any(t.tags.keys() & MEANINGFUL for t in left)
        again = (quantity.value, quantity.unit) in state.values and not own
        state.tell(quantity.value, quantity.unit)
        kinds = {t.tags["period"] for t in left if "period" in t.tags and "compare" not in t.tags}
        if found.metric is not None and {"prev", "this"} <= kinds and found.metric.family == "disputes":
            found = replace(found, metric=None)  # 去年受理、今年审结的3件
        implicit = not any(t.tags.get("subject") in DISPUTES for t in (*left, *right))
        if found.metric is not None and found.metric.key in ("carried_in", "carried_out", "unfinished"):
            held = state.period == "prev" and found.metric.key != "carried_in"
            period = period if period in ("part", "plan", "other") or held else "this"
        if found.reset:
            period = "this"
        return Statement(
            token.start, token.end, quantity, self.number, found.metric, found.topic or state.topic, period, self.scope,
            found.role, self.parts and not any("apart" in t.tags for t in left), found.channel,
            any("whole" in t.tags for t in left), found.bare, tuple(left), tuple(right), again, implicit,
        )  # fmt: skip


def _hold_on(s: Statement, state: State, before: Sequence[Statement]) -> None:
    """回头看2022年办理的198件，予以公开85件: a sentence that begins in another period stays in it."""
    if s.metric is None or s.metric.key in CARRIED:
        return
    if s.period == "this":
        state.period = "this" if any("to" in t.tags for t in s.left) else state.period
    elif s.period in ("prev", "other") and not any(o.counts and o.metric is not None for o in before):
        state.period = s.period


def _of_another(last: Statement, s: Statement, left: Sequence[Token], state: State) -> bool:
    """被纠错的3件复议、1件诉讼; 主动公开文件164件、依申请公开287件: what leads the list says what all of it counts."""
    if s.metric is None:
        return False
    classes = state.classes and s.metric.family == "outcomes"
    if not classes and (last.metric is not None or s.clause - last.clause > 1):
        return False
    before = {k: v for t in last.left for k, v in t.tags.items()}
    if s.clause == last.clause and not left and "loss" in before and s.metric.family == "disputes":
        return not s.metric.key.endswith("pending")
    named = len(left) == 1 and left[0].text in words("open_classes")
    if named and last.role == "level" and before.get("verb") == "published" and "topic" not in before:
        state.classes = classes = True
    return classes


def _unit(token: Token) -> str:
    return token.quantity.unit if token.quantity else ""


def _listed(between: Sequence[Token]) -> bool:
    """Whether only 、 and a noun stand between two numbers: the verb before the first holds for the second."""
    return not any("verb" in t.tags for t in between)
