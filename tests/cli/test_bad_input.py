"""Bad input: one line each that names the file, what it is and what to do; the others are reviewed; exit 3."""

from __future__ import annotations

import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.outputs.conftest import BOOK, seeded
from tests.support import writers

ROOT = Path(__file__).resolve().parents[2]
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def gongkai(*words: str, cwd: Path, stdin: bytes | None = None, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "checker", *words]
    return subprocess.run(
        command, cwd=cwd, input=stdin, capture_output=True, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **(env or {})},
    )  # fmt: skip


def _scan() -> bytes:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    picture = io.BytesIO()
    Image.new("L", (600, 800), 200).save(picture, "PNG")
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(600, 800))
    canvas.drawImage(ImageReader(picture), 0, 0, 600, 800)
    canvas.save()
    return out.getvalue()


def _encrypted(pdf: bytes) -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="geheim"))
    return out.getvalue()


def _ofd() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'/>")
    return out.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of bad inputs beside a good one."""
    path = tmp_path_factory.mktemp("bad")
    pdf = writers.pdf(BOOK, seeded())
    files = {
        "空文件.docx": b"",
        "截断.pdf": pdf[: len(pdf) // 2],
        "加密.pdf": _encrypted(pdf),
        "照片.pdf": bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\0" * 200,
        "扫描件.pdf": _scan(),
        "不明.bin": struct.pack("<64I", *range(64)) * 4,
        "旧版.doc": OLE + b"\0" * 1016 + "WordDocument".encode("utf-16-le") + b"\0" * 2000,
        "文档.wps": OLE + b"\0" * 4000,
        "版式.ofd": _ofd(),
        "网页.mht": b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>a</p>",
        "格式.rtf": b"{\\rtf1\\ansi hello}",
        "别的主题.md": "# 关于召开会议的通知\n\n各单位：定于下周召开防汛工作会议。\n".encode(),
        "假的.docx": b"this is no zip archive at all",
        "截断.docx": writers.docx(BOOK, seeded())[:4000],
        "半个压缩包.docx": b"PK\x03\x04" + b"\0" * 300,
        "好的.md": writers.markdown(BOOK, seeded()),
    }
    for name, data in files.items():
        (path / name).write_bytes(data)
    (path / "文件夹").mkdir()
    return path


EXPECTED = {
    "空文件.docx": "empty", "截断.pdf": "damaged", "加密.pdf": "encrypted", "照片.pdf": "unsupported",
    "扫描件.pdf": "scanned", "不明.bin": "unsupported", "旧版.doc": "unsupported", "文档.wps": "unsupported",
    "版式.ofd": "unsupported", "网页.mht": "unsupported", "格式.rtf": "unsupported", "别的主题.md": "not_a_report",
    "假的.docx": "unsupported", "截断.docx": "damaged", "半个压缩包.docx": "damaged", "文件夹": "missing", "没有.pdf": "missing",
}  # fmt: skip


@pytest.fixture(scope="module")
def run(folder: Path) -> subprocess.CompletedProcess[bytes]:
    return gongkai("check", *EXPECTED, "好的.md", "--format", "json", cwd=folder)


def test_each_bad_input_ends_in_its_outcome_and_the_good_one_is_reviewed(run: subprocess.CompletedProcess[bytes]) -> None:
    found = {r["path"]: r["outcome"] for r in json.loads(run.stdout)}
    assert found.pop("好的.md") == "reviewed"
    assert set(found) == set(EXPECTED)
    for name, outcome in EXPECTED.items():
        assert found[name] == outcome, name
    assert run.returncode == 3


def test_one_line_each_names_the_file(run: subprocess.CompletedProcess[bytes]) -> None:
    lines = run.stderr.decode().splitlines()
    assert "Traceback" not in run.stderr.decode()
    assert len(lines) == len(EXPECTED)
    for name in EXPECTED:
        (line,) = (line for line in lines if line.startswith(f"{name}："))
        said, _, remedy = line.partition("；")
        assert said
        assert remedy.startswith("请") or "请" in line, line  # what to do
        if EXPECTED[name] == "unsupported":
            assert "这是" in line, line  # what it is


def test_the_same_lines_in_english(folder: Path) -> None:
    lines = gongkai("check", *EXPECTED, "--lang", "en", cwd=folder).stderr.decode().splitlines()
    assert len(lines) == len(EXPECTED)
    for name, line in zip(EXPECTED, lines, strict=True):
        said = line.removeprefix(f"{name}: ")
        assert said != line
        assert not re.search("[\u4e00-\u9fff]", said.replace("政府信息公开工作年度报告", "")), line
        assert ";" in said or "use gongkai batch" in said or "," in said


def test_a_pdf_that_only_forbids_printing_is_read(folder: Path, tmp_path: Path) -> None:
    """An owner's password alone stops nobody from reading: agencies set it to keep the text from being copied."""
    import pikepdf

    with pikepdf.open(io.BytesIO(writers.pdf(BOOK, seeded()))) as document:
        document.save(tmp_path / "只读.pdf", encryption=pikepdf.Encryption(owner="geheim", user=""))
    done = gongkai("check", "只读.pdf", "--format", "json", cwd=tmp_path)
    assert [r["outcome"] for r in json.loads(done.stdout)] == ["reviewed"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("check", "好的.md"), 1),
        (("check", "好的.md", "--fail-on", "never"), 0),
        (("check", "好的.md", "--select", "Y03"), 0),
        (("check", "没有.pdf", "好的.md"), 3),
        (("check", "好的.md", "--format", "nonsense"), 2),
        (("check", "好的.md", "--select", "K99"), 2),
        (("check", "好的.md", "别的主题.md", "--previous", "好的.md"), 2),
        (("check",), 2),
        (("rules", "T99"), 2),
    ],
)
def test_exit_status(words: tuple[str, ...], status: int, folder: Path) -> None:
    done = gongkai(*words, cwd=folder)
    assert done.returncode == status, done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_stdin_and_a_gbk_console(folder: Path) -> None:
    data = (folder / "好的.md").read_bytes()
    done = gongkai("check", "-", cwd=folder, stdin=data, env={"PYTHONIOENCODING": "gbk", "NO_COLOR": "1"})
    assert done.returncode == 1, done.stderr
    assert "错误 T03" in done.stdout.decode("gbk")
    assert b"\x1b[" not in done.stdout


def test_output_goes_to_a_folder_and_names_do_not_clash(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "另一处"
    other.mkdir()
    (other / "好的.md").write_bytes((folder / "好的.md").read_bytes())
    done = gongkai("check", "好的.md", str(other / "好的.md"), "--format", "html", "--output", str(tmp_path / "out"), cwd=folder)
    assert done.returncode == 1, done.stderr.decode()
    assert len(list((tmp_path / "out").glob("*.html"))) == 2


def test_help_and_rules_import_nothing_heavy(folder: Path) -> None:
    for words in (["--help"], ["rules"], ["rules", "T02"]):
        code = (
            "import sys; sys.argv = ['gongkai', *" + repr(words) + "]\n"
            "from checker.cli import main\n"
            "try: main()\nexcept SystemExit: pass\n"
            "print(sorted({'spacy', 'jieba', 'sklearn', 'numpy'} & set(sys.modules)), file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=folder, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        assert done.stderr.decode().strip() == "[]"
