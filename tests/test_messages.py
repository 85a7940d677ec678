"""Every message that a user may meet exists in both languages: the English one says what is wrong in English."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from checker import rulebook
from checker.errors import MESSAGES, GongkaiError, RuleBookError
from checker.findings import Text

ROOT = Path(__file__).resolve().parents[1]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"“[^”]*”|《[^》]*》|政府信息公开工作年度报告")


def texts() -> Iterator[tuple[str, str, str]]:
    """(where, Chinese, English) of every ``Text("…", "…")`` and ``say("…", "…")`` in the program; fields left out."""
    for path in sorted((ROOT / "checker").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "func", None)
            if (
                isinstance(node, ast.Call)
                and getattr(name, "id", None) in ("Text", "say")
                and len(node.args) == 2
            ):
                zh, en = (_literal(arg) for arg in node.args)
                if zh and en:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", zh, en


def _literal(node: ast.expr) -> str:
    return "".join(
        str(c.value) for c in ast.walk(node) if isinstance(c, ast.Constant) and isinstance(c.value, str)
    )


def test_english_texts_are_english() -> None:
    # Words of the form and of the data (区: {not: [县]}, 国务院令第711号) are quoted as they stand.
    found = list(texts())
    assert len(found) > 100
    assert not [(where, en) for where, zh, en in found if CHINESE.search(zh) and not _english(en)]


def _english(text: str) -> bool:
    return 2 * len(CHINESE.findall(QUOTED.sub("", text))) < len(re.findall("[A-Za-z]", text))


def test_every_error_of_data_is_told_in_both_languages() -> None:
    """A plain string for a reason would be Chinese in English output: mypy refuses it, this finds it without mypy."""
    plain, calls = [], 0
    for path in sorted((ROOT / "checker").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = ("RuleBookError", "RegisterError")
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in names:
                calls += 1
                reasons = node.args[2:]
                plain += [
                    f"{path.name}:{node.lineno}"
                    for r in reasons
                    if isinstance(r, ast.Constant | ast.JoinedStr)
                ]
    assert calls > 20
    assert not plain


@pytest.mark.parametrize("code", list(MESSAGES))
def test_read_errors(code: str) -> None:
    _, zh, en = MESSAGES[code]
    assert CHINESE.search(zh) and not CHINESE.search(QUOTED.sub("", en))
    assert set(re.findall(r"\{(\w+?)(?:_en)?\}", en)) <= set(re.findall(r"\{(\w+)\}", zh)), (
        "same facts in both"
    )


BROKEN = {
    "不认识的键": ("sverity: error\n", "unknown key sverity"),
    "应当是一组键值": ("- a\n", "must be a mapping"),
    "缺少 id": ("severity: error\n", "id is missing"),
    "YAML 格式有误": ("a: [1\n", "not valid YAML"),
}


@pytest.mark.parametrize("zh", list(BROKEN))
def test_a_damaged_rule_names_file_line_and_reason(tmp_path: Path, zh: str) -> None:
    content, en = BROKEN[zh]
    path = tmp_path / "Z01.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RuleBookError) as caught:
        rulebook.read_rule(path)
    assert str(path) in caught.value.get("en") and zh in caught.value.get("zh")
    assert en in caught.value.get("en") and not CHINESE.search(caught.value.get("en").replace(str(path), ""))


def test_a_damaged_register_is_told_in_english(tmp_path: Path) -> None:
    from checker.statutes import RegisterError
    from checker.statutes.validate import main
    from checker.statutes.validate import validate as problems_of

    path = tmp_path / "own.jsonl"
    path.write_text('{"id": "某办法", "kind": "规章", "what": 1}\nnot json\n', encoding="utf-8")
    found = problems_of([path])
    assert [p.get("en").removeprefix(str(path)) for p in found] == [
        ":1: this line has unknown keys: what; keys: " + ", ".join(sorted(_keys())),
        ":2: not valid JSON, character 1; check quotes, commas and brackets",
    ]
    assert main(["--lang", "en", str(path)]) == 1
    error = RegisterError("a", 1, Text("坏", "bad"), Text("改", "mend it"))
    assert pickle.loads(pickle.dumps(error)).text == Text("坏；改", "bad; mend it")


def _keys() -> frozenset[str]:
    from checker.statutes.reading import WORK_KEYS

    return WORK_KEYS


def test_a_missing_extra_says_what_to_install() -> None:
    from checker.batch.extras import need

    with pytest.raises(GongkaiError) as caught:
        need("no_such_module", "batch")
    assert (
        caught.value.get("en")
        == 'no_such_module is missing; install it: python -m pip install "gongkai-checker[batch]"'
    )
    assert caught.value.get("zh").startswith("缺少 no_such_module")
    assert pickle.loads(pickle.dumps(caught.value)).get("en") == caught.value.get("en")


def test_reasons_have_both_languages() -> None:
    reasons = yaml.safe_load((ROOT / "rules" / "reasons.yml").read_text(encoding="utf-8"))
    assert not [
        key for key, pair in reasons.items() if not CHINESE.search(pair["zh"]) or not _english(pair["en"])
    ]


def test_no_check_joins_a_list_for_one_language_only() -> None:
    """What Chinese joins with 、 and ；, English joins with commas: checks give lists, one place joins them."""
    joins = []
    for path in [*sorted((ROOT / "checker" / "checks").glob("*.py")), ROOT / "checker" / "batch" / "copies.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "join" and isinstance(node.value, ast.Constant):
                joins += [f"{path.name}:{node.lineno}"] if "、" in str(node.value.value) else []
    assert not joins


def test_lists_in_messages_are_joined_as_each_language_joins() -> None:
    from checker.checks.context import fill, listed

    book = rulebook.load()
    kinds = (Text("电话", "telephone"), Text("传真", "fax"))
    template = Text("{what}“{number}”没有区号", "{what} {number}: no area code")
    assert fill(book, template, {"what": kinds, "number": ["8162345", 8162346]}) == Text(
        "电话、传真“8162345、8162346”没有区号", "telephone, fax 8162345, 8162346: no area code"
    )
    assert listed(book, ["“甲”", "“乙”"], "stop", more=True) == Text("“甲”；“乙”等", "“甲”; “乙” and others")


def test_english_findings_join_in_english_and_advise_in_english() -> None:
    from checker.outputs.json import finding_dict
    from tests.support.examples import review_of

    vague = "一是公开内容有待进一步丰富；二是公开意识有待加强。下一步，我局将加强学习培训，提高思想认识。"
    edit = {"replace": [["0319-8162345", "8162345"], ["电子邮箱：", "传真：8162346；电子邮箱："]], "section.5": vague}
    found = {f.rule: f for f in review_of(rulebook.load(), edit).findings}
    assert found["C02"].message.en == "Without an area code: telephone, fax 8162345, 8162346."
    assert found["C02"].message.zh == "电话、传真“8162345、8162346”没有区号。"
    assert "”; “" in found["Q02"].message.en and "”；“" in found["Q02"].message.zh
    told = {lang: finding_dict(found["Q02"], lang)["details"] for lang in ("zh", "en")}
    assert told["zh"]["instead"].startswith("写明对象") and told["en"]["instead"].startswith("name the object")
    assert told["en"]["words"] == told["zh"]["words"].replace("、", ", ") != told["zh"]["words"]
