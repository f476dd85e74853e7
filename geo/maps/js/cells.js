// Many events in short: counts by square (or other place), layer and day, in the place of single
// events. See `geo/maps/cells.py` for what they hold; the sums are those of the single events.
(function () {
  "use strict";
  const BM = (globalThis.BorderMonitor = globalThis.BorderMonitor || {});
  const KINDS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };
  const PRECISIONS = 8;
  const numbers = ({ bytes, data }) => new KINDS[bytes](BM.bytes(data).buffer);

  // Where each series begins, its days, and its sums up to each of them.
  function series(packed) {
    const of = numbers(packed.of), day = numbers(packed.day), n = numbers(packed.n);
    const from = new Uint32Array(of.length + 1), upto = new Uint32Array(n.length);
    for (let k = 0, j = 0; k < of.length; k++) {
      from[k + 1] = from[k] + of[k];
      for (let sum = 0; j < from[k + 1]; j++) upto[j] = sum += n[j];
    }
    return { from, day, n, upto };
  }
  // The sum of series `k` up to a day, both counted from the first day.
  function sum({ from, day, upto }, k, until) {
    let low = from[k], high = from[k + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (day[middle] <= until) low = middle + 1; else high = middle;
    }
    return low > from[k] ? upto[low - 1] : 0;
  }
  const inWindow = (feed, k, window) =>
    sum(feed.begun, k, window.to - feed.first) - sum(feed.ended, k, window.from - feed.first);

  BM.decodeCells = function (packed) {
    const begun = series(packed.begun), ended = series(packed.ended);
    const rows = (text) => {
      const all = new Float32Array(BM.bytes(text).buffer), size = packed.last - packed.first + 1;
      return packed.layers.map((_, l) => all.subarray(l * size, (l + 1) * size));
    };
    const bars = packed.exact ? { exact: rows(packed.exact), vague: rows(packed.vague) } : {};
    return { ...packed, begun, ended, ...bars };
  };

  BM.tallyCells = function (feed) {
    const size = feed.last - feed.first + 1;
    const precision = feed.places.length * (feed.layers.length + 1);
    const spread = ({ from, day, n }, k, days) => { for (let j = from[k]; j < from[k + 1]; j++) days[day[j]] += n[j]; };
    const lots = [0, 1].map(() => ({ begun: new Int32Array(size), ended: new Int32Array(size + 1) }));
    for (let p = 0; p < PRECISIONS; p++) {
      const lot = lots[p ? 1 : 0];
      spread(feed.begun, precision + p, lot.begun);
      spread(feed.ended, precision + p, lot.ended);
    }
    const bars = feed.bars.map(([start, end, layer, name]) => ({ start, end, layer, name }));
    return BM.summed({ exact: feed.exact, vague: feed.vague, bars, undated: feed.undated, total: feed.total, lots });
  };

  // Calls `visit(place, layer, number)` for what a window holds.
  BM.eachCell = function (feed, window, visit) {
    const layers = feed.layers.length;
    for (let p = 0; p < feed.places.length; p++) for (let l = 0; l < layers; l++) {
      const n = inWindow(feed, p * layers + l, window);
      if (n) visit(p, l, n);
    }
  };
  BM.inCells = inWindow;
  BM.hollowCells = (feed, window, place) => inWindow(feed, feed.places.length * feed.layers.length + place, window);
  BM.precisionCells = (feed, window, code) =>
    inWindow(feed, feed.places.length * (feed.layers.length + 1) + code, window);
  // How many events each place has in a window (by default: at all).
  BM.perCell = function (feed, window) {
    const found = new Int32Array(feed.places.length);
    BM.eachCell(feed, window || { from: feed.first, to: feed.last }, (p, _, n) => { found[p] += n; });
    return found;
  };
})();
