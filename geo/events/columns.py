"""The columns of the event record: names, kinds, the words and ranges that each may hold."""

from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from geo.events import vocabulary as words

Kind: TypeAlias = Literal["text", "date", "code", "count", "number", "flag", "list", "geometry"]

_DTYPES: Final[dict[Kind, str]] = {
    "text": "str",
    "date": "datetime64[ms]",
    "code": "Int8",
    "count": "Int64",
    "number": "float64",
    "flag": "bool",
    "list": "object",
    "geometry": "object",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the record: its kind, the words or range it may hold, and its meaning."""

    name: str
    kind: Kind
    meaning: str
    words: tuple[str, ...] = ()  # a text column holds one of these
    between: tuple[float, float] | None = None  # a number lies between these, ends included
    required: bool = False  # may not be empty
    default: Any = ""  # what a frame without this column gets

    @property
    def dtype(self) -> str:
        """The pandas dtype of the column in a validated frame."""
        return _DTYPES[self.kind]


_TYPES: Final = tuple(words.ACLED_TYPES)
_SUB_TYPES: Final = tuple(sub for subs in words.ACLED_TYPES.values() for sub in subs)

COLUMNS: Final = (
    Column("event_id", "text", "stable, never reused", required=True),
    Column("layer", "text", "kind of event", words.LAYERS, required=True),
    Column("event_type", "text", "ACLED's event type", _TYPES),
    Column("sub_event_type", "text", "ACLED's sub-event type", _SUB_TYPES),
    Column("date_start", "date", "first day; empty: the event is undated"),
    Column("date_end", "date", "last day; empty with a first day: still going on"),
    Column("date_prec", "code", "UCDP date precision", between=(1, 5)),
    Column("place", "text", "name as reported"),
    Column("place_detail", "text", "what the report adds to the name: district, pass, sector"),
    Column("place_id", "text", "gazetteer id"),
    Column("adm_1", "text", "province, or several with ' / ' between"),
    Column("adm_2", "text", "district"),
    Column("country", "text", "ISO 3166 alpha-2, or TH/KH for ground that both claim"),
    Column("latitude", "number", "degrees; of the label where it is an area", between=(-90, 90)),
    Column("longitude", "number", "degrees; of the label where it is an area", between=(-180, 180)),
    Column("where_prec", "code", "place precision in `precision_scheme`", between=(1, 7)),
    Column("precision_scheme", "text", "scale of where_prec", words.SCHEMES, default="ucdp"),
    Column(
        "uncertainty_km",
        "number",
        "radius that the mark may be off by; where where_prec is 2 and no better figure is known,"
        " UCDP's reading of 'near', 25 km",
        between=(0, 2000),
    ),
    Column("border_km", "number", "km along the border from the Laos tripoint", between=(0, 830)),
    Column("border_distance_km", "number", "distance to the border, km", between=(0, 20100)),
    Column("border_from_km", "number", "where a border stretch starts, km", between=(0, 830)),
    Column("border_to_km", "number", "where a border stretch ends, km", between=(0, 830)),
    Column("side", "text", "side of the line as drawn", words.SIDES, default="unknown"),
    Column("party_1", "text", "who took part; the order does not say who attacked"),
    Column("party_2", "text", "who took part; the order does not say who attacked"),
    Column("claims", "list", "{claimant, speaker, statement, field, value, low, high, source}"),
    Column("best", "count", "deaths, best estimate", between=(0, 1e7)),
    Column("low", "count", "deaths, low estimate", between=(0, 1e7)),
    Column("high", "count", "deaths, high estimate", between=(0, 1e7)),
    Column("injured_best", "count", "people hurt, best estimate", between=(0, 1e7)),
    Column("injured_low", "count", "people hurt, low estimate", between=(0, 1e7)),
    Column("injured_high", "count", "people hurt, high estimate", between=(0, 1e7)),
    Column("displaced_best", "count", "people displaced, best estimate", between=(0, 1e8)),
    Column("displaced_low", "count", "people displaced, low estimate", between=(0, 1e8)),
    Column("displaced_high", "count", "people displaced, high estimate", between=(0, 1e8)),
    Column("civilians", "text", "were civilians hit or moved", words.TERNARY, default="unknown"),
    Column("disputed", "text", "do the sides contradict", words.TERNARY, default="unknown"),
    Column("summary", "text", "one neutral sentence, claims attributed"),
    Column("note", "text", "what the coder adds: conflicts between sources, how it was placed"),
    Column("same_as", "list", "event_ids of the rows that report the same incident"),
    Column("part_of", "list", "event_ids of the wider events that this is a part of"),
    Column("is_total", "flag", "a running toll: never summed with incidents", default=False),
    Column("sources", "list", "{publisher, title, url, published, article_id, sentence, span}"),
    Column("coding", "text", "who coded it", words.CODINGS, required=True, default="machine"),
    Column(
        "review_state",
        "text",
        "where it stands in review",
        words.REVIEW_STATES,
        required=True,
        default="extracted",
    ),
    Column("merged_into", "text", "event_id of the row that took this one in"),
    Column("confidence", "text", "the coder's", words.CONFIDENCES, default="low"),
    Column("confidence_reason", "text", "why"),
    Column("dataset", "text", "data set that the row came from"),
    Column("dataset_version", "text", "its version"),
    Column("retrieved_at", "text", "when it was fetched, ISO 8601"),
    Column("geometry", "geometry", "point, line or polygon in EPSG:4326; none: not drawn as such"),
)
"""Every column in order. Names are UCDP GED's or ACLED's where they have one."""

NAMES: Final = tuple(column.name for column in COLUMNS)
BY_NAME: Final = {column.name: column for column in COLUMNS}
