// Lines and areas of the atlas as paths of Leaflet's that are cheap to draw. Their points are put
// into the flat world once, so that a zoom only scales them, and those nearer to the one before
// than can be told apart are left out. Leaflet's own paths make objects of every point and thin
// each line anew, which took most of the time of a first picture, and of every zoom.
(function () {
  "use strict";
  const BorderMonitor = (window.BorderMonitor = window.BorderMonitor || {});
  const UNIT = 1e4; // whole numbers to a degree
  const WORLD = 256; // pixels, at zoom 0
  const FINE = 10; // steps to a pixel: the text of a path has no use for more

  // A line out of the atlas's file, [longitude, latitude] each: it has each point as the step from
  // the one before.
  BorderMonitor.unpacked = function (steps) {
    const points = [];
    for (let i = 0, x = 0, y = 0; i < steps.length; i += 2)
      points.push([(x += steps[i]) / UNIT, (y += steps[i + 1]) / UNIT]);
    return points;
  };

  // Web Mercator at zoom 0: x and y in turn, and the box of the line.
  BorderMonitor.flattened = function (points) {
    const at = new Float64Array(points.length * 2);
    let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
    points.forEach(([lon, lat], i) => {
      const sine = Math.sin((lat * Math.PI) / 180);
      const x = (at[2 * i] = (lon / 360 + 0.5) * WORLD);
      const y = (at[2 * i + 1] = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD);
      left = Math.min(left, x); right = Math.max(right, x);
      top = Math.min(top, y); bottom = Math.max(bottom, y);
    });
    return { at, box: L.bounds([left, top], [right, bottom]) };
  };

  // `lines` as `flattened` gives them; those with `fill` are areas, holes among them. `thin`: pixels.
  BorderMonitor.Outline = L.Path.extend({
    options: { fill: false, thin: 1 },
    initialize(lines, options) {
      L.setOptions(this, options);
      this._lines = lines;
    },
    getBounds() {
      const all = L.bounds([]);
      for (const { box } of this._lines) all.extend(box.min).extend(box.max);
      return L.latLngBounds([all.min, all.max].map((corner) => L.CRS.EPSG3857.pointToLatLng(corner, 0)));
    },
    _project() {
      this._scale = 2 ** this._map.getZoom();
      this._origin = this._map.getPixelOrigin();
      this._pxBounds = L.bounds([]);
      for (const { box } of this._lines) {
        const { min, max } = this._onMap(box);
        this._pxBounds.extend(min).extend(max);
      }
    },
    _onMap({ min, max }) {
      return L.bounds(min.multiplyBy(this._scale).subtract(this._origin), max.multiplyBy(this._scale).subtract(this._origin));
    },
    _update() {
      if (!this._map) return;
      const { weight, fill } = this.options, { min, max } = this._renderer._bounds;
      const seen = L.bounds(min.subtract([weight, weight]), max.add([weight, weight]));
      this._parts = [];
      for (const { at, box } of this._lines) {
        const here = this._onMap(box);
        if (!here.intersects(seen)) continue;
        const points = this._thinned(at);
        if (seen.contains(here)) this._parts.push(points);
        else this._parts.push(...(fill ? [L.PolyUtil.clipPolygon(points, seen)] : pieces(points, seen)));
      }
      this._parts = this._parts.filter((points) => points.length);
      this._updatePath();
    },
    _updatePath() { this._renderer._updatePoly(this, this.options.fill); },
    _thinned(at) {
      const { thin } = this.options, { x: left, y: top } = this._origin, scale = this._scale, points = [];
      let x = NaN, y = NaN;
      for (let i = 0; i < at.length; i += 2) {
        const nextX = at[i] * scale - left, nextY = at[i + 1] * scale - top;
        if (Math.abs(nextX - x) < thin && Math.abs(nextY - y) < thin && i + 2 < at.length) continue;
        x = nextX; y = nextY;
        points.push(new L.Point(Math.round(x * FINE) / FINE, Math.round(y * FINE) / FINE));
      }
      return points;
    },
  });

  // A path of packed lines.
  BorderMonitor.outlined = (lines, options) =>
    new BorderMonitor.Outline(lines.map((line) => BorderMonitor.flattened(BorderMonitor.unpacked(line))), options);

  // What of a line may be in a frame: without what lies wholly beyond one of its edges.
  function pieces(points, { min, max }) {
    const found = [];
    let open = null;
    for (let i = 1; i < points.length; i++) {
      const a = points[i - 1], b = points[i];
      const beyond = (a.x < min.x && b.x < min.x) || (a.x > max.x && b.x > max.x) ||
        (a.y < min.y && b.y < min.y) || (a.y > max.y && b.y > max.y);
      if (beyond) { open = null; continue; }
      if (!open) found.push((open = [a]));
      open.push(b);
    }
    return found;
  }
})();
