"""Numbers that fit no cell because they are parts of one, or count by another order: none of these is a finding."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from checker.statements.frames import Sentence
from checker.statements.model import DECISIONS, DISPUTES, Metric, Statement
from checker.statements.readings import CARRIED, Reading, Readings
from checker.statements.words import words


def unsettled(s: Statement, metric: Metric, sentence: Sentence, readings: Readings) -> bool:
    """Whether the words leave open what the number counts, whatever the tables hold."""
    if metric.family == "disclosure" and s.quantity.unit in words("items"):  # the 2019 edition counts them
        if metric.key.split(".")[0] in DECISIONS and not any(t.tags.get("verb") == "decided" for t in s.left):
            return True  # 新增目录12项，其中许可类4项
        table = readings.tables.get("disclosure")
        row = metric.key.split(".")[0]
        return table is not None and (row, "previous") in table.cells
    if metric.family != "disputes":
        return False
    old = any("carry" in t.tags or t.tags.get("period") == "prev" for t in sentence.tokens)
    if old and any("new" in t.tags for t in s.left):
        return True
    if s.implicit and s.quantity.unit in words("papers"):
        return True  # documents
    if (
        metric.key.endswith(".total")
        and s.parts
        and s.implicit
        and not any("about" in t.tags for t in s.left)
    ):
        return True  # 其中市政府受理9件
    # 纠错 counts stand for more than one table column, 纠正 beside its kind for one
    named = any(t.tags.get("subject") in DISPUTES for t in s.left) and not any(
        "loss" in t.tags for t in s.left
    )
    return (
        metric.key.endswith(".corrected")
        and not named
        and not any(o is not s and o.metric and o.metric.family == "disputes" for o in sentence.statements)
    )


def part(
    s: Statement, metric: Metric, sentence: Sentence, readings: Readings, options: Sequence[Reading]
) -> bool:
    """Whether a number that fits no reading can be a part of what does."""
    if s.parts and metric.family == "requests" and metric.key not in CARRIED and not _sole(s, sentence):
        return True  # 其中当日办结 35 件
    if metric.family == "outcomes" and _of_carried(s, sentence):
        return True
    if metric.key in CARRIED and any("causes" in t.tags for t in s.left) and _less_than_told(s, sentence):
        return True  # 结转114件，其中因延期结转61件
    if metric.family == "requests" and _of_unknown(s, metric, sentence):
        return True
    if metric.key.endswith(".repealed") and any("lapsed" in t.tags for t in s.left) and _divided(s, sentence):
        return bool(options[0].values) and s.quantity.value > options[0].value  # 废止和失效8件（其中失效3件）
    if metric.family == "disclosure" and s.parts and _of_row(s, metric, sentence, readings):
        return True
    if (
        metric == Metric("requests", "received")
        and _on_platform(s, sentence)
        and s.quantity.value < options[0].value
    ):
        return True
    if metric.key == "finished" and _of_new(s, readings):
        return True
    if metric.key in ("any_other", "others") and _complement(s, sentence, readings):
        return True
    if (
        metric.family in ("outcomes", "applicants")
        and s.quantity.unit not in words("cases")
        and not _same_unit(s, sentence)
    ):
        return True  # 1260份公文，其中不予公开540份
    if metric.key in ("received", "handled") and any("touches" in t.tags for t in s.right[:2]):
        return True  # 新收申请2600余件来自…领域
    if metric.family == "requests" and any(
        t.tags.get("subject") in (*DISPUTES, "processing_fee")
        or t.tags.get("result") in ("upheld", "corrected")
        or t.tags.get("verb") == "charged"
        for t in s.right
    ):
        return True  # 答复的申请有2件被复议撤销
    named = [t for t in s.left if t.tags.get("result") == "other"]
    if metric.key.endswith(".other") and named and not any("remainder" in t.tags for t in named):
        return (
            bool(options[0].values) and s.quantity.value < options[0].value
        )  # 和解结案21件: some of the others
    if metric.key in ("review.total", "disputes.total") and _at_large(s, options):
        return True  # 全区办理行政复议案件320件
    if _part_of_told(s, metric, sentence, readings):
        return True
    if metric.family in ("requests", "outcomes") and _people(s, sentence):
        few = not options[0].values or s.quantity.value < options[0].value
        if few or s.quantity.bound != "exact":
            return True  # 3名申请人提交23件, 有9个部门收件超过20件
    same = [o for o in sentence.statements if o.metric == metric and o.counts and o.quantity.bound == "exact"]
    # two ways of upholding, one row
    return len(same) > 1 and sum(o.quantity.value for o in same) in {v for r in options for v in r.values}


def _divided(s: Statement, sentence: Sentence) -> bool:
    """Whether the sentence tells apart what was repealed and what lapsed; the form counts the former."""
    return any(
        o is not s and t.tags.get("verb") in ("lapsed", "repealed")
        for o in sentence.statements
        for t in o.left
    )


def _of_carried(s: Statement, sentence: Sentence) -> bool:
    """上年结转的6件中予以公开3件: results of what went from year to year, of which the tables say nothing."""
    asked = [
        o for o in sentence.statements if o.metric and o.metric.family == "requests" and o.end <= s.start
    ]
    return bool(asked) and all(o.metric is not None and o.metric.key in CARRIED for o in asked)


def _less_than_told(s: Statement, sentence: Sentence) -> bool:
    """Whether a larger number that was carried over stands before."""
    return any(
        o.metric is not None and o.metric.key in CARRIED and o.end <= s.start and o.quantity.value > s.quantity.value
        for o in sentence.statements
    )  # fmt: skip


def _of_unknown(s: Statement, metric: Metric, sentence: Sentence) -> bool:
    """转办申请26件，办结24件; 结转的17件已办结11件，剩余6件: settled of what stands right before, whose cell is not known."""
    rest = any(t.tags.get("verb") == "unfinished" for t in s.left) and not any(
        "carry" in t.tags for t in s.left
    )
    if not (metric.key == "finished" or rest) or any("strong" in t.tags or "new" in t.tags for t in s.left):
        return False
    before = [
        o for o in sentence.statements
        if o.end <= s.start and o.quantity.unit == s.quantity.unit and o.quantity.kind == "count" and not o.channel
    ]  # fmt: skip
    if rest and len(before) > 1 and before[-1].metric == Metric("requests", "finished"):
        before.pop()
    if not before or before[-1].quantity.value < s.quantity.value or before[-1].role != "level":
        return False
    last = before[-1]
    if last.metric is None:
        near = 2 if s.quantity.unit in words("cases") else 4  # 反馈问题487个，逐一销号，截至年底已办结481个
        return s.clause - last.clause < near and not last.parts and last.topic in (None, "foreign", "request")
    return last.metric.family == "requests" and last.metric.key in CARRIED and len(before) == 1


def _of_row(s: Statement, metric: Metric, sentence: Sentence, readings: Readings) -> bool:
    """现行有效23件，其中以市政府名义印发6件: a part of a number of the row that stands before it, and right."""
    row = metric.key.split(".")[0]
    return any(t.text in words("in_the_name") or "unit" in t.tags for t in s.left) and any(
        o.metric is not None and o.metric.key.split(".")[0] == row and o.end <= s.start and o.quantity.value >= s.quantity.value
        and readings.fit(o.quantity, o.metric)
        for o in sentence.statements if o.counts and not o.parts
    )  # fmt: skip


def _on_platform(s: Statement, sentence: Sentence) -> bool:
    """平台收到提交342条，属于政府信息公开申请的153件: what came in by the channel that opens the sentence."""
    lead = sentence.clauses[0].tokens[:4]
    return (
        s.clause > 0 and any("channel" in t.tags for t in lead) and not any("etc" in t.tags for t in lead)
        and not any(t.tags.get("verb") == "received" for t in s.left)
    )  # fmt: skip


def _sole(s: Statement, sentence: Sentence) -> bool:
    """其中办结305件，结转17件 divides the whole: the parts are the year's own numbers. So does 其中局机关收到33件."""
    if any(t.text in words("name") for t in s.left):
        return False
    if any("scope" in t.tags or (t.sort == "time" and t.tags.get("period") == "this") for t in s.left):
        return True
    plain = not any(t.sort == "text" or t.tags.keys() & {"due", "unit", "average"} for t in s.left)
    if plain and s.quantity.unit in words("cases") and any("strong" in t.tags for t in s.left):
        return True  # 收到各类申请236件，其中政府信息公开申请215件
    others = {
        o.metric.key
        for o in sentence.statements
        if o is not s
        and o.metric
        and o.metric.family == "requests"
        and o.counts
        and abs(o.clause - s.clause) < 3
    }
    assert s.metric is not None
    pair = {"finished": {"carried_out", "unfinished", "carried"}, "received": {"carried_in"}}
    return plain and bool(others & pair.get(s.metric.key, set()))


def _of_new(s: Statement, readings: Readings) -> bool:
    """Whether a number settled is what the year's own new ones and nothing carried in make."""
    new, out = readings.total("new"), readings.total("carried_out")
    return new is not None and out is not None and s.quantity.fits(new - out)


def _complement(s: Statement, sentence: Sentence, readings: Readings) -> bool:
    """其他 N件 at the end of a list: whether it makes up the whole, be it several rows."""
    listed = Decimal(0)
    wholes = [v for r in readings.of(Metric("requests", "finished"))[:1] for v in r.values]
    for o in sentence.statements:
        if o is s:
            break
        if o.metric and o.metric.family == "outcomes" and o.counts and not o.sum:
            listed += o.quantity.value
    return listed + s.quantity.value in wholes


def _same_unit(s: Statement, sentence: Sentence) -> bool:
    return any(
        o.metric
        and o.metric.family == "requests"
        and o.quantity.unit == s.quantity.unit
        and o.clause != s.clause
        for o in sentence.statements
    )


def _part_of_told(s: Statement, metric: Metric, sentence: Sentence, readings: Readings) -> bool:
    """Whether the sentence has the total as well, and right: a smaller number of the kind is a part of it."""
    alike = {metric}
    if metric.family == "requests" and metric.key in ("received", "handled"):
        if any("new" in t.tags for t in s.left):
            return False
        alike = {Metric("requests", "received"), Metric("requests", "handled")}
    return any(
        o is not s and o.metric in alike and o.counts and o.quantity.value > s.quantity.value
        and readings.fit(o.quantity, o.metric)
        for o in sentence.statements if o.metric is not None
    )  # fmt: skip


def _at_large(s: Statement, options: Sequence[Reading]) -> bool:
    """Whether an organ tells the reviews that it heard itself, or all of its own: more than those about disclosure."""
    hears = any("organ" in t.tags for t in s.left) and not any("about" in t.tags for t in s.left)
    return hears and bool(options[0].values) and s.quantity.value > options[0].value


def _people(s: Statement, sentence: Sentence) -> bool:
    """Whether a number of persons or offices is the subject of the clause: what they asked for is a part."""
    submitted = any(t.text in words("hands_in") for t in s.left)  # 9名申请人申请超过5件，合计提交81件
    before = [
        o for o in sentence.statements if (o.clause == s.clause or submitted) and o.end <= s.start
    ]  # fmt: skip
    if submitted and any(o.quantity.unit in words("persons") for o in before):
        return True
    return bool(before) and (before[-1].quantity.unit in words("persons") or not before[-1].quantity.unit)
