"""Makes again what stands in documents and comes from the program: ``python tools/update_docs.py [--check]``.

docs/rules.md is the rule book as pages. In the READMEs a block behind ``<!-- output: gongkai … -->`` is what that command
prints. ``--check`` writes nothing and fails where something is out of step (a test runs it).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

BLOCK = re.compile(r"(<!-- output: gongkai (?P<words>[^>]*?) -->\n\n```text\n).*?(```)", re.DOTALL)


def output(words: list[str]) -> str:
    """What ``gongkai check`` prints for these words, made in this process (the same code as in the child)."""
    from checker.outputs import render_one
    from checker.reviewing import review

    command, path, *rest = words
    if command != "check" or rest not in ([], ["--lang", "en"]):
        raise SystemExit(f"only check PATH [--lang en], not {words}")
    shown = render_one("text", review(ROOT / path, path=path), str(ROOT / path), {"lang": rest[1] if rest else "zh"})
    return str(shown.content).rstrip("\n")


def documents() -> dict[Path, str]:
    """Every document that is made from the program, as it should be."""
    from checker import rulebook
    from checker.outputs.rule_pages import as_markdown

    made = {ROOT / "docs" / "rules.md": as_markdown(rulebook.load())}
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        made[ROOT / name] = BLOCK.sub(lambda m: m[1] + output(m["words"].split()) + "\n" + m[3], text)
    return made


def main(arguments: list[str]) -> int:
    stale = []
    wanted = documents()
    for path, text in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.relative_to(ROOT).as_posix())
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8", newline="\n")
    for name in stale:
        print(("out of step: " if "--check" in arguments else "written: ") + name)
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
