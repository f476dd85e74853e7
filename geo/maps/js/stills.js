// Small pictures that are drawn once and then only put down: a move of the window repaints the map
// sixty times a second, and what it shows is mostly the same shapes and numbers.
(function () {
  "use strict";
  const BorderMonitor = (window.BorderMonitor = window.BorderMonitor || {});
  const MOST_PIXELS = 24e6; // of all pictures together, about 100 MB
  const LARGEST = 4e6; // larger shapes are drawn anew each time
  const MOST_KEPT = 4000;

  BorderMonitor.Stills = class {
    constructor() { this.clear(); }
    clear() { this.kept = new Map(); this.met = new Set(); this.pixels = 0; }
    // What `make` gives, made once.
    keep(key, make) {
      let found = this.kept.get(key);
      if (found === undefined) {
        if (this.kept.size > MOST_KEPT || this.pixels > MOST_PIXELS) this.clear();
        this.kept.set(key, (found = make()));
      }
      return found;
    }
    // Puts down at (x, y) what `draw` paints round (0, 0) within `box()`: left, top, right, bottom.
    // A picture is kept of what comes a second time: making one costs many times its drawing.
    put(c, key, x, y, box, draw) {
      const put = BorderMonitor.pixel, ratio = BorderMonitor.ratio || window.devicePixelRatio || 1;
      if (ratio !== this.ratio) { this.clear(); this.ratio = ratio; }
      const still = this.kept.get(key) || (this.met.has(key) && this.keep(key, () => this.make(box(), ratio, draw)));
      if (still && still.canvas) {
        c.drawImage(still.canvas, put(x) + still.left, put(y) + still.top, still.wide, still.high);
        return;
      }
      if (this.met.size > MOST_KEPT) this.met.clear();
      this.met.add(key);
      c.save();
      c.translate(put(x), put(y));
      draw(c);
      c.restore();
    }
    make([left, top, right, bottom], ratio, draw) {
      left = Math.floor(left); top = Math.floor(top);
      const wide = Math.ceil(right - left), high = Math.ceil(bottom - top);
      const pixels = wide * high * ratio * ratio;
      if (!(pixels < LARGEST)) return {};
      this.pixels += pixels;
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.ceil(wide * ratio), height: Math.ceil(high * ratio) });
      const c = canvas.getContext("2d");
      c.scale(ratio, ratio);
      c.translate(-left, -top);
      draw(c);
      return { canvas, left, top, wide: canvas.width / ratio, high: canvas.height / ratio };
    }
    // A circle; radii that differ by less than half a pixel share a picture.
    round(c, key, x, y, radius, draw) {
      const r = Math.round(radius * 2) / 2;
      this.put(c, `${key} ${r}`, x, y, () => [-r - 2, -r - 2, r + 2, r + 2], (d) => {
        d.beginPath(); d.arc(0, 0, r, 0, 7);
        draw(d);
      });
    }
  };

  // A whole pixel of the screen: a picture between two of them is drawn anew, and blurred.
  BorderMonitor.pixel = function (v) {
    const ratio = BorderMonitor.ratio || window.devicePixelRatio || 1;
    return Math.round(v * ratio) / ratio;
  };

  // Lines with the corner that they are kept by, and the room that their picture takes.
  BorderMonitor.withBox = function (lines) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const line of lines) for (const { x, y } of line) {
      left = Math.min(left, x); top = Math.min(top, y);
      right = Math.max(right, x); bottom = Math.max(bottom, y);
    }
    const pad = 10;
    return { lines, x: left, y: top, box: [-pad, -pad, right - left + pad, bottom - top + pad] };
  };
})();
