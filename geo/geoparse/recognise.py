"""Recognition: which stretches of a text name a place."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from geo import gazetteer, names
from geo.geoparse import context, guards, lexicon, matcher, ner, variants
from geo.geoparse.mentions import VARIANT, Mention, Spans, longest_first
from geo.geoparse.readings import find, is_great
from geo.geoparse.surroundings import Surroundings, survey

LONG_NAME: Final = 8
_NAME: Final = re.compile(
    r"\b[A-Z][a-z]+(?:['’-][A-Za-z]+)*(?: [A-Z](?:[a-z]+|(?= )))"
    r"{0,3}\b(?:'[A-Za-z]+)?"
)
_THE: Final = re.compile(r"^(?:the|The|THE)\s+")
_LEAD: Final = re.compile(
    r"^(?:(?:the|in|at|near|from|around|inside|outside|across|of|to|and|but|as|on)\s+)+",
    re.IGNORECASE,
)
_AND_CAPITAL: Final = re.compile(r"\s+and\s+([A-Z]\w+(?: [A-Z]\w+)?)")
_CAPITAL_AND: Final = re.compile(r"([A-Z]\w+(?: [A-Z]\w+)?)\s+and\s+$")
_OWNED: Final = re.compile(r"['’]s (?:(?:latest|own|new|official|repeated) )?([a-z]+)")
_SPEECH_WINDOW: Final = 40


def recognise(
    text: str, *, demonyms: bool = False, entities: Sequence[ner.Entity] | None = None
) -> list[Mention]:
    """
    Find the mentions of places in a text, in its order, none overlapping.

    Parameters
    ----------
    text
        Any text; offsets of the result index it as it is.
    demonyms
        Also give nationality words ("Laotian"), in the role `demonym`.
    entities
        What `ner.entities_many` found in this text, where it was read with others.
    """
    entities = ner.entities(text) if entities is None else list(entities)
    seen = survey(text, entities)
    cut = matcher.words(text)
    nations = _nationalities(seen, cut)
    named = [
        m
        for e in entities
        if e.label in ner.PLACE_LABELS
        and (m := _from_entity(text, e)) is not None
        and not guards.names_person(seen, m)
        and not guards.is_generic(m.name)
        and names.key(m.name) not in context.outlets()
        and not _is_nation(m)
    ]
    matched = guards.places(seen, matcher.latin(text, cut))
    found = _united(named, [*matched, *matcher.unspaced(text)])
    spoken = Spans(nations)
    found = [m for m in found if not spoken.covers(m)]
    found = longest_first(_local_names(seen, [*found, *nations]))
    found = [m for m in found if m.role != "demonym"]
    if demonyms:
        found = sorted([*found, *nations], key=lambda m: m.start)
    return [_with_role(text, m) for m in found]


def _local_names(seen: Surroundings, found: list[Mention]) -> list[Mention]:
    """
    Find capitalised names that look like the borderland's: misspelt ones, and unknown villages.

    A name that starts as Thai and Khmer places do ("Ban …", "Phum …") is a place even when nobody
    knows it; any other must be very like a known name.
    """
    extra = []
    known = Spans(m for m in found if m.role == "demonym" or (m.label != VARIANT and find(m)))
    starts = sorted(m.start for m in found)
    for match in _NAME.finditer(seen.text):
        name = _LEAD.sub("", match.group())
        mention = Mention(match.end() - len(name), match.end(), name, label=VARIANT)
        if known.covers(mention) and not _longer_village(mention, starts):
            continue
        prefixed = names.key(mention.name).split(" ")[0] in lexicon.words("local_prefix")
        local = prefixed and " " in mention.name and not guards.names_person(seen, mention)
        if (
            local
            or _said_inside(seen, mention)
            or (_very_like(mention.name) and not _person(seen, mention))
        ):
            extra.append(mention)
    taken = Spans(longest_first(extra))
    return [*extra, *(m for m in found if not taken.covers(m))]


def _said_inside(seen: Surroundings, mention: Mention) -> bool:
    """Tell whether an unknown name is said to lie in a place of the borderland ("Moc Bai in …")."""
    entity = seen.around(mention)
    longer = entity is not None and entity.end - entity.start > len(mention.name) + 2
    if longer or not context.located(seen.text, mention):
        return False
    if guards.is_generic(mention.name) or lexicon.frequency(mention.name.lower()):
        return False
    hints = context.hints(seen.text, mention)
    return any(
        c.country in guards.AT_HOME for h in hints for c in gazetteer.candidates(names.key(h))
    )


def _longer_village(mention: Mention, starts: list[int]) -> bool:
    """
    Tell whether a village's whole name ("Phum Samraong Chas") is longer than what is known.

    `starts` are where known names start, in order.
    """
    parts = mention.name.split()
    if len(parts) < 2 or parts[0].lower() not in lexicon.words("village_prefix"):  # noqa: PLR2004
        return False
    if parts[-1].lower() in lexicon.kind_words():
        return False
    first = bisect_left(starts, mention.start)
    return first == len(starts) or starts[first] > mention.start


def _very_like(name: str) -> bool:
    if len(name) < LONG_NAME or lexicon.frequency(name.lower()):
        return False
    return bool(variants.find(name, least=variants.SURE))


def _person(seen: Surroundings, mention: Mention) -> bool:
    entity = seen.around(mention)
    return entity is not None and entity.label == "PERSON" and " " in mention.name


def _from_entity(text: str, entity: ner.Entity) -> Mention | None:
    """Make a mention of a named entity: article, possessive and punctuation cut off."""
    surface = text[entity.start : entity.end]
    start = entity.start + len(surface) - len(_THE.sub("", surface))
    bare = re.sub(r"(?:['’‘ʼ][sS]|[\s,.;:'’\"”)]+)$", "", text[start : entity.end])
    if bare.count(".") and text[start + len(bare) : start + len(bare) + 1] == ".":
        bare += "."
    lead = bare.split(" ", 1)
    lower = len(lead) > 1 and lead[0] in lexicon.words("direction") and lead[1][:1].isupper()
    if lower and not is_great(bare):
        start, bare = start + len(lead[0]) + 1, lead[1]  # "north Arlington" is no North Arlington
    if not bare or not any(c.isalpha() for c in bare) or "\n" in bare:
        return None
    return Mention(start, start + len(bare), bare, label=entity.label)


def _united(named: list[Mention], matched: list[Mention]) -> list[Mention]:
    """
    Unite what the model and the gazetteer found.

    A model's name that the gazetteer can look up stands; else names of the gazetteer in it do;
    else it stays, unresolved. A longer name of the gazetteer beats a shorter one of the model.
    """
    known = [m for m in named if m.label != "FAC" and find(m)]
    exact = longest_first([*matched, *known])
    taken = Spans(exact)
    return longest_first([*exact, *(m for m in named if not taken.covers(m))])


def _nationalities(seen: Surroundings, cut: list[matcher.Word]) -> list[Mention]:
    """Find nationality words that are not also names of countries ("US")."""
    found = []
    for first, last in [*pairwise(cut), *((word, word) for word in cut)]:
        name = seen.text[first.start : last.end]
        if name[0].isupper() and _nationality(name):
            mention = Mention(first.start, last.end, name, role="demonym")
            if not guards.in_body_name(seen, mention):
                found.append(mention)
    return longest_first(found)


def _nationality(word: str) -> bool:
    key = names.key(word)
    found = gazetteer.nationality(key)
    return bool(found) and not any(c.kind == "country" for c in gazetteer.candidates(key))


def _is_nation(mention: Mention) -> bool:
    return _nationality(mention.name)


def _with_role(text: str, mention: Mention) -> Mention:
    if mention.role == "place" and _speaks(text, mention):
        return mention.as_role("metonym")
    return mention


def _speaks(text: str, mention: Mention) -> bool:
    """Tell whether a capital stands for its government: it is what says, denies or demands."""
    if not _is_capital(mention.name):
        return False
    following = text[mention.end : mention.end + _SPEECH_WINDOW]
    pair = _AND_CAPITAL.match(following)
    if pair is not None and _is_capital(pair.group(1)):
        return not _located(text, mention.start)
    other = _CAPITAL_AND.search(text[max(0, mention.start - _SPEECH_WINDOW) : mention.start])
    if other is not None and _is_capital(other.group(1)):
        return not _located(text, mention.start - len(other.group()))
    return _acts(following)


def _acts(following: str) -> bool:
    """Tell whether what follows a capital is what a government does, or has ("'s denial")."""
    owned = _OWNED.match(following)
    if owned is not None and owned.group(1) in lexicon.words("government_noun"):
        return True
    for word in re.findall(r"[^\W\d_]+|[.,;:()]", following):
        if word in lexicon.words("speech"):
            return True
        if word not in lexicon.words("between_verb"):
            return False
    return False


def _is_capital(name: str) -> bool:
    return any(c.kind == "capital" for c in gazetteer.candidates(names.key(name))[:3])


def _located(text: str, position: int) -> bool:
    """Tell whether a preposition of place stands right before."""
    before = re.findall(r"[^\W\d_]+", text[max(0, position - 20) : position])
    return bool(before) and before[-1].lower() in lexicon.words("preposition")
