"""
What the server does as it starts.

It gets ready while the first visitor's browser loads Streamlit's own scripts: that takes about a
second in which the server has little to do. And it lets its socket answer at once.
"""

import gc
import logging
import os
import socket
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit import cli_util
from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.web.server import server_util

from pages.parts import serving

_NAME: Final = "early"
_TURN_SECONDS: Final = 0.0005
_LATER_SECONDS: Final = 8
_FOR_THAI_AND_KHMER: Final = "streamlit.emojis"
"""A pattern that takes 0.2 s to compile; Streamlit asks it about words not in plain letters."""


@asynccontextmanager
async def early(_: st.App) -> AsyncIterator[None]:
    """Do it all before the first connection is taken."""
    _answer_at_once()
    threading.Thread(target=_get_ready, name=_NAME, daemon=True).start()
    later = threading.Timer(_LATER_SECONDS, import_module, [_FOR_THAI_AND_KHMER])
    later.daemon = True
    later.start()
    if not st.get_option("server.headless"):  # Streamlit opens the page for plain scripts alone
        cli_util.open_browser(server_util.get_url(st.get_option("browser.serverAddress")))
    yield


def _answer_at_once() -> None:
    """
    Have the listening socket pass TCP_NODELAY on to every connection.

    Streamlit opens it in a way in which asyncio does not do that, so the second packet of an answer
    (its body, or the next message of a run) waits 40 ms until the browser acknowledges the first.
    The server does not give its socket away, so it is looked for among the process's open files.
    """
    with suppress(OSError):  # no such folder: another system, where it stays slow
        for file in [file for file in Path("/dev/fd").iterdir() if file.is_socket()]:
            with suppress(OSError), socket.socket(fileno=os.dup(int(file.name))) as found:
                if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _get_ready() -> None:
    """Load what the map page needs; what fails here fails again, and is told, for the visitor."""
    # Streamlit warns of a component that comes outside a visitor's run: `frame` sees to that one.
    logging.getLogger(script_run_context.__name__).addFilter(lambda told: told.threadName != _NAME)
    with suppress(Exception), _in_haste():
        _show_nobody()
        from geo.maps import assets  # noqa: PLC0415
        from pages.parts import board, data, frame  # noqa: F401, PLC0415

        frame.ready()
        data.all_of_it()
        serving.fill(assets.urls().values())


def _show_nobody() -> None:
    """
    Put an element on a page that nobody has open.

    At the first one of a process Streamlit goes through its call stack to learn whether it runs in
    a shell: 0.1 s, and longer the more has been imported.
    """
    st.html("<i></i>")


@contextmanager
def _in_haste() -> Iterator[None]:
    """
    Let the thread that answers the browser have its turn within half a ms instead of 5.

    And collect no garbage meanwhile: nearly all that is made here stays, and looking through it
    again and again takes a quarter of the time. Afterwards it is left out of every collection.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        sys.setswitchinterval(before)
