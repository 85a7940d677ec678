"""What words about applications count: received, carried, settled, with which result, by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from checker.statements.model import Metric, State
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


def strong(tokens: Sequence[Token]) -> bool:
    """Whether words name applications for disclosure in full, or another subject."""
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


Told = tuple[Metric | None, str | None]


def application(
    tags: Mapping[str, str], before: Mapping[str, str], left: Sequence[Token], known: Sequence[Token], state: State,
    topic: str | None,
) -> Told:  # fmt: skip
    """The metric and the topic that it sets.

    ``tags`` are the meanings of the words on both sides of the number, ``before`` those of the words before it
    (``left``), ``known`` these from the first that means something, ``topic`` what they are about.
    """
    if state.topic == "foreign" and topic == "request" and not strong(known):
        return None, "foreign"
    if topic not in (None, "request"):
        return None, None
    if left and "topic" in left[-1].tags and not strong(known):
        return None, None  # 新增目录12项
    verb = before.get("verb") or tags.get("verb")
    strength = "request" if strong(known) or topic == "request" else None
    if (
        len(_applicants(known)) > 1
        and any("etc" in t.tags for t in known)
        and _applicants(known)[-1] != "legal"
    ):
        return None, strength
    if verb == "finished" and any("new" in t.tags for t in known):
        return None, strength
    divided = _divided(tags, before, left, known, state, topic, strength)
    if divided is not None:
        return divided
    if "channel" in tags and not _every_channel(left):
        return None, "request" if verb == "received" or strength else None
    return _happened(verb, tags, before, left, known, state) or (None, strength)


def _divided(
    tags: Mapping[str, str], before: Mapping[str, str], left: Sequence[Token], known: Sequence[Token], state: State,
    topic: str | None, strength: str | None,
) -> Told | None:  # fmt: skip
    """Applications by result or by applicant; None where the words name neither."""
    outcome, column = _outcome(known, tags), _column(tags, before, known)
    weak = any("weak" in t.tags for t in known if "outcome" in t.tags or "applicant" in t.tags)
    listed = state.metric.family if state.metric is not None else None
    if outcome == "any_other" and column == "other" and listed == "applicants":
        outcome = None
    if outcome is not None and not (weak and outcome == "any_other" and column and column != "other"):
        if outcome == "withdrawn":
            return Metric("outcomes", outcome), strength
        if outcome == "others" and state.within and any("bare_rest" in t.tags for t in known):
            return None, strength  # 不予公开的17件中，…其他情形9件
        if outcome == "any_other" and listed != "outcomes":
            return None, strength  # 治安62件、交通57件、其他63件
        if outcome.startswith("refused_") and _content(left, state):
            return None, strength
        if weak and topic != "request" and listed != "outcomes":
            return None, strength
        return Metric("outcomes", outcome, column if column and column != "other" else "total"), "request"
    if column is not None and (not weak or listed == "applicants"):
        return Metric("applicants", "rows", column), "request"
    return None


def _happened(
    verb: str | None, tags: Mapping[str, str], before: Mapping[str, str], left: Sequence[Token], known: Sequence[Token],
    state: State,
) -> Told | None:  # fmt: skip
    """Applications by what happened to them: received, carried, settled."""
    if len(left) > 1 and "carry" in left[-2].tags and "of" in left[-1].tags:
        return carried(left), "request"  # 全年收到的申请和上年结转的7件申请
    carries = any("carry" in t.tags for t in known)
    if verb == "received" and carries and any("link" in t.tags for t in known):
        return Metric("requests", "handled"), "request"  # 新收和上年结转共221件
    if carries or verb == "unfinished":
        return carried(left), "request"
    if any("new" in a.tags for a in left) and any("within" in t.tags for t in left):
        return None, "request"  # 新收件中的666件
    if verb == "finished" and any("heard" in t.tags for t in known) and not strong(known):
        return None  # 一审审结9件
    if verb == "finished" and _in_a_manner(left):
        return None, "request"
    if verb == "received" and state.platform and any("submits" in t.tags or "logs" in t.tags for t in left):
        return None, "request"  # “依申请公开”栏目访问量31万次，提交申请1207件
    if verb in ("received", "handled", "finished"):
        return Metric("requests", verb), "request"
    if tags.get("subject") == "request" and verb is None:
        return Metric("requests", "received", soft="subject" not in before), "request"
    return None


def _applicants(known: Sequence[Token]) -> list[str]:
    """The kinds of applicants named, each once."""
    return list(
        dict.fromkeys(t.tags["applicant"] for t in known if "applicant" in t.tags and "weak" not in t.tags)
    )


def _column(tags: Mapping[str, str], before: Mapping[str, str], known: Sequence[Token]) -> str | None:
    """The column of table 3, several joined by +: 科研机构及其他10件."""
    column = tags.get("applicant")
    if any("people" in t.tags for t in known) and before.get("verb") == "received" and "parts" not in before:
        column = None
    several = _applicants(known)
    if len(several) > 1 and any("etc" in t.tags for t in known):
        several = several[-1:]  # 企业、律所等法人
    rest = next(
        (n for n, t in enumerate(known) if "weak" in t.tags and t.tags.get("applicant") == "other"), 0
    )
    if several and rest and any("link" in t.tags or t.text == "、" for t in known[rest - 1 : rest]):
        several.append("other")
    return "+".join(several) if len(several) > 1 and column != "legal" else column


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
