"""Parts of a page that are there no more are not asked for; all else is heard as it was said."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from pages.parts import requests


def _said(page="", part=""):
    message = BackMsg()
    message.rerun_script.page_script_hash = page
    message.rerun_script.fragment_id = part
    message.rerun_script.query_string = "kept"
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


def _heard(*messages, kind="websocket"):
    """Give what an app behind the middleware hears of them."""
    line, heard = list(messages), []

    async def receive():
        return line.pop(0)

    async def app(_, receive, __):
        while line:
            heard.append(await receive())

    closed = {"type": "websocket.disconnect"}
    line.append(closed)
    with ThreadPoolExecutor(1) as aside:  # where no other test's loop runs
        aside.submit(asyncio.run, requests.Requests(app)({"type": kind}, receive, None)).result()
    assert heard.pop() == closed
    return heard


FIRST, MAP, PART = _said(), _said("map"), _said("map", "its part")
REVIEW, OWN = _said("review"), _said("review", "its own")


@pytest.mark.parametrize("before", [(FIRST,), (MAP,), (FIRST, PART)])
def test_a_part_of_the_page_before_is_not_heard(before):
    said = (*before, REVIEW, PART, PART, OWN)
    assert _heard(*said) == [*before, REVIEW, OWN]


@pytest.mark.parametrize(
    "said",
    [
        (FIRST, PART, PART, MAP, PART),
        (MAP, REVIEW, OWN, MAP, PART),
        (MAP, REVIEW, OWN, PART, PART),  # the server changed the page, asked by a button
        (MAP, MAP, PART),
        (MAP, {"type": "websocket.receive", "bytes": b"\xff no message"}, PART),
        ({"type": "websocket.connect"}, {"type": "websocket.receive", "text": "words"}),
    ],
)
def test_all_else_is_heard_as_it_was_said(said):
    assert _heard(*said) == list(said)


def test_the_first_word_of_a_connection_is_about_the_whole_page():
    assert _heard(PART, PART) == [MAP, PART]
    assert _heard(PART, REVIEW, PART, OWN) == [MAP, REVIEW, OWN]


def test_what_else_a_browser_says_does_not_count_as_a_page():
    beat = BackMsg(app_heartbeat=True)
    said = {"type": "websocket.receive", "bytes": beat.SerializeToString()}
    assert _heard(MAP, REVIEW, said, PART) == [MAP, REVIEW, said]


def test_plain_requests_are_passed_on():
    assert _heard(MAP, REVIEW, PART, kind="http") == [MAP, REVIEW, PART]
