"""The metric that the words around a number name: applications, results, applicants, disputes, rows of table 2, money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from checker.statements.applications import application
from checker.statements.model import DECISIONS, DISCLOSURE, DISPUTES, Metric, State
from checker.statements.quantity import Quantity
from checker.statements.tokens import Token
from checker.statements.words import words

_OF_REQUESTS: Final = frozenset({"outcome", "applicant", "carry"})


def metric_of(
    quantity: Quantity, tags: Mapping[str, str], before: Mapping[str, str], left: Sequence[Token], known: Sequence[Token],
    state: State,
) -> tuple[Metric | None, str | None]:  # fmt: skip
    """The metric and the topic that it sets."""
    subject = tags.get("subject")
    topic = subject or state.topic
    general = subject == "fees" and any("official" in t.tags for t in known)
    if (
        "notice" not in tags
        and state.topic == "processing_fee"
        and before.get("outcome") == "other_no_payment"
    ):
        return Metric("outcomes", "other_no_payment"), None
    if state.topic == "processing_fee" and subject == "fees" and not general:
        subject = None
    if (
        "notice" in tags
        or subject == "processing_fee"
        or (state.topic == "processing_fee" and subject is None and not before.keys() & _OF_REQUESTS)
    ):
        if quantity.kind == "count" and before.get("verb") == "charged" and "notice" not in before:
            return None, "processing_fee"  # 发出收费通知5件，实际收取2件
        return Metric("processing_fee", "amount" if quantity.kind == "money" else "notices"), "processing_fee"
    if quantity.kind == "money":
        return _money(subject, state)
    if quantity.unit not in words("countable"):
        return None, subject
    subjects = {t.tags["subject"] for t in known if "subject" in t.tags}
    if "general" in tags and "about" not in tags:
        return None, "foreign"
    judged = next((t.tags["court"] for t in left if "court" in t.tags), None)
    if (
        judged
        and not subjects
        and ("result" in tags or tags.get("verb") == "finished")
        and state.topic in (*DISPUTES, "request", None)
    ):
        suits = state.topic in ("direct_suit", "suit_after_review")
        subjects = {str(state.topic) if judged == "suit" and suits else judged}
    if (subjects and subjects <= DISPUTES) or (
        subject is None
        and ("outcome" not in before or "result" in before or _given_up(before, state))
        and state.topic in DISPUTES
    ):
        at = max((n for n, t in enumerate(known) if t.tags.get("subject") in DISPUTES), default=len(known))
        if "result" not in before and any(
            "outcome" in t.tags and "weak" not in t.tags for t in known[at + 1 :]
        ):
            return None, subject  # 被申请复议的不予公开答复6件
        return _dispute(tags, subjects, state, _joined(known))
    if topic in DISCLOSURE and (
        subject in DISCLOSURE
        or (
            tags.get("verb") in ("issued", "repealed", "in_force", "newly_published", "open_total", "decided")
            and not any(t.sort == "text" for t in left)
        )
    ):
        return _disclosure(tags, str(topic), subjects, state), topic
    if (
        topic in DISCLOSURE
        and subject is None
        and not before.keys() & {"verb", "outcome", "applicant", "carry"}
    ):
        return None, None
    return application(tags, before, left, known, state, topic)


def _given_up(tags: Mapping[str, str], state: State) -> bool:
    """申请人撤回3件 in a list of results of reviews."""
    listed = (
        state.metric is not None
        and state.metric.family == "disputes"
        and not state.metric.key.endswith(".total")
    )
    return tags.get("outcome") == "withdrawn" and listed


def _joined(known: Sequence[Token]) -> bool:
    """Whether 、 or 和 stands between two kinds of disputes."""
    named = [i for i, t in enumerate(known) if t.tags.get("subject") in DISPUTES]
    between = known[named[0] : named[-1]] if named else ()
    return any("link" in t.tags or t.sort == "mark" or "or" in t.tags for t in between)


def _dispute(
    tags: Mapping[str, str], subjects: set[str], state: State, joined: bool
) -> tuple[Metric | None, str | None]:
    if subjects == {"review", "suit"} and not joined:
        group = "suit_after_review"  # 对复议决定不服起诉
    elif len(subjects) > 1:
        if {"direct_suit", "suit_after_review"} <= subjects:
            group = "suit"
        elif "direct_suit" in subjects or "suit_after_review" in subjects:
            group = next(iter(subjects & {"direct_suit", "suit_after_review"}))
        else:
            group = "disputes"
    else:
        group = next(iter(subjects), state.topic or "disputes")
    if group not in DISPUTES:
        return None, None
    result = tags.get("result")
    verb = tags.get("verb")
    if result is None and _given_up(tags, state):
        result = "other"
    if "against" in tags and not subjects:
        return None, group  # 对逾期未答复不服的2件
    if result == "other" and "outcome" in tags:  # 其他 alone: the last of a list of results
        listed = state.metric is not None and state.metric.family == "disputes"
        if not listed or state.metric is None or state.metric.key.endswith(".total"):
            return None, group
    if "carry" in tags and tags["carry"] != "out" and "period" in tags:
        return None, group  # 上年未审结转入
    if "stage" in tags and result is None:
        return None, group  # 二审审结4件
    if result is None and verb == "finished":
        result = "concluded"
    if verb == "unfinished":
        if tags.get("period") == "prev":
            return None, group  # 上年未审结2件
        result = "pending"
    if not subjects and result is None and "whole" not in tags and verb not in ("received", "handled"):
        return None, None
    return Metric("disputes", f"{group}.{result or 'total'}"), group


def _disclosure(tags: Mapping[str, str], subject: str, subjects: set[str], state: State) -> Metric | None:
    verb = tags.get("verb")
    if (
        len(subjects & DISCLOSURE) > 1
        or "topic" in tags
        or (subject in DECISIONS and "result" in tags)
        or verb == "published"
        or tags.get("outcome") == "granted"
    ):
        return None
    if subject in ("normative_documents", "regulations"):
        if verb is None and state.metric is not None and state.metric.family == "disclosure":
            verb = state.metric.key.split(".")[1]  # 新制作规范性文件73件、规章4件
        if verb not in ("issued", "repealed", "in_force", "newly_published", "open_total"):
            return None
        return Metric("disclosure", f"{subject}.{verb}")
    if subject == "fees":
        return None
    return Metric("disclosure", f"{subject}.any")


def _money(subject: str | None, state: State) -> tuple[Metric | None, str | None]:
    if subject == "procurement" or (subject is None and state.topic == "procurement"):
        return Metric("money", "procurement"), "procurement"
    if subject == "fees":
        return Metric("money", "fees"), "fees"
    return None, subject
