"""What the words around a number say that it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.statements.applications import GENERAL, MEANINGFUL, strong
from checker.statements.behind import (
    example,
    from_right,
    late,
    noun_phrase,
    result_behind,
    strong_after_foreign,
)
from checker.statements.metrics import metric_of
from checker.statements.model import DECISIONS, DISCLOSURE, DISPUTES, Meaning, Metric, State, tags_of
from checker.statements.quantity import Quantity
from checker.statements.tokens import Token
from checker.statements.words import words


def meaning(
    quantity: Quantity, left: Sequence[Token], right: Sequence[Token], state: State, closed: bool = False
) -> Meaning:
    """The meaning of a number between the words ``left`` and ``right`` in a sentence so far read as ``state``.

    ``closed``: a mark ends ``right``, so that it speaks of this number and not of the next.
    """
    before = tags_of(left)
    role = _role(quantity, left, before)
    if quantity.kind not in ("count", "money") or role != "level":
        topic = before.get("subject") if before.get("subject") else None
        return Meaning(None, "foreign" if "foreign" in before else topic, role)
    np = noun_phrase(right)
    after = tags_of(np)
    first = next((i for i, t in enumerate(left) if t.tags.keys() & MEANINGFUL), None)
    bare = first is None and not any(t.sort == "text" for t in left)
    moved = "to" in before
    reset = "period" not in before and (moved or (state.delta and len(left) <= 2))
    step = after.get("loss") == "step" and _goes_on(right)
    if ("loss" in before and not _corrected(left, state)) or ("loss" in after and not step):
        return Meaning(None, before.get("subject"), role)
    if _modifies(quantity, right) or (len(left) == 1 and "upto" in left[0].tags):
        return Meaning(None, None, "limit")
    if first is None:
        if bare and not (after.keys() & MEANINGFUL) and not any(t.sort == "text" for t in np):
            told = late(right, state)
            if told is not None:
                return Meaning(told, None, role)
            return Meaning(_inherited(quantity, before, state, reset), None, role, bare=True, reset=reset)
        if not bare:
            aside = state.topic is None and quantity.unit in words("people_or_land")
            return Meaning(None, "foreign" if aside else None, role)
        return from_right(before, np, right, state)
    if after.get("subject") in DISPUTES and before.get("subject") == "request" and "causes" in before:
        return from_right(before, np, right, state)  # 依申请公开引发的3件行政复议
    known = list(left[first:])
    if "judge" in before and "verb" in before and "result" not in before:
        return Meaning(None, "foreign", role)
    if _restricted(left, first, before):
        verb = before.get("verb")
        unknown = verb in ("received", "handled", "finished") or quantity.unit in words("people_or_land")
        unknown = unknown and not strong(left) and state.topic != "request"
        topic = "foreign" if "foreign" in before or unknown else before.get("subject")
        return Meaning(None, topic, role, elsewhere=True if before.get("subject") in DISPUTES else None)
    if "foreign" in before and not strong_after_foreign(known):
        return Meaning(None, "foreign", role)
    if (
        np
        and np[0].sort == "text"
        and "subject" not in before
        and "outcome" not in before
        and "applicant" not in before
    ):
        return Meaning(None, "foreign" if "verb" in before and len(np[0].text) > 1 else None, role)
    if "foreign" in after and "subject" not in before:
        return Meaning(None, "foreign", role)
    if example(np):
        return Meaning(None, before.get("subject"), role)
    merged = {**after, **before}
    if _touched(left, merged, state):
        return Meaning(None, None, role)
    if _other_matter(left, merged, state):
        return Meaning(None, "foreign", role, elsewhere=True)
    metric, topic = metric_of(quantity, merged, before, left, known, state)
    if metric is not None and metric.family == "disputes" and state.elsewhere and not _kind_named(left, np):
        return Meaning(None, "foreign", role)  # 处罚引发的复议19件，其中撤销2件
    if metric is not None and metric.key.endswith(".total") and closed:
        metric = result_behind(metric, right)
    ours = False if "about" in before and topic in DISPUTES else None
    return Meaning(
        metric, topic, role, channel=metric is None and _channel(merged, state), reset=reset, elsewhere=ours
    )


def _kind_named(left: Sequence[Token], np: Sequence[Token]) -> bool:
    return any(t.tags.get("subject") in DISPUTES or "about" in t.tags for t in (*left, *np))


def _goes_on(right: Sequence[Token]) -> bool:
    """剩余4件因需征求第三方意见转入2026年: a step of the procedure is only the reason."""
    return any("carry" in t.tags or t.tags.get("period") == "next" for t in right)


def _corrected(left: Sequence[Token], state: State) -> bool:
    """维持8件、撤销等纠错1件: in a list of results 纠错 is one of them; alone it is another count."""
    lost = [t for t in left if "loss" in t.tags]
    listed = (
        state.metric is not None
        and state.metric.family == "disputes"
        and not state.metric.key.endswith(".total")
    )
    return listed and all("result" in t.tags for t in lost)


def _modifies(quantity: Quantity, right: Sequence[Token]) -> bool:
    """Whether a number is a limit, an end of a range, or counts a thing that we do not know: 10件以上的部门, 24个警种."""
    if not right:
        return False
    nxt = right[0]
    if "of" in nxt.tags and (len(right) > 1 or len(nxt.text) > 1 or quantity.bound != "exact"):
        return True
    if not quantity.unit:
        return nxt.sort != "mark" and "link" not in nxt.tags
    return quantity.unit in words("things") and (
        nxt.sort == "text" or bool(nxt.tags.keys() & {"unit", "scope"})
    )


def _touched(left: Sequence[Token], tags: Mapping[str, str], state: State) -> bool:
    """涉及行政处罚的3件: what applications are about, not what is counted."""
    if state.topic != "request" or "about" in tags:
        return False
    if not left or "modifies" not in left[-1].tags:
        return False
    at = next((i for i, t in enumerate(left) if "touches" in t.tags), len(left))
    return any(t.tags.get("subject") in DISCLOSURE | DISPUTES for t in left[at + 1 :])


def _other_matter(left: Sequence[Token], tags: Mapping[str, str], state: State) -> bool:
    """Reviews or suits that are not about disclosure: caused by something else, or heard by the organ as their judge."""
    subjects = {t.tags["subject"] for t in left if "subject" in t.tags} | (
        {tags["subject"]} if "subject" in tags else set()
    )
    if any("judging" in t.tags for t in left) and (subjects or state.topic in DISPUTES or "about" in tags):
        return True
    if subjects & DISPUTES and tags.get("court") == "suit" and any("tries" in t.tags for t in left):
        return True  # 全省法院审理政府信息公开行政案件486件
    if not subjects & DISPUTES or "about" in tags:
        return False
    if state.elsewhere or subjects & DECISIONS:
        return True
    cause = max((i for i, t in enumerate(left) if "causes" in t.tags), default=0)
    if state.topic == "foreign" and "causes" in tags:
        return True  # 受理信访事项126件，引发行政复议2件
    if any("foreign" in t.tags for t in left[:cause]):
        return True  # 投诉举报答复引发的复议案件
    return (
        "organ" in tags and "review" in subjects and state.topic not in DISPUTES and state.topic != "request"
    )


def _channel(tags: Mapping[str, str], state: State) -> bool:
    """Whether a number counts the applications of one channel."""
    return (
        "channel" in tags and not tags.keys() & {"topic", "foreign", "loss"} and state.topic in (None, "request")
        and tags.get("subject", "request") == "request" and tags.get("verb", "received") in ("received", "handled")
    )  # fmt: skip


def _role(quantity: Quantity, left: Sequence[Token], before: Mapping[str, str]) -> str:
    if "average" in before:
        return "average"
    if quantity.kind in ("percent", "times", "points"):
        if "compare" in before:
            last = [t.tags["compare"] for t in left if "compare" in t.tags]
            return f"growth_{last[-1]}" if last[-1] != "with" else "growth"
        if "rate" in before:
            return "rate"
        return "share" if "share" in before else "other"
    if "compare" in before and "to" not in before:
        at = max(i for i, t in enumerate(left) if "compare" in t.tags)
        later = tags_of(left[at + 1 :])
        if before.get("compare") in ("up", "down") and not later.keys() & {"verb", "subject", "outcome"}:
            return "delta"
        if "period" in left[at].tags:
            return "level"
        kinds = {t.tags["compare"] for t in left if "compare" in t.tags}
        if "with" in kinds and not later.keys() & {"verb", "subject", "outcome", "period"}:
            return "delta"
    return "level"


def _restricted(left: Sequence[Token], first: int, before: Mapping[str, str]) -> bool:
    """Whether words that we do not know narrow what is counted."""
    etc = max((i for i, t in enumerate(left) if "etc" in t.tags), default=-1)
    if (
        (before.get("subject") == "fees" or before.get("subject") in DECISIONS)
        and etc >= 0
        and any("subject" in t.tags for t in left[etc + 1 : etc + 2])
    ):
        return False  # 登记费、检测费等行政事业性收费; 户外广告设置等行政许可
    general = max((i for i, t in enumerate(left) if t.tags.get("outcome") in GENERAL), default=-1)
    if 0 <= etc < general and not any(t.sort == "text" for t in left[etc:]):
        return False  # 信息不存在、需加工汇总等无法提供
    tail = [t for t in left[first + 1 :] if t.sort == "text"]
    if tail or _relative(left):
        return True
    if first == 0:
        return False
    head = left[first]
    subject = head.tags.get("subject")
    if subject in DISPUTES or head.tags.get("about"):
        about = max((i for i, t in enumerate(left) if "about" in t.tags), default=-1)
        return about < 0 and any(t.sort == "text" for t in left[:first])
    before_head = first - 1
    while before_head > 0 and "modifies" in left[before_head].tags:
        before_head -= 1
    glued = left[before_head].sort == "text"
    if subject in DECISIONS or (subject == "request" and "strong" not in head.tags) or subject == "fees":
        return glued
    return False


def _inherited(quantity: Quantity, before: Mapping[str, str], state: State, reset: bool) -> Metric | None:
    """What a number without words of its own counts: what the one before it did, or all that the sentence is about."""
    if quantity.kind != "count":
        return None
    if "whole" in before and state.metric is None and state.topic in DISPUTES and not state.elsewhere:
        return Metric("disputes", f"{state.topic}.total")
    if reset or "whole" in before or "period" in before or "scope" in before:
        result = (
            state.metric is not None
            and state.metric.family == "disputes"
            and not state.metric.key.endswith(".total")
        )
        if result and state.metric is not None and "period" in before:
            return replace(state.metric, soft=True)  # 纠正2件；2023年发生14件: of the same result, or of all
        if state.metric is not None and state.metric.family == "disclosure" and "period" in before:
            return replace(state.metric, soft=True)  # 制发12件、废止5件，年末57件: of another column
        if state.metric == Metric("requests", "carried_out") and before.get("period") == "prev":
            return Metric("requests", "carried_in")  # 年末结转74件，较年初的88件减少14件
        return state.metric
    if (
        before.get("verb") is None
        and "left_over" in before
        and state.metric == Metric("requests", "finished")
    ):
        return Metric("requests", "carried_out")
    return None


def _relative(left: Sequence[Token]) -> bool:
    """市政府交办的申请: a relative clause with words that we do not know narrows what is counted."""
    for k, token in enumerate(left):
        if token.tags.get("subject") == "request" and k and "modifies" in left[k - 1].tags:
            return any(t.sort == "text" and len(t.text) > 1 for t in left[:k])
    return False
