"""The server's start: its socket answers at once, and what the map page needs gets read."""

import socket

from pages.parts import data, start


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
