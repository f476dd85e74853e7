// The axes of the ribbon: border km across, days down.
//
// In the "busy" scale a day's row is the taller the more happened on it, so that five days of
// fighting are as easy to read as five quiet weeks; the month lines stay true. Wheel zooms.
(function () {
  "use strict";
  const BM = (globalThis.BorderMonitor = globalThis.BorderMonitor || {});
  const QUIET = 0.3, CROWD = 8, ROOMY = 14, LEAST_DAYS = 4, LEAST_KM = 12;

  class Axes {
    constructor() { this.busy = true; this.top = 0; this.bottom = 1; }

    // The whole record and the whole border; `crowd` is how many events begin on each day.
    frame(first, last, length, crowd) {
      this.first = first; this.last = last; this.length = length; this.crowd = crowd;
      if (!this.days) this.reset();
    }
    reset() { this.days = [this.first, this.last]; this.km = [0, this.length]; this.stale = true; }
    whole() {
      return this.days[0] === this.first && this.days[1] === this.last && this.km[0] === 0 && this.km[1] === this.length;
    }
    show(days, km) {
      if (days) {
        const span = Math.min(Math.max(LEAST_DAYS - 1, days[1] - days[0]), this.last - this.first);
        const from = Math.round(Math.min(Math.max(days[0], this.first), this.last - span));
        this.days = [from, Math.round(from + span)];
      }
      if (km) {
        const span = Math.min(Math.max(LEAST_KM, km[1] - km[0]), this.length);
        const from = Math.min(Math.max(km[0], 0), this.length - span);
        this.km = [from, from + span];
      }
      this.stale = true;
    }
    zoomDays(at, scale) {
      const [a, b] = this.days;
      const from = Math.floor(at - (at - a) * scale);
      this.show([from, Math.max(from + LEAST_DAYS, Math.round(at + (b - at) * scale))]);
    }
    zoomKm(at, scale) {
      const [a, b] = this.km;
      this.show(null, [at - (at - a) * scale, at + (b - at) * scale]);
    }

    // ---- down
    fit(top, bottom) {
      if (!this.stale && this.top === top && this.bottom === bottom) return;
      this.top = top; this.bottom = bottom; this.stale = false;
      const [from, to] = this.days, n = to - from + 1, height = bottom - top;
      const share = (d) => (Math.min(this.crowd[d - this.first] || 0, CROWD) / CROWD) ** 1.2;
      let crowded = 0;
      for (let d = from; d <= to; d++) crowded += share(d);
      const boost = this.busy && height / n < ROOMY && crowded ? (n * (1 / QUIET - 1)) / crowded : 0;
      this.edges = new Float64Array(n + 1);
      const unit = height / (n + boost * crowded);
      for (let i = 0; i < n; i++) this.edges[i + 1] = this.edges[i] + unit * (1 + boost * share(from + i));
    }
    y(day) {
      const i = day - this.days[0], whole = Math.floor(i), n = this.edges.length - 1;
      if (i <= 0) return this.top + i * (this.edges[1] || 0);
      if (i >= n) return this.bottom + (i - n) * (this.edges[n] - this.edges[n - 1]);
      return this.top + this.edges[whole] + (this.edges[whole + 1] - this.edges[whole]) * (i - whole);
    }
    row(day) { return this.y(day + 1) - this.y(day); }
    day(y) {
      const at = Math.min(Math.max(y - this.top, 0), this.bottom - this.top - 0.001);
      const i = Math.max(0, BM.bound(this.edges, at + 1e-9) - 1);
      return this.days[0] + i + (at - this.edges[i]) / (this.edges[i + 1] - this.edges[i]);
    }

    // ---- across, within a panel
    x(km, panel) {
      const [a, b] = this.km;
      return panel.x0 + ((km - a) / (b - a)) * (panel.x1 - panel.x0);
    }
    kmAt(x, panel) {
      const [a, b] = this.km;
      return Math.min(Math.max(a + ((x - panel.x0) / (panel.x1 - panel.x0)) * (b - a), 0), this.length);
    }
    perKm(panel) { return (panel.x1 - panel.x0) / (this.km[1] - this.km[0]); }
    // Round km for posts, about `wish` pixels apart.
    posts(panel, wish) {
      const step = [5, 10, 20, 25, 50, 100, 200].find((s) => s * this.perKm(panel) >= wish) || 400;
      const found = [];
      for (let km = Math.ceil(this.km[0] / step) * step; km <= this.km[1]; km += step) found.push(km);
      return found;
    }
  }

  // Labels that keep `gap` pixels between them: the first in the list win.
  function declutter(ticks, gap, place) {
    const kept = [];
    for (const tick of ticks) {
      const x = place(tick);
      if (x === null || kept.some((k) => Math.abs(k.x - x) < gap)) continue;
      kept.push({ x, tick });
    }
    return kept.sort((a, b) => a.x - b.x);
  }

  Object.assign(BM, { RibbonAxes: Axes, declutter });
})();
