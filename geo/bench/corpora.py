"""Geoparsing corpora in their own XML, and the field's measures on them.

The corpora (LGL, GeoVirus, TR-News, GeoWebNews) are third-party text: they are read where they lie
and nothing of them is kept. A place counts as right within 161 km (100 miles), as in all papers.
"""

import random
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from geo.errors import InputError
from geo.gazetteer import distance_km

FILES: Final = {
    "lgl": "lgl.xml",
    "trnews": "TR-News.xml",
    "geovirus": "GeoVirus.xml",
    "gwn": "GWN.xml",
}
DEMONYMS_TAGGED: Final = {"lgl", "trnews", "gwn"}
"""Corpora whose annotators marked nationality words as mentions of the country."""

NEAR_KM: Final = 161.0
_SHIFT: Final = 40
_NOT_NAMES: Final = {"Non_Lit_Expression", "Literal_Expression", "Non_Toponym"}
_NOT_NAMES_EITHER: Final = {"Demonym", "Homonym", "Language"}

Point: TypeAlias = tuple[float, float]
Span: TypeAlias = tuple[int, int]
Placed: TypeAlias = tuple[int, int, Point | None]
Parser: TypeAlias = Callable[[str], Iterable[Placed]]
Resolver: TypeAlias = Callable[[str, Sequence[Span]], Sequence[Point | None]]


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its annotated places: span and point (None where the corpus gives none)."""

    text: str
    gold: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What one document adds to the measures."""

    gold: int
    given: int
    matched: int
    placed_gold: int
    placed_found: int
    placed_given: int
    near: int


def find(folder: Path) -> dict[str, Path]:
    """Find the corpora in a folder, by their usual file names."""
    found = {name: folder / file for name, file in FILES.items() if (folder / file).is_file()}
    if not found:
        msg = f"{folder} holds none of {', '.join(FILES.values())}; give --corpora the folder."
        raise InputError(msg)
    return found


def read(path: Path) -> list[Document]:
    """Read a corpus; offsets that are a little off are put right, what stays off is dropped."""
    root = ET.parse(path).getroot()  # noqa: S314 (a file that the user names)
    return [_document(article) for article in root.iter("article")]


def half(documents: Sequence[Document], which: str) -> list[Document]:
    """Give every other document: `dev` from the first, `test` from the second."""
    return list(documents[0 if which == "dev" else 1 :: 2])


def parsed(documents: Iterable[Document], parser: Parser) -> list[Counts]:
    """Run a parser over documents and count."""
    return [_counts(document, list(parser(document.text))) for document in documents]


def resolved(documents: Iterable[Document], resolver: Resolver) -> list[Counts]:
    """Run a resolver over the annotated spans of documents and count."""
    counts = []
    for document in documents:
        spans = [(start, end) for start, end, _ in document.gold]
        points = resolver(document.text, spans)
        given = [(*span, point) for span, point in zip(spans, points, strict=True)]
        counts.append(_counts(document, given))
    return counts


def e2e_f161(counts: Sequence[Counts]) -> float:
    """F1 of places found and put within 161 km, in percent."""
    near = sum(c.near for c in counts)
    given, gold = sum(c.placed_given for c in counts), sum(c.placed_gold for c in counts)
    return 200 * near / max(1, given + gold)


def precision161(counts: Sequence[Counts]) -> float:
    """Share of the placed answers that are within 161 km of a place, in percent."""
    return 100 * sum(c.near for c in counts) / max(1, sum(c.placed_given for c in counts))


def acc161(counts: Sequence[Counts]) -> float:
    """Share of the found places that are within 161 km, in percent."""
    return 100 * sum(c.near for c in counts) / max(1, sum(c.placed_found for c in counts))


def overlap_f1(counts: Sequence[Counts]) -> float:
    """F1 of recognition, any overlap counting once, in percent."""
    matched = sum(c.matched for c in counts)
    return 200 * matched / max(1, sum(c.given + c.gold for c in counts))


def interval(
    counts: Sequence[Counts], measure: Callable[[Sequence[Counts]], float], samples: int = 500
) -> tuple[float, float]:
    """Give the 95 % interval of a measure by resampling documents."""
    rng = random.Random(0)  # noqa: S311 (no secret: the same figures each time)
    values = sorted(measure(rng.choices(counts, k=len(counts))) for _ in range(samples))
    return values[int(0.025 * samples)], values[int(0.975 * samples) - 1]


def _document(article: ET.Element) -> Document:
    text, gold = article.findtext("text") or "", {}
    for element in (*article.iter("toponym"), *article.iter("location")):
        kind = element.findtext("type")
        if element.find("start") is None or kind in _NOT_NAMES | _NOT_NAMES_EITHER:
            continue
        span = _located(text, element)
        if span is not None and span not in gold:
            gold[span] = _point(element)
    return Document(text, tuple((*span, point) for span, point in gold.items()))


def _located(text: str, element: ET.Element) -> Span | None:
    """Give the span of an annotation, looking around for its words where they are not there."""
    start, end = int(element.findtext("start") or 0), int(element.findtext("end") or 0)
    spelled = [element.findtext(t) for t in ("phrase", "extractedName", "altName", "name")]
    for name in filter(None, spelled):
        if text[start:end] == name:
            return start, end
        around = range(max(0, start - _SHIFT), start + _SHIFT + 1)
        hits = [at for at in around if text.startswith(name, at)]
        if hits:
            at = min(hits, key=lambda hit: abs(hit - start))
            return at, at + len(name)
    return (start, end) if not any(spelled) and text[start:end].strip() else None


def _point(element: ET.Element) -> Point | None:
    for lat_tag, lon_tag in (("lat", "lon"), ("latitude", "longitude")):
        lat, lon = element.findtext(f".//{lat_tag}"), element.findtext(f".//{lon_tag}")
        if lat and lon:
            return float(lat), float(lon)
    return None


def _counts(document: Document, given: list[Placed]) -> Counts:
    pairs = matched(document.gold, given)
    placed = sum(point is not None for *_, point in given)
    found = near = 0
    for number, (_, _, wanted) in enumerate(document.gold):
        answer = given[pairs[number]][2] if number in pairs else None
        if wanted is None:
            placed -= answer is not None  # nothing to hold it against
            continue
        found += number in pairs
        near += answer is not None and distance_km(*wanted, *answer) <= NEAR_KM
    return Counts(
        len(document.gold), len(given), len(pairs),
        sum(point is not None for *_, point in document.gold), found, placed, near,
    )  # fmt: skip


def matched(gold: Sequence[Placed], given: Sequence[Placed]) -> dict[int, int]:
    """Match one to one by overlap, the longest first: gold number -> given number."""
    overlaps = [
        (min(g[1], p[1]) - max(g[0], p[0]), -i, -j)
        for i, g in enumerate(gold)
        for j, p in enumerate(given)
        if min(g[1], p[1]) > max(g[0], p[0])
    ]
    pairs: dict[int, int] = {}
    used = set()
    for _, i, j in sorted(overlaps, reverse=True):
        if -i not in pairs and -j not in used:
            pairs[-i] = -j
            used.add(-j)
    return pairs
