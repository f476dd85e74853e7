"""Extracts to export: the shipped record in December 2025, and a made-up record that means harm."""

from datetime import date

import pandas as pd
import pytest

from geo import events
from geo.briefing.export import Extract, extract
from geo.briefing.view import BriefingView
from geo.events import record
from geo.events.window import Filters, prepare

HOSTILE = '=HYPERLINK("http://x","y") <script>alert(1)</script> </script> ]]> & "q" \x07 ตาเมือน'
DECEMBER = BriefingView(date(2025, 12, 1), date(2025, 12, 31), title="December 2025")


@pytest.fixture(scope="session")
def december() -> Extract:
    return extract(prepare(events.load()), DECEMBER)


@pytest.fixture(scope="session")
def mines() -> Extract:
    view = BriefingView(date(2025, 7, 1), date(2025, 12, 31), filters=Filters(layers=["landmine"]))
    return extract(prepare(events.load()), view)


def made_up() -> pd.DataFrame:
    """Rows of every lot and look; the text of the first is hostile; the last has no source."""
    point = {"latitude": 14.35, "longitude": 103.27, "uncertainty_km": 5.0}
    day = {"date_start": "2025-12-08", "date_end": "2025-12-08", "date_prec": 1}
    rows = [
        {
            **point,
            **day,
            "event_id": "hostile",
            "layer": "clash",
            "where_prec": 1,
            "place": HOSTILE,
            "summary": HOSTILE,
            "note": HOSTILE,
            "party_1": HOSTILE,
            "claims": [
                {"claimant": "Thailand", "statement": HOSTILE, "field": "deaths", "value": 3}
            ],
            "sources": [{"publisher": HOSTILE, "url": "https://example.org/?a=1&b=%3C/script%3E"}],
        },
        {**point, **day, "event_id": "near", "layer": "landmine", "where_prec": 2},
        {**point, **day, "event_id": "district", "layer": "shelling", "where_prec": 3},
        {
            **day,
            "event_id": "province",
            "layer": "drone",
            "where_prec": 4,
            "adm_1": "Surin / Oddar Meanchey",
        },
        {
            "event_id": "stretch",
            "layer": "border_closure",
            "where_prec": 5,
            "border_from_km": 100,
            "border_to_km": 250,
            "date_start": "2025-12-01",
            "date_prec": 2,
        },
        {**day, "event_id": "country", "layer": "other", "where_prec": 6},
        {**point, "event_id": "undated", "layer": "airstrike", "where_prec": 1},
        {
            **point,
            "event_id": "early",
            "layer": "airstrike",
            "where_prec": 1,
            "date_start": "2025-06-01",
            "date_end": "2025-06-01",
            "date_prec": 1,
        },
        {
            **point,
            **day,
            "event_id": "rejected",
            "layer": "clash",
            "where_prec": 1,
            "review_state": "rejected",
        },
        {
            **point,
            **day,
            "event_id": "no-source",
            "layer": "diplomacy",
            "where_prec": 1,
            "sources": [],
        },
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def hostile() -> Extract:
    view = BriefingView(DECEMBER.start, DECEMBER.end, title=HOSTILE)
    return extract(prepare(record.validate(made_up())), view)


@pytest.fixture(scope="session")
def everything() -> Extract:
    return extract(prepare(record.validate(made_up())), DECEMBER, everything=True)


@pytest.fixture(scope="session")
def nothing() -> Extract:
    view = BriefingView(date(1999, 1, 1), date(1999, 1, 2))
    return extract(prepare(events.load()), view)
