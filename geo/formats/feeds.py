"""Articles in an RSS or Atom file: what each entry says of itself, and its text.

The file is read from memory: feedparser is never given an address or a name that it could open.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any, Final

from geo.errors import InputError
from geo.formats.documents import html

SUFFIXES: Final = (".xml", ".rss", ".atom", ".rdf")
MAX_FILE: Final = 20_000_000
"""Bytes of a feed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed; what it does not say is empty."""

    number: int
    """Place in the feed, from 1."""
    publisher: str
    """Title of the feed, or of the source that the entry was taken over from."""
    title: str
    url: str
    text: str
    """The longest text that the entry carries, often only a summary, below its title."""
    published: dt.date | None
    """Day of publication where the publisher is: in the time zone that the feed states."""


def read(data: bytes, name: str) -> list[Entry]:
    """
    Read the entries of a feed, in its order.

    Parameters
    ----------
    data
        The whole file.
    name
        What messages call it.

    Raises
    ------
    InputError
        The file is too large, or no RSS or Atom feed, or it has no entries.
    """
    import feedparser  # noqa: PLC0415 (few runs read feeds)

    if len(data) > MAX_FILE:
        msg = (
            f"{name} is {len(data) / 1e6:.1f} MB; feeds up to {MAX_FILE // 1_000_000} MB are read."
        )
        raise InputError(msg)
    try:
        feed = feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # a hostile file may raise anything in there
        msg = f"{name} is damaged or no RSS or Atom feed; save it again from its source."
        raise InputError(msg) from error
    if not feed.get("version"):
        msg = f"{name} is no RSS or Atom feed; give the feed itself, not the page that links to it."
        raise InputError(msg)
    if not feed.entries:
        msg = f"{name} is a feed without entries, so there is nothing to read in it."
        raise InputError(msg)
    return list(_entries(feed))


def _entries(feed: Any) -> Iterator[Entry]:  # noqa: ANN401 (feedparser ships no types)
    outlet = _line(feed.feed.get("title"))
    for number, entry in enumerate(feed.entries, 1):
        title = _line(entry.get("title"))
        body = max(map(_plain, _bodies(entry)), key=len, default="")
        yield Entry(
            number=number,
            publisher=_line((entry.get("source") or {}).get("title")) or outlet,
            title=title,
            url=_line(entry.get("link")),
            text="\n\n".join(part for part in (title, body) if part),
            published=_day(entry),
        )


def _bodies(entry: Any) -> Iterator[str]:  # noqa: ANN401
    for content in entry.get("content") or ():
        yield str(content.get("value") or "")
    yield str(entry.get("summary") or "")


def _plain(markup: str) -> str:
    return html(markup).text if "<" in markup or "&" in markup else markup.strip()


def _line(value: object) -> str:
    return " ".join(_plain(str(value or "")).split())


def _day(entry: Any) -> dt.date | None:  # noqa: ANN401
    """Take the stated day as it stands: 1 a.m. in Bangkok is not the day before."""
    for name in ("published", "updated"):
        stated = str(entry.get(name) or "").strip()
        if not stated:
            continue
        try:
            return dt.date.fromisoformat(stated[:10])
        except ValueError:
            pass
        try:
            return parsedate_to_datetime(stated).date()
        except (ValueError, TypeError, OverflowError):
            pass
        if parsed := entry.get(f"{name}_parsed"):
            return dt.date(*parsed[:3])
    return None
