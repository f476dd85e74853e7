"""A view as plain words and back: what a link, a stored step and a file hold.

`write` gives short text by name, fit for the query of an address; `read` takes it back and refuses
what it does not understand. `opened` fits a link to the record that it is opened on: a link that
is broken, or older than the record, gives the whole record and one sentence.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from geo.briefing.view import BORDER, CONFIRMED, BriefingView, Extent
from geo.errors import InputError
from geo.events.vocabulary import CONFIDENCES, LAYERS, SIDES, WHERE_PREC
from geo.events.window import MODES, Filters

CLAIMANTS: Final = ("Thailand", "Cambodia", "third party", "outlet")
"""Claimants that the filter offers."""
LONGEST_TEXT: Final = 200
LONGEST_KM: Final = 1000.0
_NAMES: Final = (
    "from",
    "to",
    "mode",
    "layers",
    "provinces",
    "claimants",
    "sides",
    "confidences",
    "precisions",
    "text",
    "reviewed",
    "km",
    "event",
    "map",
)
_BREAK: Final = "~"
_ON_MAP: Final[Extent] = (96.0, 5.0, 111.0, 21.0)
"""What the map reaches at most."""
_DECIMALS: Final = 5
_LONGEST_ID: Final = 300
_WHOLE: Final = "so the whole record is shown."


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: the view, the chosen event (or ""), and one sentence where it is off."""

    view: BriefingView
    event: str = ""
    fault: str = ""


def write(view: BriefingView, event: str = "") -> dict[str, str]:
    """
    Write a view as short text by name; what is as usual is left out.

    Parameters
    ----------
    view
        The view; its title is not written, nor a filter that the screen does not offer.
    event
        event_id of the chosen event, "" for none.
    """
    found = {"from": view.start.isoformat(), "to": view.end.isoformat(), "mode": view.mode}
    chosen = view.filters
    layers = [name for name in LAYERS if name in (chosen.layers or ())]
    if len(layers) < len(LAYERS):
        found["layers"] = ".".join(layers)
    for name, field in _CHOICES.items():
        given = getattr(chosen, field)
        found[name] = _BREAK.join(_packed(str(value)) for value in sorted(given or ()))
    found["text"] = chosen.text.strip()[:LONGEST_TEXT]
    found["reviewed"] = "1" if chosen.review_states == frozenset(CONFIRMED) else ""
    if chosen.border_km:
        found["km"] = "{:g}-{:g}".format(*(round(km, 2) for km in chosen.border_km))
    found["event"] = event
    if view.extent != BORDER:
        # What stands between the numbers must need no escaping, so that page and server agree.
        found["map"] = "_".join(f"{degrees:.{_DECIMALS}f}" for degrees in view.extent)
    return {name: value for name, value in found.items() if value}


def read(given: Mapping[str, str]) -> tuple[BriefingView, str]:
    """
    Read what `write` wrote.

    Returns
    -------
    The view and the event_id of the chosen event.

    Raises
    ------
    InputError
        Something is missing or has no meaning; the text names it.
    """
    start, end = (_day(given.get(name, ""), name) for name in ("from", "to"))
    if start > end:
        msg = f"The first day {start} lies after the last day {end}; swap the two."
        raise InputError(msg)
    mode = _one_of(given.get("mode", "window"), MODES, "mode")
    event = given.get("event", "")
    if len(event) > _LONGEST_ID:
        msg = "The name of the event is longer than any; copy the link again."
        raise InputError(msg)
    view = BriefingView(start, end, mode, _filters(given), _extent(given.get("map", "")))
    return view, event


def opened(
    given: Mapping[str, str],
    span: tuple[date, date],
    provinces: Container[str],
    event_ids: Container[str],
) -> Opened:
    """
    Open a link on a record; never fails.

    Parameters
    ----------
    given
        The query of the link; names that are not ours are let pass.
    span
        First and last day of the record.
    provinces, event_ids
        What the record holds.
    """
    whole = BriefingView(*span)
    days = {"from": span[0].isoformat(), "to": span[1].isoformat()}
    ours = {name: str(given[name]) for name in _NAMES if name in given}
    try:
        view, event = read({**days, **ours})
    except InputError as error:
        return Opened(whole, fault=f"{str(error).rpartition(';')[0]}, {_WHOLE}")
    strange = [name for name in view.filters.provinces or () if name not in provinces]
    if strange:
        return Opened(whole, fault=f"The record has no province {_told(min(strange))}, {_WHOLE}")
    if view.end < span[0] or view.start > span[1]:
        return Opened(whole, fault=f"The record has nothing in the days of the link, {_WHOLE}")
    view = replace(view, start=max(view.start, span[0]), end=min(view.end, span[1]))
    if event and event not in event_ids:
        told = "The event that the link names is not in the record; the rest of the view is shown."
        return Opened(view, fault=told)
    return Opened(view, event)


_CHOICES: Final = {
    "provinces": "provinces",
    "claimants": "claimants",
    "sides": "sides",
    "confidences": "confidences",
    "precisions": "where_precs",
}
"""Filters on several words: name in the link, name in `Filters`."""
_ALLOWED: Final[Mapping[str, Iterable[Any]]] = {
    "claimants": CLAIMANTS,
    "sides": SIDES,
    "confidences": CONFIDENCES,
    "precisions": WHERE_PREC,
}


def _filters(given: Mapping[str, str]) -> Filters:
    layers = [name for name in given.get("layers", "").split(".") if name]
    for name in layers:
        _one_of(name, LAYERS, "kind of event")
    chosen: dict[str, Any] = {
        field: _chosen(name, given.get(name, "")) for name, field in _CHOICES.items()
    }
    if given.get("reviewed") == "1":
        chosen["review_states"] = CONFIRMED
    if given.get("km"):
        chosen["border_km"] = _stretch(given["km"])
    text = given.get("text", "").strip()
    if len(text) > LONGEST_TEXT:
        msg = f"The text to look for is longer than {LONGEST_TEXT} letters; shorten it."
        raise InputError(msg)
    some = layers if 0 < len(set(layers)) < len(LAYERS) else None
    return Filters(layers=some, text=text, **chosen)


def _chosen(name: str, text: str) -> list[Any] | None:
    words = [_unpacked(word) for word in text.split(_BREAK) if word]
    if name in _ALLOWED:
        known = {str(value): value for value in _ALLOWED[name]}
        return [known[_one_of(word, known, name)] for word in words] or None
    return words or None


def _one_of(word: str, known: Iterable[Any], what: str) -> Any:  # noqa: ANN401  # one of `known`
    if word not in known:
        msg = f"There is no {what} {_told(word)}; known are {', '.join(map(str, known))}."
        raise InputError(msg)
    return word


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"{_told(text)} ({name}) is not a day; write it as 2025-12-08."
        raise InputError(msg) from error


def _stretch(text: str) -> tuple[float, float]:
    start, end = (round(km, 2) for km in _numbers(text, "-", 2, "stretch of the border"))
    if not 0 <= start < end <= LONGEST_KM:
        msg = f"{_told(text)} is no stretch of the border; write it as 120-180."
        raise InputError(msg)
    return start, end


def _extent(text: str) -> Extent:
    if not text:
        return BORDER
    found = _numbers(text, "_", 4, "part of the map")
    west, south, east, north = (round(degrees, _DECIMALS) for degrees in found)
    reach = _ON_MAP
    if not (reach[0] <= west < east <= reach[2] and reach[1] <= south < north <= reach[3]):
        msg = f"{_told(text)} is no part of the map; move the map and copy the link again."
        raise InputError(msg)
    return west, south, east, north


def _numbers(text: str, between: str, many: int, what: str) -> list[float]:
    convert: Callable[[str], float] = float
    try:
        found = [convert(part) for part in text.split(between)]
    except ValueError:
        found = []
    if len(found) != many:
        msg = f"{_told(text)} is no {what}; copy the link again."
        raise InputError(msg)
    return found


def _told(word: str) -> str:
    """Quote what a link says, without what a page could take for markup."""
    plain = "".join(c if c.isalnum() or c in " -_." else "?" for c in word[:40])
    return f"'{plain}'"


def _packed(word: str) -> str:
    return word.replace("%", "%25").replace(_BREAK, "%7E")


def _unpacked(word: str) -> str:
    return word.replace("%7E", _BREAK).replace("%25", "%")
