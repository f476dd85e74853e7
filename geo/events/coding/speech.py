"""Who says it: from noun phrases to parties, with a memory for "she" and "the army"."""

import re
from dataclasses import dataclass
from typing import Any, Final

from geo.events.coding import actors
from geo.events.coding.lexicon import term_set
from geo.events.coding.reading import Paragraph, Token
from geo.events.coding.spots import Spot

_OUR: Final = re.compile(r"\b(?:our|we|us)\b\s*(?P<noun>(?:\w+\s+){0,2}\w+)?", re.IGNORECASE)
_QUOTED: Final = re.compile(r"[“\"][^”\"]*[”\"]")
_OPENING: Final = 400
_PLURAL: Final = ("officials", "authorities", "police", "administration", "armies", "governments")


@dataclass(slots=True)
class Voice:
    """What the coder remembers of who spoke."""

    document: str = actors.OUTLET
    """Whose voice the text is where nobody is named: the outlet, or a party's own bulletin."""
    home: str | None = None
    """The side of the dateline's city."""
    last: str | None = None
    """The party that spoke last."""
    paragraph: int = -1
    person: str | None = None
    """The party of the person who spoke last: what "he" and "she" mean."""


def voice_of(text: str, rows: list[dict[str, Any]]) -> Voice:
    """Read from the opening and from "our troops" whose voice a text is."""
    plain = _QUOTED.sub(" ", text)
    nouns = {w for m in _OUR.finditer(plain) for w in (m["noun"] or "").lower().split()}
    opening = [p for p in actors.parties_in(text[:_OPENING]) if p in actors.SIDES]
    city = dateline_row(text, rows)
    home = actors.party_of_country(str(city["country"])) if city else None
    voice = Voice(home=home or _home_of_officials(plain))
    if nouns & term_set("speakers", "own_forces") and opening:
        voice.document = opening[0]
    elif nouns & term_set("speakers", "own_third") or re.search(
        r"\bWe (?:are|call|urge|were)\b", plain
    ):
        voice.document = actors.THIRD
    return voice


def _home_of_officials(text: str) -> str | None:
    """Read whose officials and organs a text names, where it names those of one side only."""
    nations = term_set("speakers", "nations")
    found = {
        n.party for n in actors.namings(text)
        if n.party in actors.SIDES and text[n.start : n.end].lower() not in nations
    }  # fmt: skip
    return found.pop() if len(found) == 1 else None


def dateline_row(text: str, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Give the geocoder's row of the city in front of the first sentence ("BANGKOK: ...")."""
    head = re.search(
        r"(?:\A|\n)[ \t]*(?P<city>[A-Z][A-Z' .-]{3,30})\s*(?:,[^\n:–—-]{0,40})?\s*(?::|\s[-–—]\s)",
        text,
    )
    if not head:
        return None
    inside = range(head.start("city"), head.end("city"))
    return next((row for row in rows if row["start"] in inside), None)


def resolve(
    head: Token, paragraph: Paragraph, index: int, voice: Voice, spots: list[Spot]
) -> list[str]:
    """
    Give the parties that a speaker's noun phrase means.

    Parameters
    ----------
    head
        Head of the phrase.
    index
        Number of the paragraph, for how far back "she" reaches.
    spots
        Places of the paragraph: "the provincial governor" belongs where the event is.
    """
    found = actors.named_parties(head)
    if not found:
        found = _apposed(head)
    if not found and actors.is_both(head):
        found = list(actors.SIDES)
    if not found:
        found = _from_memory(head, paragraph, index, voice, spots)
    if found:
        voice.last, voice.paragraph = found[0], index
        if _is_person(head):
            voice.person = found[0]
    return found


def _is_person(head: Token) -> bool:
    """Tell persons from states and organs: by office, or by a name that is no country's."""
    if head.lemma_.lower() in term_set("speakers", "persons") or head.lower_ in ("he", "she"):
        return True
    return head.pos_ == "PROPN" and not actors.parties_in(head.text)


def _apposed(head: Token) -> list[str]:
    """Read "Maly Socheata, the ministry's spokesperson" and titles before names."""
    for child in head.children:
        if child.dep_ in ("appos", "relcl", "acl"):
            found = actors.parties_in(actors.phrase_text(sorted(child.subtree, key=lambda t: t.i)))
            if found:
                return found[:1]
    return []


def _from_memory(
    head: Token, paragraph: Paragraph, index: int, voice: Voice, spots: list[Spot]
) -> list[str]:
    phrase = {t.lower_ for t in actors.noun_phrase(head)}
    if phrase & term_set("speakers", "local"):
        local = _local_side(head, spots)
        if local:
            return [local]
    pronoun = head.lower_ in term_set("attribution", "pronouns")
    recent = voice.last if voice.paragraph >= index - 2 else None
    if head.lower_ in ("he", "she") and voice.person:
        return [voice.person]
    if head.lower_ == "it":
        said = [] if recent and _trails(head) else _named_before(head)
        recent = said[0] if said else recent
    if head.lower_ in ("that", "which", "who"):
        said = _named_before(head, gap=0)
        recent = said[-1] if said else recent
    if pronoun:
        named = actors.last_named(paragraph, head.i) if not recent else None
        return [p for p in (recent or named or _own(voice),) if p]
    if actors.is_generic_speaker(head):
        return _organ(head, paragraph, voice, recent, spots)
    return []


def _trails(head: Token) -> bool:
    """Tell "..., it claimed" at the end from "Thailand said it ..."."""
    return head.head.dep_ == "ROOT" and any(
        c.dep_ == "ccomp" and c.i < head.i for c in head.head.children
    )


def _named_before(head: Token, gap: int = 3) -> list[str]:
    """Parties named before "it" in its sentence; in "Cambodia, it said, ..." another is meant."""
    start = head.sent.start_char
    before = actors.namings(head.doc.text[start : head.idx])
    return [n.party for n in before if start + n.end < head.idx - gap]


def listen(sentence: Token, index: int, voice: Voice) -> None:
    """Remember who is named as speaking in a sentence, for the "it said" of the next."""
    for verb in sentence:
        if verb.pos_ != "VERB" or verb.lemma_.lower() not in term_set("attribution", "say"):
            continue
        who = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if who is not None and who.lower_ in ("that", "which", "who") and verb.dep_ == "relcl":
            who = verb.head
        found = actors.named_parties(who) if who is not None else []
        if found:
            voice.last, voice.paragraph = found[0], index


def _organ(
    head: Token, paragraph: Paragraph, voice: Voice, recent: str | None, spots: list[Spot]
) -> list[str]:
    """Read "the army": of the side that spoke last, else of the place, else named last."""
    if any(c.dep_ == "poss" and c.lower_ in ("its", "their", "his", "her") for c in head.children):
        own = actors.last_named(paragraph, head.i)
        if own:
            return [own]
    side = _located(head)
    if head.lower_ in _PLURAL and not side:
        side = _local_side(head, [s for s in spots if s.token.sent == head.sent])
    side = side or (recent if recent in actors.SIDES else None)
    if head.lower_ in _PLURAL and not side:
        return []
    side = side or _own(voice) or voice.home or _local_side(head, spots)
    side = side or _implied(head) or actors.last_named(paragraph, head.i)
    return [side] if side else []


def _implied(head: Token) -> str | None:
    """Read "Cambodian troops attacked, the army said": the army that was attacked speaks."""
    attackers = set[str]()
    for token in head.sent:
        if token.dep_ not in ("nsubj", "nsubjpass") or token.head.pos_ != "VERB":
            continue
        sides = [p for p in actors.named_parties(token) if p in actors.SIDES]
        if len(sides) != 1 or token.head.lemma_.lower() in term_set("attribution", "say"):
            continue
        if token.dep_ == "nsubjpass" or token.head.lemma_.lower() in term_set("people", "suffer"):
            return sides[0]
        attackers.add(sides[0])
    others = [side for side in actors.SIDES if side not in attackers]
    return others[0] if len(attackers) == 1 else None


def _located(head: Token) -> str | None:
    """Read "In Thailand nine soldiers had died, the army said": the army of the country told of."""
    for match in re.finditer(r"\b[Ii]n (Thailand|Cambodia)\b", head.sent.text):
        return match[1]
    return None


def _own(voice: Voice) -> str | None:
    return voice.document if voice.document != actors.OUTLET else None


def _local_side(head: Token, spots: list[Spot]) -> str | None:
    """Side of the nearest place that lies in one country."""
    placed = [(abs(s.first - head.i), s) for s in spots]
    for _, spot in sorted(placed, key=lambda pair: pair[0]):
        side = actors.party_of_country(str(spot.row["country"]))
        if side:
            return side
    return None
