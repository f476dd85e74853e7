"""The look that all pages share: one style sheet, put on the page once a run."""

from pathlib import Path

import streamlit as st
from PIL import Image, ImageDraw

_CSS = Path(__file__).with_name("dashboard.css")


def apply() -> None:
    """Put the style sheet on the page."""
    st.html(_CSS)  # a path to a style sheet: Streamlit puts it into a style tag


def icon() -> Image.Image:
    """Draw the tab's icon (a named icon would be fetched from another server)."""
    drawn = Image.new("RGBA", (64, 64))
    pen = ImageDraw.Draw(drawn)
    pen.rounded_rectangle((2, 2, 61, 61), 14, fill="#f7f4ee", outline="#3b3b3b", width=3)
    pen.line([(8, 44), (22, 30), (34, 36), (46, 18), (57, 22)], fill="#3b3b3b", width=5)
    pen.ellipse((27, 25, 45, 43), fill="#B33C00", outline="#ffffff", width=3)
    return drawn
