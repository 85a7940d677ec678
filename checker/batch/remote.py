"""Bytes behind an fsspec URL; where they cannot be had, whether the document is not there or its server does not give it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

from checker.batch.extras import WEB, MissingExtra, need
from checker.errors import ReadError
from checker.findings import Text

GONE = (404, 410)
"""HTTP answers that say that there is no such document; any other tells nothing about it."""
REFUSED = (401, 403, 407, 451)
BUSY = 429
FAULT = 500
"""From here on the server says that the trouble is its own."""


def fetched(source: str, most: int) -> bytes:
    """At most ``most`` bytes. Raises ReadError: missing, unreachable."""
    try:
        fsspec = need("fsspec", "batch")
        if source.lower().startswith(WEB):
            need("aiohttp", "batch")
        with fsspec.open(source, "rb") as file:
            data: bytes = file.read(most)
            return data
    except MissingExtra as problem:
        raise ReadError("unreachable", path=source, detail=problem.get("zh"), detail_en=problem.get("en")) from None
    except Exception as problem:  # every store's library raises errors of its own
        told = _told(problem)
        if told is None:
            raise ReadError("missing", path=source) from None
        raise ReadError("unreachable", path=source, detail=told.zh, detail_en=told.en) from None


def _told(problem: Exception) -> Text | None:
    """Why a server did not give a document; None where there is no such document.

    fsspec says FileNotFoundError of whatever went wrong on the web and keeps what it was as the cause; the libraries of
    other stores keep there how their server put that there is no such file.
    """
    causes = [*_causes(problem)]
    status = next((s for c in causes if isinstance(s := getattr(c, "status", None), int) and s), None)
    if status is not None:
        return None if status in GONE else _answered(status)
    real = [c for c in causes if not isinstance(c, FileNotFoundError)]
    if not real or (real[0] is not problem and not _of_the_web(real[0])):
        return None
    return _failed(real[0])


def _causes(problem: BaseException | None) -> Iterator[BaseException]:
    while problem is not None:
        yield problem
        problem = problem.__cause__


def _answered(status: int) -> Text:
    if status in REFUSED:
        return Text(f"服务器拒绝访问，HTTP {status}", f"the server refuses access, HTTP {status}")
    if status == BUSY:
        return Text(f"服务器嫌请求过多，HTTP {status}", f"the server had too many requests, HTTP {status}")
    if status >= FAULT:
        return Text(f"服务器出错，HTTP {status}", f"the server failed, HTTP {status}")
    return Text(f"服务器答复 HTTP {status}", f"the server answered HTTP {status}")


def _of_the_web(problem: BaseException) -> bool:
    kinds = type(problem).__mro__
    return OSError in kinds or any(c.__module__.partition(".")[0] == "aiohttp" for c in kinds)


def _failed(problem: BaseException) -> Text:
    """A request without an answer."""
    names = {c.__name__ for c in type(problem).__mro__}  # of whatever library
    if isinstance(getattr(problem, "os_error", problem), socket.gaierror):
        return Text("找不到这台服务器", "no such server")
    if isinstance(problem, TimeoutError):
        return Text("服务器迟迟没有答复", "the server did not answer in time")
    if "ClientSSLError" in names:
        return Text("服务器的安全证书或加密连接有问题", "trouble with the server's certificate or encryption")
    if "ClientConnectorError" in names or isinstance(problem, ConnectionRefusedError):
        return Text("连不上服务器", "no connection to the server")
    if names & {"ServerDisconnectedError", "ClientPayloadError", "ConnectionError"}:
        return Text("服务器中断了连接", "the server broke off the connection")
    detail = str(problem) or type(problem).__name__
    return Text(detail, detail)
