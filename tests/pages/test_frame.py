"""The map page's map is what streamlit-folium sends, without the time that it takes to ask it."""

import json
import subprocess
import sys

import pytest
import streamlit_folium

from geo import language
from geo.maps import base
from pages.parts import frame


@pytest.mark.parametrize("online", [False, True])
@pytest.mark.parametrize("code", language.LANGUAGES)
def test_the_kept_map_is_the_one_that_folium_makes(monkeypatch, code, online):
    shown = {}
    monkeypatch.setattr(frame, "_component", lambda: lambda **sent: shown.update(sent))
    with language.using(code):
        frame.board("border-0123456789abcdef", online=online)
        sent = {}
        monkeypatch.setattr(streamlit_folium, "_component_func", sent.update)
        made = base.base_map(channel="border-0123456789abcdef", online=online)
        streamlit_folium.st_folium(made, height=620, use_container_width=True, returned_objects=[])
    for one in (shown, sent):
        one.pop("key")
    sent.pop("on_change")
    assert shown == json.loads(json.dumps(sent))
    assert "border-0123456789abcdef" in shown["script"]


def test_one_map_has_one_key_and_another_language_another_map(monkeypatch):
    keys = []
    monkeypatch.setattr(frame, "_component", lambda: lambda **sent: keys.append(sent["key"]))
    for code in ("en", "en", "th"):
        with language.using(code):
            frame.board("border-0", online=False)
    frame.board("border-1", online=False)
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_the_component_is_the_packages_own():
    assert frame._component() == streamlit_folium._component_func


def test_the_first_picture_needs_neither_folium_nor_templates():
    code = "import sys; from pages.parts import board, frame; frame.ready(); print(*sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # keeps the file
    again = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert {"folium", "jinja2", "streamlit_folium"}.isdisjoint(again.stdout.split())
