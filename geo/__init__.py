"""The border monitor without its screen: border, gazetteer, geoparser, events, maps, briefings.

Nothing in this package imports Streamlit. Geometry is EPSG:4326 at every public edge; metric
work is done in EPSG:32648 (UTM zone 48N, which holds the whole border) or on the WGS84 ellipsoid.
Imports run one way: briefing -> maps, formats -> events -> geoparse -> gazetteer -> border,
atlas -> errors.
"""
