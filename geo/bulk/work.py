"""A batch of articles -> their events: pure work, the same on every machine."""

import datetime as dt
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.bulk.inbox import Ticket
from geo.errors import GeoError

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.formats.articles import Article

_PROGRAM: Final = Path(__file__).parents[1]
_PARTS: Final = ("events", "geoparse", "formats", "data", "bulk/work.py", "*.py")


@dataclass(slots=True)
class Result:
    """What became of one article: its events as JSON records, or why there are none."""

    name: str
    key: str
    article_id: str = ""
    title: str = ""
    published: str = ""
    """Day of publication, ISO; "" where nobody states it."""
    dated_by: str = ""
    """Who states it: the file, its name, the feed, or the command."""
    language: str = ""
    error: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    """Rows as `geo.events.store.records` writes them."""

    @property
    def plain(self) -> dict[str, Any]:
        """All of it as JSON can say it."""
        return asdict(self)


def key(ticket: Ticket, default: dt.date | None) -> str:
    """Name an article by all that its events depend on, the program included."""
    told = (ticket.suffix, ticket.publisher, ticket.title, ticket.url, ticket.published, default)
    whole = repr((told, fingerprint())).encode() + ticket.data
    return hashlib.sha256(whole).hexdigest()[:32]


@cache
def fingerprint() -> str:
    """Name the program's rules and data: two machines with the same code an article alike."""
    paths = {p for part in _PARTS for p in _within(part) if p.suffix not in {".pyc", ".md"}}
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda p: p.relative_to(_PROGRAM).as_posix()):
        digest.update(path.relative_to(_PROGRAM).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def code_batch(tickets: Sequence[Ticket], default: dt.date | None) -> list[Result]:
    """
    Read and code a batch of articles.

    Parameters
    ----------
    tickets
        The articles; spaCy takes their sentences together.
    default
        Day of publication of those that nobody dates.

    Returns
    -------
    One result an article, in their order; whatever goes wrong with one stays with that one.
    """
    results = [Result(ticket.name, key(ticket, default)) for ticket in tickets]
    read = [_read(*pair, default) for pair in zip(tickets, results, strict=True)]
    wanted = [(r, a) for r, a in zip(results, read, strict=True) if a is not None]
    for (result, article), frame in zip(wanted, _frames(wanted), strict=True):
        if frame is not None:
            result.events = _records(frame, article)
    return results


def _within(part: str) -> list[Path]:
    path = _PROGRAM / part
    return [p for p in path.rglob("*") if p.is_file()] if path.is_dir() else [*_PROGRAM.glob(part)]


def _read(ticket: Ticket, result: Result, default: dt.date | None) -> "Article | None":
    """Read one article and settle its day; an error goes into its result."""
    from dataclasses import replace  # noqa: PLC0415

    from geo.formats import articles, text  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # the reason stands in the list
    try:
        article = articles.from_text(text.read(ticket.data, _file_name(ticket)))
    except GeoError as error:
        result.error = str(error)
        return None
    days = (
        (article.date, "the file"),
        (ticket.published, ticket.dated_by),
        (default, "the command"),
    )
    day, result.dated_by = next((pair for pair in days if pair[0]), (None, ""))
    article = replace(
        article,
        article_id=f"text-{_digest(article.text)}",
        publisher=article.publisher or ticket.publisher,
        title=ticket.title or article.title,
        url=article.url or ticket.url,
        date=day,
    )
    result.article_id, result.title, result.language = (
        article.article_id,
        article.title,
        article.language,
    )
    result.published = day.isoformat() if day else ""
    return article


def _frames(wanted: "list[tuple[Result, Article]]") -> "list[gpd.GeoDataFrame | None]":
    """Code all at once; where that fails, one by one, to find the one at which it does."""
    from geo.events import coding  # noqa: PLC0415 (spaCy only when there is a text)

    given = [(article.text, article.date) for _, article in wanted]
    try:
        return list(coding.code_many(given))
    except Exception:  # noqa: BLE001 (one article must not take the others with it)
        return [_one(result, article) for result, article in wanted]


def _one(result: Result, article: "Article") -> "gpd.GeoDataFrame | None":
    from geo.events import coding  # noqa: PLC0415

    try:
        return coding.code(article.text, article.date)
    except Exception as error:  # noqa: BLE001
        result.error = f"The text could not be coded ({type(error).__name__}: {error})."
        return None


def _records(frame: "gpd.GeoDataFrame", article: "Article") -> list[dict[str, Any]]:
    """Make JSON records whose sources say which article they are."""
    from geo.events.store import records  # noqa: PLC0415

    known = {"publisher": article.publisher, "title": article.title, "url": article.url}
    known["article_id"] = article.article_id
    made = records.of(_thinned(frame))
    for row in made:
        row["sources"] = [known | source for source in row["sources"]]
    return made


def _thinned(frame: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """Say "the whole border" by its km, not by thousands of corners a row: the shape follows."""
    from geo import border  # noqa: PLC0415

    whole = (frame["where_prec"] == 5).to_numpy(dtype=bool, na_value=False)  # noqa: PLR2004
    whole &= frame.geometry.geom_equals_exact(border.line(), tolerance=0).to_numpy()
    thin = frame.copy()
    thin.loc[whole, ["border_from_km", "border_to_km"]] = [0.0, border.length_km()]
    thin.loc[whole, "geometry"] = None
    return thin


def _file_name(ticket: Ticket) -> str:
    return Path(ticket.name.split("#", maxsplit=1)[0]).stem + ticket.suffix


def _digest(whole: str) -> str:
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:16]
