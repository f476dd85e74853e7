"""
From a text to the places that it names.

`geocode` finds and places them; `resolve` places spans that are already known. Both give a frame
of one row a mention; see `geo.geoparse.geocode`.
"""

from geo.geoparse.geocode import geocode, resolve

__all__ = ["geocode", "resolve"]
