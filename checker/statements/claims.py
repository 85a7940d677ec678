"""Statements without a number: none received, none disputed, all settled, nothing charged, nothing carried forward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from checker.statements.model import DISPUTES, tags_of
from checker.statements.tokens import Token
from checker.statements.words import words

CLAIM_TOKENS: Final = 40  # words between 未 and the noun that ends the claim
Claim = Literal[
    "none",
    "no_disputes",
    "all_settled",
    "disputes_settled",
    "no_fee",
    "no_notice",
    "nothing_carried",
    "all_one",
]


@dataclass(frozen=True, slots=True)
class Said:
    """A claim and where it stands; ``subject`` is the kind of dispute, or the result of a single case."""

    claim: Claim
    start: int
    end: int
    subject: str = ""


def claims_of(clause: Sequence[Token], topic: str | None) -> list[Said]:
    """The claims of a clause; ``topic`` is what the sentence is about."""
    out: list[Said] = []
    for i, token in enumerate(clause):
        tags = token.tags
        if "none" in tags:
            said = _none(clause, i, topic)
            if said:
                out.append(said)
        elif "zero" in tags:
            out += _zero(clause, i, topic)
        elif "nobacklog" in tags and topic in (None, "request"):
            out.append(Said("all_settled", token.start, token.end))
    out += _settled(clause, topic)
    if not out:
        out += _all_one(clause, topic)
    return out


def _all_one(clause: Sequence[Token], topic: str | None) -> list[Said]:
    """全部由自然人提出, 均予以公开: every application of one kind; ``subject`` is applicant: or outcome: and the key."""
    if topic not in (None, "request"):
        return []
    for i, token in enumerate(clause):
        if "all" not in token.tags:
            continue
        if any(t.quantity is not None for t in clause[i:]):
            return []
        rest = clause[i + 1 :]
        named = [t for t in rest if t.tags.keys() & {"applicant", "outcome"} and "weak" not in t.tags]
        stop = {"none", "verb", "foreign", "channel", "limit", "rest", "period", "topic", "loss", "about"}
        if len(named) != 1 or any(
            t.sort == "text" or (t.tags.keys() & stop and t.tags.get("verb") != "received") for t in rest
        ):
            return []
        kind = "applicant" if "applicant" in named[0].tags else "outcome"
        return [Said("all_one", token.start, rest[-1].end, f"{kind}:{named[0].tags[kind]}")]
    return []


def _none(clause: Sequence[Token], at: int, topic: str | None) -> Said | None:
    """未收到…申请, 未发生…复议, 未收取…: only where every word up to the noun is known and the noun ends the claim."""
    first = clause[at]
    if any(t.quantity is not None or t.tags.keys() & {"applicant", "unit"} for t in clause[:at]):
        return None  # 有12个部门未收到, 科研机构等未提出申请
    after = clause[at + 1 : at + 2]
    if (
        after
        and after[0].tags.get("verb") == "unfinished"
        and topic in (None, "request")
        and "receives" not in first.tags
    ):
        return Said("nothing_carried", first.start, after[0].end, subject="carried_out")
    notice = _no_notice(clause, at) or _nothing_charged(clause, at, topic)
    if notice is not None:
        return notice
    subjects: list[str] = []
    carried = "carry" in first.tags
    end = at if carried else -1
    verb = None
    for j in range(at + 1, min(len(clause), at + CLAIM_TOKENS)):
        token = clause[j]
        tags = token.tags
        if "subject" in tags and "outcome" not in tags:
            subjects.append(tags["subject"])
            end = j
            continue
        if "notice" in tags:
            subjects.append("notice")
            end = j
            continue
        if "carry" in tags:
            carried, end = True, j
            continue
        if token.sort == "text":
            break
        if "verb" in tags:
            verb = tags["verb"] if end < 0 else verb
            if end >= 0:
                if tags["verb"] in ("finished", "received", "handled", "published"):
                    break
                continue
            continue
        if (
            tags.keys() & {"loss", "channel", "foreign", "result", "due", "applicant", "outcome", "topic"}
            or token.quantity is not None
        ):
            if end < 0 or "processing_fee" not in subjects:
                return None
            break
    if end < 0:
        return None
    tail = clause[end + 1 : end + 3]
    if tail and tail[0].sort == "text":
        return None
    if tail and "modifies" in tail[0].tags and not (len(tail) > 1 and "case" in tail[1].tags):
        return None
    if (
        tail
        and tail[0].tags.keys() & {"loss", "result", "verb", "foreign"}
        and tail[0].tags.get("verb") not in ("decided",)
    ):
        return None
    fee = "processing_fee" in subjects or "notice" in subjects
    span = (first.start, clause[end].end)
    if fee:
        return Said("no_notice" if "notice" in subjects else "no_fee", *span)
    named = {s for s in subjects if s in DISPUTES}
    if named:
        others = [s for s in subjects if s not in DISPUTES and s != "request"]
        caused = (
            others
            and subjects.index(others[0]) < min(subjects.index(s) for s in named)
            and others != ["fees"]
        )
        caused = caused or (bool(others) and any("causes" in t.tags for t in clause[at + 1 : end]))
        return (
            None
            if caused or (others and others != ["fees"])
            else Said("no_disputes", *span, subject="+".join(sorted(named)))
        )
    if carried and set(subjects) <= {"request"} and verb is None and topic in (None, "request"):
        return Said("nothing_carried", *span, subject=_direction(clause))
    if subjects and set(subjects) == {"request"}:
        strong = any("strong" in t.tags for t in clause[at + 1 : end + 1])
        received = verb == "received" or "receives" in first.tags
        if (received or (strong and verb is None and not carried)) and (strong or topic in (None, "request")):
            return Said("none", *span)
        return None
    return None


def _no_notice(clause: Sequence[Token], at: int) -> Said | None:
    """未就超量申请发出收费通知: whom or what it would have been for may stand between."""
    end = next((j for j in range(at + 1, len(clause)) if "notice" in clause[j].tags), None)
    if end is None or not any(
        t.tags.get("none") == "fee" or t.text in words("issues") for t in clause[at:end]
    ):
        return None
    for before, token in pairwise(clause[at:end]):
        known = token.tags.keys() & {"filler", "verb", "none", "bound"} or token.tags.get("subject") in (
            "request",
            "processing_fee",
        )
        if token.quantity is not None or not (known or (token.sort == "text" and "whom" in before.tags)):
            return None
    return Said("no_notice", clause[at].start, clause[end].end)


def _nothing_charged(clause: Sequence[Token], at: int, topic: str | None) -> Said | None:
    """依申请提供政府信息没有收取任何费用: no fee of any name, where the clause speaks of applications or of their fee."""
    ours = topic == "processing_fee" or any("strong" in t.tags for t in clause[:at])
    if clause[at].tags["none"] != "fee" or not ours:
        return None
    named = next((t for t in clause[at + 1 :] if t.sort == "text" or "filler" not in t.tags), None)
    if named is None or named.text not in words("any_fee") or clause[-1].end > named.end:
        return None
    return Said("no_fee", clause[at].start, named.end)


def _direction(clause: Sequence[Token]) -> str:
    """Carried in or out, as the words of the clause say."""
    back = any(t.tags.get("carry") == "in" or t.tags.get("period") == "prev" for t in clause)
    return "carried_in" if back else "carried_out"


def _zero(clause: Sequence[Token], at: int, topic: str | None) -> list[Said]:
    token = clause[at]
    kind = token.tags["zero"]
    before = tags_of(clause[:at])
    if "channel" in before or before.keys() & {"foreign", "loss", "result"}:
        return []
    behind = clause[at + 1 : at + 2]
    if any(t.quantity is not None for t in clause[:at]) or (behind and "modifies" in behind[0].tags):
        return []  # 有19家单位零申请, 零申请的有9家
    start = next((t.start for t in clause[:at] if "subject" in t.tags or "about" in t.tags), token.start)
    if kind == "request":
        return [Said("none", start, token.end)]
    if kind in DISPUTES:
        return [Said("no_disputes", token.start, token.end, kind)]
    named = {t.tags["subject"] for t in clause[:at] if "subject" in t.tags}
    if named and named <= DISPUTES:
        return [Said("no_disputes", start, token.end, "+".join(sorted(named)))]
    if named == {"request"} and any(t.sort == "text" for t in clause[:at]) is False:
        return [Said("none", start, token.end)]
    return []


def _settled(clause: Sequence[Token], topic: str | None) -> list[Said]:
    """均已办结, 全部审结, 按时办结率100%."""
    tags = tags_of(clause)
    subject = next((t.tags["subject"] for t in clause if t.tags.get("subject") in DISPUTES), None)
    about = subject or topic
    if (about is not None and about != "request" and about not in DISPUTES) or "foreign" in tags:
        return []
    kind: Claim = "disputes_settled" if about in DISPUTES else "all_settled"
    if kind == "disputes_settled" and not any(t.quantity is not None for t in clause):
        done = next((i for i, t in enumerate(clause) if "already" in t.tags and "all" not in t.tags), None)
        lead = clause[:done] if done is not None else clause
        if done is not None and not any(t.sort == "text" or "filler" not in t.tags for t in lead):
            last = (
                clause[done]
                if "settles" in clause[done].tags
                else next(iter(clause[done + 1 : done + 2]), None)
            )
            if last is not None and "settles" in last.tags:
                return [Said(kind, clause[done].start, last.end, str(about or ""))]
    for i, token in enumerate(clause):
        if (
            token.tags.get("rate") == "finished"
            and kind == "all_settled"
            and not any("limit" in t.tags for t in clause[:i])
        ):
            hundred = next((t for t in clause[i + 1 : i + 5] if t.quantity is not None), None)
            if hundred is not None and hundred.quantity is not None and hundred.quantity.kind == "percent":
                behind = next((t for t in clause if t.start == hundred.end), None)
                if behind is not None and "modifies" in behind.tags:
                    continue  # 办结率100%的单位有31个
                if hundred.quantity.value == 100:
                    return [Said(kind, token.start, hundred.end)]
        if token.quantity is not None and token.quantity.kind == "percent" and token.quantity.value == 100:
            settled = next((t for t in clause[i + 1 : i + 3] if "settles" in t.tags), None)
            if settled is not None and (about is not None):
                return [Said(kind, token.start, settled.end)]
        if "all" not in token.tags:
            continue
        if any("limit" in t.tags for t in clause[:i]):
            return []
        due = "due" in tags
        for later in clause[i + 1 : i + 7]:
            if later.sort == "text" and kind == "disputes_settled":
                break
            if "settles" in later.tags or ("answers" in later.tags and kind == "disputes_settled"):
                return [] if "rest" in tags else [Said(kind, token.start, later.end, str(about or ""))]
            if "answers" in later.tags and any("already" in t.tags for t in clause[i : i + 7]) and not due:
                return [] if "rest" in tags else [Said(kind, token.start, later.end)]
            if later.quantity is not None or "outcome" in later.tags:
                break
            if "subject" in later.tags and "every" not in token.tags:
                break
            if "submits" in later.tags:
                break
    return []
