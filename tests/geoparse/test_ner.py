"""The language model: the pinned one, and no other."""

import pytest

from geo.errors import SetupError
from geo.geoparse import ner


def test_the_installed_model_is_the_pinned_one():
    assert ner.model().meta["version"] == "3.8.0"


def test_another_model_is_refused(monkeypatch):
    ner.model.cache_clear()
    monkeypatch.setattr(ner, "_WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(SetupError, match="not the one pinned"):
        ner.model()
    ner.model.cache_clear()
