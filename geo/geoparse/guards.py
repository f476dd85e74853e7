"""Guards: which names in a text are not places, though the gazetteer knows a place so called."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo import gazetteer, names
from geo.gazetteer import Candidate
from geo.geoparse import lexicon, ner
from geo.geoparse.mentions import Mention

BIG_TOWN: Final = 100_000
HUGE_TOWN: Final = 500_000
SMALL_TOWN: Final = 5_000
YES, MAYBE, NO = "yes", "maybe", "no"
NAME_ZIPF: Final = 3.6
"""A capitalised neighbour rarer than this in general English is taken for part of a name."""

_ORG_LIKE: Final = frozenset({"ORG", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT", "FAC"})
_NEXT: Final = re.compile(r" ?([A-Za-z][\w'’]*)")
_LAST: Final = re.compile(r"([^\W\d_][\w'’.]*)[ ]$")
_CONTAINED: Final = re.compile(r", (?:[A-Z][a-z]+\.|[A-Z]\.[A-Z]\.|[A-Z]{2}\b|[A-Z][a-z]{3,})")
_CAPITALISED: Final = re.compile(r"(?: [A-Z][A-Za-z]+){1,3}")
_OF: Final = re.compile(r"\b(?:of|in|at|for|and|near)\s+(?:the\s+)?$")
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the guards need to know of a text: its entities and the surnames in it."""

    text: str
    entities: Sequence[ner.Entity]
    surnames: frozenset[str]

    def around(self, mention: Mention) -> ner.Entity | None:
        """Give the entity that a mention lies in or cuts, if any."""
        before = bisect_left(self.entities, mention.end, key=lambda e: e.start) - 1
        found = self.entities[before] if before >= 0 else None
        return found if found is not None and found.end > mention.start else None

    def before(self, position: int) -> str:
        """Give the word right before a position (only a blank between), or an empty text."""
        found = _LAST.search(self.text[max(0, position - 30) : position])
        return found.group(1) if found else ""

    def after(self, position: int) -> str:
        """Give the word right after a position (only a blank between), or an empty text."""
        found = _NEXT.match(self.text[position : position + 30])
        return found.group(1) if found else ""


def survey(text: str, entities: Sequence[ner.Entity]) -> Surroundings:
    """Gather what the guards need."""
    surnames = set()
    for entity in entities:
        parts = text[entity.start : entity.end].split()
        if entity.label == "PERSON" and len(parts) > 1:
            surnames.add(re.sub(r"['’]s$", "", parts[-1]))
    return Surroundings(text, entities, frozenset(surnames))


def places(seen: Surroundings, matched: Sequence[Mention]) -> list[Mention]:
    """
    Keep the gazetteer's names that are places in this text.

    A name that one passage makes plain ("in Surin", "Surin province") is believed in the others.
    """
    judged = [(mention, verdict(seen, mention)) for mention in matched]
    plain = {names.key(mention.name) for mention, found in judged if found == YES}
    return [
        mention
        for mention, found in judged
        if found == YES
        or (found == MAYBE and (names.key(mention.name) in plain or _believable(mention.name)))
    ]


def verdict(seen: Surroundings, mention: Mention) -> str:
    """Judge one name that the gazetteer found: YES, MAYBE (if others agree) or NO."""
    found = gazetteer.candidates(names.key(mention.name))
    if _generic(mention.name) or seen.text[mention.end : mention.end + 1] == "$":
        return NO
    if any(c.gazetteer_id.startswith("site:") for c in found):
        return YES if _site_stands(seen, mention, found) else NO
    if _is_street(seen, mention) or names_person(seen, mention):
        return NO
    entity = None if _hyphened(seen.text, mention) else seen.around(mention)
    if entity is None:
        possible = _stands_alone(seen, mention)
    elif entity.label == "PERSON":
        possible = _not_person(seen, mention, entity)
    elif entity.label in _ORG_LIKE:
        possible = _in_body(seen, mention, entity)
    else:
        whole = entity.end - entity.start <= mention.end - mention.start + 5
        possible = whole or not _ordinary(mention.name, found)
    if not possible:
        return NO
    return YES if _plain(seen, mention, found, entity) else MAYBE


def _plain(
    seen: Surroundings,
    mention: Mention,
    found: Sequence[Candidate],
    entity: ner.Entity | None,
) -> bool:
    """Tell whether a passage makes plain that a name is a place."""
    if entity is not None and entity.label in ner.PLACE_LABELS - {"FAC"}:
        return True
    if _wide(found) and not (entity is not None and entity.label == "PERSON"):
        return True
    located = seen.before(mention.start).lower() in lexicon.words("locative")
    after = seen.after(mention.end).lower()
    if after in lexicon.kind_words() or after in lexicon.words("civic"):
        return not _ordinary(mention.name, found) or located
    if located:
        return not seen.after(mention.end)[:1].isupper()
    return _CONTAINED.match(seen.text[mention.end : mention.end + 40]) is not None


def _believable(name: str) -> bool:
    """Tell whether a name that no passage makes plain is a place all the same."""
    found = gazetteer.candidates(names.key(name))
    if _ordinary(name, found):
        return False
    return _population(found) >= BIG_TOWN or (" " in name and _population(found) >= SMALL_TOWN)


def _hyphened(text: str, mention: Mention) -> bool:
    """Tell whether a name is half of a pair ("Surin-Buriram"), whatever a model takes it for."""
    return "-" in (text[mention.start - 1 : mention.start], text[mention.end : mention.end + 1])


def _is_street(seen: Surroundings, mention: Mention) -> bool:
    return seen.after(mention.end).lower().rstrip(".s") in lexicon.words("street")


def names_person(seen: Surroundings, mention: Mention) -> bool:
    """Tell whether a one-word name that a model takes for a place is somebody's surname."""
    if " " in mention.name or _important(mention.name):
        return False
    if seen.before(mention.start).lower() in lexicon.words("preposition"):
        return False
    title = seen.before(mention.start).lower().rstrip(".") in lexicon.words("title")
    speaks = seen.after(mention.end) in lexicon.words("speech")
    return mention.name in seen.surnames or title or speaks


def in_body_name(seen: Surroundings, mention: Mention) -> bool:
    """Tell whether a word is part of an organisation's longer name ("American Legion")."""
    entity = seen.around(mention)
    return (
        entity is not None
        and entity.label in _ORG_LIKE | {"PERSON"}
        and entity.end - entity.start > mention.end - mention.start + 2
    )


def _generic(name: str) -> bool:
    """Tell whether a name is made of common nouns and directions only ("The City", "Street")."""
    words = [w.lower() for w in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", name)]
    if name.lower() in lexicon.words("not_place"):
        return True
    if any(char.isdigit() for char in name):
        return False
    if any(re.search(r"['’](?:ll|re|ve|d|m|t)$", word) for word in words):
        return True
    return all(
        w in lexicon.kind_words()
        or w in lexicon.words("direction")
        or w in lexicon.words("generic")
        for w in words
    )


def _site_stands(seen: Surroundings, mention: Mention, found: Sequence[Candidate]) -> bool:
    """Judge a curated site's name: a rare name stands, a common one must not be a person's."""
    entity = None if _hyphened(seen.text, mention) else seen.around(mention)
    if entity is not None and entity.label == "PERSON" and entity.end > mention.end + 1:
        return False
    if entity is not None and entity.label in _ORG_LIKE and not _in_body(seen, mention, entity):
        return False
    return " " in mention.name or not _ordinary(mention.name, found)


def _stands_alone(seen: Surroundings, mention: Mention) -> bool:
    after, before = seen.after(mention.end), seen.before(mention.start)
    run = _CAPITALISED.match(seen.text[mention.end : mention.end + 60])
    if run and any(w.lower() in lexicon.words("org") for w in run.group().split()):
        return False
    if after[:1].isupper() and _name_like(after) and seen.text[mention.end] == " ":
        return False
    return not (before[:1].isupper() and _name_like(before))


def _name_like(word: str) -> bool:
    """Tell whether a capitalised word is more likely part of a name than an ordinary word."""
    low = word.lower().strip(".'’")
    if low in lexicon.kind_words() or low in lexicon.words("direction"):
        return False
    if low in lexicon.words("title") or low.endswith(("'s", "’s")):
        return low in lexicon.words("title")
    return lexicon.frequency(low) < NAME_ZIPF and not gazetteer.candidates(names.key(word))


def _not_person(seen: Surroundings, mention: Mention, entity: ner.Entity) -> bool:
    """Judge a name within what the model takes for a person: it may be a place if it is all."""
    after = seen.after(mention.end).lower()
    if after in lexicon.kind_words() or after in lexicon.words("civic"):
        return True
    whole = entity.end - entity.start <= mention.end - mention.start + 2
    return whole and mention.name not in seen.surnames


def _in_body(seen: Surroundings, mention: Mention, entity: ner.Entity) -> bool:
    """Judge a name within an organisation's: a town's police yes, a bank or newspaper no."""
    rest = _WORD.findall(seen.text[mention.end : entity.end].lower())
    if any(word in lexicon.words("org") for word in rest):
        return False
    lead = seen.text[entity.start : mention.start]
    if not lead.strip() or lead.strip().lower() == "the":
        return True
    return bool(_OF.search(lead)) and entity.label != "FAC"


def _ordinary(name: str, found: Sequence[Candidate]) -> bool:
    """Tell whether a one-word name is an ordinary word and no important place."""
    if " " in name or _wide(found):
        return False
    common = lexicon.frequency(name.lower()) >= lexicon.COMMON_ZIPF
    return common and _population(found) < BIG_TOWN


def _important(name: str) -> bool:
    found = gazetteer.candidates(names.key(name))
    return _wide(found) or _population(found) >= HUGE_TOWN


def _wide(found: Sequence[Candidate]) -> bool:
    return any(c.kind in {"country", "province", "region", "continent"} for c in found[:2])


def _population(found: Sequence[Candidate]) -> int:
    return max((c.population for c in found), default=0)
