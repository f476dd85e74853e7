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
  // An excerpt of a larger feed says where its events stand in that: `index`.
  BorderMonitor.decode = function (packed) {
    if (packed.begun) return BorderMonitor.decodeCells(packed);
    const feed = { ...packed };
    if (packed.index) feed.index = new Int32Array(bytes(packed.index).buffer);
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

  // An event's number in the whole record, and back (-1 where the feed does not have it).
  BorderMonitor.outward = (feed, i) => (feed.index ? feed.index[i] : i);
  BorderMonitor.inward = function ({ index, start }, number) {
    if (!index) return start && number < start.length ? number : -1;
    const i = BorderMonitor.bound(index, number);
    return index[i] === number ? i : -1;
  };

  // What the timeline draws and counts of the events that pass the mask, day by day: bars of the
  // histogram by layer, closures, and how many had begun by a day and how many were over before it
  // (without a mark, with one).
  const COUNTED = 2, INTERVAL = 4;
  BorderMonitor.tally = function (feed, mask) {
    if (feed.begun) return BorderMonitor.tallyCells(feed);
    const { first, last, start, end } = feed, size = last - first + 1;
    const rows = () => feed.layers.map(() => new Float32Array(size));
    const found = { exact: rows(), vague: rows(), bars: [], undated: 0, total: feed.total || start.length,
      lots: [0, 1].map(() => ({ begun: new Int32Array(size), ended: new Int32Array(size + 1) })) };
    for (let i = 0; i < start.length; i++) {
      if (!BorderMonitor.passes(feed, mask, i)) continue;
      if (start[i] > last) { found.undated++; continue; }
      const lot = found.lots[feed.drawn[i] ? 1 : 0];
      // An excerpt's timeline begins after some of its events did.
      lot.begun[Math.max(0, start[i] - first)]++;
      if (end[i] < last) lot.ended[Math.max(0, end[i] - first + 1)]++;
      const layer = feed.layer[i];
      if (feed.layers[layer] === "fuel_route" || feed.layers[layer] === "border_closure") {
        const place = feed.place[i];
        if (feed.flags[i] & INTERVAL) found.bars.push({ start: start[i], end: end[i], layer, name: place < 0 ? "" : feed.places[place].n });
        continue;
      }
      if (!(feed.flags[i] & COUNTED)) continue;
      const a = Math.max(start[i], first) - first, b = Math.min(end[i], last) - first;
      const share = 1 / Math.max(1, b - a + 1), row = (feed.datePrec[i] > 1 ? found.vague : found.exact)[layer];
      for (let d = a; d <= b; d++) row[d] += share;
    }
    return BorderMonitor.summed(found);
  };
  // Keeps how many begin on each day, and turns the lots into sums up to a day.
  BorderMonitor.summed = function (found) {
    const [without, drawn] = found.lots;
    found.begins = without.begun.map((n, d) => n + drawn.begun[d]);
    for (const { begun, ended } of found.lots) for (let d = 1; d < begun.length; d++) {
      begun[d] += begun[d - 1];
      ended[d] += ended[d - 1];
    }
    return found;
  };

  const DAY = 86400000;
  BorderMonitor.iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  BorderMonitor.day = (iso) => Math.round(Date.parse(iso + "T00:00:00Z") / DAY);
})();
