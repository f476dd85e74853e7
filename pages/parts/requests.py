"""
What browsers ask of Streamlit over their websockets, set right before it hears of it.

A part of a page (a fragment) may ask for itself at a time when it is there no more, and Streamlit
then runs nothing:

* After the reader has chosen another page and before the browser knows it: the map that has just
  been painted does so. Streamlit tells the browser the old page's name, whereupon it clears the new
  page and leaves it blank; where both requests meet in its queue, it forgets the choice instead.
* After the server was started again under an open page: the panel would stay as it was, beside a
  timeline that has moved on.
"""

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg


class Requests:
    """Middleware that drops the first kind, and makes the second ask for the whole page."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at what a page's browser says; pass on all else."""
        if scope["type"] == "websocket":
            receive = _Sieve(receive).next
        await self.app(scope, receive, send)


class _Sieve:
    """Messages of one connection as Streamlit shall hear them."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._page: str | None = None
        self._entering = False

    async def next(self) -> Message:
        """Give the next one."""
        while True:
            message = await self._receive()
            content = message.get("bytes")
            if not content:
                return message
            if content := self._sifted(content):
                return {**message, "bytes": content}

    def _sifted(self, content: bytes) -> bytes:
        """Give what is to be heard instead, if anything."""
        try:
            said = BackMsg.FromString(content)
        except DecodeError:
            return content  # Streamlit has its own answer
        if said.WhichOneof("type") != "rerun_script":
            return content
        asked = said.rerun_script
        if self._page is None and asked.fragment_id:
            asked.ClearField("fragment_id")
            content = said.SerializeToString()
        return b"" if self._late(asked.page_script_hash, asked.fragment_id) else content

    def _late(self, page: str, part: str) -> bool:
        """
        Tell whether a part of the page before asks.

        Only between the choice of a page and its first word: the server may change the page too.
        """
        if part:
            if self._entering and page != self._page:
                return True
            self._entering = False
        else:
            self._entering = self._page is not None and page != self._page
            self._page = page
        return False
