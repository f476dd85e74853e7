"""What is done, beside the output: one line an article, so that an interrupted run goes on.

A line counts once its line end is written: what a crash cut off is dropped at the next start. The
journal stays when the run is over, so that the same command codes only what is new.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path
from typing import Any, Final

from geo.bulk.work import Result
from geo.errors import InputError

_HEAD: Final = {"journal": "border monitor, coded articles", "version": 1}


class Journal:
    """Results by key; those of earlier runs are read from the file when they are asked for."""

    def __init__(self, file: BufferedRandom) -> None:
        """Take a file that `opened` has locked, and index what is in it."""
        self._file = file
        self._where: dict[str, int] = {}
        self._index()

    def __contains__(self, key: str) -> bool:
        """Tell whether an article is done."""
        return key in self._where

    def __getitem__(self, key: str) -> Result:
        """Read what became of an article."""
        self._file.seek(self._where[key])
        return Result(**json.loads(self._file.readline()))

    def add(self, results: Iterable[Result]) -> None:
        """Write what is done down, and see that it is on the disk."""
        at = self._file.seek(0, os.SEEK_END)
        lines = []
        for result in results:
            line = _line(result.plain)
            self._where[result.key] = at
            at += len(line)
            lines.append(line)
        self._file.write(b"".join(lines))
        self._file.flush()
        os.fsync(self._file.fileno())

    def _index(self) -> None:
        self._file.seek(0)
        head = self._file.readline()
        if not head.endswith(b"\n"):  # new, or killed at the very start
            self._file.truncate(0)
            self._file.seek(0)
            self._file.write(_line(_HEAD))
            return
        if _entry(head) != _HEAD:
            msg = f"{self._file.name} is no journal of this program; choose another --out."
            raise InputError(msg)
        at = self._file.tell()
        while line := self._file.readline():
            entry = _entry(line)
            if entry is None:
                self._file.truncate(at)
                return
            self._where[str(entry["key"])] = at
            at += len(line)


@contextmanager
def opened(path: Path) -> Iterator[Journal]:
    """
    Open a journal for this run alone.

    Raises
    ------
    InputError
        It cannot be written, is none, or another run has it.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror}; choose another --out."
        raise InputError(msg) from error
    with os.fdopen(descriptor, "r+b") as file:
        _lock(file, path)
        yield Journal(file)


def _lock(file: BufferedRandom, path: Path) -> None:
    try:
        import fcntl  # noqa: PLC0415 (not on Windows, which goes without)
    except ImportError:  # pragma: no cover
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        msg = f"Another run writes {path} at the moment; wait for it or choose another --out."
        raise InputError(msg) from error


def _line(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _entry(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None
