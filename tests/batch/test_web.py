"""Reports that a roster names by their address on the web: a real server on loopback, a real batch."""

from __future__ import annotations

import hashlib
import http.server
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from checker import limits, rulebook, specimen
from checker.batch.inputs import expand, file_name
from checker.batch.remote import _told
from checker.batch.work import fetch
from checker.errors import ReadError
from checker.findings import Text
from tests.batch.killed import batch

pytest.importorskip("fsspec")
pytest.importorskip("aiohttp")
pytestmark = pytest.mark.web
SIZE = 6 * 2**20  # more than fsspec asks for at once


class Server(http.server.BaseHTTPRequestHandler):
    """``files`` by path; ``told`` is every request. Like many offices' servers it knows no ranges."""

    protocol_version = "HTTP/1.1"
    files: dict[str, bytes]
    told: list[str]
    marked = False

    def do_HEAD(self) -> None:
        self.told.append(self.path)
        if self.path.startswith("/nohead"):
            self.answer(405)
        else:
            self.do_GET(body=False)

    def do_GET(self, body: bool = True) -> None:
        path = unquote(self.path.split("?")[0])
        if path == "/moved.md":
            self.answer(302, location=quote("/报告/水利局.md"))
        elif path in self.files:
            self.answer(200, self.files[path], body=body)
        elif path.removeprefix("/answers/").isdecimal():
            self.answer(int(path.removeprefix("/answers/")))
        elif path == "/breaks.md":
            self.close_connection = True
        else:
            self.answer(404)

    def answer(self, status: int, content: bytes = b"", body: bool = True, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        if self.marked:
            self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def web() -> Iterator[tuple[str, type[Server]]]:
    """The server's address, and its files and requests."""
    own: Any = type("Own", (Server,), {"files": {}, "told": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), own) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", own
        server.shutdown()


def test_what_a_server_sends_is_read_whole(web: tuple[str, type[Server]]) -> None:
    address, server = web
    large = bytes(range(256)) * (SIZE // 256)
    server.files |= {"/报告/水利局.md": b"x", "/large.pdf": large, "/nohead.pdf": b"y", "/empty.md": b""}
    assert fetch(f"{address}{quote('/报告/水利局.md')}?v=*") == b"x"
    assert fetch(f"{address}/报告/水利局.md") == b"x"
    assert fetch(f"{address}/moved.md") == b"x"
    assert fetch(f"{address}/nohead.pdf") == b"y"
    assert fetch(f"{address}/large.pdf") == large
    with pytest.raises(ReadError, match="空"):
        fetch(f"{address}/empty.md")
    with pytest.raises(ReadError, match="找不到"):
        fetch(f"{address}/gone.md")


def refused(address: str) -> ReadError:
    with pytest.raises(ReadError) as caught:
        fetch(address)
    return caught.value


@pytest.mark.parametrize("status", [404, 410])
def test_what_a_server_does_not_have_is_missing(web: tuple[str, type[Server]], status: int) -> None:
    assert refused(f"{web[0]}/answers/{status}").code == "missing"


@pytest.mark.parametrize(
    ("status", "zh", "en"),
    [
        (401, "服务器拒绝访问，HTTP 401", "the server refuses access, HTTP 401"),
        (403, "服务器拒绝访问，HTTP 403", "the server refuses access, HTTP 403"),
        (418, "服务器答复 HTTP 418", "the server answered HTTP 418"),
        (429, "服务器嫌请求过多，HTTP 429", "the server had too many requests, HTTP 429"),
        (500, "服务器出错，HTTP 500", "the server failed, HTTP 500"),
        (503, "服务器出错，HTTP 503", "the server failed, HTTP 503"),
    ],
)
def test_a_refusal_is_told_with_its_cause(
    web: tuple[str, type[Server]], status: int, zh: str, en: str
) -> None:
    address = f"{web[0]}/answers/{status}"
    error = refused(address)
    assert error.code == "unreachable"
    assert error.get("zh") == f"{address}：取不到这个文件（{zh}）；请稍后重试，或下载后审查。"
    assert f"({en})" in error.get("en")


def test_a_dead_server_is_told_as_one(web: tuple[str, type[Server]], monkeypatch: pytest.MonkeyPatch) -> None:
    broken = refused(f"{web[0]}/breaks.md")
    assert (broken.code, broken.fields["detail"]) == ("unreachable", "服务器中断了连接")
    with socket.socket() as free:  # a port on which nobody listens
        free.bind(("127.0.0.1", 0))
        dead = refused(f"http://127.0.0.1:{free.getsockname()[1]}/a.md")
    assert (dead.code, dead.fields["detail"]) == ("unreachable", "连不上服务器")

    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    lost = refused("http://dead.invalid/a.md")
    assert (lost.code, lost.fields["detail_en"]) == ("unreachable", "no such server")


def test_other_stores_say_in_their_own_words_that_a_file_is_not_there() -> None:
    assert refused("memory://nowhere/a.md").code == "missing"
    theirs = FileNotFoundError("a.md")
    theirs.__cause__ = LookupError("NoSuchKey")
    assert _told(theirs) is None
    assert _told(PermissionError("AccessDenied")) == Text("AccessDenied", "AccessDenied")


def test_no_more_is_read_than_a_file_may_hold(
    web: tuple[str, type[Server]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, server = web
    server.files["/large.pdf"] = bytes(SIZE)
    monkeypatch.setattr(limits, "FILE_BYTES", SIZE - 1)
    with pytest.raises(ReadError, match="超过上限"):
        fetch(f"{address}/large.pdf")


def test_a_question_mark_in_an_address_is_no_glob_and_names_no_file(web: tuple[str, type[Server]]) -> None:
    address, server = web
    url = f"{address}/b/%E4%BA%94.md?v=*"
    assert [e.path for e in expand([url])] == [url]
    assert not server.told, "listing asks the server nothing"
    assert (file_name(url), file_name("/a/五.md"), file_name(f"{address}/")) == (
        "五.md",
        "五.md",
        f"{address}/",
    )


@pytest.mark.slow
def test_a_roster_of_addresses(web: tuple[str, type[Server]], tmp_path: Path) -> None:
    address, server = web
    book = rulebook.load()
    report = specimen.markdown(book, specimen.make(book, {"agency": "清河县水利局", "year": 2023}))
    server.files["/报告/水利局.md"] = report.encode()
    found, gone, shut = (
        f"{address}{quote('/报告/水利局.md')}?v=1",
        f"{address}/gone.md",
        f"{address}/answers/403",
    )
    roster = tmp_path / "名单.csv"
    roster.write_text(
        f"机关,年度,文件\n清河县水利局,2023,{found}\n清河县教育局,2023,{gone}\n清河县财政局,2023,{shut}\n",
        encoding="utf-8",
    )
    answers = batch(str(roster), tmp_path / "out")
    assert answers.outcomes == {"reviewed": 1, "missing": 2}
    lines = {
        t["path"]: t for t in map(json.loads, (tmp_path / "out" / "results.jsonl").open(encoding="utf-8"))
    }
    assert lines[found]["report"]["agency"] == "清河县水利局"
    assert lines[gone]["message"].startswith(gone)
    agencies = {
        t["agency"]: t for t in map(json.loads, (tmp_path / "out" / "agencies.jsonl").open(encoding="utf-8"))
    }
    assert [f["rule"] for f in agencies["清河县教育局"]["findings"]] == ["G03"]
    assert agencies["清河县财政局"]["findings"] == [], "nobody knows whether it has reported"
    assert [
        (n["rule"], n["reason"]) for n in agencies["清河县财政局"]["not_checked"] if n["rule"] == "G03"
    ] == [("G03", "文件没能读取（取不到文件）")]
    letters = {p.name.split("-")[0]: p.read_text("utf-8") for p in (tmp_path / "out" / "letters").iterdir()}
    assert "（文件：水利局.md）" in letters["清河县水利局"]
    assert "没有收到" in letters["清河县教育局"] and "没有收到" not in letters["清河县财政局"]


def test_a_report_corrected_at_its_address_is_reviewed_again(
    web: tuple[str, type[Server]], tmp_path: Path
) -> None:
    address, server = web
    server.marked = True
    book = rulebook.load()
    server.files["/r.md"] = specimen.markdown(book, specimen.make(book, {"agency": "清河县水利局"})).encode()
    roster = tmp_path / "名单.csv"
    roster.write_text(f"机关,年度,文件\n清河县水利局,2023,{address}/r.md\n", encoding="utf-8")
    assert batch(str(roster), tmp_path / "out").reused == 0
    assert batch(str(roster), tmp_path / "out").reused == 1
    edited = specimen.make(book, {"agency": "清河县水利局", "section.6+": "区卫计委牵头公开医疗卫生信息。"})
    server.files["/r.md"] = specimen.markdown(book, edited).encode()
    assert batch(str(roster), tmp_path / "out").reused == 0
    assert "卫计委" in (tmp_path / "out" / "results.jsonl").read_text("utf-8")
