// The map and the timeline talk over BroadcastChannels; in one file they are in one document, so the
// bus in the page (`geo/maps/js/bus.js`) does, also where a browser gives local files no channels.
// Nothing is fetched: the one file that the map asks for lies in this page.
(function () {
  "use strict";
  delete globalThis.BroadcastChannel;
  const atlas = JSON.parse(document.getElementById("atlas-data").textContent);
  globalThis.fetch = () => Promise.resolve({ json: () => Promise.resolve(atlas) });
})();
