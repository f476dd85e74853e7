"""Recognition: which stretches of a text name a place."""

import re
from typing import Final

from geo import gazetteer, names
from geo.geoparse import lexicon, matcher, ner
from geo.geoparse.mentions import Mention, longest_first

BIG_TOWN: Final = 100_000
_LATIN: Final = re.compile(r"[A-Za-z]")
_THE: Final = re.compile(r"^(?:the|The|THE)\s+")
_AND_CAPITAL: Final = re.compile(r"\s+and\s+([A-Z]\w+(?: [A-Z]\w+)?)")
_CAPITAL_AND: Final = re.compile(r"([A-Z]\w+(?: [A-Z]\w+)?)\s+and\s+$")
_SPEECH_WINDOW: Final = 40


def recognise(text: str, *, demonyms: bool = False) -> list[Mention]:
    """
    Find the mentions of places in a text, in its order, none overlapping.

    Parameters
    ----------
    text
        Any text; offsets of the result index it as it is.
    demonyms
        Also give nationality words ("Laotian"), in the role `demonym`.
    """
    cut = matcher.words(text)
    entities = ner.entities(text) if _LATIN.search(text) else []
    guards = [e for e in entities if e.label in {"PERSON", "ORG", "PRODUCT", "WORK_OF_ART", "LAW"}]
    named = [m for e in entities if e.label in ner.PLACE_LABELS if (m := _from_entity(text, e))]
    matched = [m for m in matcher.latin(text, cut) if _keep(text, m, guards, named)]
    nations = _nationalities(cut)
    taken = {(m.start, m.end) for m in nations}
    places = [m for m in named + matched if not _is_nation(m)]
    found = _united(places, matcher.unspaced(text))
    found = [m for m in found if (m.start, m.end) not in taken]
    if demonyms:
        found = longest_first(found + [n for n in nations if not any(n.overlaps(m) for m in found)])
    return [_with_role(text, m) for m in found]


def _from_entity(text: str, entity: ner.Entity) -> Mention | None:
    """Make a mention of a named entity: article, possessive and punctuation cut off."""
    surface = text[entity.start : entity.end]
    start = entity.start + len(surface) - len(_THE.sub("", surface))
    bare = re.sub(r"(?:['’‘ʼ][sS]|[\s,.;:'’\"”)]+)$", "", text[start : entity.end])
    if bare.count(".") and text[start + len(bare) : start + len(bare) + 1] == ".":
        bare += "."
    if not bare or not any(c.isalpha() for c in bare) or "\n" in bare:
        return None
    return Mention(start, start + len(bare), bare, label=entity.label)


def _united(named: list[Mention], unspaced: list[Mention]) -> list[Mention]:
    """Where a model's span and a gazetteer's overlap, the longer that the gazetteer knows wins."""
    known = [m for m in named if gazetteer.candidates(names.key(m.name))]
    return longest_first_known(known, [*named, *unspaced])


def longest_first_known(known: list[Mention], every: list[Mention]) -> list[Mention]:
    """Take known names first, then what does not touch them."""
    kept = longest_first(known)
    return longest_first(kept + [m for m in every if not any(m.overlaps(k) for k in kept)])


def _nationalities(cut: list[matcher.Word]) -> list[Mention]:
    found = []
    for word in cut:
        if word.text[0].isupper() and gazetteer.nationality(names.key(word.text)):
            if gazetteer.candidates(names.key(word.text)):
                continue
            found.append(Mention(word.start, word.end, word.text, role="demonym"))
    return found


def _is_nation(mention: Mention) -> bool:
    key = names.key(mention.name)
    if not gazetteer.nationality(key):
        return False
    return not any(c.kind == "country" for c in gazetteer.candidates(key))


def _keep(text: str, mention: Mention, guards: list[ner.Entity], named: list[Mention]) -> bool:
    """Judge a name that only the gazetteer found."""
    if any(mention.overlaps(m) for m in named):
        return True
    found = gazetteer.candidates(names.key(mention.name))
    site = any(c.gazetteer_id.startswith("site:") for c in found)
    if any(g.start < mention.end and mention.start < g.end for g in guards):
        return site and " " in mention.name
    if site:
        return True
    if any(c.kind in {"country", "province", "region"} for c in found[:1]):
        return not _in_name(text, mention)
    if " " not in mention.name and lexicon.frequency(mention.name.lower()) >= lexicon.COMMON_ZIPF:
        return max(c.population for c in found) >= BIG_TOWN and not _in_name(text, mention)
    return not _in_name(text, mention)


def _in_name(text: str, mention: Mention) -> bool:
    """Tell whether another capitalised word stands right beside, as in a person's name."""
    after = re.match(r" ([A-Z][a-z]+)", text[mention.end : mention.end + 30])
    before = re.search(r"([A-Z][a-z]*\.?) $", text[max(0, mention.start - 30) : mention.start])
    if after is not None and after.group(1).lower() not in lexicon.kind_words():
        return True
    return before is not None and not _sentence_start(text, mention.start - len(before.group()))


def _sentence_start(text: str, position: int) -> bool:
    before = text[max(0, position - 3) : position].rstrip()
    return not before or before[-1] in ".!?:;\"”“'’(\n"


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
