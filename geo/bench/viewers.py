"""Many viewers at once: websocket clients that replay what a browser sent for one release.

They draw nothing, so the figure is the server's alone: from the release to the message that the
script has finished. The frames are recorded from a real browser on the same server; only the days
in them are changed, to others of the same length.
"""

import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from geo.errors import SetupError

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

_DAY: Final = re.compile(rb"20\d\d-\d\d-\d\d")
_FINISHED: Final = 6
"""Number of `script_finished` in Streamlit's forward message."""
_PATIENCE: Final = 120
_SETTLE_S: Final = 0.3


def steps(url: str, frames: tuple[bytes, bytes], viewers: int, seconds: float) -> list[float]:
    """
    Let viewers step once a second, each at its own moment, all on the same server.

    Parameters
    ----------
    url
        Address of the app.
    frames
        What a browser sent to open the page, and for one release.
    viewers, seconds
        How many, and for how long after the last has opened the page.

    Returns
    -------
    Ms from release to finished script, of all steps of all viewers.

    Raises
    ------
    SetupError
        A viewer could not be served.
    """
    found: list[float] = []
    faults: list[BaseException] = []
    opened = threading.Barrier(viewers + 1)

    def view(number: int) -> None:
        try:
            _view(url, frames, number / viewers, seconds, found, opened.wait)
        except Exception as error:  # noqa: BLE001 (told by the caller; a thread would swallow it)
            faults.append(error)
            opened.abort()

    threads = [threading.Thread(target=view, args=(number,)) for number in range(viewers)]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    with suppress(threading.BrokenBarrierError):
        opened.wait(timeout=_PATIENCE)
    for thread in threads:
        thread.join(timeout=_PATIENCE)
    if faults or not found:
        msg = f"The {viewers} viewers were not served: {faults[:1] or 'no step was answered'}."
        raise SetupError(msg)
    return found


def _view(
    url: str,
    frames: tuple[bytes, bytes],
    phase: float,
    seconds: float,
    found: list[float],
    opened: Callable[[], int],
) -> None:
    from websockets.sync.client import connect  # noqa: PLC0415 (comes with Streamlit)

    address = f"{url.replace('http', 'ws')}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        socket.send(frames[0])
        _drain(socket)
        opened()
        begin = time.monotonic() + phase
        for tick in range(max(1, int(seconds))):
            time.sleep(max(0.0, begin + tick - time.monotonic()))
            socket.send(shifted(frames[1], tick))
            sent = time.perf_counter()
            _until_finished(socket)
            found.append((time.perf_counter() - sent) * 1000)


def shifted(frame: bytes, days: int) -> bytes:
    """Move every ISO day in a recorded frame; the length stays, so the frame stays valid."""

    def moved(match: re.Match[bytes]) -> bytes:
        return (date.fromisoformat(match[0].decode()) + timedelta(days)).isoformat().encode()

    return _DAY.sub(moved, frame)


def _until_finished(socket: "ClientConnection") -> None:
    while not finished(bytes(socket.recv(timeout=_PATIENCE))):  # type: ignore[arg-type]
        pass


def _drain(socket: "ClientConnection") -> None:
    """Wait for the first picture, and for the runs that follow from it."""
    _until_finished(socket)
    while True:
        try:
            socket.recv(timeout=_SETTLE_S)
        except TimeoutError:
            return


def finished(message: bytes) -> bool:
    """Tell whether a forward message says that the script has finished (protobuf, read raw)."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        if tag >> 3 == _FINISHED:
            return True
        wire = tag & 7
        if wire == 2:  # noqa: PLR2004 (length-delimited)
            length, at = _varint(message, at)
            at += length
        elif wire == 0:
            _, at = _varint(message, at)
        else:
            at += {1: 8, 5: 4}[wire]
    return False


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at


def recorded(sent: list[bytes]) -> tuple[bytes, bytes]:
    """Pick from what a browser sent: the frame that opened the page, and the last release."""
    releases = [frame for frame in sent[1:] if _DAY.search(frame) and b'"mode"' in frame]
    if not sent or not releases:
        msg = "The browser sent no release of the clock: is the map page in order?"
        raise SetupError(msg)
    return sent[0], releases[-1]
