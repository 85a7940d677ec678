"""A province's results without its reports: agencies below cities and counties, findings drawn from real reviews."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from checker import specimen
from checker.batch.inputs import Entry
from checker.outputs.json import as_dict, plain
from checker.reviewing import Options, review
from checker.rulebook import RuleBook

BUREAUS = (
    "水利局", "教育局", "公安局", "财政局", "民政局", "司法局", "自然资源局", "生态环境局", "住房和城乡建设局", "交通运输局",
    "农业农村局", "商务局", "文化广电和旅游局", "卫生健康委员会", "应急管理局", "审计局", "市场监督管理局", "统计局", "医疗保障局",
)  # fmt: skip
FAMILY = "临江河湖清安平长永宁新东西南北泰和金石白龙云山海"


def _names(count: int) -> Iterator[tuple[str, str, str | None, str]]:
    """(agency, level, parent, kind): cities, their counties, and the bureaus and towns of each."""
    made = 0
    number = 0
    while True:
        city = FAMILY[number % len(FAMILY)] + FAMILY[number // len(FAMILY) % len(FAMILY)] + "市"
        number += 1
        tops = [(city + "人民政府", "市级", None, "government")]
        for c in range(9):
            county = FAMILY[(number * 7 + c * 3) % len(FAMILY)] + FAMILY[(number + c * 5) % len(FAMILY)] + ("县" if c % 3 else "区")
            tops.append((city + county + "人民政府", "县级", city + "人民政府", "government"))
        for top, level, parent, kind in tops:
            place = top.removesuffix("人民政府")
            below = [(place + b, level, top, "department") for b in BUREAUS]
            if level == "县级":
                below += [(place + FAMILY[t] + "桥镇人民政府", "乡级", top, "township") for t in range(6)]
            for row in [(top, level, parent, kind), *below]:
                yield row
                made += 1
                if made == count:
                    return


def pool(book: RuleBook) -> tuple[dict[str, Any], dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """(a sound report's line, a finding of each rule, lines of what could not be checked), from real reviews."""
    sound = _line(book, {})
    found: dict[str, dict[str, Any]] = {}
    for rule in book.rules.values():
        if rule.scope == "pair" or rule.scope == "batch" or not rule.flags:
            continue
        for f in _line(book, rule.flags[0].edit)["findings"]:
            found.setdefault(f["rule"], f)
    return sound, found, _line(book, {"drop.requests": True, "drop.disputes": True})["not_checked"]


def _line(book: RuleBook, edit: Any) -> dict[str, Any]:
    s = specimen.make(book, edit)
    found = review(specimen.markdown(book, s).encode(), path="报告.md", options=Options())
    line: dict[str, Any] = json.loads(json.dumps(as_dict(found), ensure_ascii=False, default=plain))
    return line


def fabricate(
    book: RuleBook, count: int, years: tuple[int, ...] = (2022, 2023), seed: int = 1
) -> tuple[list[Entry], list[tuple[str, str, str]]]:
    """Roster entries and (path, line, facts) of ``count`` agencies and each year: findings drawn at random, one in 60 not
    read, one in 90 without a file, one in 40 with a quarter of its rules not checked."""
    rng = random.Random(seed)
    sound, found, unread_rules = pool(book)
    rules = sorted(found)
    weights = [1 / (n + 1) for n in range(len(rules))]
    rng.shuffle(weights)
    applicable = [r.id for r in book.rules.values() if r.scope not in ("pair", "batch")]
    entries: list[Entry] = []
    results: list[tuple[str, str, str]] = []
    for agency, level, parent, kind in _names(count):
        for year in years:
            path = f"报告/{agency}{year}.pdf"
            if rng.randrange(90) == 0:
                entries.append(Entry(None, None, agency, level, parent, kind, year))
                continue
            entries.append(Entry(path, path, agency, level, parent, kind, year))
            chosen = [found[r] for r in rng.choices(rules, weights, k=rng.choice((0, 1, 2, 3, 5, 8, 12)))]
            line = {**sound, "path": path, "findings": chosen}
            if rng.randrange(60) == 0:
                line |= {"outcome": "damaged", "message": f"{path}：PDF 文件已损坏", "report": None, "findings": [], "score": None}
            elif rng.randrange(40) == 0:
                ids = rng.sample(applicable, len(applicable) // 4)
                line["not_checked"] = [{"rule": r, "reason": unread_rules[0]["reason"]} for r in ids]
            facts = {
                "agency": agency, "kind": kind, "year": year, "dated": None, "applicable": applicable, "organs": [agency],
                "sections": {},
            }  # fmt: skip
            results.append((path, json.dumps(line, ensure_ascii=False), json.dumps(facts, ensure_ascii=False)))
    return entries, sorted(results)
