"""Guards: which names in a text are not places, though the gazetteer knows a place so called."""

import re
from collections.abc import Sequence
from typing import Final

from geo import gazetteer, names
from geo.gazetteer import Candidate
from geo.geoparse import context, lexicon, ner, readings, signs
from geo.geoparse.mentions import Mention
from geo.geoparse.surroundings import Surroundings

BIG_TOWN: Final = 100_000
HUGE_TOWN: Final = 500_000
SMALL_TOWN: Final = 5_000
AT_HOME: Final = frozenset({"TH", "KH", "LA", "VN", "MM", "MY"})
"""Countries whose places go by several romanised names, all in use."""

YES, MAYBE, NO = "yes", "maybe", "no"
NAME_ZIPF: Final = 3.6
"""A capitalised neighbour rarer than this in general English is taken for part of a name."""

_ORG_LIKE: Final = frozenset({"ORG", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT", "FAC"})
_CAPITALISED: Final = re.compile(r"(?: [A-Z][A-Za-z]+){1,3}")
_OF: Final = re.compile(r"\b(?:of|in|at|for|and|near)\s+(?:the\s+)?$")
_WORD: Final = re.compile(r"[^\W\d_]+")


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
    if readings.acronym(mention.name):
        return NO if signs.ends_body(seen.text, mention) else YES
    if is_generic(mention.name) or signs.is_money(seen.text, mention):
        return NO
    if any(c.gazetteer_id.startswith("site:") for c in found):
        body = signs.ends_body(seen.text, mention)
        return NO if body or not _site_stands(seen, mention, found) else YES
    entity = None if _hyphened(seen.text, mention) else seen.around(mention)
    if _part_of_other(seen, mention, found) or not _possible(seen, mention, found, entity):
        return NO
    return YES if _plain(seen, mention, found, entity) else MAYBE


def _part_of_other(seen: Surroundings, mention: Mention, found: Sequence[Candidate]) -> bool:
    """Tell whether the words around make a name part of something else's."""
    country = any(c.kind == "country" for c in found)
    return (
        (signs.is_initials(seen.text, mention) and not country)
        or signs.ends_body(seen.text, mention)
        or signs.is_feature(seen.text, mention)
        or _is_street(seen, mention)
        or names_person(seen, mention)
        or _double_name(seen, mention, found)
    )


def _possible(
    seen: Surroundings,
    mention: Mention,
    found: Sequence[Candidate],
    entity: ner.Entity | None,
) -> bool:
    """Judge a name by the entity that it lies in, or else by its neighbours."""
    if entity is None:
        return _stands_alone(seen, mention) and not _only_alias(mention.name, found)
    if entity.label == "PERSON":
        return _not_person(seen, mention, entity)
    if entity.label in _ORG_LIKE:
        return _in_body(seen, mention, entity)
    whole = entity.end - entity.start <= mention.end - mention.start + 5
    return whole or not _ordinary(mention.name, found)


def _double_name(seen: Surroundings, mention: Mention, found: Sequence[Candidate]) -> bool:
    """Tell whether a name is half of somebody's double name ("Hugley-Green", "Kerry-Ann")."""
    entity = seen.around(mention)
    if entity is None or entity.label != "PERSON" or not _hyphened(seen.text, mention):
        return False
    near = any(c.kind == "province" and c.country in AT_HOME for c in found[:2])
    if near or any(c.kind == "country" for c in found[:2]):
        return False
    return _population(mention.name, found) < HUGE_TOWN


def _only_alias(name: str, found: Sequence[Candidate]) -> bool:
    """Tell whether a name is at best an old or foreign name of small towns far from here."""
    key = names.key(name)
    return not any(
        readings.ownness(c.name, key)
        or c.population >= BIG_TOWN
        or c.kind not in {"town", "city"}
        or c.country in AT_HOME
        for c in found
    )


def _plain(
    seen: Surroundings,
    mention: Mention,
    found: Sequence[Candidate],
    entity: ner.Entity | None,
) -> bool:
    """Tell whether a passage makes plain that a name is a place."""
    if entity is not None and entity.label in ner.PLACE_LABELS - {"FAC"}:
        return True
    if signs.are_plain(seen.text, mention):
        return True
    if _wide(mention.name, found) and not (entity is not None and entity.label == "PERSON"):
        return True
    located = seen.before(mention.start).lower() in lexicon.words("locative")
    after = seen.after(mention.end).lower()
    if after in lexicon.kind_words() or after in lexicon.words("civic"):
        return not _ordinary(mention.name, found) or located
    if located:
        return not seen.after(mention.end)[:1].isupper()
    hints = context.hints(seen.text, mention)
    return any(context.contains(hint, place) for hint in hints for place in found[:5])


def _believable(name: str) -> bool:
    """Tell whether a name that no passage makes plain is a place all the same."""
    found = gazetteer.candidates(names.key(name))
    if _ordinary(name, found):
        return False
    people = _population(name, found)
    return people >= BIG_TOWN or (" " in name and people >= SMALL_TOWN)


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


def is_generic(name: str) -> bool:
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
    if " " in name or _wide(name, found):
        return False
    common = lexicon.frequency(name.lower()) >= lexicon.COMMON_ZIPF
    return common and _population(name, found) < BIG_TOWN


def _important(name: str) -> bool:
    found = gazetteer.candidates(names.key(name))
    return _wide(name, found) or _population(name, found) >= HUGE_TOWN


def _wide(name: str, found: Sequence[Candidate]) -> bool:
    """Tell whether a name is a country's, a great region's or, as its own, a division's."""
    key = names.key(name)
    for place in found[:2]:
        if place.kind in {"country", "continent"} or place.gazetteer_id.startswith("wide:"):
            return True
        if place.kind in {"province", "region"}:
            own = readings.ownness(place.name, key)
            if own == 1 or lexicon.frequency(key) < lexicon.COMMON_ZIPF:
                return True
    return False


def _population(name: str, found: Sequence[Candidate]) -> int:
    """Give the people of the largest place whose own name it is."""
    key = names.key(name)
    own = (c for c in found if c.country in AT_HOME or readings.ownness(c.name, key) == 1)
    return max((c.population for c in own), default=0)
