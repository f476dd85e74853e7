// What lies under the marks: squares, shaded areas and bands, on a canvas of their own. Most stay as
// they are while the window moves, so only what changed is cleared and painted again. In Chromium's
// software drawing these large shapes would else be the dearest part of a frame.
(function () {
  "use strict";
  const BorderMonitor = (window.BorderMonitor = window.BorderMonitor || {});
  const FEW = 0.5; // more than this share of the shapes anew: all of them

  BorderMonitor.Ground = class {
    constructor(pane) {
      this.canvas = L.DomUtil.create("canvas", "", pane);
      this.canvas.dataset.testid = "ground";
      this.forget();
    }
    // Paints everything again next time.
    forget() { this.frame = null; }
    // `shapes`: objects of key (what it looks like and where; once each), box (left, top, right,
    // bottom in pixels of the frame) and draw(context), in the order in which they are laid.
    show(map, origin, shapes) {
      const size = map.getSize(), ratio = BorderMonitor.ratio;
      const frame = `${origin.x} ${origin.y} ${map.getZoom()} ${size.x} ${size.y} ${ratio}`;
      const now = new Map(shapes.map((shape) => [shape.key, shape]));
      const stale = frame === this.frame ? this._stale(now, ratio) : null;
      if (!stale || stale.length > FEW * now.size) this._anew(map, shapes);
      else for (const box of stale) this._mend(box, shapes);
      Object.assign(this, { frame, shapes: now });
    }
    // Where something came or went, in whole pixels of the screen.
    _stale(now, ratio) {
      const boxes = new Map(); // what only changes its look has its place once
      const put = ({ box: [left, top, right, bottom] }) => boxes.set(`${left} ${top} ${right} ${bottom}`, [Math.floor(left * ratio) / ratio,
        Math.floor(top * ratio) / ratio, Math.ceil(right * ratio) / ratio, Math.ceil(bottom * ratio) / ratio]);
      for (const [key, shape] of this.shapes) if (!now.has(key)) put(shape);
      for (const [key, shape] of now) if (!this.shapes.has(key)) put(shape);
      return [...boxes.values()];
    }
    _anew(map, shapes) {
      const c = BorderMonitor.frame(map, this.canvas);
      for (const shape of shapes) shape.draw(c);
    }
    _mend([left, top, right, bottom], shapes) {
      const c = this.canvas.getContext("2d");
      c.save();
      c.beginPath();
      c.rect(left, top, right - left, bottom - top);
      c.clip();
      c.clearRect(left, top, right - left, bottom - top);
      for (const { box, draw } of shapes)
        if (box[0] < right && box[2] > left && box[1] < bottom && box[3] > top) draw(c);
      c.restore();
    }
  };
})();
