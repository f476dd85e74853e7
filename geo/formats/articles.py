"""Articles on offer: the briefs that ship in `seeds/articles/`, the user's own in `seeds/local/`.

A shipped brief is in the project's own words and cites the report that it sums up. Git ignores
`seeds/local/`: a user's own texts stay on the user's machine.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.errors import DataError, InputError
from geo.events.coding.dates import find_dates
from geo.formats import text

SEEDS: Final = Path(__file__).parents[2] / "seeds"
SHIPPED: Final = SEEDS / "articles"
LOCAL: Final = SEEDS / "local"

_HEAD_LINES, _LABELLED = 5, 60
"""Lines that a label of the day is sought in, and characters that it may take."""
_DAY_LABEL: Final = re.compile(
    r"\s*(?:date|published|posted|updated|issued)(?:\s+on)?\s*[:-]?\s*", re.IGNORECASE
)

LAST: Final = 1_000
"""Place in the list of a brief whose front matter gives no `order`."""


@dataclass(frozen=True)
class Article:
    """One article or brief; what its file does not say is empty."""

    article_id: str
    """The file name without its suffix."""
    publisher: str
    title: str
    date: date | None
    """Day of publication."""
    url: str
    language: str
    """ISO 639-1, `und` where not known."""
    text: str
    """The body: what offsets count into."""
    order: int = LAST


def shipped(folder: Path = SHIPPED) -> list[Article]:
    """
    Read the briefs that ship, the main one first.

    Raises
    ------
    DataError
        A brief lacks its publisher, title, date or body.
    """
    briefs = [_brief(path) for path in sorted(folder.glob("*.md"))]
    return sorted(briefs, key=lambda brief: (brief.order, brief.article_id))


def local(folder: Path = LOCAL) -> list[Path]:
    """List the user's own files that `read` takes, by name; none where there is no such folder."""
    found = folder.glob("*") if folder.is_dir() else []
    return sorted(p for p in found if p.is_file() and p.suffix.lower() in text.SUFFIXES)


def read(path: Path) -> Article:
    """
    Read one file as an article; its front matter, if it has any, names publisher, date and url.

    Raises
    ------
    InputError
        The file cannot be read as text; see `geo.formats.text.read`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"{path.name} cannot be opened; check that the file is there and may be read."
        raise InputError(msg) from error
    return from_text(text.read(data, path.name))


def from_text(found: text.Text) -> Article:
    """Make an article of a text that was read from a file."""
    return Article(
        article_id=Path(found.name).stem,
        publisher=_line(found.metadata, "publisher"),
        title=found.title,
        date=found.published or _stated_day(found.text),
        url=_line(found.metadata, "url"),
        language=found.language,
        text=found.text,
        order=_order(found.metadata),
    )


def _stated_day(body: str) -> date | None:
    """Read the day of publication from a label at the head of a text ("date 2025-12-22")."""
    for line in body.lstrip().splitlines()[:_HEAD_LINES]:
        label = _DAY_LABEL.match(line)
        named = find_dates(line[:_LABELLED]) if label else []
        if label and named and named[0].start <= label.end() and named[0].when.prec == 1:
            return named[0].when.start
    return None


def _brief(path: Path) -> Article:
    try:
        brief = read(path)
    except InputError as error:
        msg = f"The shipped brief {path.name} cannot be read: {error}"
        raise DataError(msg) from error
    missing = [f for f in ("publisher", "title", "date", "text") if not getattr(brief, f)]
    if missing:
        msg = f"The shipped brief {path.name} lacks {', '.join(missing)}; add it to the file."
        raise DataError(msg)
    return brief


def _line(metadata: dict[str, Any], key: str) -> str:
    value = metadata.get(key)
    return "" if value is None else " ".join(str(value).split())


def _order(metadata: dict[str, Any]) -> int:
    value = metadata.get("order")
    return value if isinstance(value, int) else LAST
