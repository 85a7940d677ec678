"""Statements without a number: none received, none disputed, all settled, nothing charged, nothing carried forward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from checker.statements.model import DISPUTES, tags_of
from checker.statements.tokens import Token
from checker.statements.words import words

_REACH: Final = 7  # words from 均 to its verb
CLAIM_TOKENS: Final = 40  # words between 未 and the noun that ends the claim
_NEXT: Final = frozenset({"finished", "received", "handled", "published"})
"""Verbs with which another thing begins."""
_NARROWS: Final = frozenset({"loss", "channel", "foreign", "result", "due", "applicant", "outcome", "topic"})
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
    if any(t.quantity is not None or t.tags.keys() & {"applicant", "channel"} for t in clause[:at]):
        return None  # 有12个部门未收到, 科研机构等未提出申请
    ours = topic in (None, "request")
    after = clause[at + 1] if at + 1 < len(clause) else None
    if after is not None and after.tags.get("verb") == "unfinished" and ours and "receives" not in first.tags:
        return Said("nothing_carried", first.start, after.end, subject="carried_out")
    said = _no_notice(clause, at) or _nothing_charged(clause, at, topic)
    if said is not None:
        return said
    denied = _denied(clause, at)
    if denied is None or _goes_on(clause[denied.end + 1 : denied.end + 3]):
        return None
    span = (first.start, clause[denied.end].end)
    subjects = set(denied.subjects)
    if "notice" in subjects:
        return Said("no_notice", *span)
    if "processing_fee" in subjects:
        return Said("no_fee", *span)
    between = clause[at + 1 : denied.end + 1]
    if subjects & DISPUTES:
        others = subjects - DISPUTES - {"request"}
        if others and (others != {"fees"} or any("causes" in t.tags for t in between)):
            return None  # 因行政处罚引发的复议
        return Said("no_disputes", *span, subject="+".join(sorted(subjects & DISPUTES)))
    if denied.carried and subjects <= {"request"} and denied.verb is None and ours:
        return Said("nothing_carried", *span, subject=_direction(clause))
    if subjects == {"request"}:
        strong = any("strong" in t.tags for t in between)
        received = denied.verb == "received" or "receives" in first.tags
        if (received or (strong and denied.verb is None and not denied.carried)) and (strong or ours):
            return Said("none", *span)
    return None


@dataclass(frozen=True, slots=True)
class _Denied:
    """What stands behind 未: the nouns in their order, the place of the last, the verb before them."""

    subjects: tuple[str, ...]
    end: int
    verb: str | None
    carried: bool


def _denied(clause: Sequence[Token], at: int) -> _Denied | None:
    """The nouns behind ``at``; None where there is none or a word narrows what is denied."""
    subjects: list[str] = []
    carried = "carry" in clause[at].tags
    end = at if carried else -1
    verb = None
    for j in range(at + 1, min(len(clause), at + CLAIM_TOKENS)):
        token, tags = clause[j], clause[j].tags
        if ("subject" in tags and "outcome" not in tags) or "notice" in tags:
            subjects.append(tags.get("subject", "notice"))
            end = j
        elif "carry" in tags:
            carried, end = True, j
        elif token.sort == "text":
            break
        elif "verb" in tags:
            if end < 0:
                verb = tags["verb"]
            elif tags["verb"] in _NEXT:
                break
        elif token.quantity is not None or tags.keys() & _NARROWS:
            if end < 0 or "processing_fee" not in subjects:
                return None
            break
    return _Denied(tuple(subjects), end, verb, carried) if end >= 0 else None


def _goes_on(tail: Sequence[Token]) -> bool:
    """Whether what is denied has a noun of its own behind it: 未收到申请人投诉; not 未发生复议的情况."""
    if not tail:
        return False
    tags = tail[0].tags
    if tail[0].sort == "text" or ("modifies" in tags and not (len(tail) > 1 and "case" in tail[1].tags)):
        return True
    return bool(tags.keys() & {"loss", "result", "verb", "foreign"}) and tags.get("verb") != "decided"


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
        ours = topic in (None, "request") or any(t.tags.keys() & {"strong", "about"} for t in clause[:at])
        return [Said("none", start, token.end)] if ours else []  # 信访投诉方面，本年度零受理
    if kind in DISPUTES:
        return [Said("no_disputes", token.start, token.end, kind)]
    named = {t.tags["subject"] for t in clause[:at] if "subject" in t.tags}
    if named and named <= DISPUTES:
        return [Said("no_disputes", start, token.end, "+".join(sorted(named)))]
    ours = topic in (None, "request") or any("strong" in t.tags for t in clause[:at])
    if named == {"request"} and ours and not any(t.sort == "text" for t in clause[:at]):
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
    found = _plainly_settled(clause, str(about)) if kind == "disputes_settled" else None
    if found:
        return [found]
    for i, token in enumerate(clause):
        if kind == "all_settled" and _settled_rate(clause, i):
            return [Said(kind, token.start, _percent_behind(clause, i).end)]
        if about is not None and token.quantity is not None and _hundred(token):
            settled = next((t for t in clause[i + 1 : i + 3] if "settles" in t.tags), None)
            if settled is not None:
                return [Said(kind, token.start, settled.end)]
        if "all" not in token.tags:
            continue
        if any("limit" in t.tags for t in clause[:i]):
            return []
        last = _all_settled(clause, i, kind, "due" in tags)
        if last is not None:
            who = str(about or "") if "settles" in last.tags or kind == "disputes_settled" else ""
            return [] if "rest" in tags else [Said(kind, token.start, last.end, who)]
    return []


def _plainly_settled(clause: Sequence[Token], about: str) -> Said | None:
    """已审结 at the beginning of a clause about disputes, without a number."""
    done = next((i for i, t in enumerate(clause) if "already" in t.tags and "all" not in t.tags), None)
    if done is None or any(t.quantity is not None for t in clause):
        return None
    if any(t.sort == "text" or "filler" not in t.tags for t in clause[:done]):
        return None
    last = next((t for t in clause[done : done + _REACH] if "settles" in t.tags), None)
    if last is not None and any(
        not t.tags.keys() & {"filler", "already", "settles"} and t.tags.get("period") != "this"
        for t in clause[done : clause.index(last)]
    ):
        return None
    return Said("disputes_settled", clause[done].start, last.end, about) if last is not None else None


def _hundred(token: Token) -> bool:
    quantity = token.quantity
    return quantity is not None and quantity.kind == "percent" and quantity.value == 100


def _percent_behind(clause: Sequence[Token], at: int) -> Token:
    return next(t for t in clause[at + 1 :] if t.quantity is not None)


def _settled_rate(clause: Sequence[Token], at: int) -> bool:
    """按时办结率100% of applications: not 到期应办件办结率, not 办结率100%的单位有31个."""
    if clause[at].tags.get("rate") != "finished" or any("limit" in t.tags for t in clause[:at]):
        return False
    number = next((t for t in clause[at + 1 : at + 5] if t.quantity is not None), None)
    if number is None or not _hundred(number):
        return False
    return not any(t.start == number.end and "modifies" in t.tags for t in clause)


def _all_settled(clause: Sequence[Token], at: int, kind: Claim, due: bool) -> Token | None:
    """The verb behind 均 or 全部 that says all were settled; None where another word comes first."""
    already = any("already" in t.tags for t in clause[at : at + _REACH])
    for later in clause[at + 1 : at + _REACH]:
        if later.sort == "text" and kind == "disputes_settled":
            return None
        if "settles" in later.tags or ("answers" in later.tags and kind == "disputes_settled"):
            return later
        if "answers" in later.tags and already and not due:
            return later
        if later.quantity is not None or later.tags.keys() & {"outcome", "submits", "term"}:
            return None
        if "subject" in later.tags and "every" not in clause[at].tags:
            return None
    return None
