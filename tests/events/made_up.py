"""Events that tests make up: of no real incident, and never in seeds."""

import pandas as pd

from geo.events import record

SENTENCES = (
    "Thailand said one of its soldiers lost a foot on a mine near the made-up hill on Tuesday.",
    "Cambodia said shells fell on the made-up village on Wednesday, which Thailand denied.",
    "Officials said fuel lorries were stopped at a checkpoint that they did not name.",
)


def extracted(n=3, stem="made-up"):
    """Events as a machine codes them: a mine at a point, shells in a village, an unplaced stop."""
    rows = [_mine(), _shells(), _stop()]
    made = [dict(rows[i % 3], event_id=f"{stem}-{i}") for i in range(n)]
    return record.validate(pd.DataFrame(made))


def _common(i):
    return {
        "coding": "machine",
        "review_state": "extracted",
        "sources": [
            {
                "publisher": "Made-up Wire",
                "published": "2025-12-10",
                "article_id": "made-up-article",
                "sentence": SENTENCES[i],
                "span": [0, len(SENTENCES[i])],
            }
        ],
    }


def _mine():
    return _common(0) | {
        "layer": "landmine",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Remote explosive/landmine/IED",
        "date_start": "2025-12-09",
        "date_end": "2025-12-09",
        "date_prec": 1,
        "place": "Chong Bok",
        "adm_1": "Ubon Ratchathani",
        "country": "TH",
        "latitude": 14.43,
        "longitude": 105.1,
        "where_prec": 2,
        "uncertainty_km": 5,
        "party_1": "Thailand",
        "injured_best": 1,
        "injured_low": 1,
        "claims": [
            {
                "claimant": "Thailand",
                "statement": "a soldier lost a foot",
                "field": "injured",
                "value": 1,
                "source": [0, 80],
            }
        ],
        "confidence": "medium",
        "confidence_reason": "coded by machine, not reviewed",
        "summary": "A mine hurt a soldier near Chong Bok, according to Thailand.",
    }


def _shells():
    return _common(1) | {
        "layer": "shelling",
        "date_start": "2025-12-10",
        "date_end": "2025-12-10",
        "date_prec": 1,
        "place": "Somewhere",
        "adm_1": "Oddar Meanchey",
        "country": "KH",
        "where_prec": 4,
        "disputed": "yes",
        "claims": [
            {"claimant": "Cambodia", "statement": "shells fell", "field": "occurrence"},
            {"claimant": "Thailand", "statement": "denied it", "field": "denial"},
        ],
        "summary": "Shells fell in Oddar Meanchey, according to Cambodia; Thailand denies it.",
    }


def _stop():
    return _common(2) | {
        "layer": "fuel_route",
        "summary": "Fuel lorries were stopped, place and day not told.",
    }
