// Counts of places that are not points: pills at their spots, moved aside where a mark or another
// pill stands.
(function () {
  "use strict";
  const BorderMonitor = (window.BorderMonitor = window.BorderMonitor || {});
  const { sprite, pixel, shares, byFamily, inParts } = BorderMonitor;
  const FONT = `700 13px ${BorderMonitor.typefaces}`;
  const STEP = 4, HALF = 12, RING = 6; // pixels
  const PARTS = 24; // of a pill's ring, 2 pixels each: few enough that most rings are there already

  // Where a count may stand when its own place is taken: up and down first, then aside.
  const NUDGES = [];
  for (let dy = 0; dy <= 5; dy++)
    for (const dx of [0, 0.55, -0.55, 1, -1])
      for (const sign of dy ? [1, -1] : [1]) NUDGES.push([dx, dy * sign]);
  NUDGES.sort((a, b) => Math.abs(a[0]) * 3 + Math.abs(a[1]) - Math.abs(b[0]) * 3 - Math.abs(b[1]));

  BorderMonitor.Pills = class {
    constructor(stills) { this.stills = stills; this.given = []; this.clear(); }
    clear() { this.pills = []; }
    add({ x, y }, area, color, text) {
      const label = `${area.n}${text ? " · " + text : ""}`;
      this.pills.push({ x, y, area, color, label, width: 0 });
    }
    // Draws all that were added round the marks (x, y, r; areas do not count); gives what a pointer may hit.
    show(c, marks, layers) {
      c.font = FONT;
      for (const pill of this.pills) pill.width = this.stills.keep(`width ${pill.label}`, () =>
        Math.ceil((c.measureText(pill.label).width + 32) / STEP) * STEP);
      const stood = this._stand(marks.filter((mark) => !mark.area));
      c.textAlign = "left"; c.textBaseline = "middle"; c.fillStyle = "#1c1c1c";
      return this.pills.map((pill, i) => {
        const { area, label, width, color } = pill, [x, y] = stood[i], hollow = !area.solid;
        this.stills.put(c, `pill ${width} ${hollow} ${color}`, x, y,
          () => [-width / 2 - 1, -HALF - 1, width / 2 + 1, HALF + 1], (d) => outline(d, width, hollow, color));
        this._kinds(c, pixel(x - width / 2) + 12, pixel(y), area.counts, layers, hollow);
        c.fillText(label, Math.round(x - width / 2) + 23, Math.round(y) + 0.5);
        return { x, y, r: 13, w: width / 2, places: [area.place], n: area.n };
      });
    }
    // Where each stands: worked out anew when a mark, a pill or its width is another.
    _stand(marks) {
      const given = [marks.length];
      for (const { x, y, r } of marks) given.push(x, y, r);
      for (const { x, y, width } of this.pills) given.push(x, y, width);
      if (given.length === this.given.length && given.every((v, i) => v === this.given[i])) return this.stood;
      this.given = given;
      const taken = marks.map(({ x, y, r }) => [x - r, y - r, x + r, y + r]);
      return (this.stood = this.pills.map((pill) => free(pill, taken)));
    }
    // What kinds a count is made of: the symbol of the only one, or a ring split by family.
    _kinds(c, x, y, counts, layers, hollow) {
      let kinds = 0, only = 0;
      for (let l = 0; l < counts.length; l++) if (counts[l]) { kinds++; only = l; }
      if (kinds === 1) { c.drawImage(sprite(layers[only], hollow, 22), x - 11, y - 11, 22, 22); return; }
      const parts = inParts(byFamily(counts, layers), PARTS), far = RING + 3;
      this.stills.put(c, `kinds ${parts.join(" ")}`, x, y, () => [-far, -far, far, far], (d) =>
        shares(d, 0, 0, RING, 4, parts));
    }
  };

  function free({ x, y, width }, taken) {
    const half = width / 2;
    let box, at;
    for (const [dx, dy] of NUDGES) {
      at = [x + dx * (width + 3), y + dy * 13];
      box = [at[0] - half, at[1] - HALF, at[0] + half, at[1] + HALF];
      if (!taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) break;
    }
    taken.push(box);
    return at;
  }
  function outline(c, width, hollow, color) {
    c.beginPath();
    c.roundRect(-width / 2, -11.5, width, 23, 11.5);
    c.fillStyle = "rgba(255,255,255,.95)"; c.fill();
    c.setLineDash(hollow ? [3, 3] : []);
    c.lineWidth = 1.6; c.strokeStyle = color; c.stroke();
    c.setLineDash([]);
  }
})();
