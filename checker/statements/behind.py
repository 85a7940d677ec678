"""What stands behind a number: its noun, its verb, its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.statements.applications import MEANINGFUL, carried, strong
from checker.statements.model import DISCLOSURE, DISPUTES, Meaning, Metric, State, tags_of
from checker.statements.tokens import Token


def example(np: Sequence[Token]) -> bool:
    """其余6件涉及国家秘密等情形: the result behind the number is one of several."""
    named = [i for i, t in enumerate(np) if "outcome" in t.tags]
    return bool(named) and any("etc" in t.tags for t in np[named[-1] + 1 : named[-1] + 2])


def result_behind(metric: Metric, right: Sequence[Token]) -> Metric:
    """复议2件未审结: a result that follows its number."""
    first = next((t for t in right if t.tags.keys() & {"result", "verb", "all", "compare"}), None)
    if first is None or not first.tags.keys() & {"verb", "result"}:
        return metric
    result = first.tags.get("result")
    if first.tags.get("verb") == "unfinished":
        result = "pending"
    elif first.tags.get("verb") == "finished" and result is None:
        result = "concluded"
    return Metric(metric.family, f"{metric.key.split('.')[0]}.{result}") if result else metric


def noun_phrase(right: Sequence[Token]) -> list[Token]:
    """The words right behind a number up to a verb or mark: what the number counts."""
    out: list[Token] = []
    for n, token in enumerate(right):
        if "new" in token.tags and any(t.tags.get("subject") == "request" for t in right[n + 1 : n + 2]):
            out.append(token)  # 310件新收申请
            continue
        if token.sort in ("mark", "number", "time") or token.tags.keys() & {
            "all",
            "none",
            "within",
            "respectively",
            "period",
        }:
            break
        if "verb" in token.tags and "subject" not in token.tags:
            break
        out.append(token)
    return out


def strong_after_foreign(tokens: Sequence[Token]) -> bool:
    """Whether applications for disclosure are named in full behind another matter."""
    at = max(i for i, t in enumerate(tokens) if "foreign" in t.tags)
    if any(t.tags.get("foreign") == "always" for t in tokens):
        return False
    return strong(tokens[at + 1 :])


def late(right: Sequence[Token], state: State) -> Metric | None:
    """A number whose verb stands behind it: 17件按程序延期至次年答复, 7件尚在法定期限内, 8件办结."""
    right = _to_comma(right)
    tags = tags_of(right)
    if state.topic == "foreign" or state.topic in DISCLOSURE:
        return None
    first = next((t for t in right if t.tags.keys() & MEANINGFUL), None)
    if "carry" in tags or tags.get("verb") == "unfinished":
        if state.topic in DISPUTES:
            over = carried(right) == Metric("requests", "carried_out") or tags.get("verb") == "unfinished"
            return Metric("disputes", f"{state.topic}.pending") if over else None
        return carried(right)
    if first is None or any(t.sort == "text" or "channel" in t.tags for t in right):
        return None
    if "settles" in first.tags and state.topic == "request" and "all" not in tags:
        return Metric("requests", "finished")
    return None


def _to_comma(tokens: Sequence[Token]) -> Sequence[Token]:
    """The words up to the next mark or 和 of a list."""
    cut = next((k for k, t in enumerate(tokens) if t.sort == "mark" or "link" in t.tags), len(tokens))
    return tokens[:cut]


def from_right(
    before: Mapping[str, str], np: Sequence[Token], right: Sequence[Token], state: State
) -> Meaning:
    """What a number counts whose noun follows it: 28件行政复议案件, 310件申请由31家单位承办."""
    verb = late(right, state)
    if verb is not None and not any("subject" in t.tags for t in np):
        return Meaning(verb, None)
    head = next((i for i, t in enumerate(np) if t.tags.keys() & MEANINGFUL), None)
    if head is None or any(t.sort == "text" for t in np[:head]) or example(np):
        return Meaning(None, None)
    if any("or" in t.tags for t in np) and any("result" in t.tags for t in np):
        return Meaning(None, None)  # 8件维持或撤回
    tags = tags_of(np)
    if "foreign" in tags and not strong_after_foreign(np):
        return Meaning(None, "foreign")
    subject = tags.get("subject")
    everything = tags_of(right)
    if any(t.sort == "text" for t in np) and "result" not in everything:
        return Meaning(None, subject)
    if subject in DISPUTES:
        result = everything.get("result")
        if everything.get("verb") == "finished" and result is None:
            result = "concluded"
        at = next((i for i, t in enumerate(right) if "result" in t.tags), 0)
        if any(t.sort == "text" for t in right[:at]):
            return Meaning(None, subject)  # 4件复议案件达成和解
        return Meaning(
            Metric(
                "disputes", f"{subject}.{result or 'total'}", soft=result is None and bool(right[len(np) :])
            ),
            subject,
        )
    if subject == "request":
        if "outcome" in everything and everything.get("outcome") != "withdrawn":
            own = _to_comma(right)
            plain = not any(t.sort == "text" or t.tags.keys() & {"causes", "parts"} for t in own)
            plain = plain and "outcome" not in np[0].tags
            plain = plain and not any(t.tags.get("subject", "request") != "request" for t in own)
            return Meaning(Metric("outcomes", everything["outcome"], soft=not plain), "request")
        if "channel" in everything:
            return Meaning(None, "request", channel=True)
        if "carry" in everything:
            return Meaning(carried(right), "request")
        new = any("new" in t.tags for t in np)
        soft = not new and "whole" not in before and "period" not in before
        return Meaning(Metric("requests", "received", soft=soft), "request")
    if subject in DISCLOSURE:
        return Meaning(None, subject)
    if subject is None and "result" in tags and state.topic in DISPUTES:
        return Meaning(Metric("disputes", f"{state.topic}.{tags['result']}"), None)
    if (
        subject is None
        and "outcome" in tags
        and state.topic == "request"
        and not any("weak" in t.tags for t in np)
    ):
        return Meaning(Metric("outcomes", tags["outcome"]), None)
    if subject is None and "applicant" in tags and state.topic == "request" and "weak" not in tags:
        asks = any(t.tags.get("verb") == "received" for t in right[len(np) : len(np) + 1])
        if asks and not any("channel" in t.tags for t in np):  # 170件由自然人提出
            return Meaning(Metric("applicants", "rows", tags["applicant"]), None)
    if "channel" in tags:
        return Meaning(None, None, channel=True)
    return Meaning(None, None)
