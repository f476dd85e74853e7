"""The map page: border, events and timeline under one clock, with the evidence beside them."""

from pages.parts import board, front

front.enter()
board.show()
