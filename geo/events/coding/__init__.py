"""
From the text of an article to coded events: what happened, where, when, who says so.

`code` gives a frame of the event record. Rules and words are data: `lexicon.toml`.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geo.events.coding.drafts import Draft
    from geo.events.coding.reading import Paragraph
    from geo.geoparse.ner import Entity


def code(text: str, published: dt.date | None = None) -> "gpd.GeoDataFrame":
    """
    Code the events that a text reports.

    Parameters
    ----------
    text
        An article in English.
    published
        Its day of publication: what "Monday" and "last week" are reckoned from. Without it only
        dates that carry their year are known.

    Returns
    -------
    A frame of the event record (EPSG:4326), one row an event, `review_state` extracted and `coding`
    machine. `sources` holds each telling with its sentence and (start, end) into `text`; `claims`
    holds who says so (`field` occurrence), who denies it (denial) and the figures, with the span of
    the sentence as `source`. What is told but is no event stands in `attrs`: `references` (older
    events) and `statements` (accusations and denials).
    """
    return _code(text, published)


def code_many(articles: "Sequence[tuple[str, dt.date | None]]") -> "list[gpd.GeoDataFrame]":
    """
    Code the events of many texts, which spaCy reads in batches: quicker than one by one.

    Parameters
    ----------
    articles
        Texts, each with its day of publication. All are parsed before the first is coded: a few
        dozen at a time keep the memory in bounds.

    Returns
    -------
    For each text what `code` gives.
    """
    from geo.events.coding import reading  # noqa: PLC0415
    from geo.geoparse import ner  # noqa: PLC0415

    texts = [text for text, _ in articles]
    entities, parsed = ner.entities_many(texts), reading.read_many(texts)
    return [
        _code(text, published, entities[number], parsed[number])
        for number, (text, published) in enumerate(articles)
    ]


def _code(
    text: str,
    published: dt.date | None,
    entities: "Sequence[Entity] | None" = None,
    paragraphs: "Sequence[Paragraph] | None" = None,
) -> "gpd.GeoDataFrame":
    import pandas as pd  # noqa: PLC0415 (only when a text is read)

    from geo.events.coding.coder import code_text  # noqa: PLC0415
    from geo.events.coding.rows import row  # noqa: PLC0415
    from geo.events.record import empty, validate  # noqa: PLC0415
    from geo.geoparse import geocode  # noqa: PLC0415

    places = geocode(text, published, entities=entities).to_dict("records")
    coded = code_text(text, published, places, paragraphs)
    rows = [row(draft, published) for draft in coded.events]
    _tell_apart(rows)
    frame = validate(pd.DataFrame(rows)) if rows else empty()
    frame.attrs["references"] = [_aside(d) for d in coded.references]
    frame.attrs["statements"] = [_aside(d) for d in coded.statements]
    return frame


def _tell_apart(rows: list[dict[str, Any]]) -> None:
    """Make ids differ of rows that a text tells with the same words."""
    seen: dict[str, int] = {}
    for row in rows:
        name = row["event_id"]
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            row["event_id"] = f"{name}-{seen[name]}"


def _aside(draft: "Draft") -> dict[str, Any]:
    """Give what an article tells beside its events, as plain data."""
    when = draft.timing.when if draft.timing else None
    return {
        "layer": draft.layer,
        "date_start": when.start.isoformat() if when else None,
        "date_end": when.end.isoformat() if when and when.end else None,
        "date_prec": when.prec if when else None,
        "place": draft.spot.name if draft.spot else "",
        "claims": [
            {"claimant": c.party, "speaker": c.speaker, "field": c.field, "statement": c.statement}
            for c in draft.claims
        ],
        "sentence": draft.sentence,
        "span": list(draft.evidence[0][:2]),
    }


__all__ = ["code", "code_many"]
