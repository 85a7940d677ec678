"""The metric that the words around a number name: applications, results, applicants, disputes, rows of table 2, money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from checker.statements.model import DECISIONS, DISCLOSURE, DISPUTES, Metric, State
from checker.statements.quantity import Quantity
from checker.statements.tokens import Token
from checker.statements.words import words

MEANINGFUL: Final = frozenset(
    {
        "subject",
        "verb",
        "outcome",
        "applicant",
        "channel",
        "carry",
        "result",
        "foreign",
        "loss",
        "notice",
        "topic",
    }
)
GENERAL: Final = frozenset({"refused", "unavailable", "declined"})
_OF_REQUESTS: Final = frozenset({"outcome", "applicant", "carry"})


def strong(tokens: Sequence[Token]) -> bool:
    return any("strong" in t.tags or ("subject" in t.tags and t.tags["subject"] != "request") for t in tokens)


def carried(tokens: Sequence[Token]) -> Metric | None:
    """Carried in or out, as the years and words beside it say; 流转 and the like only beside a year."""
    kinds = {t.tags["carry"] for t in tokens if "carry" in t.tags}
    periods = {t.tags["period"] for t in tokens if "period" in t.tags}
    if "out" in kinds or "next" in periods:
        return Metric("requests", "carried_out")
    if "in" in kinds or "prev" in periods:
        return Metric("requests", "carried_in")
    if any(t.tags.get("verb") == "unfinished" for t in tokens) or "this" in periods:
        return Metric("requests", "carried_out")
    named = [t for t in tokens if "carry" in t.tags]
    return None if named and all("loose" in t.tags for t in named) else Metric("requests", "carried")


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
        return _money(tags, subject, state)
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
    return _request(tags, before, left, known, state, topic)


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


def _money(tags: Mapping[str, str], subject: str | None, state: State) -> tuple[Metric | None, str | None]:
    if subject == "procurement" or (subject is None and state.topic == "procurement"):
        return Metric("money", "procurement"), "procurement"
    if subject == "fees":
        return Metric("money", "fees"), "fees"
    return None, subject


def _outcome(known: Sequence[Token], tags: Mapping[str, str]) -> str | None:
    """The result named: the most exact of several; 公开 and 其他 only right before the number."""
    named = [t for t in known if "outcome" in t.tags]
    if not named:
        return tags.get("outcome")
    exact = [
        t
        for t in named
        if t.tags["outcome"].split("_")[0] in ("refused", "unavailable", "declined")
        and "_" in t.tags["outcome"]
    ]
    reasons = len({t.tags["outcome"] for t in exact}) > 1
    if (
        exact and named[-1].tags["outcome"] in GENERAL and (reasons or _examples(known, exact[-1]))
    ):  # 因涉密等原因不予公开; 因不掌握、需另行制作而无法提供  # fmt: skip
        return f"{named[-1].tags['outcome']}|{'+'.join(dict.fromkeys(t.tags['outcome'] for t in exact))}"
    last = (exact or named)[-1]
    plain = list(dict.fromkeys(t.tags["outcome"] for t in named if t.tags["outcome"] != "any_other"))
    if len(plain) > 1 and not any("link" in t.tags or t.sort == "mark" for t in known):
        plain = [t.tags["outcome"] for t in named if "weak" not in t.tags][:1]
    if not exact and len(plain) > 1:
        return "+".join(plain)
    if "weak" in last.tags and any(t.tags.keys() & MEANINGFUL for t in known[list(known).index(last) + 1 :]):
        return None
    return last.tags["outcome"]


def _content(left: Sequence[Token], state: State) -> bool:
    """涉及个人隐私的6件: what applications are about, unless refusals are listed."""
    if not any("touches" in t.tags for t in left):
        return False
    refusals = state.metric is not None and state.metric.key.startswith("refused")
    return not refusals and not any(t.tags.get("outcome") == "refused" for t in left)


def _examples(known: Sequence[Token], token: Token) -> bool:
    return any("etc" in t.tags and t.start >= token.end for t in known)


def _every_channel(left: Sequence[Token]) -> bool:
    """通过网络、信函等渠道收到: channels as examples, no channel left out."""
    last = max((i for i, t in enumerate(left) if "channel" in t.tags), default=-1)
    return any("etc" in t.tags for t in left[last + 1 : last + 2]) and any(
        "subject" in t.tags for t in left[last + 1 :]
    )


def _in_a_manner(left: Sequence[Token]) -> bool:
    """20个工作日内答复, 延期后答复, 当日办结: some of those that were settled."""
    at = next((i for i, t in enumerate(left) if "verb" in t.tags), 0)
    return any("manner" in t.tags or (t.sort == "text" and t.text[-1] in words("moments")) for t in left[:at])


def _request(
    tags: Mapping[str, str],
    before: Mapping[str, str],
    left: Sequence[Token],
    known: Sequence[Token],
    state: State,
    topic: str | None,
) -> tuple[Metric | None, str | None]:
    if state.topic == "foreign" and topic == "request" and not strong(known):
        return None, "foreign"
    if topic not in (None, "request"):
        return None, None
    if left and "topic" in left[-1].tags and not strong(known):
        return None, None  # 新增目录12项
    verb = before.get("verb") or tags.get("verb")
    strength = "request" if strong(known) or topic == "request" else None
    outcome = _outcome(known, tags)
    weak = any("weak" in t.tags for t in known if "outcome" in t.tags or "applicant" in t.tags)
    column = tags.get("applicant")
    if any("people" in t.tags for t in known) and before.get("verb") == "received" and "parts" not in before:
        column = None
    several = list(
        dict.fromkeys(t.tags["applicant"] for t in known if "applicant" in t.tags and "weak" not in t.tags)
    )
    if len(several) > 1 and any("etc" in t.tags for t in known):
        if several[-1] != "legal":
            return None, strength
        several = ["legal"]
    rest = next(
        (n for n, t in enumerate(known) if "weak" in t.tags and t.tags.get("applicant") == "other"), 0
    )
    if several and rest and any("link" in t.tags or t.text == "、" for t in known[rest - 1 : rest]):
        several.append("other")  # 科研机构及其他10件
    if len(several) > 1 and column != "legal":
        column = "+".join(several)
    if (
        outcome == "any_other"
        and column == "other"
        and state.metric is not None
        and state.metric.family == "applicants"
    ):
        outcome = None
    if verb == "finished" and any("new" in t.tags for t in known):
        return None, strength
    if outcome is not None and not (weak and outcome == "any_other" and column and column != "other"):
        if outcome == "withdrawn":
            return Metric("outcomes", outcome), strength
        if outcome == "any_other" and (state.metric is None or state.metric.family != "outcomes"):
            return None, strength  # 治安62件、交通57件、其他63件
        if outcome.startswith("refused_") and _content(left, state):
            return None, strength
        if weak and topic != "request" and (state.metric is None or state.metric.family != "outcomes"):
            return None, strength
        plain = column if column and column != "other" else "total"
        return Metric("outcomes", outcome, plain), "request"
    if column is not None and (
        not weak or (state.metric is not None and state.metric.family == "applicants")
    ):
        return Metric("applicants", "rows", column), "request"
    if "channel" in tags and not _every_channel(left):
        return None, "request" if verb == "received" or strength else None
    if len(left) > 1 and "carry" in left[-2].tags and "of" in left[-1].tags:
        return carried(left), "request"  # 全年收到的申请和上年结转的7件申请
    if verb == "received" and any("carry" in t.tags for t in known) and any("link" in t.tags for t in known):
        return Metric("requests", "handled"), "request"  # 新收和上年结转共221件
    if any("carry" in t.tags for t in known) or verb == "unfinished":
        return carried(left), "request"
    if verb == "finished" and any("heard" in t.tags for t in known) and not strong(known):
        return None, strength  # 一审审结9件
    if verb == "finished" and _in_a_manner(left):
        return None, "request"
    if verb == "received" and state.platform and any("submits" in t.tags or "logs" in t.tags for t in left):
        return None, "request"  # “依申请公开”栏目访问量31万次，提交申请1207件
    if verb in ("received", "handled", "finished"):
        return Metric("requests", verb), "request"
    if tags.get("subject") == "request" and verb is None:
        return Metric("requests", "received", soft="subject" not in before), "request"
    return None, strength
