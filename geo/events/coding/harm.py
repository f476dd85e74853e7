"""Which harm people came to: death, injury or displacement, from the words around a count."""

from typing import Final, Literal

from geo.events.coding.lexicon import term_set
from geo.events.coding.reading import Token

Role = Literal["deaths", "injured", "displaced"]
ROLES: Final[tuple[Role, ...]] = ("deaths", "injured", "displaced")
_NOUN_LINKS: Final = frozenset(
    ("conj", "appos", "nmod", "compound", "nummod", "amod", "quantmod", "poss")
)
_RISES: Final = frozenset(
    (
        "climb",
        "rise",
        "reach",
        "stand",
        "grow",
        "jump",
        "increase",
        "put",
        "fall",
        "drop",
        "hit",
        "pass",
        "exceed",
        "top",
        "surpass",
        "total",
        "be",
        "bring",
        "revise",
        "raise",
    )
)


_WOUNDS: Final = frozenset(("injury", "wound", "burn", "wounds", "injuries", "burns", "bruise"))
_STRUCK: Final = frozenset(("hit", "strike", "catch", "graze", "pierce"))
_ABOUT: Final = ("around", "about", "over", "under", "above")
_HANDED: Final = frozenset(
    ("hand", "return", "repatriate", "give", "receive", "send", "exchange", "transfer", "deliver")
)
_FRAGMENTS: Final = frozenset(
    (
        "splinter",
        "shrapnel",
        "fragment",
        "bullet",
        "gunfire",
        "debris",
        "shard",
        "round",
        "splinters",
    )
)


def role_of(noun: Token, span: Token | None) -> tuple[Role, Token] | None:
    """Give the harm that a counted phrase came to, and the word that says it."""
    own = _word_role(noun)
    if own and noun.pos_ != "VERB":
        return own, noun
    for child in noun.children:
        described = child.dep_ in ("amod", "acl", "relcl", "advmod", "acomp", "compound", "appos")
        role = _word_role(child) if described else None
        if role and (child.i < noun.i or child.dep_ in ("acl", "acomp", "amod", "advmod")):
            return role, child
    after = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else None
    if (
        after is not None
        and _word_role(after)
        and after.tag_ in ("VBN", "VBD", "JJ", "NN", "NNS", "RB")
        and after.sent == noun.sent
    ):
        return _word_role(after), after  # type: ignore[return-value]
    if span is not None:
        stated = _stated_at(span, noun)
        if stated:
            return stated
    return _in_shelters(noun) or _predicate_role(noun)


def _word_role(token: Token) -> Role | None:
    words = {token.lemma_.lower(), token.lower_}
    for role in ROLES:
        listed = words & term_set("people", role)
        if listed and not listed <= {"claim", "toll", "fall", "burn", "casualty"}:
            return role
    return None


def _stated_at(span: Token, noun: Token) -> tuple[Role, Token] | None:
    """Read "the dead at 11", "a toll of 30", "the number of displaced climbed to 274,403"."""
    doc, first = span.doc, span.start
    skipped = ("the", "a", "its", "their")
    left = doc[max(first - 4, span.sent.start) : first]
    before = [t for t in left if t.lower_ not in skipped]
    if before and before[-1].lower_ in ("at", "of", "to", ":"):
        for token in reversed(before[:-1]):
            if role := _toll_role(token):
                return role, token
            if token.pos_ == "VERB":
                break
    counted = noun if span.root.head.i == noun.i else span.root
    head = counted.head
    verb = head.head if head.dep_ in ("prep", "agent") else head
    return _risen(verb) if verb.lemma_.lower() in _RISES else None


def _risen(verb: Token) -> tuple[Role, Token] | None:
    """Give what it is that climbed, stood at, or was put at a number."""
    arguments = (c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "dobj"))
    for token in (t for argument in arguments for t in argument.subtree):
        role = _toll_role(token) or ("displaced" if token.lower_ in ("homes", "houses") else None)
        if role:
            return role, token
    return None


def _toll_role(token: Token) -> Role | None:
    return _word_role(token) or ("deaths" if token.lower_ == "toll" else None)


def _in_shelters(noun: Token) -> tuple[Role, Token] | None:
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in ("in", "at"):
            for place in child.children:
                words = {place.lemma_.lower()}
                if words & {"shelter", "centre", "center", "camp", "gymnasium"}:
                    return "displaced", place
    return None


def _predicate_role(noun: Token) -> tuple[Role, Token] | None:
    top = noun
    while top.dep_ in _NOUN_LINKS and top.head.pos_ in ("NOUN", "PROPN", "NUM", "PRON"):
        top = top.head
    if top.dep_ == "pobj" and top.head.lower_ == "of" and top.head.dep_ == "prep":
        return _of_phrase(top)
    verb, link = top.head, top.dep_
    if link == "pobj" and verb.dep_ == "prep" and verb.lower_ in _ABOUT:
        verb, link = verb.head, "dobj"  # "displaced around 800,000"
    if top.dep_ == "pobj" and top.head.dep_ == "agent":
        return None
    if link not in (
        "nsubj",
        "nsubjpass",
        "dobj",
        "attr",
        "oprd",
        "ccomp",
        "npadvmod",
        "dative",
        "dep",
        "poss",
    ):
        return None
    if link == "poss":
        return _limb_of(top)
    return _verb_role(verb, link)


def _of_phrase(noun: Token) -> tuple[Role, Token] | None:
    """Read "the deaths of two farmers", "a toll of 30 civilians"."""
    head = noun.head.head
    role = _word_role(head) or ("deaths" if head.lower_ in ("toll", "bodies", "body") else None)
    if head.lower_ in ("bodies", "body", "remains") and head.head.lemma_.lower() in _HANDED:
        return None
    if role and role != "displaced":
        return role, head
    return (role, head) if role else None


def _limb_of(noun: Token) -> tuple[Role, Token] | None:
    """Read "a soldier's foot was torn off": the owner is hurt."""
    limb = noun.head
    verb = limb.head
    hurt = verb.lemma_.lower() in term_set("people", "lost_limb")
    return ("injured", verb) if limb.lemma_.lower() in term_set("cues", "limb") and hurt else None


def _verb_role(verb: Token, link: str) -> tuple[Role, Token] | None:
    lemma = verb.lemma_.lower()
    role = _word_role(verb)
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children) or link == "nsubjpass"
    if role:
        suffers = (
            link != "nsubj"
            or passive
            or lemma in ("die", "perish", "flee", "evacuate", "fall", "relocate")
            or verb.pos_ in ("ADJ", "NOUN")
        )
        return (role, verb) if suffers else None
    if link in ("nsubj", "nsubjpass"):
        return _subject_role(verb, lemma, passive=passive) or _second_verb(verb)
    return _object_role(verb, lemma)


def _second_verb(verb: Token) -> tuple[Role, Token] | None:
    """Read "trod on a mine and lost a foot": the second verb tells the harm."""
    for second in verb.children:
        own = any(c.dep_ in ("nsubj", "nsubjpass") for c in second.children)
        if second.dep_ == "conj" and second.pos_ == "VERB" and not own:
            return _verb_role(second, "nsubj")
    return None


def _below(verb: Token) -> list[Token]:
    return [t for t in verb.subtree if t.i > verb.i]


def _subject_role(verb: Token, lemma: str, *, passive: bool) -> tuple[Role, Token] | None:
    below = {t.lemma_.lower() for t in _below(verb)}
    limb = below & term_set("cues", "limb")
    if lemma == "lose" and below & {"life", "lives"}:
        return "deaths", verb
    hurt = (
        (lemma in term_set("people", "lost_limb") and limb and not passive)
        or (lemma in ("have", "get") and limb and below & term_set("people", "lost_limb"))
        or (lemma in ("suffer", "sustain", "receive", "have") and below & _WOUNDS)
        or (passive and lemma in _STRUCK and below & _FRAGMENTS)
        or (passive and lemma in term_set("people", "treated") and "hospital" in below)
    )
    return ("injured", verb) if hurt else _moved(verb, lemma, below)


def _moved_from(verb: Token, lemma: str) -> bool:
    """Read "moved out of villages", "taken away from the border"."""
    if lemma not in ("move", "take", "bring", "remove", "transfer"):
        return False
    left = {
        t.lemma_.lower() for c in verb.children if c.lower_ in ("from", "out") for t in c.subtree
    }
    return bool(left & {"border", "frontier", "village", "home", "area", "district", "zone"})


def _moved(verb: Token, lemma: str, below: set[str]) -> tuple[Role, Token] | None:
    safe = below & {
        "pagoda",
        "school",
        "stadium",
        "relatives",
        "tent",
        "shelter",
        "safety",
        "safe",
        "centre",
        "center",
        "camp",
        "gymnasium",
        "safer",
    }
    home = below & {"home", "house", "homes"}
    if lemma in ("leave", "abandon", "drive", "order", "tell", "force", "ask") and home:
        return "displaced", verb
    if lemma in ("force", "tell", "order", "make", "compel", "have", "ask", "tell") and below & {
        "flee",
        "evacuate",
        "leave",
        "relocate",
    }:
        return "displaced", verb
    if (
        (
            lemma
            in (
                "move",
                "remain",
                "stay",
                "sleep",
                "live",
                "take",
                "bring",
                "shelter",
                "house",
                "accommodate",
                "transfer",
                "transport",
                "seek",
                "be",
                "leave",
                "count",
                "register",
            )
            and safe
        )
        or (lemma == "shelter" and verb.tag_ != "VB")
        or _moved_from(verb, lemma)
    ):
        return "displaced", verb
    if (
        lemma == "leave"
        and not below & {"hospital", "office", "work"}
        and any(t.ent_type_ or t.pos_ == "PROPN" for t in _below(verb))
    ):
        return "displaced", verb
    for child in verb.children:
        if child.dep_ in ("acomp", "attr", "oprd", "xcomp", "advcl", "ccomp", "advmod"):
            role = _word_role(child)
            if role:
                return role, child
    return None


def _object_role(verb: Token, lemma: str) -> tuple[Role, Token] | None:
    below = {t.lemma_.lower() for t in _below(verb)}
    lost = lemma == "lose" and not below & term_set("cues", "limb")
    if lost or (lemma in ("claim", "cost", "take") and below & {"life", "lives"}):
        return "deaths", verb
    for child in verb.children:
        if child.dep_ in ("oprd", "acomp", "xcomp", "advcl") and (role := _word_role(child)):
            return role, child
    if lemma == "leave":
        return ("injured", verb) if below & _WOUNDS else None
    return _moved(verb, lemma, below)
