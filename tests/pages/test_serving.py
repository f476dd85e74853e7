"""Files answered from memory: the whole file, as it is on the disk, or not at all."""

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from geo.maps import assets
from pages.parts import serving

OURS = assets.urls()["marks.js"]
FILE = assets.STATIC / OURS.removeprefix(assets.URL)
STREAMLITS = next(iter(sorted((serving._STREAMLITS / "js").glob("protobuf.*.js"))))


def _ask(path, method="GET", **headers):
    """Give headers and content of the answer."""
    sent = []

    async def send(message):
        sent.append(message)

    named = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": named}
    app = serving.FromMemory(PlainTextResponse("passed on"))
    with ThreadPoolExecutor(1) as aside:  # where no other test's loop runs
        aside.submit(asyncio.run, app(scope, None, send)).result()
    start, *parts = sent
    return Headers(raw=start["headers"]), b"".join(part["body"] for part in parts)


def test_a_file_of_ours_comes_whole_and_may_be_kept():
    headers, content = _ask(OURS, accept_encoding="gzip, br")
    assert gzip.decompress(content) == FILE.read_bytes()
    assert headers["content-encoding"] == "gzip"
    assert "immutable" in headers["cache-control"]
    assert "javascript" in headers["content-type"]


def test_a_browser_that_cannot_unpack_gets_it_plain():
    headers, content = _ask(OURS)
    assert content == FILE.read_bytes()
    assert "content-encoding" not in headers


def test_a_file_of_streamlits_comes_whole():
    headers, content = _ask(f"/static/js/{STREAMLITS.name}", accept_encoding="gzip")
    assert content == STREAMLITS.read_bytes()
    assert "content-encoding" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/static/js/none.DfjdtCRp.js",
        "/static/js/../index.DfjdtCRp.html",
        "/static/js/%2e%2e/%2e%2e/index.html",
        "/app/static/store-0123456789ab.txt",
        "/app/static/sub/marks-0123456789ab.js",
        "/elsewhere/marks-0123456789ab.js",
    ],
)
def test_all_else_is_passed_on(path):
    assert _ask(path)[1] == b"passed on"


def test_a_part_of_a_file_and_another_method_are_passed_on():
    assert _ask(OURS, range="bytes=0-9")[1] == b"passed on"
    assert _ask(OURS, "POST")[1] == b"passed on"


def test_files_are_packed_before_anybody_asks(monkeypatch):
    serving._read.cache_clear()
    serving.fill([OURS, "/app/static/none-0123456789ab.js"])
    monkeypatch.setattr(serving.gzip, "compress", None)
    assert gzip.decompress(_ask(OURS, accept_encoding="gzip")[1]) == FILE.read_bytes()
