// The events as typed arrays, shared by the map and the clock: decoding, and who is in view.
(function () {
  "use strict";
  const BorderMonitor = (globalThis.BorderMonitor = globalThis.BorderMonitor || {});
  const bytes = (text) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const raw = atob(text), found = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) found[i] = raw.charCodeAt(i);
    return found;
  };
  BorderMonitor.bytes = bytes;
  // `drawn` is each event's place precision, 0 where nothing is drawn on the map.
  BorderMonitor.decode = function (packed) {
    const feed = { ...packed };
    for (const name of ["start", "end", "place"]) feed[name] = new Int32Array(bytes(packed[name]).buffer);
    for (const name of ["layer", "flags", "datePrec"]) feed[name] = bytes(packed[name]);
    const prec = Uint8Array.from(feed.places, (place) => place.p);
    feed.drawn = feed.layer.map((_, i) => (feed.place[i] < 0 || prec[feed.place[i]] === 6 ? 0 : prec[feed.place[i]]));
    return feed;
  };

  // First index whose value is not below `value`.
  BorderMonitor.bound = function (sorted, value) {
    let low = 0, high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value) low = middle + 1; else high = middle;
    }
    return low;
  };

  BorderMonitor.passes = (feed, mask, i) =>
    !mask || (mask[i >> 3] >> (i & 7)) & 1;

  // Calls `visit` with the index of every event that overlaps the window and passes the mask.
  // Events are sorted by first day; those longer than `feed.short` days stand in `feed.long` too.
  BorderMonitor.each = function (feed, window, mask, visit) {
    const { start, end } = feed;
    const first = BorderMonitor.bound(start, window.from - feed.short);
    const last = BorderMonitor.bound(start, window.to + 1);
    for (const i of feed.long) {
      if (i >= first) break;
      if (end[i] >= window.from && BorderMonitor.passes(feed, mask, i)) visit(i);
    }
    for (let i = first; i < last; i++)
      if (end[i] >= window.from && BorderMonitor.passes(feed, mask, i)) visit(i);
  };

  const DAY = 86400000;
  BorderMonitor.iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  BorderMonitor.day = (iso) => Math.round(Date.parse(iso + "T00:00:00Z") / DAY);
})();
