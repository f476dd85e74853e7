"""The server's start: its socket answers at once, and what the map page needs gets read."""

import socket
import subprocess
import sys

from geo import language
from pages.parts import data, languages, start


def test_connections_are_told_not_to_wait_for_an_acknowledgement():
    with socket.socket(socket.AF_INET) as listening, socket.socket() as idle:
        listening.bind(("localhost", 0))
        listening.listen()
        start._answer_at_once()
        with socket.create_connection(listening.getsockname()):
            taken, _ = listening.accept()
            with taken:
                assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert not idle.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert listening.fileno() > 0  # it was looked at, not closed


def test_what_the_map_page_needs_is_read_before_anybody_asks(monkeypatch):
    data._prepared.clear()
    data._feed.clear()
    start._get_ready()
    monkeypatch.setattr(data, "prepare", None)
    monkeypatch.setattr(data, "pack", None)
    assert len(data.feed()) == len(data.prepared().frame)


def test_a_start_that_fails_is_left_to_the_visitor(monkeypatch):
    monkeypatch.setattr(data, "all_of_it", None)
    start._get_ready()


def test_the_first_picture_spares_what_only_later_steps_need():
    code = (
        "import sys; from pages.parts import start; start._get_ready()\n"
        "import streamlit as st; from pages.parts import languages\n"
        "st.segmented_control('Language', languages.LANGUAGES, format_func=languages._label)\n"
        "print(*sys.modules)"
    )
    for _ in range(2):  # the first run keeps what takes long
        ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    loaded = set(ran.stdout.decode().split())
    assert "pages.parts.board" in loaded
    assert {"streamlit.emojis", "folium", "sqlalchemy", "geo.formats"}.isdisjoint(loaded)


def test_a_language_is_called_by_its_own_name():
    assert [languages._label(code).strip() for code in language.LANGUAGES] == [
        "English",
        "ไทย",
        "ខ្មែរ",
    ]
