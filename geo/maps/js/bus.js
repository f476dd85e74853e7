// For a browser without BroadcastChannel: timeline, map and lists reach each other through the page
// that holds them all, with the same words.
(function () {
  "use strict";
  if (globalThis.BroadcastChannel) return;
  let outermost = globalThis;
  try { while (outermost.parent !== outermost && outermost.parent.document) outermost = outermost.parent; } catch { /* another origin ends the climb */ }
  const open = (outermost.borderMonitorBus = outermost.borderMonitorBus || new Map());
  globalThis.BroadcastChannel = class {
    constructor(name) {
      this.name = name;
      this.onmessage = null;
      open.set(name, [...(open.get(name) || []), this]);
      globalThis.addEventListener("pagehide", () => this.close());
    }
    postMessage(data) {
      for (const other of open.get(this.name))
        if (other !== this) queueMicrotask(() => { if (other.onmessage) other.onmessage({ data }); });
    }
    close() { open.set(this.name, open.get(this.name).filter((other) => other !== this)); }
  };
})();
