// Counts what a window holds, by mark: of single events, or of squares with the single events of
// those that have been fetched in their stead.
(function () {
  "use strict";
  const BM = (window.BorderMonitor = window.BorderMonitor || {});
  const UNREVIEWED = 1;

  // `parts` are what is drawn: `feed`, `mask`, and `details` (a feed of single events that stand in
  // for the squares in `details.cells`), if any. `groups` tells which places share a mark; numbers of
  // places in `details` follow those of the feed. `perPlace` is filled with the events of each place.
  BM.count = function (parts, window, groups, perPlace) {
    const { feed, mask } = parts, layers = feed.layers.length;
    const seen = { shown: 0, unplaced: 0, hollow: 0, squared: 0, byLayer: new Int32Array(layers),
      byPrecision: new Int32Array(8), bySpot: new Int32Array(groups.spots.length * layers),
      solid: new Int32Array(groups.spots.length), areas: new Map() };
    perPlace.fill(0);
    const add = (place, layer, n, solid) => {
      const g = groups.group[place];
      if (g >= 0) {
        perPlace[place] += n;
        seen.bySpot[g * layers + layer] += n;
        seen.solid[g] += solid;
        return;
      }
      let area = seen.areas.get(place);
      if (!area) seen.areas.set(place, (area = { place, counts: new Int32Array(layers), n: 0, solid: 0 }));
      area.counts[layer] += n;
      area.n += n;
      area.solid += solid;
    };
    if (feed.begun) squares(parts, window, seen, add);
    else BM.each(feed, window, mask, (i) => {
      if (!feed.drawn[i]) { seen.unplaced++; return; }
      const hollow = feed.flags[i] & UNREVIEWED ? 1 : 0;
      seen.shown++;
      seen.byLayer[feed.layer[i]]++;
      seen.byPrecision[feed.drawn[i]]++;
      seen.hollow += hollow;
      add(feed.place[i], feed.layer[i], 1, 1 - hollow);
    });
    return seen;
  };

  function squares({ feed, details }, window, seen, add) {
    const singly = details && BM.holds(details, feed, window) ? details : null;
    let place = -1, hollow = 0;
    BM.eachCell(feed, window, (p, l, n) => {
      seen.shown += n;
      seen.byLayer[l] += n;
      if (singly && singly.has.has(p)) return;
      if (p !== place) { hollow = BM.hollowCells(feed, window, p); place = p; }
      if (feed.places[p].size) seen.squared += n;
      const open = Math.min(hollow, n); // whichever kinds they are: what counts is if any is reviewed
      hollow -= open;
      add(p, l, n, n - open);
    });
    for (let p = 0; p < feed.places.length; p++) seen.hollow += BM.hollowCells(feed, window, p);
    for (let code = 1; code < 8; code++) seen.byPrecision[code] = BM.precisionCells(feed, window, code);
    seen.unplaced = BM.precisionCells(feed, window, 0);
    if (!singly) return;
    BM.each(singly, window, null, (i) =>
      add(feed.places.length + singly.place[i], singly.layer[i], 1, singly.flags[i] & UNREVIEWED ? 0 : 1));
  }

  // Whether fetched single events belong to these counts and hold all of a window.
  BM.holds = (details, feed, window) =>
    details.of === feed.version && details.from <= window.from && details.to >= window.to;

  // Which squares of the frame to fetch single events for, and of which days: all days where the frame
  // has few, else the window's; null where there are too many, or all are there already.
  BM.wanted = function ({ feed, details }, window, inFrame) {
    if (!feed.begun) return null;
    const cells = [];
    feed.places.forEach((place, p) => { if (place.size && inFrame(place)) cells.push(p); });
    if (!cells.length) return null;
    if (details && BM.holds(details, feed, window) && cells.every((p) => details.has.has(p))) return null;
    const few = (per) => cells.reduce((sum, p) => sum + per[p], 0) <= feed.limit;
    const ask = (from, to) => ({ of: feed.version, cells, from, to });
    if (few(BM.perCell(feed))) return ask(feed.first, feed.last);
    return few(BM.perCell(feed, window)) ? ask(window.from, window.to) : null;
  };
})();
