"""``gongkai train`` and ``gongkai evaluate``: fit and measure the narrative classifier (extra ``train``)."""

from __future__ import annotations

from pathlib import Path

import click

from checker.usage import say

CORPUS = Path("corpus") / "narratives.jsonl"
MODEL = Path("models") / "narrative"


def _need_sklearn() -> None:
    try:
        import sklearn  # noqa: F401
    except ImportError:
        raise click.UsageError(
            say("需要 scikit-learn：", "scikit-learn is missing: ") + 'python -m pip install "gongkai-checker[train]"'
        ) from None


@click.command()
@click.option("--corpus", type=click.Path(path_type=Path), default=CORPUS, show_default=True, help="标注语料（JSON Lines）")
@click.option("--output", type=click.Path(path_type=Path), default=MODEL / "model.json", show_default=True, help="模型文件")
def train(corpus: Path, output: Path) -> None:
    """从标注语料训练第五部分的分类器；同样的语料得到逐字节相同的模型。"""
    _need_sklearn()
    from checker.language import get_language
    from checker.narrative import training
    from checker.narrative.corpus import read

    narratives = read(corpus)
    training.write(training.fit(training.prepare(narratives, get_language().words)), output)
    count, size = len(narratives), output.stat().st_size // 1024
    click.echo(say(f"{output}：{count} 篇，{size} KB", f"{output}: {count} narratives, {size} KB"))


@click.command()
@click.option("--corpus", type=click.Path(path_type=Path), default=CORPUS, show_default=True, help="标注语料（JSON Lines）")
@click.option("--dev", type=click.Path(path_type=Path), multiple=True, help="另外的测试集（不参加训练，可重复）")
@click.option("--sealed", type=click.Path(path_type=Path), multiple=True, help="封存的测试集：只报数字，不列判错的篇目（可重复）")
@click.option("--card", is_flag=True, help="把结果写进 models/narrative/CARD.md")
@click.option("--no-curve", is_flag=True, help="不画学习曲线（省一半时间）")
@click.option("--without", default="", metavar="LETTERS", help="测试集另用去掉这些组（组名首字母）的语料训练再测一次")
def evaluate(corpus: Path, dev: tuple[Path, ...], sealed: tuple[Path, ...], card: bool, no_curve: bool, without: str) -> None:
    """按来源分组交叉验证，与关键词基线对比，给出区间、校准和混淆情况。"""
    _need_sklearn()
    from checker.language import get_language
    from checker.narrative.evaluation import report

    text = report(corpus, get_language().words, files=dev, sealed=sealed, curve=not no_curve, without=without)
    click.echo(text, nl=False)
    if card:
        from checker.files import write_atomic

        head = (Path(__file__).parent / "card_head.md").read_text(encoding="utf-8")
        write_atomic(MODEL / "CARD.md", head + text)
        click.echo(f"written to {MODEL / 'CARD.md'}", err=True)
