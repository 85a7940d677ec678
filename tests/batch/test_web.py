"""Reports that a roster names by their address on the web: a real server on loopback, a real batch."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from checker import limits, rulebook, specimen
from checker.batch.inputs import expand, file_name
from checker.batch.work import fetch
from checker.errors import ReadError
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
        else:
            self.answer(404)

    def answer(self, status: int, content: bytes = b"", body: bool = True, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
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
    assert (file_name(url), file_name("/a/五.md"), file_name(f"{address}/")) == ("五.md", "五.md", f"{address}/")


@pytest.mark.slow
def test_a_roster_of_addresses(web: tuple[str, type[Server]], tmp_path: Path) -> None:
    address, server = web
    book = rulebook.load()
    report = specimen.markdown(book, specimen.make(book, {"agency": "清河县水利局", "year": 2023}))
    server.files["/报告/水利局.md"] = report.encode()
    found, gone = f"{address}{quote('/报告/水利局.md')}?v=1", f"{address}/gone.md"
    roster = tmp_path / "名单.csv"
    roster.write_text(
        f"机关,年度,文件\n清河县水利局,2023,{found}\n清河县教育局,2023,{gone}\n", encoding="utf-8"
    )
    answers = batch(str(roster), tmp_path / "out")
    assert answers.outcomes == {"reviewed": 1, "missing": 1}
    lines = {t["path"]: t for t in map(json.loads, (tmp_path / "out" / "results.jsonl").open(encoding="utf-8"))}
    assert lines[found]["report"]["agency"] == "清河县水利局"
    assert lines[gone]["message"].startswith(gone)
    letters = {p.name.split("-")[0]: p.read_text("utf-8") for p in (tmp_path / "out" / "letters").iterdir()}
    assert "（文件：水利局.md）" in letters["清河县水利局"]
