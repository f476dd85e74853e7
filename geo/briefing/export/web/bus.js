// The map and the timeline talk over BroadcastChannels; in one file they are in one document, so a
// bus in the page does, also where a browser gives local files no channels. Nothing is fetched: the
// one file that the map asks for lies in this page.
(function () {
  "use strict";
  const open = new Map();
  globalThis.BroadcastChannel = class {
    constructor(name) {
      this.name = name;
      this.onmessage = null;
      open.set(name, [...(open.get(name) || []), this]);
    }
    postMessage(data) {
      for (const other of open.get(this.name))
        if (other !== this) queueMicrotask(() => { if (other.onmessage) other.onmessage({ data }); });
    }
    close() { open.set(this.name, open.get(this.name).filter((other) => other !== this)); }
  };
  const atlas = JSON.parse(document.getElementById("atlas-data").textContent);
  globalThis.fetch = () => Promise.resolve({ json: () => Promise.resolve(atlas) });
})();
