// The page of an exported briefing: the map and the wall put together, as on the dashboard.
(function () {
  "use strict";
  const BM = globalThis.BorderMonitor, CHANNEL = "export";
  const given = JSON.parse(document.getElementById("event-data").textContent);
  BM.feeds = { [CHANNEL]: BM.decode(given.feed) };
  const map = L.map("map", { center: [13.05, 103.77], zoom: 8, zoomControl: false, minZoom: 6, maxZoom: 15,
    zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 120, maxBounds: [[5, 96], [21, 111]],
    maxBoundsViscosity: 0.8, attributionControl: false });
  BM.base(map, { atlas: "", view: given.view, disclaimer: given.disclaimer, tiles: {}, channel: CHANNEL });
  BM.marks(map, CHANNEL);
  BM.mountWall({ parentElement: document.body, setTriggerValue: () => {},
    data: { ...given, version: "file", at: 0, channel: CHANNEL, frame: "", address: false } });
})();
