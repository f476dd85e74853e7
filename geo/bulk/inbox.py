"""What was given -> articles to be coded, one by one, in an order that is always the same."""

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from geo.errors import GeoError, InputError
from geo.formats import feeds, gdelt, text

SUFFIXES: Final = (*text.SUFFIXES, *feeds.SUFFIXES, *gdelt.SUFFIXES)
"""Endings of files that are taken from a folder; others in it are reported."""

_DAY_IN_NAME: Final = re.compile(r"^(\d{4}-\d{2}-\d{2})(?![\d])")
_LARGEST: Final = 500_000_000
"""Bytes of a file that is no article: a GDELT table."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One article on its way: its file as it is, or the text of a feed's entry."""

    name: str
    """What messages call it: the path, with `#3` behind it for a feed's third entry."""
    data: bytes
    """The file; the text of an entry in UTF-8."""
    suffix: str
    publisher: str = ""
    title: str = ""
    url: str = ""
    published: dt.date | None = None
    """Day of publication as feed or file name state it; the file itself has the first word."""
    dated_by: str = ""
    """Who states that day: `feed` or `file name`."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was given and cannot be used, with the reason in one sentence."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a GDELT file gave."""

    name: str
    found: gdelt.Found


Item: TypeAlias = Ticket | Refused | Table
Source: TypeAlias = Callable[[], Iterator[Item]]


def files(given: Sequence[Path], without: Sequence[Path] = ()) -> list[Path]:
    """
    List all files to be read, each once.

    Parameters
    ----------
    given
        Files and folders; folders are walked to the bottom, hidden names and links to folders not.
    without
        Files that are none of the input, such as the output in the same folder.

    Raises
    ------
    InputError
        One of those given is not there.
    """
    skipped = {path.resolve() for path in without}
    found: dict[Path, None] = {}
    for path in given:
        if not path.exists():
            msg = f"{path} is not there; give files and folders that are."
            raise InputError(msg)
        for file in _walk(path) if path.is_dir() else [path]:
            if file.resolve() not in skipped:
                found[file] = None
    return list(found)


def items(path: Path) -> Iterator[Item]:
    """Read one file: an article, the entries of a feed, a GDELT table, or why it is refused."""
    try:
        if path.stat().st_size > _LARGEST:
            yield Refused(str(path), f"{path.name} is larger than {_LARGEST / 1e6:.0f} MB; cut it.")
            return
        yield from _read(path, path.read_bytes())
    except OSError as error:
        yield Refused(str(path), f"{path.name} cannot be opened: {error.strerror}.")
    except GeoError as error:
        yield Refused(str(path), str(error))


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root) / name for name in sorted(names) if not name.startswith("."))


def _read(path: Path, data: bytes) -> Iterator[Item]:
    suffix = path.suffix.lower()
    if suffix in feeds.SUFFIXES:
        yield from (_entry(path, entry) for entry in feeds.read(data, path.name))
    elif suffix in gdelt.SUFFIXES:
        yield Table(str(path), gdelt.read(data, path.name))
    elif suffix not in text.SUFFIXES:
        known = " ".join(SUFFIXES)
        yield Refused(str(path), f"{path.name} is no kind of file that is read here: {known}.")
    else:
        day = _DAY_IN_NAME.match(path.name)
        published = _day(day[1]) if day else None
        by = "file name" if published else ""
        yield Ticket(str(path), data, suffix, published=published, dated_by=by)


def _entry(path: Path, entry: feeds.Entry) -> Item:
    name = f"{path}#{entry.number}"
    if not entry.text.strip():
        return Refused(name, f"Entry {entry.number} of {path.name} has no text.")
    return Ticket(
        name=name,
        data=entry.text.encode("utf-8", "replace"),
        suffix=".txt",
        publisher=entry.publisher,
        title=entry.title,
        url=entry.url,
        published=entry.published,
        dated_by="feed" if entry.published else "",
    )


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None
