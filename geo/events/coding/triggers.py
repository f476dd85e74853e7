"""Find the verbs and nouns that report an event, and which layer each belongs to.

The rules are data: `[[rules]]` of the lexicon, the first that fits a verb decides. Each asks for
cue words in roles of the clause: logical subject, logical object, tool, or anywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from geo.events.coding.lexicon import section, term_set
from geo.events.coding.reading import Paragraph, Token, clause_tokens, is_predicate, subject

VIOLENT: Final = ("drone", "landmine", "airstrike", "shelling", "clash")
"""Layers of armed force, the most telling first."""
CASUALTY: Final = "casualty"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of `[[rules]]`."""

    name: str
    layer: str
    verbs: frozenset[str]
    event_type: str = ""
    sub: str = ""
    status: str = "event"
    subject: frozenset[str] = frozenset()
    object: frozenset[str] = frozenset()
    core: frozenset[str] = frozenset()
    tool: frozenset[str] = frozenset()
    any: frozenset[str] = frozenset()
    sentence: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    negated: bool = False
    passive: bool = False
    harm: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A verb or noun that reports an event of a layer."""

    token: Token
    layer: str
    rule: str
    event_type: str = ""
    sub: str = ""
    status: str = "event"
    noun: bool = False


@dataclass(frozen=True, slots=True)
class Roles:
    """Tokens of a clause by logical role; a passive's subject is its object."""

    subject: frozenset[int]
    object: frozenset[int]
    tool: frozenset[int]
    clause: frozenset[int]


@cache
def rules() -> tuple[Rule, ...]:
    """Read the rules in order."""
    return tuple(_rule(row) for row in section("rules"))


def _rule(row: dict[str, Any]) -> Rule:
    made: dict[str, Any] = {k: frozenset(v) if isinstance(v, list) else v for k, v in row.items()}
    return Rule(**made)


def find_triggers(paragraph: Paragraph, places: dict[int, str]) -> list[Trigger]:
    """
    Every trigger of a paragraph, in order.

    Parameters
    ----------
    paragraph
        The paragraph, parsed.
    places
        Kind of the named place by the index of each of its tokens.
    """
    found: list[Trigger] = []
    for token in paragraph.doc:
        if is_verb(token):
            found += _verb_trigger(token, paragraph, places)
    verbs = {t.token.i for t in found}
    found += [t for t in _noun_triggers(paragraph) if t.token.i not in verbs]
    return sorted(found, key=lambda t: t.token.i)


def is_verb(token: Token) -> bool:
    """Tell verbs, also those that the tagger took for nouns but that have a subject."""
    if any(c.dep_ == "det" for c in token.children) and token.tag_ != "VBG":
        return False
    if token.tag_ == "VBG" and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj"):
        return False  # "fighting resumed"
    if token.pos_ == "VERB":
        return True
    if token.lemma_ == "be" and token.pos_ == "AUX":
        return any(child.dep_ in ("nsubj", "prep") for child in token.children)
    return token.pos_ in ("NOUN", "PROPN", "ADJ", "AUX") and (
        (token.tag_.startswith("VB") and token.pos_ != "AUX")
        or (
            any(child.dep_ in ("nsubj", "nsubjpass", "auxpass") for child in token.children)
            and token.dep_
            in ("ROOT", "ccomp", "conj", "advcl", "relcl", "parataxis", "acomp", "oprd")
        )
    )


def _verb_trigger(verb: Token, paragraph: Paragraph, places: dict[int, str]) -> Iterator[Trigger]:
    lemma = verb.lemma_.lower()
    roles = clause_roles(verb)
    for rule in rules():
        if lemma in rule.verbs and _fits(rule, verb, roles, paragraph, places):
            yield Trigger(verb, rule.layer, rule.name, rule.event_type, rule.sub, rule.status)
            return


def _fits(
    rule: Rule, verb: Token, roles: Roles, paragraph: Paragraph, places: dict[int, str]
) -> bool:
    def has(names: frozenset[str], where: frozenset[int]) -> bool:
        return any(paragraph.cues.get(i, _NOTHING) & names for i in where)

    sentence = frozenset(t.i for t in verb.sent)
    wanted = (
        (rule.subject, roles.subject),
        (rule.object, roles.object),
        (rule.core, roles.subject | roles.object),
        (rule.tool, roles.tool),
        (rule.any, roles.clause),
        (rule.sentence, sentence),
        (rule.beside, sentence - roles.clause),
    )
    if not all(has(names, where) for names, where in wanted if names):
        return False
    if rule.none and has(rule.none, roles.clause):
        return False
    return _fits_otherwise(rule, verb, roles, places)


def _fits_otherwise(rule: Rule, verb: Token, roles: Roles, places: dict[int, str]) -> bool:
    if rule.words and not _has_word(rule.words, verb, roles):
        return False
    if rule.negated and not is_negated(verb):
        return False
    if rule.passive and not any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children):
        return False
    if rule.place and not _names_place(rule.place, roles, places):
        return False
    return not rule.harm or _harms(verb, roles)


_NOTHING: Final[frozenset[str]] = frozenset()


def _has_word(words: frozenset[str], verb: Token, roles: Roles) -> bool:
    return any(
        verb.doc[i].lower_ in words or verb.doc[i].lemma_.lower() in words for i in roles.clause
    )


def _names_place(kind: str, roles: Roles, places: dict[int, str]) -> bool:
    where = roles.object if kind == "any" else roles.clause
    kinds = {places[i] for i in where if i in places}
    return bool(kinds - {"country", "metonym", "demonym"}) if kind == "any" else kind in kinds


def _harms(verb: Token, roles: Roles) -> bool:
    """Tell whether a verb says that people came to harm, and not on the road."""
    if by_accident(verb):
        return False
    lemma = verb.lemma_.lower()
    near = {verb.doc[i].lemma_.lower() for i in roles.subject | roles.object}
    people = near & (term_set("people", "nouns") | {"life", "lives"})
    if lemma in ("lose", "blow", "tear", "sever", "amputate"):
        limb = near & term_set("cues", "limb")
        return bool(limb) or (lemma == "lose" and bool(people))
    if lemma in ("sustain", "suffer", "take", "fall"):
        return bool(near & {"injury", "wound", "casualty", "injuries", "wounds"})
    return True


def by_accident(token: Token) -> bool:
    """Tell harm on the road or by illness from that of the conflict."""
    return any(t.lower_ in term_set("people", "accidents") for t in token.sent)


def is_negated(verb: Token) -> bool:
    """Tell whether a verb, its subject or its object carries a "not" or "no"."""
    for child in verb.children:
        if child.dep_ == "neg" or child.lower_ in ("never", "nobody", "none"):
            return True
        if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "expl") and _has_no(child):
            return True
    return False


def _has_no(noun: Token) -> bool:
    return any(
        c.lower_ in ("no", "neither", "none")
        and c.dep_ in ("det", "neg", "preconj", "amod", "nmod")
        for c in noun.children
    ) or noun.lower_ in ("nobody", "none", "nothing")


def clause_roles(verb: Token) -> Roles:
    """Sort the tokens of a verb's clause by logical role."""
    agent, target, tool = set[int](), set[int](), set[int]()
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)
    participle = verb.tag_ == "VBN" and verb.dep_ in ("acl", "advcl") and not passive
    doer = subject(verb)
    if doer is not None and verb.dep_ == "relcl" and doer.lower_ in ("that", "which", "who"):
        doer = verb.head  # "the rockets that hit", "the talks that opened"
    if doer is not None:
        (target if passive or participle else agent).update(_phrase(doer))
    for child in verb.children:
        if child.dep_ in ("dobj", "attr", "oprd", "dative", "acomp"):
            target.update(_phrase(child))
        elif child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ in _TOOL_WORDS):
            (agent if child.dep_ == "agent" else tool).update(_phrase(child))
        elif child.dep_ == "advcl" and child.lower_ in ("using", "with", "employing"):
            tool.update(_phrase(child))
    tool.update(_tool_above(verb))
    clause = {t.i for t in clause_tokens(verb)} | agent | target
    return Roles(frozenset(agent), frozenset(target), frozenset(agent | tool), frozenset(clause))


_TOOL_WORDS: Final = frozenset(
    ("with", "by", "from", "via", "using", "in", "after", "to", "during", "under", "through")
)


def _tool_above(verb: Token) -> set[int]:
    """In "using drones to drop bombs" the object of "using" is the tool of "drop"."""
    head = verb.head
    if verb.dep_ not in ("xcomp", "advcl", "acl") or head.lemma_ not in ("use", "employ", "deploy"):
        return set()
    return {i for c in head.children if c.dep_ == "dobj" for i in _phrase(c)}


def _phrase(token: Token) -> set[int]:
    """Token indexes of a phrase, without the clauses that hang below it."""
    found, queue = set[int](), [token]
    while queue:
        current = queue.pop()
        found.add(current.i)
        queue.extend(
            c
            for c in current.children
            if c.dep_ not in ("relcl", "acl", "advcl", "ccomp", "parataxis")
            and not (c.dep_ == "conj" and is_predicate(c) and c.pos_ == "VERB")
        )
    return found


# --- nouns that are events ------------------------------------------------------------------------


def _noun_triggers(paragraph: Paragraph) -> Iterator[Trigger]:
    for index, layer in paragraph.nouns.items():
        token = paragraph.doc[index]
        if is_verb(token) or token.dep_ == "compound":
            continue
        verb = governing_verb(token)
        happens = (
            verb is not None
            and verb.lemma_.lower() in term_set("occurrence", "verbs")
            and _is_argument(token, verb)
        )
        status = "event" if happens else "mention"
        yield Trigger(token, layer, "event noun", status=status, noun=True)


def _is_argument(noun: Token, verb: Token) -> bool:
    while noun.head.i not in (verb.i, noun.i):
        if noun.dep_ not in ("conj", "appos", "nmod", "compound", "poss"):
            through = noun.head.dep_ == "agent" or noun.head.lower_ in ("with", "by")
            above = noun.head.head
            reached = verb.i in (above.i, above.head.i if above.dep_ == "dobj" else above.i)
            return noun.dep_ == "pobj" and through and reached
        noun = noun.head
    return noun.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "conj", "agent", "ROOT", "oprd")


def governing_verb(token: Token) -> Token | None:
    """Give the nearest verb above a noun."""
    while token.head.i != token.i:
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return token
    return None
