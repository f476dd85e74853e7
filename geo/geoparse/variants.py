"""Spellings that the gazetteer lacks: names of the borderland, by their sound and look."""

import re
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from geo import gazetteer, names
from geo.gazetteer import Candidate

LEAST: Final = 87.0
"""Likeness (0 to 100) of two folded spellings from which they count as one name."""

SURE: Final = 92.0
"""Likeness asked of a name that nothing else marks as one of the borderland."""

SHORTEST: Final = 5
"""Letters of the shortest spelling that is compared: shorter ones are like too many."""

# Romanisation rules of Thai and Khmer: how the same sound is written, in the order applied.
_SOUNDS: Final = (
    (r"ph", "p"), (r"th", "t"), (r"kh", "k"), (r"ch|j", "c"), (r"dj", "c"),
    (r"ck", "k"), (r"q", "k"), (r"c(?=[kg])", ""), (r"g", "k"), (r"b(?=\b)", "p"),
    (r"d(?=\b)", "t"),
    (r"(?<=[aeo])r(?=[mn]?\b)", ""), (r"or(?=[nm])", "o"), (r"ar(?=[nm])", "a"),
    (r"ue?a|eua|ua|oua", "ua"), (r"eu|ue|oe|oeu", "e"), (r"oo|ou", "u"), (r"ee|ii|ey|ie", "i"),
    (r"ae|ai|ay|ei", "e"), (r"ao|aw|au|or\b", "o"), (r"v|w", "w"), (r"y", "i"), (r"z", "s"),
    (r"sr|ssr|sh", "s"), (r"(.)\1+", r"\1"), (r"h(?=[^aeiou]|\b)", ""), (r"l\b", "n"),
)  # fmt: skip
_RULES: Final = tuple((re.compile(old), new) for old, new in _SOUNDS)


def skeleton(name: str) -> str:
    """Fold a romanised name down to its sounds, without blanks."""
    sound = names.key(name)
    for old, new in _RULES:
        sound = old.sub(new, sound)
    return sound.replace(" ", "")


def find(name: str, least: float = LEAST) -> tuple[Candidate, ...]:
    """Give the places of the borderland whose name sounds or looks like this one, or nothing."""
    if len(names.key(name)) < SHORTEST or names.script(name) != "latin":
        return ()
    near = _best(name, least)
    return () if near is None else gazetteer.candidates(near)


@cache
def _best(name: str, least: float) -> str | None:
    """Give the known key that is most alike."""
    keys, sounds = _spelled()
    folded, sound = names.key(name), skeleton(name)
    digits = re.findall(r"\d+", folded)
    alike = process.extract(sound, sounds, scorer=fuzz.ratio, score_cutoff=LEAST, limit=5)
    scored = [
        (0.6 * score + 0.4 * fuzz.ratio(folded, keys[number]), keys[number])
        for _, score, number in alike
        if (folded[:1] == keys[number][:1] or sound[:1] == sounds[number][:1])
        and re.findall(r"\d+", keys[number]) == digits
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= least else None


@cache
def _spelled() -> tuple[list[str], list[str]]:
    """List the keys of the borderland's names in Latin script, and their skeletons."""
    keys = sorted(
        {
            names.key(name)
            for place in gazetteer.borderland()
            for name in place.names
            if names.script(name) == "latin" and len(names.key(name)) >= SHORTEST
        }
    )
    return keys, [skeleton(key) for key in keys]
