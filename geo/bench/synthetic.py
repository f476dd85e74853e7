"""Made-up events in the shape of real ones, for measuring: never shown as data."""

from typing import Any, Final

import numpy as np
import pandas as pd

from geo import border
from geo.events import record
from geo.events.vocabulary import LAYERS

FIRST_DAY: Final = np.datetime64("2025-02-01", "ms")
DAYS: Final = 365
CLUSTERS: Final = 40
_MOST_PLACES: Final = 2000
_PRECISIONS: Final = {1: 0.55, 2: 0.25, 3: 0.08, 4: 0.05, 5: 0.04, 6: 0.02, 7: 0.01}
_AREAS: Final = (1, 1, 1, 60, 7, 30, 2, 3)  # distinct districts, provinces, stretches, ...
_NEAR, _STRETCH = 2, 5
_LAYER_SHARES: Final = (0.32, 0.22, 0.06, 0.08, 0.08, 0.01, 0.01, 0.1, 0.06, 0.06)
_PROVINCES: Final = (
    "Ubon Ratchathani",
    "Si Sa Ket",
    "Surin",
    "Buri Ram",
    "Sa Kaeo",
    "Chanthaburi",
    "Trat",
)
_CLOSURES: Final = ("fuel_route", "border_closure")


def events(n: int, seed: int = 1) -> pd.DataFrame:
    """
    Make `n` events that keep every rule of the record.

    They stand at up to 2,000 distinct places in 40 clusters along the border (places themselves,
    places near by, 60 districts, 7 provinces, 30 stretches, 3 sea areas), spread evenly over 365
    days; most last a day, a tenth up to five, closures up to 60 days or without an end.

    Returns
    -------
    A conforming frame (plain pandas), sorted by first day.
    """
    random = np.random.default_rng(seed)
    places = _places(max(1, min(_MOST_PLACES, n // 5)), random)
    frame = places.take(random.integers(0, len(places), n)).reset_index(drop=True)
    layer = random.choice(LAYERS, size=n, p=_LAYER_SHARES)
    start = np.sort(random.integers(0, DAYS, n))
    lasts = np.where(random.random(n) < 0.1, random.integers(1, 5, n), 0)  # noqa: PLR2004
    closure = np.isin(layer, _CLOSURES)
    lasts = np.where(closure, random.integers(1, 60, n), lasts)
    end = FIRST_DAY + (start + lasts).astype("timedelta64[D]")
    end[closure & (random.random(n) < 0.1)] = np.datetime64("NaT")  # noqa: PLR2004
    made: dict[str, Any] = {
        "event_id": [f"made-up-{i}" for i in range(n)],
        "layer": layer,
        "date_start": FIRST_DAY + start.astype("timedelta64[D]"),
        "date_end": end,
        "date_prec": random.choice([1, 1, 1, 1, 2, 3], size=n),
        "coding": random.choice(["curated", "curated", "machine"], size=n),
    }
    for name, values in made.items():
        frame[name] = pd.Series(values).astype(frame[name].dtype)
    return frame


def _places(n: int, random: np.random.Generator) -> pd.DataFrame:
    """One row a place, made by `record.conform` once instead of for every event there."""
    prec = random.choice(list(_PRECISIONS), size=n, p=list(_PRECISIONS.values()))
    area = prec > _NEAR
    code = np.where(area, prec * 1000 + np.arange(n) % np.take(_AREAS, prec), np.arange(n))
    _, same, back = np.unique(code, return_index=True, return_inverse=True)
    made, problems = record.conform(_rows(prec[same], random))
    if problems:
        raise problems[0]
    return made.take(back)


def _rows(prec: Any, random: np.random.Generator) -> pd.DataFrame:  # noqa: ANN401 (array of codes)
    n = len(prec)
    middles = np.sort(random.uniform(5, border.length_km() - 40, CLUSTERS))
    km = (random.choice(middles, size=n) + random.normal(0, 3, n)).clip(1, border.length_km() - 30)
    foot = border.at_km(km)
    off = random.normal(0, 0.04, (2, n))
    return pd.DataFrame(
        {
            "event_id": [f"place-{i}" for i in range(n)],
            "layer": "other",
            "place": [f"Made-up place {i}" for i in range(n)],
            "adm_1": np.take(_PROVINCES, np.arange(n) % len(_PROVINCES)),
            "latitude": [p.y for p in foot] + off[0],
            "longitude": [p.x for p in foot] + off[1],
            "where_prec": prec,
            "uncertainty_km": np.where(prec == 1, np.nan, random.integers(1, 12, n)),
            "border_km": km,
            "border_distance_km": np.hypot(*off) * 111,
            "border_from_km": np.where(prec == _STRETCH, km, np.nan),
            "border_to_km": np.where(prec == _STRETCH, km + 25, np.nan),
            "summary": "A made-up event for measuring the speed of the screen.",
            "confidence": random.choice(["high", "medium", "low"], size=n),
            "review_state": "confirmed",
            "coding": "curated",
            "claims": [[{"claimant": "Thailand", "statement": "made up"}]] * n,
        }
    )
