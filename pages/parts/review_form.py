"""The form on an event: what it shows of the record, and what changed when it comes back."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.events import review
from geo.events import vocabulary as words
from geo.language import tr
from pages.parts import wording

_FIGURES: Final = {"Deaths": "", "Injured": "injured_", "Displaced": "displaced_"}
_BOUNDS: Final = ("low", "best", "high")
_CLAIM: Final = ("claimant", "speaker", "statement", "field", "value", "low", "high")
_PLACE: Final = frozenset({"latitude", "longitude", "where_prec", "uncertainty_km"})
_NO_TYPE: Final = "not set"
_TYPES: Final = (
    _NO_TYPE,
    *(f"{kind} / {sub}" for kind, subs in words.ACLED_TYPES.items() for sub in subs),
)


def form(row: "pd.Series[Any]", key: str) -> dict[str, Any] | None:
    """
    Draw the form.

    Parameters
    ----------
    row
        The event.
    key
        Of the event and its revision: another one empties what was typed.

    Returns
    -------
    The fields that differ from the event's, once "Save" was pressed; before that None.
    """
    with st.form(f"review_form_{key}", border=False):
        given = _what(row, key) | _when(row, key) | _where(row, key) | _who(row, key)
        given |= _figures(row, key) | _claims(row, key) | _how_sure(row, key)
        st.form_submit_button(
            tr("Save"),
            type="primary",
            key=f"save_{key}",
            width="stretch",
            on_click=_pressed,
            args=(key,),
        )
    # Noted by the callback: a rerun before this line would swallow the button's own answer.
    if st.session_state.pop("review_saving", None) != key:
        return None
    return changes(row, given)


def _pressed(key: str) -> None:
    st.session_state.review_saving = key


def changes(row: "pd.Series[Any]", given: Mapping[str, Any]) -> dict[str, Any]:
    """Fields whose value is another than the event's; a new place brings what follows from it."""
    found = {name: value for name, value in given.items() if not _same(row[name], value)}
    if _PLACE & found.keys():
        now = {name: given[name] for name in _PLACE}
        found |= review.located(
            now["latitude"], now["longitude"], now["where_prec"], now["uncertainty_km"] or 0.0
        )
        if {"latitude", "longitude"} & found.keys():
            found["place_id"] = ""
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in found.items()}


def _what(row: "pd.Series[Any]", key: str) -> dict[str, Any]:
    left, right = st.columns(2)
    layer = left.selectbox(
        tr("Kind of event"),
        words.LAYERS,
        index=words.LAYERS.index(row["layer"]),
        format_func=wording.LAYERS.get,
        key=f"layer_{key}",
    )
    held = f"{row['event_type']} / {row['sub_event_type']}"
    known = _TYPES.index(held) if held in _TYPES else 0
    chosen = right.selectbox(tr("ACLED type / sub-type"), _TYPES, index=known, key=f"type_{key}")
    summary = st.text_area(tr("Summary"), row["summary"], height=90, key=f"summary_{key}")
    given = {"layer": layer, "summary": summary.strip()}
    if chosen != _NO_TYPE:
        kind, _, sub = chosen.partition(" / ")
        given |= {"event_type": kind, "sub_event_type": sub}
    return given


def _when(row: "pd.Series[Any]", key: str) -> dict[str, Any]:
    first, last, prec, on = st.columns([0.27, 0.27, 0.26, 0.2], vertical_alignment="bottom")
    start = first.date_input(tr("First day"), _day(row["date_start"]), key=f"start_{key}", **_DAYS)
    going = on.checkbox(
        "still going on",
        pd.notna(row["date_start"]) and pd.isna(row["date_end"]),
        key=f"going_{key}",
    )
    end = last.date_input(tr("Last day"), _day(row["date_end"]), key=f"end_{key}", **_DAYS)
    known = prec.selectbox(
        tr("Day known to"),
        tuple(words.DATE_PREC),
        index=_index(row["date_prec"], tuple(words.DATE_PREC)),
        format_func=wording.DATE_PREC.get,
        placeholder="not set",
        key=f"dateprec_{key}",
    )
    end = None if going or start is None else end or start
    return {"date_start": start, "date_end": end, "date_prec": known}


def _where(row: "pd.Series[Any]", key: str) -> dict[str, Any]:
    name, province, country = st.columns([0.45, 0.35, 0.2])
    latitude, longitude, prec, off = st.columns([0.22, 0.22, 0.34, 0.22])
    numbers = {"value": None, "format": "%.5f"}
    return {
        "place": name.text_input(tr("Place"), row["place"], key=f"place_{key}").strip(),
        "adm_1": province.text_input(tr("Province"), row["adm_1"], key=f"adm_{key}").strip(),
        "country": country.text_input(tr("Country"), row["country"], key=f"country_{key}").strip(),
        "latitude": latitude.number_input(
            tr("Latitude"),
            -90.0,
            90.0,
            **(numbers | {"value": _number(row["latitude"])}),
            key=f"lat_{key}",
        ),
        "longitude": longitude.number_input(
            tr("Longitude"),
            -180.0,
            180.0,
            **(numbers | {"value": _number(row["longitude"])}),
            key=f"lon_{key}",
        ),
        "where_prec": prec.selectbox(
            tr("Place known to"),
            tuple(words.WHERE_PREC),
            index=_index(row["where_prec"], tuple(words.WHERE_PREC)),
            format_func=wording.WHERE_PREC.get,
            placeholder="not set",
            key=f"whereprec_{key}",
        ),
        "uncertainty_km": off.number_input(
            "± km", 0.0, 2000.0, _number(row["uncertainty_km"]), key=f"off_{key}"
        ),
    }


def _who(row: "pd.Series[Any]", key: str) -> dict[str, Any]:
    one, two, civilians, disputed = st.columns([0.3, 0.3, 0.2, 0.2])
    return {
        "party_1": one.text_input(tr("Party 1"), row["party_1"], key=f"one_{key}").strip(),
        "party_2": two.text_input(tr("Party 2"), row["party_2"], key=f"two_{key}").strip(),
        "civilians": civilians.selectbox(
            tr("Civilians hit"),
            words.TERNARY,
            words.TERNARY.index(row["civilians"]),
            key=f"civ_{key}",
        ),
        "disputed": disputed.selectbox(
            tr("Disputed"), words.TERNARY, words.TERNARY.index(row["disputed"]), key=f"disp_{key}"
        ),
    }


def _figures(row: "pd.Series[Any]", key: str) -> dict[str, Any]:
    table = pd.DataFrame(
        {
            bound: [_number(row[f"{stem}{bound}"]) for stem in _FIGURES.values()]
            for bound in _BOUNDS
        },
        index=pd.Index(_FIGURES, name="People"),
        dtype="float64",
    )
    whole = st.column_config.NumberColumn(min_value=0, step=1, format="%d")
    edited = st.data_editor(
        table,
        column_config=dict.fromkeys(_BOUNDS, whole),
        key=f"figures_{key}",
        width="stretch",
        placeholder="",
    )
    return {
        f"{stem}{bound}": _whole(edited.loc[name, bound])
        for name, stem in _FIGURES.items()
        for bound in _BOUNDS
    }


def _claims(row: "pd.Series[Any]", key: str) -> dict[str, Any]:
    st.markdown(tr("Claims, one row each: add, change or delete rows"))
    rows = [{n: c.get(n) for n in _CLAIM} | {"rest": _rest(c)} for c in row["claims"]]
    table = pd.DataFrame(rows, columns=[*_CLAIM, "rest"]).astype(
        {name: "float64" if name in ("value", *_BOUNDS) else "object" for name in _CLAIM}
    )
    edited = st.data_editor(
        table,
        column_order=_CLAIM,
        column_config={
            "claimant": st.column_config.SelectboxColumn(options=words.CLAIMANTS, required=True),
            "statement": st.column_config.TextColumn(width="large"),
        },
        num_rows="dynamic",
        hide_index=True,
        key=f"claims_{key}",
        width="stretch",
        placeholder="",
    )
    return {"claims": [_claim(entry) for entry in edited.to_dict("records")]}


def _how_sure(row: "pd.Series[Any]", key: str) -> dict[str, Any]:
    sure, why = st.columns([0.3, 0.7])
    return {
        "confidence": sure.selectbox(
            tr("Confidence"),
            words.CONFIDENCES,
            words.CONFIDENCES.index(row["confidence"]),
            key=f"conf_{key}",
        ),
        "confidence_reason": why.text_input(
            tr("Because"), row["confidence_reason"], key=f"why_{key}"
        ).strip(),
        "note": st.text_area(tr("Note"), row["note"], height=70, key=f"note_{key}").strip(),
    }


# --- from cells to fields and back ----------------------------------------------------------------

_DAYS: Final[dict[str, Any]] = {
    "format": "YYYY-MM-DD",
    "min_value": date(1900, 1, 1),
    "max_value": date(2100, 12, 31),
}


def _day(value: pd.Timestamp) -> date | None:
    return None if pd.isna(value) else value.date()


def _number(value: Any) -> float | None:  # noqa: ANN401  # whatever a cell holds
    return None if pd.isna(value) else float(value)


def _whole(value: Any) -> int | None:  # noqa: ANN401
    return None if pd.isna(value) else int(value)


def _index(value: Any, among: tuple[int, ...]) -> int | None:  # noqa: ANN401
    return None if pd.isna(value) else among.index(int(value))


def _rest(claim: Mapping[str, Any]) -> str:
    """Keep what the table does not show of a claim, so that an edit does not lose it."""
    return json.dumps({name: value for name, value in claim.items() if name not in _CLAIM})


def _claim(entry: Mapping[Any, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in _CLAIM:
        value = entry[name]
        if value is None or value == "" or (isinstance(value, float) and pd.isna(value)):
            continue
        made[name] = int(value) if isinstance(value, float) and value.is_integer() else value
    rest = entry.get("rest")
    return made | (json.loads(rest) if isinstance(rest, str) else {})


def _same(old: Any, new: Any) -> bool:  # noqa: ANN401
    if isinstance(old, list):
        return [_filled(c) for c in old] == [_filled(c) for c in new]
    if pd.isna(old) or new is None:
        return bool(pd.isna(old)) and new is None
    if isinstance(old, pd.Timestamp):
        return old.date() == new
    return bool(old == new)


def _filled(claim: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in claim.items() if value not in (None, "")}
