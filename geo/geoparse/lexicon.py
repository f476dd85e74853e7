"""Word lists of the geoparser, read from reviewed files under `geo/geoparse/data/`."""

import csv
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "data"
COMMON_ZIPF: Final = 3.2
"""A word as frequent as this in general English (Zipf scale) may be an ordinary word."""


@cache
def kind_words() -> dict[str, frozenset[str]]:
    """Words that tell a place's kind ("temple"), with the gazetteer kinds that they speak for."""
    return {row["word"]: frozenset(row["kinds"].split("|")) for row in rows("kind_words.csv")}


@cache
def words(group: str) -> frozenset[str]:
    """One group of words, lower-case, from `words.csv`."""
    return frozenset(row["word"] for row in rows("words.csv") if row["group"] == group)


@cache
def abbreviations() -> dict[str, str]:
    """Postal and newspaper abbreviations of divisions: as written -> ISO 3166-2 code."""
    return {
        short: row["code"]
        for row in rows("abbreviations.csv")
        for short in row["written"].split("|")
    }


@lru_cache(maxsize=50000)
def frequency(word: str) -> float:
    """Zipf frequency of a word in general English; 0 where it is below 3 or unknown."""
    import wordfreq  # noqa: PLC0415 (its lists load on first use)

    return float(wordfreq.zipf_frequency(word, "en", wordlist="small"))


def rows(name: str) -> list[dict[str, str]]:
    """Read a data file of this package."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
