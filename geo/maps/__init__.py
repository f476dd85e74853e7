"""The map and its clock: an offline Folium base map, the layer of marks, the timeline's feed."""
