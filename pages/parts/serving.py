"""
Files of the first picture, answered from memory.

A browser fetches some ninety files before it can draw anything: Streamlit's own scripts, and ours.
Streamlit opens each of them anew through a pool of threads, which wait for one another while the
server is busy, as at its start. Their names carry a hash of their content, so they never change.
"""

import gzip
import re
from collections.abc import Iterable
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

_STREAMLITS: Final = Path(file_util.get_static_dir()) / "static"
_OURS: Final = Path(__file__).parents[2] / "static"  # `geo.maps.assets` publishes there
_FOLDERS: Final = {
    **{f"/static/{kind}/": _STREAMLITS / kind for kind in ("js", "css", "media")},
    "/app/static/": _OURS,
}
_HASHED: Final = re.compile(r"[\w-]+(\.[\w-]+)*[.-][\w-]{8,16}\.(js|css|woff2|ttf|json)")
_KEPT: Final = 256
_HEADERS: Final = {
    "Cache-Control": "public, immutable, max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}


class FromMemory:
    """Middleware that answers for files named by a hash, and passes on all else."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a plain request for a whole file that is there."""
        answer = None
        if scope["type"] == "http" and scope["method"] == "GET":
            headers = Headers(scope=scope)
            if "range" not in headers:
                answer = _answer(scope["path"], headers.get("accept-encoding", ""))
        await (answer or self.app)(scope, receive, send)


def fill(paths: Iterable[str]) -> None:
    """Read files before anybody asks for them."""
    for path in paths:
        _answer(path, "gzip")


def _answer(path: str, encodings: str) -> Response | None:
    folder, slash, name = path.rpartition("/")
    place = _FOLDERS.get(folder + slash)
    if place is None or not _HASHED.fullmatch(name):
        return None
    packed = place == _OURS and "gzip" in encodings  # Streamlit leaves its own as they are
    try:
        content = _read(place / name, packed=packed)
    except OSError:
        return None
    headers = {
        **_HEADERS,
        **({"Content-Encoding": "gzip", "Vary": "Accept-Encoding"} if packed else {}),
    }
    return Response(content, media_type=guess_type(name)[0], headers=headers)


@lru_cache(maxsize=_KEPT)
def _read(path: Path, *, packed: bool) -> bytes:
    if not packed:
        return path.read_bytes()
    try:
        return path.with_name(f"{path.name}.gz").read_bytes()
    except FileNotFoundError:
        return gzip.compress(path.read_bytes(), mtime=0)
