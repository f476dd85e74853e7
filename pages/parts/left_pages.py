"""
Requests of a page that the reader has left, kept from the server.

A part of a page (a fragment) may ask for itself after the reader has chosen another page and before
the browser knows it: the map that has just been painted does so. Streamlit then runs nothing, as
that part is gone, but tells the browser the old page's name, whereupon the browser clears the new
page and leaves it blank. Where both requests meet in its queue, it forgets the choice instead.
"""

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg


class LeftPages:
    """Middleware that drops such requests and passes on all else."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at what a page's browser says over its websocket."""
        if scope["type"] == "websocket":
            receive = _Sieve(receive).next
        await self.app(scope, receive, send)


class _Sieve:
    """Messages of one browser, without those that came too late."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._page: str | None = None
        self._entering = False

    async def next(self) -> Message:
        """Give the next message that Streamlit shall hear."""
        while True:
            message = await self._receive()
            content = message.get("bytes")
            if not content or not self._late(content):
                return message

    def _late(self, content: bytes) -> bool:
        """
        Tell whether a part of the page before asks.

        Only between the choice of a page and its first word: the server may change the page too.
        """
        try:
            said = BackMsg.FromString(content)
        except DecodeError:
            return False  # Streamlit has its own answer
        if said.WhichOneof("type") != "rerun_script":
            return False
        asked = said.rerun_script
        page = asked.page_script_hash
        if asked.fragment_id:
            if self._entering and page != self._page:
                return True
            self._entering = False
        else:
            self._entering = self._page is not None and page != self._page
            self._page = page
        return False
